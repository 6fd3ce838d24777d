//! The fold from wards to the city; how missing and withheld facts travel with the figure.

use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::facts::Facts;
use super::fold::{Folded, Part, Reported, Said, Wanted, fold, gather, settle};
use super::lists::Gathered;
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

/// How many wards are folded for one indicator before the next has its turn: a processor keeps that many close by.
const AT_ONCE: usize = 64;

/// Gathers every figure of the city and of each ward; of the city also those of the codes that the wards' rows stand under.
pub(super) fn figures(
    frame: Frame<'_>,
    selection: &Selection<'_>,
    facts: &Facts,
    (years, indicators, codes): (&[FiscalYear], &[&Indicator], &[Row]),
    figures: &mut Gathered,
) {
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
    for year in years {
        // Of what was divided since, the wards as they were, and the parts, which have no number yet.
        let of_year = areas.wards_of(*year);
        let single = areas.wards_through([*year]);
        let columns = indicators.iter().copied().map(|indicator| {
            // Only where some ward filled in the column.
            let is_said = |row: &&Row| by_code.contains(&(*row, *year, &indicator.id));
            Column::new(*year, indicator, codes.iter().filter(is_said))
        });
        let mut columns: Vec<Column<'_>> = columns.collect();
        let (mut together, mut alone) = (of_year.chunks(AT_ONCE), single.chunks(AT_ONCE));
        while together.len() + alone.len() > 0 {
            let some = together.next().unwrap_or_default();
            let each = alone.next().unwrap_or_default();
            for column in &mut columns {
                column.add(source, some, each);
            }
        }
        for column in columns {
            figures.extend(column.finished(source, of_year.len()));
        }
    }
}

/// The figures of an indicator and year: of the city, of each ward, and of the city's codes.
struct Column<'a> {
    year: FiscalYear,
    indicator: &'a Indicator,
    /// What was gathered for the city and for its codes.
    city: Vec<(&'a Row, Folded<Origin, Absence>)>,
    each: Vec<Figure>,
}

impl<'a> Column<'a> {
    fn new(
        year: FiscalYear,
        indicator: &'a Indicator,
        codes: impl Iterator<Item = &'a Row>,
    ) -> Self {
        let rows = std::iter::once(&Row::Whole).chain(codes);
        let rows = rows.filter(|_| is_of(indicator, AreaLevel::City));
        Self {
            year,
            indicator,
            city: rows.map(|row| (row, Folded::default())).collect(),
            each: Vec::new(),
        }
    }

    fn wanted(&self) -> Wanted<'a> {
        Wanted {
            year: self.year,
            indicator: &self.indicator.id,
            roll_up: &self.indicator.roll_up,
            decimals: self.indicator.decimals,
        }
    }

    /// Adds what some wards say, and the figures of some.
    fn add(&mut self, source: Source<'a>, together: &[&Area], alone: &[&Area]) {
        let wanted = self.wanted();
        for (row, folded) in &mut self.city {
            let source = Source { row, ..source };
            gather(
                &source,
                wanted,
                together.iter().map(|one| &one.code),
                folded,
            );
        }
        self.each.reserve(alone.len());
        for ward in alone.iter().filter(|one| is_of(self.indicator, one.level)) {
            let folded = fold(&source, wanted, std::iter::once(&ward.code));
            self.each.push(figure(source, ward, 1, wanted, folded));
        }
    }

    fn finished(self, source: Source<'a>, wards: usize) -> impl Iterator<Item = Figure> {
        let wanted = self.wanted();
        let city = source.frame.definitions.areas.city();
        let of_city = self.city.into_iter().map(move |(row, folded)| {
            let folded = settle(folded, wanted, wards == 1);
            figure(Source { row, ..source }, city, wards, wanted, folded)
        });
        let mut of_city: Vec<Figure> = of_city.collect();
        let of_codes = of_city.split_off(of_city.len().min(1));
        of_city.into_iter().chain(self.each).chain(of_codes)
    }
}

/// Whether there are figures of an indicator at a level: a ward's own value always is one, the city has none of what is not carried
/// upward, however few its wards are.
fn is_of(indicator: &Indicator, level: AreaLevel) -> bool {
    indicator.roll_up != RollUp::None || level != AreaLevel::City
}

/// The figure of one area, of what was folded over its wards.
fn figure(
    source: Source<'_>,
    area: &Area,
    wards: usize,
    wanted: Wanted<'_>,
    folded: Folded<Origin, Absence>,
) -> Figure {
    let id = FigureId {
        row: source.row.clone(),
        ..FigureId::whole(area.code.clone(), wanted.year, wanted.indicator.clone())
    };
    if folded.parts.is_empty()
        && source.frame.definitions.areas.is_whole(&area.code)
        && let Some(declared) = declared(source, id.clone(), wanted)
    {
        return declared;
    }
    let sides = folded
        .value
        .and(folded.base())
        .map(|base| (folded.total(), base));
    let absent = folded.missing.into_iter();
    let mut absent: Vec<_> = absent.map(|one| (one.unit, one.why)).collect();
    // Who is not asked is no part of what should be in it.
    let is_asked = |(_, why): &(AreaCode, Absence)| *why != Absence::NotAsked;
    let expected = wards - absent.iter().filter(|one| !is_asked(one)).count();
    if area.level == AreaLevel::City {
        absent.retain(is_asked);
    }
    finish(
        id,
        folded.value,
        sides,
        expected,
        contributions(folded.parts),
        absent,
    )
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
