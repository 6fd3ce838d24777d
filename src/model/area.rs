//! The tree of areas: the city, its wards and, where known, the areas below a ward.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::AsOf;

/// Code of an area as its municipality writes it, and nothing to be read out of: only an area below a unit, whose
/// printed code is the unit's with a running number behind, knows its unit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct AreaCode {
    text: Arc<str>,
    /// For an area below a unit: how much of the text is the unit's code.
    unit: Option<u32>,
}

impl AreaCode {
    /// Wraps a code as written in the area definitions.
    pub fn new(code: impl AsRef<str>) -> Self {
        Self {
            text: code.as_ref().into(),
            unit: None,
        }
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The code of an area below this unit, by its running number.
    #[must_use]
    pub fn below(&self, number: u32) -> Self {
        Self {
            text: format!("{}-{number:02}", self.text).into(),
            unit: u32::try_from(self.text.len()).ok(),
        }
    }

    /// A printed code read back: that of an area below one of the units, if the rest is a running number.
    #[must_use]
    pub fn among(self, units: &BTreeSet<Self>) -> Self {
        let below = self.text.rsplit_once('-').and_then(|(unit, number)| {
            let below = Self::new(unit);
            let read = below.below(number.parse().ok()?);
            (read.text == self.text && units.contains(&below)).then_some(read)
        });
        below.unwrap_or(self)
    }

    /// The unit that an area below one belongs to; `None` for a unit and the whole.
    pub fn ward(&self) -> Option<Self> {
        self.unit_length()
            .map(|length| Self::new(&self.text[..length]))
    }

    fn unit_length(&self) -> Option<usize> {
        usize::try_from(self.unit?).ok()
    }

    /// The running number of an area within its ward; `None` for a ward and the city.
    pub fn part(&self) -> Option<u32> {
        let number = self.text.get(self.unit_length()? + 1..)?;
        number.parse().ok()
    }
}

impl From<String> for AreaCode {
    fn from(code: String) -> Self {
        Self::new(code)
    }
}

impl From<AreaCode> for String {
    fn from(code: AreaCode) -> Self {
        code.text.to_string()
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What the levels are called where the forms come from, for messages and headings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nouns {
    /// The whole, for example 市.
    pub whole: String,
    /// The level that reports, for example 区; the whole's noun where it reports itself.
    pub unit: String,
    /// The level below, for example 地域; a plain word for the parts of anything where there is no such level.
    pub part: String,
    /// What a number of them is called where it is a denominator, for example in the registry.
    pub count: String,
}

impl Nouns {
    /// Words that fit any municipality, for a text that is written before its definitions are known.
    pub fn general() -> Self {
        Self {
            whole: "全体".to_owned(),
            unit: "団体".to_owned(),
            part: "内訳".to_owned(),
            count: "内訳の数".to_owned(),
        }
    }

    /// What is said of a number that was declared for the whole and is nobody's sum.
    pub fn declared(&self) -> String {
        format!("{}全体の申告", self.whole)
    }

    /// Puts the nouns for `{whole}`, `{unit}`, `{part}` and `{count}` in a text.
    pub fn fill(&self, text: &str) -> String {
        let text = text.replace("{whole}", &self.whole);
        let text = text.replace("{unit}", &self.unit);
        let text = text.replace("{part}", &self.part);
        text.replace("{count}", &self.count)
    }
}

/// Where an area stands in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AreaLevel {
    /// The whole.
    City,
    /// The level that reports.
    Ward,
    /// An area below a ward.
    Area,
}

/// Place of a ward on the schematic tile map; zero-based.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Row from the north.
    pub row: u32,
    /// Column from the west.
    pub col: u32,
}

/// From when to when an area is there, and what it was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lifetime {
    /// First day; `None` for as long as anybody asks.
    pub from: Option<NaiveDate>,
    /// Last day; `None` for without an end.
    pub to: Option<NaiveDate>,
    /// The areas that went into it as a whole.
    pub merged_from: Vec<AreaCode>,
    /// The areas of which it got a part.
    pub split_from: Vec<AreaCode>,
}

impl Lifetime {
    /// Whether the area is there on a day.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// The areas that it was made of.
    pub fn predecessors(&self) -> impl Iterator<Item = &AreaCode> {
        self.merged_from.iter().chain(&self.split_from)
    }
}

/// One node of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// Six-digit code.
    pub code: AreaCode,
    /// Five-digit code, without the check digit.
    pub code5: String,
    /// Name as printed, for example with 区 at its end.
    pub name: String,
    /// Reading in hiragana.
    pub kana: String,
    /// Level in the tree.
    pub level: AreaLevel,
    /// Position in the city's own order, from 1; 0 for the city.
    pub number: u32,
    /// Place on the tile map, for wards.
    pub tile: Option<Tile>,
    /// From when to when it is there.
    pub life: Lifetime,
}

/// The city and its wards in the city's own order, and what the levels are called. As it is laid down, its wards are all that
/// there ever are; as of a date ([`AreaTree::at`]), those of that day.
#[derive(Clone, Debug)]
pub struct AreaTree {
    nouns: Nouns,
    city: Area,
    wards: Vec<Area>,
    others: Vec<Area>,
    /// Where every ward that there ever is stands: among those of the day, then the others.
    places: HashMap<AreaCode, usize>,
    day: Option<NaiveDate>,
    is_dated: bool,
    also: Vec<String>,
}

impl AreaTree {
    /// Builds the tree; `wards` must already be in the city's order. A city without wards reports itself.
    pub fn new(nouns: Nouns, city: Area, mut wards: Vec<Area>) -> Self {
        if wards.is_empty() {
            wards.push(Area {
                level: AreaLevel::Ward,
                number: 1,
                ..city.clone()
            });
        }
        Self {
            is_dated: wards.iter().any(|ward| ward.life != Lifetime::default()),
            nouns,
            city,
            places: places(wards.iter()),
            wards,
            others: Vec::new(),
            day: None,
            also: Vec::new(),
        }
    }

    /// The tree as of a date: its wards are those of that day, and the others are known by their codes alone. Where there was
    /// none on that day, nobody knows who reports, and the tree stays as it is.
    #[must_use]
    pub fn at(self, as_of: AsOf) -> Self {
        let day = as_of.date();
        if !self.every().any(|ward| ward.life.holds(day)) {
            return self;
        }
        let mut all: Vec<Area> = self.wards.into_iter().chain(self.others).collect();
        all.sort_by_key(|ward| ward.number);
        let (wards, others): (Vec<Area>, Vec<Area>) =
            all.into_iter().partition(|ward| ward.life.holds(day));
        Self {
            places: places(wards.iter().chain(&others)),
            wards,
            others,
            day: Some(day),
            ..self
        }
    }

    /// The day that the tree is of; none as it is laid down.
    pub fn day(&self) -> Option<NaiveDate> {
        self.day
    }

    /// Whether a ward is there on the tree's day; all are where it is of none.
    pub fn is_there(&self, ward: &AreaCode) -> bool {
        self.places
            .get(ward)
            .is_some_and(|at| *at < self.wards.len())
    }

    /// Whether any ward comes or goes, or was made of others.
    pub(super) fn is_dated(&self) -> bool {
        self.is_dated
    }

    /// Every ward that there ever is, those of the tree's day first.
    pub fn every(&self) -> impl Iterator<Item = &Area> {
        self.wards.iter().chain(&self.others)
    }

    /// The same tree, for whose whole these report as well.
    #[must_use]
    pub fn reported_by(self, also: Vec<String>) -> Self {
        Self { also, ..self }
    }

    /// Who reports for the whole at once, beside the city itself.
    pub fn also(&self) -> &[String] {
        &self.also
    }

    /// The code of the whole, where it has wards that report to it.
    pub fn whole(&self) -> Option<&AreaCode> {
        Some(&self.city.code).filter(|_| !self.is_one())
    }

    /// Whether this is the code of the whole, which has wards that report to it.
    pub fn is_whole(&self, code: &AreaCode) -> bool {
        self.whole() == Some(code)
    }

    /// What the levels are called.
    pub fn nouns(&self) -> &Nouns {
        &self.nouns
    }

    /// The root.
    pub fn city(&self) -> &Area {
        &self.city
    }

    /// The wards in the city's order.
    pub fn wards(&self) -> &[Area] {
        &self.wards
    }

    /// Whether there is no ward apart from the city, which reports itself.
    pub fn is_one(&self) -> bool {
        self.is_there(&self.city.code)
    }

    /// The area with this code.
    pub fn get(&self, code: &AreaCode) -> Option<&Area> {
        if self.city.code == *code {
            return Some(&self.city);
        }
        let at = *self.places.get(code)?;
        let others = || self.others.get(at - self.wards.len());
        self.wards.get(at).or_else(others)
    }

    /// The place of a ward in the order of the wards.
    pub fn place_of(&self, ward: &AreaCode) -> Option<usize> {
        let at = *self.places.get(ward)?;
        (at < self.wards.len()).then_some(at)
    }

    /// The ward with exactly this name.
    pub fn ward_named(&self, name: &str) -> Option<&Area> {
        self.wards.iter().find(|ward| ward.name == name)
    }

    /// Position in the city's order, for sorting; unknown codes come last.
    pub fn order(&self, code: &AreaCode) -> u32 {
        self.get(code).map_or(u32::MAX, |area| area.number)
    }
}

/// The first place of each code.
fn places<'a>(all: impl Iterator<Item = &'a Area>) -> HashMap<AreaCode, usize> {
    let mut places = HashMap::new();
    for (at, area) in all.enumerate() {
        places.entry(area.code.clone()).or_insert(at);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_code_made_below_a_unit_has_one() {
        let (plain, dashed) = (AreaCode::new("100"), AreaCode::new("A-01"));
        assert_eq!((plain.ward(), dashed.ward()), (None, None));
        let part = dashed.below(3);
        assert_eq!(part.as_str(), "A-01-03");
        assert_eq!(part.ward(), Some(dashed.clone()));
        let units = BTreeSet::from([plain, dashed.clone()]);
        assert_eq!(AreaCode::new("A-01-03").among(&units), part);
        for code in ["A-01", "100-3", "100-x", "200-01"] {
            let read = AreaCode::new(code).among(&units);
            assert_eq!((read.as_str(), read.ward()), (code, None));
        }
    }

    #[test]
    fn a_city_without_wards_is_the_one_that_reports() {
        let city = Area {
            code: AreaCode::new("1"),
            code5: String::new(),
            name: "甲".to_owned(),
            kana: String::new(),
            level: AreaLevel::City,
            number: 0,
            tile: None,
            life: Lifetime::default(),
        };
        let nouns = Nouns {
            whole: "市".to_owned(),
            unit: "市".to_owned(),
            part: "町内".to_owned(),
            count: "町内数".to_owned(),
        };
        assert_eq!(
            nouns.fill("{whole}・{unit}・{part}・{count}"),
            "市・市・町内・町内数"
        );
        let tree = AreaTree::new(nouns, city, Vec::new());
        let [ward] = tree.wards() else {
            panic!("one that reports: {:?}", tree.wards());
        };
        assert_eq!(
            (&ward.code, ward.level),
            (&tree.city().code, AreaLevel::Ward)
        );
    }
}
