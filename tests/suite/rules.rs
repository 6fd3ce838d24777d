//! Runs `tests/rules/*.md`, all rules on every case, and demands explanation and cases for every rule.

use crate::support::report_fixture::nouns;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use torimatome::check::rules::{largest_changes, rate_differs};
use torimatome::check::waiver::codes;

use torimatome::check::{RULES, explain, manual, submission_codes};
use torimatome::definition::{DefinitionSource, Definitions};
use torimatome::diagnostic::{Code, Outcome, RuleOutcome, Severity};

use crate::rule_case::{Case, parse};

/// Codes that are told after the rules; they have cases like a rule.
const AFTER_RULES: [Code; 4] = [
    codes::REASON_UNMATCHED,
    codes::REASON_WITHOUT_CAUSE,
    codes::REASON_EXPIRED,
    codes::REASON_FOR_ERROR,
];

/// Every code that has a file of cases.
fn codes_with_cases() -> impl Iterator<Item = Code> {
    RULES.iter().map(|rule| rule.code()).chain(AFTER_RULES)
}

const KINDS: [&str; 3] = ["発火", "静か", "飛ばす"];
const HEADINGS: [&str; 5] = [
    "## 何を確かめるか",
    "## なぜ大切か",
    "## 例",
    "## どう直すか",
    "## はじまり",
];

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn text_of(path: &Path) -> String {
    std::fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .replace("\r\n", "\n")
}

fn stems(path: &str, extension: &str) -> BTreeSet<String> {
    std::fs::read_dir(folder(path))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .map(|path| {
            path.file_stem()
                .expect("a stem")
                .to_string_lossy()
                .into_owned()
        })
        .collect()
}

/// Writes the case file with what `check` says now, so that a meant change can be reviewed and copied.
fn propose(name: &str, text: &str, results: &[(Case, String)]) -> PathBuf {
    let mut proposal = text.to_owned();
    let mut from = 0;
    for (case, actual) in results {
        let heading = format!("## {}\n", case.title);
        let at = from + proposal[from..].find(&heading).expect("the heading");
        let open = at + proposal[at..].find("```text\n").expect("a text block") + 8;
        let close = open + proposal[open..].find("```").expect("its end");
        proposal.replace_range(open..close, actual);
        from = open;
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.md"));
    std::fs::write(&path, proposal).expect("target/tmp can be written");
    path
}

#[test]
fn every_case_says_what_its_file_expects() {
    let definitions = torimatome::check::load(&DefinitionSource::BuiltIn).expect("templates");
    let mut report = String::new();
    for code in codes_with_cases() {
        let name = code.name();
        let text = text_of(&folder(&format!("tests/rules/{name}.md")));
        let mut results = Vec::new();
        let mut differs = false;
        for case in parse(&text) {
            let Some(expected) = case.expected.clone() else {
                continue;
            };
            let actual = case.run(&definitions, code);
            if actual != expected {
                differs = true;
                let title = &case.title;
                let _ = write!(
                    report,
                    "\n{name}: {title}\n--- 期待\n{expected}--- 実際\n{actual}"
                );
            }
            results.push((case, actual));
        }
        if differs {
            let path = propose(name, &text, &results);
            let _ = writeln!(report, "(as it is now: {})", path.display());
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn every_rule_has_cases_of_all_three_kinds() {
    let names: BTreeSet<String> = codes_with_cases()
        .map(|code| code.name().to_owned())
        .collect();
    assert_eq!(stems("tests/rules", "md"), names, "case files and rules");
    for code in codes_with_cases() {
        let (id, name) = (code.id(), code.name());
        let cases = parse(&text_of(&folder(&format!("tests/rules/{name}.md"))));
        for kind in KINDS {
            assert!(
                cases.iter().any(|case| case.title.starts_with(kind)),
                "{name}: no case 「{kind}」"
            );
        }
        for case in &cases {
            let title = &case.title;
            let kind = KINDS.iter().find(|kind| title.starts_with(**kind));
            let kind = kind.unwrap_or_else(|| panic!("{name}: {title}: no kind of case"));
            if *title == "飛ばす場合はない" {
                assert!(
                    !case.prose.is_empty(),
                    "{name}: say why it is never skipped"
                );
                continue;
            }
            let expected = case.expected.as_deref();
            let expected = expected.unwrap_or_else(|| panic!("{name}: {title}: nothing expected"));
            let skipped = expected.contains(&format!("実施せず {id}："));
            let fires = expected
                .lines()
                .any(|line| line.contains(&format!(" {id} ")));
            let wanted = (*kind == "発火", *kind == "飛ばす");
            assert_eq!((fires, skipped), wanted, "{name}: {title}");
        }
    }
}

#[test]
fn every_rule_has_one_source_one_explanation_and_one_place_in_the_list() {
    let stems_of_rules: BTreeSet<String> = RULES
        .iter()
        .map(|rule| rule.code().name().replace('-', "_"))
        .collect();
    assert_eq!(stems("src/check/rules", "md"), stems_of_rules);
    let mut sources = stems("src/check/rules", "rs");
    assert!(sources.remove("mod"));
    assert_eq!(sources, stems_of_rules);
    let place = |code: Code| submission_codes().iter().position(|known| *known == code);
    assert!(RULES.is_sorted_by_key(|rule| place(rule.code())), "order");
    let list = text_of(&folder("src/check/rules/mod.rs"));
    for rule in RULES {
        let stem = rule.code().name().replace('-', "_");
        assert!(list.contains(&format!("{stem}::")), "{stem}");
    }
}

#[test]
fn every_explanation_has_the_fixed_headings() {
    for code in submission_codes() {
        let code = *code;
        let text = code.entry().explanation;
        let first = text.lines().next().unwrap_or_default();
        let title = first.strip_prefix(&format!("# {} ", code.id()));
        assert!(
            title.is_some_and(|title| !title.is_empty()),
            "{code:?}: {first}"
        );
        let headings: Vec<&str> = text.lines().filter(|l| l.starts_with("## ")).collect();
        assert_eq!(headings, HEADINGS, "{code:?}");
        assert!(
            text.trim_end().ends_with("## はじまり\n\n0.1.0"),
            "{code:?}"
        );
        for section in text.split("\n## ").skip(1) {
            let body = section.split_once('\n').map_or("", |(_, body)| body.trim());
            assert!(!body.is_empty(), "{code:?}: an empty section");
        }
        assert!(explain(code, &nouns()).contains(code.name()));
        assert!(manual(&nouns()).contains(&format!("\n## {} ", code.id())));
    }
}

fn withheld_and_outcome(definitions: &Definitions) -> (usize, Severity, Vec<RuleOutcome>) {
    let text = text_of(&folder("tests/rules/above-area-count.md"));
    let case = parse(&text).into_iter().next().expect("a case");
    let findings = case.findings(definitions);
    let first = &findings.diagnostics()[0];
    let file = first.place.file.as_ref().expect("a file");
    let indicator = first.indicator.as_ref().expect("an indicator");
    let year = first.fiscal_year.expect("a year");
    let codes = findings.withholding(file, indicator, year);
    (codes.len(), first.severity, findings.rules().to_vec())
}

#[test]
fn the_form_sets_the_severity_and_with_it_the_effect() {
    let mut definitions = torimatome::check::load(&DefinitionSource::BuiltIn).expect("templates");
    let (withheld, severity, _) = withheld_and_outcome(&definitions);
    assert_eq!((withheld, severity), (1, Severity::Error));
    for form in &mut definitions.forms {
        for instance in &mut form.rules {
            instance.severity = Some(Severity::Warning);
        }
    }
    let (withheld, severity, _) = withheld_and_outcome(&definitions);
    assert_eq!((withheld, severity), (0, Severity::Warning));
}

#[test]
fn a_rule_that_the_form_does_not_list_is_reported_as_not_run() {
    let mut definitions = torimatome::check::load(&DefinitionSource::BuiltIn).expect("templates");
    let listed = |definitions: &Definitions| {
        let (_, _, outcomes) = withheld_and_outcome(definitions);
        let of_rule = |o: &&RuleOutcome| o.code == rate_differs::CODE;
        outcomes
            .iter()
            .find(of_rule)
            .expect("an outcome")
            .outcome
            .clone()
    };
    assert!(
        !matches!(listed(&definitions), Outcome::Skipped(reason) if reason.contains("様式の定義"))
    );
    for form in &mut definitions.forms {
        form.rules
            .retain(|instance| instance.code.name() != "rate-differs");
    }
    assert!(
        matches!(listed(&definitions), Outcome::Skipped(reason) if reason.contains("様式の定義"))
    );
}

/// In every ward a number grew to half as much again and more, in each by a little more than in the ward before.
#[test]
fn of_many_large_changes_only_so_many_are_told() {
    let definitions = torimatome::check::load(&DefinitionSource::BuiltIn).expect("templates");
    let mut text =
        "## 発火\n\n- 目的：取りまとめ\n\n| 区 | 年度 | 指標 | 記入 |\n|---|---|---|---|\n"
            .to_owned();
    let wards = definitions.areas.wards();
    for (at, ward) in wards.iter().enumerate() {
        for (year, number) in [(2024, 200 + at), (2025, 300 + 6 * at)] {
            let _ = writeln!(text, "| {} | {year} | 1-4 | {number} |", ward.name);
        }
    }
    let case = parse(&text).into_iter().next().expect("a case");
    let findings = case.findings(&definitions);
    let told = findings.diagnostics().iter();
    let told = told.filter(|told| told.code == largest_changes::CODE);
    let told: BTreeSet<&str> = told.filter_map(|told| told.place.file.as_deref()).collect();
    let largest = wards.iter().skip(wards.len() - 20);
    let largest: BTreeSet<String> = largest.map(|ward| format!("{}.xlsx", ward.name)).collect();
    assert_eq!(told, largest.iter().map(String::as_str).collect());
}
