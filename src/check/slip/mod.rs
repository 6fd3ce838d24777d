//! Which slip of the hand explains a number that cannot be right. Pure: it knows numbers, not workbooks; `near` gathers
//! what stands around a fact.
//!
//! # Decisions
//! * A slip is named only where exactly one kind explains the difference; it is asked, never stated, and nothing is corrected.
//! * Of two kinds that explain it alike none is named, except where one is a case of the other: 0.75 for 75 is no missing
//!   digit, 7500 for 75 no digit too many; and the printed total of the city beats a shift of digits, because it stands on the form.
//! * A single digit, 0 and 1 agree with too much by chance: a number of one digit names nothing, and neither 0 nor 1 nor 100 %
//!   counts as the number of a neighbour. Would change if the measured rate of wrong names allowed more.

mod digits;
mod near;
mod words;

pub(super) use near::{Around, beside_count, near_count, near_rate};

use rust_decimal::Decimal;

use super::ratio::{self, Fit};
use diagnostic::{Diagnostic, SlipKind};
use model::Fact;

/// A number as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// The number.
    pub(super) value: Decimal,
    /// How many decimals were written.
    pub(super) decimals: u32,
    /// A percentage, else a count.
    pub(super) is_percent: bool,
}

impl Written {
    /// A count.
    pub(super) fn count(value: Decimal) -> Self {
        Self {
            value,
            decimals: 0,
            is_percent: false,
        }
    }

    /// A percentage with the decimals that were written.
    pub(super) fn percent(value: Decimal, decimals: u32) -> Self {
        Self {
            value,
            decimals,
            is_percent: true,
        }
    }

    /// The number of a fact, if it is one.
    pub(super) fn of(fact: &Fact, is_percent: bool) -> Option<Self> {
        let value = fact.value.number()?;
        Some(if is_percent {
            Self::percent(value, ratio::decimals_written(fact))
        } else {
            Self::count(value)
        })
    }
}

/// What would have been right.
#[derive(Clone, Copy, Debug)]
pub(super) enum Expected {
    /// This number, digit for digit.
    Exactly(Decimal),
    /// A percentage that rounds to what was written.
    Rate(Decimal),
    /// Something from the first to the second.
    Within(Decimal, Decimal),
}

impl Expected {
    fn accepts(self, number: Written) -> bool {
        match self {
            Self::Exactly(exact) => number.value == exact,
            Self::Rate(exact) => {
                ratio::fit(number.value, number.decimals, false, exact) != Fit::Differs
            }
            Self::Within(low, high) => number.value >= low && number.value <= high,
        }
    }

    /// A range accepts many numbers, so that it tells less.
    fn is_range(self) -> bool {
        matches!(self, Self::Within(..))
    }
}

/// A number that stands close by and may have been written by mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Near {
    /// What it would mean.
    pub(super) kind: SlipKind,
    /// The number; a percentage unrounded.
    pub(super) value: Decimal,
    /// The sentence that asks.
    pub(super) question: String,
}

/// One slip that explains the difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slip {
    /// Its kind.
    pub(super) kind: SlipKind,
    /// What was meant, where the slip tells it.
    pub(super) meant: Option<Decimal>,
    /// The question to the person.
    pub(super) question: String,
}

/// Every slip that explains the number: by its digits, or as a number that stands close by.
/// `subject` opens the question where the number is not that of the message itself: 「②の21は、」.
pub(super) fn explain(
    written: Written,
    expected: Expected,
    near: &[Near],
    subject: &str,
) -> Vec<Slip> {
    let mut slips: Vec<Slip> = digits::candidates(written, expected)
        .into_iter()
        .map(|(kind, meant)| Slip {
            kind,
            meant,
            question: format!("{subject}{}", words::question(kind, written, meant)),
        })
        .collect();
    slips.extend(
        near.iter()
            .filter(|near| is_that_number(written, near))
            .map(|near| Slip {
                kind: near.kind,
                meant: None,
                question: format!("{subject}{}", near.question),
            }),
    );
    slips
}

/// Whether the number close by is what was written, and tells more than chance.
fn is_that_number(written: Written, near: &Near) -> bool {
    if near.kind == SlipKind::CityDenominator {
        return near.value > Decimal::ZERO
            && ratio::fit(written.value, written.decimals, false, near.value) != Fit::Differs;
    }
    if near.value < Decimal::TEN || (written.is_percent && near.value == Decimal::ONE_HUNDRED) {
        return false;
    }
    if written.is_percent {
        ratio::fit(written.value, written.decimals, false, near.value) == Fit::Equal
    } else {
        written.value == near.value
    }
}

/// The slip to name: the only kind, or the one of which the others are only the look.
pub(super) fn only(slips: Vec<Slip>) -> Option<Slip> {
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
    let named = slips
        .iter()
        .position(|slip| slips.iter().all(|other| includes(slip, other)))?;
    slips.into_iter().nth(named)
}

/// As [`explain`] and [`only`] in one.
pub(super) fn diagnose(written: Written, expected: Expected, near: &[Near]) -> Option<Slip> {
    only(explain(written, expected, near, ""))
}

/// Appends the question to the message and notes the kind.
pub(super) fn named(mut diagnostic: Diagnostic, slip: Option<Slip>) -> Diagnostic {
    if let Some(slip) = slip {
        diagnostic.message.push_str(&slip.question);
        diagnostic = diagnostic.slip(slip.kind);
    }
    diagnostic
}

#[cfg(test)]
mod tests;
