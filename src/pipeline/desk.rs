//! The files of the collection: its ledger, the letters, and the list of what goes out.

use std::collections::BTreeMap;

use super::table::table;
use super::threads::{Making, PipelineError};
use crate::answer::Returned;
use crate::assemble::{Checked, Setting};
use crate::collection::{self, Copies, Run};
use crate::compile::Compilation;
use crate::ledger::{CollectionRow, ReturnRow, Row};

/// What a text file begins with so that every editor on Windows knows its letters.
const MARK: &str = "\u{feff}";

/// The collection after this run.
#[derive(Debug, Default)]
pub(super) struct Desk {
    /// Every file of it by name.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// Its ledger.
    pub(super) ledger: Vec<CollectionRow>,
}

/// The ledger and every file of the collection.
///
/// # Errors
/// A table cannot be written; a fault of the program.
pub(super) fn desk(
    setting: Setting<'_>,
    making: Making<'_>,
    checked: &Checked,
    compilations: &[&Compilation],
    copies: &Returned,
) -> Result<Desk, PipelineError> {
    let run = Run {
        definitions: setting.definitions,
        checked,
        compilations,
        office: making.office,
        stamp: making.stamp,
    };
    let copies: Copies = copies
        .names
        .iter()
        .map(|(file, name)| (file.to_string(), name.clone()))
        .collect();
    let rows = collection::ledger(run);
    let letters = collection::letters(run, &rows, &copies);
    let list = collection::to_send(run, &rows, &letters, &copies);
    let areas = &setting.definitions.areas;
    let mut files = BTreeMap::new();
    files.insert(
        CollectionRow::FILE.to_owned(),
        table(areas, rows.iter().cloned())?,
    );
    files.insert(ReturnRow::FILE.to_owned(), table(areas, list.into_iter())?);
    for letter in letters {
        let text = format!("{MARK}{}", letter.text.replace('\n', "\r\n"));
        files.insert(format!("returns/{}", letter.name), text.into_bytes());
    }
    Ok(Desk {
        files,
        ledger: rows,
    })
}
