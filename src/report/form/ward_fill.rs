//! What a ward's form is drawn from, and what every sheet of it says alike.

use super::values::WardValues;
use crate::{InputRule, Mark};
use definition::{Definitions, FormDefinition, Registry};
use model::{Area, AsOf, FiscalYear, IndicatorId};

/// A cell of the form that may carry a mark.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// An indicator in a fiscal year.
    Field(IndicatorId, FiscalYear),
    /// A bullet of a block in a fiscal year.
    Bullet(String, FiscalYear, u32),
    /// The key of a repeated row of a block.
    RowKey(String, u32),
    /// A value in a repeated row of a block.
    Row(String, u32, IndicatorId, FiscalYear),
}

/// What stands in a ward's form.
pub(super) struct WardFill<'a> {
    pub(super) definitions: &'a Definitions,
    pub(super) form: &'a FormDefinition,
    pub(super) registry: &'a Registry,
    pub(super) ward: &'a Area,
    pub(super) as_of: AsOf,
    /// The last day to hand it in, where it is said.
    pub(super) due: Option<AsOf>,
    pub(super) values: &'a WardValues,
    /// The mark on a cell, if any.
    pub(super) marks: &'a dyn Fn(&Target) -> Option<Mark>,
    /// A redrawn copy shows percentages as they were written; a form reckons them.
    pub(super) is_copy: bool,
    /// The values are those accepted in earlier years, printed to be put right where they are wrong.
    pub(super) is_prefilled: bool,
}

impl WardFill<'_> {
    pub(super) fn areas(&self, year: FiscalYear) -> Option<u32> {
        if self.definitions.areas.is_whole(&self.ward.code) {
            return Some(self.registry.total(year)).filter(|total| *total > 0);
        }
        self.registry.count(&self.ward.code, year)
    }

    /// Fills the placeholders of the guide's words.
    pub(super) fn words_of_guide(&self, text: &str) -> String {
        let live = self.as_of.fiscal_year();
        let year = self.form.year(live);
        let year = year.map_or_else(|| live.wareki(), |column| column.header.clone());
        let areas = self
            .areas(live)
            .map_or_else(|| "—".to_owned(), |n| n.to_string());
        text.replace("{ward}", &self.ward.name)
            .replace("{as_of}", &self.as_of.wareki())
            .replace("{year}", &year)
            .replace("{areas}", &areas)
            .replace("{form}", &self.form.name)
    }

    /// A step of the guide; nothing where it speaks of a last day or a contact that is not known.
    pub(super) fn step_of_guide(&self, text: &str) -> Option<String> {
        let due = self.due.map(AsOf::wareki_day);
        let contact = self.definitions.guide.contact.clone();
        let mut said = self.words_of_guide(text);
        for (name, value) in [("{due}", due), ("{contact}", contact)] {
            if said.contains(name) {
                said = said.replace(name, &value?);
            }
        }
        Some(said)
    }

    /// Whether a year's column holds what was accepted.
    pub(super) fn holds_accepted(&self, year: FiscalYear) -> bool {
        self.is_prefilled && self.values.holds(year)
    }

    /// Nothing is asked yet for years after the live one, and nothing any more where what was accepted stands.
    pub(super) fn in_time(&self, rule: InputRule, year: FiscalYear, has_value: bool) -> InputRule {
        let notes = &self.definitions.guide.year_notes;
        if year < self.as_of.fiscal_year() && self.is_prefilled && has_value {
            let message = notes.filled_message.as_deref().unwrap_or_default();
            return InputRule::Accepted {
                rule: Box::new(rule),
                message: self.words_of_guide(message),
            };
        }
        let is_before = self.is_before(year);
        if year <= self.as_of.fiscal_year() && !is_before {
            return rule;
        }
        let before = notes.before_message.as_ref().filter(|_| is_before);
        InputRule::Later {
            rule: Box::new(rule),
            message: self.words_of_guide(before.unwrap_or(&notes.later_message)),
        }
    }

    /// Whether a year is before the ward was as it is: it was divided, and nothing is asked of it.
    pub(super) fn is_before(&self, year: FiscalYear) -> bool {
        let areas = &self.definitions.areas;
        let since = areas.since_by(&self.ward.code, self.as_of.date());
        since.is_some_and(|since| year < since)
    }
}
