//! A sheet of the form while it is drawn: its columns, and where each year begins.

use super::fill::Fill;
use super::grid::Grid;
use definition::{FormDefinition, YearColumn};

/// Columns left of the years: the sheet's own label, block label, group mark, indicator label.
pub(super) const LABEL_COLUMNS: [f64; 4] = [4.6, 5.6, 4.6, 43.0];

/// Columns of one year: the bullet sign or opening bracket, the value, the printed text after it.
pub(super) const YEAR_COLUMNS: [f64; 3] = [3.2, 14.0, 37.0];

/// Number of [`LABEL_COLUMNS`], as a column number.
pub(super) const FIRST_YEAR: u32 = 4;

/// Number of [`YEAR_COLUMNS`].
pub(super) const YEAR_WIDTH: u32 = 3;

/// The sheet being drawn.
pub(super) struct Page<'a> {
    pub(super) grid: Grid,
    pub(super) form: &'a FormDefinition,
    pub(super) fill: &'a dyn Fill,
}

impl Page<'_> {
    /// First columns of the years with their definitions.
    pub(super) fn year_starts(&self) -> Vec<(u32, YearColumn)> {
        (0..)
            .map(|index| FIRST_YEAR + index * YEAR_WIDTH)
            .zip(self.form.years.iter().cloned())
            .collect()
    }
}
