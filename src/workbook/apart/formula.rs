//! The tokens of a formula as the two binary formats write them: where it looks, and whether it can only give a number.
//! Nothing is calculated.

use super::bits::{u16_at, u32_at};
use model::CellRef;

/// How wide a format writes rows and the lengths of texts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Width {
    /// .xls of the days before Unicode
    Early,
    /// .xls
    Old,
    /// .xlsb
    Wide,
}

/// What the tokens of a formula tell.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Formula {
    /// The entries of the list of other sheets that it names; without such a list, the sheets themselves.
    pub(super) sheets: Vec<u16>,
    /// It says of itself that it looks into another workbook, which it does where there is no such list.
    pub(super) is_elsewhere: bool,
    /// It is nothing but this region of a sheet of that list.
    pub(super) region: Option<(u16, CellRef, CellRef)>,
    /// Its result can be a number or an error, and nothing else.
    pub(super) is_number: bool,
}

/// Functions whose result is a number: COUNT, SUM, AVERAGE, MIN, MAX, ABS, INT, ROUND, COUNTA, SUMPRODUCT, COUNTIF, ROUNDUP,
/// ROUNDDOWN, SUMIF, COUNTBLANK, SUBTOTAL.
const NUMERIC: [u16; 16] = [
    0, 4, 5, 6, 7, 24, 25, 27, 169, 228, 346, 212, 213, 345, 347, 344,
];

/// Whether a formula names a sheet of which the list says yes, such as that it is another workbook's.
pub(super) fn looks_into(tokens: &[u8], width: Width, list: &[bool]) -> bool {
    let found = read(tokens, width).unwrap_or_default();
    let is_it = |sheet: &u16| list.get(usize::from(*sheet)) == Some(&true);
    found.is_elsewhere || width != Width::Early && found.sheets.iter().any(is_it)
}

/// References and functions come in three classes of value.
pub(super) fn kind_of(token: u8) -> u8 {
    if token >= 0x40 {
        token & 0x1F | 0x20
    } else {
        token
    }
}

/// Walks over the tokens; `None` where one of them is not known.
pub(super) fn read(tokens: &[u8], width: Width) -> Option<Formula> {
    let mut found = Formula::default();
    let mut at = 0;
    let mut count = 0usize;
    while let Some(&token) = tokens.get(at) {
        count += 1;
        let rest = tokens.get(at + 1..)?;
        let kind = kind_of(token);
        if let 0x39..=0x3D = kind {
            let (sheet, place) = match width {
                // Which workbook, whose sign is that of its number; ten bytes on, which sheet of it.
                Width::Early => {
                    found.is_elsewhere |= u16_at(rest, 0)? & 0x8000 == 0;
                    (u16_at(rest, 10)?, 14)
                }
                Width::Old | Width::Wide => (u16_at(rest, 0)?, 2),
            };
            found.sheets.push(sheet);
            if let 0x3A | 0x3B = kind {
                found.region =
                    region(rest.get(place..)?, kind == 0x3B, width).map(|(a, b)| (sheet, a, b));
            }
        }
        found.is_number = is_number(kind, rest, found.is_number)?;
        at += 1 + length(kind, rest, width)?;
    }
    if count != 1 {
        found.region = None;
    }
    (at == tokens.len()).then_some(found)
}

/// Whether what this token leaves on top can only be a number; blanks between tokens leave what was there.
fn is_number(kind: u8, rest: &[u8], before: bool) -> Option<bool> {
    Some(match kind {
        0x03..=0x07 | 0x12..=0x14 | 0x1E | 0x1F => true,
        0x15 => before,
        0x19 => match rest.first()? {
            flags if flags & 0x10 != 0 => true,
            flags if flags & 0x41 != 0 => before,
            _ => false,
        },
        0x21 => NUMERIC.contains(&u16_at(rest, 0)?),
        0x22 => NUMERIC.contains(&u16_at(rest, 1)?),
        _ => false,
    })
}

/// The bytes of a token after its first.
pub(super) fn length(kind: u8, rest: &[u8], width: Width) -> Option<usize> {
    let by_width = |early: usize, old: usize, wide: usize| match width {
        Width::Early => early,
        Width::Old => old,
        Width::Wide => wide,
    };
    Some(match kind {
        0x01 | 0x02 => 4,
        0x03..=0x16 => 0,
        0x17 => match width {
            Width::Early => 1 + usize::from(*rest.first()?),
            Width::Old => {
                let count = usize::from(*rest.first()?);
                2 + count * (1 + usize::from(rest.get(1)? & 1))
            }
            Width::Wide => 2 + 2 * usize::from(u16_at(rest, 0)?),
        },
        // Lists of an extension of the wide format.
        0x18 if width == Width::Wide => match rest.first()? {
            0x19 => 13,
            0x1D => 5,
            _ => return None,
        },
        0x19 => match rest.first()? {
            0x04 => 3 + 2 * (usize::from(u16_at(rest, 1)?) + 1),
            _ => 3,
        },
        0x1C | 0x1D => 1,
        0x1E => 2,
        0x1F => 8,
        0x20 => by_width(7, 7, 14),
        0x21 => 2,
        0x22 => 3,
        0x23 => by_width(14, 4, 4),
        0x24 | 0x2A | 0x2C => by_width(3, 4, 6),
        0x25 | 0x2B | 0x2D => by_width(6, 8, 12),
        0x26..=0x28 => 6,
        0x29 => 2,
        0x39 => by_width(24, 6, 6),
        0x3A | 0x3C => by_width(17, 6, 8),
        0x3B | 0x3D => by_width(20, 10, 14),
        _ => return None,
    })
}

/// One cell or a region, after the entry of the list of sheets.
fn region(bytes: &[u8], is_area: bool, width: Width) -> Option<(CellRef, CellRef)> {
    let count = if is_area { 2 } else { 1 };
    // The upper bits say whether the reference moves along.
    let corner = |number: usize| {
        let (row, col) = match width {
            Width::Early => (
                u32::from(u16_at(bytes, number * 2)? & 0x3FFF),
                u32::from(*bytes.get(count * 2 + number)?),
            ),
            Width::Old => (
                u32::from(u16_at(bytes, number * 2)?),
                u32::from(u16_at(bytes, count * 2 + number * 2)? & 0x3FFF),
            ),
            Width::Wide => (
                u32_at(bytes, number * 4)?,
                u32::from(u16_at(bytes, count * 4 + number * 2)? & 0x3FFF),
            ),
        };
        Some(CellRef::new(row, col))
    };
    Some((corner(0)?, corner(count - 1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_only_be_a_number_is_known() {
        // 1000+609, SUM(A1:A2) both ways, 12/16%.
        for tokens in [
            &[0x1E, 0xE8, 3, 0x1E, 0x61, 2, 3][..],
            &[0x25, 0, 0, 1, 0, 0, 0xC0, 0, 0xC0, 0x19, 0x10, 0, 0],
            &[0x25, 0, 0, 1, 0, 0, 0xC0, 0, 0xC0, 0x42, 1, 4, 0],
            &[0x1E, 12, 0, 0x1E, 16, 0, 0x14, 0x06, 0x19, 0x40, 0, 1],
        ] {
            assert_eq!(
                read(tokens, Width::Old).map(|f| f.is_number),
                Some(true),
                "{tokens:?}"
            );
        }
        // "a", A1, and a text joined to a number.
        for tokens in [
            &[0x17, 1, 0, b'a'][..],
            &[0x44, 0, 0, 0, 0xC0],
            &[0x17, 1, 0, b'a', 0x1E, 1, 0, 0x08],
        ] {
            assert_eq!(
                read(tokens, Width::Old).map(|f| f.is_number),
                Some(false),
                "{tokens:?}"
            );
        }
        assert_eq!(read(&[0x1E, 1], Width::Old), None);
        assert_eq!(read(&[0x60], Width::Wide), None);
    }

    #[test]
    fn a_name_of_one_cell_tells_the_cell() {
        let old = read(&[0x3A, 2, 0, 13, 0, 7, 0], Width::Old).expect("known");
        assert_eq!(
            old.region,
            Some((2, CellRef::new(13, 7), CellRef::new(13, 7)))
        );
        let wide = read(
            &[0x3B, 1, 0, 13, 0, 0, 0, 14, 0, 0, 0, 7, 0, 9, 0],
            Width::Wide,
        );
        let wide = wide.expect("known");
        assert_eq!(
            wide.region,
            Some((1, CellRef::new(13, 7), CellRef::new(14, 9)))
        );
        assert_eq!(wide.sheets, [1]);
    }
}
