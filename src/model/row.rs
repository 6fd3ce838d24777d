//! The rows of a form: which row a fact is about, and what a workbook's repeated rows are. What is said in them stands
//! among the facts of the submission, each under its row.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::{AreaCode, CellRef, FactId, FiscalYear, IndicatorId, Provenance};

/// Stands between an indicator and an entry of a register.
const ENTRY_MARK: char = '#';
/// Stands between an indicator and a code.
const CODE_MARK: char = '@';

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
}

impl FactId {
    /// The fact of a unit as a whole.
    pub fn whole(ward: AreaCode, year: FiscalYear, indicator: IndicatorId) -> Self {
        Self {
            ward,
            year,
            indicator,
            row: Row::Whole,
        }
    }

    /// 団体コード: the unit's own, or that of the unit below.
    pub fn body(&self) -> AreaCode {
        match self.row {
            Row::Part(number) => self.ward.below(number),
            Row::Whole | Row::Entry(_) | Row::Code(_) => self.ward.clone(),
        }
    }

    /// 指標: its id, with the entry or the code behind it, as in `5-1#A-7` and `5-2@B03`.
    pub fn measure(&self) -> String {
        match &self.row {
            Row::Entry(key) => format!("{}{ENTRY_MARK}{key}", self.indicator),
            Row::Code(code) => format!("{}{CODE_MARK}{code}", self.indicator),
            Row::Whole | Row::Part(_) => self.indicator.to_string(),
        }
    }

    /// The inverse of [`Self::body`] and [`Self::measure`].
    pub fn from_columns(body: &AreaCode, year: FiscalYear, measure: &str) -> Self {
        let at = measure.find([ENTRY_MARK, CODE_MARK]);
        let (indicator, key) = measure.split_at(at.unwrap_or(measure.len()));
        let row = match (key.chars().next(), body.part()) {
            (Some(ENTRY_MARK), _) => Row::Entry(key[1..].to_owned()),
            (Some(_), _) => Row::Code(key[1..].to_owned()),
            (None, Some(number)) => Row::Part(number),
            (None, None) => Row::Whole,
        };
        Self {
            ward: body.ward().unwrap_or_else(|| body.clone()),
            year,
            indicator: IndicatorId::new(indicator),
            row,
        }
    }
}

impl fmt::Display for FactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.body(), self.year, self.measure())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_a_table_give_the_row_back() {
        let rows = [
            (Row::Whole, "000001", "5-1"),
            (Row::Part(7), "000001-07", "5-1"),
            (Row::Entry("甲-1@b".to_owned()), "000001", "5-1#甲-1@b"),
            (Row::Code("B03".to_owned()), "000001", "5-1@B03"),
        ];
        for (row, body, measure) in rows {
            let id = FactId {
                row,
                ..FactId::whole(
                    AreaCode::new("000001"),
                    FiscalYear(2025),
                    IndicatorId::new("5-1"),
                )
            };
            assert_eq!((id.body().as_str(), id.measure().as_str()), (body, measure));
            assert_eq!(FactId::from_columns(&id.body(), id.year, measure), id);
        }
    }
}
