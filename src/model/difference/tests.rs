//! What is a difference, what is none, and where it is told to be.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::*;
use crate::{AsOf, CellRef};

const YEAR: FiscalYear = FiscalYear(2025);

fn empty(file: &str) -> Submission {
    Submission {
        file: Arc::from(file),
        sha256: file.to_owned(),
        form: crate::EditionId::default(),
        ward: None,
        as_of: AsOf::parse_iso("2026-03-31"),
        since: None,
        saved: None,
        facts: BTreeMap::new(),
        narratives: Vec::new(),
        blocks: BTreeMap::new(),
        areas_written: BTreeMap::new(),
        reasons: Vec::new(),
        rows: Vec::new(),
        is_sample: true,
    }
}

fn place(file: &str, row: u32, text: &str) -> Provenance {
    Provenance {
        file: Arc::from(file),
        sheet: Arc::from("S"),
        cell: CellRef::new(row, 3),
        text: text.into(),
    }
}

fn with_fact(mut to: Submission, id: &str, year: FiscalYear, row: u32, text: &str) -> Submission {
    let value = match text {
        "" => Value::Blank,
        "未集計" => Value::NotCollected,
        _ => text
            .replace('件', "")
            .parse()
            .map_or(Value::Unreadable, Value::Number),
    };
    let fact = Fact {
        indicator: IndicatorId::new(id),
        year,
        row: crate::Row::Whole,
        value,
        provenance: place(&to.file, row, text),
        denominator: None,
        normalisations: Vec::new(),
        is_formula: false,
        formula: None,
    };
    to.facts.insert(fact.key(), Arc::new(fact));
    to
}

fn with_bullets(mut to: Submission, texts: &[&str]) -> Submission {
    for (number, text) in (1..).zip(texts) {
        to.narratives.push(Arc::new(NarrativeItem {
            block: "issues".into(),
            year: YEAR,
            number,
            text: (*text).into(),
            provenance: place(&to.file, 20, &texts.join("\n")),
        }));
    }
    to
}

/// `old text → new text`, `∅` for nothing.
fn told(old: &Submission, new: &Submission) -> Vec<String> {
    let text = |side: &Option<Provenance>| {
        side.as_ref()
            .map_or_else(|| "∅".to_owned(), |side| side.text.to_string())
    };
    differences(old, new)
        .iter()
        .map(|d| format!("{} → {}", text(&d.old), text(&d.new)))
        .collect()
}

fn fact_pair(was: &str, is: &str) -> Vec<String> {
    let old = with_fact(empty("a"), "1-4", YEAR, 10, was);
    let new = with_fact(empty("b"), "1-4", YEAR, 11, is);
    told(&old, &new)
}

#[test]
fn another_number_or_another_kind_of_nothing_is_a_difference() {
    for (was, is) in [
        ("12", "14"),
        ("", "0"),
        ("0", ""),
        ("未集計", "12"),
        ("約120", "約130"),
    ] {
        assert_eq!(fact_pair(was, is), [format!("{was} → {is}")]);
    }
}

#[test]
fn the_same_number_written_otherwise_or_elsewhere_is_none() {
    assert_eq!(fact_pair("12件", "12.0"), [""; 0]);
    assert_eq!(fact_pair("約120", "約120"), [""; 0]);
}

#[test]
fn both_places_are_kept() {
    let old = with_fact(empty("a"), "1-4", YEAR, 10, "12");
    let new = with_fact(empty("b"), "1-4", YEAR, 11, "14");
    let found = differences(&old, &new);
    let places = |side: &Option<Provenance>| side.as_ref().map(ToString::to_string);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].item, Item::Fact(IndicatorId::new("1-4")));
    assert_eq!(places(&found[0].old).as_deref(), Some("a › S!D11"));
    assert_eq!(places(&found[0].new).as_deref(), Some("b › S!D12"));
}

#[test]
fn a_field_that_was_not_found_is_nothing_and_not_a_blank() {
    let new = with_fact(empty("b"), "1-4", YEAR, 11, "");
    assert_eq!(told(&empty("a"), &new), ["∅ → "]);
}

#[test]
fn several_values_of_one_cell_are_one_place() {
    let both = |file, text: &str, a: i64, b: i64| {
        let mut one = with_fact(empty(file), "1-2", YEAR, 10, text);
        one = with_fact(one, "1-2-rate", YEAR, 10, text);
        for (fact, value) in one.facts.values_mut().zip([a, b]) {
            Arc::make_mut(fact).value = Value::Number(Decimal::from(value));
        }
        one
    };
    let (old, new) = (both("a", "4（25％）", 4, 25), both("b", "8（50％）", 8, 50));
    assert_eq!(told(&old, &new), ["4（25％） → 8（50％）"]);
}

#[test]
fn the_denominator_and_the_stated_areas_count_as_well() {
    let written = |file: &str, text: &str| WrittenNumber {
        value: text.parse().expect("a number"),
        provenance: place(file, 10, text),
    };
    let with = |file: &str, areas: &str| {
        let mut one = with_fact(empty(file), "1-1", YEAR, 10, "4");
        for fact in one.facts.values_mut() {
            Arc::make_mut(fact).denominator = Some(Box::new(written(file, areas)));
        }
        one.areas_written.insert(YEAR, written(file, "16"));
        one
    };
    assert_eq!(told(&with("a", "334"), &with("b", "16")), ["334 → 16"]);
    let mut less = with("b", "334");
    less.areas_written.clear();
    assert_eq!(told(&with("a", "334"), &less), ["16 → ∅"]);
}

#[test]
fn a_bullet_put_in_between_is_the_only_difference() {
    let old = with_bullets(empty("a"), &["見守り", "相談"]);
    let new = with_bullets(empty("b"), &["見守り", "居場所", "相談"]);
    assert_eq!(told(&old, &new), ["∅ → 居場所"]);
    assert_eq!(told(&new, &old), ["居場所 → ∅"]);
    let changed = with_bullets(empty("b"), &["見守り", "研修", "つながり"]);
    assert_eq!(told(&old, &changed), ["相談 → 研修", "∅ → つながり"]);
}

#[test]
fn of_different_dates_only_the_columns_due_at_both_are_compared() {
    let fill = |file, date: &str, earlier: &str, live: &str| {
        let one = with_fact(empty(file), "1-4", FiscalYear(2024), 10, earlier);
        let mut one = with_fact(one, "1-4", YEAR, 11, live);
        one.as_of = AsOf::parse_iso(date);
        one
    };
    let old = fill("a", "2025-03-31", "12", "");
    let new = fill("b", "2026-03-31", "13", "20");
    assert_eq!(told(&old, &new), ["12 → 13"]);
    let same_date = fill("a", "2026-03-31", "12", "");
    assert_eq!(told(&same_date, &new), ["12 → 13", " → 20"]);
}
