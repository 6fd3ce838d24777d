//! One cell's content as the parsers give it ▸ ours.

use calamine::{Data, ExcelDateTime, ExcelDateTimeType};
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

/// A cell as a parser gives it; `None` for an empty one.
pub(crate) fn of_owned(data: &Data) -> Option<CellValue> {
    match data {
        Data::Empty => None,
        Data::Int(number) => Some(CellValue::Number(Decimal::from(*number))),
        Data::Float(number) => Some(round_to_shown(*number)),
        Data::String(text) => Some(CellValue::Text(text.clone())),
        Data::Bool(value) => Some(CellValue::Bool(*value)),
        Data::DateTime(date) => Some(date_value(date)),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Some(iso(text)),
        Data::Error(error) => Some(CellValue::Error(error.to_string())),
    }
}

/// Rounds to 15 significant digits, the precision at which Excel shows a number to a person.
pub(crate) fn round_to_shown(number: f64) -> CellValue {
    let shown = format!("{number:.14e}");
    Decimal::from_scientific(&shown).map_or_else(
        |_| CellValue::Text(format!("{number:e}")),
        |decimal| CellValue::Number(decimal.normalize()),
    )
}

/// A stored number as its format shows it: a number, or a date.
pub(crate) fn formatted(number: f64, shows: Shows, is_1904: bool) -> CellValue {
    let kind = match shows {
        Shows::Number => return round_to_shown(number),
        Shows::Date => ExcelDateTimeType::DateTime,
        Shows::Duration => ExcelDateTimeType::TimeDelta,
    };
    date_value(&ExcelDateTime::new(number, kind, is_1904))
}

fn date_value(date: &ExcelDateTime) -> CellValue {
    let serial = match round_to_shown(date.as_f64()) {
        CellValue::Number(serial) => serial,
        _ => Decimal::ZERO,
    };
    let (year, month, day, hour, minute, ..) = date.to_ymd_hms_milli();
    let iso = if date.is_duration() || date.as_f64() < 1.0 {
        format!("{hour:02}:{minute:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}")
    };
    CellValue::Date { iso, serial }
}

/// A date stored as text, as Strict Office Open XML and OpenDocument do.
pub(crate) fn iso(text: &str) -> CellValue {
    let day = text.get(..10).unwrap_or(text);
    let serial = chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d")
        .ok()
        .zip(chrono::NaiveDate::from_ymd_opt(1899, 12, 30))
        .map_or(Decimal::ZERO, |(date, first)| {
            Decimal::from(date.signed_duration_since(first).num_days())
        });
    CellValue::Date {
        iso: day.to_owned(),
        serial,
    }
}
