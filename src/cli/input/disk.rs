//! What is asked of the disk to read what the user named: folders, files, their first bytes.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::cli::exit::Failure;
use crate::cli::shown::{shown, system_words};
use crate::read::sha256_of;

#[expect(
    clippy::disallowed_methods,
    reason = "the edge reads the folders that the user names"
)]
pub(super) fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let fail = |error: std::io::Error| {
        Failure::unfinished(format!(
            "フォルダを読めません: {}（{}）",
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
    if path.exists() && !path.is_file() {
        return Err(Failure::usage(format!(
            "ファイルではないため、開きません: {}",
            shown(path)
        )));
    }
    bytes_of(path).map_err(|error| {
        Failure::unfinished(format!(
            "ファイルを読めません: {}（{}）",
            shown(path),
            system_words(&error)
        ))
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the edge reads the files that the user names"
)]
pub(super) fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    std::fs::read(path)
}

/// The first bytes of a file, at most so many.
pub(super) fn head(path: &Path, length: u64) -> Vec<u8> {
    let mut head = Vec::new();
    // A file that cannot be opened is no workbook that could be read.
    if let Ok(file) = opened(path) {
        let _ = file.take(length).read_to_end(&mut head);
    }
    head
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
