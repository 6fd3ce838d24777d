//! What stands on a sheet beside its values, whatever kind of file it comes from.

use std::collections::{BTreeMap, BTreeSet};

use model::CellRef;

/// How much of a text is struck through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Struck {
    /// Some of it.
    Partly,
    /// All of it.
    Wholly,
}

/// What stands on a sheet beside its values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Comments by cell.
    pub comments: BTreeMap<CellRef, String>,
    /// Text boxes: the cell at their upper left corner, and their text.
    pub shapes: Vec<(CellRef, String)>,
    /// Hidden rows.
    pub hidden_rows: BTreeSet<u32>,
    /// Hidden columns, first and last.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Cells that are struck through.
    pub struck: BTreeMap<CellRef, Struck>,
    /// Formulas that look into another workbook.
    pub external: BTreeSet<CellRef>,
    /// Cells that the file holds twice.
    pub twice: BTreeSet<CellRef>,
    /// Cells that the parser refused, with what they hold.
    pub refused: BTreeMap<CellRef, String>,
}

impl Beside {
    /// Whether a person does not see this cell because its row or column is hidden.
    pub fn is_hidden(&self, at: CellRef) -> bool {
        self.hidden_rows.contains(&at.row)
            || self
                .hidden_columns
                .iter()
                .any(|(first, last)| (*first..=*last).contains(&at.col))
    }
}
