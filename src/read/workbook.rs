//! A file as a flat grid of cells, no meaning yet. The only file that imports calamine.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::model::CellRef;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum CellValue {
    /// A formula without a stored result, or a formatted blank.
    Empty,
    /// Text, as stored.
    Text(String),
    /// A number, rounded to the 15 significant digits that Excel shows.
    Number(Decimal),
    /// A date, as ISO text, with the serial number Excel stores.
    Date {
        /// `2026-12-16`.
        iso: String,
        /// Serial.
        serial: Decimal,
    },
    /// TRUE or FALSE.
    Bool(bool),
    /// An error such as `#REF!`.
    Error(String),
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Value, or the stored result of the formula.
    pub value: CellValue,
    /// Whether it holds a formula.
    pub is_formula: bool,
    /// Whether its number format shows percent, so that 0.75 means 75.
    pub is_percent: bool,
}

/// One worksheet.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Name.
    pub name: Arc<str>,
    /// Cells that hold something.
    pub cells: BTreeMap<CellRef, Cell>,
    /// Merged regions, first and last cell.
    pub merges: Vec<(CellRef, CellRef)>,
    /// Whether the sheet is hidden.
    pub is_hidden: bool,
}

/// One file as a grid.
#[derive(Clone, Debug, Default)]
pub struct Workbook {
    /// File name relative to what was given.
    pub file: Arc<str>,
    /// Worksheets in order.
    pub sheets: Vec<Sheet>,
    /// Defined names that point at one cell: name ▸ (sheet name, cell).
    pub names: BTreeMap<String, (Arc<str>, CellRef)>,
    /// Custom document properties.
    pub properties: BTreeMap<String, String>,
}
