//! A sheet under construction: rows are appended, cells are placed, heights follow from the text.

use unicode_width::UnicodeWidthStr;

use crate::{CellRole, FormCell, FormContent, FormSheet};

/// Points per unit of column width: 7 pixels at 96 dpi, the narrowest that a program makes of it.
const POINTS_PER_UNIT: f64 = 5.25;

/// What Excel keeps free at both sides of a cell, in points.
const PADDING: f64 = 9.0;

/// Height of a line of text relative to its size.
const LEADING: f64 = 1.3;

/// Excel's limit for a row, in points.
const HIGHEST_ROW: f64 = 409.0;

/// A sheet under construction.
pub(super) struct Grid {
    columns: Vec<f64>,
    rows: Vec<f64>,
    cells: Vec<FormCell>,
}

impl Grid {
    pub(super) fn new(columns: Vec<f64>) -> Self {
        Self {
            columns,
            rows: Vec::new(),
            cells: Vec::new(),
        }
    }

    /// Appends a row of this height, or of the greatest that Excel knows, and gives its number.
    pub(super) fn row(&mut self, height: f64) -> u32 {
        self.rows.push(height.min(HIGHEST_ROW));
        self.next_row() - 1
    }

    /// The number the next row will have.
    pub(super) fn next_row(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    /// The last column.
    pub(super) fn last_col(&self) -> u32 {
        u32::try_from(self.columns.len()).unwrap_or(u32::MAX) - 1
    }

    /// Makes the rows from `first` on at least this high together, by stretching the last.
    pub(super) fn stretch(&mut self, first: u32, height: f64) {
        let first = usize::try_from(first).unwrap_or(usize::MAX);
        let have: f64 = self.rows[first..].iter().sum();
        if let Some(last) = self.rows.last_mut()
            && have < height
        {
            *last += height - have;
        }
    }

    /// Height of the text in a cell of this look over the columns from `col`.
    pub(super) fn height(&self, text: &str, role: CellRole, col: u32, col_span: u32) -> f64 {
        let first = usize::try_from(col).unwrap_or(usize::MAX);
        let count = usize::try_from(col_span).unwrap_or(usize::MAX);
        let width: f64 = self.columns.iter().skip(first).take(count).sum();
        f64::from(lines(text, width, role)) * role.points() * LEADING + 4.0
    }

    pub(super) fn place(&mut self, cell: FormCell) {
        self.cells.push(cell);
    }

    /// Places a text over some columns.
    pub(super) fn text(
        &mut self,
        row: u32,
        col: u32,
        col_span: u32,
        role: CellRole,
        words: impl Into<String>,
    ) {
        self.place(text(row, col, col_span, role, words));
    }

    /// Finishes the sheet, cells in reading order.
    pub(super) fn finish(mut self, id: &str, name: &str, header: String) -> FormSheet {
        self.cells.sort_by_key(|cell| (cell.row, cell.col));
        FormSheet {
            id: id.to_owned(),
            name: name.to_owned(),
            columns: self.columns,
            rows: self.rows,
            cells: self.cells,
            frozen_rows: 0,
            is_protected: false,
            is_a3_landscape: false,
            is_landscape: false,
            header,
        }
    }
}

/// Lines that a text takes in a width, as Excel wraps it: a full-width character counts two.
fn lines(text: &str, width: f64, role: CellRole) -> u32 {
    let half_width = role.points() / 2.0;
    let room = (width * POINTS_PER_UNIT - PADDING).max(half_width * 2.0);
    text.split('\n')
        .map(|line| {
            // Kinsoku moves characters to the next line, so a line is never quite full.
            let cells = u32::try_from(UnicodeWidthStr::width_cjk(line)).unwrap_or(u32::MAX);
            let needed = f64::from(cells) * half_width / (room - half_width);
            (1..200)
                .find(|count| needed <= f64::from(*count))
                .unwrap_or(200)
        })
        .sum()
}

/// A text cell over some columns.
pub(super) fn text(
    row: u32,
    col: u32,
    col_span: u32,
    role: CellRole,
    text: impl Into<String>,
) -> FormCell {
    FormCell {
        col_span,
        content: FormContent::Text(text.into()),
        ..FormCell::new(row, col, role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_wraps_by_its_width_and_by_its_breaks() {
        assert_eq!(lines("短い文", 40.0, CellRole::Body), 1);
        assert_eq!(lines("一行目\n二行目", 40.0, CellRole::Body), 2);
        // 40 units are 204 points: 19 full-width letters of 10 points, with one held back.
        assert_eq!(lines(&"あ".repeat(39), 40.0, CellRole::Body), 2);
        assert_eq!(lines(&"あ".repeat(40), 40.0, CellRole::Body), 3);
    }

    #[test]
    fn stretching_never_shrinks() {
        let mut grid = Grid::new(vec![10.0]);
        let first = grid.row(20.0);
        grid.row(20.0);
        grid.stretch(first, 30.0);
        assert!((grid.rows.iter().sum::<f64>() - 40.0).abs() < 1e-9);
        grid.stretch(first, 50.0);
        assert!((grid.rows.iter().sum::<f64>() - 50.0).abs() < 1e-9);
    }
}
