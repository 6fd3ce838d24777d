//! A rule as a form's edition uses it. What the rule makes of its own keys only its kind knows; the kinds are handed in
//! by whoever loads the definitions, so that this package knows no rule.

use std::any::Any;
use std::sync::Arc;

use diagnostic::{Code, Severity};
use schemars::{Schema, SchemaGenerator};
use serde::de::DeserializeOwned;

use super::codes;
use super::document::{Scope, Table};
use super::fault::Faults;

/// One `[[rule]]` of a form.
#[derive(Clone, Debug)]
pub struct RuleInstance {
    /// The code of its kind.
    pub code: Code,
    /// 試行: the rule is being tried out, and what it says is only for information.
    pub trial: bool,
    /// Severity, where it differs from the code's own.
    pub severity: Option<Severity>,
    /// What the rule rests on.
    pub clause: String,
    /// What the kind made of the rule's own keys.
    pub made: MadeRule,
}

/// What a kind of rule made of the keys of an entry.
pub type MadeRule = Arc<dyn Any + Send + Sync>;

/// One kind of rule, as far as loading needs it.
pub trait RuleKind {
    /// Its code, whose name is the name of the kind.
    fn code(&self) -> Code;

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
    pub(crate) faults: &'a mut Faults,
}

impl Entry<'_> {
    /// The settings of the kind, or `None` where they cannot be had; every fault is told.
    pub fn settings<T: DeserializeOwned>(&mut self) -> Option<T> {
        self.keys.read(self.scope, self.faults)
    }

    /// Tells that settings contradict each other.
    pub fn refuse(&mut self, message: String) {
        let line = self.keys.line();
        self.faults
            .tell(codes::INCONSISTENT, self.keys.file, Some(line), message);
    }
}
