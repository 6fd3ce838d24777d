//! A ward's own workbook: blank, or with values.

use rust_decimal::{Decimal, RoundingStrategy};

use super::fill::{Fill, Slot, Words};
use super::layout;
use super::rows::RowsPage;
use super::values::{Entry, WardValues};
use super::ward_fill::{Target, WardFill};
use super::{guide, properties, reasons};
use crate::{FormContent, FormFormula, FormWorkbook, InputRule, NumberStyle};
use definition::{
    BlockDefinition, Definitions, FieldDefinition, FieldLayout, FormDefinition, Registry,
    YearColumn,
};
use model::{Area, AsOf, CellRef, FiscalYear, IndicatorId, PreviousFacts, rate_formula};
use workbook::names;

/// Largest count that is taken for one: a slip of the keyboard is more likely than more.
const LARGEST_COUNT: u32 = 9_999_999;

/// The blank workbook of a ward; `previous` fills the years before the live one.
pub fn template(
    definitions: &Definitions,
    form: &FormDefinition,
    registry: &Registry,
    ward: &Area,
    (as_of, due): (AsOf, Option<AsOf>),
    previous: Option<&PreviousFacts>,
) -> FormWorkbook {
    let mut values = previous.map_or_else(WardValues::default, |previous| {
        WardValues::from_previous(previous, &ward.code, &form.id.form, as_of.fiscal_year())
    });
    // A percentage is reckoned from its count, as in every blank form.
    for (_, _, field) in form.fields() {
        if let Some(rate) = &field.rate {
            values.fields.retain(|(indicator, _), _| indicator != rate);
        }
    }
    workbook(&WardFill {
        definitions,
        form,
        registry,
        ward,
        as_of,
        due,
        values: &values,
        marks: &|_| None,
        is_copy: false,
        is_prefilled: true,
    })
}

/// The workbook of a ward with these values in it.
pub fn filled(
    definitions: &Definitions,
    form: &FormDefinition,
    registry: &Registry,
    ward: &Area,
    as_of: AsOf,
    values: &WardValues,
) -> FormWorkbook {
    let fill = WardFill {
        definitions,
        form,
        registry,
        ward,
        as_of,
        due: None,
        values,
        marks: &|_| None,
        is_copy: false,
        is_prefilled: false,
    };
    workbook(&fill)
}

/// The guide, the form's sheets, and the sheet for reasons.
pub(super) fn workbook(fill: &WardFill<'_>) -> FormWorkbook {
    let form = fill.form;
    let mut sheets = vec![guide::sheet(fill)];
    for sheet in &form.sheets {
        sheets.push(layout::sheet(form, sheet, fill, true));
    }
    sheets.extend(RowsPage::all(fill).map(|page| page.draw()));
    sheets.push(reasons::sheet(fill));
    FormWorkbook {
        title: format!("{}（{}）", form.name, fill.ward.name),
        properties: properties(form),
        date_iso: fill.as_of.iso(),
        sheets,
    }
}

impl WardFill<'_> {
    fn content(&self, indicator: &IndicatorId, year: FiscalYear) -> FormContent {
        match self.values.field(indicator, year) {
            Some(Entry::Number(number)) => FormContent::Number(*number, self.style(indicator)),
            Some(Entry::Text(text)) => FormContent::Text(text.clone()),
            None => self
                .sum_of_rows(indicator, year)
                .map_or(FormContent::Empty, FormContent::Formula),
        }
    }

    /// The formula over the repeated rows; a copy shows what was written and reckons nothing.
    fn sum_of_rows(&self, indicator: &IndicatorId, year: FiscalYear) -> Option<FormFormula> {
        let (definition, _) = self.form.rows_column(indicator)?;
        // For the whole, nobody fills in rows.
        let is_whole = self.definitions.areas.is_whole(&self.ward.code);
        let page = RowsPage::of(self, definition).filter(|_| !self.is_copy && !is_whole)?;
        page.sum(indicator, year)
    }

    fn style(&self, indicator: &IndicatorId) -> NumberStyle {
        let known = self.definitions.indicator(indicator);
        known.map_or(NumberStyle::COUNT, NumberStyle::of)
    }

    fn rule(&self, field: &FieldDefinition, year: FiscalYear) -> InputRule {
        if field.layout == FieldLayout::Percent {
            return percent_rule();
        }
        let of_areas = matches!(
            field.layout,
            FieldLayout::OfAreas | FieldLayout::OfAreasWithRate
        );
        match self.areas(year).filter(|_| of_areas) {
            Some(areas) => InputRule::Number {
                max: Some(areas),
                decimals: 0,
                message: format!(
                    "0から{areas}までの整数を入れてください（{}の{}は{areas}）。まだ分からないときは「未集計」と入れます。",
                    self.ward.name, self.form.area_noun
                ),
            },
            None => InputRule::count(self.definitions.indicator(&field.indicator), LARGEST_COUNT),
        }
    }

    /// The printed text after a field's value.
    fn suffix(&self, field: &FieldDefinition, year: &YearColumn) -> String {
        match field.layout {
            FieldLayout::Count | FieldLayout::Percent => self
                .definitions
                .indicator(&field.indicator)
                .map(|indicator| indicator.unit.clone())
                .unwrap_or_default(),
            FieldLayout::OfAreas | FieldLayout::OfAreasWithRate => {
                let written = self
                    .values
                    .denominators
                    .get(&(field.indicator.clone(), year.year));
                let count = written.map_or_else(
                    || {
                        self.areas(year.year)
                            .map_or_else(|| "　　".to_owned(), |n| n.to_string())
                    },
                    |n| NumberStyle::COUNT.show(*n),
                );
                of_areas(
                    &count,
                    &self.definitions.areas.nouns().part,
                    &self.form.area_noun,
                )
            }
        }
    }

    /// The percentage as a formula over the count's cell, with its result for programs that do not calculate.
    fn rate_formula(
        &self,
        field: &FieldDefinition,
        year: FiscalYear,
        value: CellRef,
    ) -> FormContent {
        let Some(areas) = self.areas(year).filter(|areas| *areas > 0) else {
            return FormContent::Empty;
        };
        let result = self
            .values
            .number_of(&field.indicator, year)
            .or_else(|| self.sum_of_rows(&field.indicator, year)?.result)
            .map(|number| percent_of(number, areas));
        FormContent::Formula(FormFormula {
            text: format!("={}", rate_formula(value, areas)),
            result,
            style: NumberStyle::RATE,
        })
    }
}

/// 「／　全16地域（名簿提供地域数）」.
pub(super) fn of_areas(count: &str, part: &str, noun: &str) -> String {
    format!("／　全{count}{part}（{noun}）")
}

/// A part of the areas in percent with one decimal, rounded half up.
fn percent_of(number: Decimal, areas: u32) -> Decimal {
    (number * Decimal::ONE_HUNDRED / Decimal::from(areas))
        .round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero)
}

fn percent_rule() -> InputRule {
    InputRule::Percent {
        message: "0から100までの数を、％の数だけで入れてください（例：57.1）。".to_owned(),
    }
}

impl Fill for WardFill<'_> {
    fn owner(&self) -> String {
        format!("{}（{}）", self.ward.name, self.ward.code)
    }

    fn notice(&self) -> String {
        let mut notices = Vec::new();
        if self.values.is_sample {
            notices.push(self.form.sample_mark.clone());
        }
        if self.is_copy {
            notices.push(self.definitions.guide.return_mark.clone());
        }
        if let Some(due) = self.due {
            notices.push(format!("提出期限　{}", due.wareki_day()));
        }
        notices.join("　")
    }

    fn as_of(&self) -> AsOf {
        self.as_of
    }

    fn year_note(&self, year: &YearColumn) -> Option<(String, bool)> {
        let notes = &self.definitions.guide.year_notes;
        let live = self.as_of.fiscal_year();
        let note = match year.year.cmp(&live) {
            _ if self.is_before(year.year) => notes.before.as_ref().unwrap_or(&notes.later),
            std::cmp::Ordering::Less if self.holds_accepted(year.year) => {
                let filled = match year.year == live.previous() {
                    true => &notes.last_filled,
                    false => &notes.earlier_filled,
                };
                filled.as_ref().unwrap_or(&notes.earlier)
            }
            std::cmp::Ordering::Less => &notes.earlier,
            std::cmp::Ordering::Equal => &notes.live,
            std::cmp::Ordering::Greater => &notes.later,
        };
        Some((self.words_of_guide(note), year.year == live))
    }

    fn field(&self, field: &FieldDefinition, year: &YearColumn) -> Slot {
        let target = Target::Field(field.indicator.clone(), year.year);
        let has_value = self.values.field(&field.indicator, year.year).is_some();
        Slot {
            suffix: self.suffix(field, year),
            name: Some(names::field(&field.indicator, year.year)),
            input: Some(self.in_time(self.rule(field, year.year), year.year, has_value)),
            mark: (self.marks)(&target),
            ..Slot::new(self.content(&field.indicator, year.year))
        }
    }

    fn rate(
        &self,
        field: &FieldDefinition,
        rate: &IndicatorId,
        year: &YearColumn,
        value: CellRef,
    ) -> Slot {
        let written = self.content(rate, year.year);
        let has_value = written != FormContent::Empty;
        let formula = self.rate_formula(field, year.year, value);
        // Typing is open only where the percentage cannot be reckoned or was written by hand.
        let (content, input) = if self.is_copy || has_value {
            (written, Some(percent_rule()))
        } else if formula == FormContent::Empty {
            (formula, Some(percent_rule()))
        } else {
            (formula, None)
        };
        Slot {
            suffix: "％）".to_owned(),
            name: Some(names::field(rate, year.year)),
            input: input.map(|rule| self.in_time(rule, year.year, has_value)),
            mark: (self.marks)(&Target::Field(rate.clone(), year.year)),
            ..Slot::new(content)
        }
    }

    fn words(&self, block: &BlockDefinition, year: &YearColumn) -> Words {
        let has_value = self.values.has_words(&block.id, year.year);
        let slots = (1..=block.bullets).map(|number| {
            let text = self
                .values
                .words(&block.id, year.year, number, block.bullets);
            let content = if text.is_empty() {
                FormContent::Empty
            } else {
                FormContent::Text(text)
            };
            Slot {
                name: Some(names::bullet(&block.id, year.year, number)),
                input: Some(self.in_time(InputRule::Text, year.year, has_value)),
                mark: (self.marks)(&Target::Bullet(block.id.clone(), year.year, number)),
                ..Slot::new(content)
            }
        });
        Words::Bullets(slots.collect())
    }
}
