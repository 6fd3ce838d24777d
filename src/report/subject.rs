//! What a report is made of: the compiled run and the definitions it is told by.

use std::sync::Arc;

use super::FormSheet;
use compile::Compilation;
use definition::{Definitions, FormDefinition, Registry, ReportLayout};
use diagnostic::Findings;
use model::{AreaCode, AsOf, EditionId, Stamp};

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
}

/// Everything the report speaks of.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Areas, indicators, functions.
    pub definitions: &'a Definitions,
    /// The form: the newest edition that came.
    pub form: &'a FormDefinition,
    /// What this report shows of it.
    pub layout: &'a ReportLayout,
    /// The registry of this run.
    pub registry: &'a Registry,
    /// Figures.
    pub compilation: &'a Compilation,
    /// Diagnostics and outcomes of rules.
    pub findings: &'a Findings,
    /// The form's files and those of which no form could be told, by name.
    pub files: &'a [SourceFile],
    /// The official form, filled for the city.
    pub city_forms: &'a [FormSheet],
    /// When the report is made, if that is to stand in it.
    pub stamp: Option<Stamp>,
}
