//! Reasons: a warning that its ward, or the bureau, explains becomes a note that carries the explanation.
//!
//! # Decisions
//! * After all rules: a rule neither knows nor cares what is explained, and what it keeps silent about stays the same.
//! * A reason is held to code, ward, field and fiscal year, never to the number: a number that changes again is the
//!   same matter. Would change if wards left reasons standing that no longer fit; `until` is for those.
//! * Where it cannot be known whether a reason still fits (rule not run, nothing submitted, another fault on the field),
//!   that is said as a note: an alarm would have the ward delete what it needs again tomorrow.

mod cause;
mod claim;
/// The codes that tell of reasons.
pub mod codes;
mod tell;

use super::Context;
use claim::{Claim, Finding};
use diagnostic::{AcceptedReason, Diagnostic, Place, RuleOutcome, Severity};
use model::Reason;

/// Accepts what is explained, and tells of reasons that explain nothing. `waivers` are the bureau's own reasons.
pub(super) fn apply(
    context: &Context<'_>,
    waivers: &[Reason],
    outcomes: &[RuleOutcome],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let claims: Vec<(Claim<'_>, Finding)> = claims(context, waivers)
        .into_iter()
        .map(|claim| {
            let finding = claim.find(context, diagnostics);
            (claim, finding)
        })
        .collect();
    for (claim, finding) in &claims {
        let holds = !claim.is_expired(context)
            && cause::is_stated(
                &claim.reason.written.text,
                &context.definitions.reasons.no_cause,
            );
        if let (Finding::Matched(found), true) = (finding, holds) {
            for at in found {
                accept(&mut diagnostics[*at], claim.reason);
            }
        }
    }
    let told: Vec<Diagnostic> = claims
        .iter()
        .filter_map(|(claim, finding)| {
            tell::verdict(context, outcomes, diagnostics, claim, finding)
        })
        .filter(|told| context.selection.why_not(told.code).is_none())
        .collect();
    diagnostics.extend(told);
}

/// The reasons that this run can hold: of files that another has replaced, and of copies, none.
fn claims<'a>(context: &Context<'a>, waivers: &'a [Reason]) -> Vec<Claim<'a>> {
    let mut claims = Vec::new();
    for submission in context.subjects() {
        if context.choices.superseded_by(&submission.file).is_none() {
            let own = submission.reasons.iter();
            claims.extend(own.map(|reason| Claim::of_workbook(context, submission, reason)));
        }
    }
    claims.extend(waivers.iter().map(|reason| Claim::of_file(context, reason)));
    claims.retain(|claim| claim.reason.is_readable);
    claims
}

/// A warning is accepted once, by the first who explains it.
fn accept(diagnostic: &mut Diagnostic, reason: &Reason) {
    if diagnostic.severity != Severity::Warning {
        return;
    }
    let accepted = AcceptedReason {
        text: reason.written.text.clone(),
        name: reason.written.name.clone(),
        place: Place::from(&reason.provenance),
    };
    diagnostic.severity = Severity::Note;
    // Nothing is left to do; whoever shows the hint shows the reason.
    diagnostic.hint = accepted.line();
    diagnostic.reason = Some(accepted);
}
