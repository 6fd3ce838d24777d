//! Definitions as of a date, and what was reported in earlier years by wards that went into others: said as it is asked for now.
//! What was divided keeps its numbers, for the whole alone.

use super::definitions::Definitions;
use super::former::join;
use model::{AreaCode, AsOf, Begun, FactId, FiscalYear, PreviousFact, PreviousFacts, RollUp, Row};

impl Definitions {
    /// Makes the definitions those of a date: the wards that are there on that day, and their areas.
    pub fn settle(&mut self, as_of: AsOf) {
        self.areas = self.areas.clone().at(as_of);
        self.registry = std::mem::take(&mut self.registry).at(&self.areas);
    }

    /// Earlier facts and words as those of the wards of the day that the definitions are of. Of one that was put together of
    /// others, the sum, or nothing where one of them has no number; of one that was divided, nothing that could be compared.
    #[must_use]
    pub fn of_wards(&self, mut previous: PreviousFacts) -> PreviousFacts {
        let areas = &self.areas;
        let Some(day) = areas.day() else {
            return previous;
        };
        // What was collected after a change is of the wards as they are since.
        let then = previous.as_of.map(AsOf::date);
        let is_since = |begun: &Begun| then.is_some_and(|then| then >= begun.day);
        let changed = areas.every().filter_map(|ward| {
            let begun = areas.begun_by(&ward.code, day)?;
            Some((&ward.code, begun))
        });
        let mut changed: Vec<(&AreaCode, Begun)> = changed.collect();
        changed.sort_by_key(|(_, begun)| begun.day);
        for (ward, begun) in changed {
            match (begun.is_sum, is_since(&begun)) {
                (true, true) => {}
                (true, false) => merge(&mut previous, self, ward, &begun),
                // What was collected since holds the numbers of before as they were, from the collection before it.
                (false, true) => set_aside(&mut previous, &begun, Some(begun.year())),
                (false, false) => set_aside(&mut previous, &begun, None),
            }
        }
        previous
    }
}

/// Adds up the numbers of the wards that one was put together of, and puts their words one after the other. A percentage is no
/// sum, and follows from its parts.
fn merge(previous: &mut PreviousFacts, definitions: &Definitions, ward: &AreaCode, begun: &Begun) {
    let areas = &definitions.areas;
    let adds_up = |id: &FactId| {
        let known = definitions.indicator(&id.indicator);
        known.is_some_and(|known| known.roll_up == RollUp::Sum)
            && matches!(id.row, Row::Whole | Row::Code(_))
    };
    let known = previous.facts.keys();
    let of_parts = known.filter(|id| adds_up(id) && begun.before.contains(&id.ward));
    let places: Vec<FactId> = of_parts.cloned().collect();
    let mut own: Vec<(FactId, PreviousFact)> = Vec::new();
    for place in &places {
        let part = |ward: &AreaCode| {
            let name = areas.get(ward).map_or("", |area| area.name.as_str());
            let id = FactId {
                ward: ward.clone(),
                ..place.clone()
            };
            (id, name.to_owned())
        };
        let parts: Vec<(FactId, String)> = begun.before.iter().map(part).collect();
        let id = FactId {
            ward: ward.clone(),
            ..place.clone()
        };
        own.extend(join(&previous.facts, &parts).map(|sum| (id, sum)));
    }
    // Of a ward that was there already, its own number is a part of the sum and not the sum.
    previous.facts.retain(|id, _| id.ward != *ward);
    previous.facts.extend(own);
    previous.words.merge(ward, &begun.before);
}

/// Keeps the numbers of a ward that was divided for the whole, and away from what is compared; of the years before one, or all.
fn set_aside(previous: &mut PreviousFacts, begun: &Begun, until: Option<FiscalYear>) {
    let is_before = |year: FiscalYear| until.is_none_or(|until| year < until);
    let ids = previous.facts.keys();
    let own = ids.filter(|id| begun.before.contains(&id.ward) && is_before(id.year));
    let own: Vec<FactId> = own.cloned().collect();
    for id in own {
        if let Some(fact) = previous.facts.remove(&id) {
            previous.undivided.insert(id, fact);
        }
    }
    for ward in &begun.before {
        let words = previous.words.taken(ward, until);
        previous.undivided_words.append(words);
    }
}
