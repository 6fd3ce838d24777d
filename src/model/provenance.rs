//! Where a value was read: file, sheet, cell and the text as written.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A cell's address; both numbers are zero-based. Shown as `H14`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct CellRef {
    /// Row, 0 for row 1.
    pub row: u32,
    /// Column, 0 for A.
    pub col: u32,
}

impl CellRef {
    /// The last row and column of any sheet. A damaged file can say cells behind it.
    pub const LAST: Self = Self {
        row: 1_048_575,
        col: 16_383,
    };

    /// Makes an address from zero-based numbers.
    pub fn new(row: u32, col: u32) -> Self {
        Self { row, col }
    }

    /// Whether it lies in the region from one cell to another.
    pub fn is_in(self, first: Self, last: Self) -> bool {
        (first.row..=last.row).contains(&self.row) && (first.col..=last.col).contains(&self.col)
    }

    /// Whether any sheet has such a cell.
    pub fn is_on_sheet(self) -> bool {
        self.is_in(Self::new(0, 0), Self::LAST)
    }

    /// Reads `A1:B3`, or one cell as the region that it is.
    pub fn region(text: &str) -> Option<(Self, Self)> {
        let (first, last) = text.split_once(':').unwrap_or((text, text));
        Some((first.parse().ok()?, last.parse().ok()?))
    }

    /// `'基本目標1'!H14`, as a link or a formula names the cell of another sheet.
    pub fn on_sheet(self, sheet: &str) -> String {
        format!("'{}'!{self}", sheet.replace('\'', "''"))
    }

    /// `'基本目標1'!$H$14`, which stays where it is when a formula is copied.
    pub fn fixed_on_sheet(self, sheet: &str) -> String {
        format!("'{}'!{}", sheet.replace('\'', "''"), self.fixed())
    }

    /// `$H$14`, which stays where it is when a formula is copied.
    pub fn fixed(self) -> String {
        let plain = self.to_string();
        let digits = plain.find(|c: char| c.is_ascii_digit());
        let (letters, digits) = plain.split_at(digits.unwrap_or(plain.len()));
        format!("${letters}${digits}")
    }

    /// Writes the letters of the column.
    fn letters(self, to: &mut impl fmt::Write) -> fmt::Result {
        // 26 to the seventh is more than any number of columns.
        let mut letters = [0u8; 7];
        let mut from = letters.len();
        let mut rest = u64::from(self.col) + 1;
        while rest > 0 {
            from -= 1;
            letters[from] = b'A' + ((rest - 1) % 26) as u8;
            rest = (rest - 1) / 26;
        }
        to.write_str(std::str::from_utf8(&letters[from..]).unwrap_or_default())
    }
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.letters(f)?;
        write!(f, "{}", u64::from(self.row) + 1)
    }
}

impl From<CellRef> for String {
    fn from(cell: CellRef) -> Self {
        cell.to_string()
    }
}

impl TryFrom<String> for CellRef {
    type Error = ParseCellRefError;

    /// Reads back every address that can be shown, those outside Excel's grid too: a damaged file can hold one.
    fn try_from(text: String) -> Result<Self, ParseCellRefError> {
        Self::read(&text, ANY_LETTERS)
    }
}

/// Letters that a column of Excel has at most. A name such as `Rate2025` is no address.
const MOST_LETTERS: usize = 3;
/// Letters that any number of columns has at most.
const ANY_LETTERS: usize = 7;

/// The text is no cell address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a cell address: {0}")]
pub struct ParseCellRefError(String);

impl FromStr for CellRef {
    type Err = ParseCellRefError;

    /// Reads `H14` or `$H$14`; behind the last row and column of a sheet too, for what stands there is told. The last number that
    /// there is has no row behind it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let cell = Self::read(text, MOST_LETTERS)?;
        (cell.row < u32::MAX)
            .then_some(cell)
            .ok_or_else(|| ParseCellRefError(text.to_owned()))
    }
}

impl CellRef {
    fn read(text: &str, most_letters: usize) -> Result<Self, ParseCellRefError> {
        let bad = || ParseCellRefError(text.to_owned());
        let (mut letters, mut col) = (0, 0u64);
        let mut row: Option<u64> = None;
        for byte in text.bytes().filter(|byte| *byte != b'$') {
            match (byte, row) {
                (b'A'..=b'Z' | b'a'..=b'z', None) if letters < most_letters => {
                    letters += 1;
                    col = col * 26 + u64::from(byte.to_ascii_uppercase() - b'A') + 1;
                }
                (b'0'..=b'9', _) if letters > 0 => {
                    let before = row.unwrap_or(0).checked_mul(10).ok_or_else(bad)?;
                    let digit = u64::from(byte - b'0');
                    row = Some(before.checked_add(digit).ok_or_else(bad)?);
                }
                _ => return Err(bad()),
            }
        }
        let row = row.and_then(|row| row.checked_sub(1)).ok_or_else(bad)?;
        let row = u32::try_from(row).map_err(|_| bad())?;
        let col = u32::try_from(col - 1).map_err(|_| bad())?;
        Ok(Self { row, col })
    }
}

/// Somebody's words: copies share them.
pub type Text = smol_str::SmolStr;

/// Where a value was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// File name relative to the folder or archive it was given in.
    pub file: Arc<str>,
    /// Sheet name as it stands in the file.
    pub sheet: Arc<str>,
    /// Cell.
    pub cell: CellRef,
    /// Text as written, before any normalisation; empty for a blank cell.
    pub text: Text,
}

impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} › {}!{}", self.file, self.sheet, self.cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_round_trip() {
        for text in ["A1", "Z9", "AA10", "AZ1048576", "XFD1", "XFE1", "A1048577"] {
            assert_eq!(
                text.parse::<CellRef>().expect("an address").to_string(),
                text
            );
        }
        assert_eq!("$H$14".parse::<CellRef>(), Ok(CellRef::new(13, 7)));
    }

    /// A binary workbook can say any column, and what was read of it goes from one process to another.
    #[test]
    fn what_lies_outside_the_grid_is_read_back_and_is_no_address_that_anybody_writes() {
        for cell in [
            CellRef::new(8, 23_000_000),
            CellRef::new(u32::MAX, u32::MAX),
        ] {
            let shown = cell.to_string();
            assert_eq!(CellRef::try_from(shown.clone()), Ok(cell), "{shown}");
            assert!(shown.parse::<CellRef>().is_err(), "{shown}");
        }
        assert!(CellRef::try_from("ZZZZZZZ1".to_owned()).is_err());
    }

    #[test]
    fn regions_and_cells_of_other_sheets() {
        let (cell, last) = (CellRef::new(13, 7), CellRef::new(19, 28));
        assert_eq!(CellRef::region("H14:$AC$20"), Some((cell, last)));
        assert_eq!(CellRef::region("H14"), Some((cell, cell)));
        assert_eq!(CellRef::region("H14:"), None);
        assert_eq!(cell.on_sheet("A's"), "'A''s'!H14");
        assert_eq!(last.fixed_on_sheet("A's"), "'A''s'!$AC$20");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["", "A0", "14", "H", "ABCD1", "あ1", "A4294967296"] {
            assert!(text.parse::<CellRef>().is_err(), "{text}");
        }
    }
}
