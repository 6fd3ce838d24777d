//! Workbook ▸ Submission: guard, open, identify, locate, parse. Pure: bytes in, submission and diagnostics out.
//!
//! Decisions: a place that could be two things is told and neither is taken; a sheet is known by what stands on it, never
//! by its name; a date, a ward or a value on which the signs disagree is none until the sender says which.

pub mod archive;
mod area_sheet;
mod areas;
mod as_of;
mod aside;
mod block;
mod bullet;
mod cell;
mod date;
mod doubt;
mod dump;
mod field;
mod fold;
mod grid;
mod guard;
mod identify;
mod locate;
mod names;
mod narrative;
mod note;
mod number_format;
mod ours;
mod package;
mod pieces;
mod reasons;
mod session;
mod sheet;
mod tamper;
mod trouble;
mod value;
mod ward;
mod watch;
mod workbook;

use std::sync::Arc;

pub use cell::{Cell, CellValue};
pub use dump::{cells, dump};
pub use guard::{End, PROCESS_MEMORY, PROCESS_SECONDS};
pub use package::Beside;
pub use reasons::{Waivers, waivers};
pub use session::Recognition;
pub use watch::is_opening;
pub use workbook::{Grid, Sheet, SheetFault, Workbook};

use definition::Definitions;
use diagnostic::{Code, Diagnostic, Place};
use model::{SavedAt, Submission};
use session::Session;

#[cfg(test)]
mod tests;

/// A file as given: its name and bytes.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// Name relative to the folder or archive it was given in, with `/`.
    pub name: Arc<str>,
    /// Content.
    pub bytes: Arc<[u8]>,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// What another process made of the bytes, or why they are not to be read: see [`handling`].
    pub grid: Option<Arc<Grid>>,
}

impl InputFile {
    /// A file that is read from its bytes.
    pub fn new(name: &str, bytes: impl Into<Arc<[u8]>>, sha256: String) -> Self {
        Self {
            name: Arc::from(name),
            bytes: bytes.into(),
            sha256,
            grid: None,
        }
    }
}

/// How a file must be handled before [`read`] sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handling {
    /// Not at all: it is read, or told to be unreadable, from its bytes.
    Direct,
    /// Its parser can abort: another process reads it with [`Grid::read_alone`].
    OwnProcess,
    /// It is an [`archive`] whose members are the files.
    Archive,
    /// It is no workbook and no archive.
    NoWorkbook,
}

/// Tells how a file must be handled, by its bytes and never by its name.
pub fn handling(bytes: &[u8]) -> Handling {
    match guard::kind(bytes) {
        Some(guard::Container::Workbook) => Handling::Direct,
        Some(guard::Container::OwnProcess(_)) => Handling::OwnProcess,
        Some(guard::Container::Archive) => Handling::Archive,
        None => Handling::NoWorkbook,
    }
}

/// What reading one file gave: a submission if the form was recognised, and everything worth telling.
#[derive(Clone, Debug)]
pub struct ReadResult {
    /// File name.
    pub file: Arc<str>,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The submission, unless the file could not be opened or is not the form.
    pub submission: Option<Submission>,
    /// What is worth telling.
    pub diagnostics: Vec<Diagnostic>,
    /// How everything was recognised.
    pub recognition: Recognition,
    /// The file's own bytes, if it is an Office Open XML workbook and was read as one: a marked copy is made from them.
    pub original: Option<Arc<[u8]>>,
}

/// Opens a file as a grid of cells, no meaning yet.
///
/// # Errors
/// The file is no workbook; the message is for the person who gave it.
pub fn open(file: &InputFile) -> Result<Workbook, String> {
    Workbook::open(file).map_err(|refusal| format!("{}{}", refusal.message, refusal.hint))
}

/// Reads one file. Trouble with the data is told by diagnostics, never by a failure.
pub fn read(file: &InputFile, definitions: &Definitions) -> ReadResult {
    match Workbook::open(file) {
        Ok(workbook) => ReadResult {
            original: file.grid.is_none().then(|| Arc::clone(&file.bytes)),
            ..read_workbook(&workbook, &file.sha256, definitions)
        },
        Err(refusal) => {
            let place = Place::file(&file.name);
            let ward = ward::of_unread(&definitions.areas, &file.name);
            let told = Diagnostic::new(refusal.code, place, refusal.message).hint(refusal.hint);
            without_submission(&file.name, &file.sha256, vec![told.ward(ward.as_ref())])
        }
    }
}

/// Reads a workbook that is already a grid; tests make such grids from plain tables.
pub fn read_workbook(workbook: &Workbook, sha256: &str, definitions: &Definitions) -> ReadResult {
    let workbook = &*ours::set_aside(workbook, &definitions.guide);
    let mut diagnostics = faults(workbook);
    let found = match identify::form(workbook, definitions) {
        Ok(found) => found,
        Err(message) => {
            // Where a sheet could not be read, the form may well be on it.
            if diagnostics.is_empty() {
                diagnostics.push(form_unknown(workbook, message));
            }
            return without_submission(&workbook.file, sha256, diagnostics);
        }
    };
    let mut session = Session::new(workbook, definitions, found.form);
    session.recognition.form = Some(format!(
        "{} {}（{}）",
        found.form.name, found.form.edition_name, found.why
    ));
    // The form's fields may be sums over the areas, so these are read first.
    session.area_sheet = area_sheet::read(&mut session);
    let sheets = sheet::read_all(&mut session);
    area_sheet::recognise(&mut session);
    areas::read(&mut session);
    note::normalisations(&mut session);
    tamper::linked(&mut session);
    let ward = ward::read(&mut session, &sheets);
    let as_of = as_of::read(&mut session, &sheets);
    let reasons = reasons::read(&mut session, &sheets);
    let is_sample = carries(workbook, &found.form.sample_mark);
    diagnostics.append(&mut session.diagnostics);
    diagnostics.extend(refused_cells(workbook, &diagnostics));
    diagnostics
        .iter_mut()
        .for_each(|told| told.ward.clone_from(&ward));
    diagnostics.sort_by_cached_key(|d| (d.place.clone(), d.code, d.fiscal_year));
    ReadResult {
        file: Arc::clone(&workbook.file),
        sha256: sha256.to_owned(),
        submission: Some(Submission {
            file: Arc::clone(&workbook.file),
            sha256: sha256.to_owned(),
            form: found.form.id.clone(),
            ward,
            as_of,
            saved: workbook.saved.as_deref().and_then(SavedAt::parse),
            facts: session.facts,
            narratives: session.narratives,
            blocks: session.blocks,
            areas_written: session.areas_written,
            reasons,
            area_sheet: session.area_sheet,
            is_sample,
        }),
        diagnostics,
        recognition: session.recognition,
        original: None,
    }
}

/// The result for a file that is no submission.
fn without_submission(file: &Arc<str>, sha256: &str, diagnostics: Vec<Diagnostic>) -> ReadResult {
    ReadResult {
        file: Arc::clone(file),
        sha256: sha256.to_owned(),
        submission: None,
        diagnostics,
        recognition: Recognition::default(),
        original: None,
    }
}

fn form_unknown(workbook: &Workbook, message: String) -> Diagnostic {
    Diagnostic::new(Code::FORM_UNKNOWN, Place::file(&workbook.file), message)
        .hint("配付した様式に記入したファイルか確かめ、正しいファイルを送ってください。")
}

fn faults(workbook: &Workbook) -> Vec<Diagnostic> {
    workbook
        .faults
        .iter()
        .map(|fault| {
            let after = fault
                .after
                .map_or_else(String::new, |cell| format!("セル{cell}より後の"));
            Diagnostic::new(
                Code::FILE_UNREADABLE,
                Place::sheet(&workbook.file, &fault.sheet),
                format!(
                    "シート「{}」は{after}内容が壊れていて読めません。ほかのシートは読みました。",
                    fault.sheet
                ),
            )
            .hint("Excelで開き、エラーの表示されたセルを直して上書き保存してください。")
        })
        .collect()
}

/// Single cells that could not be read, unless something else is told about them already.
fn refused_cells(workbook: &Workbook, told: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for sheet in &workbook.sheets {
        for (at, holds) in &sheet.beside.refused {
            let place = Place::cell(&workbook.file, &sheet.name, *at);
            if told.iter().any(|diagnostic| diagnostic.place == place) {
                continue;
            }
            diagnostics.push(
                Diagnostic::new(
                    Code::FILE_UNREADABLE,
                    place,
                    format!(
                        "セルの内容（{holds}）が壊れていて読めません。ほかのセルは読みました。"
                    ),
                )
                .hint("Excelで開き、このセルを入力し直して上書き保存してください。")
                .entered(holds.clone()),
            );
        }
    }
    diagnostics
}

/// Whether any cell carries this text.
fn carries(workbook: &Workbook, text: &str) -> bool {
    let wanted = fold::fold(text);
    !wanted.is_empty()
        && workbook.sheets.iter().any(|sheet| {
            sheet.cells.values().any(|cell| match &cell.value {
                CellValue::Text(text) => text.len() < 2_000 && fold::fold(text).contains(&wanted),
                _ => false,
            })
        })
}

/// The limits on what is read, by name with their unit, for the manifest.
pub fn limits() -> std::collections::BTreeMap<&'static str, u64> {
    guard::LIMITS
        .into_iter()
        .chain(guard::PROCESS_LIMITS)
        .chain(archive::LIMITS)
        .chain(workbook::LIMITS)
        .collect()
}

/// The first visible sheet's rows as text, for tables such as the registry.
///
/// # Errors
/// As [`table`].
pub fn table_rows(file: &InputFile) -> Result<Vec<Vec<String>>, String> {
    table(file).map(|(_, rows)| rows)
}

/// The first visible sheet's name, and its rows as text.
///
/// # Errors
/// The file is no workbook, or it has no sheet; the message is for the person who gave it.
pub fn table(file: &InputFile) -> Result<(String, Vec<Vec<String>>), String> {
    let workbook = open(file)?;
    if let Some(fault) = workbook.faults.first() {
        return Err(format!(
            "シート「{}」の内容が壊れていて読めません（{}）。",
            fault.sheet, fault.reason
        ));
    }
    let sheet = workbook
        .sheets
        .iter()
        .find(|sheet| !sheet.is_hidden)
        .ok_or_else(|| "シートがありません。".to_owned())?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (at, cell) in &sheet.cells {
        let (row, col) = (at.row as usize, at.col as usize);
        if rows.len() <= row {
            rows.resize(row + 1, Vec::new());
        }
        if rows[row].len() <= col {
            rows[row].resize(col + 1, String::new());
        }
        rows[row][col] = cell.text();
    }
    Ok((sheet.name.to_string(), rows))
}
