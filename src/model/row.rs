//! The rows of a form: which row a fact is about, and what a workbook's repeated rows are. What is said in them stands
//! among the facts of the submission, each under its row.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::{CellRef, FiscalYear, IndicatorId, Provenance};

/// Which row of the form a fact is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Row {
    /// None: the fact is about the reporting unit as a whole.
    #[default]
    Whole,
    /// A unit below, by its running number within the unit.
    Part(u32),
    /// An entry of a register, by its key; by its position where entries have none.
    Entry(String),
    /// A code.
    Code(String),
}

impl Row {
    /// Whether the fact is about the unit itself.
    pub fn is_whole(&self) -> bool {
        *self == Self::Whole
    }

    /// The entry's key or the code.
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::Entry(key) | Self::Code(key) => Some(key),
            Self::Whole | Self::Part(_) => None,
        }
    }
}

/// The repeated rows of one block of the form, as far as they are filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowsWritten {
    /// Identifier of the block in the form.
    pub block: String,
    /// File.
    pub file: Arc<str>,
    /// Sheet name as it stands in the file.
    pub sheet: Arc<str>,
    /// The rows from top to bottom.
    pub rows: Vec<RowWritten>,
    /// The columns in which anything stands: first and last cell.
    pub columns: BTreeMap<(IndicatorId, FiscalYear), (CellRef, CellRef)>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowWritten {
    /// What its facts stand under; by position until it is told which row it is, then unique in the block.
    pub row: Row,
    /// Its key as written, and where; empty if there is none.
    pub key: Provenance,
    /// Its name as the definitions or the registry have it, else as written; unique in the block.
    pub name: String,
    /// How the key was found.
    pub standing: RowStanding,
    /// What stands in its columns of words, by their identifiers.
    pub texts: BTreeMap<String, Provenance>,
    /// Whether the sender wrote any of it: words that the form prints beside a code and that still stand there are none.
    pub has_own_words: bool,
}

impl RowWritten {
    /// Whether anything stands in its columns of words, printed or written.
    pub fn has_words(&self) -> bool {
        self.texts.values().any(|word| !word.text.is_empty())
    }
}

/// How the key of a row stands to the known keys and to the other rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowStanding {
    /// It is a known one.
    Known,
    /// There are no known ones to compare with.
    Unregistered,
    /// There are known ones, and it is none of them.
    Unknown,
    /// The row at this position has the same key.
    Twice(usize),
}

impl RowsWritten {
    /// `C8:C23`: where a column stands.
    pub fn range(&self, indicator: &IndicatorId, year: FiscalYear) -> String {
        let range = self.columns.get(&(indicator.clone(), year));
        range.map_or_else(String::new, |(first, last)| format!("{first}:{last}"))
    }
}

/// What a filled column adds up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnSum {
    /// The sum of what can be read.
    pub sum: Decimal,
    /// How many cells hold something that is no number.
    pub unknown: u32,
}
