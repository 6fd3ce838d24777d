//! A table of the report on a presentation sheet: spanned heads, real numbers, live formulas, notes and links.

use super::body::{BodyArea, is_reckoned_here, row_number, settle, value_of};
use super::canvas::{Area, Beside, Canvas, Cell, Value};
use super::grid::{Run, Wish};
use super::measure;
use super::style::{Look, Role};
use super::text;
use model::Text;
use report::{Align, Content, Emphasis, Row, RowKind, Sign, Table, TableCell};

/// A word for a missing value gets as much room as this; a longer one wraps.
const LONGEST_WORD: usize = 10;
/// A bracket longer than this may be broken over lines.
const LONGEST_UNIT: usize = 12;
/// Half-width characters of the widest column: a line of text that a person still follows.
const WIDEST: f64 = 160.0;
/// Rows from which a table is a list to be searched rather than read.
const DENSE: usize = 200;

/// Where the parts of a composed table stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    /// First row of the head.
    pub(super) head: u32,
    /// First row of the body.
    pub(super) body: u32,
    /// First column after the row heads.
    pub(super) after_heads: u16,
}

/// The widths the columns of a table ask for.
pub(super) fn wishes(table: &Table) -> Vec<Wish> {
    (0..table.columns.len())
        .map(|index| {
            let numbers = table.rows.iter().filter_map(|row| row.cells.get(index));
            let widest = numbers.map(number_width).max().unwrap_or(0);
            // The unit under a head is not broken either.
            let widest = widest.max(unit_width(table, index));
            #[expect(
                clippy::cast_precision_loss,
                reason = "a number is at most 30 characters wide"
            )]
            let least = (widest as f64) + 2.5;
            let width = table.columns.get(index).map_or(8.0, |column| column.width);
            Wish {
                width: width.clamp(3.0, WIDEST).max(least),
                least,
            }
        })
        .collect()
}

/// Half-width characters of the bracket that ends the head of a column of numbers, where that is short.
fn unit_width(table: &Table, index: usize) -> usize {
    let is_numbers = table
        .columns
        .get(index)
        .is_some_and(|column| column.align == Align::End);
    let last = table
        .head
        .last()
        .filter(|row| is_numbers && row.len() == table.columns.len());
    let head = last
        .and_then(|row| row.get(index))
        .map_or("", |cell| &cell.text);
    let bracket = head.rfind('（').map_or("", |at| &head[at..]);
    Some(measure::width(bracket))
        .filter(|width| *width <= LONGEST_UNIT)
        .unwrap_or(0)
        // A number has more room beside it.
        .saturating_sub(1)
}

/// Half-width characters a number takes, or the word in its place; 0 for text, which wraps while numbers show as ####.
fn number_width(cell: &TableCell) -> usize {
    match &cell.content {
        Content::Number(value, style) => {
            measure::width(&style.show(*value)) + if style.percent { 2 } else { 0 }
        }
        Content::Missing(word) => measure::width(word).min(LONGEST_WORD),
        Content::Text(_) => 0,
    }
}

/// Caption, head, body and notes.
pub(super) fn compose(canvas: &mut Canvas, table: &Table, with_filter: bool) -> Placed {
    text::caption(canvas, &table.caption);
    let runs = canvas.grid.fit(&wishes(table));
    let head = canvas.next_row;
    let heads = compose_head(canvas, table, &runs);
    let body = canvas.next_row;
    let area = BodyArea {
        runs: &runs,
        first_row: body,
        is_home: is_reckoned_here(table),
    };
    let mut seen_total = false;
    for (index, row) in table.rows.iter().enumerate() {
        let role = match (row.kind, seen_total) {
            (RowKind::Body, _) => Role::Body,
            (RowKind::Total, true) => Role::Total,
            (RowKind::Total, false) => Role::FirstTotal,
        };
        seen_total = row.kind == RowKind::Total;
        let placed = compose_row(canvas, table, row, role, &area, &heads);
        if let Some(Some(key)) = table.row_keys.get(index) {
            let column = runs.first().map_or(0, |run| run.first);
            canvas.anchors.push((key.clone(), placed, column));
        }
    }
    if with_filter {
        canvas.filter = filter_area(table, &runs, body);
    }
    compare(canvas, table, &area);
    mark_falls(canvas, table, &area);
    if area.is_home {
        settle(canvas, table, &area);
    }
    for note in &table.notes {
        text::remark(canvas, note);
    }
    Placed {
        head,
        body,
        after_heads: runs.get(leading_heads(table)).map_or(0, |run| run.first),
    }
}

/// Bars behind the numbers of every column that has a live total, and a name for each total that can be traced.
fn compare(canvas: &mut Canvas, table: &Table, area: &BodyArea<'_>) {
    let Some(last) = table.rows.iter().rposition(|row| row.kind == RowKind::Body) else {
        return;
    };
    for (index, row) in table.rows.iter().enumerate() {
        for (cell, run) in row.cells.iter().zip(area.runs) {
            let is_number = matches!(cell.content, Content::Number(..));
            if row.kind != RowKind::Total || cell.formula().is_none() || !is_number {
                continue;
            }
            canvas.bars.push(Area {
                first_row: area.first_row,
                first_col: run.first,
                last_row: area.first_row + row_number(last),
                last_col: run.first,
            });
            if let Some(id) = cell.trace().filter(|id| !id.is_empty()) {
                let place = area.first_row + row_number(index);
                canvas.names.push((name_of(id), place, run.first));
            }
        }
    }
}

/// Declines, which have a sign before them, are set off as well: by a rule of the sheet, so that they stay right when a
/// formula gives another result.
fn mark_falls(canvas: &mut Canvas, table: &Table, area: &BodyArea<'_>) {
    let is_change = |cell: &TableCell| matches!(cell.content, Content::Number(_, style) if style.sign == Sign::Arrow);
    let has_change = |row: &Row| row.cells.iter().any(is_change);
    let (Some(first), Some(last)) = (
        table.rows.iter().position(has_change),
        table.rows.iter().rposition(has_change),
    ) else {
        return;
    };
    for (index, run) in area.runs.iter().enumerate() {
        let mut cells = table.rows.iter().filter_map(|row| row.cells.get(index));
        if cells.any(is_change) {
            canvas.falls.push(Area {
                first_row: area.first_row + row_number(first),
                first_col: run.first,
                last_row: area.first_row + row_number(last),
                last_col: run.first,
            });
        }
    }
}

/// A trace id as a name Excel accepts: `指標_1_2_2025_市`.
fn name_of(trace: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() { c } else { '_' };
    format!("指標_{}", trace.chars().map(plain).collect::<String>())
}

/// Number of columns at the left whose cells all head their rows.
fn leading_heads(table: &Table) -> usize {
    (0..table.columns.len())
        .take_while(|index| {
            !table.rows.is_empty()
                && table
                    .rows
                    .iter()
                    .all(|row| row.cells.get(*index).is_some_and(|cell| cell.is_head))
        })
        .count()
}

/// From the last head row to the last ordinary row, so that totals stay in view and in place.
fn filter_area(table: &Table, runs: &[Run], body: u32) -> Option<Area> {
    let last = table
        .rows
        .iter()
        .rposition(|row| row.kind == RowKind::Body)?;
    Some(Area {
        first_row: body.checked_sub(1)?,
        first_col: runs.first()?.first,
        last_row: body + u32::try_from(last).ok()?,
        last_col: runs.last()?.last,
    })
}

/// The head rows; gives the texts standing over each column.
fn compose_head(canvas: &mut Canvas, table: &Table, runs: &[Run]) -> Vec<String> {
    let mut over = vec![String::new(); runs.len()];
    let first = canvas.next_row;
    let mut taken: Vec<Vec<bool>> = vec![vec![false; runs.len()]; table.head.len()];
    let mut heights = vec![measure::height(1); table.head.len()];
    for (level, cells) in table.head.iter().enumerate() {
        let mut column = 0;
        for cell in cells {
            while taken.get(level).and_then(|row| row.get(column)) == Some(&true) {
                column += 1;
            }
            let end = (column + count(cell.col_span)).min(runs.len());
            let bottom = (level + count(cell.row_span)).min(table.head.len());
            let (Some(from), Some(to)) = (runs.get(column), runs.get(end.wrapping_sub(1))) else {
                break;
            };
            for row in taken.iter_mut().take(bottom).skip(level) {
                row.iter_mut()
                    .take(end)
                    .skip(column)
                    .for_each(|place| *place = true);
            }
            for over in over.iter_mut().take(end).skip(column) {
                over.push_str(&cell.text);
            }
            let run = from.to(*to);
            let room = canvas.grid.width(run);
            let text = measure::with_whole_brackets(&cell.text, room);
            let needed = measure::height(measure::lines(&text, room));
            let above: f64 = heights.iter().take(bottom - 1).skip(level).sum();
            if let Some(height) = heights.get_mut(bottom - 1) {
                *height = height.max(needed - above);
            }
            let value = Value::text(measure::within_cell(&text));
            let mut placed = Cell::new(first + row_number(level), run, value, Look::of(Role::Head));
            placed.last_row = first + row_number(bottom - 1);
            canvas.put(placed);
            column = end;
        }
    }
    for height in heights {
        canvas.take_row(height);
    }
    over
}

/// A span as a count, at least 1.
fn count(span: u32) -> usize {
    usize::try_from(span.max(1)).unwrap_or(1)
}

/// One row of the body; gives the row it stands on.
fn compose_row(
    canvas: &mut Canvas,
    table: &Table,
    row: &Row,
    role: Role,
    area: &BodyArea<'_>,
    heads: &[String],
) -> u32 {
    let lines = row
        .cells
        .iter()
        .zip(area.runs)
        .map(|(cell, run)| measure::lines(shown_text(cell), canvas.grid.width(*run)))
        .max()
        .unwrap_or(1);
    let placed = canvas.take_row(if table.rows.len() < DENSE {
        measure::height(lines)
    } else {
        measure::dense_height(lines)
    });
    let row_says_percent = row
        .cells
        .iter()
        .any(|cell| cell.is_head && says_percent(shown_text(cell)));
    for (index, (cell, run)) in row.cells.iter().zip(area.runs).enumerate() {
        let sign = !row_says_percent
            && !says_percent(&table.caption)
            && heads.get(index).is_some_and(|head| !says_percent(head));
        let align = table
            .columns
            .get(index)
            .map_or(Align::Start, |column| column.align);
        let look = look_of(cell, role, align, sign);
        let value = value_of(cell, area, index);
        let beside = Beside {
            note: note_text(cell.note(), cell.trace()),
            link: cell.link().map(Text::from),
            number_format: None,
        };
        canvas.put(Cell::new(placed, *run, value, look).with(beside));
    }
    placed
}

/// The words of a cell; a number never wraps, so it counts as none.
fn shown_text(cell: &TableCell) -> &str {
    match &cell.content {
        Content::Text(text) | Content::Missing(text) => text,
        Content::Number(..) => "",
    }
}

/// Whether a head already says that the numbers are percentages.
fn says_percent(head: &str) -> bool {
    head.contains(['％', '%'])
}

/// The look of a body cell.
fn look_of(cell: &TableCell, role: Role, align: Align, percent_sign: bool) -> Look {
    let mut look = Look::of(role).aligned(align).with_emphasis(cell.emphasis);
    look.is_head = cell.is_head;
    match &cell.content {
        Content::Number(_, style) => {
            look = look.with_number(*style, percent_sign);
            if style.sign == Sign::Arrow {
                // A rule of the sheet sets declines off.
                look.emphasis = Emphasis::None;
            }
        }
        Content::Missing(_) if cell.emphasis == Emphasis::None => look.emphasis = Emphasis::Muted,
        Content::Missing(_) => {}
        Content::Text(_) => look.is_link = cell.link().is_some(),
    }
    look
}

/// The note of a cell: the remark for the reader, then the number by which the figure is traced.
pub(super) fn note_text(note: Option<&str>, trace: Option<&str>) -> Option<String> {
    let note = note.filter(|text| !text.is_empty()).map(ToOwned::to_owned);
    let trace = trace
        .filter(|text| !text.is_empty())
        .map(|id| format!("番号 {id}"));
    let parts: Vec<String> = note.into_iter().chain(trace).collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}
