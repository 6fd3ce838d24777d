//! What a report is made of: the compiled run and the definitions it is told by.

use super::FormSheet;
use compile::Compilation;
use definition::{Definitions, FormDefinition, Registry, ReportLayout};
use diagnostic::Findings;
use model::{SourceFile, Stamp};

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
    /// Nothing will be changed any more; else every page says that it may.
    pub is_final: bool,
    /// When the report is made, if that is to stand in it.
    pub stamp: Option<Stamp>,
    /// For readers outside the office: no file, cell or code of a rule is named.
    pub is_public: bool,
}

impl Subject<'_> {
    /// The same for readers outside the office.
    pub(super) fn public(self) -> Self {
        Self {
            is_public: true,
            ..self
        }
    }
}
