//! The pass that names the slip of the hand in what the rules told: for every doubt the one slip that explains it.

use rust_decimal::Decimal;

use super::doubt::{Below, Doubt, Expected};
use super::explain::{Slip, explain, only};
use super::near::Around;
use super::written::Written;
use crate::ratio::{self, show};
use crate::{Context, peers};
use diagnostic::{Diagnostic, SlipKind};
use model::{Fact, Submission};

/// A number in doubt and every slip that explains it.
struct Suspect<'a> {
    fact: &'a Fact,
    number: Decimal,
    expected: Expected,
    slips: Vec<Slip>,
}

/// The diagnostics of a rule, each with the slip that explains its doubt: the question at the end of the message, the kind
/// noted, and what to do where the slip tells that better.
pub(crate) fn name(context: &Context<'_>, told: Vec<(Diagnostic, Doubt)>) -> Vec<Diagnostic> {
    let named = told.into_iter().map(|(mut told, doubt)| {
        let slip = explaining(context, &told, &doubt);
        // Where the number and a row below it would each explain it, nobody knows which.
        let slip = match (slip, doubt.below) {
            (Some(slip), None) => slip,
            (None, Some(below)) => return in_rows(told, below),
            (Some(_), Some(_)) | (None, None) => {
                told.hint.insert_str(0, &doubt.unexplained);
                return told;
            }
        };
        if doubt.asked != Some(slip.kind) {
            told.message.push_str(&slip.question);
        }
        told.hint = slip.hint.unwrap_or(told.hint);
        told.slip = Some(slip.kind);
        told
    });
    named.collect()
}

/// The diagnostic with the question about the rows below its number, and where they stand.
fn in_rows(mut told: Diagnostic, below: Below) -> Diagnostic {
    told.message.push_str(&below.question);
    below.places.into_iter().fold(told, Diagnostic::related)
}

/// The one slip in the one number that is wrong.
fn explaining(context: &Context<'_>, told: &Diagnostic, doubt: &Doubt) -> Option<Slip> {
    if doubt.suspects.is_empty() {
        return None;
    }
    let submission = context.submission(told.place.file.as_deref()?)?;
    let mut suspects = suspects(context, submission, told, doubt)?;
    let is_city = |slip: &&Slip| slip.kind == SlipKind::CityDenominator;
    let mut named = suspects.iter().filter_map(|suspect| only(&suspect.slips));
    if let Some(city) = named.find(is_city) {
        return Some(city.clone());
    }
    if !settle_places(context, submission, &mut suspects) {
        return None;
    }
    suspects.retain(|suspect| !suspect.slips.is_empty());
    let [suspect] = &suspects[..] else {
        return None;
    };
    let mut slip = only(&suspect.slips)?.clone();
    if told.indicator.as_ref() != Some(&suspect.fact.indicator) {
        let label = context.short_label(&suspect.fact.indicator);
        let subject = format!("「{label}」の{}は、", show(suspect.number));
        slip.question.insert_str(0, &subject);
        if let Expected::Exactly(meant) = suspect.expected
            && peers::accepted(context, submission, suspect.fact) == Some(meant)
        {
            let before = format!("前に受け付けた数は{}です。", show(meant));
            slip.question.push_str(&before);
        }
    }
    Some(slip)
}

/// The numbers in doubt, without those that were accepted as they stand, unless that is all of them.
fn suspects<'a>(
    context: &Context<'_>,
    submission: &'a Submission,
    told: &Diagnostic,
    doubt: &Doubt,
) -> Option<Vec<Suspect<'a>>> {
    let year = told.fiscal_year?;
    let is_alone = doubt.suspects.len() == 1;
    let mut suspects = Vec::new();
    for (indicator, expected) in &doubt.suspects {
        let fact = submission.fact(indicator, year)?;
        let known = context.definitions.indicator(indicator)?;
        let written = Written::of(fact, known.is_percent())?;
        let around = Around {
            context,
            submission,
            with_accepted: matches!(expected, Expected::Accepted(_)),
        };
        let near = if known.is_percent() {
            around.rate(fact)
        } else {
            let mut near = around.count(fact);
            // A count and its percentage that are the same number is told of the percentage.
            if is_alone {
                near.extend(around.beside_count(fact));
            }
            near
        };
        suspects.push(Suspect {
            fact,
            number: written.value,
            expected: *expected,
            slips: explain(written, *expected, near),
        });
    }
    let is_kept = |suspect: &Suspect<'_>| peers::is_as_accepted(context, submission, suspect.fact);
    if !suspects.iter().all(is_kept) {
        suspects.retain(|suspect| !is_kept(suspect));
    }
    Some(suspects)
}

/// Where a percentage and one of its counts may each have lost a place, the ward's other years tell which; whether they do.
fn settle_places(
    context: &Context<'_>,
    submission: &Submission,
    suspects: &mut [Suspect<'_>],
) -> bool {
    let Some((rate, counts)) = suspects.split_first_mut() else {
        return true;
    };
    if !matches!(rate.expected, Expected::Rate(_)) {
        return true;
    }
    for count in counts {
        let Expected::Exactly(meant) = count.expected else {
            continue;
        };
        if rate.slips.is_empty() || !ratio::is_tenfold(meant, count.number) {
            continue;
        }
        let is_usual = |number| peers::is_usual(context, submission, count.fact, number);
        match (is_usual(meant), is_usual(count.number)) {
            (true, false) => rate.slips.clear(),
            (false, true) => count.slips.clear(),
            _ => return false,
        }
    }
    true
}
