//! A number as it was written, and whether it is what was expected.

use rust_decimal::Decimal;

use super::doubt::Expected;
use crate::ratio::{self, Fit};
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

    /// Whether the exact number stands so when rounded to the decimals that were written.
    pub(super) fn rounds(self, exact: Decimal) -> Fit {
        ratio::fit(self.value, self.decimals, false, exact)
    }

    /// Whether the number would have been right.
    pub(super) fn is(self, expected: Expected) -> bool {
        match expected {
            Expected::Exactly(exact) | Expected::Accepted(exact) => self.value == exact,
            Expected::Rate(exact) => self.rounds(exact) != Fit::Differs,
            Expected::Within(low, high) | Expected::Bounds(low, high) => {
                self.value >= low && self.value <= high
            }
            Expected::Unknown => false,
        }
    }
}
