//! `--select` and `--ignore`: what is left out is on record, what could not be read stays, and last year is read as ever.

use std::collections::BTreeSet;
use torimatome::check::rules::{above_area_count, rate_differs, ward_twice};

use torimatome::check::{EVERYTHING, RULES, Selection, submission_codes};
use torimatome::definition::RuleKind;
use torimatome::diagnostic::{Code, Findings, Outcome, Severity};

use crate::formats::checked;

fn faults(selection: &Selection) -> Findings {
    checked("faults", &|_| true, selection).findings
}

fn told(findings: &Findings) -> BTreeSet<Code> {
    findings.diagnostics().iter().map(|d| d.code).collect()
}

fn skipped_because(findings: &Findings, reason: &str) -> BTreeSet<Code> {
    let is = |outcome: &Outcome| *outcome == Outcome::Skipped(reason.to_owned());
    let rules = findings.rules().iter().filter(|rule| is(&rule.outcome));
    rules.map(|rule| rule.code).collect()
}

#[test]
fn what_is_ignored_is_silent_and_on_record() {
    let all = faults(&EVERYTHING);
    assert!(told(&all).contains(&rate_differs::CODE));
    let ignored = vec![rate_differs::CODE, ward_twice::CODE, Code::VALUE_NORMALISED];
    let fewer = faults(&Selection::new(Vec::new(), ignored.clone()));
    assert!(ignored.iter().all(|code| !told(&fewer).contains(code)));
    let on_record = skipped_because(&fewer, "--ignore で除いた");
    assert_eq!(on_record, ignored.into_iter().collect());
    assert!(told(&fewer).is_subset(&told(&all)));
}

#[test]
fn what_is_not_selected_is_on_record_and_errors_of_reading_stay() {
    let only = vec![above_area_count::CODE];
    let found = faults(&Selection::new(only, Vec::new()));
    let is_rule = |code: &Code| RULES.iter().any(|rule| rule.code() == *code);
    for diagnostic in found.diagnostics() {
        let is_error = diagnostic.severity == Severity::Error;
        let stays = !is_rule(&diagnostic.code) && is_error;
        assert!(stays || diagnostic.code == above_area_count::CODE);
    }
    assert!(told(&found).contains(&Code::VALUE_NOT_A_NUMBER));
    assert!(told(&found).contains(&Code::WARD_DISAGREES));
    let on_record = skipped_because(&found, "--select で選ばれていない");
    // This form states nothing of its own tables, so that there is nothing to be left out.
    let is_stated = |code: &Code| {
        let mut stated = RULES.iter().filter(|rule| rule.is_stated());
        stated.any(|rule| rule.code() == *code)
    };
    for code in submission_codes()
        .iter()
        .filter(|code| **code != above_area_count::CODE && !is_stated(code))
    {
        let may_be_silent = is_rule(code) || code.entry().severity != Severity::Error;
        assert_eq!(on_record.contains(code), may_be_silent, "{code:?}");
    }
}

#[test]
fn selecting_everything_is_the_same_as_choosing_nothing() {
    let named = faults(&Selection::new(submission_codes().to_vec(), Vec::new()));
    let all = faults(&EVERYTHING);
    assert_eq!(named.diagnostics(), all.diagnostics());
    assert_eq!(named.rules(), all.rules());
}
