//! What the manifest says of what went in: the files that were read here, and when those that count were saved last.

use std::collections::BTreeMap;

use crate::assemble::Checked;
use crate::ledger::FileHash;

/// The files that were read here: of what a table says, the table.
pub(super) fn inputs(checked: &Checked, tables: &[FileHash]) -> Vec<FileHash> {
    let files = checked.files.iter().filter(|file| file.table.is_none());
    let files = files.map(|file| FileHash {
        file: file.file.to_string(),
        sha256: file.sha256.clone(),
    });
    let mut inputs: Vec<FileHash> = files.chain(tables.iter().cloned()).collect();
    inputs.sort_by(|a, b| a.file.cmp(&b.file));
    inputs
}

/// When the files that count were saved last, as far as they say it.
pub(super) fn saved(checked: &Checked) -> BTreeMap<String, String> {
    let counting = checked.submissions.iter();
    let counting = counting.filter(|one| checked.choices.counts(&one.file));
    let saved = counting.filter_map(|one| Some((one.file.to_string(), one.saved?.iso())));
    saved.collect()
}
