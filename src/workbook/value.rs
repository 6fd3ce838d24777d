//! A stored number or text ▸ what a cell holds, whatever kind of file it comes from.

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use crate::cell::CellValue;
use crate::number_format::Shows;

/// The text of a cell that holds text.
pub(crate) fn is_text(value: &CellValue) -> Option<&str> {
    match value {
        CellValue::Text(text) => Some(text),
        _ => None,
    }
}

/// Rounds to 15 significant digits, the precision at which Excel shows a number to a person.
pub(crate) fn round_to_shown(number: f64) -> CellValue {
    // Most numbers are counts, which a conversion gives as exactly as their digits do.
    const EXACT: f64 = 1e15;
    if number > 0.0 && number < EXACT && number.fract() == 0.0 {
        return CellValue::Number(Decimal::from(number as u64));
    }
    let shown = format!("{number:.14e}");
    Decimal::from_scientific(&shown).map_or_else(
        |_| CellValue::Text(format!("{number:e}")),
        |decimal| CellValue::Number(decimal.normalize()),
    )
}

/// A stored number as its format shows it: a number, or a date.
pub(crate) fn formatted(number: f64, shows: Shows, is_1904: bool) -> CellValue {
    let shown = round_to_shown(number);
    if shows == Shows::Number {
        return shown;
    }
    let serial = match shown {
        CellValue::Number(serial) => serial,
        _ => Decimal::ZERO,
    };
    let is_time = shows == Shows::Duration || number < 1.0;
    let iso = if is_time {
        time(number)
    } else {
        day_of_serial(number, is_1904)
    };
    CellValue::Date { iso, serial }
}

/// The hour and the minute of a serial number.
fn time(serial: f64) -> String {
    const MINUTES: f64 = 24.0 * 60.0;
    let seconds = (serial.max(0.0).fract() * MINUTES * 60.0).round();
    let minutes = (seconds / 60.0).floor();
    format!(
        "{:02.0}:{:02.0}",
        (minutes / 60.0).floor() % 24.0,
        minutes % 60.0
    )
}

/// The day of a serial number. Days count from the last of 1899, or from the first of 1904; in the first way there is a 29th
/// of February in 1900, as the office programs have it.
pub fn day_of_serial(serial: f64, is_1904: bool) -> String {
    const LAST: f64 = 2_958_465.0;
    // Half a millisecond before midnight is midnight.
    let days = (serial + 0.5 / 86_400_000.0).floor();
    let days = if is_1904 { days + 1_462.0 } else { days };
    let days = days.clamp(0.0, LAST) as u64;
    let first = match days {
        60 => return "1900-02-29".to_owned(),
        0..60 => NaiveDate::from_ymd_opt(1899, 12, 31),
        _ => NaiveDate::from_ymd_opt(1899, 12, 30),
    };
    let found = first.and_then(|first| first.checked_add_days(Days::new(days)));
    found.map_or_else(String::new, |date| date.format("%Y-%m-%d").to_string())
}

/// A date stored as text, as Strict Office Open XML and OpenDocument do.
pub(crate) fn iso(text: &str) -> CellValue {
    let day = text.get(..10).unwrap_or(text);
    let serial = NaiveDate::parse_from_str(day, "%Y-%m-%d")
        .ok()
        .zip(NaiveDate::from_ymd_opt(1899, 12, 30))
        .map_or(Decimal::ZERO, |(date, first)| {
            Decimal::from(date.signed_duration_since(first).num_days())
        });
    CellValue::Date {
        iso: day.to_owned(),
        serial,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_number_is_a_day_or_a_time() {
        let shown =
            |number: f64, shows: Shows, is_1904: bool| match formatted(number, shows, is_1904) {
                CellValue::Date { iso, .. } => iso,
                other => format!("{other:?}"),
            };
        for (number, expected) in [
            (0.0, "00:00"),
            (0.75, "18:00"),
            (0.999_999_999, "00:00"),
            (1.0, "1900-01-01"),
            (59.0, "1900-02-28"),
            (60.0, "1900-02-29"),
            (61.0, "1900-03-01"),
            (46_007.0, "2025-12-16"),
            (46_007.5, "2025-12-16"),
            (46_006.999_999_999_9, "2025-12-16"),
            (-5.0, "00:00"),
            (1e12, "9999-12-31"),
        ] {
            assert_eq!(shown(number, Shows::Date, false), expected, "{number}");
        }
        assert_eq!(shown(44_545.0, Shows::Date, true), "2025-12-16");
        assert_eq!(shown(1.25, Shows::Duration, false), "06:00");
    }
}
