//! The findings of a run as `findings.json` holds them.

use std::sync::Arc;

use assemble::Checked;
use ledger::{FindingsFile, SubmissionRow, to_json};
use model::SourceFile;

/// `findings.json`, which is also what `check --format json` prints.
pub fn findings_json(checked: &Checked) -> String {
    let submissions = submission_rows(checked);
    to_json(&FindingsFile::new(
        &checked.findings,
        checked.as_of,
        submissions,
    ))
}

/// The files as `findings.json` lists them.
pub fn submission_rows(checked: &Checked) -> Vec<SubmissionRow> {
    let entry = |file: &SourceFile| SubmissionRow {
        ward: file.ward.clone(),
        file: Arc::clone(&file.file),
        sha256: file.sha256.clone(),
        edition: file.form.as_ref().map(|form| form.edition.clone()),
        as_of: file.as_of,
        used: file.used,
    };
    checked.files.iter().map(entry).collect()
}
