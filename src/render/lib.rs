//! Report ▸ bytes. Imports `report` only; does no arithmetic and takes no decision about content.
//! Findings are also told without a report: to a ward (`text`) and to machines (`jsonl`, `sarif`, `junit`, `github`).

#[cfg(feature = "program")]
mod clean;
#[cfg(feature = "program")]
pub mod docx;
pub mod github;
pub mod jsonl;
#[cfg(feature = "program")]
pub mod junit;
#[cfg(feature = "program")]
pub mod pdf;
#[cfg(feature = "program")]
pub mod sarif;
#[cfg(feature = "program")]
mod table_words;
pub mod text;
pub mod xlsx;

/// A renderer failed: a fault of the program or of the machine, never of the data.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The workbook could not be written.
    #[error("Excelファイルを作れませんでした: {0}")]
    Workbook(String),
    /// A CSV file could not be written.
    #[error("CSVファイルを作れませんでした: {0}")]
    Csv(String),
    /// The Word document could not be written.
    #[error("Wordファイルを作れませんでした: {0}")]
    Word(String),
    /// A picture could not be drawn.
    #[error("図を画像にできませんでした: {0}")]
    Picture(String),
    /// The PDF could not be written.
    #[error("PDFファイルを作れませんでした: {0}")]
    Pdf(String),
}
