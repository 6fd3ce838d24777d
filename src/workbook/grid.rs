//! A file as a flat grid of cells, no meaning yet.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::beside::Beside;
use crate::cell::Cell;
use model::CellRef;

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
    /// What stands beside the values.
    pub beside: Beside,
}

impl Sheet {
    /// Enters a merged region, as far as it lies on a sheet: a damaged file can say rows that no sheet has.
    pub(crate) fn merge(&mut self, first: CellRef, last: CellRef) {
        if first.is_on_sheet() {
            let row = last.row.min(CellRef::LAST.row);
            let col = last.col.min(CellRef::LAST.col);
            self.merges.push((first, CellRef::new(row, col)));
        }
    }
}

/// A sheet that could not be read; the others were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetFault {
    /// Name of the sheet.
    pub sheet: Arc<str>,
    /// The last cell that could still be read.
    pub after: Option<CellRef>,
    /// Why.
    pub why: SheetWhy,
}

/// Why a sheet could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SheetWhy {
    /// Its part is broken or not there.
    Broken,
    /// The file holds its part twice.
    Doubled,
}

impl SheetWhy {
    /// In a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Broken => "内容が壊れている",
            Self::Doubled => "ファイルの中に中身が2つある",
        }
    }
}

/// One file as a grid.
#[derive(Clone, Debug, Default)]
pub struct Workbook {
    /// File name relative to what was given.
    pub file: Arc<str>,
    /// Worksheets in order.
    pub sheets: Vec<Sheet>,
    /// The template's defined names that point at one cell: name ▸ (sheet name, cell).
    pub names: BTreeMap<String, (Arc<str>, CellRef)>,
    /// Custom document properties.
    pub properties: BTreeMap<String, String>,
    /// When it was last saved, as the file itself writes it.
    pub saved: Option<String>,
    /// Other workbooks it links to, by file name.
    pub links: Vec<String>,
    /// Sheets that could not be read.
    pub faults: Vec<SheetFault>,
    /// The program that wrote it left the formulas to be calculated by whoever opens it.
    pub is_to_be_calculated: bool,
}

impl Workbook {
    /// Makes a workbook from plain tables, for tests: sheet name ▸ rows of cells. Text that is a plain number becomes one.
    pub fn from_tables(file: &str, tables: &[(&str, &[&[&str]])]) -> Self {
        let sheets = tables
            .iter()
            .map(|(name, rows)| Sheet {
                name: Arc::from(*name),
                cells: (0..)
                    .zip(rows.iter())
                    .flat_map(|(row, cells)| {
                        (0..)
                            .zip(cells.iter())
                            .filter(|(_, text)| !text.is_empty())
                            .map(move |(col, text)| (CellRef::new(row, col), Cell::plain(text)))
                    })
                    .collect(),
                ..Sheet::default()
            })
            .collect();
        Self {
            file: Arc::from(file),
            sheets,
            ..Self::default()
        }
    }

    /// The sheet with this name.
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| *sheet.name == *name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merged_region_ends_with_the_sheet_and_begins_on_it() {
        let mut sheet = Workbook::from_tables("", &[("様式", &[&["区"]])])
            .sheets
            .remove(0);
        let first = CellRef::new(3, 1);
        sheet.merge(first, CellRef::new(u32::MAX, u32::MAX));
        sheet.merge(CellRef::new(u32::MAX, 0), CellRef::new(u32::MAX, 1));
        assert_eq!(sheet.merges, [(first, CellRef::LAST)]);
    }
}
