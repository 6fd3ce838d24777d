//! What was found and what was unsure, for those who tell of it.

use crate::kinds::Kind;
use model::CellRef;

/// A place to fill in, as it was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Sheet name.
    pub sheet: String,
    /// Cell.
    pub cell: CellRef,
    /// What is to be written.
    pub kind: Kind,
    /// Its label, or the labels of its row.
    pub label: String,
    /// The heads of its column.
    pub head: String,
    /// Unit.
    pub unit: String,
    /// The words to choose from.
    pub choices: Vec<String>,
    /// By what it was told to be one.
    pub sign: String,
    /// Where in the definition it went.
    pub place: String,
    /// What is unsure about it; empty where nothing is.
    pub doubts: Vec<String>,
}

/// Something that a person has to look at.
#[derive(Clone, Debug)]
pub struct Unsure {
    /// Sheet name; empty for the whole workbook.
    pub sheet: String,
    /// Cells, or empty for the whole sheet.
    pub cell: String,
    /// What it was taken for.
    pub taken: String,
    /// What else it may be.
    pub otherwise: String,
    /// What to change then.
    pub change: String,
}
