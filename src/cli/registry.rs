//! `--areas`: the registry from a CSV (UTF-8 with or without BOM, or CP932) or a workbook.

use std::path::Path;

use super::exit::Failure;
use super::input::{input_file, read_file};
use super::shown::shown;
use crate::definition::{Definitions, Registry};
use crate::ledger::csv_rows;
use crate::read::{Handling, handling, table_rows};

/// The registry of the run: the one given, else the one built into the definitions.
///
/// # Errors
/// The file is missing or not a registry.
pub(super) fn registry(
    path: Option<&Path>,
    definitions: &Definitions,
) -> Result<Registry, Failure> {
    let Some(path) = path else {
        return Ok(definitions.registry.clone());
    };
    if !path.is_file() {
        return Err(Failure::usage(format!(
            "--areas のファイルがありません: {}",
            shown(path)
        )));
    }
    let bytes = read_file(path)?;
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let part = &definitions.areas.nouns().part;
    let unreadable =
        |reason: String| Failure::usage(format!("{part}数の登録を読めません: {name}: {reason}"));
    let rows = if handling(&bytes) == Handling::NoWorkbook && !bytes.starts_with(b"PK") {
        csv_rows(&bytes).map_err(|error| unreadable(error.to_string()))?
    } else {
        table_rows(&input_file(&name, bytes)).map_err(unreadable)?
    };
    Registry::from_rows(&name, &rows, &definitions.areas)
        .map_err(|error| Failure::usage(error.to_string()))
}
