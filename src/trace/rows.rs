//! The written rows as `compile`'s fold asks for them.

use rust_decimal::Decimal;

use compile::{Reported, Said};
use ledger::{FactRow, Ledger};
use model::{AreaCode, FactState, FiscalYear, IndicatorId};

/// The facts, for a figure of one indicator.
#[derive(Clone, Copy)]
pub(super) struct Counted<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) rate: &'a IndicatorId,
}

impl<'a> Reported for Counted<'a> {
    type Fact = Option<&'a FactRow>;
    type Why = Option<&'a FactRow>;

    fn number(
        &self,
        unit: &AreaCode,
        year: FiscalYear,
        indicator: &IndicatorId,
    ) -> Said<Self::Fact, Self::Why> {
        counting(self.ledger.fact(unit, year, indicator).ok_or(None)?)
    }

    fn rows(
        &self,
        unit: &AreaCode,
        year: FiscalYear,
        indicator: &IndicatorId,
    ) -> Option<Vec<Said<Self::Fact, Self::Why>>> {
        if self.ledger.fact(unit, year, indicator).is_some() {
            return None;
        }
        let rows = self.ledger.facts_below(unit, year, indicator);
        let rows: Vec<_> = rows.map(counting).collect();
        (!rows.is_empty()).then_some(rows)
    }

    /// What the unit's own rate was divided by.
    fn areas(
        &self,
        unit: &AreaCode,
        year: FiscalYear,
        above: &Self::Fact,
    ) -> Result<Decimal, Self::Why> {
        let own = self.ledger.figure(unit, year, self.rate);
        own.and_then(|row| row.denominator).ok_or(*above)
    }
}

/// A number that counts, or the fact that does not.
fn counting(fact: &FactRow) -> Said<Option<&FactRow>, Option<&FactRow>> {
    match (fact.state, fact.value) {
        (FactState::Reported, Some(value)) => Ok((value, Some(fact))),
        _ => Err(Some(fact)),
    }
}

/// Both sides of the units' own rates, where it is not known from which indicators they were made.
#[derive(Clone, Copy)]
pub(super) struct Sides<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) rate: &'a IndicatorId,
}

impl<'a> Reported for Sides<'a> {
    type Fact = Option<&'a FactRow>;
    type Why = Option<&'a FactRow>;

    fn number(
        &self,
        unit: &AreaCode,
        year: FiscalYear,
        _: &IndicatorId,
    ) -> Said<Self::Fact, Self::Why> {
        let own = self.ledger.figure(unit, year, self.rate);
        let above = own.and_then(|row| row.numerator);
        let above = above.ok_or_else(|| self.ledger.fact(unit, year, self.rate))?;
        Ok((above, None))
    }

    fn areas(
        &self,
        unit: &AreaCode,
        year: FiscalYear,
        _: &Self::Fact,
    ) -> Result<Decimal, Self::Why> {
        let own = self.ledger.figure(unit, year, self.rate);
        let below = own.and_then(|row| row.denominator);
        below.ok_or_else(|| self.ledger.fact(unit, year, self.rate))
    }
}
