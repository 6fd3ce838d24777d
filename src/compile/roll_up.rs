//! The fold from wards to the city; how missing and withheld facts travel with the figure.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::facts::Facts;
use super::fold::{Reported, Wanted, fold};
use super::select::Selection;
use super::{Absence, Contribution, Figure, FigureId, Frame, Standing};
use model::{
    Area, AreaCode, AreaLevel, FactState, FiscalYear, Indicator, IndicatorId, Provenance, RollUp,
};

/// What the fold may look at.
#[derive(Clone, Copy)]
struct Source<'a> {
    frame: Frame<'a>,
    selection: &'a Selection<'a>,
    facts: &'a Facts,
}

impl Reported for Source<'_> {
    type Fact = Provenance;
    type Why = Absence;

    fn number(
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

    fn areas(&self, ward: &AreaCode, year: FiscalYear, _: &Provenance) -> Result<Decimal, Absence> {
        let count = self.frame.registry.count(ward, year);
        count.map(Decimal::from).ok_or(Absence::NotRegistered)
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
    // A ward's own value still is a figure; the city has none, however few its wards are.
    if indicator.roll_up == RollUp::None && area.level == AreaLevel::City {
        return None;
    }
    let wanted = Wanted {
        year,
        indicator: &indicator.id,
        roll_up: &indicator.roll_up,
        decimals: indicator.decimals,
    };
    let folded = fold(&source, wanted, wards.iter().map(|ward| &ward.code));
    let sides = folded
        .value
        .and(folded.base())
        .map(|base| (folded.total(), base));
    let contributions = folded.parts.into_iter().map(|part| Contribution {
        ward: part.unit,
        value: part.value,
        denominator: part.base.map(|(base, _)| base),
        provenance: part.fact,
    });
    let absent = folded.missing.into_iter();
    Some(finish(
        id,
        folded.value,
        sides,
        wards.len(),
        contributions.collect(),
        absent.map(|one| (one.unit, one.why)).collect(),
    ))
}

/// Puts a figure together; its standing follows from who is in it.
pub(super) fn finish(
    id: FigureId,
    value: Option<Decimal>,
    sides: Option<(Decimal, Decimal)>,
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
        numerator: sides.map(|(above, _)| above),
        denominator: sides.map(|(_, below)| below),
        reported: count(contributions.len()),
        expected: count(expected),
        standing,
        contributions,
        absent,
    }
}
