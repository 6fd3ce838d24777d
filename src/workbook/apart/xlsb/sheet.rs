//! A sheet of a binary workbook, walked over once: cells in their long, short and rich forms, merged regions, and what of
//! it a person does not see.

use std::sync::Arc;

use super::super::bits::{error, short_number};
use super::super::formula::{self, Width};
use super::super::held::{self, plain, refused, text};
use super::super::looks::{Looks, rich};
use super::super::plain::Around;
use super::super::text::Formulas;
use super::records::{Fields, Records};
use crate::bounds::{MAX_ROW, Seen};
use crate::cell::CellValue;
use crate::grid::Sheet;
use crate::look::Rich;
use crate::put::{Held, Manner, done, put};
use crate::refusal::Refusal;
use crate::sheets::Stop;
use crate::style::Style;
use model::CellRef;

/// What the cells of every sheet refer to.
pub(super) struct Common {
    pub(super) strings: Vec<Rich>,
    pub(super) looks: Looks,
    pub(super) is_1904: bool,
    /// Of the list of sheets that formulas name: whether the sheet is another workbook's.
    pub(super) is_elsewhere: Vec<bool>,
    /// What formulas refer to.
    pub(super) around: Around,
}

/// Reads a sheet part.
pub(super) fn read(
    part: &[u8],
    name: &Arc<str>,
    common: &Common,
    seen: &mut Seen,
) -> Result<Sheet, Stop> {
    let mut reader = Reader {
        common,
        seen,
        sheet: Sheet {
            name: Arc::clone(name),
            ..Sheet::default()
        },
        row: 0,
        col: 0,
        has_metadata: false,
        manner: Manner::default(),
        formulas: Formulas::default(),
        last: None,
    };
    let mut records = Records::new(part);
    for (kind, fields) in records.by_ref() {
        let known = match kind {
            1..=18 | 62 => reader.cell(kind, fields).map_err(Stop::Beyond)?,
            _ => reader.layout(kind, fields),
        };
        if known.is_none() {
            return Err(Stop::Broken(reader.last));
        }
    }
    if records.is_cut {
        return Err(Stop::Broken(reader.last));
    }
    let no_encoding = encoding_rs::UTF_16LE;
    let (formulas, around) = (reader.formulas, &common.around);
    formulas.add(&mut reader.sheet, around, Width::Wide, no_encoding);
    done(reader.sheet, &reader.manner).map_err(Stop::Beyond)
}

struct Reader<'a> {
    common: &'a Common,
    seen: &'a mut Seen,
    sheet: Sheet,
    row: u32,
    /// The column after the last cell.
    col: u32,
    /// The next cell's value has more to it, as a picture has.
    has_metadata: bool,
    manner: Manner,
    formulas: Formulas,
    last: Option<CellRef>,
}

impl<'a> Reader<'a> {
    /// What is no cell; nothing for a record that is broken.
    fn layout(&mut self, kind: u32, mut fields: Fields<'_>) -> Option<()> {
        match kind {
            0 => {
                (self.row, self.col) = (fields.u32()?, 0);
                fields.take(4)?;
                let height = fields.u16()?;
                let is_hidden = fields.u16()? >> 8 & 0x10 != 0;
                if self.row < MAX_ROW {
                    self.manner.rows.insert(self.row);
                    if is_hidden || height == 0 {
                        self.sheet.beside.hidden_rows.insert(self.row);
                    }
                }
            }
            50 => self.has_metadata = true,
            60 => {
                let (first, last, width) = (fields.u32()?, fields.u32()?, fields.u32()?);
                fields.take(4)?;
                if width == 0 || fields.u16()? & 1 == 1 {
                    self.sheet.beside.hide_columns(first, last);
                }
            }
            137 => self.manner.hides_noughts |= fields.u16()? & 0x10 == 0,
            176 => {
                let (top, bottom) = (fields.u32()?, fields.u32()?);
                let (left, right) = (fields.u32()?, fields.u32()?);
                self.sheet
                    .merge(CellRef::new(top, left), CellRef::new(bottom, right));
            }
            // The formula of an array, or one that many cells share, follows its first cell.
            426 | 427 => {
                let (top, bottom) = (fields.u32()?, fields.u32()?);
                let (left, right) = (fields.u32()?, fields.u32()?);
                let is_array = kind == 426;
                fields.take(usize::from(is_array))?;
                let tokens = fields.tokens()?;
                let region = (CellRef::new(top, left), CellRef::new(bottom, right));
                let after = fields.tokens().unwrap_or_default();
                self.formulas.region(region, (tokens, after), is_array);
                if self.is_external(tokens)
                    && let Some(at) = self.last
                    && self.sheet.cells.contains_key(&at)
                {
                    self.sheet.beside.external.insert(at);
                }
            }
            485 => {
                fields.take(8)?;
                self.manner.hides_rows = fields.u16()? & 2 != 0;
            }
            _ => {}
        }
        Some(())
    }

    /// A cell; the short forms stand in the column after the one before and leave it out.
    fn cell(&mut self, kind: u32, mut fields: Fields<'_>) -> Result<Option<()>, Refusal> {
        let is_short = (12..=18).contains(&kind);
        let named = if is_short {
            Some(self.col)
        } else {
            fields.u32()
        };
        let (Some(col), Some(style)) = (named, fields.u32()) else {
            return Ok(None);
        };
        self.col = col.saturating_add(1);
        let is_picture = std::mem::take(&mut self.has_metadata);
        let common = self.common;
        let index = usize::try_from(style & 0x00FF_FFFF).unwrap_or(0);
        let style = common.looks.styles.get(index);
        // A look that the file does not describe: its part is gone, or broken off.
        self.sheet.beside.looks_are_lost |= style.is_none() && index > 0;
        let at = CellRef::new(self.row, col);
        let held = if (8..=11).contains(&kind) {
            self.formula(at, kind, fields, style)
        } else {
            self.value(if is_short { kind - 11 } else { kind }, fields, style)
        };
        let Some(mut held) = held else {
            return Ok(None);
        };
        held.is_picture = is_picture && matches!(held.value, Some(CellValue::Error(_)));
        self.last = Some(at);
        put(&mut self.sheet, at, held, style, self.seen).map(Some)
    }

    fn value(&self, kind: u32, mut fields: Fields<'_>, style: Option<&Style>) -> Option<Held> {
        let number = |number: f64| held::number(number, style, self.common.is_1904);
        Some(match kind {
            1 => Held::default(),
            2 => number(short_number(fields.u32()?)),
            3 => plain(error(fields.byte()?), style),
            4 => plain(CellValue::Bool(fields.byte()? != 0), style),
            5 => number(fields.number()?),
            6 => plain(CellValue::Text(fields.text()?), style),
            7 => {
                let index = fields.u32()?;
                let found = usize::try_from(index).ok();
                match found.and_then(|index| self.common.strings.get(index)) {
                    Some(found) => text(found, style),
                    None => refused(index.to_string()),
                }
            }
            _ => {
                let (found, runs) = fields.rich()?;
                text(&rich(&found, &runs, &self.common.looks.fonts), style)
            }
        })
    }

    fn formula(
        &mut self,
        at: CellRef,
        kind: u32,
        mut fields: Fields<'_>,
        style: Option<&Style>,
    ) -> Option<Held> {
        let mut found = match kind {
            8 => plain(CellValue::Text(fields.text()?), style),
            9 => held::number(fields.number()?, style, self.common.is_1904),
            10 => plain(CellValue::Bool(fields.byte()? != 0), style),
            _ => plain(error(fields.byte()?), style),
        };
        fields.take(2)?;
        let tokens = fields.tokens()?;
        self.formulas
            .cell(at, tokens, fields.tokens().unwrap_or_default());
        let is_nothing = matches!(&found.value, Some(CellValue::Text(text)) if text.is_empty());
        // A formula that can only give a number never gave a text of nothing.
        if is_nothing && formula::read(tokens, Width::Wide).is_some_and(|known| known.is_number) {
            found = Held::default();
        }
        found.is_formula = true;
        found.is_external = self.is_external(tokens);
        Some(found)
    }

    fn is_external(&self, tokens: &[u8]) -> bool {
        formula::looks_into(tokens, Width::Wide, &self.common.is_elsewhere)
    }
}
