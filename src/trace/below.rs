//! The areas below a ward: what the ward's own sheet says about a figure of its form.

use super::{Feed, Part, Tracer};
use ledger::{FactRow, FigureRow};
use model::RollUp;

impl<'a> Tracer<'a> {
    /// The facts of the areas below the ward of a figure; empty for the city, for an area, and for a rate.
    pub(super) fn areas_below(&self, figure: &'a FigureRow) -> Vec<&'a FactRow> {
        let is_rate = matches!(
            self.roll_up(&figure.indicator),
            Some(RollUp::RatioOfSums { .. })
        );
        if is_rate || Some(&figure.area) == self.ledger.city() || figure.area.ward().is_some() {
            return Vec::new();
        }
        let ledger = self.ledger;
        ledger
            .facts_below(&figure.area, figure.year, &figure.indicator)
            .collect()
    }

    /// The figures above an area's fact: its ward's, and the city's if the ward is in it.
    pub(super) fn above(&self, fact: &FactRow) -> Vec<Feed<'a>> {
        let Some(ward) = fact.ward.ward() else {
            return Vec::new();
        };
        let ledger = self.ledger;
        let of = |area| ledger.figure(area, fact.year, &fact.indicator);
        let figures = [of(&ward), ledger.city().and_then(of)];
        let of_ward = ledger.fact(&ward, fact.year, &fact.indicator);
        let holds = |figure: &&'a FigureRow| {
            let trace = self.figure(figure);
            let same =
                |other: &FactRow| of_ward.is_some_and(|of_ward| std::ptr::eq(other, of_ward));
            let mut contributions = trace.contributions.iter();
            contributions.any(|contribution| contribution.fact.is_some_and(same))
        };
        let figures = figures.into_iter().flatten().filter(holds);
        figures
            .map(|figure| self.feed(figure, Part::Below))
            .collect()
    }
}
