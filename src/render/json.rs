//! `findings.json`, version 1: structs of their own, frozen. Whatever changes inside, these stay as they are.
//!
//! Reads findings, not a report, so it imports `diagnostic` and `model`; a machine wants the diagnostics as they are.

use std::sync::Arc;

use serde::Serialize;

use diagnostic::{Diagnostic, Findings, Outcome, Place, RuleOutcome};
use model::{AreaCode, AsOf};

/// Name and version of the format.
pub const SCHEMA: &str = "torimatome.findings/1";

/// The JSON Schema of the format (draft 2020-12), as `schema findings` prints it.
pub const JSON_SCHEMA: &str = include_str!("findings-1.schema.json");

/// One file that was read as a submission, and whether its figures count.
#[derive(Clone, Debug)]
pub struct SubmissionEntry {
    /// Ward, if it could be told.
    pub ward: Option<AreaCode>,
    /// File name relative to what was given.
    pub file: Arc<str>,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Edition of the form, if it was recognised.
    pub edition: Option<String>,
    /// As-of date, if it could be read.
    pub as_of: Option<AsOf>,
    /// Whether its figures count.
    pub used: bool,
}

/// The findings as JSON, pretty-printed, with a newline at the end.
pub fn findings(
    findings: &Findings,
    as_of: Option<AsOf>,
    submissions: &[SubmissionEntry],
) -> String {
    let document = DocumentV1 {
        schema: SCHEMA,
        as_of: as_of.map(AsOf::iso),
        findings: findings.diagnostics().iter().map(finding).collect(),
        rules: findings.rules().iter().map(rule).collect(),
        submissions: submissions.iter().map(submission).collect(),
    };
    let mut text = serde_json::to_string_pretty(&document)
        .expect("internal error: strings and numbers always serialise");
    text.push('\n');
    text
}

/// One finding as JSON on one line, without a newline: the unit of the line format.
pub fn finding_line(diagnostic: &Diagnostic) -> String {
    serde_json::to_string(&finding(diagnostic))
        .expect("internal error: strings and numbers always serialise")
}

/// What became of one rule as JSON on one line, without a newline.
pub fn rule_line(outcome: &RuleOutcome) -> String {
    serde_json::to_string(&rule(outcome))
        .expect("internal error: strings and numbers always serialise")
}

#[derive(Serialize)]
struct DocumentV1<'a> {
    schema: &'static str,
    as_of: Option<String>,
    findings: Vec<FindingV1<'a>>,
    rules: Vec<RuleV1<'a>>,
    submissions: Vec<SubmissionV1<'a>>,
}

#[derive(Serialize)]
struct FindingV1<'a> {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    message: &'a str,
    hint: Option<&'a str>,
    ward: Option<&'a str>,
    indicator: Option<&'a str>,
    fiscal_year: Option<i32>,
    place: PlaceV1<'a>,
    related: Vec<PlaceV1<'a>>,
    entered: Option<&'a str>,
    expected: Option<&'a str>,
}

#[derive(Serialize)]
struct PlaceV1<'a> {
    file: Option<&'a str>,
    sheet: Option<&'a str>,
    cell: Option<String>,
}

#[derive(Serialize)]
struct RuleV1<'a> {
    code: &'static str,
    name: &'static str,
    outcome: &'static str,
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct SubmissionV1<'a> {
    ward: Option<&'a str>,
    file: &'a str,
    sha256: &'a str,
    edition: Option<&'a str>,
    as_of: Option<String>,
    used: bool,
}

fn finding(diagnostic: &Diagnostic) -> FindingV1<'_> {
    FindingV1 {
        code: diagnostic.code.id(),
        name: diagnostic.code.name(),
        severity: diagnostic.severity.key(),
        message: &diagnostic.message,
        hint: Some(diagnostic.hint.as_str()).filter(|hint| !hint.is_empty()),
        ward: diagnostic.ward.as_ref().map(AreaCode::as_str),
        indicator: diagnostic.indicator.as_ref().map(|id| id.as_str()),
        fiscal_year: diagnostic.fiscal_year.map(|year| year.0),
        place: place(&diagnostic.place),
        related: diagnostic.related.iter().map(place).collect(),
        entered: diagnostic.entered.as_deref(),
        expected: diagnostic.expected.as_deref(),
    }
}

fn place(place: &Place) -> PlaceV1<'_> {
    PlaceV1 {
        file: place.file.as_deref(),
        sheet: place.sheet.as_deref(),
        cell: place.cell.map(|cell| cell.to_string()),
    }
}

fn rule(rule: &RuleOutcome) -> RuleV1<'_> {
    let (outcome, reason) = match &rule.outcome {
        Outcome::Ran => ("ran", None),
        Outcome::Skipped(reason) => ("skipped", Some(reason.as_str())),
    };
    RuleV1 {
        code: rule.code.id(),
        name: rule.code.name(),
        outcome,
        reason,
    }
}

fn submission(entry: &SubmissionEntry) -> SubmissionV1<'_> {
    SubmissionV1 {
        ward: entry.ward.as_ref().map(AreaCode::as_str),
        file: &entry.file,
        sha256: &entry.sha256,
        edition: entry.edition.as_deref(),
        as_of: entry.as_of.map(AsOf::iso),
        used: entry.used,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnostic::Code;
    use model::{CellRef, FiscalYear, IndicatorId};

    fn example() -> Findings {
        let (file, sheet) = (Arc::from("a.xlsx"), Arc::from("S"));
        let full = Diagnostic::new(
            Code::ABOVE_AREA_COUNT,
            Place::cell(&file, &sheet, CellRef::new(13, 7)),
            "20>16\u{3000}\"引用\"",
        )
        .ward(Some(&AreaCode::new("000001")))
        .fact(&IndicatorId::new("1-1"), FiscalYear(2025), "①")
        .related(Place::file(&file))
        .entered("20")
        .expected("16以下")
        .hint("直す");
        let bare = Diagnostic::new(Code::WARD_MISSING, Place::run(), "ない");
        let rules = vec![
            RuleOutcome {
                code: Code::WARD_MISSING,
                outcome: Outcome::Skipped("理由".to_owned()),
            },
            RuleOutcome {
                code: Code::ABOVE_AREA_COUNT,
                outcome: Outcome::Ran,
            },
        ];
        Findings::new(vec![full, bare], rules, &|_| 1)
    }

    /// The frozen shape, letter for letter: a change here is a new version of the format.
    #[test]
    fn version_1_has_exactly_this_shape() {
        let entry = SubmissionEntry {
            ward: None,
            file: Arc::from("a.xlsx"),
            sha256: "00".to_owned(),
            edition: None,
            as_of: None,
            used: false,
        };
        let text = findings(&example(), AsOf::parse_iso("2026-03-31"), &[entry]);
        assert_eq!(text, include_str!("../../tests/snapshots/findings-v1.json"));
    }

    #[test]
    fn without_anything_there_are_still_all_keys() {
        let text = findings(&Findings::default(), None, &[]);
        let expected = "{\n  \"schema\": \"torimatome.findings/1\",\n  \"as_of\": null,\n  \"findings\": [],\n  \"rules\": [],\n  \"submissions\": []\n}\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_line_holds_one_finding() {
        let findings = example();
        let line = finding_line(&findings.diagnostics()[0]);
        assert!(!line.contains('\n'));
        let value: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(value["code"], "X402");
        assert!(value["hint"].is_null());
    }
}
