//! The fold from units to the whole, the only one: `compile` folds what was read, `trace` the rows that were written.
//!
//! A sum adds what is there; a ratio is the sum of numerators over the sum of denominators, never a mean of ratios.

use rust_decimal::{Decimal, RoundingStrategy};

use model::{AreaCode, Denominator, FiscalYear, IndicatorId, RollUp};

/// What the units reported, wherever it is kept.
pub trait Reported {
    /// Where a number comes from.
    type Fact;
    /// Why there is no number.
    type Why;

    /// A unit's number that counts, or why there is none.
    ///
    /// # Errors
    /// There is none.
    fn number(
        &self,
        unit: &AreaCode,
        year: FiscalYear,
        indicator: &IndicatorId,
    ) -> Said<Self::Fact, Self::Why>;

    /// What the rows of a unit say, where it is asked in rows alone; `None` where it has a number of its own to give.
    fn rows(
        &self,
        _unit: &AreaCode,
        _year: FiscalYear,
        _indicator: &IndicatorId,
    ) -> Option<Vec<Said<Self::Fact, Self::Why>>> {
        None
    }

    /// How many areas the registry has below a unit, to be divided by; `above` is what stands above the line.
    ///
    /// # Errors
    /// The registry does not say.
    fn areas(
        &self,
        unit: &AreaCode,
        year: FiscalYear,
        above: &Self::Fact,
    ) -> Result<Decimal, Self::Why>;
}

/// A number that counts and where it comes from, or why there is none.
pub type Said<F, W> = Result<(Decimal, F), W>;

/// One unit's part of a figure.
#[derive(Clone, Debug)]
pub struct Part<F> {
    /// Unit.
    pub unit: AreaCode,
    /// What was added; for ratios, above the line.
    pub value: Decimal,
    /// Where it comes from.
    pub fact: F,
    /// For ratios: what was added below the line, and where it comes from if a unit reported it.
    pub base: Option<(Decimal, Option<F>)>,
}

/// A unit that is not in a figure.
#[derive(Clone, Debug)]
pub struct Missing<F, W> {
    /// Unit.
    pub unit: AreaCode,
    /// Why.
    pub why: W,
    /// The ratio that it reported without the counts it was made from.
    pub ratio_only: Option<(Decimal, F)>,
}

/// A figure as folded; the units stand in the order in which they were given.
#[derive(Clone, Debug)]
pub struct Folded<F, W> {
    /// Value, of ratios rounded half up.
    pub value: Option<Decimal>,
    /// What is in it.
    pub parts: Vec<Part<F>>,
    /// What is not.
    pub missing: Vec<Missing<F, W>>,
}

impl<F, W> Default for Folded<F, W> {
    fn default() -> Self {
        Self {
            value: None,
            parts: Vec::new(),
            missing: Vec::new(),
        }
    }
}

impl<F, W> Folded<F, W> {
    /// The sum of the parts; for ratios, above the line.
    pub fn total(&self) -> Decimal {
        self.parts.iter().map(|part| part.value).sum()
    }

    /// For ratios: the sum below the line.
    pub fn base(&self) -> Option<Decimal> {
        let bases = self.parts.iter().map(|part| Some(part.base.as_ref()?.0));
        bases
            .sum::<Option<Decimal>>()
            .filter(|_| !self.parts.is_empty())
    }
}

/// Which figure is folded.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Fiscal year.
    pub year: FiscalYear,
    /// Indicator.
    pub indicator: &'a IndicatorId,
    /// How it is carried upward.
    pub roll_up: &'a RollUp,
    /// Decimals of a ratio.
    pub decimals: u32,
}

/// Folds one indicator of one year over units. What is missing is never zero.
pub fn fold<'u, R: Reported>(
    reported: &R,
    wanted: Wanted<'_>,
    units: impl ExactSizeIterator<Item = &'u AreaCode>,
) -> Folded<R::Fact, R::Why> {
    let is_one = units.len() == 1;
    let mut folded = Folded::default();
    gather(reported, wanted, units, &mut folded);
    settle(folded, wanted, is_one)
}

/// Adds what some units, those behind the ones before, say of what is folded.
pub(super) fn gather<'u, R: Reported>(
    reported: &R,
    wanted: Wanted<'_>,
    units: impl Iterator<Item = &'u AreaCode>,
    folded: &mut Folded<R::Fact, R::Why>,
) {
    for unit in units {
        let is_sum = !matches!(wanted.roll_up, RollUp::RatioOfSums { .. });
        let rows = is_sum.then(|| reported.rows(unit, wanted.year, wanted.indicator));
        if let Some(rows) = rows.flatten() {
            for row in rows {
                match row {
                    Ok((value, fact)) => folded.parts.push(Part {
                        unit: unit.clone(),
                        value,
                        fact,
                        base: None,
                    }),
                    Err(why) => folded.missing.push(Missing {
                        unit: unit.clone(),
                        why,
                        ratio_only: None,
                    }),
                }
            }
            continue;
        }
        match part(reported, wanted, unit) {
            Ok(part) => folded.parts.push(part),
            Err(missing) => folded.missing.push(missing),
        }
    }
}

/// The value of all that was gathered, of one unit alone or of several.
pub(super) fn settle<F, W>(
    mut folded: Folded<F, W>,
    wanted: Wanted<'_>,
    is_one: bool,
) -> Folded<F, W> {
    if let RollUp::RatioOfSums { .. } = wanted.roll_up {
        // One ratio without counts is enough: leaving that unit out would shrink the base in silence.
        let any_alone = folded.missing.iter().any(|one| one.ratio_only.is_some());
        if is_one && any_alone {
            let alone = folded.missing.drain(..);
            folded.parts = alone.filter_map(ratio_only).collect();
            folded.value = folded.parts.first().map(|part| part.value);
        } else if !any_alone {
            let base = folded.base();
            folded.value = base.and_then(|base| percent(folded.total(), base, wanted.decimals));
        }
    } else {
        folded.value = (!folded.parts.is_empty()).then(|| folded.total());
    }
    folded
}

/// A unit's ratio as it wrote it: a figure of its own, and of nobody else.
fn ratio_only<F, W>(missing: Missing<F, W>) -> Option<Part<F>> {
    let (value, fact) = missing.ratio_only?;
    Some(Part {
        unit: missing.unit,
        value,
        fact,
        base: None,
    })
}

type PartOf<R> = Part<<R as Reported>::Fact>;
type MissingOf<R> = Missing<<R as Reported>::Fact, <R as Reported>::Why>;

/// One unit's part, or why there is none.
fn part<R: Reported>(
    reported: &R,
    wanted: Wanted<'_>,
    unit: &AreaCode,
) -> Result<PartOf<R>, MissingOf<R>> {
    let number = |indicator: &IndicatorId| reported.number(unit, wanted.year, indicator);
    let sides = match wanted.roll_up {
        RollUp::Sum | RollUp::None => {
            number(wanted.indicator).map(|(value, fact)| (value, fact, None))
        }
        RollUp::RatioOfSums {
            numerator,
            denominator,
        } => number(numerator).and_then(|(value, fact)| {
            let base = match denominator {
                Denominator::Areas => (reported.areas(unit, wanted.year, &fact)?, None),
                Denominator::Indicator(other) => {
                    let (base, of) = number(other)?;
                    (base, Some(of))
                }
            };
            Ok((value, fact, Some(base)))
        }),
    };
    match sides {
        Ok((value, fact, base)) => Ok(Part {
            unit: unit.clone(),
            value,
            fact,
            base,
        }),
        Err(why) => {
            let has_counts = matches!(
                wanted.roll_up,
                RollUp::RatioOfSums {
                    denominator: Denominator::Indicator(_),
                    ..
                }
            );
            let alone = has_counts.then(|| number(wanted.indicator).ok());
            Err(Missing {
                unit: unit.clone(),
                why,
                ratio_only: alone.flatten(),
            })
        }
    }
}

/// 100 × numerator ÷ denominator, rounded half up; `None` over zero.
pub(super) fn percent(numerator: Decimal, denominator: Decimal, decimals: u32) -> Option<Decimal> {
    let exact = (numerator * Decimal::ONE_HUNDRED).checked_div(denominator)?;
    Some(exact.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_up() {
        assert_eq!(
            percent(Decimal::from(1), Decimal::from(16), 1),
            Some(Decimal::new(63, 1))
        );
        assert_eq!(
            percent(Decimal::from(287), Decimal::from(334), 1),
            Some(Decimal::new(859, 1))
        );
    }

    #[test]
    fn nothing_is_divided_by_zero() {
        assert_eq!(percent(Decimal::ZERO, Decimal::ZERO, 1), None);
    }
}
