//! Submissions ▸ Findings: every rule over every subject, in fixed order, and what became of each rule.
//!
//! # Decisions
//! * Rules run in the order of their codes and may ask what was told before them ([`Earlier`]). So a rule about the
//!   relation of two numbers keeps silent when one of them is already blamed. Would change if rules had to run in parallel.
//! * Of byte-identical copies only the first is looked into ([`Context::subjects`]).

mod context;
mod earlier;
mod explain;
mod ratio;
mod registry;
mod rule;
/// One rule kind per file, each with its explanation beside it.
pub mod rules;

pub use context::{Context, Purpose};
pub use earlier::Earlier;
pub use explain::{explain, manual};
pub use registry::RULES;
pub use rule::{Rule, Sink};

use crate::diagnostic::{Diagnostic, Findings, Outcome, RuleOutcome};

/// Runs every rule that the form's edition lists and joins what reading had to say.
pub fn check(context: &Context<'_>, from_reading: Vec<Diagnostic>) -> Findings {
    let mut earlier = Earlier::default();
    earlier.add(without_copies(context, from_reading));
    let mut outcomes = Vec::new();
    let form = context.definitions.form();
    for rule in RULES {
        let code = rule.code();
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
            earlier.add(told);
            outcomes.push(RuleOutcome { code, outcome });
        }
    }
    let areas = &context.definitions.areas;
    Findings::new(earlier.into_diagnostics(), outcomes, &|ward| {
        areas.order(ward)
    })
}

/// Reading tells the same about each copy of a file; it is told once, for the copy that counts.
fn without_copies(context: &Context<'_>, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let copies: Vec<_> = context
        .submissions
        .iter()
        .enumerate()
        .filter(|(index, submission)| submission.is_copy_of_any(&context.submissions[..*index]))
        .map(|(_, submission)| &submission.file)
        .collect();
    diagnostics
        .into_iter()
        .filter(|diagnostic| {
            diagnostic
                .place
                .file
                .as_ref()
                .is_none_or(|file| !copies.contains(&file))
        })
        .collect()
}
