//! One workbook understood: whose it is, for when, its facts and its words.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::{
    AreaCode, AreaSheet, AsOf, Fact, FiscalYear, IndicatorId, Provenance, Reason, SavedAt,
    WrittenNumber,
};

/// Which form a workbook is, and which edition of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EditionId {
    /// Identifier of the form.
    pub form: String,
    /// Identifier of the edition.
    pub edition: String,
}

impl fmt::Display for EditionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.form, self.edition)
    }
}

/// One bullet of free text, in the ward's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NarrativeItem {
    /// Identifier of the form's block, for example `g1-actions`.
    pub block: String,
    /// Fiscal year of the column.
    pub year: FiscalYear,
    /// Position within block and year, from 1.
    pub number: u32,
    /// The words without the printed 「・」.
    pub text: String,
    /// Where, and as written.
    pub provenance: Provenance,
}

/// A workbook understood. What could not be found is absent here and told by a diagnostic.
#[derive(Clone, Debug)]
pub struct Submission {
    /// File name relative to the folder or archive it was given in.
    pub file: Arc<str>,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// The form that it is, and its edition: rules, labels and layouts come from there.
    pub form: EditionId,
    /// The ward, if it could be told.
    pub ward: Option<AreaCode>,
    /// The as-of date, if it could be read.
    pub as_of: Option<AsOf>,
    /// When it was last saved, as the file itself says.
    pub saved: Option<SavedAt>,
    /// Facts by indicator and fiscal year. A field that was not found has no entry.
    pub facts: BTreeMap<(IndicatorId, FiscalYear), Fact>,
    /// Bullets in the form's order; blank ones are left out.
    pub narratives: Vec<NarrativeItem>,
    /// Where each block of words stands, by the form's identifier and fiscal year; one that was not found has no entry.
    pub blocks: BTreeMap<(String, FiscalYear), Provenance>,
    /// The number of areas the workbook itself states, by fiscal year.
    pub areas_written: BTreeMap<FiscalYear, WrittenNumber>,
    /// Why warnings may stand, in the order of the rows.
    pub reasons: Vec<Reason>,
    /// What the ward says of each of its areas; `None` where the sheet is missing or nothing is filled in.
    pub area_sheet: Option<AreaSheet>,
    /// The workbook says that its data are invented (架空).
    pub is_sample: bool,
}

impl Submission {
    /// The fact of an indicator and year, if its field was found.
    pub fn fact(&self, indicator: &IndicatorId, year: FiscalYear) -> Option<&Fact> {
        self.facts.get(&(indicator.clone(), year))
    }
}
