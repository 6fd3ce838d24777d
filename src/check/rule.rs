//! What a rule is: a code, its own settings, and a check that says whether it ran.

use std::any::Any;
use std::fmt::Debug;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::context::Context;
use super::earlier::Earlier;
use super::slip::Doubt;
use definition::{Fields, FormDefinition, MadeRule, RuleInstance};
use diagnostic::{Code, Diagnostic, Outcome, Place, Severity};
use model::{Fact, Indicator, IndicatorId, Provenance, Submission};

/// What to do about a number that is unusual but may be true: the same words in every rule.
pub(super) const REASON_HINT: &str = "正しければ、シート「確認・理由」に理由を書いてください。";

/// One rule as a form uses it, its settings in it.
pub trait Rule: Any + Debug + Send + Sync {
    /// Looks at the submissions and tells what is wrong; says whether it could run.
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome;
}

/// What makes a rule out of the keys of its entry in a form: a kind of rule.
pub trait RuleSettings: Rule + DeserializeOwned + JsonSchema {
    /// The code it speaks under; its name is that of the kind.
    const CODE: Code;

    /// Whether it speaks of superseded files. Such a rule runs after all others and is heard on them.
    const IS_LAST: bool = false;

    /// Whether it looks at the submissions of a form side by side, whatever their edition: then it runs once over all of
    /// them, with the settings of the newest edition that came.
    const COMPARES: bool = false;

    /// Whether it asks what other submissions say: then the rules before it have looked at all of them when it runs.
    const LOOKS_AT_OTHERS: bool = Self::COMPARES;

    /// Whether it also looks at what was sent for the whole: where a number is wrong in itself, whoever wrote it.
    const OF_WHOLE: bool = false;

    /// How it runs for a form that does not list it. A file that is set aside is told of whatever rules a form has.
    const UNLISTED: Option<fn() -> MadeRule> = None;

    /// Whether it is about what one form states of its own tables: such a rule stands under `check` in the form, beside
    /// whatever rules the form has, and of a form that states nothing there is nothing to be checked.
    const IS_STATED: bool = false;

    /// How the settings contradict each other or the form, if they do.
    fn contradiction(&self, _form: &FormDefinition) -> Option<String> {
        None
    }

    /// The figure of another form that the settings name.
    fn elsewhere(&self) -> Option<IndicatorId> {
        None
    }
}

/// What a number is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberKind {
    /// A share of a hundred.
    Percent,
    /// Anything else.
    Count,
}

/// Collects the diagnostics of one rule under its code and the instance's severity.
#[derive(Debug)]
pub struct Sink<'a> {
    code: Code,
    severity: Severity,
    trial: bool,
    earlier: &'a Earlier,
    told: Vec<(Diagnostic, Doubt)>,
    absorbed: Vec<(Fact, Code)>,
    /// Why the rule could not run although it did not say so: it asked for something to look at, and there was nothing.
    nothing: Option<&'static str>,
}

impl<'a> Sink<'a> {
    pub(super) fn new(instance: &RuleInstance, earlier: &'a Earlier) -> Self {
        let code = instance.code;
        Self {
            code,
            severity: instance.severity.unwrap_or(code.entry().severity),
            trial: instance.trial,
            earlier,
            told: Vec::new(),
            absorbed: Vec::new(),
            nothing: None,
        }
    }

    /// The facts the rule is about, in the columns that are due; without any, the rule did not run.
    pub fn due_facts<'s>(
        &mut self,
        context: &Context<'s>,
        fields: Option<&Fields>,
    ) -> Vec<(&'s Submission, &'s Fact)> {
        let facts = context.due_facts(fields);
        if facts.is_empty() {
            self.nothing = Some("見る欄が、どの提出物にもない");
        }
        facts
    }

    /// Those of them that are numbers; without any, the rule did not run.
    pub fn due_numbers<'s>(
        &mut self,
        context: &Context<'s>,
        fields: Option<&Fields>,
    ) -> Vec<(&'s Submission, &'s Fact, Decimal)> {
        let facts = context.due_facts(fields).into_iter();
        let numbers = facts.filter_map(|(submission, fact)| {
            let number = fact.value.number()?;
            Some((submission, fact, number))
        });
        let numbers: Vec<_> = numbers.collect();
        if numbers.is_empty() {
            self.nothing = Some("見る数が、どの提出物にもない");
        }
        numbers
    }

    /// Those of them that are percentages, or those that are not; without any, the rule did not run.
    pub fn due_numbers_of<'s>(
        &mut self,
        context: &Context<'s>,
        fields: Option<&Fields>,
        kind: NumberKind,
    ) -> Vec<(&'s Submission, &'s Fact, Decimal)> {
        let mut numbers = self.due_numbers(context, fields);
        let is_percent = |fact: &Fact| {
            let indicator = context.definitions.indicator(&fact.indicator);
            indicator.is_some_and(Indicator::is_percent)
        };
        numbers.retain(|(_, fact, _)| is_percent(fact) == (kind == NumberKind::Percent));
        if numbers.is_empty() && self.nothing.is_none() {
            self.nothing = Some(match kind {
                NumberKind::Percent => "見る割合（％）が、どの提出物にもない",
                NumberKind::Count => "見る数（％でないもの）が、どの提出物にもない",
            });
        }
        numbers
    }

    /// What became of the rule, by its own word and by what it found to look at.
    pub(super) fn outcome(&self, said: Outcome) -> Outcome {
        match (said, self.nothing) {
            (Outcome::Ran, Some(nothing)) => Outcome::Skipped(nothing.to_owned()),
            (said, _) => said,
        }
    }

    /// What reading and the rules before this one have told.
    pub fn earlier(&self) -> &'a Earlier {
        self.earlier
    }

    /// Whether this rule has told anything at a place.
    pub fn has_told_at(&self, place: &Place) -> bool {
        self.told.iter().any(|(told, _)| told.place == *place)
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
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.push_doubted(diagnostic, Doubt::default());
    }

    /// Takes a diagnostic about numbers that a slip of the hand may explain; the slip is named after the rule.
    pub(super) fn push_doubted(&mut self, mut diagnostic: Diagnostic, doubt: Doubt) {
        if self.trial {
            diagnostic.severity = Severity::Note;
            diagnostic.message.insert_str(0, "（試行）");
        }
        self.told.push((diagnostic, doubt));
    }

    /// Takes a diagnostic in whose words lies what was told of the fact under an earlier code: one root cause, one message.
    pub(super) fn push_instead(&mut self, diagnostic: Diagnostic, fact: &Fact, of: Code) {
        self.absorbed.push((fact.clone(), of));
        self.push(diagnostic);
    }

    /// What earlier codes told and this rule tells better.
    pub(super) fn absorbed(&mut self) -> Vec<(Fact, Code)> {
        std::mem::take(&mut self.absorbed)
    }

    /// What was told, each with what is doubted in it.
    pub(super) fn into_told(self) -> Vec<(Diagnostic, Doubt)> {
        self.told
    }
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
    use std::sync::Arc;

    use super::*;
    use crate::rules::above_area_count;

    #[test]
    fn a_rule_that_is_tried_out_only_informs() {
        let mut instance = RuleInstance::unlisted(above_area_count::CODE, Arc::new(()));
        (instance.trial, instance.severity) = (true, Some(Severity::Error));
        let earlier = Earlier::default();
        let mut sink = Sink::new(&instance, &earlier);
        sink.push(sink.diagnostic(Place::run(), "超えています。"));
        let (told, _) = &sink.into_told()[0];
        assert_eq!(told.severity, Severity::Note);
        assert_eq!(told.message, "（試行）超えています。");
    }
}
