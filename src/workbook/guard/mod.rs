//! What may reach a parser at all, decided by the bytes and never by the name. Leaves the parsing to others.

mod container;
mod document;
mod limits;
mod ole;
mod other;

pub use container::{Container, Kind};
pub(crate) use document::is_document;
use limits::within_file;
pub(crate) use limits::{LIMITS, MAX_FILE};

use crate::refusal::Refusal;

/// Tells what a file is by its first bytes and its list of parts; `None` for what is no workbook and no archive.
pub fn kind(bytes: &[u8]) -> Option<Container> {
    if bytes.starts_with(b"PK") {
        document::kind(bytes).ok()
    } else {
        container(bytes).ok()
    }
}

/// Tells what a file is.
///
/// # Errors
/// It is no workbook, or beyond the bounds.
pub fn container(bytes: &[u8]) -> Result<Container, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::unreadable(
            "ファイルの中身が空（0バイト）です。",
            "送付や複写の途中で失われています。元のファイルを送り直してください。",
        ));
    }
    if bytes.starts_with(b"PK") {
        return document::container(bytes);
    }
    within_file(bytes)?;
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return ole::container(bytes);
    }
    Err(other::refusal(bytes))
}

#[cfg(test)]
mod tests;
