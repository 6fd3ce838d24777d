//! Which row below a field is likeliest wrong where the rows do not add up to it: the one thing in one row that would close the
//! difference. Asked, never stated; where two things would close it, none is named.
//!
//! # Decisions
//! * A mark is held to what it was: as accepted for the same year, else as it stood the year before. Most areas go on as they
//!   were, so that the one mark that changed is sooner wrong than the many that did not.
//! * Of counts, a row that was left out or added twice is named from ten on, as neighbours are: smaller numbers agree by chance.

use rust_decimal::Decimal;

use super::doubt::{Below, Expected};
use super::explain::explain;
use super::written::Written;
use crate::Context;
use crate::ratio::show;
use definition::ValueColumnKind;
use diagnostic::Place;
use model::{Fact, FactId, FiscalYear, RowWritten, RowsWritten, Submission, Value};

/// More marks than this are no slip of the hand.
const MOST: usize = 3;

/// A column of rows that does not add up to its field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column<'a> {
    /// Definitions, and what was accepted before.
    pub(crate) context: &'a Context<'a>,
    /// Where it stands.
    pub(crate) submission: &'a Submission,
    /// The rows, and what one is called.
    pub(crate) rows: (&'a RowsWritten, &'a str),
    /// What is written in it.
    pub(crate) kind: ValueColumnKind,
    /// The field.
    pub(crate) field: &'a Fact,
}

/// One cell of the column.
struct Cell<'a> {
    row: &'a RowWritten,
    fact: &'a Fact,
}

impl Cell<'_> {
    fn name(&self) -> String {
        format!("「{}」（{}）", self.row.name, self.fact.provenance.cell)
    }
}

impl<'a> Column<'a> {
    /// The one thing that would close the difference; `sum` is what the rows, all of them read, add up to.
    pub(crate) fn likeliest(&self, sum: Decimal) -> Option<Below> {
        let missing = self.field.value.number()? - sum;
        let mut found = match self.kind {
            ValueColumnKind::Mark => self.marks(missing),
            ValueColumnKind::Count => self.counts(missing),
        };
        match (found.pop(), found.is_empty()) {
            (one, true) => one,
            (_, false) => None,
        }
    }

    fn cells(&self) -> Vec<Cell<'a>> {
        let (indicator, year) = (&self.field.indicator, self.field.year);
        let (rows, _) = self.rows;
        let submission = self.submission;
        let cells = rows.rows.iter().filter_map(|row| {
            let fact = submission.row_fact(&row.row, indicator, year)?;
            Some(Cell { row, fact })
        });
        cells.collect()
    }

    fn below(cells: &[&Cell<'_>], question: String) -> Below {
        let places = cells.iter().map(|cell| Place::from(&cell.fact.provenance));
        Below {
            question,
            places: places.collect(),
        }
    }

    /// The marks that changed, if they are just as many as are missing or too many; else the only one there is to change.
    fn marks(&self, missing: Decimal) -> Vec<Below> {
        let is_missing = missing > Decimal::ZERO;
        let cells = self.cells();
        let has_mark = |cell: &Cell<'_>| cell.fact.value.number() == Some(Decimal::ONE);
        // Those that would close the difference if they were the other way.
        let open: Vec<&Cell<'_>> = cells
            .iter()
            .filter(|cell| has_mark(cell) != is_missing)
            .collect();
        let changed = open.iter().copied().filter_map(|cell| {
            let (year, was) = self.before(cell)?;
            ((was == Decimal::ONE) == is_missing).then_some((year, cell))
        });
        let changed: Vec<(FiscalYear, &Cell<'_>)> = changed.collect();
        let many = |count: usize| Decimal::from(count) == missing.abs() && count <= MOST;
        let (then, now) = if is_missing {
            ("印がありました", "その印が抜けた")
        } else {
            ("印がありませんでした", "余分な印を付けた")
        };
        if let [(year, _), ..] = changed[..] {
            if !many(changed.len()) {
                return Vec::new();
            }
            let cells: Vec<&Cell<'_>> = changed.iter().map(|(_, cell)| *cell).collect();
            let names: Vec<String> = cells.iter().map(|cell| cell.name()).collect();
            let question = format!(
                "{}には、{}{then}。{now}のではありませんか。",
                names.join("、"),
                self.when(year)
            );
            return vec![Self::below(&cells, question)];
        }
        let (_, noun) = self.rows;
        match open[..] {
            [only] if many(1) && is_missing => {
                let name = only.name();
                let question = format!("印のない{noun}は{name}だけです。{now}のではありませんか。");
                vec![Self::below(&[only], question)]
            }
            _ => Vec::new(),
        }
    }

    /// Every row whose number would close the difference if it were read, counted, or written otherwise.
    fn counts(&self, missing: Decimal) -> Vec<Below> {
        let cells = self.cells();
        let mut found = Vec::new();
        for cell in &cells {
            let Some(number) = cell.fact.value.number() else {
                continue;
            };
            found.extend(self.in_digits(cell, number, number + missing));
            if number == missing.abs() && number >= Decimal::TEN {
                let how = if missing > Decimal::ZERO {
                    "2回足した"
                } else {
                    "足し忘れた"
                };
                let question = format!(
                    "差の{}は、{}の数と同じです。様式の数に{how}のではありませんか。",
                    show(number),
                    cell.name()
                );
                found.push(Self::below(&[cell], question));
            }
        }
        let is_blank = |cell: &&Cell<'_>| matches!(cell.fact.value, Value::Blank);
        let blank: Vec<&Cell<'_>> = cells.iter().filter(is_blank).collect();
        if let ([only], true) = (&blank[..], missing > Decimal::ZERO) {
            let question = format!(
                "空欄は{}だけです。差の{}を書き忘れたのではありませんか。",
                only.name(),
                show(missing)
            );
            found.push(Self::below(&[only], question));
        }
        found
    }

    /// A row that is what was meant but for its digits, or that was accepted as what would close the difference.
    fn in_digits(&self, cell: &Cell<'_>, number: Decimal, meant: Decimal) -> Option<Below> {
        if meant < Decimal::ZERO {
            return None;
        }
        let then = self.accepted(cell, self.field.year);
        if then == Some(meant) {
            let question = format!(
                "前に受け付けた{}年度の{}は{}でした。書き間違えたのではありませんか。",
                self.field.year,
                cell.name(),
                show(meant)
            );
            return Some(Self::below(&[cell], question));
        }
        let slips = explain(Written::count(number), Expected::Exactly(meant), Vec::new());
        let [slip] = &slips[..] else {
            return None;
        };
        let question = format!("{}の{}は、{}", cell.name(), show(number), slip.question);
        Some(Self::below(&[cell], question))
    }

    /// What the cell held before: as accepted for this year, else the year before as accepted or as it stands in the workbook.
    fn before(&self, cell: &Cell<'_>) -> Option<(FiscalYear, Decimal)> {
        let (year, last) = (self.field.year, self.field.year.previous());
        let indicator = &self.field.indicator;
        let in_workbook = || {
            self.submission.rows_of(indicator, last)?;
            let fact = self.submission.row_fact(&cell.row.row, indicator, last)?;
            fact.value.number()
        };
        let same_year = self.accepted(cell, year).map(|was| (year, was));
        same_year.or_else(|| {
            let was = self.accepted(cell, last).or_else(in_workbook)?;
            Some((last, was))
        })
    }

    fn accepted(&self, cell: &Cell<'_>, year: FiscalYear) -> Option<Decimal> {
        let id = FactId {
            ward: self.submission.ward.clone()?,
            year,
            indicator: self.field.indicator.clone(),
            row: cell.row.row.clone(),
        };
        let (number, _) = self.context.previous?.accepted_of(&id)?;
        Some(number)
    }

    fn when(&self, year: FiscalYear) -> String {
        if year == self.field.year {
            format!("前に受け付けた{year}年度の提出では")
        } else {
            format!("{year}年度は")
        }
    }
}
