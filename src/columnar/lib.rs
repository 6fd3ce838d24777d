//! Rows of text as a file of columns (Apache Parquet) and back: the one home of that format. What the rows mean is not known here.
//!
//! # Decisions
//! * An empty cell is null, and null an empty cell: the tables know no difference between an empty text and none.
//! * A number is an exact decimal of [`DIGITS`] digits with [`DECIMALS`] behind the point, which every engine adds up exactly.
//! * The same rows give the same bytes: nothing is written of when, where or by which version.
//! * Compressed by Snappy, which needs no C; a file that another program has compressed otherwise is told to be so.

mod cell;
mod read;
mod write;

pub use read::{Unreadable, read};
pub use write::{Unwritable, Written, write};

/// Digits of a decimal: the most that the engines know.
pub const DIGITS: u32 = 38;
/// Digits of a decimal behind the point.
pub const DECIMALS: u32 = 18;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text.
    Text,
    /// A day, in a cell as `2026-03-31`.
    Date,
    /// A whole number.
    Whole,
    /// A number.
    Number,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it holds.
    pub kind: ColumnKind,
}
