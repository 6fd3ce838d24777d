//! What a clerk reads on the terminal.

use check::rules::{
    above_area_count, earlier_year_restated, rate_differs, registry_total_differs,
    required_value_blank, ward_missing,
};
use std::sync::Arc;

use super::*;
use definition::DefinitionSource;
use diagnostic::Place;
use diagnostic::{Code, RuleOutcome};
use model::{AreaCode, CellRef, IndicatorId};

fn definitions() -> Definitions {
    check::load(&DefinitionSource::BuiltIn).expect("templates")
}

fn example() -> (Findings, Definitions) {
    let definitions = definitions();
    let ward = definitions.areas.wards()[23].code.clone();
    let file: Arc<str> = Arc::from("24.xlsx");
    let cell = |sheet: &str, row| Place::cell(&file, &Arc::from(sheet), CellRef::new(row, 3));
    let about = |code, place, message: &str| {
        Diagnostic::new(code, place, message)
            .ward(Some(&ward))
            .hint("直す。")
    };
    let year = FiscalYear(2025);
    let diagnostics = vec![
        about(
            required_value_blank::CODE,
            cell("参加支援", 9),
            "空欄です。",
        )
        .fact(
            &IndicatorId::new("3-1"),
            year,
            "区社協の各部門で個別支援を通じた継続的な関わりからさまざまな場や",
        ),
        about(Code::VALUE_NORMALISED, cell("基本目標1", 3), "全角です。"),
        about(Code::VALUE_NORMALISED, cell("基本目標1", 4), "件です。"),
        about(Code::VALUE_NORMALISED, cell("はじめに", 1), "空白です。"),
        about(
            Code::VALUE_NORMALISED,
            cell("あ 複合課題", 1),
            "改名した2枚目です。",
        )
        .fact(&IndicatorId::new("2-1"), year, "①相談受付件数"),
        about(
            above_area_count::CODE,
            cell("基本目標1", 8),
            "20は16より\n多い。",
        )
        .fact(&IndicatorId::new("1-1"), year, "①地域数"),
        Diagnostic::new(ward_missing::CODE, Place::run(), "提出物がありません。")
            .ward(Some(&definitions.areas.wards()[0].code)),
        Diagnostic::new(
            registry_total_differs::CODE,
            Place::run(),
            "合計が合いません。",
        )
        .year(year),
    ];
    let rules = vec![
        RuleOutcome::new(above_area_count::CODE, Outcome::Ran),
        RuleOutcome::new(
            earlier_year_restated::CODE,
            Outcome::Skipped("前年度がない".to_owned()),
        ),
    ];
    let order = |code: &AreaCode| definitions.areas.order(code);
    (
        Findings::new(diagnostics, rules, check::submission_codes(), &order),
        definitions,
    )
}

const EXPECTED: &str = "\
■ 全体
誤り X401（2025年度）
  合計が合いません。

■ 北区
確認 X402
  提出物がありません。

■ 西成区　24.xlsx
［基本目標1］
誤り C301 基本目標1!D9 ①地域数（2025年度）
  20は16より 多い。
  → 直す。
［参加支援］
確認 V211 参加支援!D10 区社協の各部門で個別支援を通じた継続的な関わり…（2025年度）
  空欄です。
  → 直す。
［はじめに］
参考 V203 はじめに!D2
  空白です。
  → 直す。
［基本目標1］
参考 V203 基本目標1!D4
  全角です。
参考 V203 基本目標1!D5
  件です。
  → 直す。
［あ 複合課題］
参考 V203 あ 複合課題!D2 ①相談受付件数（2025年度）
  改名した2枚目です。
  → 直す。

誤り2・確認2・参考4
実施した規則：2のうち1。実施しなかった規則：T501（理由は -v で表示）
";

#[test]
fn findings_come_by_ward_file_and_sheet_with_errors_first() {
    let (found, definitions) = example();
    let text = findings(&found, &definitions, TextOptions::default());
    assert_eq!(text, EXPECTED);
}

#[test]
fn colour_only_paints_the_severity() {
    let (found, definitions) = example();
    let options = TextOptions {
        color: true,
        ..TextOptions::default()
    };
    let text = findings(&found, &definitions, options);
    assert!(text.contains("\u{1b}[1;31m誤り\u{1b}[0m C301"), "{text}");
    let mut plain = text;
    for sequence in ["\u{1b}[1;31m", "\u{1b}[33m", "\u{1b}[36m", "\u{1b}[0m"] {
        plain = plain.replace(sequence, "");
    }
    assert_eq!(plain, EXPECTED);
}

#[test]
fn a_width_is_kept() {
    let (found, definitions) = example();
    let options = TextOptions {
        width: Some(40),
        ..TextOptions::default()
    };
    let text = findings(&found, &definitions, options);
    assert!(text.lines().count() > EXPECTED.lines().count());
    for line in text.lines() {
        assert!(wrap::columns(line) <= 40, "{line}");
    }
}

#[test]
fn a_clean_run_says_so() {
    let rules = vec![RuleOutcome::new(above_area_count::CODE, Outcome::Ran)];
    let clean = Findings::new(Vec::new(), rules, check::submission_codes(), &|_| 0);
    assert_eq!(
        findings(&clean, &definitions(), TextOptions::default()),
        "誤りはありません。\n誤り0・確認0・参考0\n実施した規則：1のうち1（すべて）\n"
    );
}

#[test]
fn what_is_hidden_is_counted_and_said() {
    let (mut found, definitions) = example();
    let options = TextOptions {
        hidden: found.hide_below(Severity::Error),
        ..TextOptions::default()
    };
    let text = findings(&found, &definitions, options);
    assert!(!text.contains("確認 V211"), "{text}");
    let counts =
        "誤り2・確認2・参考4（うち確認2・参考4は、--severity の指定により表示していません）\n";
    assert!(text.contains(counts), "{text}");
}

#[test]
fn rules_that_did_not_run_for_one_reason_stand_together() {
    let skipped = |code| RuleOutcome::new(code, Outcome::Skipped("--ignore で除いた".to_owned()));
    let rules = vec![skipped(rate_differs::CODE), skipped(above_area_count::CODE)];
    let found = Findings::new(Vec::new(), rules, check::submission_codes(), &|_| 0);
    let text = findings(&found, &definitions(), TextOptions::default());
    let one = "実施しなかった規則：C301、C302（理由は -v で表示）\n";
    assert!(text.ends_with(one), "{text}");
    let options = TextOptions {
        is_verbose: true,
        ..TextOptions::default()
    };
    let text = findings(&found, &definitions(), options);
    assert!(
        text.ends_with("  C301、C302：--ignore で除いた\n"),
        "{text}"
    );
}

#[test]
fn what_is_told_of_several_units_is_one_finding_with_their_names() {
    let definitions = definitions();
    let wards = definitions.areas.wards();
    let missing = wards[2..].iter().map(|ward| {
        let message = format!("{}の提出物がありません。", ward.name);
        Diagnostic::new(ward_missing::CODE, Place::run(), message)
            .ward(Some(&ward.code))
            .hint("確かめる。")
    });
    let order = |code: &AreaCode| definitions.areas.order(code);
    let codes = check::submission_codes();
    let found = Findings::new(missing.collect(), Vec::new(), codes, &order);
    let text = findings(&found, &definitions, TextOptions::default());
    assert_eq!(text.matches("確認 X402").count(), 1, "{text}");
    let last = &wards[23].name;
    let told = format!("・{last}）の提出物がありません。\n  → 確かめる。\n");
    assert!(
        text.starts_with("■ 全体\n") && text.contains("  22区（"),
        "{text}"
    );
    assert!(text.contains(&told), "{text}");
}
