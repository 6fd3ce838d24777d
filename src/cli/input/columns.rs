//! Files of columns (Parquet) that are one table: those below one folder, whatever the engines call the folders between, and the
//! words beside the facts.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::disk::{entries, is_file, is_folder};
use super::places::own_name;
use crate::cli::exit::Failure;

/// Where an output folder keeps them.
pub(super) const FOLDER: &str = "data/parquet";
/// How their names end.
const ENDING: &str = ".parquet";
/// The tables, as their folders and files are called.
const FACTS: &str = "facts";
const WORDS: &str = "narrative";
const FIGURES: &str = "figures";
/// How many folders up an output folder may be.
const MOST_UP: usize = 6;

/// Whether a file is called like one.
pub(super) fn is_columns(path: &Path) -> bool {
    own_name(path).to_lowercase().ends_with(ENDING)
}

/// Whether a file below a folder may be one of ours: its name, or a folder's on the way, is a table's or a part's.
pub(super) fn looks_ours(path: &Path, root: &Path) -> bool {
    let below = path.strip_prefix(root).unwrap_or(path);
    let is_piece = own_name(path).starts_with("part-");
    is_piece || below.iter().any(|part| is_part(Path::new(part)))
}

/// Whether a folder's name says only which part of a table is in it.
fn is_part(folder: &Path) -> bool {
    let name = own_name(folder).to_lowercase();
    let stem = name.strip_suffix(ENDING).unwrap_or(&name);
    name.contains('=') || [FACTS, WORDS, FIGURES].contains(&stem)
}

/// The folder that a file's table is: the first one above it that is no part of one, and not above what was given.
pub(super) fn root_of(path: &Path, given: Option<&Path>) -> PathBuf {
    let mut folder = path.parent().unwrap_or(Path::new(""));
    while Some(folder) != given && is_part(folder) {
        let Some(above) = folder.parent() else { break };
        folder = above;
    }
    folder.to_path_buf()
}

/// The files of a table: without figures, which are no source, and with the words beside the facts where none are among them.
///
/// # Errors
/// The system does not say what is there.
pub(super) fn complete(root: &Path, files: Vec<PathBuf>) -> Result<Vec<PathBuf>, Failure> {
    let is_of = |path: &Path, table: &str| {
        let below = path.strip_prefix(root).unwrap_or(path);
        below.components().any(|part| is_called(part, table))
    };
    let own = files.into_iter().filter(|path| !is_of(path, FIGURES));
    let mut own: BTreeSet<PathBuf> = own.collect();
    if !own.iter().any(|path| is_of(path, WORDS)) {
        let mut beside = Vec::new();
        for path in &own {
            beside.extend(words_beside(path)?);
        }
        own.extend(beside);
    }
    Ok(own.into_iter().collect())
}

/// Whether a part of a path is that of a table, as a folder or as a file.
fn is_called(part: Component<'_>, table: &str) -> bool {
    let Component::Normal(name) = part else {
        return false;
    };
    let name = name.to_string_lossy().to_lowercase();
    name.strip_suffix(ENDING).unwrap_or(&name) == table
}

/// The files of words beside one of facts: under the same names in the other folder, else all that are there.
fn words_beside(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let other: PathBuf = path
        .components()
        .map(|part| match part {
            Component::Normal(name) if is_called(part, FACTS) => {
                let name = name.to_string_lossy().to_lowercase();
                name.replacen(FACTS, WORDS, 1).into()
            }
            part => part.as_os_str().to_os_string(),
        })
        .collect();
    if other != path && is_file(&other)? {
        return Ok(vec![other]);
    }
    match (other.parent(), path.parent()) {
        (Some(folder), Some(own)) if folder != own => in_folder(folder),
        _ => Ok(Vec::new()),
    }
}

/// The files of columns in a folder, and in the folders below that are parts of a table.
///
/// # Errors
/// The system does not say what is there.
pub(super) fn below(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = in_folder(folder)?;
    for part in held(folder)? {
        if is_part(&part) && is_folder(&part)? {
            files.extend(below(&part)?);
        }
    }
    Ok(files)
}

fn in_folder(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in held(folder)? {
        if is_columns(&path) && is_file(&path)? {
            files.push(path);
        }
    }
    Ok(files)
}

/// What a folder holds; nothing where there is none.
fn held(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    match is_folder(folder)? {
        true => entries(folder),
        false => Ok(Vec::new()),
    }
}

/// The output folder in which a table of columns stands.
///
/// # Errors
/// The system does not say what is there.
pub(super) fn output_above(root: &Path, manifest: &str) -> Result<Option<PathBuf>, Failure> {
    for folder in root.ancestors().take(MOST_UP) {
        let below = root.strip_prefix(folder);
        let is_own =
            below.is_ok_and(|below| below.as_os_str().is_empty() || below.starts_with(FOLDER));
        if is_own && is_file(&folder.join(manifest))? {
            return Ok(Some(folder.to_path_buf()));
        }
    }
    Ok(None)
}
