//! Words of a table ▸ bullets of a form's blocks; those of repeated rows are `repeated`'s.

use std::sync::Arc;

use super::group::Group;
use definition::{BlockDefinition, BlockKind, FormDefinition, RepeatedRows, TextColumn};
use ledger::NarrativeRow;
use model::{CellRef, NarrativeItem, Provenance};

/// The block of words that a row names by sheet and section.
pub fn block_of<'d>(form: &'d FormDefinition, row: &NarrativeRow) -> Option<&'d BlockDefinition> {
    let sheets = form.sheets.iter().filter(|sheet| sheet.name == row.sheet);
    let mut blocks = sheets.flat_map(|sheet| &sheet.blocks);
    blocks.find(|block| block.kind == BlockKind::Narrative && block.label == row.section)
}

/// The column of words in repeated rows that a row names.
pub(super) fn column_of<'d>(
    form: &'d FormDefinition,
    row: &NarrativeRow,
) -> Option<(&'d RepeatedRows, &'d TextColumn)> {
    let rows = form.rows.iter().filter(|rows| rows.name == row.sheet);
    let mut columns = rows.flat_map(|rows| rows.text.iter().map(move |column| (rows, column)));
    columns.find(|(_, column)| column.header == row.section)
}

/// The sheet and cell of words; the sheet stands with the cell where the sender's has another name than the form's.
pub(super) fn place(row: &NarrativeRow) -> Option<(&str, CellRef)> {
    let (sheet, cell) = match row.cell.rsplit_once('!') {
        Some((sheet, cell)) => (sheet, cell),
        None => (row.sheet.as_str(), row.cell.as_str()),
    };
    Some((sheet, cell.parse().ok()?))
}

/// A row as a bullet of a block; none where it says no number or no cell.
pub fn bullet(row: &NarrativeRow, block: &str, file: &Arc<str>) -> Option<NarrativeItem> {
    let (sheet, cell) = place(row)?;
    Some(NarrativeItem {
        block: block.into(),
        year: row.year,
        number: row.number.trim().parse().ok()?,
        text: (&row.text).into(),
        provenance: Provenance {
            file: Arc::clone(file),
            sheet: Arc::from(sheet),
            cell,
            text: (&row.text).into(),
        },
    })
}

/// The bullets of a file in the form's order, and the rows that are none.
pub(super) fn bullets<'a>(
    group: &Group<'a>,
    form: &FormDefinition,
    file: &Arc<str>,
) -> (Vec<Arc<NarrativeItem>>, Vec<&'a NarrativeRow>) {
    let (mut items, mut faulty) = (Vec::new(), Vec::new());
    for row in &group.words {
        if column_of(form, row).is_some() && place(row).is_some() {
            continue;
        }
        let block = block_of(form, row);
        match block.and_then(|block| bullet(row, &block.id, file)) {
            Some(item) => items.push(Arc::new(item)),
            None => faulty.push(*row),
        }
    }
    let blocks = form.sheets.iter().flat_map(|sheet| &sheet.blocks);
    let blocks: Vec<&str> = blocks.map(|block| block.id.as_str()).collect();
    let order = |item: &Arc<NarrativeItem>| blocks.iter().position(|id| *id == item.block);
    items.sort_by_key(|item| (order(item), item.year, item.number));
    (items, faulty)
}
