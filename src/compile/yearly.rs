//! One fiscal year beside the one before, like for like: only over the units that have a value in both.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::fold::percent;
use super::{Compilation, Figure, change};
use model::{AreaCode, AreaTree, FiscalYear, Indicator, IndicatorId, Regrouped, RollUp};

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

/// A unit's values of a year and the one before, where it has both and they may be compared: it was not divided between them.
pub fn unit_change(
    compilation: &Compilation,
    areas: &AreaTree,
    unit: &AreaCode,
    year: FiscalYear,
    indicator: &Indicator,
) -> Option<UnitChange> {
    let is_divided = areas.since(unit) == Some(year);
    if is_divided || change::is_in_progress(compilation, indicator, year) {
        return None;
    }
    let value = |year| compilation.figure(unit, year, &indicator.id)?.value;
    Some(UnitChange {
        unit: unit.clone(),
        indicator: indicator.id.clone(),
        now: value(year)?,
        before: value(year.previous())?,
    })
}

/// The whole's change; nothing where no unit has both years, where they may not be compared, or where the indicator has no
/// figure of the whole.
pub fn whole_change(
    compilation: &Compilation,
    areas: &AreaTree,
    year: FiscalYear,
    indicator: &Indicator,
) -> Option<WholeChange> {
    if change::is_in_progress(compilation, indicator, year) {
        return None;
    }
    let mut alike = Alike::default();
    for ward in areas.wards() {
        if areas.since(&ward.code) != Some(year) {
            let own = std::slice::from_ref(&ward.code);
            alike.add(compilation, (own, own), year, indicator);
        }
    }
    for group in areas.regrouped() {
        if group.year() == year {
            alike.add(compilation, (&group.now, &group.before), year, indicator);
        }
    }
    alike.change(indicator)
}

/// The change of wards that were divided, or put together with parts of others, in a fiscal year: of all of them together
/// against the wards as they were; nothing where one of them has no value.
pub fn regrouped_change(
    compilation: &Compilation,
    group: &Regrouped,
    indicator: &Indicator,
) -> Option<WholeChange> {
    if change::is_in_progress(compilation, indicator, group.year()) {
        return None;
    }
    let mut alike = Alike::default();
    let wards = (&group.now[..], &group.before[..]);
    alike.add(compilation, wards, group.year(), indicator);
    alike.change(indicator)
}

/// Figures of a year and of the year before that are of the same part of the whole.
#[derive(Default)]
struct Alike<'a> {
    now: Vec<&'a Figure>,
    before: Vec<&'a Figure>,
    /// The wards of the year.
    units: usize,
}

impl<'a> Alike<'a> {
    /// Takes wards of the year and those that they were the year before, if all have a value.
    fn add(
        &mut self,
        compilation: &'a Compilation,
        (now, before): (&[AreaCode], &[AreaCode]),
        year: FiscalYear,
        indicator: &Indicator,
    ) {
        let figures = |wards: &[AreaCode], year: FiscalYear| -> Option<Vec<&'a Figure>> {
            let each = wards.iter();
            let each = each.map(|ward| compilation.figure(ward, year, &indicator.id));
            each.map(|figure| figure.filter(|figure| figure.value.is_some()))
                .collect()
        };
        if let (Some(own), Some(before)) = (figures(now, year), figures(before, year.previous())) {
            self.units += now.len();
            self.now.extend(own);
            self.before.extend(before);
        }
    }

    fn change(&self, indicator: &Indicator) -> Option<WholeChange> {
        let sum = |figures: &[&Figure], of: fn(&Figure) -> Option<Decimal>| {
            let mut parts = figures.iter();
            parts.try_fold(Decimal::ZERO, |sum, figure| sum.checked_add(of(figure)?))
        };
        let total = |of: fn(&Figure) -> Option<Decimal>| {
            Some((sum(&self.now, of)?, sum(&self.before, of)?))
        };
        if self.now.is_empty() {
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
            units: self.units,
            now,
            before,
            direction,
        })
    }
}
