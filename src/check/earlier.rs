//! What reading and the rules before have already told, so that a rule can keep silent: one root cause, one message.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Fact, FiscalYear, IndicatorId};

/// Diagnostics so far, and the gravest word about each fact.
#[derive(Debug, Default)]
pub struct Earlier {
    diagnostics: Vec<Diagnostic>,
    facts: BTreeMap<(Arc<str>, FiscalYear, IndicatorId), Severity>,
}

impl Earlier {
    pub(super) fn add(&mut self, diagnostics: Vec<Diagnostic>) {
        for diagnostic in &diagnostics {
            let (Some(file), Some(year)) = (&diagnostic.place.file, diagnostic.fiscal_year) else {
                continue;
            };
            for indicator in diagnostic.indicators() {
                // The smaller severity is the graver one.
                self.facts
                    .entry((Arc::clone(file), year, indicator.clone()))
                    .and_modify(|known| *known = (*known).min(diagnostic.severity))
                    .or_insert(diagnostic.severity);
            }
        }
        self.diagnostics.extend(diagnostics);
    }

    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    /// Everything told so far.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Whether an error already withholds the fact.
    pub fn withholds(&self, fact: &Fact) -> bool {
        self.severity_of(fact) == Some(Severity::Error)
    }

    /// Whether an error or a warning has already been told about the fact.
    pub fn mentions(&self, fact: &Fact) -> bool {
        matches!(
            self.severity_of(fact),
            Some(Severity::Error | Severity::Warning)
        )
    }

    fn severity_of(&self, fact: &Fact) -> Option<Severity> {
        let key = (
            Arc::clone(&fact.provenance.file),
            fact.year,
            fact.indicator.clone(),
        );
        self.facts.get(&key).copied()
    }
}
