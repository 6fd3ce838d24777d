//! The change of a figure of the whole against the year before: as numbers with the formulas behind them, and in print.

use super::subject::Subject;
use super::view::style;
use super::{Content, FigureChange, NumberStyle, Sign, TableCell, TableFormula};
use compile::{Change, change, whole_change};
use model::{FiscalYear, Indicator, Nouns};

impl Subject<'_> {
    /// The change against the year before, ready to print: `＋12（＋4.3％）`, or why there is none; empty in the first year.
    /// Where other units reported, only those of both years are compared, and how many they are is said: `＋12（＋4.3％、21区）`.
    pub(super) fn change_text(&self, year: FiscalYear, indicator: &Indicator) -> String {
        self.change(year, indicator).words(indicator, self.nouns())
    }

    /// The change against the year before, as numbers with the formulas behind them.
    pub(super) fn change(&self, year: FiscalYear, indicator: &Indicator) -> Shown {
        if let Some(reason) = self.divided(year, indicator) {
            return Shown::Not(reason);
        }
        let (Some(now), Some(before)) = (
            self.city(year, &indicator.id),
            self.city(year.previous(), &indicator.id),
        ) else {
            return Shown::Nothing;
        };
        let areas = &self.definitions.areas;
        let (difference, rate, over) = match change(self.compilation, now, before, indicator, areas)
        {
            Change::By { difference, rate } => (difference, rate, None),
            Change::NotCompared(reason) => {
                match whole_change(self.compilation, areas, year, indicator) {
                    Some(alike) => (
                        alike.now - alike.before,
                        alike.rate(indicator),
                        Some(alike.units),
                    ),
                    None => return Shown::Not(reason),
                }
            }
        };
        let city = self.definitions.areas.city();
        let figures = FigureChange {
            now: self.trace(&indicator.id, year, city),
            before: self.trace(&indicator.id, year.previous(), city),
            is_alike: over.is_some(),
            decimals: indicator.decimals,
        };
        // Units that are compared together stand in no row of both years.
        let is_live = over.is_none() || self.regrouped(year).is_empty();
        let signed = |style: NumberStyle| NumberStyle {
            sign: Sign::PlusMinus,
            // What it is counted in stands beside it.
            percent: false,
            ..style
        };
        Shown::By(Box::new(ShownChange {
            difference: TableCell::number(difference, signed(style(indicator)))
                .with_formula(is_live.then(|| TableFormula::Difference(figures.clone()))),
            rate: rate.map(|rate| {
                TableCell::number(rate, signed(NumberStyle::RATE))
                    .with_formula(is_live.then_some(TableFormula::Rate(figures)))
            }),
            over,
        }))
    }
}

/// What is shown of a change.
pub(super) enum Shown {
    /// There is no year before.
    Nothing,
    /// It is not compared, and why.
    Not(String),
    /// The change.
    By(Box<ShownChange>),
}

impl Shown {
    /// Ready to print, as [`Subject::change_text`] says.
    pub(super) fn words(&self, indicator: &Indicator, nouns: &Nouns) -> String {
        let change = match self {
            Self::Nothing => return String::new(),
            Self::Not(reason) => return format!("比較しない（{reason}）"),
            Self::By(change) => change,
        };
        let rate = change.rate.as_ref();
        let rate = rate.map(|rate| format!("{}％", number(rate)));
        let over = change.over.map(|over| format!("{over}{}", nouns.unit));
        let beside: Vec<String> = rate.into_iter().chain(over).collect();
        let beside = if beside.is_empty() {
            String::new()
        } else {
            format!("（{}）", beside.join("、"))
        };
        let unit = points(indicator).unwrap_or_default();
        format!("{}{unit}{beside}", number(&change.difference))
    }
}

/// What the difference of two percentages is counted in; `None` of counts.
pub(super) fn points(indicator: &Indicator) -> Option<&'static str> {
    indicator.is_percent().then_some("ポイント")
}

/// A change as numbers.
pub(super) struct ShownChange {
    /// Later minus earlier.
    pub(super) difference: TableCell,
    /// The same in percent of the earlier value, of counts.
    pub(super) rate: Option<TableCell>,
    /// How many units were compared, where that is not everybody.
    pub(super) over: Option<usize>,
}

/// A cell's number as it is printed.
fn number(cell: &TableCell) -> String {
    match &cell.content {
        Content::Number(value, style) => style.show(*value),
        Content::Text(text) | Content::Missing(text) => text.to_string(),
    }
}
