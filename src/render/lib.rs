//! Report ▸ bytes. Imports `report` only; does no arithmetic and takes no decision about content.
//! Findings are also told without a report: to a ward (`text`) and to machines (`jsonl`, `sarif`, `junit`, `github`).

mod clean;
pub mod docx;
pub mod github;
pub mod jsonl;
pub mod junit;
pub mod pdf;
pub mod sarif;
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
