//! Why a warning may stand: a row of the sheet for reasons, or of a file of reasons, as written and as understood.

use serde::{Deserialize, Serialize};

use super::{AreaCode, AsOf, FiscalYear, IndicatorId, Provenance};

/// One row as written, blanks at the ends dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenReason {
    /// Code of the diagnostic.
    pub code: String,
    /// Field or indicator.
    pub item: String,
    /// Fiscal year.
    pub year: String,
    /// The reason itself.
    pub text: String,
    /// Who says so.
    pub name: String,
}

impl WrittenReason {
    /// Its cells in the order of the columns: code, field, year, reason, name.
    pub fn texts(&self) -> [&str; 5] {
        [&self.code, &self.item, &self.year, &self.text, &self.name]
    }
}

/// One reason. It is about a number or a place, whichever code asked for it. What could not be understood is `None` here and told by a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// As written.
    pub written: WrittenReason,
    /// Identifier of the code that asked for it, such as `V211`; none where the row names none.
    pub code: Option<String>,
    /// The indicators that the field may mean; several where only a mark such as ② is written.
    pub indicators: Vec<IndicatorId>,
    /// The sheet that the field names, by its name in the form.
    pub sheet: Option<String>,
    /// Fiscal year.
    pub year: Option<FiscalYear>,
    /// The number that it was given for, as written, where the table has a column for that.
    pub value: String,
    /// The ward that a file of reasons names; a workbook speaks for its own.
    pub ward: Option<AreaCode>,
    /// The last day on which it holds, if it says one.
    pub until: Option<AsOf>,
    /// The row says everything that a reason needs; one that does not is told where it was read, and never applied.
    pub is_readable: bool,
    /// The cell of the reason, with its text.
    pub provenance: Provenance,
}
