//! A row of a table, measured: the lines of each cell, its small signs, and how high it is.

use super::super::super::font::Weight;
use super::super::composer::Composer;
use super::super::style::{ERROR, GREY, INK, Style, WARNING};
use super::beside::{GAP, LONGEST, beside, parted};
use super::columns::{PADDING, Plan};
use super::row::{Beside, Cell, Measured, SMALL};
use crate::table_words::shown;
use report::{Align, Content, Emphasis, Row, RowKind, Table, TableCell};

/// Whether a cell says one sign.
fn is_sign(content: &Content) -> bool {
    matches!(content, Content::Text(text) if text.chars().count() == 1)
}

/// Measures a row; notes are gathered and numbered.
pub(super) fn measure(
    composer: &Composer,
    table: &Table,
    plan: &Plan,
    percent: &[bool],
    row: &Row,
    notes: &mut Vec<String>,
) -> Measured {
    let cells = table.columns.iter().enumerate().map(|(index, column)| {
        let empty = TableCell::text("");
        let cell = row.cells.get(index).unwrap_or(&empty);
        let width = plan.edges[index + 1] - plan.edges[index] - 2.0 * PADDING;
        let style = style_of(cell, row.kind, plan);
        let text = shown(&cell.content, !percent[index]);
        let lines = composer.lines(&text, width, style);
        let mark = cell.note().map(|note| note_mark(notes, note));
        let widest = lines.iter().map(|line| line.width).fold(0.0, f32::max);
        let align = match (cell.is_head, column.align) {
            (true, _) => Align::Start,
            // A sign among numbers, such as 「○」, is no number.
            (false, Align::End) if is_sign(&cell.content) => Align::Middle,
            (false, align) => align,
        };
        let is_total = row.kind == RowKind::Total;
        let trace = cell.trace().filter(|trace| !trace.is_empty());
        // Text in the middle leaves only half of what is free before it.
        let sides = if align == Align::Middle { 2.0 } else { 1.0 };
        // A trace id stands beside the number where it has room, else under it, where only totals have room.
        let beside = beside(
            |text| sides * (composer.measure(text, SMALL) + GAP) + widest <= width,
            mark.as_deref(),
            trace.filter(|trace| {
                !is_total
                    && plan.has_traces
                    && composer.measure(trace, SMALL) <= LONGEST
                    && !is_sign(&cell.content)
            }),
            (plan.margin, style),
        );
        let mark_below = mark.filter(|_| matches!(beside, Beside::Nothing));
        let trace = trace.filter(|_| is_total);
        let room = width + 2.0 * PADDING - 1.0;
        Cell {
            lines,
            style,
            align,
            below: below(composer, mark_below, trace, room),
            beside,
            bar: match cell.emphasis {
                Emphasis::Error => 2.0,
                Emphasis::Warning => 1.0,
                Emphasis::None | Emphasis::Strong | Emphasis::Muted => 0.0,
            },
            is_head: cell.is_head,
        }
    });
    Measured {
        cells: cells.collect(),
        kind: row.kind,
        margin: plan.margin,
    }
}

/// A mark and a trace id in one line, else in two; an id too long for a line is parted behind its indicator.
fn below(composer: &Composer, mark: Option<String>, trace: Option<&str>, room: f32) -> Vec<String> {
    let fits = |text: &str| composer.measure(text, SMALL) <= room;
    let Some(trace) = trace else {
        return mark.into_iter().collect();
    };
    let both = mark.as_ref().map(|mark| format!("{mark} {trace}"));
    if let Some(both) = both.filter(|both| fits(both)) {
        return vec![both];
    }
    let (indicator, rest) = parted(trace);
    let parts = if fits(trace) {
        vec![trace]
    } else if fits(indicator) && fits(rest) {
        vec![indicator, rest]
    } else {
        // What even then has no room stands in the chapters with wider columns.
        Vec::new()
    };
    let parts = parts.into_iter().map(str::to_owned);
    mark.into_iter().chain(parts).collect()
}

fn note_mark(notes: &mut Vec<String>, note: &str) -> String {
    let known = notes.iter().position(|known| known == note);
    let index = known.unwrap_or_else(|| {
        notes.push(note.to_owned());
        notes.len() - 1
    });
    format!("注{}", index + 1)
}

fn style_of(cell: &TableCell, kind: RowKind, plan: &Plan) -> Style {
    let color = match (&cell.content, cell.emphasis) {
        (_, Emphasis::Error) => ERROR,
        (_, Emphasis::Warning) => WARNING,
        (Content::Missing(_), _) | (_, Emphasis::Muted) => GREY,
        _ => INK,
    };
    let is_bold = kind == RowKind::Total
        || cell.is_head
        || matches!(cell.emphasis, Emphasis::Strong | Emphasis::Error);
    Style {
        size: plan.size,
        leading: plan.size * plan.spacing,
        weight: if is_bold {
            Weight::Bold
        } else {
            Weight::Regular
        },
        color,
    }
}
