//! A file as given: how it must be handled, and the grid that is made of it.

use std::sync::Arc;

use workbook::{Container, Grid, Refusal, Workbook};

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

/// How a file must be handled before a [`crate::Reader`] sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handling {
    /// Not at all: it is read, or told to be unreadable, from its bytes.
    Direct,
    /// Its parser can abort: another process reads it with [`Grid::read_alone`].
    OwnProcess,
    /// It is an [`Archive`](workbook::Archive) whose members are the files.
    Archive,
    /// It is no workbook and no archive.
    NoWorkbook,
}

/// Tells how a file must be handled, by its bytes and never by its name.
pub fn handling(bytes: &[u8]) -> Handling {
    match workbook::kind(bytes) {
        Some(Container::Workbook) => Handling::Direct,
        Some(Container::OwnProcess(_)) => Handling::OwnProcess,
        Some(Container::Archive) => Handling::Archive,
        None => Handling::NoWorkbook,
    }
}

/// The file's grid: opened, or what another process made of it.
pub(super) fn opened(file: &InputFile) -> Result<Workbook, Refusal> {
    let mut workbook = match &file.grid {
        Some(grid) => grid.workbook()?,
        None => workbook::open(&file.bytes)?,
    };
    workbook.file = Arc::clone(&file.name);
    Ok(workbook)
}

/// Opens a file as a grid of cells, no meaning yet.
///
/// # Errors
/// The file is no workbook; the message is for the person who gave it.
pub fn open(file: &InputFile) -> Result<Workbook, String> {
    opened(file).map_err(|refusal| format!("{}{}", refusal.message, refusal.hint))
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
            "シート「{}」は{}ため、読めません。",
            fault.sheet,
            fault.why.words()
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
