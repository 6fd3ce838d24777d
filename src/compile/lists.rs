//! The figures, facts and rows of a run as lists that are quick to look up, however many units there are.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{CompiledFact, Figure, FigureId};
use model::{AreaCode, FiscalYear, IndicatorId, Row};

/// Figures by what they are of.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Those of a fiscal year and indicator, by area.
    runs: BTreeMap<(FiscalYear, IndicatorId), Vec<Figure>>,
}

impl Figures {
    /// A figure.
    pub fn get(&self, id: &FigureId) -> Option<&Figure> {
        self.run(id.year, &id.indicator)
            .get(&id.area, &id.row, &mut 0)
    }

    /// Those of a fiscal year and indicator.
    pub fn run(&self, year: FiscalYear, indicator: &IndicatorId) -> Run<'_> {
        let run = self.runs.get(&(year, indicator.clone()));
        Run(run.map_or(&[], Vec::as_slice))
    }

    /// Every figure, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Figure> {
        self.runs.values().flatten()
    }
}

/// The figures of a fiscal year and indicator, by area.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a>(&'a [Figure]);

impl<'a> Run<'a> {
    /// The figure of an area or of a row of it. `near` is where that of another year or indicator was found, and is then where this
    /// one is: most have the same areas.
    pub fn get(self, area: &AreaCode, row: &Row, near: &mut usize) -> Option<&'a Figure> {
        let is_it = |one: &&Figure| one.id.area == *area && one.id.row == *row;
        if let Some(figure) = self.0.get(*near).filter(is_it) {
            return Some(figure);
        }
        let place = |one: &Figure| (&one.id.area, &one.id.row).cmp(&(area, row));
        *near = self.0.binary_search_by(place).ok()?;
        self.0.get(*near)
    }
}

/// Where what belongs together stands in a list, run by run.
pub(super) fn runs<'a, T, K: PartialEq>(
    list: &'a [T],
    of: impl Fn(&'a T) -> K,
) -> impl Iterator<Item = (K, Range<usize>)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let key = of(list.get(from)?);
        let own = list[from..].iter().take_while(|one| of(one) == key);
        let run = from..from + own.count();
        from = run.end;
        Some((key, run))
    })
}

/// Figures that are being put together, in any order.
#[derive(Default)]
pub(super) struct Gathered(Figures);

impl Extend<Figure> for Gathered {
    fn extend<I: IntoIterator<Item = Figure>>(&mut self, figures: I) {
        for figure in figures {
            let run = (figure.id.year, figure.id.indicator.clone());
            self.0.runs.entry(run).or_default().push(figure);
        }
    }
}

impl From<Gathered> for Figures {
    /// Puts figures in order; each is there once, and of two with the same id the later one counts.
    fn from(Gathered(mut figures): Gathered) -> Self {
        for run in figures.runs.values_mut() {
            // The order of those with the same id stays.
            run.sort_by(|one, other| one.id.cmp(&other.id));
            run.dedup_by(|later, first| {
                let is_same = later.id == first.id;
                if is_same {
                    std::mem::swap(later, first);
                }
                is_same
            });
            run.shrink_to_fit();
        }
        figures
    }
}

impl FromIterator<Figure> for Figures {
    fn from_iter<I: IntoIterator<Item = Figure>>(figures: I) -> Self {
        let mut gathered = Gathered::default();
        gathered.extend(figures);
        gathered.into()
    }
}

/// What belongs to one ward.
pub trait OfWard {
    /// The ward.
    fn ward(&self) -> &AreaCode;
}

impl OfWard for CompiledFact {
    fn ward(&self) -> &AreaCode {
        &self.ward
    }
}

/// A list in a fixed order, of which what belongs to a ward is at hand.
#[derive(Clone, Debug)]
pub struct ByWard<T> {
    list: Vec<T>,
    /// Where those of a ward stand: most stand together.
    runs: BTreeMap<AreaCode, Vec<Range<usize>>>,
}

impl<T> Default for ByWard<T> {
    fn default() -> Self {
        Self {
            list: Vec::new(),
            runs: BTreeMap::new(),
        }
    }
}

impl<T> ByWard<T> {
    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.list.iter()
    }

    /// Those of a ward, in their order.
    pub fn of<'a>(&'a self, ward: &AreaCode) -> impl Iterator<Item = &'a T> + use<'a, T> {
        let runs = self.runs.get(ward).into_iter().flatten();
        runs.flat_map(|run| &self.list[run.clone()])
    }
}

impl<T: OfWard> FromIterator<T> for ByWard<T> {
    fn from_iter<I: IntoIterator<Item = T>>(list: I) -> Self {
        let list: Vec<T> = list.into_iter().collect();
        let mut by_ward: BTreeMap<AreaCode, Vec<Range<usize>>> = BTreeMap::new();
        for (ward, run) in runs(&list, T::ward) {
            by_ward.entry(ward.clone()).or_default().push(run);
        }
        Self {
            list,
            runs: by_ward,
        }
    }
}

impl<T> IntoIterator for ByWard<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a ByWard<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::FactState;

    fn fact(ward: &str, indicator: &str, row: Row) -> CompiledFact {
        CompiledFact {
            ward: AreaCode::new(ward),
            year: FiscalYear(2025),
            indicator: IndicatorId::new(indicator),
            row,
            state: FactState::Blank,
            withheld_by: Vec::new(),
            denominator: None,
            fact: None,
            file: "架空.xlsx".into(),
            is_carried: false,
            is_outside: false,
            rejected: None,
        }
    }

    #[test]
    fn a_ward_has_its_facts_wherever_they_stand_in_the_order_in_which_they_do() {
        let list: ByWard<CompiledFact> = [
            fact("b", "1-1", Row::Whole),
            fact("b", "1-2", Row::Whole),
            fact("a", "1-1", Row::Whole),
            fact("b", "1-3", Row::Part(4)),
        ]
        .into_iter()
        .collect();
        let of = |ward: &str| -> Vec<String> {
            let facts = list.of(&AreaCode::new(ward));
            facts.map(|fact| fact.indicator.to_string()).collect()
        };
        assert_eq!(of("b"), ["1-1", "1-2", "1-3"]);
        assert_eq!(of("a"), ["1-1"]);
        assert!(of("c").is_empty());
        assert_eq!(list.iter().len(), 4);
    }

    #[test]
    fn a_figure_is_there_once_and_the_later_one_counts() {
        let figure = |area: &str, reported: u32| Figure {
            id: FigureId::whole(
                AreaCode::new(area),
                FiscalYear(2025),
                IndicatorId::new("1-1"),
            ),
            value: None,
            numerator: None,
            denominator: None,
            reported,
            expected: 1,
            standing: crate::Standing::Complete,
            is_declared: false,
            contributions: Vec::new(),
            absent: Vec::new(),
        };
        let figures: Figures = [figure("b", 1), figure("a", 2), figure("b", 3)]
            .into_iter()
            .collect();
        let there: Vec<u32> = figures.iter().map(|one| one.reported).collect();
        assert_eq!(there, [2, 3]);
        assert_eq!(
            figures.get(&figure("b", 0).id).map(|one| one.reported),
            Some(3)
        );
        assert!(figures.get(&figure("c", 0).id).is_none());
        let run = figures.run(FiscalYear(2025), &IndicatorId::new("1-1"));
        let mut near = 0;
        let mut found = |area| {
            let found = run.get(&AreaCode::new(area), &Row::Whole, &mut near);
            found.map(|one| (one.reported, near))
        };
        assert_eq!(
            ["a", "b", "a", "c", "b"].map(&mut found),
            [Some((2, 0)), Some((3, 1)), Some((2, 0)), None, Some((3, 1))]
        );
        let none = figures.run(FiscalYear(2024), &IndicatorId::new("1-1"));
        assert!(
            none.get(&AreaCode::new("a"), &Row::Whole, &mut near)
                .is_none()
        );
    }
}
