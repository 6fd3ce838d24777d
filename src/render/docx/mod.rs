//! The report as a Word document that a person goes on writing: real headings, lists and tables; charts as pictures.
//!
//! `report ▸ body (text, table, picture) ▸ package ▸ bytes`. The parts that no report changes are files in `parts/`. Written
//! by hand: docx-rs gives every picture the same number and no description, and counts paragraphs up over a process, so that
//! the same report would not give the same bytes. Faces are named, not embedded; a machine without them takes another
//! Gothic of the same kind.

mod body;
mod package;
mod picture;
mod table;
mod text;

use super::RenderError;
use report::Report;

/// Writes the report as a Word document.
///
/// # Errors
/// A picture or the package cannot be written; a fault of the program.
pub fn report(report: &Report) -> Result<Vec<u8>, RenderError> {
    let body = body::body(report)?;
    package::packed(report, &body.xml, &body.pictures)
}
