//! A file of rows, in whatever format it was saved: a CSV in any encoding of Japanese offices, the first sheet of a workbook, or a
//! file of columns (Parquet).

use super::own_process;
use crate::columnar;
use crate::ledger::{as_records, csv_rows};
use crate::model::caught;
use crate::read::{Handling, InputFile, handling, sha256, table};

/// The worksheet that a table stands on, if its file has any, and its rows.
pub(in crate::cli) type Records = (Option<String>, Vec<Vec<String>>);

/// One file for the reader; where its parser can abort, another process has read it already.
pub(in crate::cli) fn input_file(name: &str, bytes: Vec<u8>) -> InputFile {
    let sha256 = sha256(&bytes);
    let mut file = InputFile::new(name, bytes, sha256);
    own_process::read_all(std::slice::from_mut(&mut file));
    file
}

/// What a file of columns begins with.
pub(super) const COLUMNS: &[u8] = b"PAR1";
/// The noun of the level that reports, where no heading says it.
const ANY_UNIT: &str = "○";

/// Reads a file of rows.
///
/// # Errors
/// It is none; the message is for the person who gave it.
pub(in crate::cli) fn records(name: &str, bytes: Vec<u8>) -> Result<Records, String> {
    if bytes.starts_with(COLUMNS) {
        // The reader of the format is not ours, and the file may come from anywhere.
        let read = caught(|| columnar::read(bytes).map_err(|error| error.to_string()));
        let broken = |_| Err(columnar::Unreadable::Broken.to_string());
        let (names, rows) = read.unwrap_or_else(broken)?;
        return Ok((None, as_records(names, rows, ANY_UNIT)));
    }
    if handling(&bytes) == Handling::NoWorkbook && !bytes.starts_with(b"PK") {
        let rows = csv_rows(&bytes).map_err(|error| error.to_string())?;
        return Ok((None, rows));
    }
    let (sheet, rows) = table(&input_file(name, bytes))?;
    Ok((Some(sheet), rows))
}
