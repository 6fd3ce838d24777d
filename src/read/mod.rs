//! Workbook ▸ Submission: guard, open, identify, locate, parse. Pure: bytes in, submission and diagnostics out.

mod workbook;

use std::sync::Arc;

pub use workbook::{Cell, CellValue, Sheet, Workbook};

use crate::definition::Definitions;
use crate::diagnostic::Diagnostic;
use crate::model::Submission;

/// A file as given: its name and bytes.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// Name relative to the folder or archive it was given in, with `/`.
    pub name: Arc<str>,
    /// Content.
    pub bytes: Arc<[u8]>,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// What reading one file gave: a submission if the form was recognised, and everything worth telling.
#[derive(Clone, Debug)]
pub struct ReadResult {
    /// File name.
    pub file: Arc<str>,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The submission, unless the file could not be opened or is not the form.
    pub submission: Option<Submission>,
    /// What is worth telling.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads one file. Trouble with the data is told by diagnostics, never by a failure.
pub fn read(_file: &InputFile, _definitions: &Definitions) -> ReadResult {
    todo!("read")
}
