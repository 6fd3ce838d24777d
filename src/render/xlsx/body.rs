//! What stands behind the numbers of a table's body: formulas over its own columns, and where its figures are reckoned.

use rust_decimal::Decimal;

use super::canvas::{Canvas, Value};
use super::grid::Run;
use super::live::{ANY_NUMBER, Home, Live, NOTHING};
use super::measure;
use model::CellRef;
use report::{Content, RowKind, Table, TableCell, TableFormula};

/// The body of a table on the sheet, for formulas.
pub(super) struct BodyArea<'a> {
    /// Its columns.
    pub(super) runs: &'a [Run],
    /// Its first row.
    pub(super) first_row: u32,
    /// Its figures are reckoned in it.
    pub(super) is_home: bool,
}

impl BodyArea<'_> {
    /// `C5:C28`
    fn range(&self, column: usize, first: usize, last: usize) -> Option<String> {
        let col = u32::from(self.runs.get(column)?.first);
        let cell = |index| CellRef::new(self.first_row + row_number(index), col);
        Some(format!("{}:{}", cell(first), cell(last)))
    }

    /// What stands behind a number in a column.
    ///
    /// `SUM` passes over words; a criterion that every number meets takes only rows with a number. Where no number is left,
    /// a word stands and never 0.
    fn value(&self, column: usize, formula: &TableFormula, result: Decimal) -> Option<Value> {
        let text = match formula {
            TableFormula::SumOfColumn { first, last } => {
                let range = self.range(column, *first, *last)?;
                format!("=IF(COUNT({range})=0,\"{NOTHING}\",SUM({range}))")
            }
            TableFormula::RatioOfColumns {
                numerator,
                denominator,
                first,
                last,
                decimals,
            } => {
                if first == last {
                    let above = self.cell(*numerator, *first)?;
                    let below = self.cell(*denominator, *first)?;
                    let text = format!(
                        "=IF(COUNT({above},{below})=2,ROUND(100*{above}/{below},{decimals}),\"{NOTHING}\")"
                    );
                    let text = text.into();
                    return Some(Value::Formula { text, result });
                }
                let own = self.range(column, *first, *last)?;
                let above = self.range(*numerator, *first, *last)?;
                let below = self.range(*denominator, *first, *last)?;
                let sum = |range: &str| format!("SUMIF({own},{ANY_NUMBER},{range})");
                format!(
                    "=IF(COUNT({own})=0,\"{NOTHING}\",ROUND(100*{}/{},{decimals}))",
                    sum(&above),
                    sum(&below)
                )
            }
            TableFormula::Difference(change) => {
                let live = Box::new(Live::Difference(change.clone()));
                return Some(Value::Live { live, result });
            }
            TableFormula::Rate(change) => {
                let live = Box::new(Live::Rate(change.clone()));
                return Some(Value::Live { live, result });
            }
        };
        let text = text.into();
        Some(Value::Formula { text, result })
    }

    /// `C5`
    fn cell(&self, column: usize, index: usize) -> Option<CellRef> {
        let col = u32::from(self.runs.get(column)?.first);
        Some(CellRef::new(self.first_row + row_number(index), col))
    }
}

/// Whether the figures of a table are reckoned in it: it has the units and their total.
pub(super) fn is_reckoned_here(table: &Table) -> bool {
    table.rows.iter().any(|row| row.kind == RowKind::Total)
}

/// What a body cell holds. A formula stands only behind a number: where the figure is withheld, its reason stays.
pub(super) fn value_of(cell: &TableCell, area: &BodyArea<'_>, column: usize) -> Value {
    match &cell.content {
        Content::Text(text) | Content::Missing(text) => {
            Value::text(measure::shared_within_cell(text))
        }
        Content::Number(number, _) => {
            let formula = cell.formula();
            let own = formula.and_then(|formula| area.value(column, formula, *number));
            let trace = cell.trace().filter(|_| !area.is_home);
            own.unwrap_or_else(|| Value::figure(trace, *number))
        }
    }
}

/// The places of a table's figures, where they are reckoned in it.
pub(super) fn settle(canvas: &mut Canvas, table: &Table, area: &BodyArea<'_>) {
    let body = || table.rows.iter().map(|row| row.kind);
    let first = body().position(|kind| kind == RowKind::Body);
    let last = body().rposition(|kind| kind == RowKind::Body);
    let (Some(first), Some(last)) = (first, last) else {
        return;
    };
    let column = |column: usize| area.runs.get(column).map(|run| run.first);
    for (index, row) in table.rows.iter().enumerate() {
        for (cell, run) in row.cells.iter().zip(area.runs) {
            let Some(trace) = cell.trace() else {
                continue;
            };
            let value = match &cell.content {
                Content::Number(value, _) => Some(*value),
                Content::Text(_) | Content::Missing(_) => None,
            };
            let ratio = match cell.formula() {
                Some(TableFormula::RatioOfColumns {
                    numerator,
                    denominator,
                    ..
                }) => column(*numerator).zip(column(*denominator)),
                _ => None,
            };
            let home = Home {
                value,
                row: area.first_row + row_number(index),
                col: run.first,
                rows: (
                    area.first_row + row_number(first),
                    area.first_row + row_number(last),
                ),
                ratio,
            };
            canvas.homes.push((trace.into(), home));
        }
    }
}

/// An index as a row number.
pub(super) fn row_number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
