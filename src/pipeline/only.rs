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
    let is_kept =
        |name: &str| ALWAYS.contains(&name) || only.iter().any(|said| is_called(name, said));
    let left_out = files.keys().filter(|name| !is_kept(name));
    let left_out: Vec<String> = left_out.cloned().collect();
    files.retain(|name, _| is_kept(name));
    Ok(left_out)
}

/// Whether an output is meant: by its name, by its name without the ending, or by the folder that it stands in.
fn is_called(name: &str, said: &str) -> bool {
    let said = said.trim().trim_end_matches('/');
    let stem = name.rsplit_once('.').map(|(stem, _)| stem);
    let folder = name.split_once('/').map(|(folder, _)| folder);
    name == said || stem == Some(said) || folder == Some(said)
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
