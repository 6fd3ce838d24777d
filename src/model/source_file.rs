//! A file that was given; where its bytes lie is the edge's.

use std::sync::Arc;

use super::by_file::of_file;
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

impl SourceFile {
    /// A file among several, which are looked through at once where they stand in the order of their names.
    pub fn of_file<'a>(all: &'a [Self], file: &str) -> Option<&'a Self> {
        of_file(all, file, |one| &one.file)
    }
}
