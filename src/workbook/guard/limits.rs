//! How large a file may be to reach a parser. The bounds come from measurements on hostile files: some make a parser
//! abort, which nothing can catch.

use crate::refusal::Refusal;
use crate::zip::MAX_PARTS;

/// Largest file accepted.
pub(crate) const MAX_FILE: usize = 30 << 20;
/// Largest declared size of one part; the zip reader enforces what a part declares.
pub(super) const MAX_PART: u64 = 64 << 20;
/// Largest declared size of the style sheet, which the parser keeps as a table in memory.
pub(super) const MAX_STYLES: u64 = 16 << 20;
/// Largest declared size of the table of strings, which the parser keeps in memory.
pub(super) const MAX_STRINGS: u64 = 32 << 20;
/// Most tags in all parts together.
pub(super) const MAX_TAGS: usize = 1_500_000;
/// Most tags in the style sheet; the office program itself stops at some 65,000 formats.
pub(super) const MAX_STYLE_TAGS: usize = 300_000;
/// Largest sum of declared sizes.
pub(super) const MAX_TOTAL: u64 = 256 << 20;

/// The limits of this file, by name with their unit.
pub(crate) const LIMITS: [(&str, u64); 6] = [
    ("file_bytes", MAX_FILE as u64),
    ("parts", MAX_PARTS as u64),
    ("part_bytes", MAX_PART),
    ("style_sheet_bytes", MAX_STYLES),
    ("inflated_bytes", MAX_TOTAL),
    ("tags", MAX_TAGS as u64),
];

/// Refuses a workbook that is too large to be the form.
pub(super) fn within_file(bytes: &[u8]) -> Result<(), Refusal> {
    if bytes.len() > MAX_FILE {
        return Err(Refusal::beyond(format!(
            "ファイルが大きすぎます（{}MB。上限は{}MB）。",
            bytes.len() >> 20,
            MAX_FILE >> 20
        )));
    }
    Ok(())
}
