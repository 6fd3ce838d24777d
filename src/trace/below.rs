//! The rows below a ward: what its repeated rows say about a figure of its form.

use super::{Feed, Part, Tracer};
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

    /// What one repeated row of an indicator is called.
    pub(super) fn noun_of_rows(&self, indicator: &IndicatorId) -> &'a str {
        let forms = self.definitions.into_iter().flat_map(|d| &d.forms);
        let mut rows = forms.filter_map(|form| form.rows_column(indicator));
        rows.next().map_or("行", |(rows, _)| rows.noun.as_str())
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
