//! A reason and what it is about: which diagnostics have its code, ward, field and fiscal year.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::Context;
use definition::folded;
use diagnostic::Diagnostic;
use model::{AreaCode, IndicatorId, Reason, Submission};

/// Fewest letters of a label that may be left unfinished.
const SHORTEST_LABEL: usize = 4;

/// A reason with the ward it speaks for.
#[derive(Debug)]
pub(super) struct Claim<'a> {
    pub(super) reason: &'a Reason,
    /// The ward; `None` for a reason of the bureau about the whole run.
    pub(super) ward: Option<&'a AreaCode>,
    /// The workbook that it stands in; `None` for a file of reasons.
    file: Option<&'a Arc<str>>,
    /// Whether a file of the ward counts in this run; the whole run always does.
    pub(super) is_heard: bool,
    /// Whether any file of the ward came in.
    pub(super) is_submitted: bool,
}

/// What a reason is about, by the numbers of the diagnostics.
#[derive(Debug)]
pub(super) enum Finding {
    /// These have its code, ward, field and year.
    Matched(Vec<usize>),
    /// It leaves open which of these is meant.
    Unclear(Vec<usize>),
    /// It has no field or no year, and these could be meant.
    Incomplete(Vec<usize>),
    /// None; these have its code and ward.
    Unmatched(Vec<usize>),
}

impl<'a> Claim<'a> {
    /// A reason in a workbook speaks for its own ward.
    pub(super) fn of_workbook(
        context: &Context<'_>,
        submission: &'a Submission,
        reason: &'a Reason,
    ) -> Self {
        Self {
            reason,
            ward: submission.ward.as_ref(),
            file: Some(&submission.file),
            is_heard: context.choices.counts(&submission.file) || submission.ward.is_none(),
            is_submitted: true,
        }
    }

    /// A reason of the bureau speaks for the ward that it names, else for the whole run.
    pub(super) fn of_file(context: &Context<'_>, reason: &'a Reason) -> Self {
        let ward = reason.ward.as_ref();
        let of_ward = |submission: &&Submission| ward.is_none() || submission.ward.as_ref() == ward;
        let counts = |submission: &Submission| context.choices.counts(&submission.file);
        let mut submissions = context.submissions.iter().copied().filter(of_ward);
        Self {
            reason,
            ward,
            file: None,
            is_heard: ward.is_none() || submissions.clone().any(counts),
            is_submitted: ward.is_none() || submissions.next().is_some(),
        }
    }

    /// Whether a diagnostic is about the ward or the file that the reason speaks for.
    pub(super) fn concerns(&self, diagnostic: &Diagnostic) -> bool {
        match (self.file, self.ward) {
            (Some(file), _) if diagnostic.place.file.as_ref() == Some(file) => true,
            (Some(_), Some(ward)) => self.is_heard && diagnostic.ward.as_ref() == Some(ward),
            (Some(_), None) => false,
            (None, ward) => diagnostic.ward.as_ref() == ward,
        }
    }

    /// Whether the reason's last day lies before the date of the run; the clock is never asked.
    pub(super) fn is_expired(&self, context: &Context<'_>) -> bool {
        matches!((self.reason.until, context.as_of), (Some(until), Some(as_of)) if until < as_of)
    }

    /// Which diagnostics the reason is about.
    pub(super) fn find(&self, context: &Context<'_>, diagnostics: &[Diagnostic]) -> Finding {
        let code = self.reason.code.as_deref().unwrap_or_default();
        let of_code: Vec<usize> = (0..diagnostics.len())
            .filter(|at| diagnostics[*at].code.id() == code && self.concerns(&diagnostics[*at]))
            .collect();
        let filter = |fits: &dyn Fn(&Diagnostic) -> bool| -> Vec<usize> {
            let kept = of_code.iter().copied();
            kept.filter(|at| fits(&diagnostics[*at])).collect()
        };
        let exact = |d: &Diagnostic| self.names(context, d, false) && self.has_year(d);
        let near = |d: &Diagnostic| self.names(context, d, true) && self.has_year(d);
        let mut found = filter(&exact);
        if found.is_empty() {
            found = filter(&near);
        }
        if found.is_empty() {
            let written = &self.reason.written;
            let could_be = |d: &Diagnostic| {
                (written.item.is_empty() || self.names(context, d, true))
                    && (written.year.is_empty() || self.has_year(d))
            };
            let meant = filter(&could_be);
            return if meant.is_empty() {
                Finding::Unmatched(of_code)
            } else {
                Finding::Incomplete(meant)
            };
        }
        let about = |at: &usize| {
            let d = &diagnostics[*at];
            (&d.indicator, &d.field, &d.place.sheet)
        };
        let different: BTreeSet<_> = found.iter().map(about).collect();
        if self.reason.indicators.len() != 1 && different.len() > 1 {
            return Finding::Unclear(found);
        }
        Finding::Matched(found)
    }

    /// A diagnostic of no year is explained whatever year is written.
    fn has_year(&self, diagnostic: &Diagnostic) -> bool {
        diagnostic.fiscal_year.is_none() || diagnostic.fiscal_year == self.reason.year
    }

    /// Whether the reason names the field. `leniently`, a count also stands for the percentage printed with it.
    fn names(&self, context: &Context<'_>, diagnostic: &Diagnostic, leniently: bool) -> bool {
        let item = folded(&self.reason.written.item);
        if item.is_empty() {
            return diagnostic.indicators().next().is_none();
        }
        let meant = &self.reason.indicators;
        if diagnostic.indicators().any(|id| meant.contains(id)) {
            return true;
        }
        if leniently {
            let mut family = meant.iter().flat_map(|id| family(context, id));
            if family.any(|id| diagnostic.indicators().any(|own| own == id)) {
                return true;
            }
        }
        meant.is_empty() && self.names_place(context, diagnostic, &item)
    }

    /// Whether words that are no indicator's name the diagnostic's field or sheet.
    fn names_place(&self, context: &Context<'_>, diagnostic: &Diagnostic, item: &str) -> bool {
        let field = folded(diagnostic.field.as_deref().unwrap_or_default());
        let on = folded(diagnostic.place.sheet.as_deref().unwrap_or_default());
        let named = folded(self.reason.sheet.as_deref().unwrap_or_default());
        if diagnostic.indicators().next().is_none() && !on.is_empty() && item == on {
            return true;
        }
        let file = diagnostic.place.file.as_deref();
        let submission = file.and_then(|file| context.submission(file));
        let form = submission.map_or(context.form, |submission| context.form_for(submission));
        let is_of_form = form.sheets.iter().any(|sheet| folded(&sheet.name) == on);
        // A sheet that the sender has renamed cannot be held against the one that is named.
        let is_on_sheet = named.is_empty() || on.is_empty() || !is_of_form || named == on;
        if !is_on_sheet {
            return false;
        }
        let prefix = [on.as_str(), named.as_str()]
            .into_iter()
            .find(|sheet| !sheet.is_empty() && item.starts_with(sheet));
        let label = prefix.map_or(item, |sheet| &item[sheet.len()..]);
        let label = label.trim_start_matches(['の', '!', ':', '・']);
        if label.is_empty() {
            return diagnostic.indicators().next().is_none() && named == on;
        }
        let is_begun = label.chars().count() >= SHORTEST_LABEL && field.starts_with(label);
        !field.is_empty() && (field == item || field == label || is_begun)
    }
}

/// The indicators of the field that an indicator stands in: a count and its percentage.
pub(super) fn family<'a>(context: &Context<'a>, id: &IndicatorId) -> Vec<&'a IndicatorId> {
    let indicator = context.definitions.indicator(id);
    let form = indicator.and_then(|indicator| context.definitions.form_asking(indicator));
    let field = form.and_then(|form| form.field(id));
    field.map_or_else(Vec::new, |field| {
        std::iter::once(&field.indicator)
            .chain(&field.rate)
            .collect()
    })
}
