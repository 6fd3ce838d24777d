//! The kinds of rules as far as loading a form needs them. They are handed in by whoever loads the definitions, so that this
//! package knows no rule.

use diagnostic::Code;
use model::IndicatorId;
use schemars::{Schema, SchemaGenerator};
use serde::de::DeserializeOwned;

use super::codes;
use super::document::{Scope, Table};
use super::fault::Faults;
use super::form::FormDefinition;
use super::rule_instance::MadeRule;

/// One kind of rule, as far as loading needs it.
pub trait RuleKind {
    /// Its code, whose name is the name of the kind.
    fn code(&self) -> Code;

    /// Whether it stands under `check`, where a form states what holds for its own tables.
    fn is_stated(&self) -> bool;

    /// Makes a rule of an entry; `None` where a fault is told.
    fn make(&self, entry: &mut Entry<'_>) -> Option<MadeRule>;

    /// What may be written in an entry beside the keys that every rule has.
    fn schema(&self, generator: &mut SchemaGenerator) -> Schema;
}

/// Every kind of rule, and every code that can be told of a submission.
pub trait RuleKinds {
    /// The kinds.
    fn kinds(&self) -> Vec<&dyn RuleKind>;

    /// The codes, rules' and others.
    fn codes(&self) -> &'static [Code];
}

/// The entry of a rule in a form, to be read by its kind.
#[derive(Debug)]
pub struct Entry<'a> {
    pub(crate) keys: Table<'a>,
    pub(crate) scope: &'a Scope,
    pub(crate) form: &'a FormDefinition,
    pub(crate) faults: &'a mut Faults,
    pub(crate) elsewhere: Option<IndicatorId>,
}

impl<'a> Entry<'a> {
    /// The form in which the entry stands.
    pub fn form(&self) -> &'a FormDefinition {
        self.form
    }

    /// The settings of the kind, or `None` where they cannot be had; every fault is told.
    pub fn settings<T: DeserializeOwned>(&mut self) -> Option<T> {
        self.keys.read(self.scope, self.faults)
    }

    /// Keeps that the settings name a figure of another form.
    pub fn names_elsewhere(&mut self, indicator: IndicatorId) {
        self.elsewhere = Some(indicator);
    }

    /// Tells that settings contradict each other.
    pub fn refuse(&mut self, message: String) {
        let line = self.keys.line();
        self.faults
            .tell(codes::INCONSISTENT, self.keys.file, Some(line), message);
    }
}
