//! As-of dates as clerks write them: 令和7年3月末, R7.3.31, 2025/3/31 and the rest.

use chrono::{Datelike, NaiveDate};

use super::fold::{fold, fold_width};
use model::AsOf;

/// What a text says about the as-of date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateText {
    /// A date.
    Date(AsOf),
    /// The printed 「●」 still stands where the date should be.
    Placeholder,
    /// Something that looks like no date.
    None,
}

/// The first date in a text.
pub(super) fn find(text: &str) -> DateText {
    let wide = fold_width(text);
    let chars: Vec<char> = fold(&wide.replace([' ', '\n', '\t'], "")).chars().collect();
    for start in 0..chars.len() {
        let continues_a_number = start > 0 && chars[start - 1].is_ascii_digit();
        if continues_a_number && chars[start].is_ascii_digit() {
            continue;
        }
        if let Some(date) = date_at(&chars[start..]) {
            return DateText::Date(AsOf::new(date));
        }
    }
    let holder = |c: char| matches!(c, '●' | '○' | '◯' | '〇' | '＿' | '_' | '×' | '■' | '□');
    let era_then_holder = chars.iter().copied().any(holder)
        && (chars.contains(&'年') || chars.contains(&'月') || chars.contains(&'令'));
    if era_then_holder {
        DateText::Placeholder
    } else {
        DateText::None
    }
}

/// A date that somebody gives by itself, in every spelling that is read on a form; `None` where anything else stands with it.
pub fn given(text: &str) -> Option<AsOf> {
    let is_of_a_date = |c: char| {
        c.is_ascii_digit() || "年月日末令和平成元時点現在RHrh./-()".contains(c) || c.is_whitespace()
    };
    let folded = fold(&fold_width(text));
    match find(text) {
        DateText::Date(date) if folded.chars().all(is_of_a_date) => Some(date),
        _ => None,
    }
}

/// A day in a table that somebody keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Within {
    /// A day.
    Day(AsOf),
    /// A day of a year that is not said.
    Year(OfYear),
}

/// A day whose year is not said, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfYear(String);

impl OfYear {
    /// The day of that month and number that is nearest to another day.
    pub fn nearest(&self, to: AsOf) -> Option<AsOf> {
        let year = to.date().year();
        let days = (year - 1..=year + 1).filter_map(|year| self.in_year(year));
        days.min_by_key(|day| (day.date() - to.date()).num_days().abs())
    }

    fn in_year(&self, year: i32) -> Option<AsOf> {
        let of = |sign: &str| given(&format!("{year}{sign}{}", self.0));
        of("/").or_else(|| of("年"))
    }
}

/// A day as it may stand in a table: also without its year, and as the number that a spreadsheet keeps for it.
pub fn within(text: &str) -> Option<Within> {
    let day = given(text).or_else(|| of_serial(text)).map(Within::Day);
    day.or_else(|| {
        let of = OfYear(text.to_owned());
        // In a leap year there is every day.
        of.in_year(2024)?;
        Some(Within::Year(of))
    })
}

/// The day that a spreadsheet counts from the end of 1899.
fn of_serial(text: &str) -> Option<AsOf> {
    let text = fold_width(text);
    let text = text.trim();
    let is_number = text.chars().all(|c| c.is_ascii_digit() || c == '.');
    let serial = text.parse().ok().filter(|_| is_number)?;
    let day = AsOf::parse_iso(&workbook::day_of_serial(serial, false))?;
    (2000..=2100).contains(&day.date().year()).then_some(day)
}

/// What a text most likely means that is no date by itself: 20260331, or a month without its end. For a message only.
pub(super) fn meant(text: &str) -> Option<AsOf> {
    let chars: Vec<char> = fold(&fold_width(text).replace([' ', '\n', '\t'], ""))
        .chars()
        .collect();
    let month_alone = |start: usize| {
        let mut rest = &chars[start..];
        let (year, month) = year_and_month(&mut rest)?;
        rest.first()
            .is_none_or(|next| !next.is_ascii_digit())
            .then(|| month_end(year, month))?
    };
    let eight_digits = || {
        let digits = chars
            .split(|c| !c.is_ascii_digit())
            .find(|run| run.len() == 8)?;
        let text: String = digits.iter().collect();
        NaiveDate::parse_from_str(&text, "%Y%m%d")
            .ok()
            .filter(|date| (1900..=2100).contains(&date.year()))
    };
    let is_start = |start: &usize| *start == 0 || !chars[start - 1].is_ascii_digit();
    let found = (0..chars.len()).filter(is_start).find_map(month_alone);
    found.or_else(eight_digits).map(AsOf::new)
}

/// A date that begins exactly here.
fn date_at(chars: &[char]) -> Option<NaiveDate> {
    let mut rest = chars;
    let (year, month) = year_and_month(&mut rest)?;
    if rest.starts_with(&['月', '末']) || rest.starts_with(&['末']) {
        return month_end(year, month);
    }
    separator(&mut rest, &['月', '/', '.', '-'])?;
    let day = u32::try_from(number(&mut rest)?).ok()?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// A year and a month that begin exactly here.
fn year_and_month(rest: &mut &[char]) -> Option<(i32, u32)> {
    let (first_year, marked) = era(rest);
    let year = if marked && rest.first() == Some(&'元') {
        *rest = &rest[1..];
        1
    } else {
        number(rest)?
    };
    let year = if marked {
        if year > 99 {
            return None;
        }
        first_year + year - 1
    } else if (1900..=2100).contains(&year) {
        year
    } else {
        return None;
    };
    // 「2025(令和7)年3月末」 and 「令和7(2025)年3月末」 say the year twice.
    skip_brackets(rest);
    separator(rest, &['年', '/', '.', '-'])?;
    Some((year, u32::try_from(number(rest)?).ok()?))
}

/// An era's first year, if the text begins with one.
fn era(rest: &mut &[char]) -> (i32, bool) {
    const ERAS: [(&[char], i32); 6] = [
        (&['令', '和'], 2019),
        (&['平', '成'], 1989),
        (&['R'], 2019),
        (&['r'], 2019),
        (&['H'], 1989),
        (&['h'], 1989),
    ];
    for (name, first) in ERAS {
        if let Some(after) = rest.strip_prefix(name) {
            *rest = after.strip_prefix(&['.'][..]).unwrap_or(after);
            return (first, true);
        }
    }
    (0, false)
}

fn number(rest: &mut &[char]) -> Option<i32> {
    let digits = rest.iter().take_while(|c| c.is_ascii_digit()).count();
    if digits == 0 || digits > 4 {
        return None;
    }
    let text: String = rest[..digits].iter().collect();
    *rest = &rest[digits..];
    text.parse().ok()
}

fn separator(rest: &mut &[char], accepted: &[char]) -> Option<()> {
    let (first, after) = rest.split_first()?;
    if !accepted.contains(first) {
        return None;
    }
    *rest = after;
    Some(())
}

fn skip_brackets(rest: &mut &[char]) {
    if rest.first() == Some(&'(')
        && let Some(close) = rest.iter().take(10).position(|c| *c == ')')
    {
        *rest = &rest[close + 1..];
    }
}

/// The last day of a date's month.
pub(super) fn end_of_month(date: AsOf) -> AsOf {
    let day = date.date();
    month_end(day.year(), day.month()).map_or(date, AsOf::new)
}

fn month_end(year: i32, month: u32) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    let (next_year, next_month) = if first.month() == 12 {
        (year + 1, 1)
    } else {
        (year, month + 1)
    };
    NaiveDate::from_ymd_opt(next_year, next_month, 1)?.pred_opt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(text: &str) -> String {
        match find(text) {
            DateText::Date(as_of) => as_of.iso(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_date_by_itself_has_nothing_beside_it() {
        let date = AsOf::parse_iso("2026-03-31");
        for text in [
            "2026-03-31",
            "令和8年3月末",
            "R8.3.31",
            "２０２６/３/３１",
            "令和8年3月31日現在",
        ] {
            assert_eq!(given(text), date, "{text}");
        }
        for text in ["2026-03-31x", "20260331", "来年の2026-03-31", "3月末", ""] {
            assert_eq!(given(text), None, "{text}");
        }
    }

    #[test]
    fn every_spelling_of_one_day() {
        for text in [
            "令和7年3月末",
            "令和７年３月末時点",
            "令和７年３月３１日",
            "令和 7 年 3 月 31 日現在",
            "R7.3.31",
            "Ｒ７．３．３１",
            "2025/3/31",
            "2025-03-31",
            "2025.3.31",
            "2025年3月末",
            "2025（令和7）年3月末",
            "令和7（2025）年3月31日",
            "推進状況確認シート（令和7年3月末時点）　",
        ] {
            assert_eq!(iso(text), "2025-03-31", "{text}");
        }
        assert_eq!(iso("令和元年9月末"), "2019-09-30");
        assert_eq!(iso("平成31年4月30日"), "2019-04-30");
        assert_eq!(iso("令和6年2月末"), "2024-02-29");
        assert_eq!(iso("令和6年12月末"), "2024-12-31");
    }

    #[test]
    fn what_is_nearly_a_date_is_known_for_the_message() {
        for text in [
            "20260331",
            "令和8年3月",
            "R8.3",
            "2026-3",
            "2026年3月分",
            "２０２６０３３１現在",
        ] {
            assert_eq!(find(text), DateText::None, "{text}");
            assert_eq!(
                meant(text).map(|date| date.iso()).as_deref(),
                Some("2026-03-31"),
                "{text}"
            );
        }
        for text in ["", "20261331", "2026", "3月末", "令和8年13月", "120260331"] {
            assert_eq!(meant(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_left_to_fill_is_no_date() {
        for text in ["令和●年●月末", "令和7年●月末時点", "令和○年○月末"]
        {
            assert_eq!(find(text), DateText::Placeholder, "{text}");
        }
        for text in [
            "",
            "令和7年3月",
            "3月末",
            "2025",
            "令和7年13月末",
            "令和7年2月30日",
        ] {
            assert_eq!(find(text), DateText::None, "{text}");
        }
    }
}
