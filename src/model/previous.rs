//! What was accepted last year, to compare this year's earlier columns with.

use std::collections::BTreeMap;

use super::{AsOf, FactId, FactState, Provenance, Value};

/// One fact of an earlier collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviousFact {
    /// What was accepted.
    pub value: Value,
    /// Its state then.
    pub state: FactState,
    /// Where it was written.
    pub provenance: Provenance,
}

/// Facts of an earlier collection, by ward, fiscal year and indicator.
#[derive(Clone, Debug, Default)]
pub struct PreviousFacts {
    /// The facts.
    pub facts: BTreeMap<FactId, PreviousFact>,
    /// The as-of date of that collection, if it is known.
    pub as_of: Option<AsOf>,
}
