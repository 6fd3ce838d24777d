//! Submissions ▸ Findings: every rule over every subject, in fixed order, and what became of each rule.
//!
//! # Decisions
//! * Every form is checked by itself, with the rules of its own editions (`by_form`): what compares submissions compares
//!   those of one form, but for a number that a form states to be another form's. A reason of the bureau may be about any of them.
//! * Rules run in the order of their codes and may ask what was told before them ([`Earlier`]). So a rule about the
//!   relation of two numbers keeps silent when one of them is already blamed. Would change if rules had to run in parallel.
//! * Rules that look at each submission by itself look at a few before the next rule does (`by_form`): a country does not fit into what
//!   a processor has at hand. A rule that asks what others say waits until the rules before it have looked at all of them, and says
//!   so ([`RuleSettings::LOOKS_AT_OTHERS`]).
//! * Of byte-identical copies only one is looked into ([`Context::subjects`]).
//! * Which of a ward's files counts is decided in [`model::Choices`], before any rule. A superseded file is looked
//!   into as well, so that the number of its diagnostics can be told, but they neither set the exit code nor withhold.

mod by_form;
mod cells;
mod codes;
mod context;
mod counts;
mod differing;
mod earlier;
mod elsewhere;
mod excerpt;
mod explain;
mod form_formula;
mod kind;
mod known;
mod number_in_words;
mod peers;
mod rate;
mod ratio;
mod rule;
/// One rule kind per file, each with its explanation beside it.
pub mod rules;
mod run;
mod selection;
mod setting;
mod slip;
mod stated;
mod uses;
/// Reasons for what was told.
pub mod waiver;
mod words;

pub use codes::{codes, find_code, submission_codes};
pub use context::Context;
pub use earlier::Earlier;
pub use explain::{explain, manual};
pub use kind::Kind;
pub use known::{KnownRules, form_schema, load};
pub use rule::{NumberKind, Rule, RuleSettings, Sink};
pub use rules::RULES;
pub use run::{Purpose, Run};
pub use selection::{EVERYTHING, Selection};

use std::collections::BTreeSet;

use by_form::Group;
use diagnostic::{Code, Diagnostic, Findings, Severity};
use model::{Reason, Submission};

/// Runs every selected rule over the submissions of each form and joins what reading had to say.
pub fn check(run: &Run<'_>, from_reading: Vec<Diagnostic>) -> Findings {
    check_with(run, from_reading, &[])
}

/// As [`check`], with reasons that the bureau gives beside those in the workbooks.
pub fn check_with(run: &Run<'_>, from_reading: Vec<Diagnostic>, waivers: &[Reason]) -> Findings {
    let selection = run.selection;
    let mut from_reading = without_copies(run, from_reading);
    from_reading.retain(|told| selection.hears(told));
    let (standing_in, from_reading): (Vec<_>, Vec<_>) = from_reading
        .into_iter()
        .partition(|told| told.code.is_stand_in());
    let is_rule = |code: &Code| RULES.iter().any(|kind| kind.code() == *code);
    let others = submission_codes().iter().copied();
    let mut outcomes = selection.left_out(others.filter(|code| !is_rule(code)));
    let groups = Group::all(run);
    let mut diagnostics = Vec::new();
    for group in &groups {
        let told = from_reading
            .iter()
            .filter(|told| !group.is_of_other(run, told));
        let before = outcomes.len();
        let mut told = group.check(run, told.cloned().collect(), &mut outcomes);
        if groups.len() > 1 {
            group.name_form(&mut told, &mut outcomes[before..]);
        }
        diagnostics.append(&mut told);
    }
    let standing_in = still_standing(run, standing_in, &diagnostics);
    diagnostics.extend(standing_in);
    let all: Vec<&Submission> = run.submissions.iter().collect();
    if let Some(group) = groups.first() {
        let context = Context::new(run, group.form, (&all, &[]), &all);
        waiver::apply(&context, waivers, &mut diagnostics);
    }
    let areas = &run.definitions.areas;
    let diagnostics = diagnostic::gathered(diagnostics);
    Findings::new(diagnostics, outcomes, submission_codes(), &|ward| {
        areas.order(ward)
    })
}

/// What stands in for errors that are not at hand, of facts that no error withholds by now; nobody has to act on a file that
/// another one has replaced.
fn still_standing(
    run: &Run<'_>,
    standing_in: Vec<Diagnostic>,
    told: &[Diagnostic],
) -> Vec<Diagnostic> {
    let about = |one: &Diagnostic| (one.place.file.clone(), one.fiscal_year);
    let errors = told.iter();
    let errors = errors.filter(|one| one.severity == Severity::Error);
    let withheld: BTreeSet<_> = errors
        .flat_map(|one| one.indicators().map(move |id| (about(one), id)))
        .collect();
    let is_heard = |one: &Diagnostic| {
        let file = one.place.file.as_ref();
        file.is_none_or(|file| run.choices.superseded_by(file).is_none())
    };
    let is_open = |one: &Diagnostic| {
        let mut indicators = one.indicators();
        !indicators.any(|id| withheld.contains(&(about(one), id)))
    };
    let open = standing_in.into_iter();
    open.filter(|one| is_heard(one) && is_open(one)).collect()
}

/// Reading tells the same about each copy of a file; it is told once, for the one that stands for all.
fn without_copies(run: &Run<'_>, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let of_copy = |told: &Diagnostic| {
        let file = told.place.file.as_ref();
        file.is_some_and(|file| run.choices.is_copy(file))
    };
    diagnostics
        .into_iter()
        .filter(|told| !of_copy(told))
        .collect()
}
