//! Dates, times and numbers as arguments: in every spelling that is read on a form.

use crate::model::{AsOf, Stamp, narrow};
use crate::read::date_given;

/// A date and a time.
pub(super) fn stamp(text: &str) -> Result<Stamp, String> {
    let of_two = || {
        let (date, time) = in_two(text.trim())?;
        Stamp::at(date_given(date)?.date(), &clock(time))
    };
    let stamp = Stamp::parse(text).or_else(of_two);
    stamp.ok_or_else(|| "2026-04-20T10:00 のように書いてください".to_owned())
}

/// Date and time: the date ends with its 日, else there is a mark between the two.
fn in_two(text: &str) -> Option<(&str, &str)> {
    match text.rfind('日') {
        Some(day) => Some(text.split_at(day + '日'.len_utf8())),
        None => text.rsplit_once(['T', ' ', '\u{3000}']),
    }
}

/// `10:05`, which people also write 10時5分, and 10時 for the full hour.
fn clock(time: &str) -> String {
    let time: String = time.trim().chars().map(narrow).collect();
    let time = time.trim_end_matches('分').replace('時', ":");
    match time.strip_suffix(':') {
        Some(hour) => format!("{hour}:00"),
        None => time,
    }
}

/// How many at once.
pub(super) fn jobs(text: &str) -> Result<usize, String> {
    let digits: String = text.trim().chars().map(narrow).collect();
    let number = digits.parse();
    number.map_err(|_| "4 のような整数を書いてください".to_owned())
}

/// A date.
pub(super) fn as_of(text: &str) -> Result<AsOf, String> {
    let told = "2026-03-31、令和8年3月末、R8.3.31 のように書いてください";
    date_given(text).ok_or_else(|| told.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_taken_as_people_write_it() {
        let told = stamp("2026-04-20T10:05");
        for text in [
            "2026-04-20 10:05",
            "2026/4/20 10:05",
            "令和8年4月20日 10:05",
            "令和8年4月20日　10：05",
            "令和8年4月20日10時5分",
            "令和8年 4月20日10時5分",
            "R8.4.20 10時05分",
            " 令和８年４月２０日１０時０５分 ",
        ] {
            assert_eq!(stamp(text), told, "{text}");
        }
        assert_eq!(stamp("令和8年4月20日10時"), stamp("2026-04-20T10:00"));
        for text in [
            "令和8年4月20日",
            "2026-04-20",
            "10時5分",
            "令和8年4月20日25時",
            "令和8年4月20日10",
            "令和8年4月20日10時5分6分",
        ] {
            assert!(stamp(text).is_err(), "{text}");
        }
    }
}
