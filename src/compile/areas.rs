//! The areas below the wards: their facts and figures, only where a ward filled in its sheet.
//!
//! # Decisions
//! * A column in which a ward wrote nothing has no rows: missing is never zero. In a filled column a blank mark says no,
//!   which is what the form asks for, and a blank number is 未記入.
//! * Where the column does not add up to the form (C321), nobody knows which side is wrong: its rows are withheld too.
//! * A row that the registry does not have in a year, and on which nothing is written for it, is no area of that year.

use std::collections::BTreeMap;

use super::select::Selection;
use super::{CompiledArea, CompiledFact, Contribution, Figure, FigureId, Frame, roll_up};
use definition::{AreaName, NameStanding, PlacedArea, place};
use model::{Area, AreaRow, AreaSheet, Fact, FactState, FiscalYear, Submission, Value};

/// The areas that were reported and what was said of them.
#[derive(Default)]
pub(super) struct Areas {
    pub(super) list: Vec<CompiledArea>,
    pub(super) facts: Vec<CompiledFact>,
    pub(super) figures: BTreeMap<FigureId, Figure>,
}

/// Collects the areas by ward in the city's order, then by their numbers.
pub(super) fn areas(frame: Frame<'_>, selection: &Selection<'_>, years: &[FiscalYear]) -> Areas {
    let mut areas = Areas::default();
    for ward in frame.definitions.areas.wards() {
        let Some(submission) = selection.used(&ward.code) else {
            continue;
        };
        let form = frame.definitions.form_of(submission);
        if let (Some(sheet), Some(definition)) = (&submission.area_sheet, &form.area_sheet) {
            let names = frame.registry.area_names(&ward.code);
            let rows: Vec<&str> = sheet
                .rows
                .iter()
                .map(|row| row.name.text.as_str())
                .collect();
            let placed = place(names, definition, &rows);
            let mut of_ward: Vec<(&AreaRow, PlacedArea)> = sheet.rows.iter().zip(placed).collect();
            of_ward.sort_by_key(|(_, placed)| placed.number);
            for (row, placed) in of_ward {
                let one = Reported {
                    frame,
                    ward,
                    submission,
                    sheet,
                    names,
                };
                one.add(row, &placed, years, &mut areas);
            }
        }
    }
    areas
}

/// The ward whose rows are looked at.
#[derive(Clone, Copy)]
struct Reported<'a> {
    frame: Frame<'a>,
    ward: &'a Area,
    submission: &'a Submission,
    sheet: &'a AreaSheet,
    names: &'a [AreaName],
}

impl Reported<'_> {
    fn add(self, row: &AreaRow, placed: &PlacedArea, years: &[FiscalYear], areas: &mut Areas) {
        let code = self.ward.code.below(placed.number);
        let mut facts = Vec::new();
        for year in years
            .iter()
            .filter(|year| self.is_area(row, placed, **year))
        {
            for indicator in &self.frame.definitions.indicators {
                if let Some(fact) = row.fact(&indicator.id, *year) {
                    let withheld_by = self.withheld_by(fact);
                    facts.push(CompiledFact {
                        ward: code.clone(),
                        year: *year,
                        indicator: indicator.id.clone(),
                        state: state(fact, !withheld_by.is_empty()),
                        withheld_by,
                        denominator: None,
                        fact: Some(fact.clone()),
                        file: self.sheet.file.clone(),
                    });
                }
            }
        }
        if facts.is_empty() {
            return;
        }
        for fact in &facts {
            let figure = figure(fact);
            areas.figures.insert(figure.id.clone(), figure);
        }
        areas.list.push(CompiledArea {
            ward: self.ward.code.clone(),
            title: format!("{} {}", self.ward.name, placed.name),
            name: placed.name.clone(),
            code,
        });
        areas.facts.extend(facts);
    }

    /// Whether the row is an area of the ward in that year.
    fn is_area(self, row: &AreaRow, placed: &PlacedArea, year: FiscalYear) -> bool {
        row.is_written(year)
            || match placed.standing {
                NameStanding::Known(at) => self.names[at].holds_in(year),
                NameStanding::Unregistered => {
                    let count = self.frame.registry.count(&self.ward.code, year);
                    count.is_none_or(|count| placed.number <= count)
                }
                NameStanding::Unknown | NameStanding::Twice(_) => false,
            }
    }

    fn withheld_by(self, fact: &Fact) -> Vec<&'static str> {
        let findings = self.frame.findings;
        findings.withholding_rows(&self.submission.file, &fact.indicator, fact.year)
    }
}

fn state(fact: &Fact, is_withheld: bool) -> FactState {
    match fact.value {
        Value::Number(_) if is_withheld => FactState::Withheld,
        Value::Number(_) => FactState::Reported,
        Value::Blank => FactState::Blank,
        Value::NotApplicable => FactState::NotApplicable,
        Value::NotCollected => FactState::NotCollected,
        Value::Unreadable => FactState::Unreadable,
    }
}

/// The figure of one area: its fact, or why there is none.
fn figure(fact: &CompiledFact) -> Figure {
    let id = FigureId {
        year: fact.year,
        indicator: fact.indicator.clone(),
        area: fact.ward.clone(),
    };
    let read = fact.fact.as_ref();
    let contributions: Vec<Contribution> = fact
        .usable()
        .zip(read)
        .map(|(value, read)| Contribution {
            ward: fact.ward.clone(),
            value,
            denominator: None,
            provenance: read.provenance.clone(),
        })
        .into_iter()
        .collect();
    let absent = fact.absence().map(|absence| (fact.ward.clone(), absence));
    let value = contributions.first().map(|one| one.value);
    let absent = absent.into_iter().collect();
    roll_up::finish(id, value, None, 1, contributions, absent)
}
