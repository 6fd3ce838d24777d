//! What can be wrong with a manual. What is read stands in `reader`.

/// What is wrong with a manual; whose fault it is: the manual's.
#[derive(Debug, thiserror::Error)]
pub enum ManualError {
    /// The lines between `+++` are missing, or wrong.
    #[error("what stands between +++ at the top: {0}")]
    Head(String),
    /// Something that the reader does not know, at a line from 1.
    #[error("line {line}: {what}")]
    Unknown {
        /// Line.
        line: usize,
        /// What it is.
        what: String,
    },
}
