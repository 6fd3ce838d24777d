//! A composed sheet before Excel: cells with a look, row heights, charts, anchors. Leaves writing to `paint`.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::grid::{Grid, Run};
use super::live::{Home, Live};
use super::style::{Look, NumberLook};
use model::Text;

/// What a composed cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// Nothing, only a look.
    Empty,
    /// Text, never read as a formula.
    Text(Text),
    /// A number.
    Number(Decimal),
    /// A live formula with the result the report holds.
    Formula {
        /// Text beginning with `=`.
        text: Text,
        /// Stored result.
        result: Decimal,
    },
    /// A number that is reckoned elsewhere.
    Live {
        /// How it follows from there.
        live: Box<Live>,
        /// The number.
        result: Decimal,
    },
}

impl Value {
    /// The figure with this trace id.
    pub(super) fn figure(trace: Option<&str>, result: Decimal) -> Self {
        match trace.filter(|trace| !trace.is_empty()) {
            Some(trace) => Self::Live {
                live: Box::new(Live::Same(trace.into())),
                result,
            },
            None => Self::Number(result),
        }
    }

    /// Text, or nothing where it is empty.
    pub(super) fn text(text: impl Into<Text>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }
}

/// A composed cell, possibly merged.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// First row.
    pub(super) row: u32,
    /// Last row.
    pub(super) last_row: u32,
    /// Columns covered.
    pub(super) run: Run,
    /// Content.
    pub(super) value: Value,
    /// Look.
    pub(super) look: Look,
    /// What few cells have.
    pub(super) beside: Option<Box<Beside>>,
}

/// What may belong to a cell beside what it holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Beside {
    /// How its number is written, where words stand beside it.
    pub(super) number_format: Option<String>,
    /// Note shown when the pointer rests on the cell.
    pub(super) note: Option<String>,
    /// Key or sheet a click leads to.
    pub(super) link: Option<Text>,
}

impl Cell {
    /// A cell in one row.
    pub(super) fn new(row: u32, run: Run, value: Value, look: Look) -> Self {
        Self {
            row,
            last_row: row,
            run,
            value,
            look,
            beside: None,
        }
    }

    /// The same with what belongs to it, if anything does.
    pub(super) fn with(mut self, beside: Beside) -> Self {
        let Beside {
            number_format,
            note,
            link,
        } = &beside;
        if number_format.is_some() || note.is_some() || link.is_some() {
            self.beside = Some(Box::new(beside));
        }
        self
    }
}

/// A rectangle of cells, ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    /// First row.
    pub(super) first_row: u32,
    /// First column.
    pub(super) first_col: u16,
    /// Last row.
    pub(super) last_row: u32,
    /// Last column.
    pub(super) last_col: u16,
}

/// Which way the bars run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Horizontal bars, the first on top.
    Bars,
    /// Columns from left to right.
    Columns,
}

/// A chart that reads a table on its own sheet.
#[derive(Clone, Debug)]
pub(super) struct ChartSpec {
    /// Which way the bars run.
    pub(super) kind: Kind,
    /// Title.
    pub(super) title: String,
    /// What the picture says, within Excel's limit.
    pub(super) alt: String,
    /// Title of the axis with the labels.
    pub(super) category_title: String,
    /// Title of the axis with the values: the unit.
    pub(super) value_title: String,
    /// How numbers are written.
    pub(super) number: NumberLook,
    /// Head row of the table; the data begin under it.
    pub(super) head: u32,
    /// Last row of the table.
    pub(super) last: u32,
    /// Column with the labels.
    pub(super) labels: u16,
    /// Column with the values.
    pub(super) values: u16,
    /// Column with the value all bars are held against.
    pub(super) reference: Option<u16>,
    /// Width of the longest label in pixels.
    pub(super) label_pixels: u32,
    /// Lowest value of the axis, where it is not left to Excel.
    pub(super) floor: Option<f64>,
    /// Row in which the chart stands.
    pub(super) row: u32,
    /// Column in which the chart stands.
    pub(super) col: u16,
    /// Width in pixels.
    pub(super) width: u32,
    /// Height in pixels.
    pub(super) height: u32,
}

/// A name for a cell, and its row and column, zero-based.
pub(super) type CellName = (String, u32, u16);

/// A composed sheet.
#[derive(Clone, Debug)]
pub(super) struct Canvas {
    /// Sheet name, settled before composing because formulas and charts may name it.
    pub(super) name: String,
    /// Columns.
    pub(super) grid: Grid,
    /// Heights of the rows that have one, in points.
    pub(super) heights: BTreeMap<u32, f64>,
    /// Cells.
    pub(super) cells: Vec<Cell>,
    /// Charts.
    pub(super) charts: Vec<ChartSpec>,
    /// Row keys and where they stand.
    pub(super) anchors: Vec<(String, u32, u16)>,
    /// Rows and columns that stay in view.
    pub(super) freeze: Option<(u32, u16)>,
    /// Rows repeated on every printed page.
    pub(super) repeat: Option<(u32, u32)>,
    /// Rows that belong on one printed page, ends included.
    pub(super) keep: Vec<(u32, u32)>,
    /// Range with a filter.
    pub(super) filter: Option<Area>,
    /// Columns of numbers to be compared at a glance by bars behind them.
    pub(super) bars: Vec<Area>,
    /// Columns of changes, in which declines are set off.
    pub(super) falls: Vec<Area>,
    /// Names under which formulas of other workbooks find a cell.
    pub(super) names: Vec<CellName>,
    /// Figures that are reckoned here, by trace id.
    pub(super) homes: Vec<(String, Home)>,
    /// Machine-readable: no decoration, grid lines on.
    pub(super) is_tidy: bool,
    /// First free row.
    pub(super) next_row: u32,
    /// Last column in use, also by charts.
    pub(super) last_col: u16,
}

impl Canvas {
    /// An empty sheet.
    pub(super) fn new(name: impl Into<String>, grid: Grid) -> Self {
        Self {
            name: name.into(),
            grid,
            heights: BTreeMap::new(),
            cells: Vec::new(),
            charts: Vec::new(),
            anchors: Vec::new(),
            freeze: None,
            repeat: None,
            keep: Vec::new(),
            filter: None,
            bars: Vec::new(),
            falls: Vec::new(),
            names: Vec::new(),
            homes: Vec::new(),
            is_tidy: false,
            next_row: 0,
            last_col: 0,
        }
    }

    /// Adds a cell.
    pub(super) fn put(&mut self, cell: Cell) {
        self.last_col = self.last_col.max(cell.run.last);
        self.cells.push(cell);
    }

    /// Takes the next free row, with this height.
    pub(super) fn take_row(&mut self, height: f64) -> u32 {
        let row = self.next_row;
        self.heights.insert(row, height);
        self.next_row += 1;
        row
    }

    /// Leaves a narrow empty row, unless the sheet is still empty.
    pub(super) fn gap(&mut self, height: f64) {
        if self.next_row > 0 {
            self.take_row(height);
        }
    }

    /// Height of some rows, ends included, in points.
    pub(super) fn height_of(&self, first: u32, last: u32) -> f64 {
        self.heights
            .range(first..=last.max(first))
            .map(|(_, height)| height)
            .sum()
    }

    /// Height of the rows before this one, in points.
    pub(super) fn height_above(&self, row: u32) -> f64 {
        self.heights.range(..row).map(|(_, height)| height).sum()
    }
}
