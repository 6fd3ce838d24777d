//! The written rows as `compile`'s fold asks for them.

use rust_decimal::Decimal;

use compile::Reported;
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
    ) -> Result<(Decimal, Self::Fact), Self::Why> {
        let fact = self.ledger.fact(unit, year, indicator).ok_or(None)?;
        match (fact.state, fact.value) {
            (FactState::Reported, Some(value)) => Ok((value, Some(fact))),
            _ => Err(Some(fact)),
        }
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
    ) -> Result<(Decimal, Self::Fact), Self::Why> {
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
