//! What a ward says of each of its areas: the filled columns of the optional sheet, row by row.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::{CellRef, Fact, FiscalYear, IndicatorId, Provenance, Value};

/// The sheet, as far as it is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaSheet {
    /// File.
    pub file: Arc<str>,
    /// Sheet name as it stands in the file.
    pub sheet: Arc<str>,
    /// The areas from top to bottom.
    pub rows: Vec<AreaRow>,
    /// The columns in which anything stands: first and last cell.
    pub columns: BTreeMap<(IndicatorId, FiscalYear), (CellRef, CellRef)>,
}

/// One area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaRow {
    /// Running number on the sheet, from 1.
    pub number: u32,
    /// Its name as written, and where; empty if there is none.
    pub name: Provenance,
    /// What is said of it, for every filled column.
    pub facts: BTreeMap<(IndicatorId, FiscalYear), Fact>,
}

impl AreaRow {
    /// The fact of a column.
    pub fn fact(&self, indicator: &IndicatorId, year: FiscalYear) -> Option<&Fact> {
        self.facts.get(&(indicator.clone(), year))
    }

    /// Whether anything is written in a fiscal year's columns.
    pub fn is_written(&self, year: FiscalYear) -> bool {
        let mut facts = self.facts.iter();
        facts.any(|((_, other), fact)| *other == year && !fact.provenance.text.is_empty())
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

impl AreaSheet {
    /// The sum of a column; `None` where nothing stands in it.
    pub fn sum(&self, indicator: &IndicatorId, year: FiscalYear) -> Option<ColumnSum> {
        self.columns.get(&(indicator.clone(), year))?;
        let facts = || self.rows.iter().filter_map(|row| row.fact(indicator, year));
        let unknown =
            facts().filter(|fact| fact.value.number().is_none() && fact.value != Value::Blank);
        Some(ColumnSum {
            sum: facts().filter_map(|fact| fact.value.number()).sum(),
            unknown: u32::try_from(unknown.count()).unwrap_or(u32::MAX),
        })
    }

    /// `C8:C23`: where a column stands.
    pub fn range(&self, indicator: &IndicatorId, year: FiscalYear) -> String {
        let range = self.columns.get(&(indicator.clone(), year));
        range.map_or_else(String::new, |(first, last)| format!("{first}:{last}"))
    }
}
