//! Cell ▸ Value: widths, separators, units, words for none and for not known. What is no number is told, never guessed.

use rust_decimal::Decimal;

use super::fold::{fold, fold_width};
use model::{ESTIMATES, Indicator, LARGEST, Normalisation, Value, is_within};
use workbook::{Cell, CellValue, Look};

/// What stands in the way of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// 約120, 120程度, 100～120.
    Approximate,
    /// More than one number, or a sum or an arrow.
    Composite,
    /// A number with another unit than the field's.
    OtherUnit(String),
    /// A number beside which another unit than the field's stands.
    UnitBeside(String),
    /// A number beyond any that is taken.
    TooLarge,
    /// The stored result of a formula, and what it is over the cells as they stand.
    Stale(String),
    /// A text.
    Text,
    /// An error value of the spreadsheet.
    ErrorValue,
    /// A date where a number belongs; the fraction that was probably typed.
    Date(Option<String>),
    /// TRUE or FALSE.
    Boolean,
    /// A percent format in a field that counts.
    PercentCount,
    /// A formula whose result is not stored.
    NotCalculated,
    /// 未集計 and the like.
    NotCollected,
    /// Struck through, wholly or in part.
    Struck,
    /// Some of its digits look otherwise than the rest.
    Mixed(Look),
    /// The number format prints something else.
    Printed(String),
    /// The file holds the cell twice.
    Twice,
    /// In a table: one cell for several rows, and what it holds.
    Merged(String),
}

/// A value with what was set aside to read it and what stood in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parsed {
    pub(super) value: Value,
    pub(super) normalisations: Vec<Normalisation>,
    pub(super) trouble: Option<Trouble>,
}

impl Parsed {
    pub(super) fn blank() -> Self {
        Self::plain(Value::Blank)
    }

    fn plain(value: Value) -> Self {
        Self {
            value,
            normalisations: Vec::new(),
            trouble: None,
        }
    }

    pub(super) fn unreadable(trouble: Trouble) -> Self {
        Self {
            value: Value::Unreadable,
            normalisations: Vec::new(),
            trouble: Some(trouble),
        }
    }
}

/// Words for zero.
const NONE_WORDS: [&str; 6] = ["なし", "無し", "無", "ゼロ", "零", "皆無"];
/// Words for a question that does not apply.
const NOT_APPLICABLE_WORDS: [&str; 5] = ["該当なし", "該当無し", "該当無", "非該当", "対象外"];
/// Words for a number that is not known yet.
const NOT_COLLECTED_WORDS: [&str; 14] = [
    "未集計",
    "集計中",
    "集計前",
    "調査中",
    "確認中",
    "照会中",
    "不明",
    "未定",
    "未実施",
    "未確定",
    "未把握",
    "後日",
    "後日報告",
    "※",
];

/// Units that clerks write for one another: the field's own, and the other.
const NEAR_UNITS: [(&str, &str); 3] = [("件", "回"), ("人", "名"), ("世帯", "戸")];

/// Reads a whole cell.
pub(super) fn parse_cell(cell: &Cell, indicator: &Indicator) -> Parsed {
    match &cell.value {
        CellValue::Empty if cell.is_formula => Parsed::unreadable(Trouble::NotCalculated),
        CellValue::Empty => Parsed::blank(),
        CellValue::Text(text) => {
            let mut parsed = parse_text(text, indicator);
            let number = parsed.value.number().is_some();
            if number && parsed.normalisations.is_empty() {
                parsed.normalisations.push(Normalisation::TextNumber);
            }
            parsed
        }
        CellValue::Number(number) if !is_within(*number) => Parsed::unreadable(Trouble::TooLarge),
        CellValue::Number(number) if cell.is_percent && indicator.is_percent() => Parsed {
            value: Value::Number((*number * Decimal::ONE_HUNDRED).normalize()),
            normalisations: vec![Normalisation::PercentFormat],
            trouble: None,
        },
        CellValue::Number(_) if cell.is_percent => Parsed::unreadable(Trouble::PercentCount),
        CellValue::Number(number) => Parsed::plain(Value::Number(*number)),
        CellValue::Date { iso, .. } => Parsed::unreadable(Trouble::Date(likely_fraction(iso))),
        CellValue::Bool(_) => Parsed::unreadable(Trouble::Boolean),
        CellValue::Error(_) => Parsed::unreadable(Trouble::ErrorValue),
    }
}

/// 「12/16」 typed into a cell becomes 16 December; tells what was probably typed.
fn likely_fraction(iso: &str) -> Option<String> {
    let mut parts = iso.split('-').skip(1);
    let month: u32 = parts.next()?.parse().ok()?;
    let day: u32 = parts.next()?.parse().ok()?;
    Some(format!("{month}/{day}"))
}

/// Reads a text, or the part of a printed cell where the number goes.
pub(super) fn parse_text(text: &str, indicator: &Indicator) -> Parsed {
    let key = fold(text);
    if key.is_empty() {
        return Parsed::blank();
    }
    let word = key.trim_matches(['(', ')', '。']);
    if NOT_APPLICABLE_WORDS.contains(&word) {
        return Parsed::plain(Value::NotApplicable);
    }
    let is_dashes = key
        .chars()
        .all(|c| matches!(c, '-' | 'ー' | '─' | '━' | '…' | '‥' | '・'));
    if is_dashes || NOT_COLLECTED_WORDS.contains(&word) {
        return Parsed {
            trouble: Some(Trouble::NotCollected),
            ..Parsed::plain(Value::NotCollected)
        };
    }
    if NONE_WORDS.contains(&word) {
        return Parsed {
            normalisations: vec![Normalisation::NoneWord],
            ..Parsed::plain(Value::Number(Decimal::ZERO))
        };
    }
    number(text, indicator)
}

fn number(text: &str, indicator: &Indicator) -> Parsed {
    let mut normalisations = Vec::new();
    let trimmed = text.trim();
    if trimmed != text {
        normalisations.push(Normalisation::Blank);
    }
    let unit = fold(&indicator.unit);
    let near = NEAR_UNITS
        .iter()
        .filter(|(own, _)| *own == indicator.unit)
        .find_map(|(_, near)| trimmed.strip_suffix(near));
    if near.is_some() {
        normalisations.push(Normalisation::NearUnit);
    }
    let body = trimmed
        .strip_suffix(indicator.unit.as_str())
        .or_else(|| trimmed.strip_suffix(unit.as_str()));
    if body.is_some() {
        normalisations.push(Normalisation::Unit);
    }
    let body = body.or(near).unwrap_or(trimmed).trim_end();
    let wide = fold_width(body);
    if wide != body {
        normalisations.push(Normalisation::Width);
    }
    let Some((plain, has_separator)) = without_separators(&wide) else {
        return Parsed::unreadable(trouble(&fold_width(trimmed)));
    };
    if has_separator {
        normalisations.push(if wide.contains('、') {
            Normalisation::IdeographicSeparator
        } else {
            Normalisation::Separator
        });
    }
    let Some(number) = plain_number(&plain) else {
        return Parsed::unreadable(if is_beyond(&plain) {
            Trouble::TooLarge
        } else {
            trouble(&fold_width(trimmed))
        });
    };
    normalisations.sort_unstable();
    Parsed {
        value: Value::Number(number),
        normalisations,
        trouble: None,
    }
}

/// A number beside which a unit is printed: another unit than the field's speaks against it.
pub(super) fn beside_unit(mut parsed: Parsed, as_printed: &str, indicator: &Indicator) -> Parsed {
    let key = fold(as_printed);
    let printed = key.trim_matches(['(', ')']);
    let is_near = |(own, near): &(&str, &str)| *own == indicator.unit && *near == printed;
    if printed == fold(&indicator.unit) {
        return parsed;
    }
    if !NEAR_UNITS.iter().any(is_near) {
        return Parsed::unreadable(Trouble::UnitBeside(as_printed.trim().to_owned()));
    }
    parsed.normalisations.push(Normalisation::NearUnit);
    parsed.normalisations.sort_unstable();
    parsed
}

/// Takes thousands separators out, if every group after the first has three digits.
fn without_separators(text: &str) -> Option<(String, bool)> {
    if !text.contains([',', '、']) {
        return Some((text.to_owned(), false));
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let (first, rest) = whole.split_once([',', '、'])?;
    let digits = first.trim_start_matches(['-', '▲', '△']);
    let good_first = (1..=3).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit());
    let good_rest = rest
        .split([',', '、'])
        .all(|group| group.len() == 3 && group.chars().all(|c| c.is_ascii_digit()));
    if !good_first || !good_rest {
        return None;
    }
    let mut plain = whole.replace([',', '、'], "");
    if !fraction.is_empty() {
        plain.push('.');
        plain.push_str(fraction);
    }
    Some((plain, true))
}

/// Digits with an optional sign and fraction, at most 15 of them; the decimals stay as many as were written.
fn plain_number(text: &str) -> Option<Decimal> {
    let (negative, digits) = match text.strip_prefix(['-', '▲', '△']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return None,
        None => (digits, ""),
    };
    let all_digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty()
        || !all_digits(whole)
        || !all_digits(fraction)
        || whole.len() + fraction.len() > 15
    {
        return None;
    }
    let number: Decimal = digits.parse().ok().filter(|number| is_within(*number))?;
    Some(if negative { -number } else { number })
}

/// Whether a text is a whole number beyond any that is taken; 1E+40 is how one too large for a decimal is held.
fn is_beyond(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '▲', '△']);
    let (whole, power) = digits.split_once(['e', 'E']).unwrap_or((digits, ""));
    let power = power.strip_prefix('+').unwrap_or(power);
    let all_digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    let mantissa = whole.replacen('.', "", 1);
    let is_long = |count: usize| count > LARGEST.to_string().len() - 1;
    !mantissa.is_empty()
        && all_digits(&mantissa)
        && all_digits(power)
        && if power.is_empty() {
            all_digits(whole) && is_long(whole.trim_start_matches('0').len())
        } else {
            power.len() > 3 || power.parse().is_ok_and(is_long)
        }
}

/// Why a text is no number.
fn trouble(trimmed: &str) -> Trouble {
    let has_digit = trimmed.chars().any(|c| c.is_ascii_digit());
    if ESTIMATES.iter().any(|word| trimmed.contains(word))
        || (has_digit && trimmed.contains('~'))
        || trimmed.ends_with('+')
    {
        return Trouble::Approximate;
    }
    if !has_digit {
        return Trouble::Text;
    }
    let rest = trimmed.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.'));
    let is_unit = rest.len() < trimmed.len()
        && !rest.chars().any(|c| c.is_ascii_digit())
        && (1..=3).contains(&rest.trim().chars().count())
        && rest.trim().chars().all(|c| c.is_alphabetic() || c == '%');
    if is_unit {
        return Trouble::OtherUnit(rest.trim().to_owned());
    }
    let numbers = trimmed
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .count();
    if numbers > 1 {
        Trouble::Composite
    } else {
        Trouble::Text
    }
}

/// A number that is printed between words, such as the 16 of 「全16地域」; `None` for no number there.
///
/// `noun` is what the form prints beside the number, `part` what one of them is called.
pub(super) fn denominator(text: &str, (noun, part): (&str, &str)) -> Option<Decimal> {
    let part = fold(part);
    let among = format!("{part}中");
    let key = fold(text).replace(&fold(noun), "");
    let body = key
        .trim_matches(['(', ')'])
        .trim_start_matches('全')
        .trim_end_matches(among.as_str())
        .trim_end_matches(part.as_str());
    let (plain, _) = without_separators(body)?;
    plain_number(&plain)
}

#[cfg(test)]
mod tests;
