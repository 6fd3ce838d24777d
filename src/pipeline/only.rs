//! `--only`: which of the outputs are written. What a later run, the seal and the look before publishing rest on always is.

use std::collections::{BTreeMap, BTreeSet};

use super::threads::PipelineError;
use crate::ledger::{CollectionRow, LookRow, Row};
use crate::model::nearest;

/// Written whatever is asked for: the ledger and the findings that `accept` reads, and what is to be looked at before publishing.
const ALWAYS: [&str; 3] = [CollectionRow::FILE, "findings.json", LookRow::FILE];

/// Takes out what is not wanted, and gives the names of what was taken out, in order.
///
/// # Errors
/// A name is that of no output.
pub(super) fn keep(
    files: &mut BTreeMap<String, Vec<u8>>,
    only: &[String],
) -> Result<Vec<String>, PipelineError> {
    if only.is_empty() {
        return Ok(Vec::new());
    }
    for said in only {
        if !files.keys().any(|name| is_called(name, said)) {
            return Err(unknown(files, said));
        }
    }
    let is_said = |name: &str| only.iter().any(|said| is_called(name, said));
    // Columns are written only where they were asked for: all of them, unless some are named.
    let has_columns = files.keys().any(|name| is_columns(name) && is_said(name));
    let is_kept =
        |name: &str| ALWAYS.contains(&name) || is_said(name) || (is_columns(name) && !has_columns);
    let left_out = files.keys().filter(|name| !is_kept(name));
    let left_out: Vec<String> = left_out.cloned().collect();
    files.retain(|name, _| is_kept(name));
    Ok(left_out)
}

fn is_columns(name: &str) -> bool {
    name.ends_with(".parquet")
}

/// Whether an output is meant: by its name, by its name without the ending, or by a folder that it stands in.
fn is_called(name: &str, said: &str) -> bool {
    let said = said.trim().trim_end_matches('/');
    let stem = name.rsplit_once('.').map(|(stem, _)| stem);
    let mut folders = name.match_indices('/').map(|(at, _)| &name[..at]);
    let is_folder = |folder: &str| folder == said || folder.rsplit('/').next() == Some(said);
    name == said || stem == Some(said) || folders.any(is_folder)
}

fn unknown(files: &BTreeMap<String, Vec<u8>>, said: &str) -> PipelineError {
    // What stands in a folder is asked for by the folder.
    let known: BTreeSet<&str> = files
        .keys()
        .map(|name| name.split('/').next().unwrap_or(name))
        .collect();
    let near = nearest(said.trim(), known.iter().copied());
    let known: Vec<&str> = known.into_iter().collect();
    PipelineError::NoSuchOutput {
        said: said.to_owned(),
        near: near.map_or_else(String::new, |near| format!("（{near} のことですか）")),
        known: known.join("、"),
    }
}
