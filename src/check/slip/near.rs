//! What stands around a fact: the rows above and below it in the same year, and its own row in other years.

use rust_decimal::Decimal;

use super::Near;
use crate::Context;
use crate::ratio::show;
use definition::{FieldDefinition, FieldLayout};
use diagnostic::SlipKind;
use model::{Fact, FiscalYear, IndicatorId, PreviousFacts, Submission};

/// Where to look for the numbers around a fact.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around<'a> {
    context: &'a Context<'a>,
    submission: &'a Submission,
    /// Last year's facts, where they are to be looked at too.
    previous: Option<&'a PreviousFacts>,
}

impl<'a> Around<'a> {
    /// In the submission itself.
    pub(crate) fn new(context: &'a Context<'a>, submission: &'a Submission) -> Self {
        Self {
            context,
            submission,
            previous: None,
        }
    }

    /// Also in what was accepted before.
    pub(crate) fn and_accepted(self, previous: &'a PreviousFacts) -> Self {
        Self {
            previous: Some(previous),
            ..self
        }
    }

    /// The numbers of an indicator in a year: as written here, and as accepted before where that is asked.
    fn numbers(&self, indicator: &IndicatorId, year: FiscalYear) -> Vec<Decimal> {
        let here = self.submission.fact(indicator, year);
        let mut numbers: Vec<Decimal> = here
            .and_then(|fact| fact.value.number())
            .into_iter()
            .collect();
        let ward = self.submission.ward.as_ref();
        let then = self
            .previous
            .and_then(|previous| previous.accepted(ward, indicator, year));
        if let Some((then, _)) = then.filter(|(then, _)| !numbers.contains(then)) {
            numbers.push(then);
        }
        numbers
    }

    fn label(&self, indicator: &IndicatorId) -> String {
        let known = self.context.definitions.indicator(indicator);
        known.map_or_else(String::new, |known| known.short_label.clone())
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
                numbers.into_iter().map(move |value| Near {
                    kind: SlipKind::OtherYear,
                    value,
                    question: format!(
                        "{year}年度の数の{}と同じです。年度の列を取り違えたのではありませんか。",
                        show(value)
                    ),
                })
            })
            .collect()
    }

    fn row(&self, direction: &str, indicator: &IndicatorId, value: Decimal) -> Near {
        Near {
            kind: SlipKind::NeighbourRow,
            value,
            question: format!(
                "{direction}の「{}」の{}と同じです。欄を取り違えたのではありませんか。",
                self.label(indicator),
                show(value)
            ),
        }
    }
}

/// What a count may have been taken for: the rows above and below, the other years.
pub(crate) fn near_count(around: Around<'_>, fact: &Fact) -> Vec<Near> {
    let mut near = Vec::new();
    for (direction, field) in around.neighbours(&fact.indicator) {
        for value in around.numbers(&field.indicator, fact.year) {
            near.push(around.row(direction, &field.indicator, value));
        }
    }
    near.extend(around.years(fact));
    near
}

/// The percentage beside a count, which may have been written into the wrong place of the two.
pub(crate) fn beside_count(around: Around<'_>, fact: &Fact) -> Vec<Near> {
    let form = around.context.form_for(around.submission);
    let own = form.field(&fact.indicator);
    let Some(rate) = own.and_then(|field| field.rate.as_ref()) else {
        return Vec::new();
    };
    let numbers = around.numbers(rate, fact.year).into_iter();
    numbers.map(|value| around.row("隣", rate, value)).collect()
}

/// What a percentage may have been taken for: its own count, the percentage of a row beside it, the other years.
/// `areas` is what counts of areas are divided by.
pub(crate) fn near_rate(around: Around<'_>, fact: &Fact, areas: Option<Decimal>) -> Vec<Near> {
    let mut near = Vec::new();
    let form = around.context.form_for(around.submission);
    let own = form.field(&fact.indicator);
    if let Some(own) = own.filter(|field| field.indicator != fact.indicator) {
        for value in around.numbers(&own.indicator, fact.year) {
            near.push(around.row("隣", &own.indicator, value));
        }
    }
    for (direction, field) in around.neighbours(&fact.indicator) {
        for value in around.numbers(&field.indicator, fact.year) {
            let share = areas
                .filter(|_| field.layout == FieldLayout::OfAreas)
                .and_then(|areas| (value * Decimal::ONE_HUNDRED).checked_div(areas));
            near.extend(share.map(|share| {
                Near {
                    kind: SlipKind::NeighbourRow,
                    value: share,
                    question: format!(
                        "{direction}の「{}」から計算した割合と同じです。欄を取り違えたのではありませんか。",
                        around.label(&field.indicator)
                    ),
                }
            }));
            near.push(around.row(direction, &field.indicator, value));
        }
    }
    near.extend(around.years(fact));
    near
}
