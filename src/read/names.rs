//! The template's defined names: how a field's cell is found without looking at labels.

use std::sync::Arc;

use super::workbook::Sheet;
use model::{CellRef, FiscalYear, IndicatorId};

/// Cell with the ward's name.
pub(super) const WARD: &str = "TM_ward";
/// Cell with the ward's code.
pub(super) const CODE: &str = "TM_code";
/// Cell with the as-of date.
pub(super) const AS_OF: &str = "TM_as_of";

/// Head of the list of areas on the optional sheet.
pub(super) const AREA_LIST: &str = "TM_area_list";

/// Whether a defined name is one of the template's.
pub(super) fn is_ours(name: &str) -> bool {
    name.starts_with("TM_")
}

/// Cell with the ward's number of areas.
pub(super) fn areas(year: FiscalYear) -> String {
    format!("TM_areas_{year}")
}

/// The beginning of an indicator's names.
pub(super) fn indicator(id: &IndicatorId) -> String {
    format!("TM_{}", id.as_str().replace('-', "_"))
}

/// Cell of an indicator and year.
pub(super) fn field(id: &IndicatorId, year: FiscalYear) -> String {
    format!("{}_{year}", indicator(id))
}

/// Cell of a bullet.
pub(super) fn bullet(block: &str, year: FiscalYear, number: u32) -> String {
    format!("TM_{}_{year}_{number}", block.replace('-', "_"))
}

/// Reads `'基本目標1'!$H$14`.
pub(super) fn target(formula: &str, sheets: &[Sheet]) -> Option<(Arc<str>, CellRef)> {
    let (sheet_name, range) = formula.rsplit_once('!')?;
    let sheet_name = sheet_name
        .strip_prefix('\'')
        .and_then(|quoted| quoted.strip_suffix('\''))
        .map_or_else(|| sheet_name.to_owned(), |quoted| quoted.replace("''", "'"));
    let sheet = sheets.iter().find(|sheet| *sheet.name == *sheet_name)?;
    let cell = match range.split_once(':') {
        None => range.parse().ok()?,
        Some((first, last)) => {
            let region = (first.parse().ok()?, last.parse().ok()?);
            sheet.merges.iter().find(|merge| **merge == region)?.0
        }
    };
    Some((Arc::clone(&sheet.name), cell))
}
