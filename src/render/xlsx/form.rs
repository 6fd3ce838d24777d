//! A form workbook: blank for a ward, filled, or marked for a return.

use rust_xlsxwriter::Worksheet;

use super::super::RenderError;
use crate::report::{FormSheet, FormWorkbook};

/// Writes a workbook of form sheets.
///
/// # Errors
/// rust_xlsxwriter refuses; a fault of the program.
pub fn form(_form: &FormWorkbook) -> Result<Vec<u8>, RenderError> {
    Err(RenderError::Workbook("未実装".to_owned()))
}

/// Draws one form sheet onto an empty worksheet, print set-up included; defined names are left to the caller.
///
/// # Errors
/// rust_xlsxwriter refuses; a fault of the program.
pub(super) fn draw(_worksheet: &mut Worksheet, _sheet: &FormSheet) -> Result<(), RenderError> {
    Err(RenderError::Workbook("未実装".to_owned()))
}
