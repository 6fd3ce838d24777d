//! The published tables as Parquet, in a folder for each fiscal year and prefecture, as engines look for them.

use std::collections::BTreeMap;

use super::threads::PipelineError;
use crate::columnar::{Column, ColumnKind, write};
use crate::ledger::{self, PublishedTable, published_tables};
use crate::render::RenderError;

/// The folder of the files.
const FOLDER: &str = "data/parquet";
/// The column by whose value the first folder is named.
const YEAR: &str = "fiscal_year";
/// Digits of a unit's code that are its prefecture's.
const PREFECTURE: usize = 2;
/// What engines call a folder of rows that have no such value.
const NOWHERE: &str = "__HIVE_DEFAULT_PARTITION__";

/// The files by name, and how many numbers had more digits behind the point than a decimal of that format.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub(super) files: BTreeMap<String, Vec<u8>>,
    pub(super) rounded: usize,
}

/// Writes the tables that are among the files of a run.
///
/// # Errors
/// A table is not as this program writes it; a fault of the program.
pub(super) fn columns(files: &BTreeMap<String, Vec<u8>>) -> Result<Columns, PipelineError> {
    let table = |name: &str| files.get(name).map(Vec::as_slice).unwrap_or_default();
    let bad = |error: String| PipelineError::from(RenderError::Csv(error));
    let tables = published_tables(table).map_err(|error| bad(error.to_string()))?;
    let mut made = Columns::default();
    for table in tables {
        let columns: Vec<Column<'_>> = table.columns.iter().map(|one| column(*one)).collect();
        let name = table.name;
        for (folder, rows) in by_folder(table) {
            let written = write(&columns, &rows).map_err(|error| bad(error.to_string()))?;
            made.rounded += written.rounded;
            let file = format!("{FOLDER}/{name}/{folder}/{name}.parquet");
            made.files.insert(file, written.bytes);
        }
    }
    Ok(made)
}

fn column((name, kind): (&'static str, ledger::ColumnKind)) -> Column<'static> {
    let kind = match kind {
        ledger::ColumnKind::Text => ColumnKind::Text,
        ledger::ColumnKind::Date => ColumnKind::Date,
        ledger::ColumnKind::Whole => ColumnKind::Whole,
        ledger::ColumnKind::Number => ColumnKind::Number,
    };
    Column { name, kind }
}

/// The rows of a table by the folder that they go into; a unit's code stands first in every table.
fn by_folder(table: PublishedTable) -> BTreeMap<String, Vec<Vec<String>>> {
    let year = table.columns.iter().position(|(name, _)| *name == YEAR);
    let mut folders: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    for row in table.rows {
        let year = year
            .and_then(|at| row.get(at))
            .map_or(NOWHERE, String::as_str);
        let code = row.first().and_then(|code| code.get(..PREFECTURE));
        let is_number = |code: &&str| code.chars().all(|c| c.is_ascii_digit());
        let prefecture = code.filter(is_number).unwrap_or(NOWHERE);
        let folder = format!("{YEAR}={year}/prefecture={prefecture}");
        folders.entry(folder).or_default().push(row);
    }
    folders
}
