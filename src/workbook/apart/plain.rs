//! The tokens of a formula in the one spelling that its text is made from: those of .xlsb, without what two formats, three
//! editions and a formula shared by many cells write in their own ways. What is left out changes no result: spaces, hints
//! for who calculates, and which references move along.

use encoding_rs::Encoding;

use super::bits::{u16_at, u32_at};
use super::formula::{Width, kind_of, length};
use super::lists::{After, narrow, wide};
use model::CellRef;

/// Function whose name is another token: one that an edition did not know yet.
const BY_NAME: u16 = 255;

/// What the tokens of all formulas of a workbook refer to.
#[derive(Default)]
pub(super) struct Around {
    /// Names of all sheets in order, those without cells too.
    pub(super) sheets: Vec<String>,
    /// Of the list of sheets that formulas name: the one sheet of this workbook that is meant.
    pub(super) list: Vec<Option<u16>>,
    /// Defined names in order.
    pub(super) names: Vec<String>,
}

/// What one formula stands in.
pub(super) struct Place<'a> {
    pub(super) at: CellRef,
    pub(super) around: &'a Around,
    pub(super) width: Width,
    /// How texts were written before Unicode.
    pub(super) encoding: &'static Encoding,
}

/// The tokens of a formula in a cell, and after them what its lists hold; `None` where one is not known, or has no text
/// that could be compared. A list becomes a name, whose characters are those of the list.
pub(super) fn plain(
    (tokens, after): (&[u8], &[u8]),
    place: &Place<'_>,
    names: &mut Vec<String>,
) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut after = After::new(after, place.width, place.encoding);
    let mut at = 0;
    while let Some(&token) = tokens.get(at) {
        let rest = tokens.get(at + 1..)?;
        let kind = kind_of(token);
        let length = length(kind, rest, place.width)?;
        let content = rest.get(..length)?;
        match kind {
            0x20 => {
                names.push(after.list()?);
                let number = u32::try_from(names.len()).ok()?;
                out.push(0x23);
                out.extend(number.to_le_bytes());
            }
            // A list of cells, which its own tokens follow.
            0x26 | 0x27 => after.pass_cells()?,
            0x28 | 0x29 => {}
            _ => one(kind, content, place, &mut out)?,
        }
        at += 1 + length;
    }
    Some(out)
}

/// One token with what follows it.
fn one(kind: u8, content: &[u8], place: &Place<'_>, out: &mut Vec<u8>) -> Option<()> {
    const SUM: u8 = 0x10;
    match kind {
        // calamine 0.38 takes "not less than" and "greater than" for each other.
        0x0C => out.push(0x0D),
        0x0D => out.push(0x0C),
        0x03..=0x16 | 0x1C..=0x1F => {
            out.push(kind);
            out.extend(content);
        }
        0x17 => text(content, place, out)?,
        0x19 if content.first()? & SUM != 0 => out.extend([kind, SUM, 0, 0]),
        // Spaces and hints.
        0x19 => {}
        0x21 => {
            out.push(kind);
            out.extend(content);
        }
        0x22 => {
            let function = u16_at(content, 1)? & 0x7FFF;
            if function == BY_NAME {
                return None;
            }
            out.extend([kind, content.first()? & 0x7F]);
            out.extend(function.to_le_bytes());
        }
        0x23 => {
            let number = match place.width {
                Width::Early => u32::from(u16_at(content, 0)?),
                Width::Old | Width::Wide => u32_at(content, 0)?,
            };
            let index = usize::try_from(number).ok()?.checked_sub(1)?;
            place.around.names.get(index)?;
            out.push(kind);
            out.extend(number.to_le_bytes());
        }
        0x24 | 0x25 | 0x2C | 0x2D => {
            // A formula shared by many cells writes its references as seen from each of them.
            let is_shared = kind >= 0x2C;
            let base = if is_shared { kind - 8 } else { kind };
            out.push(base);
            cells(content, base == 0x25, is_shared, place, out)?;
        }
        0x2A | 0x2B => {
            out.push(kind);
            lost(kind == 0x2B, out);
        }
        0x3A..=0x3D => {
            let (sheet, content) = sheet(content, place)?;
            out.push(kind);
            out.extend(sheet.to_le_bytes());
            match kind {
                0x3A | 0x3B => cells(content, kind == 0x3B, false, place, out)?,
                _ => lost(kind == 0x3D, out),
            }
        }
        _ => return None,
    }
    Some(())
}

/// The place of a reference whose cells were deleted.
fn lost(is_area: bool, out: &mut Vec<u8>) {
    out.extend([0; 12].iter().take(if is_area { 12 } else { 6 }));
}

/// A text; a quote in it is doubled, as in a formula's text.
fn text(content: &[u8], place: &Place<'_>, out: &mut Vec<u8>) -> Option<()> {
    let text = match place.width {
        Width::Wide => wide(content.get(2..)?),
        Width::Old if content.get(1)? & 1 == 1 => wide(content.get(2..)?),
        Width::Old => narrow(content.get(2..)?),
        Width::Early => {
            let bytes = content.get(1..)?;
            place
                .encoding
                .decode_without_bom_handling(bytes)
                .0
                .into_owned()
        }
    };
    let units: Vec<u16> = text.replace('"', "\"\"").encode_utf16().collect();
    out.push(0x17);
    out.extend(u16::try_from(units.len()).ok()?.to_le_bytes());
    out.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    Some(())
}

/// The sheet of a reference, if it is one of this workbook; and what follows.
fn sheet<'t>(content: &'t [u8], place: &Place<'_>) -> Option<(u16, &'t [u8])> {
    if place.width != Width::Early {
        let number = usize::from(u16_at(content, 0)?);
        let sheet = place.around.list.get(number).copied()??;
        return Some((sheet, content.get(2..)?));
    }
    let (first, last) = (u16_at(content, 10)?, u16_at(content, 12)?);
    let is_own = u16_at(content, 0)? & 0x8000 != 0;
    let is_known = usize::from(first) < place.around.sheets.len();
    (is_own && is_known && first == last).then_some((first, content.get(14..)?))
}

/// One cell or a region, written as .xlsb does and without what moves along.
fn cells(
    content: &[u8],
    is_area: bool,
    is_shared: bool,
    place: &Place<'_>,
    out: &mut Vec<u8>,
) -> Option<()> {
    let count = if is_area { 2 } else { 1 };
    let corners: Option<Vec<CellRef>> = (0..count)
        .map(|number| corner(content, number, count, is_shared, place))
        .collect();
    let corners = corners?;
    for at in &corners {
        out.extend(at.row.to_le_bytes());
    }
    for at in &corners {
        out.extend(u16::try_from(at.col).ok()?.to_le_bytes());
    }
    Some(())
}

/// A corner of a reference.
fn corner(
    content: &[u8],
    number: usize,
    count: usize,
    is_shared: bool,
    place: &Place<'_>,
) -> Option<CellRef> {
    // The row, the column, whether they are as seen from the cell, and how many rows and columns there are.
    let (row, col, moves, rows, cols) = match place.width {
        Width::Early => {
            let row = u16_at(content, 2 * number)?;
            let col = *content.get(2 * count + number)?;
            let (row, moves) = (u32::from(row & 0x3FFF), row & 0xC000);
            (row, u32::from(col), moves, 0x4000, 0x100)
        }
        Width::Old => {
            let col = u16_at(content, 2 * count + 2 * number)?;
            let row = u32::from(u16_at(content, 2 * number)?);
            (row, u32::from(col & 0xFF), col & 0xC000, 0x1_0000, 0x100)
        }
        Width::Wide => {
            let col = u16_at(content, 4 * count + 2 * number)?;
            let row = u32_at(content, 4 * number)?;
            (
                row,
                u32::from(col & 0x3FFF),
                col & 0xC000,
                0x10_0000,
                0x4000,
            )
        }
    };
    let seen_from = |own: u32, from: u32, moves: bool, most: u32| {
        if is_shared && moves {
            own.wrapping_add(from) % most
        } else {
            own
        }
    };
    Some(CellRef::new(
        seen_from(row, place.at.row, moves & 0x8000 != 0, rows),
        seen_from(col, place.at.col, moves & 0x4000 != 0, cols),
    ))
}
