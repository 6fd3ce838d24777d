//! Rows as the bytes of a table.

use crate::ledger::{Row, rows_to_csv};
use crate::model::AreaTree;
use crate::render::RenderError;

/// A table in the file that machines read.
pub(super) fn table<T: Row>(
    areas: &AreaTree,
    rows: impl Iterator<Item = T>,
) -> Result<Vec<u8>, RenderError> {
    rows_to_csv(rows, &areas.nouns().unit).map_err(|error| RenderError::Csv(error.to_string()))
}
