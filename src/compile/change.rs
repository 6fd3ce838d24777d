//! A figure against the year before, and when the two must not be compared.

use rust_decimal::{Decimal, RoundingStrategy};

use super::Figure;
use model::{AsOf, Indicator, Nouns, ValueKind};

/// The change from one fiscal year to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The difference, and for counts the rate of change in percent with one decimal (none from zero).
    By {
        /// Later minus earlier.
        difference: Decimal,
        /// In percent of the earlier value; `None` for rates and from zero.
        rate: Option<Decimal>,
    },
    /// Not compared, and why (Japanese).
    NotCompared(String),
}

/// Compares a figure with that of the year before.
pub fn change(
    current: &Figure,
    previous: &Figure,
    indicator: &Indicator,
    as_of: AsOf,
    nouns: &Nouns,
) -> Change {
    let not = |reason: &str| Change::NotCompared(nouns.fill(reason));
    let (Some(now), Some(before)) = (current.value, previous.value) else {
        return not("値がそろわない");
    };
    let same_wards = current
        .contributions
        .iter()
        .map(|c| &c.ward)
        .eq(previous.contributions.iter().map(|c| &c.ward));
    if !same_wards {
        return not("報告した{unit}が異なる");
    }
    let is_live = current.id.year == as_of.fiscal_year();
    if is_live && !as_of.is_year_end() && indicator.kind == ValueKind::YearToDate {
        return not("年度途中の累計");
    }
    let difference = now - before;
    let rate = if indicator.is_percent() || before.is_zero() {
        None
    } else {
        let exact = (difference * Decimal::ONE_HUNDRED).checked_div(before.abs());
        exact.map(|rate| rate.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero))
    };
    Change::By { difference, rate }
}
