//! What one side of a change says: numbers with separators and units, and the word in the place of one that is missing.

use rust_decimal::Decimal;

use ledger::{FactRow, FigureRow, NarrativeRow};
use model::FactState;
use report::{NumberStyle, Sign};

/// Stands for a side that has nothing at all.
pub(super) const NOTHING: &str = "なし";

/// The sign of a percentage, which a number in percent has for its unit.
const PERCENT: &str = "％";

/// How a number of a unit is shown: with its own decimals, or with more where its kind has more.
pub(super) fn style(value: Decimal, unit: &str, least: u32) -> NumberStyle {
    NumberStyle {
        decimals: value.scale().max(least),
        grouping: true,
        percent: unit == PERCENT,
        sign: Sign::Minus,
    }
}

/// A number with separators.
pub(super) fn number(value: Decimal) -> String {
    let value = value.normalize();
    style(value, "", 0).show(value)
}

/// `1,148人`
pub(super) fn with_unit(value: Decimal, unit: &str, least: u32) -> String {
    format!("{}{unit}", style(value, unit, least).show(value))
}

/// What a figure says; without a value the word why.
pub(super) fn figure(row: &FigureRow) -> String {
    match row.value {
        Some(value) => with_unit(value, &row.unit, 0),
        None => no_value(row).to_owned(),
    }
}

/// Why a figure has no value: it is asked of nobody, or divided by nothing at all, or it cannot be reckoned.
pub(super) fn no_value(row: &FigureRow) -> &str {
    let is_zero = |value: Option<Decimal>| value.is_some_and(|value| value.is_zero());
    if row.expected == 0 {
        FactState::NotApplicable.label()
    } else if is_zero(row.numerator) && is_zero(row.denominator) {
        "0/0　該当なし"
    } else {
        &row.standing
    }
}

/// What a fact says: its value and, unless it was simply reported, its state.
pub(super) fn fact(row: &FactRow, least: u32) -> String {
    match (row.value, row.state) {
        (Some(value), FactState::Reported) => with_unit(value, &row.unit, least),
        (Some(value), state) => {
            let value = with_unit(value, &row.unit, least);
            format!("{value}（{}）", state.label())
        }
        (None, state) => state.label().to_owned(),
    }
}

/// By how much a number changed: `＋1,036人`, in points where it is a percentage.
pub(super) fn gap(old: Option<Decimal>, new: Option<Decimal>, unit: &str) -> Option<String> {
    let by = new? - old?;
    if by.is_zero() {
        return None;
    }
    let style = NumberStyle {
        sign: Sign::PlusMinus,
        ..style(by, unit, 0)
    };
    let unit = if unit == PERCENT {
        "ポイント"
    } else {
        unit
    };
    Some(format!("{}{unit}", style.show(by)))
}

/// `244/334`
pub(super) fn share(numerator: Option<Decimal>, denominator: Option<Decimal>) -> Option<String> {
    Some(format!("{}/{}", number(numerator?), number(denominator?)))
}

/// Where a fact stands, with its file.
pub(super) fn place(row: &FactRow) -> String {
    let place = [row.file.clone(), row.place()];
    let place: Vec<String> = place.into_iter().filter(|part| !part.is_empty()).collect();
    place.join(" ")
}

/// `基本目標1　取組内容（2）`
pub(super) fn section(row: &NarrativeRow) -> String {
    format!("{}　{}（{}）", row.sheet, row.section, row.number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{AreaCode, FiscalYear, IndicatorId};

    fn row(value: Option<i64>, [numerator, denominator]: [Option<i64>; 2]) -> FigureRow {
        FigureRow {
            area: AreaCode::new("000001"),
            area_name: "甲区".to_owned(),
            year: FiscalYear(2025),
            era_year: String::new(),
            as_of: String::new(),
            indicator: IndicatorId::new("1-1"),
            label: "名".to_owned(),
            unit: "件".to_owned(),
            value: value.map(Decimal::from),
            numerator: numerator.map(Decimal::from),
            denominator: denominator.map(Decimal::from),
            reported: 1,
            expected: 1,
            standing: "算出不可".to_owned(),
        }
    }

    #[test]
    fn what_has_no_value_is_a_word_and_never_zero() {
        assert_eq!(figure(&row(Some(0), [None; 2])), "0件");
        assert_eq!(figure(&row(Some(1_234_567), [None; 2])), "1,234,567件");
        assert_eq!(figure(&row(None, [None; 2])), "算出不可");
        assert_eq!(figure(&row(None, [Some(0), Some(0)])), "0/0　該当なし");
        assert_eq!(figure(&row(None, [Some(3), Some(0)])), "算出不可");
        let of_nobody = FigureRow {
            expected: 0,
            ..row(None, [None; 2])
        };
        assert_eq!(figure(&of_nobody), "該当なし");
    }

    #[test]
    fn changes_have_signs_and_percentages_change_by_points() {
        let number = |text: &str| text.parse::<Decimal>().ok();
        let gap = |old, new, unit| gap(number(old), number(new), unit);
        assert_eq!(gap("1148", "12148", "人").as_deref(), Some("＋11,000人"));
        assert_eq!(
            gap("75.0", "72.7", PERCENT).as_deref(),
            Some("－2.3ポイント")
        );
        assert_eq!(gap("75.0", "75.0", PERCENT), None);
        assert_eq!(gap("", "75.0", PERCENT), None);
    }
}
