//! JUnit XML: one testsuite per file and one for the run as a whole, one testcase per rule.
//!
//! Reads findings, not a report. An error is a failure; warnings and notes stand in system-out and fail nothing.
//! Without times, so that the same findings give the same bytes. Counting and writing are `quick-junit`'s.

use std::collections::{BTreeMap, BTreeSet};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use diagnostic::{Code, Diagnostic, Findings, Outcome, Severity};
use ledger::SubmissionRow;
use model::Nouns;

/// The suite of what is about no single file.
const WHOLE_RUN: &str = "全体";

/// The findings as JUnit XML, with a newline at the end.
pub fn findings(findings: &Findings, submissions: &[SubmissionRow], nouns: &Nouns) -> String {
    let mut report = Report::new("torimatome");
    for (name, cases) in suites(findings, submissions) {
        let mut suite = TestSuite::new(allowed(name));
        suite.add_test_cases(cases.iter().map(|case| case.written(name, nouns)));
        report.add_test_suite(suite);
    }
    report
        .to_string()
        .expect("internal error: writing to memory cannot fail")
}

/// One rule over one file, or over the run.
struct Case<'a> {
    code: Code,
    /// Why the rule did not run, whole or in part.
    skipped: Vec<&'a str>,
    has_run: bool,
    told: Vec<&'a Diagnostic>,
}

impl Case<'_> {
    /// A rule that did not run cannot have told anything; what has told something counts as run.
    fn is_skipped(&self) -> bool {
        !self.has_run && self.told.is_empty()
    }

    fn written(&self, suite: &str, nouns: &Nouns) -> TestCase {
        let told = self.told.iter().copied();
        let (errors, others): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
            told.partition(|told| told.severity == Severity::Error);
        let name = format!("{} {}", self.code.id(), self.code.title(nouns));
        let mut case = TestCase::new(name, self.status(&errors));
        case.set_classname(allowed(suite));
        let mut out = paragraphs(&others);
        if !self.is_skipped() {
            for reason in &self.skipped {
                out.push_str(&format!("実施しなかった部分があります：{reason}\n"));
            }
        }
        if !out.is_empty() {
            case.set_system_out(allowed(&out));
        }
        case
    }

    fn status(&self, errors: &[&Diagnostic]) -> TestCaseStatus {
        if let Some(first) = errors.first() {
            let rest = match errors.len() {
                1 => String::new(),
                count => format!("（ほか{}件）", count - 1),
            };
            let mut failed = TestCaseStatus::non_success(NonSuccessKind::Failure);
            failed
                .set_message(allowed(&format!("{}{rest}", first.message)))
                .set_type(self.code.name())
                .set_description(allowed(&paragraphs(errors)));
            failed
        } else if self.is_skipped() {
            let mut skipped = TestCaseStatus::skipped();
            skipped.set_message(allowed(&self.skipped.join("、")));
            skipped
        } else {
            TestCaseStatus::success()
        }
    }
}

/// The suites by name: the run as a whole first, then the files in their order.
fn suites<'a>(
    findings: &'a Findings,
    submissions: &'a [SubmissionRow],
) -> Vec<(&'a str, Vec<Case<'a>>)> {
    let mut files: BTreeSet<&str> = submissions.iter().map(|entry| &*entry.file).collect();
    let mut told: BTreeMap<(Option<&str>, Code), Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in findings.diagnostics() {
        let file = diagnostic.place.file.as_deref();
        files.extend(file);
        told.entry((file, diagnostic.code))
            .or_default()
            .push(diagnostic);
    }
    let subjects = std::iter::once(None).chain(files.into_iter().map(Some));
    subjects
        .map(|file| (file.unwrap_or(WHOLE_RUN), cases(findings, &told, file)))
        .collect()
}

/// One case per rule of the run, and per code of reading that was told here.
fn cases<'a>(
    findings: &'a Findings,
    told: &BTreeMap<(Option<&str>, Code), Vec<&'a Diagnostic>>,
    file: Option<&str>,
) -> Vec<Case<'a>> {
    let mut cases: BTreeMap<Code, Case<'a>> = BTreeMap::new();
    let new = |code| Case {
        code,
        skipped: Vec::new(),
        has_run: false,
        told: Vec::new(),
    };
    for rule in findings.rules() {
        let case = cases.entry(rule.code).or_insert_with(|| new(rule.code));
        match &rule.outcome {
            Outcome::Ran => case.has_run = true,
            Outcome::Skipped(reason) => case.skipped.push(reason),
        }
    }
    for ((_, code), diagnostics) in told.iter().filter(|((about, _), _)| *about == file) {
        let case = cases.entry(*code).or_insert_with(|| new(*code));
        case.told.clone_from(diagnostics);
    }
    cases.into_values().collect()
}

/// Every diagnostic on lines of its own: severity and place, message, what to do.
fn paragraphs(diagnostics: &[&Diagnostic]) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let place = diagnostic.place.in_file().unwrap_or_default();
        let field = diagnostic.field.as_deref().unwrap_or_default();
        let head = [diagnostic.severity.label(), &place, field];
        let head: Vec<&str> = head.into_iter().filter(|part| !part.is_empty()).collect();
        text.push_str(&format!("{}\n{}\n", head.join(" "), diagnostic.message));
        if !diagnostic.hint.is_empty() {
            text.push_str(&format!("→ {}\n", diagnostic.hint));
        }
    }
    text
}

/// The text without what XML 1.0 cannot hold even escaped, and without what `quick-junit` would take for a terminal's: a
/// cell may hold anything, and what is lost is seen.
fn allowed(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' => c,
            '\t' | '\r' => ' ',
            '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use check::rules::{above_area_count, ward_missing};
    use std::sync::Arc;

    use super::*;
    use diagnostic::{Place, RuleOutcome};
    use model::CellRef;

    const EXPECTED: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="torimatome" tests="7" skipped="3" failures="1" errors="0">
    <testsuite name="全体" tests="2" skipped="1" errors="0" failures="0">
        <testcase name="C301 団体の内訳数より多い" classname="全体"/>
        <testcase name="X402 提出物のない団体がある" classname="全体">
            <skipped message="理由"/>
        </testcase>
    </testsuite>
    <testsuite name="a&lt;b&gt;&quot;.xlsx" tests="3" skipped="1" errors="0" failures="1">
"#;

    fn found() -> Findings {
        let file: Arc<str> = Arc::from("a<b>\".xlsx");
        let cell = |row| Place::cell(&file, &Arc::from("S"), CellRef::new(row, 1));
        let told = vec![
            Diagnostic::new(above_area_count::CODE, cell(1), "20 > 16 & \u{1}").hint("直す"),
            Diagnostic::new(above_area_count::CODE, cell(2), "次"),
            Diagnostic::new(Code::VALUE_NORMALISED, cell(3), "全角"),
        ];
        let rule = |code, outcome| RuleOutcome::new(code, outcome);
        let rules = vec![
            rule(above_area_count::CODE, Outcome::Ran),
            rule(ward_missing::CODE, Outcome::Skipped("理由".to_owned())),
        ];
        Findings::new(told, rules, check::submission_codes(), &|_| 0)
    }

    #[test]
    fn suites_cases_and_counts() {
        let entry = SubmissionRow {
            ward: None,
            file: Arc::from("b.xlsx"),
            sha256: String::new(),
            edition: None,
            as_of: None,
            used: true,
        };
        let text = findings(&found(), &[entry], &Nouns::general());
        assert!(text.starts_with(EXPECTED), "{text}");
        let failure = "<failure message=\"20 &gt; 16 &amp; \u{fffd}（ほか1件）\" type=\"above-area-count\">誤り S!B2\n20 &gt; 16 &amp; \u{fffd}\n→ 直す\n誤り S!B3\n次\n</failure>";
        assert!(text.contains(failure), "{text}");
        let out = "<system-out>参考 S!B4\n全角\n</system-out>";
        assert!(text.contains(out), "{text}");
        assert!(
            text.contains("<testsuite name=\"b.xlsx\" tests=\"2\""),
            "{text}"
        );
    }
}
