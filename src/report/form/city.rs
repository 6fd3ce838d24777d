//! The official form filled for the city. Counts say how many wards are in them; words are told by number only.

use std::collections::BTreeSet;

use super::fill::{Fill, Slot, Words};
use super::layout;
use super::ward::of_areas;
use crate::view::carried_share;
use crate::{FormContent, FormSheet, NumberStyle};
use compile::{Compilation, Figure};
use definition::{
    BlockDefinition, BlockKind, Definitions, FieldDefinition, FieldLayout, FormDefinition,
    Registry, YearColumn,
};
use model::{AsOf, CellRef, FiscalYear, IndicatorId, Nouns};

/// The form's sheets, filled for the city.
pub fn city_forms(
    definitions: &Definitions,
    registry: &Registry,
    compilation: &Compilation,
) -> Vec<FormSheet> {
    let form = compilation.newest(definitions);
    let fill = CityFill {
        definitions,
        registry,
        form,
        compilation,
    };
    form.sheets
        .iter()
        .map(|sheet| layout::sheet(form, sheet, &fill, false))
        .collect()
}

struct CityFill<'a> {
    definitions: &'a Definitions,
    registry: &'a Registry,
    form: &'a FormDefinition,
    compilation: &'a Compilation,
}

impl CityFill<'_> {
    fn figure(&self, indicator: &IndicatorId, year: FiscalYear) -> Option<&Figure> {
        let city = &self.definitions.areas.city().code;
        self.compilation.figure(city, year, indicator)
    }

    fn nouns(&self) -> &Nouns {
        self.definitions.areas.nouns()
    }

    fn slot(&self, indicator: &IndicatorId, year: FiscalYear) -> Slot {
        let Some(figure) = self.figure(indicator, year) else {
            return Slot::new(FormContent::Empty);
        };
        let known = self.definitions.indicator(indicator);
        let style = known.map_or(NumberStyle::COUNT, NumberStyle::of);
        Slot {
            trace: Some(format!("{indicator}/{year}/{}", self.nouns().whole)),
            ..Slot::new(figure.value.map_or_else(
                || FormContent::Text(figure.missing_word().to_owned()),
                |value| FormContent::Number(value, style),
            ))
        }
    }

    /// `（23/24区）` where a ward is missing, how many wards' numbers are last year's, else nothing.
    fn coverage(&self, indicator: &IndicatorId, year: FiscalYear) -> String {
        let Some(figure) = self.figure(indicator, year) else {
            return String::new();
        };
        let unit = &self.nouns().unit;
        let mut said = Vec::new();
        if figure.is_declared {
            said.push(self.nouns().declared());
        } else if figure.reported < figure.expected {
            said.push(format!("{}/{}{unit}", figure.reported, figure.expected));
        }
        let carried = carried_share(figure, self.nouns());
        said.extend(carried.map(|wards| format!("うち{wards}")));
        if said.is_empty() {
            String::new()
        } else {
            format!("（{}）", said.join("、"))
        }
    }

    /// `／　全334地域（名簿提供地域数）`, or the areas of the wards that are in the number.
    fn of_areas(&self, indicator: &IndicatorId, year: &YearColumn) -> String {
        let Nouns { part, .. } = self.nouns();
        let noun = &self.form.area_noun;
        let figure = self.figure(indicator, year.year);
        let figure = figure.filter(|figure| figure.value.is_some() && !figure.is_declared);
        let own = figure.and_then(|figure| self.registry.sum(figure.wards(), year.year));
        let areas = own
            .or_else(|| self.definitions.registry.stated_total(year.year))
            .unwrap_or_default();
        let areas = NumberStyle::COUNT.show(areas.into());
        if figure.is_some_and(|figure| figure.reported < figure.expected) {
            format!("／　{areas}{part}（{noun}）")
        } else {
            of_areas(&areas, part, noun)
        }
    }

    fn unit(&self, indicator: &IndicatorId) -> String {
        let indicator = self.definitions.indicator(indicator);
        indicator.map(|i| i.unit.clone()).unwrap_or_default()
    }
}

impl Fill for CityFill<'_> {
    fn owner(&self) -> String {
        let city = self.definitions.areas.city();
        let expected = self.definitions.areas.wards().len();
        let submitted = self.compilation.submitted();
        let unit = &self.nouns().unit;
        format!("{}（{submitted}/{expected}{unit}）", city.name)
    }

    fn notice(&self) -> String {
        if self.compilation.has_sample_data {
            self.form.sample_mark.clone()
        } else {
            String::new()
        }
    }

    fn as_of(&self) -> AsOf {
        self.compilation.as_of
    }

    fn year_note(&self, _year: &YearColumn) -> Option<(String, bool)> {
        None
    }

    fn field(&self, field: &FieldDefinition, year: &YearColumn) -> Slot {
        let id = &field.indicator;
        let coverage = self.coverage(id, year.year);
        let printed = match field.layout {
            FieldLayout::Count | FieldLayout::Percent => self.unit(id),
            FieldLayout::OfAreas | FieldLayout::OfAreasWithRate => self.of_areas(id, year),
        };
        let slot = self.slot(id, year.year);
        let suffix = match &slot.content {
            // A word that says why there is no figure has no unit.
            FormContent::Text(_) => coverage,
            _ => format!("{printed}{coverage}"),
        };
        Slot { suffix, ..slot }
    }

    fn rate(
        &self,
        field: &FieldDefinition,
        rate: &IndicatorId,
        year: &YearColumn,
        _value: CellRef,
    ) -> Slot {
        let mut suffix = "％）".to_owned();
        // The printed denominator is the whole city's; where wards are missing, the one that was used is another.
        if let Some(figure) = self.figure(rate, year.year)
            && let Some(denominator) = figure.denominator
            && figure.reported < figure.expected
        {
            let areas = NumberStyle::COUNT.show(denominator);
            let unit = self.unit(&field.indicator);
            suffix = format!("％）　分母 {areas}{unit}{}", self.coverage(rate, year.year));
        }
        Slot {
            suffix,
            ..self.slot(rate, year.year)
        }
    }

    fn words(&self, block: &BlockDefinition, year: &YearColumn) -> Words {
        let own = self.compilation.whole_narratives.iter();
        let own: Vec<&str> = own
            .filter(|item| item.block == block.id && item.year == year.year)
            .map(|item| item.text.as_str())
            .collect();
        if own.is_empty() {
            return Words::Whole(Slot::new(self.no_words(block, year)));
        }
        let slots = own
            .into_iter()
            .map(|text| Slot::new(FormContent::Text(text.to_owned())));
        Words::Bullets(slots.collect())
    }
}

impl CityFill<'_> {
    /// Where nobody has written for the whole, that is said once, and where the units' words are.
    fn no_words(&self, block: &BlockDefinition, year: &YearColumn) -> FormContent {
        let compilation = self.compilation;
        let mut blocks = self.form.sheets.iter().flat_map(|sheet| &sheet.blocks);
        let first = blocks.find(|block| block.kind == BlockKind::Narrative);
        let is_first = first.is_some_and(|first| first.id == block.id)
            && self.form.years.first().map(|first| first.year) == Some(year.year);
        if !is_first || !compilation.whole_narratives.is_empty() {
            return FormContent::Empty;
        }
        let wrote: BTreeSet<_> = compilation.narratives.iter().map(|one| &one.ward).collect();
        let Nouns { whole, unit, .. } = self.nouns();
        if wrote.is_empty() {
            return FormContent::Text(format!("{whole}の記入はなく、記載した{unit}もない。"));
        }
        FormContent::Text(format!(
            "{whole}の記入はない。{}{unit}の記載は自由記述にある。",
            wrote.len()
        ))
    }
}
