//! A run to which nothing was given that could be read: what it ends with.

use super::exit::Failure;
use crate::assemble::Checked;
use crate::diagnostic::{Code, Severity};
use crate::pipeline::PipelineError;

/// What ends a run in which no file says a date: where nothing that came could be read, that is why.
pub(super) fn undated(error: PipelineError, checked: &Checked) -> Failure {
    match error {
        PipelineError::NoAsOf => nothing_readable(checked).unwrap_or_else(|| error.into()),
        other => other.into(),
    }
}

/// What ends a run to which only tables were given that cannot be read: who has sent nothing is not known from them.
pub(super) fn nothing_in_tables(checked: &Checked) -> Option<Failure> {
    checked
        .files
        .is_empty()
        .then(|| nothing_readable(checked))
        .flatten()
}

/// That nothing of what came could be read, and why; nothing where something could.
fn nothing_readable(checked: &Checked) -> Option<Failure> {
    let told = checked.findings.diagnostics().iter();
    let refused: Vec<_> = told
        .filter(|told| told.severity == Severity::Error)
        .collect();
    if !checked.submissions.is_empty() || refused.is_empty() {
        return None;
    }
    let lines = refused.iter().map(|told| {
        let file = told.place.file.as_deref().unwrap_or_default();
        format!(
            "\n  {} {file}: {}{}",
            told.code.id(),
            told.message,
            told.hint
        )
    });
    let are_tables = refused
        .iter()
        .all(|told| told.code == Code::TABLE_UNREADABLE);
    let what = if are_tables { "表" } else { "ファイル" };
    Some(Failure::nothing(format!(
        "読める{what}がありません。{}",
        lines.collect::<String>()
    )))
}
