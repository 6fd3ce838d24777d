//! Every kind of slip is found, and named only alone.

use super::*;

fn diagnose(written: Written, expected: Expected, near: &[Near]) -> Option<Slip> {
    only(&explain(written, expected, near.to_vec())).cloned()
}

fn number(text: &str) -> Decimal {
    text.parse().expect("a number")
}

fn count(written: &str, expected: Expected) -> Option<(SlipKind, Option<Decimal>)> {
    diagnose(Written::count(number(written)), expected, &[]).map(|slip| (slip.kind, slip.meant))
}

fn exactly(written: &str, exact: &str) -> Option<SlipKind> {
    count(written, Expected::Exactly(number(exact))).map(|(kind, _)| kind)
}

fn rate(written: &str, exact: &str, near: &[Near]) -> Option<SlipKind> {
    let value = number(written);
    let written = Written::percent(value, value.scale());
    diagnose(written, Expected::Rate(number(exact)), near).map(|slip| slip.kind)
}

fn near(kind: SlipKind, value: &str) -> Near {
    Near {
        kind,
        value: number(value),
        question: String::new(),
        hint: None,
    }
}

#[test]
fn a_count_against_the_number_it_should_be() {
    use SlipKind::{DigitMissing, DigitTooMany, DigitsSwapped, Sign};
    for (written, exact, kind) in [
        ("74", "47", Some(DigitsSwapped)),
        ("181", "118", Some(DigitsSwapped)),
        ("1180", "118", Some(DigitTooMany)),
        ("11800", "118", Some(DigitTooMany)),
        ("1188", "118", Some(DigitTooMany)),
        ("1198", "118", Some(DigitTooMany)),
        ("12", "120", Some(DigitMissing)),
        ("12", "1200", Some(DigitMissing)),
        ("18", "118", Some(DigitMissing)),
        ("-118", "118", Some(Sign)),
        // Not a slip of one kind.
        ("119", "118", None),
        ("811", "118", None),
        // A single digit agrees with too much.
        ("4", "40", None),
        ("10", "1", None),
        ("1", "10", None),
        // 07 is nobody's number.
        ("70", "7", Some(DigitTooMany)),
    ] {
        assert_eq!(exactly(written, exact), kind, "{written} for {exact}");
    }
}

#[test]
fn within_a_range_what_was_meant_is_told_only_where_one_number_fits() {
    let range = Expected::Within(Decimal::from(60), Decimal::from(240));
    let of = |written| count(written, range);
    let ten = (SlipKind::DigitTooMany, Some(Decimal::from(118)));
    assert_eq!(of("1180"), Some(ten));
    // 118 or 188.
    assert_eq!(of("1188"), Some((SlipKind::DigitTooMany, None)));
    // Some digit less would nearly always do.
    assert_eq!(of("1283"), None);
    assert_eq!(of("12"), Some((SlipKind::DigitMissing, None)));
    assert_eq!(of("-118"), Some((SlipKind::Sign, Some(Decimal::from(118)))));
    assert_eq!(of("9999"), None);
    // 130 of 310, or 31 with a digit too few: nobody knows.
    let wide = Expected::Within(Decimal::from(100), Decimal::from(320));
    assert_eq!(count("31", wide), Some((SlipKind::DigitMissing, None)));
}

#[test]
fn a_percentage_against_its_parts() {
    use SlipKind::{CityDenominator, DigitMissing, DigitTooMany, DigitsSwapped};
    use SlipKind::{Fraction, NeighbourRow, OtherYear, PercentTwice};
    let city = || near(CityDenominator, "3.5928143712574850299401197605");
    assert_eq!(rate("3.6", "75", &[city()]), Some(CityDenominator));
    assert_eq!(rate("57", "75", &[]), Some(DigitsSwapped));
    assert_eq!(rate("70.5", "75.0", &[]), Some(DigitsSwapped));
    assert_eq!(rate("18.3", "81.25", &[]), Some(DigitsSwapped));
    assert_eq!(rate("750", "75", &[]), Some(DigitTooMany));
    assert_eq!(rate("813", "81.25", &[]), Some(DigitTooMany));
    assert_eq!(rate("8.13", "81.25", &[]), Some(DigitMissing));
    assert_eq!(rate("0.75", "75", &[]), Some(Fraction));
    assert_eq!(rate("1", "100", &[]), Some(Fraction));
    assert_eq!(rate("7500", "75", &[]), Some(PercentTwice));
    assert_eq!(
        rate("62.5", "75", &[near(NeighbourRow, "62.5")]),
        Some(NeighbourRow)
    );
    assert_eq!(
        rate("68.8", "75", &[near(OtherYear, "68.8")]),
        Some(OtherYear)
    );
    assert_eq!(rate("68.8", "75", &[]), None);
}

#[test]
fn two_explanations_name_nothing() {
    use SlipKind::{CityDenominator, NeighbourRow, OtherYear};
    let both = [near(NeighbourRow, "62.5"), near(OtherYear, "62.5")];
    assert_eq!(rate("62.5", "75", &both), None);
    let swapped_and_near = [near(NeighbourRow, "57")];
    assert_eq!(rate("57", "75", &swapped_and_near), None);
    // In a ward of 33 areas a shifted point looks like the city's total, which stands printed on the form.
    let city = [near(CityDenominator, "3.5928143712574850299401197605")];
    assert_eq!(rate("3.6", "36.363636", &city), Some(CityDenominator));
    let city_and_near = [near(CityDenominator, "2.4"), near(OtherYear, "12.0")];
    assert_eq!(rate("12.0", "80", &city_and_near), Some(OtherYear));
}

#[test]
fn what_everyone_writes_is_no_sign_of_a_neighbour() {
    use SlipKind::NeighbourRow;
    assert_eq!(rate("100", "75", &[near(NeighbourRow, "100")]), None);
    assert_eq!(rate("0", "75", &[near(NeighbourRow, "0")]), None);
    let small = [near(NeighbourRow, "9")];
    let written = Written::count(Decimal::from(9));
    let expected = Expected::Exactly(Decimal::from(12));
    assert_eq!(diagnose(written, expected, &small), None);
}

#[test]
fn the_question_names_what_was_meant() {
    let ask = |written: &str, exact: &str| {
        let expected = Expected::Exactly(number(exact));
        diagnose(Written::count(number(written)), expected, &[]).map(|slip| slip.question)
    };
    let question = |text: &str| Some(text.to_owned());
    assert_eq!(
        ask("1180", "118"),
        question("118のところを、桁を1つ多く書いたのではありませんか。")
    );
    assert_eq!(
        ask("11800", "118"),
        question("118のところを、桁を2つ多く書いたのではありませんか。")
    );
    assert_eq!(
        ask("181", "118"),
        question("118のところを、隣り合う数字を入れ替えて書いたのではありませんか。")
    );
}
