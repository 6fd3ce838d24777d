//! One cell of a workbook: what it holds, and how that reads as text.

use std::borrow::Cow;

use rust_decimal::Decimal;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum CellValue {
    /// A formula without a stored result, or a formatted blank.
    Empty,
    /// Text, as stored.
    Text(String),
    /// A number, rounded to the 15 significant digits that Excel shows.
    Number(Decimal),
    /// A date, as ISO text, with the serial number Excel stores.
    Date {
        /// `2026-12-16`.
        iso: String,
        /// Serial.
        serial: Decimal,
    },
    /// TRUE or FALSE.
    Bool(bool),
    /// An error such as `#REF!`.
    Error(String),
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Value, or the stored result of the formula.
    pub value: CellValue,
    /// Whether it holds a formula.
    pub is_formula: bool,
    /// Whether its number format shows percent, so that 0.75 means 75.
    pub is_percent: bool,
}

impl Cell {
    /// The text as written: a text as stored, a number as a plain decimal; empty for an empty cell.
    pub fn shown(&self) -> Cow<'_, str> {
        match &self.value {
            CellValue::Empty => Cow::Borrowed(""),
            CellValue::Text(text) | CellValue::Error(text) => Cow::Borrowed(text),
            CellValue::Number(number) => Cow::Owned(number.normalize().to_string()),
            CellValue::Date { iso, .. } => Cow::Borrowed(iso),
            CellValue::Bool(true) => Cow::Borrowed("TRUE"),
            CellValue::Bool(false) => Cow::Borrowed("FALSE"),
        }
    }

    /// The text as written, for keeping.
    pub fn text(&self) -> String {
        self.shown().into_owned()
    }

    /// A typed cell; text that is a plain number becomes one.
    pub(crate) fn plain(text: &str) -> Self {
        let value = text.parse().map_or_else(
            |_| CellValue::Text(text.to_owned()),
            |number: Decimal| CellValue::Number(number.normalize()),
        );
        Self {
            value,
            is_formula: false,
            is_percent: false,
        }
    }
}
