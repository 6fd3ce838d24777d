//! The Office Open XML workbook (.xlsx, .xlsm), streamed sheet by sheet.
//!
//! Never a dense range: two far-apart cells would ask for half a terabyte.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::Arc;

use calamine::{Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use crate::bounds::{self, MAX_COL, MAX_ROW, Seen};
use crate::cell::{Cell, CellValue};
use crate::grid::{Sheet, SheetFault, Workbook};
use crate::number_format::shows_percent;
use crate::refusal::Refusal;
use crate::{names, value};
use model::CellRef;

type Source = Cursor<Arc<[u8]>>;

/// Opens an Office Open XML workbook.
pub(super) fn open(bytes: Arc<[u8]>) -> Result<Workbook, Refusal> {
    let mut source: Xlsx<Source> = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsxError::Password => Refusal::encrypted(),
        _ => Refusal::broken("ブックの構成を読めない"),
    })?;
    let metadata = source.sheets_metadata().to_vec();
    bounds::sheets(metadata.len())?;
    let mut workbook = Workbook::default();
    let mut seen = Seen::default();
    for entry in metadata
        .into_iter()
        .filter(|entry| entry.typ == SheetType::WorkSheet)
    {
        let name: Arc<str> = Arc::from(entry.name.as_str());
        match sheet(&mut source, &name, &mut seen) {
            Ok(mut sheet) => {
                sheet.is_hidden = entry.visible != SheetVisible::Visible;
                workbook.sheets.push(sheet);
            }
            Err(SheetError::Beyond(refusal)) => return Err(refusal),
            Err(SheetError::Fault(fault)) => workbook.faults.push(fault),
        }
    }
    workbook.names = names::single(source.defined_names(), &workbook.sheets);
    if let Ok(properties) = source.workbook_properties() {
        workbook.saved = properties.modified;
        workbook.properties = properties.custom_properties.into_iter().collect();
    }
    Ok(workbook)
}

/// What stands in the way of one sheet.
enum SheetError {
    /// The whole workbook is refused.
    Beyond(Refusal),
    /// This sheet is broken; the others are read.
    Fault(SheetFault),
}

fn sheet(source: &mut Xlsx<Source>, name: &Arc<str>, seen: &mut Seen) -> Result<Sheet, SheetError> {
    let fault = |after: Option<CellRef>, error: &XlsxError| {
        SheetError::Fault(SheetFault {
            sheet: Arc::clone(name),
            after,
            reason: error.to_string(),
        })
    };
    let mut sheet = Sheet {
        name: Arc::clone(name),
        ..Sheet::default()
    };
    values(source, &mut sheet, seen, &fault)?;
    formulas(source, &mut sheet, &fault)?;
    let merges = source
        .merge_cells_by_sheet_name(name)
        .map_err(|error| fault(None, &error))?;
    bounds::merges(name, merges.len(), sheet.cells.len()).map_err(SheetError::Beyond)?;
    sheet.merges = merges
        .into_iter()
        .map(|region| (address(region.start), address(region.end)))
        .collect();
    Ok(sheet)
}

fn address((row, col): (u32, u32)) -> CellRef {
    CellRef::new(row, col)
}

/// First pass: values with their number formats.
fn values(
    source: &mut Xlsx<Source>,
    sheet: &mut Sheet,
    seen: &mut Seen,
    fault: &dyn Fn(Option<CellRef>, &XlsxError) -> SheetError,
) -> Result<(), SheetError> {
    let name = Arc::clone(&sheet.name);
    let mut reader = source
        .worksheet_cells_reader(&name)
        .map_err(|error| fault(None, &error))?;
    let percent: BTreeSet<usize> = reader
        .styles()
        .iter()
        .enumerate()
        .filter(|(_, style)| {
            style
                .number_format
                .as_ref()
                .is_some_and(|format| shows_percent(&format.format_code))
        })
        .map(|(id, _)| id)
        .collect();
    let mut last = None;
    while let Some((cell, style)) = reader
        .next_cell_with_style_id()
        .map_err(|error| fault(last, &error))?
    {
        let at = address(cell.get_position());
        last = Some(at);
        let Some(value) = value::of(cell.get_value()) else {
            seen.count(&name, at, None).map_err(SheetError::Beyond)?;
            continue;
        };
        seen.count(&name, at, Some(&value))
            .map_err(SheetError::Beyond)?;
        let cell = Cell {
            value,
            is_formula: false,
            is_percent: percent.contains(&style),
        };
        sheet.cells.insert(at, cell);
    }
    Ok(())
}

/// Second pass: which cells hold a formula. One without a stored result is empty, and must not pass for a blank.
fn formulas(
    source: &mut Xlsx<Source>,
    sheet: &mut Sheet,
    fault: &dyn Fn(Option<CellRef>, &XlsxError) -> SheetError,
) -> Result<(), SheetError> {
    let mut reader = source
        .worksheet_cells_reader(&sheet.name)
        .map_err(|error| fault(None, &error))?;
    let mut last = None;
    while let Some(record) = reader
        .next_cell_with_formula_metadata()
        .map_err(|error| fault(last, &error))?
    {
        let at = address(record.pos);
        last = Some(at);
        if record.formula.is_none() || at.row >= MAX_ROW || at.col >= MAX_COL {
            continue;
        }
        sheet
            .cells
            .entry(at)
            .or_insert(Cell {
                value: CellValue::Empty,
                is_formula: true,
                is_percent: false,
            })
            .is_formula = true;
    }
    Ok(())
}
