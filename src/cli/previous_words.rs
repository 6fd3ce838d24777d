//! The words of last year's table, taken into every form that has their place.

use std::sync::Arc;

use crate::assemble::PREFIX;
use crate::definition::Definitions;
use crate::ledger::NarrativeRow;
use crate::model::PreviousWords;
use crate::tables::{block_of, bullet};

/// The words of a table, each row with its line.
///
/// # Errors
/// Rows are about a place that no form has: each with its line.
pub(super) fn words(
    rows: impl Iterator<Item = (NarrativeRow, usize)>,
    definitions: &Definitions,
) -> Result<PreviousWords, Vec<(usize, String)>> {
    let mut words = PreviousWords::default();
    let mut faults = Vec::new();
    for (row, line) in rows {
        if !take(&mut words, definitions, &row) {
            let what = format!(
                "シート「{}」の「{}」は、様式の定義にありません",
                row.sheet, row.section
            );
            faults.push((line, what));
        }
    }
    match faults.is_empty() {
        true => Ok(words),
        false => Err(faults),
    }
}

/// Takes a bullet into every form that has its place; says whether any form has it. Words of rows, of the whole, and those of
/// a published table, which says no place, are passed over.
fn take(words: &mut PreviousWords, definitions: &Definitions, row: &NarrativeRow) -> bool {
    let mut is_known = false;
    for form in definitions.newest() {
        let form = &form.id.form;
        let mut editions = definitions.editions(form);
        let block = editions.find_map(|edition| block_of(edition, row));
        let mut rows = definitions.editions(form).flat_map(|edition| &edition.rows);
        is_known |= block.is_some() || rows.any(|rows| rows.name == row.sheet);
        let file = Arc::from(format!("{PREFIX}/{}", row.file));
        let own = block.and_then(|block| bullet(row, &block.id, &file));
        let mut wards = definitions.areas.wards().iter();
        if let Some(item) = own
            && wards.any(|ward| ward.code == row.ward)
        {
            words.add(row.ward.clone(), form, item);
        }
    }
    is_known
}
