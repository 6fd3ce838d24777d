//! What the office keeps beside the workbooks: the ledger of the run before, the days of receipt, the contacts.

use std::path::Path;

use super::args::CompileOptions;
use super::exit::Failure;
use super::given::{given, unreadable};
use super::input::{is_file, read_file};
use super::shown::shown;
use crate::collection::{self, Contact, Office, ReceivedDay};
use crate::definition::{Definitions, FormDefinition};
use crate::ledger::{CollectionRow, FileHash, Row, from_csv};
use crate::model::{AsOf, at_lines};

/// What the office gave, read.
#[derive(Debug, Default)]
pub(super) struct Desk {
    /// The ledger that lies where this run will write.
    before: Option<Held>,
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
        desk.before = ledger_in(&options.out, definitions)?;
        if desk.before.is_some() && options.public {
            return Err(Failure::usage(format!(
                "「{}」には{}があり、書き換えると失われます。--public では別のフォルダを --out に指定してください。",
                shown(&options.out),
                CollectionRow::FILE,
            )));
        }
        if let Some(path) = &options.received {
            let what = "受領の記録";
            let table = given(path, "--received", what)?;
            let before = desk.rows().iter().filter_map(|row| row.due).max();
            let near = options.due.or(before).or(options.basis.as_of);
            desk.received = collection::received_days(&table.rows, areas, near)
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
        Ok(desk)
    }

    fn note(&mut self, file: String, sha256: String) {
        self.files.push(FileHash { file, sha256 });
    }

    /// The ledger's file, as it was when it was read.
    pub(super) fn held(&self) -> Option<&[u8]> {
        self.before.as_ref().map(|held| &held.bytes[..])
    }

    fn rows(&self) -> &[CollectionRow] {
        self.before.as_ref().map_or(&[], |held| &held.rows)
    }

    /// As the run is told of it.
    pub(super) fn office(&self) -> Office<'_> {
        Office {
            before: self.rows(),
            received: &self.received,
            contacts: &self.contacts,
            due: self.due,
        }
    }
}

/// A ledger as it lies in an output folder.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) rows: Vec<CollectionRow>,
    /// The file.
    pub(super) bytes: Vec<u8>,
}

/// The ledger in an output folder, if there is one.
///
/// # Errors
/// It cannot be read back, or a row of it would not be found again: what it says must not be lost.
pub(super) fn ledger_in(out: &Path, definitions: &Definitions) -> Result<Option<Held>, Failure> {
    let path = out.join(CollectionRow::FILE);
    if !is_file(&path)? {
        return Ok(None);
    }
    let unreadable = |why: String| {
        Failure::unfinished(format!(
            "「{}」を読めないため、書き換えませんでした。直すか、別のフォルダを --out に指定してください（{why}）",
            shown(&path),
        ))
    };
    let bytes = read_file(&path)?;
    let unit = &definitions.areas.nouns().unit;
    let table = from_csv::<CollectionRow>(&bytes)
        .map_err(|error| unreadable(error.naming(unit).to_string()))?;
    let rows = table.lines.iter().zip(&table.rows);
    let lost = rows.filter_map(|(line, row)| Some((*line, of_nobody(row, definitions)?)));
    let lost: Vec<(usize, String)> = lost.collect();
    if !lost.is_empty() {
        let why = format!("{}: {}", CollectionRow::FILE, at_lines(&lost));
        return Err(unreadable(why));
    }
    Ok(Some(Held {
        rows: table.rows,
        bytes,
    }))
}

/// Why no run would find the row again: its code is that of no unit or of another one, or there is no such form.
fn of_nobody(row: &CollectionRow, definitions: &Definitions) -> Option<String> {
    let areas = &definitions.areas;
    let unit = &areas.nouns().unit;
    let is_form = |form: &FormDefinition| form.id.form == row.form;
    if !definitions.forms.iter().any(is_form) {
        return Some(format!("「{}」という様式はありません", row.form));
    }
    // Also one that there is no more, or not yet.
    let Some(ward) = areas.every().find(|ward| ward.code == row.ward) else {
        let code = row.ward.as_str();
        return Some(format!(
            "団体コード「{code}」の{unit}はありません（{unit}名は「{}」）",
            row.ward_name
        ));
    };
    // A unit may have been renamed since; the name of another one is a mistake.
    let is_other = ward.name != row.ward_name;
    let mut others = areas.every().filter(|_| is_other);
    others.any(|other| other.name == row.ward_name).then(|| {
        format!(
            "団体コード「{}」は{}ですが、{unit}名は「{}」です",
            ward.code, ward.name, row.ward_name
        )
    })
}
