//! The thing measured, across forms and years, and how it rolls up.

use std::fmt;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::FiscalYear;

/// Identifier of an indicator, for example `1-2` or `1-2-rate`; every fact and figure holds one, so that copies share the text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct IndicatorId(Arc<str>);

impl IndicatorId {
    /// Wraps an identifier as written in the templates.
    pub fn new(id: impl AsRef<str>) -> Self {
        Self(id.as_ref().into())
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IndicatorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What kind of number an indicator is in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueKind {
    /// A state at the as-of date.
    Stock,
    /// Counted from 1 April to the as-of date; starts again each fiscal year.
    YearToDate,
    /// From a survey.
    Survey,
    /// Computed from other indicators.
    Derived,
}

/// What a ratio is divided by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Denominator {
    /// The registry's number of areas (名簿提供地域数).
    Areas,
    /// Another indicator.
    Indicator(IndicatorId),
}

/// How an indicator is carried from wards to the city. There is deliberately no mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RollUp {
    /// Added.
    Sum,
    /// The sum of numerators divided by the sum of denominators, in percent.
    RatioOfSums {
        /// Added above the line.
        numerator: IndicatorId,
        /// Added below the line.
        denominator: Denominator,
    },
    /// Not carried upward.
    None,
}

impl RollUp {
    /// Numerator and denominator of a percentage.
    pub fn ratio(&self) -> Option<(&IndicatorId, &Denominator)> {
        match self {
            Self::RatioOfSums {
                numerator,
                denominator,
            } => Some((numerator, denominator)),
            Self::Sum | Self::None => None,
        }
    }
}

/// One indicator of the catalogue.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// Identifier.
    pub id: IndicatorId,
    /// Label as printed on the form, on one line.
    pub label: String,
    /// Label short enough for a table head.
    pub short_label: String,
    /// Unit as printed or as follows from the label: 地域, 人, 件, 世帯, ％.
    pub unit: String,
    /// Kind in time.
    pub kind: ValueKind,
    /// Roll-up.
    pub roll_up: RollUp,
    /// Decimal places shown, and of a count those that may be written: 0 for what is counted by ones, 1 for rates.
    pub decimals: u32,
    /// Page of the plan that the indicator rests on.
    pub plan_page: String,
    /// A count that only serves a ratio; not listed among the form's indicators.
    pub auxiliary: bool,
    /// What the definitions leave open about this indicator, printed in the report's notes.
    pub caveat: Option<String>,
    /// What it was called in earlier editions: the one that was renamed, or those that were put together in it.
    pub was: Vec<IndicatorId>,
    /// The indicator of earlier editions that was divided into this one and others.
    pub split_from: Option<IndicatorId>,
    /// The first fiscal year for which it is asked; without, every one.
    pub from: Option<FiscalYear>,
}

impl Indicator {
    /// Whether values are percentages.
    pub fn is_percent(&self) -> bool {
        self.unit == "％"
    }

    /// Whether it can be counted so: never below nought, and no more decimals than the indicator has.
    pub fn counts(&self, number: Decimal) -> bool {
        number >= Decimal::ZERO && number.normalize().scale() <= self.decimals
    }

    /// The indicators of earlier editions whose numbers say what this one said.
    pub fn former(&self) -> impl Iterator<Item = &IndicatorId> {
        self.was.iter().chain(&self.split_from)
    }

    /// What may be written for it, in words.
    pub fn countable(&self) -> String {
        match self.decimals {
            0 => "0以上の整数".to_owned(),
            decimals => format!("0以上の数（小数は{decimals}けたまで）"),
        }
    }
}
