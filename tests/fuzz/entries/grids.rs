//! A filled form that somebody has worked over: rows put in and taken out, cells moved, labels rewritten, sheets renamed.

use std::collections::BTreeMap;

use torimatome::model::CellRef;
use torimatome::read::Reader;
use torimatome::workbook::{Cell, CellValue, Sheet, Workbook};

use super::{arc, built_in, filled, sound};

/// Most things that are done to one workbook.
const MOST: usize = 24;

/// The input is a list of things to do.
pub(super) fn grid(data: &[u8]) {
    let mut workbook = filled().clone();
    workbook.file = arc("西成区.xlsx");
    let mut deeds = Deeds { data };
    for _ in 0..MOST {
        if deeds.data.is_empty() || workbook.sheets.is_empty() {
            break;
        }
        deeds.one(&mut workbook);
    }
    sound(&Reader::new(built_in()).workbook(&workbook, ""));
}

/// What is left of the list.
struct Deeds<'d> {
    data: &'d [u8],
}

impl Deeds<'_> {
    fn byte(&mut self) -> u8 {
        match self.data.split_first() {
            Some((first, rest)) => {
                self.data = rest;
                *first
            }
            None => 0,
        }
    }

    fn place(&mut self) -> CellRef {
        // The forms are larger than a byte in neither way, and what is far outside is `far`.
        let (row, col) = (self.byte(), self.byte());
        let far = row == 255;
        CellRef::new(
            if far { 1_048_575 } else { u32::from(row) },
            u32::from(col % 32),
        )
    }

    fn words(&mut self) -> String {
        let length = usize::from(self.byte() % 64).min(self.data.len());
        let (words, rest) = self.data.split_at(length);
        self.data = rest;
        super::text(words)
    }

    fn one(&mut self, workbook: &mut Workbook) {
        let deed = self.byte() % 14;
        let at = usize::from(self.byte()) % workbook.sheets.len();
        match deed {
            0..=2 | 6 => self.on_cells(deed, &mut workbook.sheets[at]),
            3..=5 => self.on_lines(deed, &mut workbook.sheets[at]),
            7 => workbook.sheets[at].name = arc(&self.words()),
            8 => workbook.sheets[at].is_hidden = !workbook.sheets[at].is_hidden,
            9 => {
                let (one, other) = (self.place(), self.place());
                let region = (one.min(other), one.max(other));
                workbook.sheets[at].merges.push(region);
            }
            10 => {
                workbook.sheets.remove(at);
            }
            11 => {
                let twin = workbook.sheets[at].clone();
                workbook.sheets.push(twin);
            }
            12 => {
                let (name, value) = (self.words(), self.words());
                workbook.properties.insert(name, value);
            }
            _ => {
                let (name, place) = (self.words(), self.place());
                let sheet = workbook.sheets[at].name.clone();
                workbook.names.insert(name, (sheet, place));
            }
        }
    }

    fn on_cells(&mut self, deed: u8, sheet: &mut Sheet) {
        let place = self.place();
        match deed {
            0 => {
                let words = CellValue::Text(self.words());
                sheet.cells.insert(place, typed(words));
            }
            1 => {
                let number = self.words().parse();
                let number = number.map_or(CellValue::Empty, CellValue::Number);
                sheet.cells.insert(place, typed(number));
            }
            2 => {
                sheet.cells.remove(&place);
            }
            _ => {
                let other = self.place();
                let (a, b) = (sheet.cells.remove(&place), sheet.cells.remove(&other));
                sheet.cells.extend(b.map(|cell| (place, cell)));
                sheet.cells.extend(a.map(|cell| (other, cell)));
            }
        }
    }

    fn on_lines(&mut self, deed: u8, sheet: &mut Sheet) {
        let line = u32::from(self.byte());
        moved(sheet, |cell| match deed {
            3 => Some(CellRef::new(
                cell.row + u32::from(cell.row >= line),
                cell.col,
            )),
            4 if cell.row == line => None,
            4 => Some(CellRef::new(
                cell.row - u32::from(cell.row > line),
                cell.col,
            )),
            _ => Some(CellRef::new(
                cell.row,
                cell.col + u32::from(cell.col >= line % 32),
            )),
        });
    }
}

fn typed(value: CellValue) -> Cell {
    Cell {
        value,
        is_formula: false,
        is_percent: false,
    }
}

fn moved(sheet: &mut Sheet, to: impl Fn(CellRef) -> Option<CellRef>) {
    let cells = std::mem::take(&mut sheet.cells);
    let cells: BTreeMap<CellRef, Cell> = cells
        .into_iter()
        .filter_map(|(place, cell)| Some((to(place)?, cell)))
        .collect();
    sheet.cells = cells;
}
