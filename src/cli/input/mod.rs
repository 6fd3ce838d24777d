//! From paths to files: folders and zips are read to their ends, files keep a name that does not depend on where they lie.

pub(super) mod own_process;
mod places;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Component, Path, PathBuf};

pub(super) use places::Places;
use places::below;

use super::exit::Failure;
use super::shown::{in_text, shown, system_words};
use crate::diagnostic::Diagnostic;
use crate::read::{
    Gather, Grid, InputFile, has_workbook_ending, is_passed_over, may_be_workbook, sha256,
    sha256_of,
};
use crate::workbook::{self, HEAD, Workbook, beyond_size, largest};

/// What the paths hold.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    /// Files to read, by name.
    pub(super) files: Vec<InputFile>,
    /// Files passed over, as notes.
    pub(super) notes: Vec<Diagnostic>,
    /// Where they lie.
    pub(super) places: Places,
}

/// Collects the files under the paths.
///
/// # Errors
/// A path does not exist or cannot be read, or there is nothing to read at all.
pub(super) fn collect(paths: &[PathBuf]) -> Result<Inputs, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if !path.exists() {
            return Err(Failure::nothing(format!(
                "ファイルまたはフォルダがありません: {}",
                shown(path)
            )));
        }
        if path.is_dir() {
            walk(path, path, &mut BTreeSet::new(), &mut found)?;
        } else if path.is_file() {
            found.push(Found {
                root: path.clone(),
                path: path.clone(),
                name: path.file_name().map(in_text).unwrap_or_default(),
                is_named: true,
            });
        } else {
            return Err(Failure::usage(format!(
                "ファイルでもフォルダでもないため、開きません（名前付きパイプや装置など）: {}",
                shown(path)
            )));
        }
    }
    found.sort_by(|a, b| (&a.name, &a.path).cmp(&(&b.name, &b.path)));
    // The same file may be reached by two paths, or named twice.
    let mut seen = BTreeSet::new();
    found.retain(|file| seen.insert(file.path.canonicalize().unwrap_or(file.path.clone())));
    name_apart(&mut found);
    let (mut gather, mut places) = (Gather::default(), Places::default());
    for file in found {
        places.add(&file.name, &file.path);
        take(&mut gather, &file);
    }
    let Gather { files, notes } = gather;
    let mut inputs = Inputs {
        files,
        notes,
        places,
    };
    own_process::read_all(&mut inputs.files);
    inputs.files.sort_by(|a, b| a.name.cmp(&b.name));
    if inputs.files.is_empty() {
        let all: Vec<String> = paths.iter().map(|path| shown(path)).collect();
        return Err(Failure::nothing(format!(
            "読むExcelファイルがありません: {}",
            all.join("、")
        )));
    }
    Ok(inputs)
}

struct Found {
    root: PathBuf,
    path: PathBuf,
    name: String,
    /// The user named the file itself, so it is read whatever its ending.
    is_named: bool,
}

/// Finds the files below a folder; `seen` are the folders on the way, which a link may lead back to.
fn walk(
    root: &Path,
    folder: &Path,
    seen: &mut BTreeSet<PathBuf>,
    found: &mut Vec<Found>,
) -> Result<(), Failure> {
    let place = match folder.canonicalize() {
        Ok(place) => place,
        // Windows has drives that do not tell where a folder really is. A link among such might lead back for ever.
        Err(_) if folder.is_symlink() => return Ok(()),
        Err(_) => folder.to_path_buf(),
    };
    if !seen.insert(place) {
        return Ok(());
    }
    for path in entries(folder)? {
        let own = path.file_name().map(in_text).unwrap_or_default();
        if is_passed_over(&own) {
            continue;
        }
        if path.is_dir() {
            walk(root, &path, seen, found)?;
        } else {
            let name = below(root, &path);
            found.push(Found {
                root: root.to_path_buf(),
                path,
                name,
                is_named: false,
            });
        }
    }
    Ok(())
}

/// Takes a file of the system. One that the user named is read whatever its ending; another without a workbook's ending
/// only if it is a workbook all the same.
fn take(gather: &mut Gather, file: &Found) {
    let (name, path) = (&file.name, &file.path);
    let metadata = path.metadata();
    let is_text = path.file_name().is_none_or(|own| own.to_str().is_some());
    gather.named(name, is_text);
    if metadata.as_ref().is_ok_and(|metadata| !metadata.is_file()) {
        return gather.no_file(name);
    }
    let length = metadata.map_or(0, |metadata| metadata.len());
    let is_expected = file.is_named || has_workbook_ending(name);
    let head = head(path);
    if !is_expected && (length > largest() || !may_be_workbook(&head)) {
        return gather.pass_over(name);
    }
    let is_zip = head.starts_with(b"PK");
    let taken = if let Some(refusal) = beyond_size(length, is_zip) {
        hash_file(path).map(|sha256| gather.unread(name, sha256, Grid::refused(refusal)))
    } else if length > largest() {
        hash_file(path).and_then(|sha256| {
            let file = BufReader::new(opened(path)?);
            gather.large_archive(name, sha256, length, file);
            Ok(())
        })
    } else {
        bytes_of(path).map(|bytes| gather.file(name, bytes, is_expected))
    };
    if let Err(error) = taken {
        // Most likely a person has it open; the others are read all the same.
        gather.unread(name, sha256(&[]), Grid::not_opened(&system_words(&error)));
    }
}

/// One file for the reader; where its parser can abort, another process has read it already.
pub(super) fn input_file(name: &str, bytes: Vec<u8>) -> InputFile {
    let sha256 = sha256(&bytes);
    let mut file = InputFile::new(name, bytes, sha256);
    own_process::read_all(std::slice::from_mut(&mut file));
    file
}

/// The one workbook that a path names, whatever it is about.
///
/// # Errors
/// It does not exist, or is no workbook that can be read.
pub(super) fn one_workbook(path: &Path) -> Result<(InputFile, Workbook), Failure> {
    if !path.exists() {
        return Err(Failure::nothing(format!(
            "ファイルがありません: {}",
            shown(path)
        )));
    }
    let name = path.file_name().map(in_text).unwrap_or_default();
    let file = input_file(&name, read_file(path)?);
    let opened = match &file.grid {
        Some(grid) => grid.workbook(),
        None => workbook::open(&file.bytes),
    };
    let workbook = opened.map_err(|refusal| {
        Failure::nothing(format!(
            "このファイルは読めません: {}。{}{}",
            shown(path),
            refusal.message,
            refusal.hint
        ))
    })?;
    Ok((file, workbook))
}

/// Two folders may hold files of the same name: then, and only then, as many folders' names go before as tell them apart.
/// Everything afterwards knows a file by its name alone.
fn name_apart(found: &mut [Found]) {
    let own: Vec<String> = found.iter().map(|file| file.name.clone()).collect();
    let folders: Vec<Vec<String>> = found.iter().map(folders).collect();
    let deepest = folders.iter().map(Vec::len).max().unwrap_or(0);
    for depth in 1..=deepest {
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        for file in found.iter() {
            *count.entry(file.name.clone()).or_default() += 1;
        }
        for ((file, own), folders) in found.iter_mut().zip(&own).zip(&folders) {
            if count.get(&file.name).is_some_and(|n| *n > 1) {
                let last = &folders[folders.len().saturating_sub(depth)..];
                file.name = format!("{}/{own}", last.join("/"));
            }
        }
    }
    found.sort_by(|a, b| (&a.name, &a.path).cmp(&(&b.name, &b.path)));
}

/// The names of the folders that lead to where a file's own name begins.
fn folders(file: &Found) -> Vec<String> {
    let root = if file.root == file.path {
        file.path.parent().unwrap_or(&file.path)
    } else {
        &file.root
    };
    let whole = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    whole
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(in_text(name)),
            _ => None,
        })
        .collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the edge reads the folders that the user names"
)]
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
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
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
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
fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    std::fs::read(path)
}

/// The first bytes of a file: enough to tell whether it may be a workbook.
fn head(path: &Path) -> Vec<u8> {
    let mut head = Vec::new();
    // A file that cannot be opened is no workbook that could be read.
    if let Ok(file) = opened(path) {
        let _ = file.take(HEAD).read_to_end(&mut head);
    }
    head
}

/// The hash of a file that is too large to be held in memory.
fn hash_file(path: &Path) -> std::io::Result<String> {
    opened(path).and_then(sha256_of)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the edge reads the files that the user names"
)]
fn opened(path: &Path) -> std::io::Result<File> {
    File::open(path)
}
