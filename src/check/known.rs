//! Every kind of rule that the program knows, handed to whoever loads definitions.

use definition::{DefinitionSource, Definitions, Faults, RuleKind, RuleKinds};
use diagnostic::Code;

use super::codes::submission_codes;
use super::rules::RULES;

/// Every kind of rule that the program knows.
#[derive(Clone, Copy, Debug)]
pub struct KnownRules;

impl RuleKinds for KnownRules {
    fn kinds(&self) -> Vec<&dyn RuleKind> {
        RULES.iter().map(|kind| kind as &dyn RuleKind).collect()
    }

    fn codes(&self) -> &'static [Code] {
        submission_codes()
    }
}

/// Loads the definitions with every kind of rule that the program knows.
///
/// # Errors
/// Every fault in them.
pub fn load(source: &DefinitionSource) -> Result<Definitions, Faults> {
    Definitions::load(source, &KnownRules)
}

/// The JSON Schema of a form definition, with the keys of every kind of rule.
pub fn form_schema() -> String {
    definition::form_schema(&KnownRules)
}
