//! A file that was given; where its bytes lie is the edge's.

use std::sync::Arc;

use super::{AreaCode, AsOf, EditionId};

/// A file that came in, and what became of it.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// File name relative to what was given.
    pub file: Arc<str>,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Ward, if it could be told.
    pub ward: Option<AreaCode>,
    /// The form, if it was recognised.
    pub form: Option<EditionId>,
    /// As-of date in the file.
    pub as_of: Option<AsOf>,
    /// Whether its facts count.
    pub used: bool,
    /// The table that says what is in it, where the file itself is not there.
    pub table: Option<Arc<str>>,
}
