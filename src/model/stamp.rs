//! When the outputs were made, as the person who made them wants it said. Without it no clock time stands in any file.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::AsOf;

/// A local date and time, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp(NaiveDateTime);

impl Stamp {
    /// Reads `2026-04-20T10:00`, with a blank instead of the `T` as well.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().replace(' ', "T");
        NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M")
            .ok()
            .map(Self)
    }

    /// A date that was read elsewhere, and a time such as `10:00`.
    pub fn at(date: NaiveDate, time: &str) -> Option<Self> {
        let time = NaiveTime::parse_from_str(time.trim(), "%H:%M").ok()?;
        Some(Self(date.and_time(time)))
    }

    /// The day.
    pub fn day(self) -> AsOf {
        AsOf::new(self.0.date())
    }

    /// `2026-04-20T10:00:00`
    pub fn iso(self) -> String {
        self.0.format("%Y-%m-%dT%H:%M:00").to_string()
    }

    /// `2026-04-20 10:00`
    pub fn shown(self) -> String {
        self.0.format("%Y-%m-%d %H:%M").to_string()
    }
}

impl From<NaiveDateTime> for Stamp {
    fn from(now: NaiveDateTime) -> Self {
        Self(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_and_a_time_are_needed() {
        let stamp = Stamp::parse("2026-04-20 10:05").expect("a stamp");
        assert_eq!(stamp, Stamp::parse("2026-04-20T10:05").expect("a stamp"));
        assert_eq!(stamp.iso(), "2026-04-20T10:05:00");
        assert_eq!(stamp.shown(), "2026-04-20 10:05");
        for bad in ["", "2026-04-20", "2026-13-01T00:00", "10:05"] {
            assert_eq!(Stamp::parse(bad), None, "{bad}");
        }
    }
}
