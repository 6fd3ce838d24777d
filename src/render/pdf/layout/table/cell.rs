//! A row of a table, measured: the lines of each cell, its small signs, and how high it is.

use super::super::super::font::Weight;
use super::super::composer::Composer;
use super::super::line::Line;
use super::super::prose::count;
use super::super::style::{ERROR, GREY, INK, Style, WARNING};
use super::beside::{Beside, GAP, LONGEST, beside, parted};
use super::columns::{PADDING, Plan};
use report::{Align, Content, Emphasis, Row, RowKind, Table, TableCell};

/// Style of trace ids and note marks in a table.
pub(super) const SMALL: Style = Style {
    size: 5.5,
    leading: 7.0,
    ..Style::TRACE
};

/// A cell, ready to draw.
pub(super) struct Cell {
    /// Lines of text.
    pub(super) lines: Vec<Line>,
    /// Look of the text.
    pub(super) style: Style,
    /// Place of the text.
    pub(super) align: Align,
    /// Small grey lines under the text.
    pub(super) below: Vec<String>,
    /// Small mark or trace id beside the text.
    pub(super) beside: Beside,
    /// Thickness of the bar at the left that goes with a coloured emphasis.
    pub(super) bar: f32,
    /// It heads its row.
    pub(super) is_head: bool,
}

/// A row, ready to draw.
pub(super) struct Measured {
    /// Cells.
    pub(super) cells: Vec<Cell>,
    /// Total or not.
    pub(super) kind: RowKind,
    /// Blank above and below.
    pub(super) margin: f32,
}

impl Measured {
    /// The height of the lines from `first` on.
    pub(super) fn height_from(&self, first: usize) -> f32 {
        let heights = self.cells.iter().map(|cell| {
            let below = count(cell.below.len()) * SMALL.leading;
            count(cell.lines.len().saturating_sub(first).max(1)) * cell.style.leading + below
        });
        heights.fold(0.0, f32::max) + 2.0 * self.margin
    }

    /// The height of some lines from `first` on, with what stands under the cells that end there.
    pub(super) fn height_of(&self, first: usize, lines: usize) -> f32 {
        let heights = self.cells.iter().map(|cell| {
            let left = cell.lines.len().saturating_sub(first);
            let is_end = left <= lines && (left > 0 || first == 0);
            let below = if is_end { cell.below.len() } else { 0 };
            count(left.min(lines)) * cell.style.leading + count(below) * SMALL.leading
        });
        heights.fold(count(lines) * self.leading(), f32::max) + 2.0 * self.margin
    }

    /// The most lines in a cell.
    pub(super) fn line_count(&self) -> usize {
        let counts = self.cells.iter().map(|cell| cell.lines.len());
        counts.max().unwrap_or(0)
    }

    /// Distance of baselines.
    pub(super) fn leading(&self) -> f32 {
        let leadings = self.cells.iter().map(|cell| cell.style.leading);
        leadings.fold(1.0, f32::max)
    }
}

/// A cell's content in words; `％` follows a percentage unless the head says so.
pub(super) fn shown(content: &Content, has_percent_sign: bool) -> String {
    match content {
        Content::Text(text) | Content::Missing(text) => text.clone(),
        Content::Number(number, style) if style.percent && has_percent_sign => {
            format!("{}％", style.show(*number))
        }
        Content::Number(number, style) => style.show(*number),
    }
}

/// Whether a cell says one sign.
fn is_sign(content: &Content) -> bool {
    matches!(content, Content::Text(text) if text.chars().count() == 1)
}

/// The columns whose head already says that numbers are percentages.
pub(super) fn percent_heads(table: &Table) -> Vec<bool> {
    let mut says = vec![false; table.columns.len()];
    for place in super::head::places(table) {
        if place.cell.text.contains(['％', '%']) {
            says[place.col..place.col + place.cols].fill(true);
        }
    }
    says
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
        let mark = cell.note.as_ref().map(|note| note_mark(notes, note));
        let widest = lines.iter().map(|line| line.width).fold(0.0, f32::max);
        let align = match (cell.is_head, column.align) {
            (true, _) => Align::Start,
            // A sign among numbers, such as 「○」, is no number.
            (false, Align::End) if is_sign(&cell.content) => Align::Middle,
            (false, align) => align,
        };
        let is_total = row.kind == RowKind::Total;
        let trace = cell.trace.as_deref().filter(|trace| !trace.is_empty());
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
