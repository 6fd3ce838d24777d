//! The rows below a ward: what its repeated rows say about a figure of its form.

use super::{Feed, Part, Tracer};
use definition::{RepeatedRows, ValueColumn, ValueColumnKind};
use ledger::{FactRow, FigureRow};
use model::{FactId, IndicatorId, RollUp};

impl<'a> Tracer<'a> {
    /// The facts of the rows below the ward of a figure; empty for the city, for a row, and for a rate.
    pub(super) fn rows_below(&self, figure: &'a FigureRow) -> Vec<&'a FactRow> {
        let id = figure.id();
        let is_rate = matches!(
            self.roll_up(&id.indicator),
            Some(RollUp::RatioOfSums { .. })
        );
        if is_rate || self.ledger.is_total(&figure.area) || !id.row.is_whole() {
            return Vec::new();
        }
        let rows = self.ledger.facts_below(&id.ward, id.year, &id.indicator);
        rows.collect()
    }

    /// The repeated rows of an indicator, and its column in them.
    fn rows_of(&self, indicator: &IndicatorId) -> Option<(&'a RepeatedRows, &'a ValueColumn)> {
        let mut forms = self.definitions?.forms.iter();
        forms.find_map(|form| form.rows_column(indicator))
    }

    /// What one repeated row of an indicator is called.
    pub(super) fn noun_of_rows(&self, indicator: &IndicatorId) -> &'a str {
        let rows = self.rows_of(indicator);
        rows.map_or("行", |(rows, _)| rows.noun.as_str())
    }

    /// How the number of one row is made of what is written in it.
    pub(super) fn formula_of_row(&self, indicator: &IndicatorId) -> String {
        let (unit, noun) = (&self.ledger.nouns.unit, self.noun_of_rows(indicator));
        let column = self.rows_of(indicator).map(|(_, column)| column.kind);
        let marks = match column {
            Some(ValueColumnKind::Mark) => "（印は1、印のないところは0）",
            _ => "",
        };
        format!("{unit}が{noun}ごとのシートの「{indicator}」に書いたとおり{marks}。")
    }

    /// The figures above a row's fact: its ward's, and the city's if the ward is in it.
    pub(super) fn above(&self, fact: &FactRow) -> Vec<Feed<'a>> {
        let id = fact.id();
        if id.row.is_whole() {
            return Vec::new();
        }
        let ledger = self.ledger;
        let of = |area| ledger.figure(area, id.year, &id.indicator);
        let city = ledger.city().filter(|city| **city != id.ward);
        let figures = [of(&id.ward), city.and_then(of)];
        let whole = FactId::whole(id.ward.clone(), id.year, id.indicator.clone());
        let Some(of_ward) = ledger.fact_of(&whole) else {
            return Vec::new();
        };
        let holds = |figure: &&'a FigureRow| {
            let trace = self.figure(figure);
            let mut contributions = trace.contributions.iter();
            contributions.any(|one| one.fact.is_some_and(|fact| std::ptr::eq(fact, of_ward)))
        };
        let figures = figures.into_iter().flatten().filter(holds);
        figures
            .map(|figure| self.feed(figure, Part::Below))
            .collect()
    }
}
