//! Units that came and went: who stands in which year's tables, and what the reader is told of it.

use super::subject::Subject;
use model::{Area, AreaCode, AsOf, FiscalYear, Regrouped};

impl<'a> Subject<'a> {
    /// The units whose numbers make up the whole in a fiscal year, in the order of the whole.
    pub(super) fn units_of(self, year: FiscalYear) -> Vec<&'a Area> {
        self.definitions.areas.wards_of(year)
    }

    /// The units of today and those that stand in an earlier year as they were, in the order of the whole.
    pub(super) fn all_units(self) -> Vec<&'a Area> {
        let years = self.compilation.years.iter().copied();
        self.definitions.areas.wards_through(years)
    }

    /// The units that in a fiscal year are together what others were the year before.
    pub(super) fn regrouped(self, year: FiscalYear) -> Vec<Regrouped> {
        let groups = self.definitions.areas.regrouped().into_iter();
        groups.filter(|group| group.year() == year).collect()
    }

    /// The names of units, 「甲区」と「乙区」 without the brackets.
    pub(super) fn names(self, units: &[AreaCode]) -> String {
        let areas = &self.definitions.areas;
        let names = units.iter().filter_map(|code| areas.get(code));
        let names: Vec<&str> = names.map(|area| area.name.as_str()).collect();
        names.join("と")
    }

    /// One sentence for each change of units that the year before does not know.
    pub(super) fn unit_notes(self, year: FiscalYear) -> Vec<String> {
        let (areas, unit) = (&self.definitions.areas, &self.nouns().unit);
        let day = |day| AsOf::new(day).wareki_day();
        let mut notes = Vec::new();
        if !self.compilation.years.contains(&year.previous()) {
            return notes;
        }
        for ward in areas.wards() {
            let begun = areas.begun(&ward.code);
            if let Some(begun) = begun.filter(|begun| begun.is_sum && begun.year() == year) {
                notes.push(format!(
                    "{}は、{}に{}を合わせた{unit}。{year}年度より前の数は、その合計。",
                    ward.name,
                    day(begun.day),
                    self.names(&begun.before)
                ));
            }
        }
        for group in self.regrouped(year) {
            let (now, before) = (self.names(&group.now), self.names(&group.before));
            notes.push(format!(
                "{now}は、{}に{before}を分けた{unit}。{year}年度より前の数は{before}のもので、{unit}ごとには比べず、合わせて比べる。",
                day(group.day)
            ));
        }
        notes
    }
}
