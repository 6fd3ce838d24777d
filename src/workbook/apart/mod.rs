//! The kinds whose parsers trust counts in the file and can abort the process: .xls, .xlsb and .ods.
//!
//! Called only in a process of its own with a memory limit. The parsers of .xls and .xlsb give whole sheets, and no number
//! formats: percent cells of .xls are found by a reader of our own, those of .xlsb stay as stored, and C305 asks. What .ods
//! holds is read by `ods`.

mod ods;
mod xls_percent;

use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::Arc;

use calamine::{
    Data, Dimensions, Range, Reader, SheetType, SheetVisible, WorkbookProperties, Xls, XlsError,
    Xlsb, XlsbError,
};

use crate::bounds::{self, Seen};
use crate::cell::{Cell, CellValue};
use crate::grid::{Sheet, SheetFault, SheetWhy, Workbook};
use crate::guard::Kind;
use crate::refusal::Refusal;
use crate::{names, value};
use model::CellRef;

type Source = Cursor<Arc<[u8]>>;

/// What the parsers differ in.
trait Apart: Reader<Source> {
    /// Document properties.
    fn properties(&mut self) -> Option<WorkbookProperties>;

    /// Merged regions, where the parser gives them.
    fn merged(&self, _sheet: &str) -> Vec<Dimensions> {
        Vec::new()
    }
}

impl Apart for Xls<Source> {
    fn properties(&mut self) -> Option<WorkbookProperties> {
        self.workbook_properties().ok()
    }

    fn merged(&self, sheet: &str) -> Vec<Dimensions> {
        self.merge_cells_by_sheet_name(sheet).unwrap_or_default()
    }
}

impl Apart for Xlsb<Source> {
    fn properties(&mut self) -> Option<WorkbookProperties> {
        self.workbook_properties().ok()
    }
}

/// Opens a file of one of these kinds.
pub(crate) fn open(kind: Kind, bytes: Arc<[u8]>) -> Result<Workbook, Refusal> {
    match kind {
        Kind::Legacy => {
            let percent = xls_percent::cells(&bytes).unwrap_or_default();
            let mut source = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
                XlsError::Password => Refusal::encrypted(),
                _ => Refusal::broken("古い形式のブックの構成を読めない"),
            })?;
            let mut workbook = whole(&mut source)?;
            for (entry, cells) in source.sheets_metadata().iter().zip(&percent) {
                mark_percent(&mut workbook, &entry.name, cells);
            }
            Ok(workbook)
        }
        Kind::Binary => {
            let mut source = Xlsb::new(Cursor::new(bytes)).map_err(|error| match error {
                XlsbError::Password => Refusal::encrypted(),
                _ => Refusal::broken("バイナリ形式のブックの構成を読めない"),
            })?;
            whole(&mut source)
        }
        Kind::OpenDocument => ods::open(&bytes),
    }
}

fn mark_percent(workbook: &mut Workbook, sheet: &str, cells: &BTreeSet<CellRef>) {
    let sheets = workbook.sheets.iter_mut();
    for sheet in sheets.filter(|found| *found.name == *sheet) {
        for at in cells {
            if let Some(cell) = sheet.cells.get_mut(at) {
                cell.is_percent = true;
            }
        }
    }
}

fn whole<R: Apart>(source: &mut R) -> Result<Workbook, Refusal> {
    let metadata = source.sheets_metadata().to_vec();
    bounds::sheets(metadata.len())?;
    let mut workbook = Workbook::default();
    let mut seen = Seen::default();
    for entry in metadata
        .into_iter()
        .filter(|entry| entry.typ == SheetType::WorkSheet)
    {
        let mut sheet = Sheet {
            name: Arc::from(entry.name.as_str()),
            is_hidden: entry.visible != SheetVisible::Visible,
            ..Sheet::default()
        };
        let fault = || SheetFault {
            sheet: Arc::from(entry.name.as_str()),
            after: None,
            why: SheetWhy::Broken,
        };
        let formulas = match source.worksheet_formula(&entry.name) {
            Ok(formulas) => positions(&formulas),
            Err(_) => {
                workbook.faults.push(fault());
                continue;
            }
        };
        match source.worksheet_range(&entry.name) {
            Ok(range) => fill(&mut sheet, &range, &formulas, &mut seen)?,
            Err(_) => {
                workbook.faults.push(fault());
                continue;
            }
        }
        let merges = source.merged(&entry.name);
        bounds::merges(&entry.name, merges.len(), sheet.cells.len())?;
        sheet.merges = merges
            .into_iter()
            .map(|region| (address(region.start), address(region.end)))
            .collect();
        workbook.sheets.push(sheet);
    }
    workbook.names = names::single(source.defined_names(), &workbook.sheets);
    if let Some(properties) = source.properties() {
        workbook.saved = properties.modified;
        workbook.properties = properties.custom_properties.into_iter().collect();
    }
    Ok(workbook)
}

fn address((row, col): (u32, u32)) -> CellRef {
    CellRef::new(row, col)
}

/// Where a range really lies; its own positions begin at its first cell.
fn place<T: calamine::CellType>(range: &Range<T>, row: usize, col: usize) -> CellRef {
    let (first_row, first_col) = range.start().unwrap_or((0, 0));
    let far =
        |first: u32, offset: usize| first.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX));
    CellRef::new(far(first_row, row), far(first_col, col))
}

fn positions(range: &Range<String>) -> Vec<CellRef> {
    range
        .used_cells()
        .filter(|(_, _, formula)| !formula.is_empty())
        .map(|(row, col, _)| place(range, row, col))
        .collect()
}

/// Turns a cell into ours; `None` for an empty one.
fn cell(data: &Data, is_formula: bool) -> Option<Cell> {
    value::of_owned(data).map(|value| Cell {
        value,
        is_formula,
        is_percent: false,
    })
}

/// Puts the cells into the sheet. A formula without a stored result is empty, and must not pass for a blank.
fn fill(
    sheet: &mut Sheet,
    range: &Range<Data>,
    formulas: &[CellRef],
    seen: &mut Seen,
) -> Result<(), Refusal> {
    let formulas: BTreeSet<CellRef> = formulas.iter().copied().collect();
    for (row, col, data) in range.used_cells() {
        let at = place(range, row, col);
        let cell = cell(data, formulas.contains(&at));
        seen.count(&sheet.name, at, cell.as_ref().map(|cell| &cell.value))?;
        if let Some(cell) = cell {
            sheet.cells.insert(at, cell);
        }
    }
    for at in formulas {
        seen.count(&sheet.name, at, Some(&CellValue::Empty))?;
        sheet.cells.entry(at).or_insert(Cell {
            value: CellValue::Empty,
            is_formula: true,
            is_percent: false,
        });
    }
    Ok(())
}
