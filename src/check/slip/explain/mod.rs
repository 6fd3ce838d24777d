//! Every slip that explains one number, and which of them to name. Pure: it knows numbers, not workbooks.

use rust_decimal::Decimal;

use super::doubt::Expected;
use super::near::Near;
use super::written::Written;
use super::{digits, words};
use crate::ratio::Fit;
use diagnostic::SlipKind;

/// One slip that explains the difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slip {
    /// Its kind.
    pub(super) kind: SlipKind,
    /// What was meant, where the slip tells it.
    pub(super) meant: Option<Decimal>,
    /// The question to the person.
    pub(super) question: String,
    /// What to do, where that is another thing than the rule says.
    pub(super) hint: Option<String>,
}

/// Every slip that explains the number: by its digits, or as a number that stands close by.
pub(super) fn explain(written: Written, expected: Expected, near: Vec<Near>) -> Vec<Slip> {
    let by_digits = digits::candidates(written, expected).into_iter();
    let mut slips: Vec<Slip> = by_digits
        .map(|(kind, meant)| Slip {
            kind,
            meant,
            question: words::question(kind, written, meant),
            hint: None,
        })
        .collect();
    let is_swapped = |slip: &Slip| slip.kind == SlipKind::DigitsSwapped;
    let near = near.into_iter();
    slips.extend(
        near.filter(|near| is_that_number(written, near))
            .map(|near| Slip {
                kind: near.kind,
                meant: None,
                question: near.question,
                hint: near.hint,
            }),
    );
    if matches!(expected, Expected::Bounds(..)) && slips.iter().any(is_swapped) {
        slips.clear();
    }
    slips
}

/// Whether the number close by is what was written, and tells more than chance.
fn is_that_number(written: Written, near: &Near) -> bool {
    if near.kind == SlipKind::CityDenominator {
        return near.value > Decimal::ZERO && written.rounds(near.value) != Fit::Differs;
    }
    if near.value < Decimal::TEN || (written.is_percent && near.value == Decimal::ONE_HUNDRED) {
        return false;
    }
    if written.is_percent {
        written.rounds(near.value) == Fit::Equal
    } else {
        written.value == near.value
    }
}

/// The slip to name: the only kind, or the one of which the others are only the look.
pub(super) fn only(slips: &[Slip]) -> Option<&Slip> {
    let includes = |one: &Slip, other: &Slip| {
        use SlipKind::{
            CityDenominator, DigitMissing, DigitTooMany, DigitsSwapped, Fraction, PercentTwice,
        };
        match (one.kind, other.kind) {
            (CityDenominator, DigitMissing | DigitTooMany | DigitsSwapped) => true,
            (Fraction, DigitMissing) | (PercentTwice, DigitTooMany) => one.meant == other.meant,
            (kind, other) => kind == other,
        }
    };
    let mut alone = slips.iter();
    alone.find(|slip| slips.iter().all(|other| includes(slip, other)))
}

#[cfg(test)]
mod tests;
