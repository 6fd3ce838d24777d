//! Which cells of an old workbook (.xls) show percent, which its parser does not tell: 0.75 in such a cell means 75.
//!
//! Reads only the records that say so. Whatever is not as expected gives no answer, and the number stays as it is stored.

use std::collections::{BTreeMap, BTreeSet};

use crate::number_format::NumberFormat;
use model::CellRef;

/// What stands for no sector at all.
const LAST_SECTOR: usize = 0xFFFF_FFF0;

/// The percent cells of every sheet, in the order of the sheets.
pub(super) fn cells(bytes: &[u8]) -> Option<Vec<BTreeSet<CellRef>>> {
    let stream = stream(bytes)?;
    let head = Globals::read(&stream)?;
    let sheets = head.sheets.iter();
    Some(
        sheets
            .map(|at| sheet(&stream, *at, &head.percent))
            .collect(),
    )
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes([two[0], two[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(four)).ok()
}

/// The workbook's stream out of its container. Files beyond 7 MB keep part of their table elsewhere and give no answer.
fn stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let size = match u16_at(bytes, 30)? {
        9 => 512,
        12 => 4_096,
        _ => return None,
    };
    let sector = |number: usize| {
        let start = number.checked_add(1)?.checked_mul(size)?;
        // The last sector may be cut short.
        bytes.get(start..bytes.len().min(start.checked_add(size)?))
    };
    let mut table = Vec::new();
    for at in 0..109 {
        let number = u32_at(bytes, 76 + at * 4)?;
        if number >= LAST_SECTOR {
            break;
        }
        table.extend_from_slice(sector(number)?);
    }
    let chain = |first: usize| {
        let mut joined = Vec::new();
        let mut number = first;
        // A chain longer than the file runs in a circle.
        while number < LAST_SECTOR {
            joined.extend_from_slice(sector(number)?);
            if joined.len() > bytes.len() {
                return None;
            }
            number = u32_at(&table, number.checked_mul(4)?)?;
        }
        Some(joined)
    };
    let directory = chain(u32_at(bytes, 48)?)?;
    let entry = directory.chunks_exact(128).find(|entry| {
        let name: Vec<u16> = (0..32).map_while(|at| u16_at(entry, at * 2)).collect();
        let name = String::from_utf16_lossy(&name);
        ["Workbook", "Book"].contains(&name.trim_end_matches('\0'))
    })?;
    let length = u32_at(entry, 120)?;
    // Streams below 4,096 bytes lie elsewhere; a workbook is never that small.
    if length < 4_096 {
        return None;
    }
    let mut stream = chain(u32_at(entry, 116)?)?;
    stream.truncate(length);
    Some(stream)
}

/// Records from a place on: kind, content.
fn records(stream: &[u8], from: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = from;
    std::iter::from_fn(move || {
        let kind = u16_at(stream, at)?;
        let length = usize::from(u16_at(stream, at + 2)?);
        let content = stream.get(at + 4..at + 4 + length)?;
        at += 4 + length;
        Some((kind, content))
    })
}

const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;

/// What the head of the stream says: the cell formats that show percent, and where the sheets begin.
struct Globals {
    percent: Vec<bool>,
    sheets: Vec<usize>,
}

impl Globals {
    fn read(stream: &[u8]) -> Option<Self> {
        const SHEET: u16 = 0x0085;
        const NUMBER_FORMAT: u16 = 0x041E;
        const CELL_FORMAT: u16 = 0x00E0;
        let is_wide = u16_at(stream, 4)? == 0x0600;
        // 0% and 0.00% are built in and need not be written.
        let mut codes: BTreeMap<u16, bool> = BTreeMap::from([(9, true), (10, true)]);
        let mut formats = Vec::new();
        let mut sheets = Vec::new();
        for (kind, content) in records(stream, 0) {
            match kind {
                END => break,
                SHEET => sheets.push(u32_at(content, 0)?),
                NUMBER_FORMAT => {
                    let code = code(content, is_wide)?;
                    codes.insert(u16_at(content, 0)?, NumberFormat::new(&code).is_percent);
                }
                CELL_FORMAT => formats.push(u16_at(content, 2)?),
                _ => {}
            }
        }
        let percent = formats
            .iter()
            .map(|format| codes.get(format).copied().unwrap_or(false))
            .collect();
        Some(Self { percent, sheets })
    }
}

/// The text of a number format; its signs that matter are ASCII in every encoding.
fn code(content: &[u8], is_wide: bool) -> Option<String> {
    if !is_wide {
        return Some(String::from_utf8_lossy(content.get(3..)?).into_owned());
    }
    let text = content.get(5..)?;
    if content.get(4)? & 1 == 0 {
        return Some(text.iter().map(|byte| char::from(*byte)).collect());
    }
    let units: Vec<u16> = (0..text.len() / 2)
        .map_while(|at| u16_at(text, at * 2))
        .collect();
    Some(String::from_utf16_lossy(&units))
}

fn sheet(stream: &[u8], from: usize, percent: &[bool]) -> BTreeSet<CellRef> {
    const FORMULA: u16 = 0x0006;
    const NUMBER: u16 = 0x0203;
    const SHORT_NUMBER: u16 = 0x027E;
    const SHORT_NUMBERS: u16 = 0x00BD;
    let mut cells = BTreeSet::new();
    let mut depth = 0u32;
    for (kind, content) in records(stream, from) {
        match kind {
            BEGIN => depth += 1,
            // A chart on the sheet has a beginning and an end of its own.
            END if depth <= 1 => break,
            END => depth -= 1,
            FORMULA | NUMBER | SHORT_NUMBER | SHORT_NUMBERS if depth == 1 => {
                let step = if kind == SHORT_NUMBERS { 6 } else { usize::MAX };
                for (offset, at) in (0u32..).zip((4..content.len()).step_by(step)) {
                    let shows = u16_at(content, at).and_then(|f| percent.get(usize::from(f)));
                    if let (Some(true), Some(row), Some(col)) =
                        (shows, u16_at(content, 0), u16_at(content, 2))
                    {
                        cells.insert(CellRef::new(u32::from(row), u32::from(col) + offset));
                    }
                }
            }
            _ => {}
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_container_that_runs_in_a_circle_gives_no_answer() {
        let mut bytes = vec![0; 512];
        bytes[30] = 9;
        bytes[48] = 1;
        bytes[80..84].copy_from_slice(&u32::MAX.to_le_bytes());
        let mut table = vec![0xFF; 512];
        table[4..8].copy_from_slice(&1u32.to_le_bytes());
        bytes.extend(table);
        bytes.extend([0; 512]);
        assert_eq!(cells(&bytes), None);
        assert_eq!(cells(&[]), None);
    }

    #[test]
    fn several_numbers_of_one_row_keep_their_columns() {
        let record = |kind: u16, content: &[u8]| {
            let mut bytes = kind.to_le_bytes().to_vec();
            bytes.extend((content.len() as u16).to_le_bytes());
            bytes.extend(content);
            bytes
        };
        let short = |format: u8| [format, 0, 0, 0, 0, 0];
        let row = [
            &[7u8, 0, 3, 0][..],
            &short(0),
            &short(1),
            &short(1),
            &[5, 0],
        ]
        .concat();
        let stream = [
            record(BEGIN, &[0, 6, 16, 0]),
            record(0x00BD, &row),
            record(END, &[]),
            record(0x0203, &[9, 0, 9, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ]
        .concat();
        let found = sheet(&stream, 0, &[false, true]);
        let expected = [CellRef::new(7, 4), CellRef::new(7, 5)];
        assert_eq!(found, BTreeSet::from(expected));
    }
}
