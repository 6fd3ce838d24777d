//! The fold from wards to the city; how missing and withheld facts travel with the figure.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::facts::Facts;
use super::ratio;
use super::select::Selection;
use super::{Absence, Contribution, Figure, FigureId, Frame, Standing};
use model::{
    Area, AreaCode, AreaLevel, FactState, FiscalYear, Indicator, IndicatorId, Provenance, RollUp,
};

/// What the fold may look at.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) selection: &'a Selection<'a>,
    pub(super) facts: &'a Facts,
}

impl Source<'_> {
    /// A ward's usable number and where it was read, or why there is none.
    pub(super) fn usable(
        &self,
        ward: &AreaCode,
        year: FiscalYear,
        indicator: &IndicatorId,
    ) -> Result<(Decimal, Provenance), Absence> {
        if self.selection.used(ward).is_none() {
            let codes: Vec<_> = self
                .selection
                .unread(ward)
                .iter()
                .map(|one| one.code.id())
                .collect();
            return Err(if codes.is_empty() {
                Absence::NotSubmitted
            } else {
                Absence::State(FactState::Unreadable, codes)
            });
        }
        let fact = self
            .facts
            .get(ward, year, indicator)
            .ok_or(Absence::NotSubmitted)?;
        if let Some(absence) = fact.absence() {
            return Err(absence);
        }
        match (fact.usable(), &fact.fact) {
            (Some(number), Some(read)) => Ok((number, read.provenance.clone())),
            _ => Err(Absence::State(fact.state, fact.withheld_by.clone())),
        }
    }
}

/// Every figure of the city and of each ward.
pub(super) fn figures(
    frame: Frame<'_>,
    selection: &Selection<'_>,
    facts: &Facts,
    (years, indicators): (&[FiscalYear], &[&Indicator]),
) -> BTreeMap<FigureId, Figure> {
    let source = Source {
        frame,
        selection,
        facts,
    };
    let areas = &frame.definitions.areas;
    let mut figures = BTreeMap::new();
    for year in years {
        for indicator in indicators.iter().copied() {
            let city = std::iter::once((areas.city(), areas.wards()));
            let each = areas
                .wards()
                .iter()
                .map(|ward| (ward, std::slice::from_ref(ward)));
            for (area, wards) in city.chain(each) {
                if let Some(figure) = figure(source, area, wards, *year, indicator) {
                    figures.insert(figure.id.clone(), figure);
                }
            }
        }
    }
    figures
}

/// The figure of one area over its wards; `None` where the indicator is not carried upward.
fn figure(
    source: Source<'_>,
    area: &Area,
    wards: &[Area],
    year: FiscalYear,
    indicator: &Indicator,
) -> Option<Figure> {
    let id = FigureId {
        year,
        indicator: indicator.id.clone(),
        area: area.code.clone(),
    };
    match &indicator.roll_up {
        RollUp::Sum => Some(sum(source, id, wards)),
        RollUp::RatioOfSums {
            numerator,
            denominator,
        } => Some(ratio::figure(
            source,
            id,
            wards,
            indicator,
            numerator,
            denominator,
        )),
        // A ward's own value still is a figure; the city has none.
        RollUp::None if area.level == AreaLevel::City => None,
        RollUp::None => Some(sum(source, id, wards)),
    }
}

fn sum(source: Source<'_>, id: FigureId, wards: &[Area]) -> Figure {
    let mut contributions = Vec::new();
    let mut absent = Vec::new();
    for ward in wards {
        match source.usable(&ward.code, id.year, &id.indicator) {
            Ok((value, provenance)) => {
                contributions.push(Contribution {
                    ward: ward.code.clone(),
                    value,
                    denominator: None,
                    provenance,
                });
            }
            Err(absence) => absent.push((ward.code.clone(), absence)),
        }
    }
    let value = (!contributions.is_empty()).then(|| contributions.iter().map(|c| c.value).sum());
    finish(id, value, None, None, wards.len(), contributions, absent)
}

/// Puts a figure together; its standing follows from who is in it.
pub(super) fn finish(
    id: FigureId,
    value: Option<Decimal>,
    numerator: Option<Decimal>,
    denominator: Option<Decimal>,
    expected: usize,
    contributions: Vec<Contribution>,
    absent: Vec<(AreaCode, Absence)>,
) -> Figure {
    let standing = match (value, absent.is_empty()) {
        (None, _) => Standing::NotComputable,
        (Some(_), true) => Standing::Complete,
        (Some(_), false) => Standing::Partial,
    };
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Figure {
        id,
        value,
        numerator,
        denominator,
        reported: count(contributions.len()),
        expected: count(expected),
        standing,
        contributions,
        absent,
    }
}
