//! A sheet of an old workbook, walked over once: cells, merged regions, what a person does not see, and remarks.

use std::sync::Arc;

use super::super::bits::{error, f64_at, short_number, u16_at, u32_at};
use super::super::formula;
use super::super::held::{self, plain, refused, text};
use super::super::looks::rich;
use super::super::text::Formulas;
use super::book::{Book, END};
use super::records::{Record, Records};
use super::remarks::Remarks;
use crate::bounds::{MAX_ROW, Seen};
use crate::cell::CellValue;
use crate::grid::Sheet;
use crate::look::Rich;
use crate::put::{Held, Manner, done, put};
use crate::refusal::Refusal;
use crate::sheets::Stop;
use crate::style::Style;
use model::CellRef;

/// Reads the sheet that begins at a place of the stream.
pub(super) fn read(
    stream: &[u8],
    at: usize,
    name: &Arc<str>,
    book: &Book,
    seen: &mut Seen,
) -> Result<Sheet, Stop> {
    const BEGIN: u16 = 0x0809;
    let mut reader = Reader {
        book,
        seen,
        sheet: Sheet {
            name: Arc::clone(name),
            ..Sheet::default()
        },
        waiting: None,
        manner: Manner::default(),
        formulas: Formulas::default(),
        remarks: Remarks::default(),
        last: None,
    };
    let mut depth = 0u32;
    for record in Records::new(stream, at) {
        match record.kind {
            BEGIN => depth += 1,
            // A chart on the sheet has a beginning and an end of its own.
            END if depth <= 1 => return reader.done().map_err(Stop::Beyond),
            END => depth -= 1,
            _ if depth == 1 => {
                let known = reader.visit(&record).map_err(Stop::Beyond)?;
                if known.is_none() {
                    return Err(Stop::Broken(reader.last));
                }
            }
            // What stands before the beginning is no sheet.
            _ if depth == 0 => break,
            _ => {}
        }
    }
    Err(Stop::Broken(reader.last))
}

struct Reader<'a> {
    book: &'a Book,
    seen: &'a mut Seen,
    sheet: Sheet,
    /// A formula whose text follows in a record of its own.
    waiting: Option<(CellRef, usize, Held)>,
    manner: Manner,
    formulas: Formulas,
    remarks: Remarks,
    last: Option<CellRef>,
}

type Step = Result<Option<()>, Refusal>;

impl<'a> Reader<'a> {
    /// Takes up one record; nothing for one that is broken.
    fn visit(&mut self, record: &Record<'_>) -> Step {
        let content = record.content;
        match record.kind {
            0x0203 | 0x027E | 0x00FD | 0x0204 | 0x00D6 | 0x0205 => self.cell(record),
            0x00BD => self.short_numbers(content),
            0x0006 => self.formula(content),
            0x0207 => self.result(record),
            // The formula of an array, or one that many cells share, follows its first cell.
            0x0221 | 0x04BC => {
                let is_array = record.kind == 0x0221;
                let from = if is_array { 12 } else { 8 };
                let size = usize::from(u16_at(content, from).unwrap_or(0));
                let (tokens, after) = parts(content, from + 2, size);
                if let Some(region) = region(content) {
                    self.formulas.region(region, (tokens, after), is_array);
                }
                if self.is_external(tokens)
                    && let Some(at) = self.last
                    && self.sheet.cells.contains_key(&at)
                {
                    self.sheet.beside.external.insert(at);
                }
                Ok(Some(()))
            }
            _ => {
                self.remarks.visit(record, self.book.texts);
                Ok(self.layout(record))
            }
        }
    }

    /// What is no cell: rows, columns, merged regions and the view.
    fn layout(&mut self, record: &Record<'_>) -> Option<()> {
        let content = record.content;
        match record.kind {
            0x0208 => {
                let row = u32::from(u16_at(content, 0)?);
                let (height, flags) = (u16_at(content, 6)? & 0x7FFF, u16_at(content, 12)?);
                self.manner.rows.insert(row);
                if (height == 0 || flags & 0x20 != 0) && row < MAX_ROW {
                    self.sheet.beside.hidden_rows.insert(row);
                }
            }
            0x007D => {
                let (first, last) = (u16_at(content, 0)?, u16_at(content, 2)?);
                let (width, flags) = (u16_at(content, 4)?, u16_at(content, 8)?);
                if width == 0 || flags & 1 != 0 {
                    let (first, last) = (u32::from(first), u32::from(last));
                    self.sheet.beside.hide_columns(first, last);
                }
            }
            0x0225 => self.manner.hides_rows = u16_at(content, 0)? & 2 != 0,
            0x023E => self.manner.hides_noughts |= u16_at(content, 0)? & 0x10 == 0,
            0x00E5 => {
                let mut cursor = record.cursor(2);
                let mut next = || cursor.u16().map(u32::from);
                while let (Some(top), Some(bottom), Some(left), Some(right)) =
                    (next(), next(), next(), next())
                {
                    self.sheet
                        .merge(CellRef::new(top, left), CellRef::new(bottom, right));
                }
            }
            _ => {}
        }
        Some(())
    }

    /// A cell with its value in the same record.
    fn cell(&mut self, record: &Record<'_>) -> Step {
        let content = record.content;
        let Some((at, style)) = head(content) else {
            return Ok(None);
        };
        let look = self.look(style);
        let held = match record.kind {
            0x0203 => f64_at(content, 6).map(|number| self.number(number, style)),
            0x027E => u32_at(content, 6).map(|bits| self.number(short_number(bits), style)),
            0x0205 => content.get(6).zip(content.get(7)).map(|(value, kind)| {
                plain(
                    if *kind == 0 {
                        CellValue::Bool(*value != 0)
                    } else {
                        error(*value)
                    },
                    look,
                )
            }),
            0x00FD => u32_at(content, 6).map(|index| {
                let found = usize::try_from(index).ok();
                match found.and_then(|index| self.book.strings.get(index)) {
                    Some(found) => text(found, look),
                    None => refused(index.to_string()),
                }
            }),
            _ => self.own_text(record).map(|found| text(&found, look)),
        };
        match held {
            Some(held) => self.put(at, style, held).map(Some),
            None => Ok(None),
        }
    }

    /// The text of a cell that has it in its own record, as old programs and some of today write it.
    fn own_text(&self, record: &Record<'_>) -> Option<Rich> {
        let texts = self.book.texts;
        if texts.is_wide {
            let (found, runs) = record.cursor(6).text()?;
            return Some(rich(&found, &runs, &self.book.looks.fonts));
        }
        let length = usize::from(u16_at(record.content, 6)?);
        let found = texts.old(record.content.get(8..8 + length)?);
        let runs = record.content.get(9 + length..).unwrap_or_default();
        // Places are counted in bytes.
        let runs: Vec<(usize, usize)> = runs
            .chunks_exact(2)
            .filter(|_| record.kind == 0x00D6)
            .map(|run| {
                let before = &record.content[8..8 + length.min(usize::from(run[0]))];
                let units = texts.old(before).encode_utf16().count();
                (units, usize::from(run[1]))
            })
            .collect();
        Some(rich(&found, &runs, &self.book.looks.fonts))
    }

    /// Several numbers side by side.
    fn short_numbers(&mut self, content: &[u8]) -> Step {
        let (Some(row), Some(first)) = (u16_at(content, 0), u16_at(content, 2)) else {
            return Ok(None);
        };
        let cells = content.get(4..content.len().saturating_sub(2));
        for (col, cell) in (u32::from(first)..).zip(cells.unwrap_or_default().chunks_exact(6)) {
            if let (Some(style), Some(bits)) = (u16_at(cell, 0), u32_at(cell, 2)) {
                let style = usize::from(style);
                let held = self.number(short_number(bits), style);
                self.put(CellRef::new(u32::from(row), col), style, held)?;
            }
        }
        Ok(Some(()))
    }

    fn formula(&mut self, content: &[u8]) -> Step {
        let (Some((at, style)), Some(result), Some(size)) =
            (head(content), content.get(6..14), u16_at(content, 20))
        else {
            return Ok(None);
        };
        let (tokens, after) = parts(content, 22, usize::from(size));
        self.formulas.cell(at, tokens, after);
        let look = self.look(style);
        let mut held = match (&result[6..], result[0]) {
            ([0xFF, 0xFF], 0) => Held::default(),
            ([0xFF, 0xFF], 1) => plain(CellValue::Bool(result[2] != 0), look),
            ([0xFF, 0xFF], 2) => plain(error(result[2]), look),
            ([0xFF, 0xFF], _) => self.nothing(tokens),
            _ => f64_at(content, 6).map_or_else(Held::default, |number| self.number(number, style)),
        };
        held.is_formula = true;
        held.is_external = self.is_external(tokens);
        let is_waiting = result[0] == 0 && result[6..] == [0xFF, 0xFF];
        if is_waiting {
            self.let_go()?;
            self.waiting = Some((at, style, held));
            self.last = Some(at);
            return Ok(Some(()));
        }
        self.put(at, style, held).map(Some)
    }

    /// A stored result of nothing. A formula that can only give a number never gave it.
    fn nothing(&self, tokens: &[u8]) -> Held {
        let found = formula::read(tokens, self.book.texts.width());
        let is_number = found.is_some_and(|found| found.is_number);
        if is_number || self.book.is_to_be_calculated {
            return Held::default();
        }
        Held {
            value: Some(CellValue::Text(String::new())),
            ..Held::default()
        }
    }

    /// The text that a formula gave.
    fn result(&mut self, record: &Record<'_>) -> Step {
        let texts = self.book.texts;
        let found = if texts.is_wide {
            record.cursor(0).text().map(|(found, _)| found)
        } else {
            let length = u16_at(record.content, 0).map_or(0, usize::from);
            record
                .content
                .get(2..2 + length)
                .map(|bytes| texts.old(bytes))
        };
        let (Some(found), Some((at, style, held))) = (found, self.waiting.take()) else {
            return Ok(Some(()));
        };
        let look = self.look(style);
        let mut whole = plain(CellValue::Text(found), look);
        (whole.is_formula, whole.is_external) = (true, held.is_external);
        self.put(at, style, whole).map(Some)
    }

    /// A formula whose text never came has no stored result.
    fn let_go(&mut self) -> Result<(), Refusal> {
        match self.waiting.take() {
            Some((at, style, held)) => self.put(at, style, held),
            None => Ok(()),
        }
    }

    fn look(&self, style: usize) -> Option<&'a Style> {
        self.book.looks.styles.get(style)
    }

    fn number(&self, number: f64, style: usize) -> Held {
        held::number(number, self.look(style), self.book.is_1904)
    }

    fn is_external(&self, tokens: &[u8]) -> bool {
        formula::looks_into(tokens, self.book.texts.width(), &self.book.is_elsewhere)
    }

    fn put(&mut self, at: CellRef, style: usize, held: Held) -> Result<(), Refusal> {
        self.let_go()?;
        self.last = Some(at);
        let style = self.look(style);
        put(&mut self.sheet, at, held, style, self.seen)
    }

    fn done(mut self) -> Result<Sheet, Refusal> {
        self.let_go()?;
        self.remarks.add(&mut self.sheet.beside);
        let (formulas, book) = (self.formulas, self.book);
        let texts = book.texts;
        formulas.add(&mut self.sheet, &book.around, texts.width(), texts.encoding);
        done(self.sheet, &self.manner)
    }
}

/// Where a cell stands, and the number of its style.
fn head(content: &[u8]) -> Option<(CellRef, usize)> {
    let at = CellRef::new(
        u32::from(u16_at(content, 0)?),
        u32::from(u16_at(content, 2)?),
    );
    Some((at, usize::from(u16_at(content, 4)?)))
}

/// The region of an array or of a shared formula: its first and last row and column.
fn region(content: &[u8]) -> Option<(CellRef, CellRef)> {
    let (top, bottom) = (u16_at(content, 0)?, u16_at(content, 2)?);
    let (left, right) = (*content.get(4)?, *content.get(5)?);
    let at = |row: u16, col: u8| CellRef::new(u32::from(row), u32::from(col));
    Some((at(top, left), at(bottom, right)))
}

/// The tokens of a formula, so many bytes from a place on, and what follows them.
fn parts(content: &[u8], from: usize, size: usize) -> (&[u8], &[u8]) {
    let tokens = content.get(from..from + size).unwrap_or_default();
    (tokens, content.get(from + size..).unwrap_or_default())
}
