//! Report ▸ bytes. Imports `report` only; does no arithmetic and takes no decision about content.

pub mod pdf;
pub mod xlsx;

/// A renderer failed: a fault of the program or of the machine, never of the data.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The workbook could not be written.
    #[error("Excelファイルを作れませんでした: {0}")]
    Workbook(String),
    /// The PDF could not be written.
    #[error("PDFファイルを作れませんでした: {0}")]
    Pdf(String),
}
