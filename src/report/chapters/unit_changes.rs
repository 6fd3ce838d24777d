//! What changed from unit to unit, in sentences: how many values, where most fell, and the largest changes.

use std::cmp::Ordering;

use super::cards;
use crate::Statement;
use crate::subject::Subject;
use crate::view::{rate_of_change, style};
use compile::{UnitChange, unit_change};
use definition::ChapterKind;
use model::{Area, FiscalYear, Indicator};
use rust_decimal::Decimal;

/// Changes that are named at either end.
const NAMED: usize = 3;

pub(super) fn said(text: impl Into<String>, traces: Vec<String>) -> Statement {
    Statement {
        text: text.into(),
        traces,
    }
}

pub(super) fn shown(indicator: &Indicator, value: Decimal) -> String {
    format!("{}{}", style(indicator).show(value), indicator.unit)
}

/// Every unit's changes.
pub(super) struct UnitChanges<'a> {
    /// By unit in the order of the whole: what changed, with its indicator.
    by_unit: Vec<(&'a Area, Vec<(&'a Indicator, UnitChange)>)>,
    year: FiscalYear,
}

impl<'a> UnitChanges<'a> {
    pub(super) fn of(subject: Subject<'a>, year: FiscalYear) -> Self {
        let indicators: Vec<&Indicator> = subject.shown_indicators().collect();
        let wards = subject.definitions.areas.wards().iter();
        let by_unit = wards.map(|ward| {
            let changes = indicators.iter().filter_map(|indicator| {
                let areas = &subject.definitions.areas;
                let change = unit_change(subject.compilation, areas, &ward.code, year, indicator)?;
                Some((*indicator, change))
            });
            (ward, changes.collect())
        });
        Self {
            by_unit: by_unit.collect(),
            year,
        }
    }

    fn all(&self) -> impl Iterator<Item = (&'a Area, &'a Indicator, &UnitChange)> {
        self.by_unit.iter().flat_map(|(ward, changes)| {
            changes
                .iter()
                .map(|(indicator, change)| (*ward, *indicator, change))
        })
    }

    /// How many values of units rose and fell.
    pub(super) fn count(&self, subject: Subject<'_>) -> Option<Statement> {
        let of = |direction: Ordering| {
            let is_it = |(_, _, one): &(&Area, &Indicator, &UnitChange)| {
                one.now.cmp(&one.before) == direction
            };
            self.all().filter(is_it).count()
        };
        let (rose, same, fell) = (
            of(Ordering::Greater),
            of(Ordering::Equal),
            of(Ordering::Less),
        );
        let unit = &subject.nouns().unit;
        let on_cards = if cards::are_made(subject) && subject.layout.binds(ChapterKind::Cards) {
            format!("減った値はすべて{unit}別カルテに示した。")
        } else {
            String::new()
        };
        (rose + same + fell > 0).then(|| {
            said(
                format!(
                    "{unit}ごとの値では、比べられる{}のうち、増えたものは{rose}、減ったものは{fell}、変わらないものは{same}である（割合は％の増減）。{on_cards}",
                    rose + same + fell
                ),
                Vec::new(),
            )
        })
    }

    /// The units with the most declines.
    pub(super) fn most_declines(&self, subject: Subject<'_>) -> Option<Statement> {
        let unit = &subject.nouns().unit;
        let mut fell: Vec<(&Area, usize, usize)> = self
            .by_unit
            .iter()
            .map(|(ward, changes)| {
                let fell = changes.iter().filter(|(_, one)| one.now < one.before);
                (*ward, fell.count(), changes.len())
            })
            .filter(|(_, fell, _)| *fell > 0)
            .collect();
        // The sort is stable: units of one count stay in the order of the whole.
        fell.sort_by_key(|(_, fell, _)| std::cmp::Reverse(*fell));
        let most = fell.get(NAMED - 1).or(fell.last())?.1;
        let named: Vec<String> = fell
            .iter()
            .filter(|(_, fell, _)| *fell >= most)
            .map(|(ward, fell, all)| format!("{}（{all}のうち{fell}）", ward.name))
            .collect();
        let more_than_half = fell.iter().filter(|(_, fell, all)| 2 * fell > *all).count();
        Some(said(
            format!(
                "減った指標の多い{unit}：{}。比べられる指標の半分を超えて減った{unit}は{more_than_half}{unit}である。",
                named.join("、")
            ),
            Vec::new(),
        ))
    }

    /// The largest changes of units in one direction, of numbers that were not small the year before.
    pub(super) fn largest(&self, subject: Subject<'_>, direction: Ordering) -> Option<Statement> {
        let least = Decimal::from(subject.layout.least_for_rate);
        let mut changes: Vec<(&Area, &Indicator, &UnitChange, Decimal)> = self
            .all()
            .filter(|(_, indicator, one)| !indicator.is_percent() && one.before >= least)
            .filter(|(_, _, one)| one.now.cmp(&one.before) == direction)
            .filter_map(|(ward, indicator, one)| Some((ward, indicator, one, one.rate()?)))
            .collect();
        changes.sort_by_key(|one| std::cmp::Reverse(one.3.abs()));
        changes.truncate(NAMED);
        if changes.is_empty() {
            return None;
        }
        let named: Vec<String> = changes
            .iter()
            .map(|(ward, indicator, one, rate)| {
                format!(
                    "{}の{}（{}→{}、{}）",
                    ward.name,
                    indicator.short_label,
                    style(indicator).show(one.before),
                    shown(indicator, one.now),
                    rate_of_change(*rate)
                )
            })
            .collect();
        let traces = changes
            .iter()
            .map(|(ward, indicator, ..)| subject.trace(&indicator.id, self.year, ward));
        let word = if direction == Ordering::Greater {
            "増え方"
        } else {
            "減り方"
        };
        Some(said(
            format!(
                "{word}の大きい{}の数：{}。前年度が{least}以上の数について、前年度に対する割合の大きい順。",
                subject.nouns().unit,
                named.join("、")
            ),
            traces.collect(),
        ))
    }
}
