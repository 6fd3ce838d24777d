//! What is asked of the disk to read what the user named: folders, files, their first bytes.

use std::fs::{File, Metadata};
use std::io::{Error, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::cli::exit::Failure;
use crate::cli::shown::{shown, system_words};
use crate::read::sha256_of;

/// What a person can do where the system does not let something be read.
const WHAT_TO_DO: &str =
    "開けるか、共有フォルダにつながっているかを確かめて、もう一度実行してください。";

#[expect(
    clippy::disallowed_methods,
    reason = "the edge reads the folders that the user names"
)]
pub(in crate::cli) fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let fail = |error: Error| {
        Failure::unfinished(format!(
            "フォルダを読めません: {}（{}）。{WHAT_TO_DO}",
            shown(folder),
            system_words(&error)
        ))
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        paths.push(entry.map_err(fail)?.path());
    }
    paths.sort();
    Ok(paths)
}

/// Reads one file; a pipe or a device, which might never end, is not opened.
///
/// # Errors
/// It is no file, or the system refuses.
pub(in crate::cli) fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    if is_there(path)? && !is_file(path)? {
        return Err(Failure::usage(format!(
            "ファイルではないため、開きません: {}（ファイルを指定してください）",
            shown(path)
        )));
    }
    bytes_of(path).map_err(|error| unread(path, &error))
}

/// That a file cannot be read.
pub(super) fn unread(path: &Path, error: &Error) -> Failure {
    Failure::unfinished(format!(
        "ファイルを読めません: {}（{}）。{WHAT_TO_DO}",
        shown(path),
        system_words(error)
    ))
}

/// Whether there is anything at a path. That the system does not say is no "no": a share may be gone for a moment.
///
/// # Errors
/// The system does not say.
pub(in crate::cli) fn is_there(path: &Path) -> Result<bool, Failure> {
    asked(path).map(|there| there.is_some())
}

/// Whether there is a file at a path.
///
/// # Errors
/// The system does not say.
pub(in crate::cli) fn is_file(path: &Path) -> Result<bool, Failure> {
    asked(path).map(|there| there.is_some_and(|one| one.is_file()))
}

/// Whether there is a folder at a path.
///
/// # Errors
/// The system does not say.
pub(in crate::cli) fn is_folder(path: &Path) -> Result<bool, Failure> {
    asked(path).map(|there| there.is_some_and(|one| one.is_dir()))
}

fn asked(path: &Path) -> Result<Option<Metadata>, Failure> {
    match path.metadata() {
        Ok(there) => Ok(Some(there)),
        Err(error) if says_no(&error) => Ok(None),
        Err(error) => Err(unread(path, &error)),
    }
}

/// Whether an answer means that there is nothing of that name, or can be nothing.
pub(super) fn says_no(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound
            | ErrorKind::NotADirectory
            | ErrorKind::InvalidFilename
            | ErrorKind::InvalidInput
    )
}

/// The whole of a file: one that was over before its end, or that somebody wrote into meanwhile, is none.
pub(super) fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut file = opened(path)?;
    let state = |file: &File| -> std::io::Result<(u64, Option<SystemTime>)> {
        let now = file.metadata()?;
        Ok((now.len(), now.modified().ok()))
    };
    let before = state(&file)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let after = state(&file)?;
    if before != after {
        return Err(ErrorKind::ResourceBusy.into());
    }
    // What the system makes up as it is read has no length.
    if after.0 > 0 && after.0 != bytes.len() as u64 {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

/// The whole of a file as text.
pub(in crate::cli) fn text_of(path: &Path) -> std::io::Result<String> {
    String::from_utf8(bytes_of(path)?).map_err(|_| ErrorKind::InvalidData.into())
}

/// The first bytes of a file, at most so many.
pub(super) fn head(path: &Path, length: u64) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    opened(path)?.take(length).read_to_end(&mut head)?;
    Ok(head)
}

/// The hash of a file that is too large to be held in memory.
pub(super) fn hash_file(path: &Path) -> std::io::Result<String> {
    opened(path).and_then(sha256_of)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the edge reads the files that the user names"
)]
pub(super) fn opened(path: &Path) -> std::io::Result<File> {
    File::open(path)
}
