//! `--only`: which of the outputs are written. What a later run, the seal and the look before publishing rest on always is.

use std::collections::{BTreeMap, BTreeSet};

use super::threads::PipelineError;
use crate::ledger::{CollectionRow, LookRow, Row};
use crate::model::nearest;

/// Written whatever is asked for: the ledger and the findings that `accept` reads, and what is to be looked at before publishing.
const ALWAYS: [&str; 3] = [CollectionRow::FILE, "findings.json", LookRow::FILE];

/// What is wanted; everything where nothing is named.
#[derive(Clone, Copy)]
pub(super) struct Only<'a>(pub(super) &'a [String]);

impl Only<'_> {
    /// Whether an output is to be written.
    pub(super) fn wants(self, name: &str) -> bool {
        let is_said = || self.0.iter().any(|said| is_called(name, said));
        self.0.is_empty() || ALWAYS.contains(&name) || is_said()
    }

    /// Whether an output is to be written, or any page of the folder of its name.
    pub(super) fn wants_any(self, name: &str) -> bool {
        let folder = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        self.wants(name) || self.wants_of(folder)
    }

    /// Whether anything of a folder is to be written.
    pub(super) fn wants_of(self, folder: &str) -> bool {
        let mut said = self.0.iter().map(|said| said.trim());
        let is_in = |said: &str| said.split('/').next() == Some(folder);
        self.0.is_empty() || said.any(is_in)
    }
}

/// Takes out what is not wanted, and gives the names of that and of what was not even made, in order.
///
/// # Errors
/// A name is that of no output.
pub(super) fn keep(
    files: &mut BTreeMap<String, Vec<u8>>,
    only: Only<'_>,
    not_made: Vec<String>,
) -> Result<Vec<String>, PipelineError> {
    for said in only.0 {
        let mut known = files.keys().chain(&not_made);
        if !known.any(|name| is_called(name, said)) {
            return Err(unknown(files.keys().chain(&not_made), said));
        }
    }
    if only.0.is_empty() {
        return Ok(not_made);
    }
    let is_said = |name: &str| only.0.iter().any(|said| is_called(name, said));
    // Columns are written only where they were asked for: all of them, unless some are named.
    let has_columns = files.keys().any(|name| is_columns(name) && is_said(name));
    let is_kept = |name: &str| only.wants(name) || (is_columns(name) && !has_columns);
    let others = files.keys().filter(|name| !is_kept(name)).cloned();
    let left_out: BTreeSet<String> = others.chain(not_made).collect();
    files.retain(|name, _| is_kept(name));
    Ok(left_out.into_iter().collect())
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

fn unknown<'n>(names: impl Iterator<Item = &'n String>, said: &str) -> PipelineError {
    // What stands in a folder is asked for by the folder.
    let known: BTreeSet<&str> = names
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
