//! Dates, times and numbers as arguments: in every spelling that is read on a form.

use crate::model::{AsOf, Stamp, narrow};
use crate::read::date_given;

/// A date and a time.
pub(super) fn stamp(text: &str) -> Result<Stamp, String> {
    let of_two = || {
        let (date, time) = text.trim().rsplit_once(['T', ' ', '\u{3000}'])?;
        Stamp::at(date_given(date)?.date(), &time.replace('：', ":"))
    };
    let stamp = Stamp::parse(text).or_else(of_two);
    stamp.ok_or_else(|| "2026-04-20T10:00 のように書いてください".to_owned())
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
