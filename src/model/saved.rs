//! When a file was last saved, as the file itself says. The file system's date says only when it was copied.

use std::fmt;

use chrono::{DateTime, Datelike, Duration, NaiveDateTime};

use super::AsOf;

/// The hours by which Japan is ahead of UTC.
const JAPAN: i64 = 9;
/// Programs that do not know the time write a date from before this year.
const FIRST_YEAR: i32 = 2000;

/// The moment at which an office program saved a workbook, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SavedAt(NaiveDateTime);

impl SavedAt {
    /// Reads what office programs write: `2026-04-08T08:30:00Z`, with an offset, or without one in local time.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let moment = DateTime::parse_from_rfc3339(text)
            .map(|moment| moment.naive_utc())
            .or_else(|_| {
                NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
                    .map(|local| local - Duration::hours(JAPAN))
            })
            .ok()?;
        (moment.year() >= FIRST_YEAR).then_some(Self(moment))
    }

    /// `2026-04-08T08:30:00Z`, as [`Self::parse`] reads it.
    pub fn iso(self) -> String {
        self.0.format("%Y-%m-%dT%H:%M:%S%.fZ").to_string()
    }

    /// The day in Japan.
    pub fn day(self) -> AsOf {
        AsOf::new((self.0 + Duration::hours(JAPAN)).date())
    }
}

impl fmt::Display for SavedAt {
    /// In Japan's time, to the second: `2026-04-08 17:30:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = self.0 + Duration::hours(JAPAN);
        write!(f, "{}", local.format("%Y-%m-%d %H:%M:%S"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_moment_is_the_same_however_it_is_written() {
        let utc = SavedAt::parse("2026-04-08T08:30:00Z");
        assert!(utc.is_some());
        assert_eq!(utc, SavedAt::parse("2026-04-08T17:30:00+09:00"));
        assert_eq!(utc, SavedAt::parse(" 2026-04-08T17:30:00.000 "));
        assert_eq!(
            utc.map(|at| at.to_string()).as_deref(),
            Some("2026-04-08 17:30:00")
        );
        for text in ["2026-04-08T08:30:00Z", "2026-04-08T08:30:00.125Z"] {
            let iso = SavedAt::parse(text).map(SavedAt::iso);
            assert_eq!(iso.as_deref(), Some(text));
        }
    }

    #[test]
    fn a_second_later_is_later_and_what_is_no_moment_is_none() {
        assert!(SavedAt::parse("2026-04-08T08:30:01Z") > SavedAt::parse("2026-04-08T08:30:00Z"));
        for text in [
            "",
            "2026-04-08",
            "昨日",
            "1980-01-01T00:00:00Z",
            "1601-01-01T00:00:00Z",
        ] {
            assert_eq!(SavedAt::parse(text), None, "{text}");
        }
    }
}
