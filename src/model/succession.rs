//! Wards that come and go: what each was made of, who reports for an earlier year, and which of them together are as large as
//! others together were before. The lifetimes themselves stand with the areas.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::{Area, AreaCode, AreaTree, AsOf, FiscalYear};

/// How a ward came to be as large as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The first day.
    pub day: NaiveDate,
    /// The wards that it or its parts were before; itself among them where it was there already.
    pub before: Vec<AreaCode>,
    /// It is these wards together, so that their numbers of earlier years add up to its own.
    pub is_sum: bool,
}

impl Begun {
    /// The first fiscal year at whose end it is as it is now.
    pub fn year(&self) -> FiscalYear {
        FiscalYear::containing(self.day)
    }
}

/// Wards that together are what other wards together were before; single ones have no number of the years before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regrouped {
    /// The first day.
    pub day: NaiveDate,
    /// The wards as they are now, in the city's order.
    pub now: Vec<AreaCode>,
    /// The wards as they were, in the city's order.
    pub before: Vec<AreaCode>,
}

impl Regrouped {
    /// The first fiscal year in which they are as they are now.
    pub fn year(&self) -> FiscalYear {
        FiscalYear::containing(self.day)
    }
}

impl AreaTree {
    /// How a ward came to be as it is on the tree's day; nothing where it always was so, or where the tree is of no day.
    pub fn begun(&self, ward: &AreaCode) -> Option<Begun> {
        self.begun_by(ward, self.day()?)
    }

    /// The first fiscal year in which a ward has numbers of its own, where it was put together of parts of others or gave up
    /// a part: of the years before there is none that could be compared.
    pub fn since(&self, ward: &AreaCode) -> Option<FiscalYear> {
        self.since_by(ward, self.day()?)
    }

    /// The same until a day; of one that was put together, the latest year of its parts.
    pub fn since_by(&self, ward: &AreaCode, day: NaiveDate) -> Option<FiscalYear> {
        let begun = self.begun_by(ward, day)?;
        if !begun.is_sum {
            return Some(begun.year());
        }
        let before = begun.day.pred_opt()?;
        let parts = begun.before.iter();
        parts.filter_map(|part| self.since_by(part, before)).max()
    }

    /// The latest change of a ward until a day.
    pub fn begun_by(&self, ward: &AreaCode, day: NaiveDate) -> Option<Begun> {
        let area = self.get(ward).filter(|_| self.is_dated())?;
        let own = self.first_day(area).map(|first| {
            let was_there = area.life.from.is_none_or(|from| from < first);
            let before = area.life.predecessors().cloned();
            Begun {
                day: first,
                before: before.chain(was_there.then(|| ward.clone())).collect(),
                is_sum: area.life.split_from.is_empty(),
            }
        });
        let others = self.every().filter(|other| other.code != *ward);
        let smaller = others.filter_map(|other| {
            let first = self.first_day(other)?;
            let gave = other.life.split_from.contains(ward) && area.life.holds(first);
            gave.then(|| Begun {
                day: first,
                before: vec![ward.clone()],
                is_sum: false,
            })
        });
        let all = own.into_iter().chain(smaller);
        all.filter(|begun| begun.day <= day)
            .max_by_key(|begun| begun.day)
    }

    /// The day on which a ward got what its predecessors were: the one after their last, else its own first.
    pub fn first_day(&self, area: &Area) -> Option<NaiveDate> {
        area.life.predecessors().next()?;
        let known = area.life.predecessors().filter_map(|code| self.get(code));
        let last = known.filter_map(|former| former.life.to).max();
        last.and_then(|last| last.checked_add_days(Days::new(1)))
            .or(area.life.from)
    }

    /// From when to when a ward is there: 「令和9年3月31日までの区」.
    pub fn span(&self, area: &Area) -> String {
        let unit = &self.nouns().unit;
        let day = |day| AsOf::new(day).wareki_day();
        match (area.life.from.map(day), area.life.to.map(day)) {
            (Some(from), Some(to)) => format!("{from}から{to}までの{unit}"),
            (Some(from), None) => format!("{from}からの{unit}"),
            (None, Some(to)) => format!("{to}までの{unit}"),
            (None, None) => unit.clone(),
        }
    }

    /// What came after a ward that is gone: 「後の区は東竹区と西竹区です」; nothing of one that is not, or of which nobody knows.
    pub fn later(&self, area: &Area) -> Option<String> {
        let later = self.successors(&area.code);
        let names: Vec<&str> = later.iter().map(|one| one.name.as_str()).collect();
        let is_known = area.life.to.is_some() && !names.is_empty();
        let unit = &self.nouns().unit;
        is_known.then(|| format!("後の{unit}は{}です", names.join("と")))
    }

    /// The wards that got a ward or parts of it, in the city's order.
    pub fn successors(&self, ward: &AreaCode) -> Vec<&Area> {
        let all = self.every();
        let mut found: Vec<&Area> = all
            .filter(|area| area.life.predecessors().any(|former| former == ward))
            .collect();
        found.sort_by_key(|area| area.number);
        found
    }

    /// The wards whose numbers make up the whole in a fiscal year: those of today, whose earlier numbers are those of what
    /// they were put together of; for what was divided, the wards as they were.
    pub fn wards_of(&self, year: FiscalYear) -> Vec<&Area> {
        let Some(day) = self.day().filter(|_| self.is_dated()) else {
            return self.wards().iter().collect();
        };
        let mut found = BTreeSet::new();
        for ward in self.wards() {
            self.add_of(&ward.code, (year, day), &mut found);
        }
        // Who is gone and went into nobody was a part of the whole while it was there.
        for ward in self.every() {
            let is_gone = ward.life.to.is_some_and(|to| to < day);
            if is_gone && ward.life.holds(year.end()) && self.successors(&ward.code).is_empty() {
                found.insert(ward.code.clone());
            }
        }
        self.in_order(found)
    }

    /// The wards of today and those that stand in one of these fiscal years as they were, in the city's order.
    pub fn wards_through(&self, years: impl IntoIterator<Item = FiscalYear>) -> Vec<&Area> {
        let former = years.into_iter().flat_map(|year| self.wards_of(year));
        let all = self.wards().iter().chain(former);
        self.in_order(all.map(|ward| ward.code.clone()).collect())
    }

    fn in_order(&self, codes: BTreeSet<AreaCode>) -> Vec<&Area> {
        let all = self.every();
        let mut wards: Vec<&Area> = all.filter(|ward| codes.contains(&ward.code)).collect();
        wards.sort_by_key(|ward| ward.number);
        wards
    }

    /// Whether a ward stands in the whole of a fiscal year, as it is or as it was.
    pub fn stands_in(&self, ward: &AreaCode, year: FiscalYear) -> bool {
        self.wards_of(year).iter().any(|one| one.code == *ward)
    }

    /// Whether all that is known of a ward in a fiscal year is what was accepted of it as it was, before it was divided or went.
    pub fn is_former(&self, ward: &AreaCode, year: FiscalYear) -> bool {
        !self.is_there(ward) || self.since(ward).is_some_and(|since| year < since)
    }

    fn add_of(
        &self,
        ward: &AreaCode,
        (year, day): (FiscalYear, NaiveDate),
        found: &mut BTreeSet<AreaCode>,
    ) {
        let is_later = self.since_by(ward, day).is_some_and(|since| year < since);
        let Some(begun) = self.begun_by(ward, day).filter(|_| is_later) else {
            found.insert(ward.clone());
            return;
        };
        let Some(day_before) = begun.day.pred_opt() else {
            return;
        };
        for former in &begun.before {
            self.add_of(former, (year, day_before), found);
        }
    }

    /// The wards that are there on any day of a fiscal year, in the city's order.
    pub fn wards_within(&self, year: FiscalYear) -> Vec<&Area> {
        let (first, last) = (year.previous().end(), year.end());
        let is_there = |area: &&Area| {
            let life = &area.life;
            life.from.is_none_or(|from| from <= last) && life.to.is_none_or(|to| to > first)
        };
        let there = self.every().filter(is_there);
        self.in_order(there.map(|ward| ward.code.clone()).collect())
    }

    /// What was divided and became other wards until the tree's day, by day: wards that share a predecessor belong together.
    pub fn regrouped(&self) -> Vec<Regrouped> {
        let mut groups: Vec<(NaiveDate, BTreeSet<AreaCode>, BTreeSet<AreaCode>)> = Vec::new();
        for ward in self.wards() {
            let Some(begun) = self.begun(&ward.code).filter(|begun| !begun.is_sum) else {
                continue;
            };
            let mut own = (
                begun.day,
                BTreeSet::from([ward.code.clone()]),
                BTreeSet::from_iter(begun.before),
            );
            let mut apart = Vec::new();
            for group in groups {
                if group.0 == own.0 && !group.2.is_disjoint(&own.2) {
                    own.1.extend(group.1);
                    own.2.extend(group.2);
                } else {
                    apart.push(group);
                }
            }
            apart.push(own);
            groups = apart;
        }
        let ordered = |codes: BTreeSet<AreaCode>| {
            let mut codes: Vec<AreaCode> = codes.into_iter().collect();
            codes.sort_by_key(|code| self.order(code));
            codes
        };
        let mut found: Vec<Regrouped> = groups
            .into_iter()
            .map(|(day, now, before)| Regrouped {
                day,
                now: ordered(now),
                before: ordered(before),
            })
            .collect();
        found.sort_by_key(|group| (group.day, self.order(&group.now[0])));
        found
    }

    /// Whether wards of a fiscal year are the same part of the whole as these of the year before.
    pub fn is_alike<'a>(
        &self,
        now: impl Iterator<Item = &'a AreaCode>,
        before: impl Iterator<Item = &'a AreaCode>,
        year: FiscalYear,
    ) -> bool {
        let mut now: BTreeSet<&AreaCode> = now.collect();
        let mut before: BTreeSet<&AreaCode> = before.collect();
        let groups = self.regrouped();
        for group in groups.iter().filter(|group| group.year() == year) {
            let has_now = group.now.iter().filter(|code| now.remove(code)).count();
            let has_before = group
                .before
                .iter()
                .filter(|code| before.remove(code))
                .count();
            let both = (has_now == group.now.len(), has_before == group.before.len());
            if both != (true, true) && has_now + has_before > 0 {
                return false;
            }
        }
        now == before
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AreaLevel, Lifetime, Nouns};

    /// From 2027-04-01: a and b are e; c is divided into f and g; d stays and gives a part to h in 2028.
    fn tree() -> AreaTree {
        let day = |text: &str| AsOf::parse_iso(text).map(AsOf::date);
        let code = |codes: &str| codes.split_whitespace().map(AreaCode::new).collect();
        let area = |number: u32, name: &str, life: Lifetime| Area {
            code: AreaCode::new(name),
            code5: String::new(),
            name: name.to_owned(),
            kana: String::new(),
            level: AreaLevel::Ward,
            number,
            tile: None,
            life,
        };
        let until = || Lifetime {
            to: day("2027-03-31"),
            ..Lifetime::default()
        };
        let from = |from: &str, merged: &str, split: &str| Lifetime {
            from: day(from),
            to: None,
            merged_from: code(merged),
            split_from: code(split),
        };
        let wards = vec![
            area(1, "a", until()),
            area(2, "b", until()),
            area(3, "c", until()),
            area(4, "d", Lifetime::default()),
            area(5, "e", from("2027-04-01", "a b", "")),
            area(6, "f", from("2027-04-01", "", "c")),
            area(7, "g", from("2027-04-01", "", "c")),
            area(8, "h", from("2028-04-01", "", "d")),
        ];
        let city = area(0, "city", Lifetime::default());
        AreaTree::new(Nouns::general(), city, wards)
    }

    fn at(day: &str) -> AreaTree {
        tree().at(AsOf::parse_iso(day).expect("a date"))
    }

    fn names(areas: Vec<&Area>) -> String {
        let names = areas.iter().map(|area| area.name.as_str());
        names.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_wards_are_those_of_the_day() {
        let of = |day: &str| names(at(day).wards().iter().collect());
        assert_eq!(of("2027-03-31"), "a b c d");
        assert_eq!(of("2027-04-01"), "d e f g");
        assert_eq!(of("2029-03-31"), "d e f g h");
        assert_eq!(tree().wards().len(), 8);
        // Still known by their codes.
        assert!(at("2029-03-31").get(&AreaCode::new("a")).is_some());
        assert_eq!(
            names(at("2027-03-31").successors(&AreaCode::new("c"))),
            "f g"
        );
    }

    #[test]
    fn an_earlier_year_is_that_of_the_merged_and_of_the_undivided() {
        let of = |day: &str, year: i32| names(at(day).wards_of(FiscalYear(year)));
        assert_eq!(of("2027-03-31", 2025), "a b c d");
        assert_eq!(of("2028-03-31", 2027), "d e f g");
        assert_eq!(of("2028-03-31", 2026), "c d e");
        assert_eq!(of("2029-03-31", 2027), "d e f g");
        assert_eq!(of("2029-03-31", 2028), "d e f g h");
        assert_eq!(of("2029-03-31", 2026), "c d e");
    }

    #[test]
    fn what_was_divided_has_no_earlier_number_and_is_compared_together() {
        let tree = at("2029-03-31");
        let since = |name: &str| tree.since(&AreaCode::new(name)).map(|year| year.0);
        let all = ["d", "e", "f", "g", "h"].map(since);
        assert_eq!(all, [Some(2028), None, Some(2027), Some(2027), Some(2028)]);
        let merged = tree.begun(&AreaCode::new("e")).expect("merged");
        assert!(merged.is_sum && merged.before.len() == 2);
        let groups = tree.regrouped();
        let shown = |codes: &[AreaCode]| codes.iter().map(AreaCode::as_str).collect::<String>();
        let groups: Vec<(i32, String, String)> = groups
            .iter()
            .map(|one| (one.year().0, shown(&one.before), shown(&one.now)))
            .collect();
        let group = |year, before: &str, now: &str| (year, before.to_owned(), now.to_owned());
        assert_eq!(groups, [group(2027, "c", "fg"), group(2028, "d", "dh")]);
    }

    /// p is divided into q and r on 2026-10-01; q and s are t from 2027-04-01; u is gone then and went into nobody.
    #[test]
    fn what_was_put_together_of_a_part_begins_with_the_part() {
        let day = |text: &str| AsOf::parse_iso(text).map(AsOf::date);
        let life = |from: &str, to: &str, merged: &[&str], split: &[&str]| Lifetime {
            from: day(from),
            to: day(to),
            merged_from: merged.iter().map(AreaCode::new).collect(),
            split_from: split.iter().map(AreaCode::new).collect(),
        };
        let area = |number: u32, name: &str, life: Lifetime| Area {
            number,
            code: AreaCode::new(name),
            name: name.to_owned(),
            life,
            ..tree().city().clone()
        };
        let wards = vec![
            area(1, "p", life("", "2026-09-30", &[], &[])),
            area(2, "q", life("2026-10-01", "2027-03-31", &[], &["p"])),
            area(3, "r", life("2026-10-01", "", &[], &["p"])),
            area(4, "s", life("", "2027-03-31", &[], &[])),
            area(5, "t", life("2027-04-01", "", &["q", "s"], &[])),
            area(6, "u", life("", "2027-03-31", &[], &[])),
        ];
        let all = AreaTree::new(Nouns::general(), tree().city().clone(), wards);
        let tree = all.at(AsOf::parse_iso("2028-03-31").expect("a date"));
        assert_eq!(names(tree.wards().iter().collect()), "r t");
        assert_eq!(tree.since(&AreaCode::new("t")), Some(FiscalYear(2026)));
        assert_eq!(names(tree.wards_of(FiscalYear(2025))), "p s u");
        assert_eq!(names(tree.wards_of(FiscalYear(2026))), "r t u");
        assert_eq!(names(tree.wards_of(FiscalYear(2027))), "r t");
    }

    #[test]
    fn wards_are_alike_only_with_all_of_a_group_in_both_years() {
        let tree = at("2028-03-31");
        let alike = |now: &str, before: &str| {
            let codes = |text: &str| -> Vec<AreaCode> {
                text.split_whitespace().map(AreaCode::new).collect()
            };
            let (now, before) = (codes(now), codes(before));
            tree.is_alike(now.iter(), before.iter(), FiscalYear(2027))
        };
        assert!(alike("d e f g", "c d e"));
        assert!(alike("d e", "d e"));
        assert!(!alike("d e f", "c d e"));
        assert!(!alike("d e f g", "d e"));
        assert!(!alike("e f g", "c d e"));
    }
}
