//! How exactly a percentage was written, and whether it fits.

use std::sync::Arc;

use super::*;
use model::{CellRef, Provenance, Row, Value};

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a number")
}

fn written(text: &str, value: &str) -> Fact {
    Fact {
        indicator: IndicatorId::new("1-2-rate"),
        year: FiscalYear(2025),
        row: Row::Whole,
        value: Value::Number(decimal(value)),
        provenance: Provenance {
            file: Arc::from("a.xlsx"),
            sheet: Arc::from("s"),
            cell: CellRef::new(0, 0),
            text: text.into(),
        },
        denominator: None,
        normalisations: Vec::new(),
        is_formula: false,
        formula: None,
    }
}

#[test]
fn decimals_are_told_from_the_text() {
    for (text, value, expected) in [
        ("75", "75", 0),
        ("75.0", "75", 1),
        ("（７５．００％）", "75", 2),
        ("12／全16地域（75.0％）", "75", 1),
        ("100／100（100.0％）", "100", 1),
        ("0.75", "75", 0),
        ("0.813", "81.3", 1),
        ("0.750", "75", 1),
        ("1,200.5", "1200.5", 1),
        ("", "66.67", 2),
    ] {
        assert_eq!(decimals_written(&written(text, value)), expected, "{text}");
    }
}

#[test]
fn a_percentage_fits_within_half_a_unit_of_its_last_digit() {
    let exact = decimal("66.6666666666666666666");
    for (text, decimals, formula, expected) in [
        ("67", 0, false, Fit::Equal),
        ("66", 0, false, Fit::CutOff),
        ("66.7", 1, false, Fit::Equal),
        ("66.6", 1, false, Fit::CutOff),
        ("66.5", 1, false, Fit::Differs),
        ("68", 0, false, Fit::Differs),
        ("66.6666666666667", 13, false, Fit::Equal),
        ("66.67", 2, true, Fit::Equal),
        ("67", 0, true, Fit::Equal),
        ("66.61", 2, true, Fit::Differs),
    ] {
        assert_eq!(
            fit(decimal(text), decimals, formula, exact),
            expected,
            "{text}"
        );
    }
    // Exactly half way, both neighbours are within half a unit.
    assert_eq!(fit(decimal("12"), 0, false, decimal("12.5")), Fit::Equal);
    assert_eq!(fit(decimal("13"), 0, false, decimal("12.5")), Fit::Equal);
}

#[test]
fn rates_are_shown_rounded_half_up_with_at_least_one_decimal() {
    assert_eq!(show_rate(decimal("81.25"), 0), "81.3");
    assert_eq!(show_rate(decimal("75"), 2), "75.00");
}

#[test]
fn a_percent_format_settles_what_a_share_means() {
    let mut fact = written("0.75", "0.75");
    assert!(looks_like_share(&fact, decimal("0.75")));
    assert!(!looks_like_share(&fact, decimal("1.01")));
    assert!(!looks_like_share(&fact, decimal("0")));
    fact.normalisations.push(Normalisation::PercentFormat);
    assert!(!looks_like_share(&fact, decimal("0.75")));
}
