//! Numbers within words, as a check of a form looks for them: the one number of a cell, or those before a unit.
//!
//! # Decisions
//! * Where several numbers stand and nothing says which is meant, where a number is a bound or an estimate, and where it is
//!   written in Chinese figures, nobody knows the number: it is not compared, which is said.
//! * What stands in brackets is a remark about the number before it, where no unit says otherwise.

use model::{ESTIMATES, narrow};
use rust_decimal::Decimal;

/// Figures that are not read.
const FIGURES: &str = "〇一二三四五六七八九十百千万数";

/// Signs between the ends of a span.
const SPAN: [char; 2] = ['~', '-'];

/// Words and signs before a number that make it a bound or a decrease.
const BOUNDS: [&str; 8] = [
    "最大",
    "最小",
    "最低",
    "最高",
    "少なくとも",
    "多くとも",
    "△",
    "▲",
];

/// Letters between a number and a word that makes it an estimate: 「5か所程度」.
const UNIT_LETTERS: usize = 2;

/// The numbers that a text says before a unit, or its only one; `None` where nobody knows which.
pub(crate) fn numbers(text: &str, unit: Option<&str>) -> Option<Vec<Decimal>> {
    let text = plain(text);
    match unit {
        None => only(&without_remarks(&text)).map(|number| vec![number]),
        Some(unit) => {
            let unit = plain(unit);
            let ends = text.match_indices(&unit).map(|(at, _)| at);
            let mut found = Vec::new();
            for end in ends {
                let (before, after) = (&text[..end], &text[end + unit.len()..]);
                match digits(before) {
                    "" if before.ends_with(|c| FIGURES.contains(c)) => return None,
                    "" => {}
                    digits => {
                        let before = &before[..before.len() - digits.len()];
                        found.push(exact(before, digits, after)?);
                    }
                }
            }
            Some(found)
        }
    }
}

/// Narrow and without blanks.
pub(crate) fn plain(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_whitespace());
    kept.map(narrow).collect()
}

fn is_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, ',' | '.')
}

/// The only number of a text.
fn only(text: &str) -> Option<Decimal> {
    let from = text.find(|c: char| c.is_ascii_digit())?;
    let end = text[from..].find(|c| !is_number(c));
    let end = end.map_or(text.len(), |length| from + length);
    let (before, after) = (&text[..from], &text[end..]);
    let is_other = after.contains(|c: char| c.is_ascii_digit());
    (!is_other).then(|| exact(before, &text[from..end], after))?
}

/// The digits at the end of a text.
fn digits(text: &str) -> &str {
    let from = text.rfind(|c| !is_number(c));
    let from = from.map_or(0, |at| {
        at + text[at..].chars().next().map_or(0, char::len_utf8)
    });
    &text[from..]
}

/// A number, where the words around it leave it one.
fn exact(before: &str, digits: &str, after: &str) -> Option<Decimal> {
    let is_span = before.ends_with(SPAN) || after.starts_with(SPAN) || before.ends_with("から");
    let mut letters = after.char_indices().map(|(at, _)| at);
    let starts: Vec<usize> = letters.by_ref().take(UNIT_LETTERS + 1).collect();
    let is_estimate = ESTIMATES.iter().any(|word| {
        let mut ends = starts.iter().map(|at| &after[*at..]);
        before.ends_with(word) || ends.any(|rest| rest.starts_with(word))
    });
    let number = digits.replace(',', "").parse().ok();
    let is_bound = BOUNDS.iter().any(|word| before.ends_with(word));
    number.filter(|_| !is_span && !is_estimate && !is_bound)
}

/// A text without what stands in brackets.
fn without_remarks(text: &str) -> String {
    let mut depth = 0_u32;
    let outside = text.chars().filter(|c| {
        let is_outside = depth == 0 && *c != '(';
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        is_outside
    });
    outside.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, unit: Option<&str>) -> Option<String> {
        let numbers: Vec<String> = numbers(text, unit)?
            .iter()
            .map(Decimal::to_string)
            .collect();
        Some(numbers.join(" "))
    }

    #[test]
    fn a_number_is_the_one_before_its_unit_or_the_only_one() {
        let some = |text: &str| Some(text.to_owned());
        for (text, unit, expected) in [
            ("令和6年に１名増やし、7名になった", Some("名増"), some("1")),
            (
                "令和6年に1名増やし、7 名になった",
                Some("名になった"),
                some("7"),
            ),
            ("1,200人と30人", Some("人"), some("1200 30")),
            ("増えた名", Some("名"), some("")),
            ("社協 7名 (CSW兼務)", None, some("7")),
            ("社協 7名（うち2名は兼務）", None, some("7")),
            ("７", None, some("7")),
        ] {
            assert_eq!(of(text, unit), expected, "{text}");
        }
    }

    #[test]
    fn a_text_that_leaves_the_number_open_gives_none() {
        for (text, unit) in [
            ("社協2名、市1名", None),
            ("3～5名", None),
            ("3～5名", Some("名")),
            ("約5名", None),
            ("5名程度", None),
            ("5か所前後", None),
            ("10名以上", Some("名")),
            ("五名", Some("名")),
            ("数名", None),
            ("兼務", None),
            ("3名から5名", Some("名")),
            ("最大8名体制", Some("名体制")),
            ("△3名増", Some("名増")),
            ("-8", None),
        ] {
            assert_eq!(of(text, unit), None, "{text}");
        }
    }
}
