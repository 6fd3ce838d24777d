//! A machine-readable table: head in the first row, no merges, no colours, numbers as numbers, codes as text.

use super::canvas::{Area, Canvas, Cell, Value};
use super::grid::{Grid, Run};
use super::measure;
use super::style::{Look, Role};
use report::{Content, Table, TableCell};

/// Widest column; longer text takes more lines, so that nothing is cut in print.
const WIDEST: usize = 80;
/// A head wider than this takes two lines.
const WIDEST_HEAD: usize = 8;

/// The table alone on its sheet.
pub(super) fn compose(name: &str, table: &Table) -> Canvas {
    let heads = head_texts(table);
    let widths = heads.iter().enumerate().map(|(index, head)| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(index));
        let widest = cells.map(cell_width).max().unwrap_or(0).min(WIDEST);
        let head = match measure::width(head).min(WIDEST) {
            wide if wide > WIDEST_HEAD => wide.div_ceil(2) + 2,
            narrow => narrow,
        };
        // Three more for the filter's button beside the head.
        let width = widest.max(head + 3) + 1;
        #[expect(clippy::cast_precision_loss, reason = "at most 90")]
        let width = width as f64;
        width
    });
    let mut canvas = Canvas::new(name, Grid::new(widths.collect()));
    canvas.is_tidy = true;
    let (head_height, heights) = heights(&canvas, table, &heads);
    let row = canvas.take_row(head_height);
    for (head, column) in heads.iter().zip(0..) {
        canvas.put(cell(
            row,
            column,
            Value::text(head),
            Look::of(Role::TidyHead),
        ));
    }
    for (index, (line, height)) in table.rows.iter().zip(heights).enumerate() {
        let row = canvas.take_row(height);
        for (source, column) in line.cells.iter().zip(0..) {
            let (value, look) = value_and_look(source);
            canvas.put(cell(row, column, value, look));
        }
        if let Some(Some(key)) = table.row_keys.get(index) {
            canvas.anchors.push((key.clone(), row, 0));
        }
    }
    canvas.keep.push((0, canvas.next_row - 1));
    canvas.freeze = Some((1, 0));
    canvas.repeat = Some((0, 0));
    canvas.filter = (!heads.is_empty()).then(|| Area {
        first_row: 0,
        first_col: 0,
        last_row: canvas.next_row - 1,
        last_col: canvas.last_col,
    });
    canvas
}

/// The heights of the head and of each row: a text longer than its column takes more lines.
fn heights(canvas: &Canvas, table: &Table, heads: &[String]) -> (f64, Vec<f64>) {
    let lines = |text: &str, column: u16| {
        let run = Run {
            first: column,
            last: column,
        };
        measure::lines(text, canvas.grid.width(run))
    };
    let head = heads.iter().zip(0..).map(|(head, at)| lines(head, at));
    let rows = table.rows.iter().map(|row| {
        let texts = row.cells.iter().zip(0..);
        let lines = texts.map(|(cell, at)| match &cell.content {
            Content::Text(text) => lines(text, at),
            Content::Number(..) | Content::Missing(_) => 1,
        });
        measure::dense_height(lines.max().unwrap_or(1))
    });
    (measure::height(head.max().unwrap_or(1)), rows.collect())
}

/// One text per column; of several head rows the texts over a column are joined, because a machine reads one row.
fn head_texts(table: &Table) -> Vec<String> {
    let mut texts = vec![String::new(); table.columns.len()];
    for row in &table.head {
        let mut column = 0;
        for head in row {
            let span = usize::try_from(head.col_span.max(1)).unwrap_or(1);
            for text in texts.iter_mut().skip(column).take(span) {
                text.push_str(&head.text);
            }
            column += span;
        }
    }
    texts
}

/// Width of a cell's content in half-width characters.
fn cell_width(cell: &TableCell) -> usize {
    match &cell.content {
        Content::Text(text) => measure::width(text),
        Content::Number(value, style) => measure::width(&style.show(*value)),
        Content::Missing(_) => 0,
    }
}

/// Numbers stay numbers and a missing value is an empty cell: a word among numbers breaks every pivot table, and the
/// table has a column that gives the reason.
fn value_and_look(cell: &TableCell) -> (Value, Look) {
    let look = Look::of(Role::Tidy);
    match &cell.content {
        Content::Text(text) => (Value::text(measure::shared_within_cell(text)), look),
        Content::Number(value, style) => (Value::Number(*value), look.with_number(*style, false)),
        Content::Missing(_) => (Value::Empty, look),
    }
}

/// A cell of one column.
fn cell(row: u32, column: u16, value: Value, look: Look) -> Cell {
    let run = Run {
        first: column,
        last: column,
    };
    Cell::new(row, run, value, look)
}
