//! A field of one year and the rectangle in which its value is written.

use std::ops::Range;

use definition::FieldDefinition;
use model::{CellRef, FiscalYear};

/// The rectangle in which a field's value of one year is written.
#[derive(Clone, Debug)]
pub(super) struct Region {
    pub(super) rows: Range<u32>,
    pub(super) columns: Range<u32>,
    /// First row below the label itself.
    pub(super) below: u32,
}

impl Region {
    /// Whether a cell lies in it.
    pub(super) fn holds(&self, cell: CellRef) -> bool {
        self.rows.contains(&cell.row) && self.columns.contains(&cell.col)
    }

    /// Its first cell.
    pub(super) fn corner(&self) -> CellRef {
        CellRef::new(self.rows.start, self.columns.start)
    }
}

/// A field of one year and where it is.
#[derive(Clone, Debug)]
pub(super) struct Spot<'d> {
    pub(super) field: &'d FieldDefinition,
    pub(super) year: FiscalYear,
    /// Where the labels say it is.
    pub(super) region: Option<Region>,
    /// The first cell of a merged region that reaches over this field and another.
    pub(super) shared: Option<CellRef>,
}
