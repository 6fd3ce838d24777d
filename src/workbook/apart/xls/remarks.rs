//! Comments and text boxes of a sheet of an old workbook: drawings say where, objects say what, texts follow them.

use std::collections::BTreeMap;

use super::super::bits::{u16_at, u32_at};
use super::records::{Record, Texts};
use crate::beside::Beside;
use crate::floating::Corner;
use model::CellRef;

/// Most texts of objects that are looked at in one sheet.
const MAX_TEXTS: usize = 2_000;
/// The kind of an object that is a comment.
const COMMENT: u16 = 0x19;
const CHART: u16 = 0x05;
const PICTURE: u16 = 0x08;

/// What has been found so far.
#[derive(Default)]
pub(super) struct Remarks {
    /// Where the next object lies.
    anchor: Option<(Corner, Corner)>,
    /// Where pictures and charts lie.
    floating: Vec<(Corner, Corner)>,
    /// Where drawings lie whose words are not read, in workbooks of the days before Unicode.
    unread: Vec<CellRef>,
    /// Number and kind of the last object.
    object: Option<(u16, u16)>,
    /// Texts by the number of their object, with its kind and place.
    texts: BTreeMap<u16, (u16, Option<CellRef>, String)>,
    /// Cells with the number of the object that comments on them.
    notes: Vec<(CellRef, u16)>,
    /// Comments of the days before drawings.
    old: Vec<(CellRef, String)>,
}

impl Remarks {
    pub(super) fn visit(&mut self, record: &Record<'_>, texts: Texts) {
        let content = record.content;
        match record.kind {
            0x00EC => self.anchor = anchor(content, 0).or(self.anchor),
            0x005D if !texts.is_wide => self.old_object(content),
            0x005D => {
                // The first part of an object names its kind and number.
                self.object = (u16_at(content, 0) == Some(0x15))
                    .then(|| Some((u16_at(content, 6)?, u16_at(content, 4)?)))
                    .flatten();
                if let Some((_, CHART | PICTURE)) = self.object {
                    self.floating.extend(self.anchor);
                }
            }
            0x01B6 => self.text(record),
            0x001C if texts.is_wide => {
                if let (Some(at), Some(object)) = (place(content), u16_at(content, 6)) {
                    self.notes.push((at, object));
                }
            }
            0x001C => self.old_note(content, texts),
            _ => {}
        }
    }

    fn text(&mut self, record: &Record<'_>) {
        let Some((number, kind)) = self.object.take() else {
            return;
        };
        let mut cursor = record.continued();
        let count = usize::from(u16_at(record.content, 10).unwrap_or(0));
        // The first piece too begins with the width of its characters.
        let text = if count == 0 {
            None
        } else {
            cursor.characters(count, false)
        };
        if self.texts.len() < MAX_TEXTS {
            let anchor = self.anchor.take().map(|(from, _)| from.at);
            self.texts
                .insert(number, (kind, anchor, text.unwrap_or_default()));
        }
    }

    /// An object with its place in the record itself. What words it has stands behind much else that is not read.
    fn old_object(&mut self, content: &[u8]) {
        let Some(kind) = u16_at(content, 4) else {
            return;
        };
        let Some((from, to)) = corners(content, 10) else {
            return;
        };
        match kind {
            CHART | PICTURE => self.floating.push((from, to)),
            COMMENT => {}
            _ => self.unread.push(from.at),
        }
    }

    /// The words stand in the record itself, long ones in several; those that continue name no row.
    fn old_note(&mut self, content: &[u8], texts: Texts) {
        let words = content.get(6..).unwrap_or_default();
        let words = texts.old(words);
        match (u16_at(content, 0), self.old.last_mut()) {
            (Some(0xFFFF), Some((_, text))) => text.push_str(&words),
            _ => self.old.extend(place(content).map(|at| (at, words))),
        }
    }

    /// Puts all of it beside the values.
    pub(super) fn add(mut self, beside: &mut Beside) {
        for (at, number) in &self.notes {
            if let Some((.., text)) = self.texts.remove(number) {
                beside.comment(*at, &text);
            }
        }
        for (at, text) in &self.old {
            beside.comment(*at, text);
        }
        for (from, to) in self.floating {
            beside.floats(from, to);
        }
        for at in self.unread {
            beside.unread_shape(at);
        }
        for (kind, anchor, text) in self.texts.into_values() {
            if kind != COMMENT {
                beside.shape(anchor.unwrap_or(CellRef::new(0, 0)), &text);
            }
        }
    }
}

fn place(content: &[u8]) -> Option<CellRef> {
    let (row, col) = (u16_at(content, 0)?, u16_at(content, 2)?);
    Some(CellRef::new(u32::from(row), u32::from(col)))
}

/// The corners of a drawing: column, part of it, row, part of it, twice.
fn corners(bytes: &[u8], at: usize) -> Option<(Corner, Corner)> {
    let corner = |at: usize| {
        let number = |place: usize| u16_at(bytes, at + 2 * place);
        let (col, right, row, down) = (number(0)?, number(1)?, number(2)?, number(3)?);
        let cell = CellRef::new(u32::from(row), u32::from(col));
        Some(Corner::in_parts(cell, right, down))
    };
    Some((corner(at)?, corner(at + 8)?))
}

/// Where the last drawing in this piece of them; drawings may stand in groups.
fn anchor(bytes: &[u8], depth: u32) -> Option<(Corner, Corner)> {
    const GROUP: u16 = 0xF;
    const PLACE: u16 = 0xF010;
    const DEEPEST: u32 = 10;
    let mut found = None;
    let mut at = 0usize;
    while let (Some(version), Some(kind), Some(length)) = (
        u16_at(bytes, at),
        u16_at(bytes, at + 2),
        u32_at(bytes, at + 4),
    ) {
        let end = at
            .saturating_add(8)
            .saturating_add(usize::try_from(length).ok()?);
        let inner = bytes.get(at + 8..end.min(bytes.len())).unwrap_or_default();
        if version & 0xF == GROUP && depth < DEEPEST {
            found = anchor(inner, depth + 1).or(found);
        } else if kind == PLACE {
            found = corners(inner, 2).or(found);
        }
        at = end;
    }
    found
}
