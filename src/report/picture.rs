//! The charts and maps of the document, as numbers with their words; drawing them is for the renderers.

use rust_decimal::Decimal;

use super::NumberStyle;

/// Horizontal bars, one for each of those that report, ranked or in the given order.
#[derive(Clone, Debug)]
pub struct BarChart {
    /// Identifier within the report.
    pub id: String,
    /// Title.
    pub title: String,
    /// Unit.
    pub unit: String,
    /// Style of the numbers.
    pub style: NumberStyle,
    /// Bars: label and value, or the word that says why there is none.
    pub bars: Vec<(String, Result<Decimal, String>)>,
    /// What is counted goes on: the bars are hatched.
    pub is_under_way: bool,
    /// A line across all bars, such as the city's rate: label and value.
    pub reference: Option<(String, Decimal)>,
    /// What the picture says, in one sentence.
    pub alt: String,
}

/// The units' values of two years, one row each, ranked.
#[derive(Clone, Debug)]
pub struct ChangeChart {
    /// Identifier within the report.
    pub id: String,
    /// Title.
    pub title: String,
    /// Unit.
    pub unit: String,
    /// Style of the numbers.
    pub style: NumberStyle,
    /// The year before, in words.
    pub before: String,
    /// The year, in words.
    pub now: String,
    /// Rows in the order in which they are printed.
    pub rows: Vec<ChangeRow>,
    /// What the picture says, in one sentence or two.
    pub alt: String,
}

/// One row of such a picture.
#[derive(Clone, Debug)]
pub struct ChangeRow {
    /// Name.
    pub label: String,
    /// Value of the year before, if there is one.
    pub before: Option<Decimal>,
    /// Value of the year, or the word that says why there is none.
    pub now: Result<Decimal, String>,
    /// The change, ready to print; empty if there is none.
    pub change: String,
    /// The whole, which the units are held against.
    pub is_whole: bool,
}

/// Columns per fiscal year.
#[derive(Clone, Debug)]
pub struct TrendChart {
    /// Identifier within the report.
    pub id: String,
    /// Title.
    pub title: String,
    /// Unit.
    pub unit: String,
    /// Style of the numbers.
    pub style: NumberStyle,
    /// Fiscal year label and value, or the word that says why there is none.
    pub points: Vec<(String, Result<Decimal, String>)>,
    /// Trace ids of the values, in the same order.
    pub traces: Vec<String>,
    /// What the last of them counts goes on: its column is hatched.
    pub is_under_way: bool,
    /// What the picture says.
    pub alt: String,
}

/// The schematic map of the wards.
#[derive(Clone, Debug)]
pub struct TileMap {
    /// Identifier within the report.
    pub id: String,
    /// Title.
    pub title: String,
    /// Unit.
    pub unit: String,
    /// Style of the numbers.
    pub style: NumberStyle,
    /// Tiles.
    pub tiles: Vec<MapTile>,
    /// What the picture says.
    pub alt: String,
}

/// One tile.
#[derive(Clone, Debug)]
pub struct MapTile {
    /// Row from the north, from 0.
    pub row: u32,
    /// Column from the west, from 0.
    pub col: u32,
    /// Ward name.
    pub label: String,
    /// Value, or the word that says why there is none.
    pub value: Result<Decimal, String>,
    /// Shade from 0 to 4, by rank class; `None` without a value.
    pub shade: Option<u8>,
}

/// How the wards' values lie: one dot each on a scale, and the middle one.
#[derive(Clone, Debug)]
pub struct Distribution {
    /// Identifier within the report.
    pub id: String,
    /// Title.
    pub title: String,
    /// Unit.
    pub unit: String,
    /// Style of the numbers.
    pub style: NumberStyle,
    /// Wards with a value, least first.
    pub values: Vec<(String, Decimal)>,
    /// The middle value, or the mean of the two in the middle; `None` without values.
    pub median: Option<Decimal>,
    /// What the picture says, in one sentence.
    pub alt: String,
}
