//! What the office keeps beside the workbooks: the ledger of the run before, the days of receipt, the contacts.

use std::path::Path;

use super::args::CompileOptions;
use super::exit::Failure;
use super::given::{given, unreadable};
use super::input::read_file;
use super::shown::shown;
use crate::collection::{self, Contact, Office, ReceivedDay};
use crate::definition::Definitions;
use crate::ledger::{CollectionRow, FileHash, Row, from_csv};
use crate::model::AsOf;

/// What the office gave, read.
#[derive(Debug, Default)]
pub(super) struct Desk {
    before: Vec<CollectionRow>,
    pub(super) received: Vec<ReceivedDay>,
    contacts: Vec<Contact>,
    due: Option<AsOf>,
    /// The files that it was read from.
    pub(super) files: Vec<FileHash>,
}

impl Desk {
    /// Reads what the options name, and the ledger in the folder that will be written again.
    ///
    /// # Errors
    /// A file is missing or cannot be read, or a ledger would be lost.
    pub(super) fn open(
        options: &CompileOptions,
        definitions: &Definitions,
    ) -> Result<Self, Failure> {
        let areas = &definitions.areas;
        let mut desk = Self {
            due: options.due,
            ..Self::default()
        };
        if let Some(path) = &options.received {
            let what = "受領の記録";
            let table = given(path, "--received", what)?;
            desk.received = collection::received_days(&table.rows, areas)
                .map_err(|reason| unreadable(what, &table.name, &reason))?;
            desk.note(table.name, table.sha256);
        }
        if let Some(path) = &options.contacts {
            let what = "宛先の一覧";
            let table = given(path, "--contacts", what)?;
            desk.contacts = collection::contacts(&table.rows, areas)
                .map_err(|reason| unreadable(what, &table.name, &reason))?;
            desk.note(table.name, table.sha256);
        }
        if let Some(rows) = ledger_in(&options.out)? {
            if options.public {
                return Err(Failure::usage(format!(
                    "「{}」には{}があり、書き換えると失われます。--public では別のフォルダを --out に指定してください。",
                    shown(&options.out),
                    CollectionRow::FILE,
                )));
            }
            desk.before = rows;
        }
        Ok(desk)
    }

    fn note(&mut self, file: String, sha256: String) {
        self.files.push(FileHash { file, sha256 });
    }

    /// As the run is told of it.
    pub(super) fn office(&self) -> Office<'_> {
        Office {
            before: &self.before,
            received: &self.received,
            contacts: &self.contacts,
            due: self.due,
        }
    }
}

/// The ledger in an output folder, if there is one.
///
/// # Errors
/// It cannot be read back: what it says must not be lost.
pub(super) fn ledger_in(out: &Path) -> Result<Option<Vec<CollectionRow>>, Failure> {
    let path = out.join(CollectionRow::FILE);
    if !path.is_file() {
        return Ok(None);
    }
    let bytes = read_file(&path)?;
    let table = from_csv::<CollectionRow>(&bytes).map_err(|error| {
        Failure::unfinished(format!(
            "「{}」を読めないため、書き換えませんでした。直すか、別のフォルダを --out に指定してください（{error}）",
            shown(&path),
        ))
    })?;
    Ok(Some(table.rows))
}
