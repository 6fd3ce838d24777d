//! A reason and what it is about: which diagnostics have its ward, field and fiscal year, whichever rule asks.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::cause;
use crate::Context;
use definition::{FormDefinition, folded};
use diagnostic::{Diagnostic, Severity};
use model::{AreaCode, CellRef, FiscalYear, IndicatorId, Reason, Submission};

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
    /// These have its ward, field and year: those of its own code, and those that others ask of the same number.
    Matched { own: Vec<usize>, others: Vec<usize> },
    /// It leaves open which of these is meant.
    Unclear(Vec<usize>),
    /// It has no field or no year, and these could be meant.
    Incomplete(Vec<usize>),
    /// Nobody asks now; these have its code, ward and field in another year, or its code, ward, year and value elsewhere.
    Unasked {
        other_years: Vec<usize>,
        other_items: Vec<usize>,
    },
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

    /// Whether it says why.
    pub(super) fn states_cause(&self, context: &Context<'_>) -> bool {
        cause::is_stated(
            &self.reason.written.text,
            &context.definitions.reasons.no_cause,
        )
    }

    /// What the reason names that no form of its sender has, in a sentence; nothing where there is such a field.
    pub(super) fn names_nothing(&self, context: &Context<'_>) -> Option<String> {
        let own = self.file.and_then(|file| context.submission(file));
        let forms: Vec<&FormDefinition> = match own {
            Some(submission) => vec![context.form_for(submission)],
            None => context.definitions.forms.iter().collect(),
        };
        let written = &self.reason.written;
        let item = folded(&written.item);
        let mut codes = context.definitions.codes.iter();
        let is_known = item.is_empty()
            || !self.reason.indicators.is_empty()
            || self.reason.sheet.is_some()
            || item.parse::<CellRef>().is_ok() && !codes.any(|code| folded(code.id()) == item)
            || forms.iter().any(|form| has_label(form, &item));
        if !is_known {
            return Some(format!("「{}」という項目は様式にありません", written.item));
        }
        let year = self.reason.year?;
        let has_year = forms.iter().any(|form| form.year(year).is_some());
        (!has_year).then(|| format!("{year}年度は様式にありません"))
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

    /// Which diagnostics the reason is about. It belongs to the number that it names: given to one rule, it holds for
    /// every other that asks about the same number.
    pub(super) fn find(&self, context: &Context<'_>, diagnostics: &[Diagnostic]) -> Finding {
        let asked: Vec<usize> = (0..diagnostics.len())
            .filter(|at| self.is_asked(&diagnostics[*at]))
            .collect();
        let filter = |fits: &dyn Fn(&Diagnostic) -> bool| -> Vec<usize> {
            let kept = asked.iter().copied();
            kept.filter(|at| fits(&diagnostics[*at])).collect()
        };
        let exact = |d: &Diagnostic| self.names(context, d, false) && self.has_year(d);
        let near = |d: &Diagnostic| self.names(context, d, true) && self.has_year(d);
        let mut own = filter(&exact);
        if own.is_empty() {
            own = filter(&near);
        }
        let others = self.of_same_number(diagnostics, &own);
        if !own.is_empty() || !others.is_empty() {
            let about = |at: &usize| {
                let d = &diagnostics[*at];
                (&d.indicator, &d.field, &d.place.sheet)
            };
            let different: BTreeSet<_> = own.iter().map(about).collect();
            if self.reason.indicators.len() != 1 && different.len() > 1 {
                return Finding::Unclear(own);
            }
            return Finding::Matched { own, others };
        }
        let written = &self.reason.written;
        let could_be = |d: &Diagnostic| {
            (written.item.is_empty() || self.names(context, d, true))
                && (written.year.is_empty() || self.has_year(d))
        };
        let meant = filter(&could_be);
        if meant.is_empty() {
            let is_coded = self.reason.code.is_some();
            return Finding::Unasked {
                other_years: filter(&|d| self.names(context, d, true)),
                other_items: filter(&|d| {
                    is_coded && self.has_year(d) && self.holds_for(context, d)
                }),
            };
        }
        Finding::Incomplete(meant)
    }

    /// Whether a diagnostic is one that the reason may be given for: of its code, or of any where it names none.
    fn is_asked(&self, diagnostic: &Diagnostic) -> bool {
        let is_meant = match self.reason.code.as_deref() {
            Some(code) => diagnostic.code.id() == code,
            None => diagnostic.severity < Severity::Note && !diagnostic.code.is_about_reasons(),
        };
        is_meant && self.concerns(diagnostic)
    }

    /// What other rules ask of the number that the reason was given for.
    fn of_same_number(&self, diagnostics: &[Diagnostic], own: &[usize]) -> Vec<usize> {
        let mut numbers: BTreeSet<(&IndicatorId, FiscalYear)> = own
            .iter()
            .filter_map(|at| number(&diagnostics[*at]))
            .collect();
        if let (Some(year), [id]) = (self.reason.year, &self.reason.indicators[..]) {
            numbers.insert((id, year));
        }
        let is_it = |at: &usize| {
            let d = &diagnostics[*at];
            d.severity == Severity::Warning
                && !d.code.is_about_reasons()
                && !own.contains(at)
                && self.concerns(d)
                && number(d).is_some_and(|number| numbers.contains(&number))
        };
        (0..diagnostics.len()).filter(is_it).collect()
    }

    /// Whether the ward's number is still the one that the reason was given for, as far as the reason says that.
    pub(super) fn holds_for(&self, context: &Context<'_>, diagnostic: &Diagnostic) -> bool {
        let value = self.reason.value.as_str();
        value.is_empty()
            || self
                .number_now(context, diagnostic)
                .as_deref()
                .is_none_or(|now| is_same(now, value))
    }

    /// The number that the ward reports now where the diagnostic asks about one.
    pub(super) fn number_now(
        &self,
        context: &Context<'_>,
        diagnostic: &Diagnostic,
    ) -> Option<String> {
        let (indicator, year) = number(diagnostic)?;
        let file = diagnostic.place.file.as_deref();
        let of_file = file.and_then(|file| context.submission(file));
        Some(of_file?.fact(indicator, year)?.as_reasoned())
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
        // The place as the findings show it.
        if diagnostic.place.cell.is_some() && label.parse::<CellRef>().ok() == diagnostic.place.cell
        {
            return true;
        }
        let is_begun = label.chars().count() >= SHORTEST_LABEL && field.starts_with(label);
        !field.is_empty() && (field == item || field == label || is_begun)
    }
}

/// Whether anything on the form is called so: a block, a sheet of repeated rows or a column of one.
fn has_label(form: &FormDefinition, item: &str) -> bool {
    let blocks = form.sheets.iter().flat_map(|sheet| &sheet.blocks);
    let blocks = blocks.map(|block| block.label.as_str());
    let rows = form.rows.iter().flat_map(|rows| {
        let columns = rows.column.iter().map(|column| column.header.as_str());
        let texts = rows.text.iter().map(|column| column.header.as_str());
        let own = [rows.name.as_str(), rows.key_header.as_str()];
        own.into_iter().chain(columns).chain(texts)
    });
    let mut labels = blocks.chain(rows).map(folded);
    labels.any(|label| !label.is_empty() && item.contains(&label))
}

/// The number that a diagnostic asks about.
fn number(diagnostic: &Diagnostic) -> Option<(&IndicatorId, FiscalYear)> {
    diagnostic.indicator.as_ref().zip(diagnostic.fiscal_year)
}

/// Whether two numbers, or two texts, are the same: `1,200` is 1200.
fn is_same(now: &str, given: &str) -> bool {
    let plain = |text: &str| folded(text).replace(',', "");
    let (now, given) = (plain(now), plain(given));
    let number = |text: &str| text.parse::<rust_decimal::Decimal>().ok();
    match (number(&now), number(&given)) {
        (Some(now), Some(given)) => now == given,
        _ => now == given,
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
