//! One kind of rule as `definition` needs it to load a form: it makes a rule of its own keys.

use std::fmt;
use std::sync::Arc;

use definition::{Entry, MadeRule, RuleInstance, RuleKind};
use diagnostic::Code;
use schemars::{Schema, SchemaGenerator};

use super::rule::{Rule, RuleSettings};

/// One kind of rule.
#[derive(Clone, Copy)]
pub struct Kind {
    code: Code,
    is_last: bool,
    compares: bool,
    looks_at_others: bool,
    is_stated: bool,
    of_whole: bool,
    unlisted: Option<fn() -> MadeRule>,
    make: fn(&mut Entry<'_>) -> Option<MadeRule>,
    rule: fn(&RuleInstance) -> &dyn Rule,
    schema: fn(&mut SchemaGenerator) -> Schema,
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.code.fmt(f)
    }
}

impl Kind {
    /// The kind whose settings have this type.
    pub(crate) const fn of<R: RuleSettings>() -> Self {
        Self {
            code: R::CODE,
            is_last: R::IS_LAST,
            compares: R::COMPARES,
            looks_at_others: R::LOOKS_AT_OTHERS,
            is_stated: R::IS_STATED,
            of_whole: R::OF_WHOLE,
            unlisted: R::UNLISTED,
            make: make::<R>,
            rule: rule::<R>,
            schema: schema_of::<R>,
        }
    }

    /// The code it speaks under.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The rule that an entry of this kind was made into.
    pub(crate) fn rule<'a>(&self, instance: &'a RuleInstance) -> &'a dyn Rule {
        (self.rule)(instance)
    }

    /// The use of it by a form that does not list it; `None` where such a form does without.
    pub(crate) fn unlisted(&self) -> Option<RuleInstance> {
        let made = self.unlisted?();
        Some(RuleInstance::unlisted(self.code, made))
    }

    /// Whether it looks at the submissions of a form side by side.
    pub(crate) fn compares(&self) -> bool {
        self.compares
    }

    /// Whether it asks what other submissions say.
    pub(crate) fn looks_at_others(&self) -> bool {
        self.looks_at_others
    }

    /// Whether it also looks at what was sent for the whole.
    pub(crate) fn is_of_whole(&self) -> bool {
        self.of_whole
    }

    /// Whether it speaks of superseded files. Such a rule runs after all others and is heard on them.
    pub fn is_last(&self) -> bool {
        self.is_last
    }
}

fn rule<R: RuleSettings>(instance: &RuleInstance) -> &dyn Rule {
    let made = instance.made.downcast_ref::<R>();
    made.expect("internal error: an entry is made into a rule by its own kind")
}

fn make<R: RuleSettings>(entry: &mut Entry<'_>) -> Option<MadeRule> {
    let settings: R = entry.settings()?;
    if let Some(contradiction) = settings.contradiction(entry.form()) {
        entry.refuse(contradiction);
        return None;
    }
    if let Some(indicator) = settings.elsewhere() {
        entry.names_elsewhere(indicator);
    }
    Some(Arc::new(settings))
}

/// A page in a browser prints no schema, and what it takes would be a fortieth of it.
fn schema_of<R: RuleSettings>(generator: &mut SchemaGenerator) -> Schema {
    if cfg!(target_family = "wasm") {
        unreachable!("internal error: no schema is asked for in a page");
    }
    R::json_schema(generator)
}

impl RuleKind for Kind {
    fn code(&self) -> Code {
        self.code
    }

    fn is_stated(&self) -> bool {
        self.is_stated
    }

    fn make(&self, entry: &mut Entry<'_>) -> Option<MadeRule> {
        (self.make)(entry)
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        (self.schema)(generator)
    }
}
