//! The template's defined names and document properties: how the form is known, and how a field's cell is found without
//! looking at labels. Written when a template is made, read when it comes back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::grid::Sheet;
use model::{CellRef, FiscalYear, IndicatorId, name_part};

/// How the names begin that mark the workbook for the whole.
const WHOLE: &str = "TM_.whole.";
/// Most names of the template looked at; each is compared with every merged region.
const MAX_NAMES: usize = 2_000;

/// Custom document property that names the form.
pub const FORM_PROPERTY: &str = "torimatome-form";
/// Custom document property that names the edition.
pub const EDITION_PROPERTY: &str = "torimatome-edition";

/// Custom document property of a workbook that is handed out for the whole.
pub const WHOLE_PROPERTY: &str = "torimatome-whole";

/// Cell with the ward's name.
pub const WARD: &str = "TM_ward";
/// Cell with the ward's code.
pub const CODE: &str = "TM_code";
/// Cell with the as-of date.
pub const AS_OF: &str = "TM_as_of";

/// Whether a defined name is one of the template's.
pub fn is_ours(name: &str) -> bool {
    name.starts_with("TM_")
}

/// Cell with the ward's number of areas.
pub fn areas(year: FiscalYear) -> String {
    format!("TM_areas_{year}")
}

/// Mark of a sheet of the workbook for the whole; no name of an indicator holds a full stop.
pub fn whole(sheet: &str) -> String {
    format!("{WHOLE}{}", name_part(sheet))
}

/// Whether a defined name marks a sheet of the workbook for the whole: one may be sent by itself.
pub fn marks_whole(name: &str) -> bool {
    name.starts_with(WHOLE)
}

/// Head of the column of keys of repeated rows.
pub fn rows(block: &str) -> String {
    format!("TM_{}_list", name_part(block))
}

/// The beginning of an indicator's names.
pub fn indicator(id: &IndicatorId) -> String {
    format!("TM_{}", name_part(id.as_str()))
}

/// Cell of an indicator and year.
pub fn field(id: &IndicatorId, year: FiscalYear) -> String {
    format!("{}_{year}", indicator(id))
}

/// Cell of a bullet.
pub fn bullet(block: &str, year: FiscalYear, number: u32) -> String {
    format!("TM_{}_{year}_{number}", name_part(block))
}

/// Reads `'基本目標1'!$H$14`.
fn target(formula: &str, sheets: &[Sheet]) -> Option<(Arc<str>, CellRef)> {
    let (sheet_name, range) = formula.rsplit_once('!')?;
    let sheet_name = sheet_name
        .strip_prefix('\'')
        .and_then(|quoted| quoted.strip_suffix('\''))
        .map_or_else(|| sheet_name.to_owned(), |quoted| quoted.replace("''", "'"));
    let sheet = sheets.iter().find(|sheet| *sheet.name == *sheet_name)?;
    let region = CellRef::region(range).filter(|(first, _)| first.is_on_sheet())?;
    let is_one = !range.contains(':') || sheet.merges.contains(&region);
    is_one.then(|| (Arc::clone(&sheet.name), region.0))
}

/// The template's names that point at one cell, or at one merged region. A name that stands twice (a copied sheet) is left out.
pub(crate) fn single(
    defined: &[(String, String)],
    sheets: &[Sheet],
) -> BTreeMap<String, (Arc<str>, CellRef)> {
    let mut names = BTreeMap::new();
    let mut twice = BTreeSet::new();
    let ours = defined.iter().filter(|(name, _)| is_ours(name));
    for (name, formula) in ours.take(MAX_NAMES) {
        let Some(target) = target(formula, sheets) else {
            continue;
        };
        if names
            .insert(name.clone(), target.clone())
            .is_some_and(|before| before != target)
        {
            twice.insert(name.clone());
        }
    }
    names.retain(|name, _| !twice.contains(name));
    names
}
