//! Submissions ▸ Findings: every rule over every subject, in fixed order, and what became of each rule.

mod context;
mod registry;
mod rule;
/// One rule kind per file, each with its explanation beside it.
pub mod rules;

pub use context::{Context, Purpose};
pub use registry::RULES;
pub use rule::{Rule, Sink};

use crate::diagnostic::{Diagnostic, Findings, Outcome, RuleOutcome};

/// Runs every rule that the form's edition lists and joins what reading had to say.
pub fn check(context: &Context<'_>, from_reading: Vec<Diagnostic>) -> Findings {
    let mut diagnostics = from_reading;
    let mut outcomes = Vec::new();
    let form = context.definitions.form();
    for rule in RULES {
        let Some(instance) = form
            .rules
            .iter()
            .find(|instance| instance.kind == rule.code().name())
        else {
            outcomes.push(RuleOutcome {
                code: rule.code(),
                outcome: Outcome::Skipped("この様式の定義では使わない規則".to_owned()),
            });
            continue;
        };
        let mut sink = Sink::new(rule.code(), instance);
        let outcome = rule.check(context, instance, &mut sink);
        diagnostics.extend(sink.into_diagnostics());
        outcomes.push(RuleOutcome {
            code: rule.code(),
            outcome,
        });
    }
    let areas = &context.definitions.areas;
    Findings::new(diagnostics, outcomes, &|ward| areas.order(ward))
}
