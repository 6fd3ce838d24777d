//! One cell into its sheet, with what stands beside its value; the same for every kind of file.

use std::collections::BTreeSet;

use crate::bounds::{self, MAX_COL, MAX_ROW, Seen};
use crate::cell::{Cell, CellValue};
use crate::grid::Sheet;
use crate::look::Run;
use crate::refusal::Refusal;
use crate::style::Style;
use model::CellRef;

/// What a reader found in a cell.
#[derive(Default)]
pub(crate) struct Held {
    pub(crate) value: Option<CellValue>,
    pub(crate) runs: Vec<Run>,
    pub(crate) is_formula: bool,
    /// Its formula looks into another workbook.
    pub(crate) is_external: bool,
    pub(crate) is_picture: bool,
    /// The file gives it two values.
    pub(crate) is_twice: bool,
    /// Whether it says anything at all, be it nothing that can be read.
    pub(crate) holds: bool,
    /// What it holds instead of a value of its type.
    pub(crate) refused: Option<String>,
}

/// Puts a cell into the sheet; an empty one and a blank far away leave no trace.
pub(crate) fn put(
    sheet: &mut Sheet,
    at: CellRef,
    held: Held,
    style: Option<&Style>,
    seen: &mut Seen,
) -> Result<(), Refusal> {
    let is_far = at.row >= MAX_ROW || at.col >= MAX_COL;
    let is_blank = match &held.value {
        None | Some(CellValue::Empty) => true,
        Some(CellValue::Text(text)) => text.trim().is_empty(),
        Some(_) => false,
    };
    // A blank far away is nothing that anybody wrote.
    if held.value.is_none() && !held.is_formula || is_far && is_blank {
        return Ok(());
    }
    seen.count(&sheet.name, held.value.as_ref())?;
    let beside = &mut sheet.beside;
    if is_far {
        beside.far.get_or_insert(at);
        return Ok(());
    }
    if held.is_twice || held.holds && sheet.cells.contains_key(&at) {
        beside.twice.insert(at);
    }
    if held.is_external {
        beside.external.insert(at);
    }
    if held.is_picture {
        beside.pictures.insert(at);
    }
    if let Some(refused) = held.refused {
        beside.refused.insert(at, refused);
    }
    if !held.runs.is_empty() {
        beside.runs.insert(at, held.runs);
    }
    if let Some(CellValue::Number(number)) = &held.value
        && let Some(printed) = style.and_then(|style| style.format.printed(*number))
    {
        beside.printed.insert(at, printed);
    }
    let cell = Cell {
        value: held.value.unwrap_or(CellValue::Empty),
        is_formula: held.is_formula,
        is_percent: style.is_some_and(|style| style.format.is_percent),
    };
    sheet.cells.insert(at, cell);
    Ok(())
}

/// What a sheet says of all its cells.
#[derive(Default)]
pub(crate) struct Manner {
    /// It does not show noughts: none of them is seen.
    pub(crate) hides_noughts: bool,
    /// It hides the rows that it does not describe.
    pub(crate) hides_rows: bool,
    /// The rows that it describes.
    pub(crate) rows: BTreeSet<u32>,
}

/// A sheet after its last cell, within the bounds.
pub(crate) fn done(mut sheet: Sheet, manner: &Manner) -> Result<Sheet, Refusal> {
    let beside = &mut sheet.beside;
    if manner.hides_noughts {
        for (at, cell) in &sheet.cells {
            if matches!(&cell.value, CellValue::Number(number) if number.is_zero()) {
                beside.printed.insert(*at, String::new());
            }
        }
    }
    if manner.hides_rows {
        let rows = sheet.cells.keys().map(|at| at.row);
        let hidden = rows.filter(|row| !manner.rows.contains(row));
        beside.hidden_rows.extend(hidden);
    }
    bounds::merges(&sheet.name, sheet.merges.len(), sheet.cells.len())?;
    Ok(sheet)
}
