//! Values as clerks write them, and what is never guessed.

use super::*;
use model::{IndicatorId, RollUp, ValueKind};

fn indicator(unit: &str) -> Indicator {
    Indicator {
        id: IndicatorId::new("1-4"),
        label: String::new(),
        short_label: String::new(),
        unit: unit.to_owned(),
        kind: ValueKind::YearToDate,
        roll_up: RollUp::Sum,
        decimals: 0,
        plan_page: String::new(),
        auxiliary: false,
        caveat: None,
        was: Vec::new(),
        split_from: None,
        from: None,
    }
}

fn cell(value: CellValue) -> Cell {
    Cell {
        value,
        is_formula: false,
        is_percent: false,
    }
}

fn said(text: &str, unit: &str) -> String {
    let parsed = parse_cell(&cell(CellValue::Text(text.to_owned())), &indicator(unit));
    let value = match parsed.value {
        Value::Number(number) => number.to_string(),
        other => format!("{other:?}"),
    };
    let kinds: Vec<&str> = parsed
        .normalisations
        .iter()
        .map(|kind| kind.label())
        .collect();
    let trouble = parsed
        .trouble
        .map(|trouble| format!(" {trouble:?}"))
        .unwrap_or_default();
    format!("{value} [{}]{trouble}", kinds.join("、"))
}

#[test]
fn numbers_as_clerks_write_them() {
    for (text, expected) in [
        ("120", "120 [文字列の数字を数値に]"),
        ("１２０", "120 [全角を半角に]"),
        ("1,234", "1234 [桁区切りを除去]"),
        ("１，２３４", "1234 [全角を半角に、桁区切りを除去]"),
        ("12件", "12 [単位を除去]"),
        ("12 件", "12 [単位を除去]"),
        (" 12 ", "12 [前後の空白を除去]"),
        ("　12　", "12 [前後の空白を除去]"),
        (
            "　１２　件",
            "12 [全角を半角に、単位を除去、前後の空白を除去]",
        ),
        ("なし", "0 [「なし」等を0に]"),
        ("０件", "0 [全角を半角に、単位を除去]"),
        ("▲3", "-3 [文字列の数字を数値に]"),
        ("−3", "-3 [全角を半角に]"),
        ("3.5", "3.5 [文字列の数字を数値に]"),
        ("12回", "12 [この欄と違う単位を除去]"),
        ("1、234", "1234 [「、」を桁区切りとみなして除去]"),
    ] {
        assert_eq!(said(text, "件"), expected, "{text}");
    }
    assert_eq!(said("７５．０％", "％"), "75.0 [全角を半角に、単位を除去]");
    assert_eq!(said("75%", "％"), "75 [単位を除去]");
}

#[test]
fn five_different_things_stay_different() {
    assert_eq!(said("", "件"), "Blank []");
    assert_eq!(said("　", "件"), "Blank []");
    assert_eq!(said("0", "件"), "0 [文字列の数字を数値に]");
    assert_eq!(said("該当なし", "件"), "NotApplicable []");
    for text in [
        "未集計",
        "集計中",
        "－",
        "ー",
        "-",
        "―",
        "…",
        "（未集計）",
        "不明",
    ] {
        assert_eq!(said(text, "件"), "NotCollected [] NotCollected", "{text}");
    }
}

#[test]
fn nothing_is_guessed() {
    for (text, trouble) in [
        ("約120", "Approximate"),
        ("120程度", "Approximate"),
        ("100～120", "Approximate"),
        ("120以上", "Approximate"),
        ("数件", "Approximate"),
        ("10+", "Approximate"),
        ("12/16", "Composite"),
        ("4件＋2件", "Composite"),
        ("10→12", "Composite"),
        ("12件（うち新規3件）", "Composite"),
        ("12世帯", "OtherUnit(\"世帯\")"),
        ("100余り", "Approximate"),
        ("75%", "OtherUnit(\"%\")"),
        ("別紙のとおり", "Text"),
        ("1,23", "Composite"),
        ("1 234", "Composite"),
        ("十二", "Text"),
        ("12.", "Text"),
        ("1234567890123456", "TooLarge"),
    ] {
        assert_eq!(
            said(text, "件"),
            format!("Unreadable [] {trouble}"),
            "{text}"
        );
    }
}

#[test]
fn typed_cells() {
    let count = indicator("件");
    let rate = indicator("％");
    let number = |text: &str| CellValue::Number(text.parse().expect("a number"));
    let percent = Cell {
        is_percent: true,
        ..cell(number("0.75"))
    };
    assert_eq!(
        parse_cell(&percent, &rate).value,
        Value::Number(Decimal::from(75))
    );
    assert_eq!(
        parse_cell(&percent, &count).trouble,
        Some(Trouble::PercentCount)
    );
    assert_eq!(
        parse_cell(&cell(number("0.75")), &rate).value,
        Value::Number("0.75".parse().expect("a number"))
    );
    let date = CellValue::Date {
        iso: "2025-12-16".to_owned(),
        serial: Decimal::from(46007),
    };
    assert_eq!(
        parse_cell(&cell(date), &count).trouble,
        Some(Trouble::Date(Some("12/16".to_owned())))
    );
    let formula = Cell {
        is_formula: true,
        ..cell(CellValue::Empty)
    };
    assert_eq!(
        parse_cell(&formula, &count).trouble,
        Some(Trouble::NotCalculated)
    );
    let error = parse_cell(&cell(CellValue::Error("#REF!".to_owned())), &count);
    assert_eq!(error.trouble, Some(Trouble::ErrorValue));
}

#[test]
fn the_denominator_stands_between_printed_words() {
    for (text, expected) in [
        ("　全16地域（名簿提供地域数）", Some(16)),
        ("全３３４地域", Some(334)),
        ("16", Some(16)),
        ("　全　　地域（名簿提供地域数）", None),
        ("約16地域", None),
    ] {
        assert_eq!(
            denominator(text, ("名簿提供地域数", "地域")),
            expected.map(Decimal::from),
            "{text}"
        );
    }
}
