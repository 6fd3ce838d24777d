//! What one column holds, as text and back: for serde's `with`. What cannot be read is said in Japanese.

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};

use model::{AsOf, CellRef, FactState, FiscalYear, LARGEST};

/// Reads a cell by `parse`, or complains.
fn parsed<'de, D: Deserializer<'de>, T>(
    cell: D,
    complaint: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<T, D::Error> {
    let text = String::deserialize(cell)?;
    parse(&text).ok_or_else(|| D::Error::custom(complaint))
}

/// A cell that may be empty.
fn optional<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    match text {
        "" => Some(None),
        text => parse(text).map(Some),
    }
}

/// Somebody's words: a text that a spreadsheet would run as a formula has an apostrophe before it in the file.
pub(super) mod text {
    use std::borrow::Cow;

    use super::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    const RISKY: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

    pub(in super::super) fn serialize<S: Serializer>(
        text: &str,
        cell: S,
    ) -> Result<S::Ok, S::Error> {
        harmless(text).serialize(cell)
    }

    /// The text as it may stand in a table that a spreadsheet opens. One that begins with the mark itself gets another, so that
    /// it comes back as it was.
    pub(in super::super) fn harmless(text: &str) -> Cow<'_, str> {
        // A plain number is no formula.
        if text.trim_start_matches('\'').starts_with(RISKY)
            && text.parse::<super::Decimal>().is_err()
        {
            Cow::Owned(format!("'{text}"))
        } else {
            Cow::Borrowed(text)
        }
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        cell: D,
    ) -> Result<String, D::Error> {
        let text = String::deserialize(cell)?;
        Ok(unguarded(&text).to_owned())
    }

    /// The text as it was before it was made harmless.
    pub(in super::super) fn unguarded(text: &str) -> &str {
        match text.strip_prefix('\'') {
            Some(rest) if rest.trim_start_matches('\'').starts_with(RISKY) => rest,
            _ => text,
        }
    }
}

/// 状態 of a fact.
pub(super) mod state {
    use super::{Deserializer, FactState, Serializer, parsed};

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde asks for a reference"
    )]
    pub(in super::super) fn serialize<S: Serializer>(
        state: &FactState,
        cell: S,
    ) -> Result<S::Ok, S::Error> {
        cell.serialize_str(state.label())
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        cell: D,
    ) -> Result<FactState, D::Error> {
        parsed(cell, "状態を読めません", FactState::from_label)
    }
}

/// A plain number, with the decimals that are written, or nothing.
pub(super) fn number<'de, D: Deserializer<'de>>(cell: D) -> Result<Option<Decimal>, D::Error> {
    parsed(cell, "数を読めません", |text| {
        optional(text, |text| text.parse().ok().filter(is_summable))
    })
}

/// Whether sums and differences of such numbers are sure to stay within what a decimal holds.
fn is_summable(number: &Decimal) -> bool {
    number.abs() <= LARGEST * LARGEST
}

/// How many units; what a unit is called is known where the table is read.
pub(super) fn count<'de, D: Deserializer<'de>>(cell: D) -> Result<u32, D::Error> {
    parsed(cell, "{unit}数を読めません", |text| {
        text.parse().ok()
    })
}

/// A fiscal year by its number.
pub(super) fn year<'de, D: Deserializer<'de>>(cell: D) -> Result<FiscalYear, D::Error> {
    parsed(cell, "年度を読めません", |text| {
        text.parse().map(FiscalYear).ok()
    })
}

/// An address, or nothing.
pub(super) fn address<'de, D: Deserializer<'de>>(cell: D) -> Result<Option<CellRef>, D::Error> {
    parsed(cell, "セルを読めません", |text| {
        optional(text, |text| text.parse().ok())
    })
}

/// A day, or nothing.
pub(super) fn day<'de, D: Deserializer<'de>>(cell: D) -> Result<Option<AsOf>, D::Error> {
    parsed(cell, "日付を読めません", |text| {
        optional(text, of_day)
    })
}

/// `2026-03-31`, or `2026/3/31` as Excel leaves it when it saves the table.
pub(super) fn date<'de, D: Deserializer<'de>>(cell: D) -> Result<AsOf, D::Error> {
    parsed(cell, "時点を読めません", of_day)
}

fn of_day(text: &str) -> Option<AsOf> {
    let mut parts = text.split(['-', '/']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let iso = format!("{year}-{month:0>2}-{day:0>2}");
    AsOf::parse_iso(&iso).filter(|_| parts.next().is_none())
}
