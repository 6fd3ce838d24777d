//! JUnit XML: one testsuite per file and one for the run as a whole, one testcase per rule.
//!
//! Reads findings, not a report. An error is a failure; warnings and notes stand in system-out and fail nothing.
//! Without times, so that the same findings give the same bytes.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use diagnostic::{Code, Diagnostic, Findings, Outcome, Place, Severity};
use ledger::SubmissionRow;

/// The suite of what is about no single file.
const WHOLE_RUN: &str = "全体";

/// The findings as JUnit XML, with a newline at the end.
pub fn findings(findings: &Findings, submissions: &[SubmissionRow]) -> String {
    let suites = suites(findings, submissions);
    let mut xml = Xml(Writer::new_with_indent(Vec::new(), b' ', 2));
    xml.write(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    let all: Vec<&Case> = suites.iter().flat_map(|(_, cases)| cases).collect();
    let start = counted(BytesStart::new("testsuites"), "torimatome", &all);
    xml.write(Event::Start(start));
    for (name, cases) in &suites {
        let cases: Vec<&Case> = cases.iter().collect();
        let start = counted(BytesStart::new("testsuite"), name, &cases);
        xml.write(Event::Start(start));
        for case in cases {
            case.write(name, &mut xml);
        }
        xml.write(Event::End(BytesEnd::new("testsuite")));
    }
    xml.write(Event::End(BytesEnd::new("testsuites")));
    let mut bytes = xml.0.into_inner();
    bytes.push(b'\n');
    String::from_utf8(bytes).expect("internal error: only texts were written")
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
    fn errors(&self) -> Vec<&Diagnostic> {
        let told = self.told.iter().copied();
        told.filter(|d| d.severity == Severity::Error).collect()
    }

    fn is_failure(&self) -> bool {
        !self.errors().is_empty()
    }

    /// A rule that did not run cannot have told anything; what has told something counts as run.
    fn is_skipped(&self) -> bool {
        !self.has_run && self.told.is_empty()
    }

    fn write(&self, suite: &str, xml: &mut Xml) {
        let name = format!("{} {}", self.code.id(), self.code.title());
        let start = BytesStart::new("testcase");
        xml.write(Event::Start(with(
            start,
            &[("classname", suite), ("name", &name)],
        )));
        let errors = self.errors();
        if let Some(first) = errors.first() {
            let rest = match errors.len() {
                1 => String::new(),
                count => format!("（ほか{}件）", count - 1),
            };
            let message = format!("{}{rest}", first.message);
            let start = BytesStart::new("failure");
            let start = with(start, &[("message", &message), ("type", self.code.name())]);
            xml.text(start, "failure", &paragraphs(&errors));
        }
        if self.is_skipped() {
            let start = BytesStart::new("skipped");
            let reasons = self.skipped.join("、");
            xml.write(Event::Empty(with(start, &[("message", &reasons)])));
        }
        let told = self.told.iter().copied();
        let others: Vec<&Diagnostic> = told.filter(|d| d.severity != Severity::Error).collect();
        let mut out = paragraphs(&others);
        if !self.is_skipped() {
            for reason in &self.skipped {
                out.push_str(&format!("実施しなかった部分があります：{reason}\n"));
            }
        }
        if !out.is_empty() {
            xml.text(BytesStart::new("system-out"), "system-out", &out);
        }
        xml.write(Event::End(BytesEnd::new("testcase")));
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
        let place = place(&diagnostic.place);
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

fn place(place: &Place) -> String {
    match (&place.sheet, place.cell) {
        (Some(sheet), Some(cell)) => format!("{sheet}!{cell}"),
        (Some(sheet), None) => sheet.to_string(),
        (None, _) => String::new(),
    }
}

/// An element with its name and the counts of its cases.
fn counted<'a>(start: BytesStart<'a>, name: &str, cases: &[&Case<'_>]) -> BytesStart<'a> {
    let failures = cases.iter().filter(|case| case.is_failure()).count();
    let skipped = cases.iter().filter(|case| case.is_skipped()).count();
    let (failures, skipped) = (failures.to_string(), skipped.to_string());
    let tests = cases.len().to_string();
    let attributes = [
        ("name", name),
        ("tests", &tests),
        ("failures", &failures),
        ("errors", "0"),
        ("skipped", &skipped),
    ];
    with(start, &attributes)
}

fn with<'a>(mut start: BytesStart<'a>, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    for (key, value) in attributes {
        let value = allowed(value);
        start.push_attribute((*key, value.as_str()));
    }
    start
}

/// The text without what XML 1.0 cannot hold even escaped; a cell may hold anything.
fn allowed(text: &str) -> String {
    let is_allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    text.chars()
        .map(|c| if is_allowed(c) { c } else { '\u{fffd}' })
        .collect()
}

/// Writes into memory, which cannot fail.
struct Xml(Writer<Vec<u8>>);

impl Xml {
    fn write(&mut self, event: Event<'_>) {
        self.0
            .write_event(event)
            .expect("internal error: writing to memory cannot fail");
    }

    fn text(&mut self, start: BytesStart<'_>, end: &str, text: &str) {
        self.write(Event::Start(start));
        self.write(Event::Text(BytesText::new(&allowed(text))));
        self.write(Event::End(BytesEnd::new(end)));
    }
}

#[cfg(test)]
mod tests {
    use check::rules::{above_area_count, ward_missing};
    use std::sync::Arc;

    use super::*;
    use diagnostic::RuleOutcome;
    use model::CellRef;

    const EXPECTED: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="torimatome" tests="7" failures="1" errors="0" skipped="3">
  <testsuite name="全体" tests="2" failures="0" errors="0" skipped="1">
    <testcase classname="全体" name="C301 区の地域数より多い">
    </testcase>
    <testcase classname="全体" name="X402 提出物のない区がある">
      <skipped message="理由"/>
    </testcase>
  </testsuite>
  <testsuite name="a&lt;b&gt;&quot;.xlsx" tests="3" failures="1" errors="0" skipped="1">
"#;

    fn found() -> Findings {
        let file: Arc<str> = Arc::from("a<b>\".xlsx");
        let cell = |row| Place::cell(&file, &Arc::from("S"), CellRef::new(row, 1));
        let told = vec![
            Diagnostic::new(above_area_count::CODE, cell(1), "20 > 16 & \u{1}").hint("直す"),
            Diagnostic::new(above_area_count::CODE, cell(2), "次"),
            Diagnostic::new(Code::VALUE_NORMALISED, cell(3), "全角"),
        ];
        let rule = |code, outcome| RuleOutcome { code, outcome };
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
        let text = findings(&found(), &[entry]);
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
