//! What was accepted last year, to compare this year's earlier columns with; of words, what has become of them is told in
//! `previous_words`.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{
    AreaCode, AsOf, FactId, FactState, FiscalYear, IndicatorId, NarrativeItem, PreviousWords,
    Provenance, Value, WordsId,
};

/// One fact of an earlier collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviousFact {
    /// What was accepted.
    pub value: Value,
    /// Its state then.
    pub state: FactState,
    /// Where it was written; of a sum of several, the first of them.
    pub provenance: Provenance,
    /// What it was reported as, where it went by other names then: 「…」と「…」の合計.
    pub was: Option<String>,
}

/// Facts of an earlier collection, by ward, fiscal year, indicator and row.
#[derive(Clone, Debug, Default)]
pub struct PreviousFacts {
    /// The facts.
    pub facts: BTreeMap<FactId, PreviousFact>,
    /// Facts of wards as they were before they were divided: for the whole's figures of those years, and compared with nothing.
    pub undivided: BTreeMap<FactId, PreviousFact>,
    /// Words of wards as they were before they were divided.
    pub undivided_words: PreviousWords,
    /// The words.
    pub words: PreviousWords,
    /// The as-of date of that collection, if it is known.
    pub as_of: Option<AsOf>,
}

impl PreviousFacts {
    /// Whether that collection held a fiscal year to its end, so that its counts are not those of half a year.
    pub fn speaks_for_whole(&self, year: FiscalYear) -> bool {
        self.as_of.is_some_and(|as_of| {
            as_of.fiscal_year() > year || (as_of.fiscal_year() == year && as_of.is_year_end())
        })
    }

    /// The number of a year that is over, which stays where it does not come again.
    pub fn lasting(
        &self,
        ward: &AreaCode,
        indicator: &IndicatorId,
        (year, as_of): (FiscalYear, AsOf),
    ) -> Option<(Decimal, &Provenance)> {
        let is_over = self.is_over(year, as_of);
        self.accepted(Some(ward), indicator, year)
            .filter(|_| is_over)
    }

    /// What an accepted number was reported as, where it went by other names then.
    pub fn was(
        &self,
        ward: Option<&AreaCode>,
        indicator: &IndicatorId,
        year: FiscalYear,
    ) -> Option<&str> {
        let id = FactId::whole(ward?.clone(), year, indicator.clone());
        self.facts.get(&id)?.was.as_deref()
    }

    /// The words of a year that is over, which stay where they do not come again.
    pub fn lasting_words(&self, id: &WordsId, as_of: AsOf) -> &[NarrativeItem] {
        match self.is_over(id.year, as_of) {
            true => self.words.of(id),
            false => &[],
        }
    }

    /// The words of a ward as it was before it was divided, of a year that is over.
    pub fn lasting_undivided_words(&self, id: &WordsId, as_of: AsOf) -> &[NarrativeItem] {
        match self.is_over(id.year, as_of) {
            true => self.undivided_words.of(id),
            false => &[],
        }
    }

    /// The number of a ward as it was before it was divided, of a year that is over.
    pub fn lasting_undivided(&self, id: &FactId, as_of: AsOf) -> Option<(Decimal, &Provenance)> {
        reported(&self.undivided, id).filter(|_| self.is_over(id.year, as_of))
    }

    fn is_over(&self, year: FiscalYear, as_of: AsOf) -> bool {
        year < as_of.fiscal_year() && self.speaks_for_whole(year)
    }

    /// The number that was accepted for a ward, with where it was written; `None` where the ward is not known.
    pub fn accepted(
        &self,
        ward: Option<&AreaCode>,
        indicator: &IndicatorId,
        year: FiscalYear,
    ) -> Option<(Decimal, &Provenance)> {
        self.accepted_of(&FactId::whole(ward?.clone(), year, indicator.clone()))
    }

    /// The number that was accepted for a ward or for a row of it.
    pub fn accepted_of(&self, id: &FactId) -> Option<(Decimal, &Provenance)> {
        reported(&self.facts, id)
    }
}

/// The number of a fact, if it is one that counts.
fn reported<'f>(
    facts: &'f BTreeMap<FactId, PreviousFact>,
    id: &FactId,
) -> Option<(Decimal, &'f Provenance)> {
    let then = facts.get(id)?;
    let number = then.value.number()?;
    (then.state == FactState::Reported).then_some((number, &then.provenance))
}
