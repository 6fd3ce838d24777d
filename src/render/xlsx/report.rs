//! The consolidated workbook: one chapter of the report to one sheet.

use super::super::RenderError;
use crate::report::Report;

/// Writes the consolidated workbook.
///
/// # Errors
/// rust_xlsxwriter refuses; a fault of the program.
pub fn report(_report: &Report) -> Result<Vec<u8>, RenderError> {
    Err(RenderError::Workbook("未実装".to_owned()))
}
