//! Writes a copy beside the file that it is a copy of, where a person looks for it: over nothing that is not ours, and
//! somewhere else where nothing can be written.

use std::ffi::OsStr;
use std::io::{Error, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::output::replace_file;
use super::private::owner_only;
use crate::workbook::package::is_as_written;

/// Most numbers that are tried behind a name.
const MOST_NAMES: u32 = 99;

/// Where a copy lies now.
#[derive(Debug)]
pub(super) enum Written {
    /// Where it belongs.
    Beside(PathBuf),
    /// In a folder of the person's own, because of this.
    Elsewhere(PathBuf, Error),
}

impl Written {
    /// Where it lies.
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Beside(path) | Self::Elsewhere(path, _) => path,
        }
    }
}

/// Writes a copy into a folder, else into one of the person's own. A file that is there stays, unless it is a copy of ours as we
/// have written it; then the new one takes its place. `mark` is the sentence by which a copy says what it is.
///
/// # Errors
/// It can be written nowhere; the reason is that of the first folder.
pub(super) fn write(folder: &Path, name: &str, bytes: &[u8], mark: &str) -> Result<Written, Error> {
    let first = match into(folder, name, bytes, mark) {
        Ok(path) => return Ok(Written::Beside(path)),
        Err(error) => error,
    };
    for folder in own_folders() {
        if let Ok(path) = into(&folder, name, bytes, mark) {
            return Ok(Written::Elsewhere(path, first));
        }
    }
    Err(first)
}

/// The person's documents, then the place for what may be lost.
fn own_folders() -> Vec<PathBuf> {
    let documents = std::env::home_dir().map(|home| home.join("Documents"));
    let documents = documents.filter(|folder| folder.is_dir());
    documents
        .into_iter()
        .chain([std::env::temp_dir()])
        .collect()
}

/// Writes a file into a folder under the first name that is free or may be taken.
fn into(folder: &Path, name: &str, bytes: &[u8], mark: &str) -> Result<PathBuf, Error> {
    for number in 1..=MOST_NAMES {
        let path = folder.join(numbered(name, number));
        match create(&path, bytes) {
            Ok(()) => return Ok(path),
            Err(error) if !path.exists() => return Err(error),
            Err(_) => {}
        }
        let held = super::input::read_file(&path).unwrap_or_default();
        if held == bytes {
            return Ok(path);
        }
        // One that cannot be replaced is open in the office program, most likely.
        if is_as_written(&held, mark) && replace_file(&path, bytes).is_ok() {
            return Ok(path);
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

/// Writes a file that is not there yet; half of one does not stay.
fn create(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut options = std::fs::OpenOptions::new();
    if path.parent() == Some(&std::env::temp_dir()) {
        // What may be lost lies where others look as well.
        owner_only(&mut options);
    }
    let mut file = options.write(true).create_new(true).open(path)?;
    let written = file.write_all(bytes);
    drop(file);
    if written.is_err() {
        // What cannot be removed is no worse than what could not be written.
        let _ = std::fs::remove_file(path);
    }
    written
}

/// A name with a number behind its stem; the first has none.
fn numbered(name: &str, number: u32) -> String {
    if number == 1 {
        return name.to_owned();
    }
    let path = Path::new(name);
    let stem = path.file_stem().map_or(name.into(), OsStr::to_string_lossy);
    match path.extension().map(OsStr::to_string_lossy) {
        Some(ending) => format!("{stem}（{number}）.{ending}"),
        None => format!("{stem}（{number}）"),
    }
}
