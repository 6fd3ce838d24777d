//! The fold from wards to the city; how missing and withheld facts travel with the figure.

use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::facts::Facts;
use super::fold::{Part, Reported, Said, Wanted, fold};
use super::select::Selection;
use super::{Absence, CompiledFact, Contribution, Figure, FigureId, Frame, Standing};
use definition::FormDefinition;
use model::{
    Area, AreaCode, AreaLevel, Fact, FactState, FiscalYear, Indicator, IndicatorId, RollUp, Row,
};

/// What the fold may look at.
#[derive(Clone, Copy)]
struct Source<'a> {
    frame: Frame<'a>,
    selection: &'a Selection<'a>,
    facts: &'a Facts,
    /// The row whose facts are folded; none for what the wards say of themselves.
    row: &'a Row,
    /// What any edition of the form asks in rows alone.
    in_rows: &'a BTreeSet<&'a IndicatorId>,
}

/// Where a number comes from.
#[derive(Clone, Debug)]
struct Origin {
    read: Arc<Fact>,
    is_carried: bool,
}

impl Reported for Source<'_> {
    type Fact = Origin;
    type Why = Absence;

    fn number(
        &self,
        ward: &AreaCode,
        year: FiscalYear,
        indicator: &IndicatorId,
    ) -> Said<Self::Fact, Absence> {
        let fact = self.facts.of(self.row, ward, year, indicator);
        let areas = &self.frame.definitions.areas;
        if fact.is_none() && !areas.is_whole(ward) && areas.is_former(ward, year) {
            return Err(Absence::NotCarried);
        }
        if fact.is_none() && self.selection.used(ward).is_none() {
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
        match fact {
            Some(fact) => added(fact),
            None if self.row.is_whole() => Err(Absence::NotSubmitted),
            // A sheet of rows that is not used says nothing of any row.
            None => Err(Absence::State(FactState::Blank, Vec::new())),
        }
    }

    fn rows(
        &self,
        ward: &AreaCode,
        year: FiscalYear,
        indicator: &IndicatorId,
    ) -> Option<Vec<Said<Self::Fact, Absence>>> {
        if !self.row.is_whole() || !self.in_rows.contains(indicator) {
            return None;
        }
        let submission = self.selection.used(ward)?;
        let form = self.frame.definitions.form_of(submission);
        form.only_in_rows().find(|id| *id == indicator)?;
        let rows = self.facts.in_rows(ward, year, indicator);
        let rows: Vec<_> = rows.map(added).collect();
        if rows.is_empty() {
            return Some(vec![Err(Absence::State(FactState::Blank, Vec::new()))]);
        }
        Some(rows)
    }

    fn areas(&self, ward: &AreaCode, year: FiscalYear, _: &Self::Fact) -> Result<Decimal, Absence> {
        let registry = self.frame.registry;
        let count = if self.frame.definitions.areas.is_whole(ward) {
            Some(registry.total(year)).filter(|total| *total > 0)
        } else {
            registry.count(ward, year)
        };
        count.map(Decimal::from).ok_or(Absence::NotRegistered)
    }
}

/// What one fact adds, if it counts.
fn added(fact: &CompiledFact) -> Said<Origin, Absence> {
    match (fact.usable(), &fact.fact) {
        (Some(value), Some(read)) => {
            let origin = Origin {
                read: Arc::clone(read),
                is_carried: fact.is_carried,
            };
            Ok((value, origin))
        }
        _ => Err(fact
            .absence()
            .unwrap_or_else(|| Absence::State(fact.state, fact.withheld_by.clone()))),
    }
}

/// Every figure of the city and of each ward; of the city also those of the codes that the wards' rows stand under.
pub(super) fn figures(
    frame: Frame<'_>,
    selection: &Selection<'_>,
    facts: &Facts,
    (years, indicators, codes): (&[FiscalYear], &[&Indicator], &[Row]),
) -> Vec<Figure> {
    let editions = frame.definitions.editions(frame.form);
    let in_rows = editions.flat_map(FormDefinition::only_in_rows).collect();
    let source = Source {
        frame,
        selection,
        facts,
        row: &Row::Whole,
        in_rows: &in_rows,
    };
    let areas = &frame.definitions.areas;
    let by_code = facts.by_code();
    let mut figures = Vec::new();
    for year in years {
        // Of what was divided since, the wards as they were, and the parts, which have no number yet.
        let of_year = areas.wards_of(*year);
        let single = areas.wards_through([*year]);
        for indicator in indicators.iter().copied() {
            let whole = (&Row::Whole, areas.city(), &of_year[..]);
            let each = single.iter();
            let each = each.map(|ward| (&Row::Whole, *ward, std::slice::from_ref(ward)));
            // Only where some ward filled in the column.
            let is_said = |row: &&Row| by_code.contains(&(*row, *year, &indicator.id));
            let codes = codes.iter().filter(is_said);
            let codes = codes.map(|row| (row, areas.city(), &of_year[..]));
            for (row, area, wards) in std::iter::once(whole).chain(each).chain(codes) {
                let source = Source { row, ..source };
                figures.extend(figure(source, area, wards, *year, indicator));
            }
        }
    }
    figures
}

/// The figure of one area over its wards; `None` where the indicator is not carried upward.
fn figure(
    source: Source<'_>,
    area: &Area,
    wards: &[&Area],
    year: FiscalYear,
    indicator: &Indicator,
) -> Option<Figure> {
    let id = FigureId {
        row: source.row.clone(),
        ..FigureId::whole(area.code.clone(), year, indicator.id.clone())
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
    if folded.parts.is_empty()
        && source.frame.definitions.areas.is_whole(&area.code)
        && let Some(declared) = declared(source, id.clone(), wanted)
    {
        return Some(declared);
    }
    let sides = folded
        .value
        .and(folded.base())
        .map(|base| (folded.total(), base));
    let absent = folded.missing.into_iter();
    let mut absent: Vec<_> = absent.map(|one| (one.unit, one.why)).collect();
    // Who is not asked is no part of what should be in it.
    let is_asked = |(_, why): &(AreaCode, Absence)| *why != Absence::NotAsked;
    let expected = wards.len() - absent.iter().filter(|one| !is_asked(one)).count();
    if area.level == AreaLevel::City {
        absent.retain(is_asked);
    }
    Some(finish(
        id,
        folded.value,
        sides,
        expected,
        contributions(folded.parts),
        absent,
    ))
}

fn contributions(parts: Vec<Part<Origin>>) -> Vec<Contribution> {
    let below = |part: &Part<Origin>| {
        let (_, origin) = part.base.as_ref()?;
        Some(origin.as_ref()?.is_carried)
    };
    let contribution = |part: Part<Origin>| Contribution {
        is_carried: part.fact.is_carried || below(&part) == Some(true),
        ward: part.unit,
        value: part.value,
        denominator: part.base.map(|(base, _)| base),
        fact: part.fact.read,
    };
    // Most have one: a list that grew out of the parts would keep their room.
    let mut contributions = Vec::with_capacity(parts.len());
    contributions.extend(parts.into_iter().map(contribution));
    contributions
}

/// What is declared for the whole, where no unit has a number: none is in it, and none should be.
fn declared(source: Source<'_>, id: FigureId, wanted: Wanted<'_>) -> Option<Figure> {
    source.selection.used(&id.area)?;
    let folded = fold(&source, wanted, std::iter::once(&id.area));
    folded.value?;
    let sides = folded.base().map(|base| (folded.total(), base));
    let contributions = contributions(folded.parts);
    let figure = finish(id, folded.value, sides, 0, contributions, Vec::new());
    Some(Figure {
        reported: 0,
        is_declared: true,
        ..figure
    })
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
        // Nothing is asked of anybody, and so nothing is missing.
        (None, _) if expected == 0 => Standing::Complete,
        (None, _) => Standing::NotComputable,
        (Some(_), true) => Standing::Complete,
        (Some(_), false) => Standing::Partial,
    };
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let figure = Figure {
        id,
        value,
        numerator: sides.map(|(above, _)| above),
        denominator: sides.map(|(_, below)| below),
        reported: 0,
        expected: count(expected),
        standing,
        is_declared: false,
        contributions,
        absent,
    };
    let reported = count(figure.wards().count());
    Figure { reported, ..figure }
}
