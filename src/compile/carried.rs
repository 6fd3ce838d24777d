//! What was accepted in an earlier collection and stays: of wards of which nothing counts now, of fields that say nothing, of
//! wards as they were before they were divided.

use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::{CompiledFact, Frame};
use definition::FormDefinition;
use model::{
    AreaCode, Denominator, Fact, FactId, FactState, FiscalYear, IndicatorId, Provenance, Row, Value,
};

/// What was accepted before of wards as they were before they were divided, of the years in which they stand in the whole.
pub(super) fn undivided(
    frame: Frame<'_>,
    form: &FormDefinition,
    years: &[FiscalYear],
) -> Vec<CompiledFact> {
    let Some(previous) = frame.previous else {
        return Vec::new();
    };
    let asked = asked(frame, form);
    let areas = &frame.definitions.areas;
    let mut found = Vec::new();
    for year in years {
        for ward in areas.wards_of(*year) {
            let number = |indicator: &IndicatorId| {
                let id = FactId::whole(ward.code.clone(), *year, indicator.clone());
                previous.lasting_undivided(&id, frame.as_of)
            };
            // Who is gone, and went into nobody or into one that has no number of the year, still has its own.
            let is_gone = !areas.is_there(&ward.code);
            let own = |indicator: &IndicatorId| {
                let own = previous.lasting(&ward.code, indicator, (*year, frame.as_of));
                own.filter(|_| is_gone)
            };
            let number = |indicator: &IndicatorId| number(indicator).or_else(|| own(indicator));
            let facts = asked.iter();
            found.extend(facts.filter_map(|indicator| {
                carried_fact(frame, (&ward.code, *year, indicator), &number)
            }));
        }
    }
    found
}

/// The indicators that a form asks for, in catalogue order.
pub(super) fn asked(frame: Frame<'_>, form: &FormDefinition) -> Vec<IndicatorId> {
    let mut asked = form.reported_indicators();
    asked.sort_by_key(|id| frame.definitions.indicator_order(id));
    asked
}

/// What was accepted before of a ward of which nothing counts now.
pub(super) fn carried(
    frame: Frame<'_>,
    ward: &AreaCode,
    form: &FormDefinition,
    years: &[FiscalYear],
) -> Vec<CompiledFact> {
    let asked = asked(frame, form);
    let each = |year: &FiscalYear| {
        let year = *year;
        let facts = asked.iter();
        facts.filter_map(move |indicator| accepted(frame, ward, year, indicator))
    };
    years.iter().flat_map(each).collect()
}

/// What a ward says of a year, with the numbers that were accepted before where it says nothing. The parts of a ratio belong
/// together: where one of them or the ratio comes with another number, none of the others is taken from last year.
pub(super) fn kept(frame: Frame<'_>, said: Vec<CompiledFact>) -> Vec<CompiledFact> {
    let Some(previous) = frame.previous else {
        return said;
    };
    let is_as_before = |one: &CompiledFact| {
        let accepted = previous.accepted(Some(&one.ward), &one.indicator, one.year);
        accepted.is_some_and(|(number, _)| one.number() == Some(number))
    };
    let anew: BTreeSet<IndicatorId> = said
        .iter()
        .filter(|one| !says_nothing(one.state) && !is_as_before(one))
        .map(|one| one.indicator.clone())
        .collect();
    let is_apart = |id: &IndicatorId| {
        let mut related = frame.definitions.in_ratios_with(id);
        !related.any(|part| anew.contains(part))
    };
    let last = |one: &CompiledFact| {
        let is_silent = says_nothing(one.state);
        let before = is_silent.then(|| accepted(frame, &one.ward, one.year, &one.indicator));
        before.flatten().filter(|_| is_apart(&one.indicator))
    };
    said.into_iter()
        .map(|one| match last(&one) {
            Some(last) => CompiledFact {
                rejected: is_written(&one).then(|| Box::new(one)),
                ..last
            },
            None => one,
        })
        .collect()
}

/// Whether anything stands in the field.
fn is_written(one: &CompiledFact) -> bool {
    let read = one.fact.as_ref();
    read.is_some_and(|read| !read.provenance.text.trim().is_empty())
}

/// Whether a field leaves the number that was accepted before as it is. A word that says why there is none does not: with it
/// the sender has spoken of that year again.
fn says_nothing(state: FactState) -> bool {
    match state {
        FactState::Blank | FactState::Unreadable | FactState::Withheld | FactState::NotOnForm => {
            true
        }
        FactState::Reported | FactState::NotApplicable | FactState::NotCollected => false,
    }
}

/// The number of a year that is over, as it was accepted before.
pub(super) fn accepted(
    frame: Frame<'_>,
    ward: &AreaCode,
    year: FiscalYear,
    indicator: &IndicatorId,
) -> Option<CompiledFact> {
    let previous = frame.previous?;
    let lasting = |id: &IndicatorId| previous.lasting(ward, id, (year, frame.as_of));
    carried_fact(frame, (ward, year, indicator), &lasting)
}

/// A fact out of an earlier collection, which gives the numbers of the ward and year.
fn carried_fact<'p>(
    frame: Frame<'_>,
    (ward, year, indicator): (&AreaCode, FiscalYear, &IndicatorId),
    lasting: &dyn Fn(&IndicatorId) -> Option<(Decimal, &'p Provenance)>,
) -> Option<CompiledFact> {
    let (number, provenance) = lasting(indicator)?;
    let below = match frame.definitions.divided_by(indicator) {
        Some(Denominator::Areas) => frame.registry.count(ward, year).map(Decimal::from),
        Some(Denominator::Indicator(id)) => lasting(id).map(|(number, _)| number),
        None => None,
    };
    Some(CompiledFact {
        ward: ward.clone(),
        year,
        indicator: indicator.clone(),
        row: Row::Whole,
        state: FactState::Reported,
        withheld_by: Vec::new(),
        denominator: below,
        fact: Some(Arc::new(Fact {
            indicator: indicator.clone(),
            year,
            row: Row::Whole,
            value: Value::Number(number),
            provenance: provenance.clone(),
            denominator: None,
            normalisations: Vec::new(),
            is_formula: false,
            formula: None,
        })),
        file: provenance.file.clone(),
        is_carried: true,
        is_outside: false,
        rejected: None,
    })
}
