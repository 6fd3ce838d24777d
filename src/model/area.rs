//! The tree of areas: the city, its wards and, where known, the areas below a ward.

use std::fmt;

/// Six-digit local-government code (団体コード, with check digit), or `code-nn` for an area below a ward.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaCode(String);

impl AreaCode {
    /// Wraps a code as written in the area definitions.
    pub fn new(code: impl Into<String>) -> Self {
        Self(code.into())
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code of an area below this ward, by its running number.
    #[must_use]
    pub fn below(&self, number: u32) -> Self {
        Self(format!("{}-{number:02}", self.0))
    }

    /// The ward that an area below a ward belongs to; `None` for a ward and the city.
    pub fn ward(&self) -> Option<Self> {
        let (ward, _) = self.0.split_once('-')?;
        Some(Self(ward.to_owned()))
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where an area stands in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AreaLevel {
    /// The whole.
    City,
    /// The level that reports.
    Ward,
    /// A 名簿提供地域 below a ward.
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
}

/// The city and its wards in the city's own order.
#[derive(Clone, Debug)]
pub struct AreaTree {
    city: Area,
    wards: Vec<Area>,
}

impl AreaTree {
    /// Builds the tree; `wards` must already be in the city's order.
    pub fn new(city: Area, wards: Vec<Area>) -> Self {
        Self { city, wards }
    }

    /// The root.
    pub fn city(&self) -> &Area {
        &self.city
    }

    /// The wards in the city's order.
    pub fn wards(&self) -> &[Area] {
        &self.wards
    }

    /// The area with this code.
    pub fn get(&self, code: &AreaCode) -> Option<&Area> {
        if self.city.code == *code {
            return Some(&self.city);
        }
        self.wards.iter().find(|ward| ward.code == *code)
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
