//! Places, fingerprints and skipped rules as they stand in the log.

use check::rules::{above_area_count, ward_missing};
use std::sync::Arc;

use serde_json::Value;

use super::*;
use model::{AreaCode, CellRef, FiscalYear, IndicatorId};

fn told(file: &str, row: u32, message: &str) -> Diagnostic {
    let place = Place::cell(
        &Arc::from(file),
        &Arc::from("基本目標1"),
        CellRef::new(row, 7),
    );
    Diagnostic::new(above_area_count::CODE, place, message)
        .ward(Some(&AreaCode::new("000001")))
        .fact(&IndicatorId::new("1-1"), FiscalYear(2025), "①")
        .hint("直す。")
}

fn log_of(diagnostics: Vec<Diagnostic>) -> Value {
    let rules = vec![RuleOutcome::new(
        ward_missing::CODE,
        Outcome::Skipped("理由".to_owned()),
    )];
    let found = Findings::new(diagnostics, rules, check::submission_codes(), &|_| 0);
    serde_json::from_str(&super::findings(&found, &[], &Nouns::general())).expect("JSON")
}

fn print_of(log: &Value, at: usize) -> &Value {
    &log["runs"][0]["results"][at]["partialFingerprints"][FINGERPRINT]
}

#[test]
fn a_place_is_an_encoded_uri_and_a_cell() {
    let related = Place::file(&Arc::from("b c.xlsx"));
    let log = log_of(vec![told("4月/a:1%.xlsx", 13, "多い。").related(related)]);
    let result = &log["runs"][0]["results"][0];
    let place = &result["locations"][0];
    let uri = &place["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "4%E6%9C%88/a%3A1%25.xlsx");
    let logical = &place["logicalLocations"][0];
    assert_eq!(logical["fullyQualifiedName"], "基本目標1!H14");
    assert_eq!(result["message"]["text"], "多い。\n→ 直す。");
    assert_eq!(result["level"], "error");
    let other = &result["relatedLocations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(other["uri"], "b%20c.xlsx");
    let index = result["ruleIndex"].as_u64().expect("a number");
    let rule = &log["runs"][0]["tool"]["driver"]["rules"][usize::try_from(index).expect("small")];
    assert_eq!(rule["id"], result["ruleId"]);
}

#[test]
fn a_fingerprint_outlives_file_name_cell_and_figures() {
    let before = log_of(vec![told("a.xlsx", 13, "20です。")]);
    let after = log_of(vec![told("a（修正版）.xlsx", 14, "21です。")]);
    assert_eq!(print_of(&before, 0), print_of(&after, 0));
    let other = log_of(vec![told("a.xlsx", 13, "20です。").year(FiscalYear(2024))]);
    assert_ne!(print_of(&before, 0), print_of(&other, 0));
}

#[test]
fn equal_findings_have_fingerprints_of_their_own() {
    let log = log_of(vec![
        told("a.xlsx", 13, "20です。"),
        told("a.xlsx", 13, "21です。"),
    ]);
    assert_ne!(print_of(&log, 0), print_of(&log, 1));
}

#[test]
fn the_whole_run_has_no_place_and_a_skipped_rule_is_a_notification() {
    let log = log_of(vec![Diagnostic::new(
        ward_missing::CODE,
        Place::run(),
        "ない",
    )]);
    let run = &log["runs"][0];
    assert_eq!(run["results"][0]["locations"], Value::Array(Vec::new()));
    let told = &run["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(told["associatedRule"]["id"], "X402");
    assert_eq!(told["message"]["text"], "実施しなかった規則です：理由");
}
