//! What a rule is: a code, and a check that says whether it ran.

use rust_decimal::Decimal;

use super::{Context, Earlier};
use definition::RuleInstance;
use diagnostic::{Code, Diagnostic, Outcome, Place, Severity};
use model::{Fact, Provenance, Submission};

/// What to do about a number that is unusual but may be true: the same words in every rule.
pub(super) const REASON_HINT: &str = "正しければ、シート「確認・理由」に理由を書いてください。";

/// One rule kind. Its parameters, severity and citation come from the form's edition.
pub trait Rule: Sync {
    /// The code it speaks under.
    fn code(&self) -> Code;

    /// Looks at the submissions and tells what is wrong; says whether it could run.
    fn check(&self, context: &Context<'_>, instance: &RuleInstance, sink: &mut Sink<'_>)
    -> Outcome;

    /// Whether it looks at the submissions of a form side by side, whatever their edition: then it runs once over all of
    /// them, with the parameters of the newest edition that came.
    fn compares(&self) -> bool {
        false
    }

    /// Whether it speaks of superseded files. Such a rule runs after all others and is heard on them.
    fn is_about_superseded(&self) -> bool {
        false
    }
}

/// Collects the diagnostics of one rule under its code and the instance's severity.
#[derive(Debug)]
pub struct Sink<'a> {
    code: Code,
    severity: Severity,
    trial: bool,
    earlier: &'a Earlier,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Sink<'a> {
    pub(super) fn new(code: Code, instance: &RuleInstance, earlier: &'a Earlier) -> Self {
        Self {
            code,
            severity: instance.severity.unwrap_or(code.entry().severity),
            trial: instance.trial,
            earlier,
            diagnostics: Vec::new(),
        }
    }

    /// What reading and the rules before this one have told.
    pub fn earlier(&self) -> &'a Earlier {
        self.earlier
    }

    /// Starts a diagnostic of this rule; hand it to [`Self::push`] when it is complete.
    pub fn diagnostic(&self, place: Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.code, place, message).severity(self.severity)
    }

    /// Starts a diagnostic about one fact: its cell, ward, label and text as written. An error withholds the fact.
    pub fn on_fact(
        &self,
        context: &Context<'_>,
        submission: &Submission,
        fact: &Fact,
        message: impl Into<String>,
    ) -> Diagnostic {
        let label = context.field_label(submission, fact);
        self.diagnostic(Place::from(&fact.provenance), message)
            .ward(submission.ward.as_ref())
            .fact(&fact.indicator, fact.year, label)
            .entered(fact.provenance.text.clone())
    }

    /// The severity for a doubt: never graver than a warning, and no graver than the instance says.
    pub fn doubt(&self) -> Severity {
        self.severity.max(Severity::Warning)
    }

    /// Takes a diagnostic. A rule that is being tried out only informs, whatever it says.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        if self.trial {
            diagnostic.severity = Severity::Note;
            diagnostic.message.insert_str(0, "（試行）");
        }
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }
}

/// A whole-number parameter of an instance, or its default.
pub(super) fn parameter(instance: &RuleInstance, name: &str, default: i64) -> Decimal {
    Decimal::from(instance.parameters.get(name).copied().unwrap_or(default))
}

/// `（E13、E14）` for a message about several cells; nothing for a single one, which is the place itself.
pub(super) fn cell_list<'a>(provenances: impl IntoIterator<Item = &'a Provenance>) -> String {
    let mut places: Vec<(&str, String)> = Vec::new();
    for provenance in provenances {
        let place = (&*provenance.sheet, provenance.cell.to_string());
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let Some(((sheet, _), rest)) = places.split_first() else {
        return String::new();
    };
    if rest.is_empty() {
        return String::new();
    }
    let one_sheet = rest.iter().all(|(other, _)| other == sheet);
    let names: Vec<String> = places
        .iter()
        .map(|(sheet, cell)| {
            if one_sheet {
                cell.clone()
            } else {
                format!("{sheet}!{cell}")
            }
        })
        .collect();
    format!("（{}）", names.join("、"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_rule_that_is_tried_out_only_informs() {
        let instance = RuleInstance {
            kind: "above-area-count".to_owned(),
            fields: Vec::new(),
            blocks: Vec::new(),
            trial: true,
            severity: Some(Severity::Error),
            clause: String::new(),
            parameters: BTreeMap::new(),
        };
        let earlier = Earlier::default();
        let mut sink = Sink::new(Code::ABOVE_AREA_COUNT, &instance, &earlier);
        sink.push(sink.diagnostic(Place::run(), "超えています。"));
        let told = sink.into_diagnostics();
        assert_eq!(told[0].severity, Severity::Note);
        assert_eq!(told[0].message, "（試行）超えています。");
    }
}
