//! How large a workbook may be, so that no file takes the time or the memory of the others.

use crate::cell::CellValue;
use crate::refusal::Refusal;
use crate::value::is_text;

/// Most sheets in one workbook.
const MAX_SHEETS: usize = 50;
/// First row that is too far down for any form: what stands there is not read, and told.
pub const MAX_ROW: u32 = 20_000;
/// First column that is too far right for any form.
pub const MAX_COL: u32 = 200;
/// Most cell elements in a workbook, empty ones counted.
const MAX_CELLS: usize = 2_000_000;
/// Most text in a workbook, in bytes: a long string may be shared by a million cells.
const MAX_TEXTS: usize = 16 << 20;
/// Longest text in a cell, in bytes; the office program itself stops at 32,767 characters.
const MAX_TEXT: usize = 200_000;
/// Most merged regions in one sheet.
const MAX_MERGES: usize = 20_000;
/// Most merged regions times cells, which bounds the work of telling what lies under a merge.
const MAX_MERGE_WORK: usize = 100_000_000;

/// The limits of this file, by name with their unit.
pub(crate) const LIMITS: [(&str, u64); 8] = [
    ("sheets", MAX_SHEETS as u64),
    ("rows", MAX_ROW as u64),
    ("columns", MAX_COL as u64),
    ("cells", MAX_CELLS as u64),
    ("cell_text_bytes", MAX_TEXT as u64),
    ("text_bytes", MAX_TEXTS as u64),
    ("merges", MAX_MERGES as u64),
    ("merges_times_cells", MAX_MERGE_WORK as u64),
];

/// Refuses a workbook of too many sheets.
pub(crate) fn sheets(count: usize) -> Result<(), Refusal> {
    if count > MAX_SHEETS {
        return Err(Refusal::beyond(format!(
            "シートが多すぎます（{count}枚。上限は{MAX_SHEETS}枚）。"
        )));
    }
    Ok(())
}

/// Refuses a sheet of too many merged regions.
pub(crate) fn merges(sheet: &str, merges: usize, cells: usize) -> Result<(), Refusal> {
    if merges > MAX_MERGES || merges * cells > MAX_MERGE_WORK {
        return Err(Refusal::beyond(format!(
            "シート「{sheet}」の結合セルが多すぎます（{merges}か所。上限は{MAX_MERGES}か所）。"
        )));
    }
    Ok(())
}

/// How much of a workbook has been read, over all its sheets.
#[derive(Default)]
pub(crate) struct Seen {
    cells: usize,
    text: usize,
}

impl Seen {
    /// Counts one cell element; refuses a sheet that is far larger than any form.
    pub(crate) fn count(&mut self, sheet: &str, value: Option<&CellValue>) -> Result<(), Refusal> {
        self.cells += 1;
        let length = value.and_then(is_text).map_or(0, str::len);
        self.text += length;
        if self.cells > MAX_CELLS {
            return Err(Refusal::beyond(format!(
                "シート「{sheet}」のセルが多すぎます（上限は空のセルも数えて{}万個）。",
                MAX_CELLS / 10_000
            )));
        }
        if length > MAX_TEXT || self.text > MAX_TEXTS {
            return Err(Refusal::beyond(format!(
                "シート「{sheet}」の文字が多すぎます（上限は1つのセルに{}KB、ブック全体で{}MB）。",
                MAX_TEXT / 1_000,
                MAX_TEXTS >> 20
            )));
        }
        Ok(())
    }
}
