//! One fiscal year beside the one before, like for like: only over the units that have a value in both.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::fold::percent;
use super::{Compilation, Figure, change};
use model::{Area, AreaCode, AreaTree, FiscalYear, Indicator, IndicatorId, RollUp};

/// The whole's change in an indicator, over the units that have both years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholeChange {
    /// Indicator.
    pub indicator: IndicatorId,
    /// Units that have both years.
    pub units: usize,
    /// Their value in the year, as it is shown.
    pub now: Decimal,
    /// Their value in the year before.
    pub before: Decimal,
    /// Whether it rose, exactly: a ratio is compared as a fraction.
    pub direction: Ordering,
}

impl WholeChange {
    /// The change in percent of the earlier value; `None` for ratios and from zero.
    pub fn rate(&self, indicator: &Indicator) -> Option<Decimal> {
        let is_count = !indicator.is_percent();
        is_count.then(|| change::rate(self.now, self.before))?
    }
}

/// A unit's change in an indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitChange {
    /// The unit.
    pub unit: AreaCode,
    /// Indicator.
    pub indicator: IndicatorId,
    /// Its value in the year.
    pub now: Decimal,
    /// Its value in the year before.
    pub before: Decimal,
}

impl UnitChange {
    /// Later minus earlier.
    pub fn difference(&self) -> Decimal {
        self.now - self.before
    }

    /// The change in percent of the earlier value; `None` from zero.
    pub fn rate(&self) -> Option<Decimal> {
        change::rate(self.now, self.before)
    }
}

/// A unit's values of a year and the one before, where it has both and they may be compared.
pub fn unit_change(
    compilation: &Compilation,
    unit: &AreaCode,
    year: FiscalYear,
    indicator: &Indicator,
) -> Option<UnitChange> {
    let (now, before) = both(compilation, unit, year, indicator)?;
    Some(UnitChange {
        unit: unit.clone(),
        indicator: indicator.id.clone(),
        now: now.value?,
        before: before.value?,
    })
}

/// A unit's figures of both years, if each has a value and they may be compared.
fn both<'a>(
    compilation: &'a Compilation,
    unit: &AreaCode,
    year: FiscalYear,
    indicator: &Indicator,
) -> Option<(&'a Figure, &'a Figure)> {
    if change::is_in_progress(compilation, indicator, year) {
        return None;
    }
    let now = compilation.figure(unit, year, &indicator.id)?;
    let before = compilation.figure(unit, year.previous(), &indicator.id)?;
    (now.value.is_some() && before.value.is_some()).then_some((now, before))
}

/// The whole's change; nothing where no unit has both years, where they may not be compared, or where the indicator has no
/// figure of the whole.
pub fn whole_change(
    compilation: &Compilation,
    areas: &AreaTree,
    year: FiscalYear,
    indicator: &Indicator,
) -> Option<WholeChange> {
    let wards = areas.wards().iter();
    let pairs = wards.filter_map(|ward: &Area| both(compilation, &ward.code, year, indicator));
    let pairs: Vec<(&Figure, &Figure)> = pairs.collect();
    let sum = |parts: Vec<Option<Decimal>>| -> Option<Decimal> {
        let mut parts = parts.into_iter();
        parts.try_fold(Decimal::ZERO, |sum, part| sum.checked_add(part?))
    };
    let total = |of: fn(&Figure) -> Option<Decimal>| {
        let now = sum(pairs.iter().map(|(now, _)| of(now)).collect())?;
        let before = sum(pairs.iter().map(|(_, before)| of(before)).collect())?;
        Some((now, before))
    };
    if pairs.is_empty() {
        return None;
    }
    let (now, before, direction) = match indicator.roll_up {
        RollUp::None => return None,
        RollUp::Sum => {
            let (now, before) = total(|figure| figure.value)?;
            (now, before, now.cmp(&before))
        }
        RollUp::RatioOfSums { .. } => {
            let (above, above_before) = total(|figure| figure.numerator)?;
            let (below, below_before) = total(|figure| figure.denominator)?;
            let left = above.checked_mul(below_before)?;
            let right = above_before.checked_mul(below)?;
            (
                percent(above, below, indicator.decimals)?,
                percent(above_before, below_before, indicator.decimals)?,
                left.cmp(&right),
            )
        }
    };
    Some(WholeChange {
        indicator: indicator.id.clone(),
        units: pairs.len(),
        now,
        before,
        direction,
    })
}
