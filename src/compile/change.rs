//! A figure against the year before, and when the two must not be compared.

use rust_decimal::Decimal;

use super::fold::percent;
use super::{Compilation, Figure};
use model::{AreaTree, FiscalYear, Indicator, RollUp, ValueKind};

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
    compilation: &Compilation,
    current: &Figure,
    previous: &Figure,
    indicator: &Indicator,
    areas: &AreaTree,
) -> Change {
    let not = |reason: &str| Change::NotCompared(areas.nouns().fill(reason));
    let (Some(now), Some(before)) = (current.value, previous.value) else {
        return not("値がそろわない");
    };
    if !areas.is_alike(current.wards(), previous.wards(), current.id.year) {
        return not("報告した{unit}が異なる");
    }
    if is_in_progress(compilation, indicator, current.id.year) {
        return not("年度途中の累計");
    }
    let difference = now - before;
    let rate = (!indicator.is_percent()).then(|| rate(now, before));
    Change::By {
        difference,
        rate: rate.flatten(),
    }
}

/// Whether a count of a year is still going on, or a rate of which such a count is a part, so that it must not be put beside a
/// whole year's.
pub fn is_in_progress(compilation: &Compilation, indicator: &Indicator, year: FiscalYear) -> bool {
    let as_of = compilation.as_of;
    let is_live = year == as_of.fiscal_year();
    let goes_on = |one: &Indicator| one.kind == ValueKind::YearToDate;
    let counted = match &indicator.roll_up {
        RollUp::RatioOfSums { numerator, .. } => {
            let mut known = compilation.indicators.iter();
            known.find(|one| one.id == *numerator)
        }
        RollUp::Sum | RollUp::None => None,
    };
    is_live && !as_of.is_year_end() && (goes_on(indicator) || counted.is_some_and(goes_on))
}

/// A change in percent of the earlier value, with one decimal; none from zero.
pub(super) fn rate(now: Decimal, before: Decimal) -> Option<Decimal> {
    percent(now - before, before.abs(), 1)
}
