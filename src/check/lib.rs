//! Submissions ▸ Findings: every rule over every subject, in fixed order, and what became of each rule.
//!
//! # Decisions
//! * Rules run in the order of their codes and may ask what was told before them ([`Earlier`]). So a rule about the
//!   relation of two numbers keeps silent when one of them is already blamed. Would change if rules had to run in parallel.
//! * Of byte-identical copies only one is looked into ([`Context::subjects`]).
//! * Which of a ward's files counts is decided in [`model::Choices`], before any rule. A superseded file is looked
//!   into as well, so that the number of its diagnostics can be told, but they neither set the exit code nor withhold.

mod context;
mod earlier;
mod explain;
mod peers;
mod ratio;
mod registry;
mod rule;
/// One rule kind per file, each with its explanation beside it.
pub mod rules;
mod selection;
mod slip;
mod waiver;
mod words;

pub use context::{Context, Purpose};
pub use earlier::Earlier;
pub use explain::{explain, manual};
pub use registry::RULES;
pub use rule::{Rule, Sink};
pub use selection::{EVERYTHING, Selection};

use diagnostic::{Diagnostic, Findings, Outcome, RuleOutcome};
use model::Reason;

/// Runs every selected rule that the form's edition lists and joins what reading had to say.
pub fn check(context: &Context<'_>, from_reading: Vec<Diagnostic>) -> Findings {
    check_with(context, from_reading, &[])
}

/// As [`check`], with reasons that the bureau gives beside those in the workbooks.
pub fn check_with(
    context: &Context<'_>,
    from_reading: Vec<Diagnostic>,
    waivers: &[Reason],
) -> Findings {
    let mut earlier = Earlier::default();
    let selection = context.selection;
    let mut from_reading = without_copies(context, from_reading);
    from_reading.retain(|told| selection.hears(told));
    earlier.add_heard(from_reading, context.choices);
    let is_rule = |code| RULES.iter().any(|rule| rule.code() == code);
    let mut outcomes = selection.left_out_of_reading(&is_rule);
    let form = context.definitions.form();
    let when = |last| move |rule: &&&dyn Rule| rule.is_about_superseded() == last;
    let ordered = RULES.iter().filter(when(false));
    for rule in ordered.chain(RULES.iter().filter(when(true))) {
        let code = rule.code();
        if let Some(reason) = selection.why_not(code) {
            let outcome = Outcome::Skipped(reason.to_owned());
            outcomes.push(RuleOutcome { code, outcome });
            continue;
        }
        let mut instances = form
            .rules
            .iter()
            .filter(|instance| instance.kind == code.name())
            .peekable();
        if instances.peek().is_none() {
            let reason = "この様式の定義では使わない規則".to_owned();
            outcomes.push(RuleOutcome {
                code,
                outcome: Outcome::Skipped(reason),
            });
        }
        for instance in instances {
            let mut sink = Sink::new(code, instance, &earlier);
            let outcome = rule.check(context, instance, &mut sink);
            let told = sink.into_diagnostics();
            if rule.is_about_superseded() {
                earlier.add(told);
            } else {
                earlier.add_heard(told, context.choices);
            }
            outcomes.push(RuleOutcome { code, outcome });
        }
    }
    let mut diagnostics = earlier.into_diagnostics();
    waiver::apply(context, waivers, &outcomes, &mut diagnostics);
    let areas = &context.definitions.areas;
    Findings::new(diagnostics, outcomes, &|ward| areas.order(ward))
}

/// Reading tells the same about each copy of a file; it is told once, for the one that stands for all.
fn without_copies(context: &Context<'_>, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let of_copy = |told: &Diagnostic| {
        let file = told.place.file.as_ref();
        file.is_some_and(|file| context.choices.is_copy(file))
    };
    diagnostics
        .into_iter()
        .filter(|told| !of_copy(told))
        .collect()
}
