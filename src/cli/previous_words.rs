//! The words beside a `facts.csv` of `--previous`: its `narrative.csv`, also as a spreadsheet has saved it.

use std::path::Path;
use std::sync::Arc;

use super::exit::Failure;
use super::input::{input_file, read_file};
use super::shown::in_text;
use crate::definition::{BlockKind, Definitions};
use crate::ledger::{self, FileHash, NarrativeRow, PutBack, csv_rows};
use crate::model::{NarrativeItem, PreviousWords, Provenance, at_lines};
use crate::read::{Handling, handling, sha256, table_rows};

/// Names of a table of words: as it was written, and as a spreadsheet may have saved it.
const TABLES: [&str; 6] = [
    "narrative.csv",
    "narrative.txt",
    "narrative.xlsx",
    "narrative.xlsm",
    "narrative.xls",
    "narrative.ods",
];

/// Last year's words, the file they come from, and what was put right to read them.
pub(super) struct Words {
    pub(super) words: PreviousWords,
    pub(super) file: FileHash,
    pub(super) done: Vec<PutBack>,
}

/// Reads the table of words that stands in the folder of a table of facts; `None` if there is none.
///
/// # Errors
/// The table is not one of ours.
pub(super) fn beside(
    facts: &Path,
    definitions: &Definitions,
    prefix: &str,
) -> Result<Option<Words>, Failure> {
    let folder = facts.parent().unwrap_or(Path::new(""));
    let mut tables = TABLES.iter().map(|name| folder.join(name));
    let Some(path) = tables.find(|table| table.is_file()) else {
        return Ok(None);
    };
    let bytes = read_file(&path)?;
    let name = path.file_name().map(in_text).unwrap_or_default();
    let bad = |reason: String| {
        Failure::usage(format!(
            "--previous の facts.csv と並ぶ{name}を読めません: {reason}"
        ))
    };
    let file = FileHash {
        file: format!("{prefix}/{name}"),
        sha256: sha256(&bytes),
    };
    let rows = if bytes.starts_with(b"PK") || handling(&bytes) != Handling::NoWorkbook {
        table_rows(&input_file(&name, bytes)).unwrap_or_default()
    } else {
        csv_rows(&bytes).map_err(|error| bad(error.to_string()))?
    };
    let unit = &definitions.areas.nouns().unit;
    let mut table =
        ledger::from_rows::<NarrativeRow>(&rows).map_err(|error| bad(error.naming(unit).reason))?;
    let done = ledger::put_back_words(&mut table, &definitions.areas)
        .map_err(|faults| bad(at_lines(&faults)))?;
    let mut words = PreviousWords::default();
    let mut faults = Vec::new();
    for (row, line) in table.rows.into_iter().zip(table.lines) {
        let place = (row.sheet.clone(), row.section.clone());
        if !take(&mut words, definitions, prefix, row) {
            faults.push((
                line,
                format!(
                    "シート「{}」の「{}」は、様式の定義にありません",
                    place.0, place.1
                ),
            ));
        }
    }
    if faults.is_empty() {
        Ok(Some(Words { words, file, done }))
    } else {
        Err(bad(at_lines(&faults)))
    }
}

/// Takes a bullet into every form that has its place; says whether any form has it. Words of rows, of the whole, and those of
/// a published table, which says no place, are passed over.
fn take(
    words: &mut PreviousWords,
    definitions: &Definitions,
    prefix: &str,
    row: NarrativeRow,
) -> bool {
    let mut is_known = false;
    for form in definitions.newest() {
        let form = &form.id.form;
        let mut blocks = definitions.editions(form).flat_map(|edition| {
            let sheets = edition.sheets.iter();
            sheets.flat_map(|sheet| sheet.blocks.iter().map(move |block| (sheet, block)))
        });
        let block = blocks.find(|(sheet, block)| {
            block.kind == BlockKind::Narrative
                && sheet.name == row.sheet
                && block.label == row.section
        });
        let mut rows = definitions.editions(form).flat_map(|edition| &edition.rows);
        is_known |= block.is_some() || rows.any(|rows| rows.name == row.sheet);
        let own = block.and_then(|(_, block)| item(&row, &block.id, prefix));
        let mut wards = definitions.areas.wards().iter();
        if let Some(item) = own
            && wards.any(|ward| ward.code == row.ward)
        {
            words.add(row.ward.clone(), form, item);
        }
    }
    is_known
}

fn item(row: &NarrativeRow, block: &str, prefix: &str) -> Option<NarrativeItem> {
    let (sheet, cell) = match row.cell.rsplit_once('!') {
        Some((sheet, cell)) => (sheet, cell),
        None => (row.sheet.as_str(), row.cell.as_str()),
    };
    Some(NarrativeItem {
        block: block.to_owned(),
        year: row.year,
        number: row.number.trim().parse().ok()?,
        text: row.text.clone(),
        provenance: Provenance {
            file: Arc::from(format!("{prefix}/{}", row.file)),
            sheet: Arc::from(sheet),
            cell: cell.parse().ok()?,
            text: row.text.clone(),
        },
    })
}
