//! Which codes a run looks for: what a person named with `--select` and `--ignore`. What is left out is on record.

use diagnostic::{Code, Diagnostic, Outcome, RuleOutcome, Severity};

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

    /// Those of the codes that no rule speaks under that are left out, on record like rules that did not run.
    pub(super) fn left_out(&self, codes: impl Iterator<Item = Code>) -> Vec<RuleOutcome> {
        let can_be_left_out = |code: &Code| code.entry().severity != Severity::Error;
        codes
            .filter(can_be_left_out)
            .filter_map(|code| {
                let reason = self.why_not(code)?;
                let outcome = Outcome::Skipped(reason.to_owned());
                Some(RuleOutcome::new(code, outcome))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::codes;
    use crate::rules::{above_area_count, rate_differs, ward_missing};
    use diagnostic::Place;

    #[test]
    fn ignoring_outranks_selecting_and_each_has_its_reason() {
        let code = above_area_count::CODE;
        let selection = Selection::new(vec![code, rate_differs::CODE], vec![code]);
        assert_eq!(selection.why_not(code), Some("--ignore で除いた"));
        assert_eq!(selection.why_not(rate_differs::CODE), None);
        let other = selection.why_not(ward_missing::CODE);
        assert_eq!(other, Some("--select で選ばれていない"));
        assert!(
            codes()
                .iter()
                .all(|code| EVERYTHING.why_not(*code).is_none())
        );
    }

    #[test]
    fn an_error_of_reading_is_always_heard() {
        let selection = Selection::new(Vec::new(), vec![Code::VALUE_NOT_A_NUMBER]);
        let told = Diagnostic::new(Code::VALUE_NOT_A_NUMBER, Place::run(), "読めない");
        assert!(selection.hears(&told));
        assert!(!selection.hears(&told.severity(Severity::Warning)));
    }
}
