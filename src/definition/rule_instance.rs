//! A rule kind with its parameters, severity and citation, as a form's edition states it.

use std::collections::BTreeMap;

use diagnostic::Severity;
use model::IndicatorId;

/// One `[[rule]]` of a form.
#[derive(Clone, Debug)]
pub struct RuleInstance {
    /// Name of the rule kind; equals the name of its code.
    pub kind: String,
    /// The indicators it is about; empty for all or none, as the kind says.
    pub fields: Vec<IndicatorId>,
    /// The narrative blocks it is about, by the form's identifiers; empty for all or none, as the kind says.
    pub blocks: Vec<String>,
    /// 試行: the rule is being tried out, and what it says is only for information.
    pub trial: bool,
    /// Severity, where it differs from the code's own.
    pub severity: Option<Severity>,
    /// What the rule rests on.
    pub clause: String,
    /// Whole-number parameters by name.
    pub parameters: BTreeMap<String, i64>,
}
