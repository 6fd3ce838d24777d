//! Which codes a run looks for: what a person named with `--select` and `--ignore`. What is left out is on record.

use diagnostic::{ALL, Code, Diagnostic, Outcome, RuleOutcome, Severity};

/// The codes of one run; all of them by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    selected: Option<Vec<Code>>,
    ignored: Vec<Code>,
}

/// Every code.
pub static EVERYTHING: Selection = Selection {
    selected: None,
    ignored: Vec::new(),
};

impl Selection {
    /// Looks only for the codes in the first list, or for all if it is empty, and not for those in the second.
    pub fn new(selected: Vec<Code>, ignored: Vec<Code>) -> Self {
        Self {
            selected: Some(selected).filter(|codes| !codes.is_empty()),
            ignored,
        }
    }

    /// Why a code is not looked for; `None` if it is.
    pub fn why_not(&self, code: Code) -> Option<&'static str> {
        let selected = self.selected.as_ref();
        if self.ignored.contains(&code) {
            Some("--ignore で除いた")
        } else if selected.is_some_and(|codes| !codes.contains(&code)) {
            Some("--select で選ばれていない")
        } else {
            None
        }
    }

    /// What of reading is told: an error stays whatever was chosen, because that value could not be read either way.
    pub(super) fn hears(&self, told: &Diagnostic) -> bool {
        told.severity == Severity::Error || self.why_not(told.code).is_none()
    }

    /// The codes of reading that are left out, on record like rules that did not run. `is_rule` says which codes are rules'.
    pub(super) fn left_out_of_reading(&self, is_rule: &dyn Fn(Code) -> bool) -> Vec<RuleOutcome> {
        let of_reading = |code: &Code| !is_rule(*code) && code.entry().severity != Severity::Error;
        let codes = ALL.iter().copied().filter(of_reading);
        codes
            .filter_map(|code| {
                let reason = self.why_not(code)?;
                let outcome = Outcome::Skipped(reason.to_owned());
                Some(RuleOutcome { code, outcome })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnostic::Place;

    #[test]
    fn ignoring_outranks_selecting_and_each_has_its_reason() {
        let code = Code::ABOVE_AREA_COUNT;
        let selection = Selection::new(vec![code, Code::RATE_DIFFERS], vec![code]);
        assert_eq!(selection.why_not(code), Some("--ignore で除いた"));
        assert_eq!(selection.why_not(Code::RATE_DIFFERS), None);
        let other = selection.why_not(Code::WARD_MISSING);
        assert_eq!(other, Some("--select で選ばれていない"));
        assert!(ALL.iter().all(|code| EVERYTHING.why_not(*code).is_none()));
    }

    #[test]
    fn an_error_of_reading_is_always_heard() {
        let selection = Selection::new(Vec::new(), vec![Code::VALUE_NOT_A_NUMBER]);
        let told = Diagnostic::new(Code::VALUE_NOT_A_NUMBER, Place::run(), "読めない");
        assert!(selection.hears(&told));
        assert!(!selection.hears(&told.severity(Severity::Warning)));
    }
}
