//! A grid as bytes between two processes of this program; no other program reads them, so they carry no version.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::beside::Beside;
use crate::cell::{Cell, CellValue};
use crate::grid::{Sheet, SheetFault, SheetWhy, Workbook};
use crate::refusal::Refusal;
use model::CellRef;

#[derive(Serialize, Deserialize)]
enum Wire {
    Refused(Refusal),
    Grid {
        sheets: Vec<WireSheet>,
        names: BTreeMap<String, (String, At)>,
        properties: BTreeMap<String, String>,
        saved: Option<String>,
        links: Vec<String>,
        is_to_be_calculated: bool,
        faults: Vec<(String, Option<At>, SheetWhy)>,
    },
}

/// Row and column.
type At = (u32, u32);

#[derive(Serialize, Deserialize)]
struct WireSheet {
    name: String,
    is_hidden: bool,
    merges: Vec<(At, At)>,
    cells: Vec<(At, WireValue, bool, bool)>,
    beside: Beside,
}

#[derive(Serialize, Deserialize)]
enum WireValue {
    Empty,
    Text(String),
    Number(String),
    Date(String, String),
    Bool(bool),
    Error(String),
}

pub(crate) fn write(result: &Result<Workbook, Refusal>) -> Vec<u8> {
    let wire = match result {
        Err(refusal) => Wire::Refused(refusal.clone()),
        Ok(workbook) => Wire::Grid {
            sheets: workbook.sheets.iter().map(sheet_out).collect(),
            names: workbook
                .names
                .iter()
                .map(|(name, (sheet, cell))| (name.clone(), (sheet.to_string(), at(*cell))))
                .collect(),
            properties: workbook.properties.clone(),
            saved: workbook.saved.clone(),
            links: workbook.links.clone(),
            is_to_be_calculated: workbook.is_to_be_calculated,
            faults: workbook
                .faults
                .iter()
                .map(|fault| (fault.sheet.to_string(), fault.after.map(at), fault.why))
                .collect(),
        },
    };
    serde_json::to_vec(&wire).expect("internal error: texts and numbers always serialise")
}

pub(crate) fn read(bytes: &[u8]) -> Option<Result<Workbook, Refusal>> {
    let wire: Wire = serde_json::from_slice(bytes).ok()?;
    match wire {
        Wire::Refused(refusal) => Some(Err(refusal)),
        Wire::Grid {
            sheets,
            names,
            properties,
            saved,
            links,
            is_to_be_calculated,
            faults,
        } => Some(Ok(Workbook {
            file: Arc::from(""),
            sheets: sheets.into_iter().map(sheet_in).collect::<Option<_>>()?,
            names: names
                .into_iter()
                .map(|(name, (sheet, at))| (name, (Arc::from(sheet), cell_ref(at))))
                .collect(),
            properties,
            saved,
            is_to_be_calculated,
            links,
            faults: faults
                .into_iter()
                .map(|(sheet, after, why)| SheetFault {
                    sheet: Arc::from(sheet),
                    after: after.map(cell_ref),
                    why,
                })
                .collect(),
        })),
    }
}

fn at(cell: CellRef) -> At {
    (cell.row, cell.col)
}

fn cell_ref((row, col): At) -> CellRef {
    CellRef::new(row, col)
}

fn sheet_out(sheet: &Sheet) -> WireSheet {
    WireSheet {
        name: sheet.name.to_string(),
        is_hidden: sheet.is_hidden,
        merges: sheet
            .merges
            .iter()
            .map(|(first, last)| (at(*first), at(*last)))
            .collect(),
        cells: sheet
            .cells
            .iter()
            .map(|(place, cell)| {
                (
                    at(*place),
                    value_out(&cell.value),
                    cell.is_formula,
                    cell.is_percent,
                )
            })
            .collect(),
        beside: sheet.beside.clone(),
    }
}

fn sheet_in(sheet: WireSheet) -> Option<Sheet> {
    let cells = sheet
        .cells
        .into_iter()
        .map(|(place, value, is_formula, is_percent)| {
            let value = value_in(value)?;
            let cell = Cell {
                value,
                is_formula,
                is_percent,
            };
            Some((cell_ref(place), cell))
        });
    Some(Sheet {
        name: Arc::from(sheet.name),
        cells: cells.collect::<Option<_>>()?,
        merges: sheet
            .merges
            .into_iter()
            .map(|(first, last)| (cell_ref(first), cell_ref(last)))
            .collect(),
        is_hidden: sheet.is_hidden,
        beside: sheet.beside,
    })
}

fn value_out(value: &CellValue) -> WireValue {
    match value {
        CellValue::Empty => WireValue::Empty,
        CellValue::Text(text) => WireValue::Text(text.clone()),
        CellValue::Number(number) => WireValue::Number(number.to_string()),
        CellValue::Date { iso, serial } => WireValue::Date(iso.clone(), serial.to_string()),
        CellValue::Bool(value) => WireValue::Bool(*value),
        CellValue::Error(text) => WireValue::Error(text.clone()),
    }
}

fn value_in(value: WireValue) -> Option<CellValue> {
    let number = |text: String| text.parse::<Decimal>().ok();
    Some(match value {
        WireValue::Empty => CellValue::Empty,
        WireValue::Text(text) => CellValue::Text(text),
        WireValue::Number(text) => CellValue::Number(number(text)?),
        WireValue::Date(iso, serial) => CellValue::Date {
            iso,
            serial: number(serial)?,
        },
        WireValue::Bool(value) => CellValue::Bool(value),
        WireValue::Error(text) => CellValue::Error(text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_out_comes_back() {
        let mut workbook = Workbook::from_tables("", &[("様式", &[&["区", "12.50"], &["", "x"]])]);
        let sheet = &mut workbook.sheets[0];
        sheet.is_hidden = true;
        sheet.merges = vec![(CellRef::new(0, 0), CellRef::new(1, 0))];
        let others = [
            CellValue::Empty,
            CellValue::Bool(true),
            CellValue::Error("#REF!".to_owned()),
            CellValue::Date {
                iso: "2026-03-31".to_owned(),
                serial: Decimal::from(46_112),
            },
        ];
        for (col, value) in (5..).zip(others) {
            let cell = Cell {
                value,
                is_formula: col % 2 == 0,
                is_percent: col % 2 == 1,
            };
            sheet.cells.insert(CellRef::new(9, col), cell);
        }
        let name = sheet.name.clone();
        workbook
            .names
            .insert("a".to_owned(), (name.clone(), CellRef::new(2, 3)));
        workbook.faults.push(SheetFault {
            sheet: name,
            after: Some(CellRef::new(1, 1)),
            why: SheetWhy::Broken,
        });
        let expected = format!("{workbook:?}");
        let back = read(&write(&Ok(workbook))).expect("whole").expect("a grid");
        assert_eq!(format!("{back:?}"), expected);
    }

    #[test]
    fn a_refusal_comes_back_and_half_a_message_does_not() {
        let refusal = Refusal::broken("x");
        let bytes = write(&Err(refusal.clone()));
        assert_eq!(read(&bytes).expect("whole").expect_err("refused"), refusal);
        assert!(read(&bytes[..bytes.len() - 1]).is_none());
    }
}
