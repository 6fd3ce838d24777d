//! What cannot be read back, with the file and why.

/// What cannot be read back.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct LedgerError {
    /// File within the output folder.
    pub file: String,
    /// Why, in Japanese.
    pub reason: String,
}
