//! What stands around a fact: the rows above and below it in the same year, its own row in other years, and for a
//! percentage what the city's printed total would have given.

use rust_decimal::Decimal;

use crate::Context;
use crate::ratio::{self, show, show_rate};
use definition::{FieldDefinition, FieldLayout};
use diagnostic::SlipKind;
use model::{Denominator, Fact, FiscalYear, IndicatorId, Submission};

/// A number that stands close by and may have been written by mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Near {
    /// What it would mean.
    pub(super) kind: SlipKind,
    /// The number; a percentage unrounded.
    pub(super) value: Decimal,
    /// The sentence that asks.
    pub(super) question: String,
    /// What to do, where that is another thing than the rule says.
    pub(super) hint: Option<String>,
}

impl Near {
    fn new(kind: SlipKind, value: Decimal, question: String) -> Self {
        Self {
            kind,
            value,
            question,
            hint: None,
        }
    }
}

/// Where to look for the numbers around a fact.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around<'a> {
    /// Definitions, and what was accepted before.
    pub(super) context: &'a Context<'a>,
    /// Where the fact stands.
    pub(super) submission: &'a Submission,
    /// Whether to look at what was accepted before too.
    pub(super) with_accepted: bool,
}

impl<'a> Around<'a> {
    /// The numbers of an indicator in a year: as written here, and as accepted before where that is asked.
    fn numbers(&self, indicator: &IndicatorId, year: FiscalYear) -> Vec<Decimal> {
        let here = self.submission.fact(indicator, year);
        let mut numbers: Vec<Decimal> = here
            .and_then(|fact| fact.value.number())
            .into_iter()
            .collect();
        let ward = self.submission.ward.as_ref();
        let previous = self.context.previous.filter(|_| self.with_accepted);
        let then = previous.and_then(|previous| previous.accepted(ward, indicator, year));
        if let Some((then, _)) = then.filter(|(then, _)| !numbers.contains(then)) {
            numbers.push(then);
        }
        numbers
    }

    /// The fields directly above and below on the same sheet, each with the word for its direction.
    fn neighbours(&self, indicator: &IndicatorId) -> Vec<(&'static str, &'a FieldDefinition)> {
        let form = self.context.form_for(self.submission);
        let Some(sheet) = form.sheet_of(indicator) else {
            return Vec::new();
        };
        let fields: Vec<&FieldDefinition> = sheet
            .blocks
            .iter()
            .flat_map(|block| &block.fields)
            .collect();
        let is_it = |field: &&FieldDefinition| {
            field.indicator == *indicator || field.rate.as_ref() == Some(indicator)
        };
        let Some(at) = fields.iter().position(is_it) else {
            return Vec::new();
        };
        let above = at.checked_sub(1).and_then(|above| fields.get(above));
        let below = fields.get(at + 1);
        let above = above.map(|field| ("1つ上", *field));
        above
            .into_iter()
            .chain(below.map(|field| ("1つ下", *field)))
            .collect()
    }

    /// The row's own numbers in the other years' columns.
    fn years(&self, fact: &Fact) -> Vec<Near> {
        let form = self.context.form_for(self.submission);
        let others = form.years.iter().map(|column| column.year);
        others
            .filter(|year| *year != fact.year)
            .flat_map(|year| {
                let numbers = self.numbers(&fact.indicator, year);
                numbers.into_iter().map(move |value| {
                    let question = format!(
                        "{year}年度の数の{}と同じです。年度の列を取り違えたのではありませんか。",
                        show(value)
                    );
                    Near::new(SlipKind::OtherYear, value, question)
                })
            })
            .collect()
    }

    fn row(&self, direction: &str, indicator: &IndicatorId, value: Decimal) -> Near {
        let question = format!(
            "{direction}の「{}」の{}と同じです。欄を取り違えたのではありませんか。",
            self.context.short_label(indicator),
            show(value)
        );
        Near::new(SlipKind::NeighbourRow, value, question)
    }

    /// The numbers of a field beside, above or below in the same year.
    fn rows(&self, direction: &str, indicator: &IndicatorId, year: FiscalYear) -> Vec<Near> {
        let numbers = self.numbers(indicator, year).into_iter();
        numbers
            .map(|value| self.row(direction, indicator, value))
            .collect()
    }

    /// What a count may have been taken for: the rows above and below, the other years.
    pub(super) fn count(&self, fact: &Fact) -> Vec<Near> {
        let mut near = Vec::new();
        for (direction, field) in self.neighbours(&fact.indicator) {
            near.extend(self.rows(direction, &field.indicator, fact.year));
        }
        near.extend(self.years(fact));
        near
    }

    /// The percentage beside a count, which may have been written into the wrong place of the two.
    pub(super) fn beside_count(&self, fact: &Fact) -> Vec<Near> {
        let form = self.context.form_for(self.submission);
        let own = form.field(&fact.indicator);
        let rate = own.and_then(|field| field.rate.as_ref());
        rate.map_or_else(Vec::new, |rate| self.rows("隣", rate, fact.year))
    }

    /// What a percentage may have been taken for: its own count, the percentage of a row beside it, the other years, the
    /// percentage by the city's total.
    pub(super) fn rate(&self, fact: &Fact) -> Vec<Near> {
        let mut near = Vec::new();
        let form = self.context.form_for(self.submission);
        let own = form.field(&fact.indicator);
        if let Some(own) = own.filter(|field| field.indicator != fact.indicator) {
            near.extend(self.rows("隣", &own.indicator, fact.year));
        }
        let count = self.count_of_areas(fact);
        let areas = count.and_then(|count| ratio::areas_used(self.context, self.submission, count));
        for (direction, field) in self.neighbours(&fact.indicator) {
            for value in self.numbers(&field.indicator, fact.year) {
                let share = areas
                    .filter(|_| field.layout == FieldLayout::OfAreas)
                    .and_then(|areas| ratio::percent(value, areas));
                near.extend(share.map(|share| {
                    let question = format!(
                        "{direction}の「{}」から計算した割合と同じです。欄を取り違えたのではありませんか。",
                        self.context.short_label(&field.indicator)
                    );
                    Near::new(SlipKind::NeighbourRow, share, question)
                }));
                near.push(self.row(direction, &field.indicator, value));
            }
        }
        near.extend(self.years(fact));
        let city = count.zip(areas);
        near.extend(city.and_then(|(count, areas)| self.of_city(fact, count, areas)));
        near
    }

    /// The count of areas that a percentage is made of.
    fn count_of_areas(&self, rate: &Fact) -> Option<&'a Fact> {
        let known = self.context.definitions.indicator(&rate.indicator)?;
        match known.roll_up.ratio()? {
            (numerator, Denominator::Areas) => self.submission.fact(numerator, rate.year),
            (_, Denominator::Indicator(_)) => None,
        }
    }

    /// The percentage that the city's printed total gives.
    fn of_city(&self, rate: &Fact, count: &Fact, areas: Decimal) -> Option<Near> {
        let (context, submission) = (self.context, self.submission);
        let city = context.city_total(rate.year)?;
        let city = Some(Decimal::from(city)).filter(|city| *city != areas)?;
        let number = count.value.number()?;
        let value = ratio::percent(number, city)?;
        let question = format!(
            "分母に全{}の{city}を使っていませんか（{}÷{city}×100＝{}）。",
            context.nouns().whole,
            show(number),
            show_rate(value, ratio::decimals_written(rate))
        );
        let hint = format!(
            "分母を{}の{}{}にして計算し直してください。％の欄を空欄にしてもかまいません。{}",
            context.ward_name(submission.ward.as_ref()),
            context.form_for(submission).area_noun,
            show(areas),
            context.provisional(submission, rate.year)
        );
        Some(Near {
            hint: Some(hint),
            ..Near::new(SlipKind::CityDenominator, value, question)
        })
    }
}
