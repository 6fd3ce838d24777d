//! A file as a flat grid of cells, no meaning yet. The only file that imports calamine.
//!
//! Sheets are streamed: a dense range would let two far-apart cells ask for half a terabyte.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use rust_decimal::Decimal;

use super::InputFile;
use super::cell::{Cell, CellValue};
use super::guard::{self, Refusal};
use super::names;
use super::number_format::shows_percent;
use crate::model::CellRef;

/// Most sheets in one workbook.
const MAX_SHEETS: usize = 50;
/// First row that is too far down for any form.
const MAX_ROW: u32 = 20_000;
/// First column that is too far right for any form.
const MAX_COL: u32 = 200;
/// Most cell elements in a workbook, empty ones counted.
const MAX_CELLS: usize = 2_000_000;
/// Most text in a workbook, in bytes: a long string may be shared by a million cells.
const MAX_TEXTS: usize = 64 << 20;
/// Longest text in a cell, in bytes; the office program itself stops at 32,767 characters.
const MAX_TEXT: usize = 200_000;
/// Most merged regions in one sheet.
const MAX_MERGES: usize = 20_000;
/// Most merged regions times cells, which bounds the work of telling what lies under a merge.
const MAX_MERGE_WORK: usize = 100_000_000;

/// The limits of this file, by name with their unit.
pub(super) const LIMITS: [(&str, u64); 5] = [
    ("sheets", MAX_SHEETS as u64),
    ("rows", MAX_ROW as u64),
    ("columns", MAX_COL as u64),
    ("cells", MAX_CELLS as u64),
    ("merges", MAX_MERGES as u64),
];

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

/// A sheet that could not be read; the others were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetFault {
    /// Name of the sheet.
    pub sheet: Arc<str>,
    /// The last cell that could still be read.
    pub after: Option<CellRef>,
    /// What the parser says.
    pub reason: String,
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
    /// Sheets that could not be read.
    pub faults: Vec<SheetFault>,
}

impl Workbook {
    /// Opens a file; a panic inside the parser is told as a broken file.
    pub(super) fn open(file: &InputFile) -> Result<Self, Refusal> {
        guard::inspect(&file.bytes)?;
        let bytes = Arc::clone(&file.bytes);
        let opened = catch_unwind(AssertUnwindSafe(|| open(bytes)));
        let mut workbook = opened.unwrap_or_else(|_| Err(Refusal::broken("読み取り中の異常")))?;
        workbook.file = Arc::clone(&file.name);
        Ok(workbook)
    }

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

type Source = Cursor<Arc<[u8]>>;

fn open(bytes: Arc<[u8]>) -> Result<Workbook, Refusal> {
    let mut source: Xlsx<Source> = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsxError::Password => Refusal {
            code: crate::diagnostic::Code::FILE_PROTECTED,
            message: "パスワードで暗号化されたExcelブックのため、読めません。".to_owned(),
            hint: "パスワードを外して保存し、送り直してください。".to_owned(),
        },
        _ => Refusal::broken("ブックの構成を読めない"),
    })?;
    let metadata = source.sheets_metadata().to_vec();
    if metadata.len() > MAX_SHEETS {
        return Err(Refusal::beyond(format!(
            "シートが多すぎます（{}枚。上限は{MAX_SHEETS}枚）。",
            metadata.len()
        )));
    }
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
    workbook.names = names(&source, &workbook.sheets);
    if let Ok(properties) = source.workbook_properties() {
        workbook.properties = properties.custom_properties.into_iter().collect();
    }
    Ok(workbook)
}

/// How much of a workbook has been read, over all its sheets.
#[derive(Default)]
struct Seen {
    cells: usize,
    text: usize,
}

enum SheetError {
    Beyond(Refusal),
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
    if merges.len() > MAX_MERGES || merges.len() * sheet.cells.len() > MAX_MERGE_WORK {
        return Err(SheetError::Beyond(Refusal::beyond(format!(
            "シート「{name}」の結合セルが多すぎます。"
        ))));
    }
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
        seen.cells += 1;
        let at = address(cell.get_position());
        last = Some(at);
        let Some(value) = cell_value(cell.get_value()) else {
            within(&name, seen, at, None)?;
            continue;
        };
        within(&name, seen, at, Some(&value))?;
        let cell = Cell {
            value,
            is_formula: false,
            is_percent: percent.contains(&style),
        };
        sheet.cells.insert(at, cell);
    }
    Ok(())
}

/// Refuses a sheet that is far larger than any form.
fn within(
    name: &str,
    seen: &mut Seen,
    at: CellRef,
    value: Option<&CellValue>,
) -> Result<(), SheetError> {
    let length = match value {
        Some(CellValue::Text(text)) => text.len(),
        _ => 0,
    };
    seen.text += length;
    if seen.cells > MAX_CELLS {
        return Err(SheetError::Beyond(Refusal::beyond(format!(
            "シート「{name}」のセルが多すぎます。"
        ))));
    }
    if length > MAX_TEXT || seen.text > MAX_TEXTS {
        return Err(SheetError::Beyond(Refusal::beyond(format!(
            "シート「{name}」の文字が多すぎます。"
        ))));
    }
    if value.is_some() && (at.row >= MAX_ROW || at.col >= MAX_COL) {
        // An absurd column cannot even be written as letters.
        let place = if at.col < 20_000 {
            format!("（セル{at}）")
        } else {
            String::new()
        };
        return Err(SheetError::Beyond(Refusal::beyond(format!(
            "シート「{name}」の様式から遠く離れたところに値があります{place}。"
        ))));
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

fn cell_value(data: &DataRef<'_>) -> Option<CellValue> {
    Some(match data {
        DataRef::Empty => return None,
        DataRef::Int(number) => CellValue::Number(Decimal::from(*number)),
        DataRef::Float(number) => round_to_shown(*number),
        DataRef::String(text) => CellValue::Text(text.clone()),
        DataRef::SharedString(text) => CellValue::Text((*text).to_owned()),
        DataRef::Bool(value) => CellValue::Bool(*value),
        DataRef::DateTime(date) => date_value(date),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => CellValue::Date {
            iso: text.get(..10).unwrap_or(text).to_owned(),
            serial: Decimal::ZERO,
        },
        DataRef::Error(error) => CellValue::Error(error.to_string()),
    })
}

/// Rounds to 15 significant digits, the precision at which Excel shows a number to a person.
fn round_to_shown(number: f64) -> CellValue {
    let shown = format!("{number:.14e}");
    Decimal::from_scientific(&shown).map_or_else(
        |_| CellValue::Text(format!("{number:e}")),
        |decimal| CellValue::Number(decimal.normalize()),
    )
}

fn date_value(date: &ExcelDateTime) -> CellValue {
    let serial = match round_to_shown(date.as_f64()) {
        CellValue::Number(serial) => serial,
        _ => Decimal::ZERO,
    };
    let (year, month, day, hour, minute, ..) = date.to_ymd_hms_milli();
    let iso = if date.is_duration() || date.as_f64() < 1.0 {
        format!("{hour:02}:{minute:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}")
    };
    CellValue::Date { iso, serial }
}

/// Names that point at one cell, or at one merged region. A name that stands twice (a copied sheet) is left out.
fn names(source: &Xlsx<Source>, sheets: &[Sheet]) -> BTreeMap<String, (Arc<str>, CellRef)> {
    let mut names = BTreeMap::new();
    let mut twice = BTreeSet::new();
    for (name, formula) in source.defined_names() {
        let Some(target) = names::target(formula, sheets) else {
            continue;
        };
        if names
            .insert(name.clone(), target.clone())
            .is_some_and(|before| before != target)
        {
            twice.insert(name.clone());
        }
    }
    names.retain(|name, _| !twice.contains(name));
    names
}
