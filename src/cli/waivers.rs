//! `--waivers`: the bureau's reasons from a CSV (UTF-8 with or without BOM, or CP932) or a workbook.

use std::path::Path;

use super::exit::Failure;
use super::input::{input_file, read_file};
use super::shown::shown;
use crate::definition::Definitions;
use crate::ledger::csv_rows;
use crate::read::sha256;
use crate::read::{self, Handling, Waivers, handling};

/// The reasons in the file, if one is given.
///
/// # Errors
/// The file is missing or holds no table of reasons. A row at fault is told with the findings.
pub(super) fn waivers(
    path: Option<&Path>,
    definitions: &Definitions,
) -> Result<Option<Waivers>, Failure> {
    let Some(path) = path else {
        return Ok(None);
    };
    if !path.is_file() {
        return Err(Failure::nothing(format!(
            "--waivers のファイルがありません: {}",
            shown(path)
        )));
    }
    let bytes = read_file(path)?;
    let hash = sha256(&bytes);
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let unreadable =
        |reason: String| Failure::usage(format!("理由のファイルを読めません: {name}: {reason}"));
    let (sheet, rows) = if handling(&bytes) == Handling::NoWorkbook && !bytes.starts_with(b"PK") {
        let rows = csv_rows(&bytes).map_err(|error| unreadable(error.to_string()))?;
        (None, rows)
    } else {
        let (sheet, rows) = read::table(&input_file(&name, bytes)).map_err(unreadable)?;
        (Some(sheet), rows)
    };
    read::waivers(&name, hash, (sheet.as_deref(), &rows), definitions)
        .map(Some)
        .map_err(unreadable)
}
