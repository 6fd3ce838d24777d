//! What a rule is: a code, and a check that says whether it ran.

use super::Context;
use crate::definition::RuleInstance;
use crate::diagnostic::{Code, Diagnostic, Outcome, Place, Severity};

/// One rule kind. Its parameters, severity and citation come from the form's edition.
pub trait Rule: Sync {
    /// The code it speaks under.
    fn code(&self) -> Code;

    /// Looks at the submissions and tells what is wrong; says whether it could run.
    fn check(&self, context: &Context<'_>, instance: &RuleInstance, sink: &mut Sink) -> Outcome;
}

/// Collects the diagnostics of one rule under its code and the instance's severity.
#[derive(Debug)]
pub struct Sink {
    code: Code,
    severity: Severity,
    diagnostics: Vec<Diagnostic>,
}

impl Sink {
    pub(super) fn new(code: Code, instance: &RuleInstance) -> Self {
        Self {
            code,
            severity: instance.severity.unwrap_or(code.entry().severity),
            diagnostics: Vec::new(),
        }
    }

    /// Starts a diagnostic of this rule; hand it to [`Self::push`] when it is complete.
    pub fn diagnostic(&self, place: Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.code, place, message).severity(self.severity)
    }

    /// Takes a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }
}
