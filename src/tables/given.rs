//! What is given: a table with what its own run left beside it, and what making submissions of it needs.

use std::sync::Arc;

use super::rows::File;
use definition::Definitions;
use ledger::{FindingsFile, Manifest};

/// A table as given.
#[derive(Debug)]
pub struct Given {
    /// What messages call it.
    pub name: Arc<str>,
    /// Its files.
    pub files: Vec<File>,
    /// `manifest.json` beside them.
    pub manifest: Option<Manifest>,
    /// `findings.json` beside them.
    pub told: Option<FindingsFile>,
}

/// What restoring needs besides the table.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Forms, areas, indicators.
    pub definitions: &'a Definitions,
    /// What goes before the names of files of an earlier collection.
    pub earlier: &'a str,
    /// Whether an earlier collection is given to this run.
    pub has_previous: bool,
}
