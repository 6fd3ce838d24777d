//! Repeated rows: the facts and figures of units below, of entries and of codes, only where a ward filled in its rows.
//!
//! # Decisions
//! * A column in which a ward wrote nothing has no rows: missing is never zero. In a filled column a blank mark says no,
//!   which is what the form asks for, and a blank number is 未記入.
//! * Where the column does not add up to the form (C321), nobody knows which side is wrong: its rows are withheld too.
//! * A row that is not known in a year, and on which nothing is written for it, is no row of that year.

use std::sync::Arc;

use super::select::Selection;
use super::{CompiledFact, CompiledRow, Contribution, Figure, FigureId, Frame, roll_up};
use definition::{RepeatedRows, RowsKind};
use model::{
    Area, Fact, FactState, FiscalYear, Row, RowStanding, RowWritten, RowsWritten, Submission, Value,
};

/// The rows that were reported and what was said in them.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) list: Vec<CompiledRow>,
    pub(super) facts: Vec<CompiledFact>,
    pub(super) figures: Vec<Figure>,
}

/// Collects the rows by ward in the city's order, then by block; units below by their numbers, others as they stand.
pub(super) fn rows(frame: Frame<'_>, selection: &Selection<'_>, years: &[FiscalYear]) -> Rows {
    let mut rows = Rows::default();
    for ward in frame.definitions.areas.wards() {
        let Some(submission) = selection.used(&ward.code) else {
            continue;
        };
        let form = frame.definitions.form_of(submission);
        for block in &submission.rows {
            let Some(definition) = form.rows_block(&block.block) else {
                continue;
            };
            let one = Reported {
                frame,
                ward,
                submission,
                block,
                definition,
            };
            let mut written: Vec<&RowWritten> = block.rows.iter().collect();
            if definition.rows == RowsKind::OnePerPart {
                written.sort_by_key(|row| &row.row);
            }
            for row in written {
                one.add(row, years, &mut rows);
            }
        }
    }
    rows
}

/// The ward and block whose rows are looked at.
#[derive(Clone, Copy)]
struct Reported<'a> {
    frame: Frame<'a>,
    ward: &'a Area,
    submission: &'a Submission,
    block: &'a RowsWritten,
    definition: &'a RepeatedRows,
}

impl Reported<'_> {
    fn add(self, row: &RowWritten, years: &[FiscalYear], rows: &mut Rows) {
        let mut facts = Vec::new();
        for year in years.iter().filter(|year| self.is_row(row, **year)) {
            for indicator in &self.frame.definitions.indicators {
                let fact = self.submission.row_fact(&row.row, &indicator.id, *year);
                let is_own = self.definition.column(&indicator.id).is_some();
                facts.extend(fact.filter(|_| is_own).map(|fact| self.compiled(fact)));
            }
        }
        if facts.is_empty() && !row.has_words() && !self.is_bare_entry(row) {
            return;
        }
        rows.figures.extend(facts.iter().map(figure));
        rows.list.push(CompiledRow {
            ward: self.ward.code.clone(),
            block: self.block.block.clone(),
            row: row.row.clone(),
            name: row.name.clone(),
            texts: row.texts.clone(),
            has_own_words: row.has_own_words,
            title: format!("{} {}", self.ward.name, row.name),
        });
        rows.facts.extend(facts);
    }

    /// Whether a row of words has its key and nothing else; the keys of parts and codes are printed and say nothing.
    fn is_bare_entry(self, row: &RowWritten) -> bool {
        let is_entry = matches!(self.definition.rows, RowsKind::OnePerEntry | RowsKind::Free);
        is_entry && !self.definition.has_numbers() && !row.key.text.is_empty()
    }

    fn compiled(self, fact: &Arc<Fact>) -> CompiledFact {
        let withheld_by = self.withheld_by(fact);
        CompiledFact {
            ward: self.ward.code.clone(),
            year: fact.year,
            indicator: fact.indicator.clone(),
            row: fact.row.clone(),
            state: state(fact, !withheld_by.is_empty()),
            withheld_by,
            denominator: None,
            fact: Some(Arc::clone(fact)),
            file: self.block.file.clone(),
            is_carried: false,
            is_outside: false,
            rejected: None,
        }
    }

    /// Whether the ward has such a row in that year.
    fn is_row(self, row: &RowWritten, year: FiscalYear) -> bool {
        let registry = self.frame.registry;
        let ward = &self.ward.code;
        self.submission.is_written(self.block, row, year)
            || match (&row.row, row.standing) {
                (Row::Part(number), RowStanding::Known) => {
                    let part = registry.part(ward, *number);
                    part.is_some_and(|part| part.holds_in(year))
                }
                (Row::Part(number), RowStanding::Unregistered) => {
                    let count = registry.count(ward, year);
                    count.is_none_or(|count| *number <= count)
                }
                (Row::Code(_), RowStanding::Known) => true,
                _ => false,
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

/// The figure of one row: its fact, or why there is none.
fn figure(fact: &CompiledFact) -> Figure {
    let read = fact.fact.as_ref();
    let contributions: Vec<Contribution> = fact
        .usable()
        .zip(read)
        .map(|(value, read)| Contribution {
            ward: fact.ward.clone(),
            value,
            denominator: None,
            fact: Arc::clone(read),
            is_carried: fact.is_carried,
        })
        .into_iter()
        .collect();
    let absent = fact.absence().map(|absence| (fact.ward.clone(), absence));
    let value = contributions.first().map(|one| one.value);
    let absent = absent.into_iter().collect();
    let id = FigureId {
        row: fact.row.clone(),
        ..FigureId::whole(fact.ward.clone(), fact.year, fact.indicator.clone())
    };
    roll_up::finish(id, value, None, 1, contributions, absent)
}
