//! A rule as a form's edition uses it. What the rule makes of its own keys only its kind knows ([`super::rule_kind`]).

use std::any::Any;
use std::sync::Arc;

use diagnostic::{Code, Severity};
use model::IndicatorId;

/// One `[[rule]]` or `[[check]]` of a form.
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
    /// The figure of another form that it names, and the line in which it does: whether there is one is known when every
    /// form is.
    pub(crate) elsewhere: Option<(IndicatorId, u32)>,
}

impl RuleInstance {
    /// A rule as a kind makes it for a form that does not list it.
    pub fn unlisted(code: Code, made: MadeRule) -> Self {
        Self {
            code,
            trial: false,
            severity: None,
            clause: String::new(),
            made,
            elsewhere: None,
        }
    }
}

/// What a kind of rule made of the keys of an entry.
pub type MadeRule = Arc<dyn Any + Send + Sync>;
