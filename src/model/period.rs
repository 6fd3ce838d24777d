//! Fiscal years (April to March) and as-of dates, with their Japanese names.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A Japanese fiscal year, named by the calendar year in which it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FiscalYear(pub i32);

impl FiscalYear {
    /// The fiscal year that holds a date: the calendar year from April on, the one before until March.
    pub fn containing(date: NaiveDate) -> Self {
        Self(if date.month() >= 4 {
            date.year()
        } else {
            date.year() - 1
        })
    }

    /// The year before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// `令和7年度`.
    pub fn wareki(self) -> String {
        format!("{}年度", era_year(self.0, self.0 >= 2019))
    }

    /// The last day, 31 March of the following calendar year. A table may name a year beyond every calendar; that ends with the
    /// last day that there is.
    pub fn end(self) -> NaiveDate {
        let last = if self.0 > 0 {
            NaiveDate::MAX
        } else {
            NaiveDate::MIN
        };
        NaiveDate::from_ymd_opt(self.0.saturating_add(1), 3, 31).unwrap_or(last)
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Era and year, `令和元` for the first; before 2019 in 平成.
fn era_year(year: i32, reiwa: bool) -> String {
    let (era, number) = if reiwa {
        ("令和", year.saturating_sub(2018))
    } else {
        ("平成", year.saturating_sub(1988))
    };
    if number == 1 {
        format!("{era}元")
    } else {
        format!("{era}{number}")
    }
}

/// The date a return speaks for (時点).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct AsOf(NaiveDate);

impl AsOf {
    /// Wraps a date; whether it is a month end is a matter for the rules.
    pub fn new(date: NaiveDate) -> Self {
        Self(date)
    }

    /// Reads `2026-03-31`.
    pub fn parse_iso(text: &str) -> Option<Self> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(Self)
    }

    /// The date.
    pub fn date(self) -> NaiveDate {
        self.0
    }

    /// `2026-03-31`.
    pub fn iso(self) -> String {
        self.0.format("%Y-%m-%d").to_string()
    }

    /// The fiscal year whose column is the live one.
    pub fn fiscal_year(self) -> FiscalYear {
        FiscalYear::containing(self.0)
    }

    /// Whether the date is the last day of its month, as 「月末時点」 says.
    pub fn is_month_end(self) -> bool {
        self.0
            .succ_opt()
            .is_none_or(|next| next.month() != self.0.month())
    }

    /// Whether the date closes its fiscal year.
    pub fn is_year_end(self) -> bool {
        self.fiscal_year().end() == self.0
    }

    /// `令和8年3月末` for a month end, else `令和8年3月30日`.
    pub fn wareki(self) -> String {
        let reiwa = self.0 >= NaiveDate::from_ymd_opt(2019, 5, 1).unwrap_or(self.0);
        let era = era_year(self.0.year(), reiwa);
        format!("{era}年{}", self.day_of_year())
    }

    /// `令和8年4月30日`, also for a month end: a day by which something is due.
    pub fn wareki_day(self) -> String {
        let reiwa = self.0 >= NaiveDate::from_ymd_opt(2019, 5, 1).unwrap_or(self.0);
        let (era, month, day) = (era_year(self.0.year(), reiwa), self.0.month(), self.0.day());
        format!("{era}年{month}月{day}日")
    }

    /// `9月末` for a month end, else `9月15日`.
    pub fn day_of_year(self) -> String {
        if self.is_month_end() {
            format!("{}月末", self.0.month())
        } else {
            format!("{}月{}日", self.0.month(), self.0.day())
        }
    }
}

impl From<AsOf> for String {
    fn from(as_of: AsOf) -> Self {
        as_of.iso()
    }
}

impl TryFrom<String> for AsOf {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse_iso(&text).ok_or_else(|| format!("not a date: {text}"))
    }
}

impl fmt::Display for AsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn end_of_march_belongs_to_the_year_that_ends() {
        let as_of = AsOf::parse_iso("2025-03-31").expect("a date");
        assert_eq!(as_of.fiscal_year(), FiscalYear(2024));
        assert_eq!(as_of.wareki(), "令和7年3月末");
        assert_eq!(as_of.fiscal_year().wareki(), "令和6年度");
        assert!(as_of.is_year_end());
    }

    #[test]
    fn the_first_year_of_an_era_is_gannen() {
        assert_eq!(FiscalYear(2019).wareki(), "令和元年度");
        assert_eq!(
            AsOf::parse_iso("2019-04-30").expect("a date").wareki(),
            "平成31年4月末"
        );
    }

    #[test]
    fn a_year_beyond_every_calendar_is_borne() {
        for year in [i32::MIN, -300_000, 300_000, i32::MAX].map(FiscalYear) {
            assert!(!year.wareki().is_empty());
            assert_eq!(year.previous().end() < FiscalYear(2000).end(), year.0 < 0);
        }
    }

    #[test]
    fn a_leap_february_ends_on_the_29th() {
        assert!(
            AsOf::parse_iso("2024-02-29")
                .expect("a date")
                .is_month_end()
        );
        assert!(
            !AsOf::parse_iso("2024-02-28")
                .expect("a date")
                .is_month_end()
        );
    }
}
