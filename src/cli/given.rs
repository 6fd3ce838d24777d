//! A table that the office gives beside the workbooks: a CSV (UTF-8 with or without BOM, UTF-16, or CP932) or a workbook.

use std::path::Path;

use super::exit::Failure;
use super::input::{is_file, read_file, records};
use super::shown::shown;
use crate::read::sha256;

/// A table as given.
#[derive(Debug)]
pub(super) struct Given {
    /// Name of the file.
    pub(super) name: String,
    /// SHA-256, in hexadecimal.
    pub(super) sha256: String,
    /// The worksheet that it stands on, if the file has any.
    pub(super) sheet: Option<String>,
    /// Its rows.
    pub(super) rows: Vec<Vec<String>>,
}

/// Reads the table behind an option; `what` says what it is, for the message.
///
/// # Errors
/// The file is missing, or it is no table.
pub(super) fn given(path: &Path, option: &str, what: &str) -> Result<Given, Failure> {
    if !is_file(path)? {
        return Err(Failure::nothing(format!(
            "{option} のファイルがありません: {}",
            shown(path)
        )));
    }
    let bytes = read_file(path)?;
    let sha256 = sha256(&bytes);
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let read = records(&name, bytes);
    let (sheet, rows) = read.map_err(|error| unreadable(what, &name, &error))?;
    Ok(Given {
        name,
        sha256,
        sheet,
        rows,
    })
}

/// What is said of a table that cannot be read.
pub(super) fn unreadable(what: &str, name: &str, reason: &str) -> Failure {
    Failure::usage(format!("{what}を読めません: {name}: {reason}"))
}
