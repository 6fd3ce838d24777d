//! A sheet of a workbook ▸ its rows by heading. What they mean is for `composed`.

use std::collections::BTreeMap;

use definition::{FaultPlace, codes};
use diagnostic::{Code, nearest};
use model::CellRef;
use workbook::{Cell, CellValue, Sheet};

use crate::layout::{Column, ITEM, REST, SheetKind, VALUE};

/// What is wrong, and where.
pub(crate) struct Told {
    pub(crate) code: Code,
    pub(crate) place: FaultPlace,
    pub(crate) message: String,
}

/// The text of a cell with its place.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) cell: CellRef,
}

/// One row: what its cells say, by heading; blank ones are not in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    pub(crate) said: BTreeMap<String, Said>,
    /// Where each heading's cell is, blank or not.
    pub(crate) cells: BTreeMap<String, CellRef>,
}

/// Rows below which no heading is looked for.
const HEADINGS_WITHIN: u32 = 12;

/// The rows of a sheet; what is in the way is told.
pub(crate) fn lines(kind: &SheetKind, sheet: &Sheet, told: &mut Vec<Told>) -> Vec<Line> {
    let table = Table { kind, sheet };
    if kind.is_upright {
        return table.upright(told);
    }
    let Some(headings) = table.headings(&table.known()) else {
        told.push(table.no_headings());
        return Vec::new();
    };
    let columns = table.columns(headings, told);
    let first = match table.are_meanings(headings + 1, &columns) {
        true => headings + 2,
        false => headings + 1,
    };
    let last = sheet.cells.keys().map(|cell| cell.row).max().unwrap_or(0);
    let mut lines = Vec::new();
    for row in first..=last {
        let mut line = Line::default();
        for (heading, col) in &columns {
            let cell = CellRef::new(row, *col);
            line.cells.insert(heading.clone(), cell);
            let said = table.said(cell, told);
            line.said.extend(said.map(|said| (heading.clone(), said)));
        }
        if !line.said.is_empty() {
            lines.push(line);
        }
    }
    lines
}

struct Table<'a> {
    kind: &'a SheetKind,
    sheet: &'a Sheet,
}

impl Table<'_> {
    fn known(&self) -> Vec<&str> {
        let columns = self.kind.before().chain(&self.kind.columns);
        let known = columns.map(|column| column.heading.as_str());
        known.chain(self.kind.has_rest().then_some(REST)).collect()
    }

    /// The row that holds the most of the headings, two at least.
    fn headings(&self, known: &[&str]) -> Option<u32> {
        let mut held: BTreeMap<u32, usize> = BTreeMap::new();
        for (cell, content) in &self.sheet.cells {
            if cell.row < HEADINGS_WITHIN && known.contains(&content.shown().trim()) {
                *held.entry(cell.row).or_default() += 1;
            }
        }
        let most = held.into_iter().filter(|(_, count)| *count > 1);
        let most = most.max_by_key(|(row, count)| (*count, std::cmp::Reverse(*row)));
        most.map(|(row, _)| row)
    }

    fn no_headings(&self) -> Told {
        Told {
            code: codes::KEY_MISSING,
            place: FaultPlace::Sheet(self.kind.name.clone()),
            message: format!(
                "見出しの行がありません（見出し: {}）",
                self.known().join("、")
            ),
        }
    }

    /// The column of each heading; those that nobody knows or that stand there twice are told.
    fn columns(&self, row: u32, told: &mut Vec<Told>) -> Vec<(String, u32)> {
        let mut columns: Vec<(String, u32)> = Vec::new();
        let known = self.known();
        for (cell, content) in self
            .sheet
            .cells
            .range(CellRef::new(row, 0)..CellRef::new(row + 1, 0))
        {
            let heading = content.text().trim().to_owned();
            let place = FaultPlace::Cell(self.kind.name.clone(), *cell);
            if heading.is_empty() {
                continue;
            }
            if !known.contains(&&*heading) {
                let near = nearest(&heading, known.iter().copied());
                let near = near.map_or_else(String::new, |near| format!("（近い見出し: {near}）"));
                let message = format!("「{heading}」という見出しはありません{near}");
                told.push(Told {
                    code: codes::KEY_UNKNOWN,
                    place,
                    message,
                });
            } else if columns.iter().any(|(other, _)| *other == heading) {
                let message = format!("見出し「{heading}」が2つあります");
                told.push(Told {
                    code: codes::TWICE,
                    place,
                    message,
                });
            } else {
                columns.push((heading, cell.col));
            }
        }
        columns
    }

    /// Whether a row says what the columns mean, as the row below our headings does.
    fn are_meanings(&self, row: u32, columns: &[(String, u32)]) -> bool {
        let mut said = 0;
        for (heading, col) in columns {
            let Some(cell) = self.sheet.cells.get(&CellRef::new(row, *col)) else {
                continue;
            };
            let text = cell.text();
            if text.trim().is_empty() || heading == REST {
                continue;
            }
            let mut columns = self.kind.before().chain(&self.kind.columns);
            let is_it = |column: &Column| column.heading == *heading && column.about == text.trim();
            if !columns.any(is_it) {
                return false;
            }
            said += 1;
        }
        said > 0
    }

    /// What a cell says; what was turned into something else on the way is told.
    fn said(&self, cell: CellRef, told: &mut Vec<Told>) -> Option<Said> {
        let content = self.sheet.cells.get(&cell)?;
        let mut refuse = |message: String| {
            let place = FaultPlace::Cell(self.kind.name.clone(), cell);
            told.push(Told {
                code: codes::VALUE,
                place,
                message,
            });
        };
        let text = text(content);
        match &content.value {
            CellValue::Date { iso, .. } => refuse(format!(
                "日付（{iso}）に変わっています。セルの書式を「文字列」にして、書き直してください"
            )),
            CellValue::Error(error) => refuse(format!("計算の誤り（{error}）になっています")),
            _ if text.trim().is_empty() => return None,
            _ => return Some(Said { text, cell }),
        }
        None
    }

    /// The keys below each other, as one row.
    fn upright(&self, told: &mut Vec<Told>) -> Vec<Line> {
        let Some((row, items, values)) = self.item_and_value() else {
            told.push(Told {
                message: format!("見出しの行がありません（見出し: {ITEM}、{VALUE}）"),
                ..self.no_headings()
            });
            return Vec::new();
        };
        let mut line = Line::default();
        let last = self.sheet.cells.keys().map(|cell| cell.row).max();
        for row in row + 1..=last.unwrap_or(0) {
            let (item, value) = (CellRef::new(row, items), CellRef::new(row, values));
            self.item(item, value, &mut line, told);
        }
        if line.said.is_empty() {
            Vec::new()
        } else {
            vec![line]
        }
    }

    /// The row of the headings of keys that stand below each other, and the columns of the keys and of their values.
    fn item_and_value(&self) -> Option<(u32, u32, u32)> {
        let row = self.headings(&[ITEM, VALUE])?;
        let cells = || {
            let range = CellRef::new(row, 0)..CellRef::new(row + 1, 0);
            self.sheet.cells.range(range)
        };
        let of = |heading: &str| {
            let mut cells = cells();
            cells.find_map(|(cell, own)| (own.text().trim() == heading).then_some(cell.col))
        };
        Some((row, of(ITEM)?, of(VALUE)?))
    }

    /// One key with its value.
    fn item(&self, item: CellRef, value: CellRef, line: &mut Line, told: &mut Vec<Told>) {
        let heading = self.sheet.cells.get(&item).map(Cell::text);
        let heading = heading.unwrap_or_default().trim().to_owned();
        let place = FaultPlace::Cell(self.kind.name.clone(), item);
        let Some(said) = self.said(value, told) else {
            line.cells.entry(heading).or_insert(value);
            return;
        };
        let known = self.known();
        if !known.contains(&&*heading) {
            let near = nearest(&heading, known.iter().copied());
            let near = near.map_or_else(String::new, |near| format!("（近い項目: {near}）"));
            let message = format!("「{heading}」という項目はありません{near}");
            told.push(Told {
                code: codes::KEY_UNKNOWN,
                place,
                message,
            });
        } else if line.said.contains_key(&heading) {
            let message = format!("項目「{heading}」が2つあります");
            told.push(Told {
                code: codes::TWICE,
                place,
                message,
            });
        } else {
            line.cells.insert(heading.clone(), value);
            line.said.insert(heading, said);
        }
    }
}

/// The text of a cell, its lines parted by line feeds alone.
fn text(cell: &Cell) -> String {
    let text = cell.text();
    text.replace("\r\n", "\n").replace('\r', "\n")
}
