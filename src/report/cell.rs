//! A cell of a table: what it shows, how it is set off, and the formula behind its number.

use rust_decimal::Decimal;

use super::NumberStyle;

/// What a cell shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Text.
    Text(String),
    /// A number.
    Number(Decimal, NumberStyle),
    /// No value, and the word that says why: 未提出, 保留 …; never shown as 0. Empty string: nothing belongs here.
    Missing(String),
}

/// A live formula of the workbook; rows and columns count within the table's body from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableFormula {
    /// The sum of this column over a range of rows, ends included.
    SumOfColumn {
        /// First row.
        first: usize,
        /// Last row.
        last: usize,
    },
    /// 100 × the sum of one column over the sum of another, rounded half up, over a range of rows;
    /// only rows with a number in the column of the ratio itself count.
    RatioOfColumns {
        /// Column above the line.
        numerator: usize,
        /// Column below the line.
        denominator: usize,
        /// First row.
        first: usize,
        /// Last row.
        last: usize,
        /// Decimal places.
        decimals: u32,
    },
    /// How much a figure is more than another.
    Difference(FigureChange),
    /// The same in percent of the latter.
    Rate(FigureChange),
}

/// Two figures of which one is held against the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureChange {
    /// Trace id of the later one.
    pub now: String,
    /// Trace id of the earlier one.
    pub before: String,
    /// Both are taken over the units alone that have both.
    pub is_alike: bool,
    /// Decimal places of the figures.
    pub decimals: u32,
}

/// How a cell is set off, never by colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Emphasis {
    /// Not at all.
    #[default]
    None,
    /// Bold.
    Strong,
    /// Grey.
    Muted,
    /// 誤り.
    Error,
    /// 確認.
    Warning,
}

/// A cell.
#[derive(Clone, Debug)]
pub struct TableCell {
    /// What it shows.
    pub content: Content,
    /// Formula behind the number, in the workbook.
    pub formula: Option<TableFormula>,
    /// Trace id of the figure, e.g. `1-2/2025/市`.
    pub trace: Option<String>,
    /// Note for the reader, e.g. who is missing.
    pub note: Option<String>,
    /// Row in 出典 (key of [`crate::Table::row_keys`]) or sheet that a click leads to, in the workbook.
    pub link: Option<String>,
    /// Emphasis.
    pub emphasis: Emphasis,
    /// The cell heads its row.
    pub is_head: bool,
}

impl TableCell {
    /// A plain cell.
    pub fn new(content: Content) -> Self {
        Self {
            content,
            formula: None,
            trace: None,
            note: None,
            link: None,
            emphasis: Emphasis::None,
            is_head: false,
        }
    }

    /// A text cell.
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(Content::Text(text.into()))
    }

    /// A word in place of what is missing; nothing where none is wanted.
    pub fn missing(word: impl Into<String>) -> Self {
        Self::new(Content::Missing(word.into()))
    }

    /// A cell that heads its row.
    pub fn head(text: impl Into<String>) -> Self {
        Self {
            is_head: true,
            ..Self::text(text)
        }
    }

    /// A number.
    pub fn number(value: impl Into<Decimal>, style: NumberStyle) -> Self {
        Self::new(Content::Number(value.into(), style))
    }
}
