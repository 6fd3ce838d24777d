//! A measured row: what its cells hold, and how high it is from any of its lines on.

use super::super::line::Line;
use super::super::prose::count;
use super::super::style::Style;
use report::{Align, RowKind};

/// Style of trace ids and note marks in a table.
pub(super) const SMALL: Style = Style {
    size: 5.5,
    leading: 7.0,
    ..Style::TRACE
};

/// What stands small beside a number.
pub(super) enum Beside {
    /// Nothing.
    Nothing,
    /// A note's mark, raised.
    Mark(String),
    /// A trace id, on the line of the number.
    Trace(String),
    /// A trace id on the line of the number, under a mark.
    Under(String, String),
    /// A trace id parted behind its indicator, one part over the other.
    Parted(String, String),
}

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
