//! Reasons: a warning that its ward, or the bureau, explains becomes a note that carries the explanation.
//!
//! # Decisions
//! * After all rules: a rule neither knows nor cares what is explained, and what it keeps silent about stays the same.
//! * A reason belongs to the number that it names, by ward, field and fiscal year: given to one rule, it holds for every
//!   other that asks about the same number. In a file of reasons it may name the number itself, and no other then.
//! * That no rule asks for a reason now is no matter to tell: whether one does hangs on which other files came. Told is a
//!   reason that names no field or year there is, for nothing will ever ask for it.

mod cause;
mod claim;
/// The codes that tell of reasons.
pub mod codes;
mod tell;

use super::Context;
use claim::{Claim, Finding};
use diagnostic::{AcceptedReason, Diagnostic, Place, Severity};
use model::Reason;

/// Accepts what is explained, and tells of reasons that explain nothing. `waivers` are the bureau's own reasons.
pub(super) fn apply(context: &Context<'_>, waivers: &[Reason], diagnostics: &mut Vec<Diagnostic>) {
    let claims: Vec<(Claim<'_>, Finding)> = claims(context, waivers)
        .into_iter()
        .map(|claim| {
            let finding = claim.find(context, diagnostics);
            (claim, finding)
        })
        .collect();
    // First who was asked by that very code: where two reasons are given for a number, each stands where it was asked for.
    let mut accepted: Vec<(usize, &Reason)> = Vec::new();
    for is_own in [true, false] {
        for (claim, finding) in &claims {
            let Finding::Matched { own, others } = finding else {
                continue;
            };
            if claim.is_expired(context) || !claim.states_cause(context) {
                continue;
            }
            let found = if is_own { own } else { others }.iter().copied();
            let holds = found.filter(|at| claim.holds_for(context, &diagnostics[*at]));
            accepted.extend(holds.map(|at| (at, claim.reason)));
        }
    }
    for (at, reason) in accepted {
        accept(&mut diagnostics[at], reason);
    }
    let told: Vec<Diagnostic> = claims
        .iter()
        .filter_map(|(claim, finding)| tell::verdict(context, diagnostics, claim, finding))
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
