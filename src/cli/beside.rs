//! Writes a copy beside the file that it is a copy of, where a person looks for it: over nothing that is not ours, and
//! somewhere else where nothing can be written.

use std::ffi::OsStr;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use super::aside::{
    clear, give_name, left_within, rename, within, write as write_new, write_private,
};
use super::input::read_file;
use super::private::as_before;
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
        let name = numbered(name, number);
        let path = folder.join(&name);
        for left in left_within(folder, &name) {
            clear(&left);
        }
        if !path.try_exists()? {
            match create(folder, &name, bytes) {
                Ok(()) => return Ok(path),
                Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
                Err(_) => {}
            }
        }
        let held = read_file(&path).unwrap_or_default();
        if held == bytes {
            return Ok(path);
        }
        // One that cannot be replaced is open in the office program, most likely.
        if is_as_written(&held, mark) && replace(folder, &name, bytes).is_ok() {
            return Ok(path);
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

/// Writes a file that is not there yet: it is there whole or not at all.
fn create(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    // What may be lost lies where others look as well.
    let write = match folder == std::env::temp_dir() {
        true => write_private,
        false => write_new,
    };
    through(folder, name, |aside| write(aside, bytes), give_name)
}

/// Writes a file in the place of another: it is there whole, or the other one is.
fn replace(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let write = |aside: &Path| {
        write_private(aside, bytes)?;
        as_before(&folder.join(name), aside);
        Ok(())
    };
    through(folder, name, write, rename)
}

/// Writes a file aside and puts it in its place.
fn through(
    folder: &Path,
    name: &str,
    write: impl FnOnce(&Path) -> Result<(), Error>,
    put: fn(&Path, &Path) -> Result<(), Error>,
) -> Result<(), Error> {
    let aside = within(folder, name);
    clear(&aside);
    let written = write(&aside).and_then(|()| put(&aside, &folder.join(name)));
    clear(&aside);
    written
}

/// A name with a number behind its stem; the first has none.
pub(super) fn numbered(name: &str, number: u32) -> String {
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
