//! `--previous`: last year's facts from workbooks, from a `facts.csv`, or from an output folder that holds one.

use std::path::Path;
use std::sync::Arc;

use super::exit::Failure;
use super::input::{collect, read_file};
use super::shown::shown;
use crate::assemble::{Setting, previous_facts};
use crate::ledger::{self, FactRow, FileHash};
use crate::model::{FactId, FactState, PreviousFact, PreviousFacts, Provenance, Value};
use crate::pipeline::read_all;
use crate::read::sha256;

/// Goes before the names of last year's files, which often equal this year's.
const PREFIX: &str = "前年度";

/// Last year's facts and the files they come from.
#[derive(Debug)]
pub(super) struct Previous {
    /// The facts.
    pub(super) facts: PreviousFacts,
    /// The files with their hashes.
    pub(super) files: Vec<FileHash>,
}

/// Reads what `--previous` names.
///
/// # Errors
/// The path is missing, holds nothing to read, or its `facts.csv` is not one of ours.
pub(super) fn previous(
    path: &Path,
    setting: Setting<'_>,
    jobs: usize,
) -> Result<Previous, Failure> {
    if !path.exists() {
        return Err(Failure::usage(format!(
            "--previous の場所がありません: {}",
            shown(&path)
        )));
    }
    let table = if path.is_dir() {
        path.join("facts.csv")
    } else {
        path.to_path_buf()
    };
    let is_table = table
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    if is_table && table.is_file() {
        return from_csv(&table);
    }
    let mut inputs = collect(&[path.to_path_buf()])?;
    for file in &mut inputs.files {
        file.name = format!("{PREFIX}/{}", file.name).into();
    }
    let files = inputs
        .files
        .iter()
        .map(|file| FileHash {
            file: file.name.to_string(),
            sha256: file.sha256.clone(),
        })
        .collect();
    let results = read_all(&inputs.files, setting.definitions, jobs, &|| {})?;
    let own = Setting {
        as_of: None,
        previous: None,
        waivers: None,
        ..setting
    };
    Ok(Previous {
        facts: previous_facts(own, results),
        files,
    })
}

fn from_csv(path: &Path) -> Result<Previous, Failure> {
    let bytes = read_file(path)?;
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let rows = ledger::from_csv::<FactRow>(&bytes).map_err(|error| {
        Failure::usage(format!(
            "--previous の facts.csv を読めません: {name}: {}",
            error.reason
        ))
    })?;
    let rows = rows.rows;
    let facts = PreviousFacts {
        as_of: rows.iter().map(|row| row.as_of).max(),
        facts: rows.into_iter().filter_map(accepted).collect(),
    };
    let files = vec![FileHash {
        file: format!("{PREFIX}/{name}"),
        sha256: sha256(&bytes),
    }];
    Ok(Previous { facts, files })
}

/// A row that holds an accepted number.
fn accepted(row: FactRow) -> Option<(FactId, PreviousFact)> {
    let (FactState::Reported, Some(number), Some(cell)) = (row.state, row.value, row.cell) else {
        return None;
    };
    let id = row.id();
    let fact = PreviousFact {
        value: Value::Number(number),
        state: row.state,
        provenance: Provenance {
            file: Arc::from(format!("{PREFIX}/{}", row.file)),
            sheet: Arc::from(row.sheet),
            cell,
            text: row.text,
        },
    };
    Some((id, fact))
}
