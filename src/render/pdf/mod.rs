//! The PDF report: layout, then paint, then the archive pass.

use super::RenderError;
use crate::report::Report;

/// Writes the report as tagged, archival PDF (PDF/UA-1, PDF/A-2a).
///
/// # Errors
/// An engine refuses; a fault of the program.
pub fn report(_report: &Report) -> Result<Vec<u8>, RenderError> {
    Err(RenderError::Pdf("未実装".to_owned()))
}
