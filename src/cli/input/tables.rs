//! Our own tables among what was given: an output folder, or a table of facts with the words beside it. Which files they are; what
//! they say is read later.

use std::path::{Path, PathBuf};

use super::disk::{bytes_of, head};
use super::records::records;
use crate::cli::shown::in_text;
use crate::ledger::{Manifest, csv_rows};
use crate::tables::{Kind, kind};

/// What a run that wrote tables left beside them.
const MANIFEST: &str = "manifest.json";
/// Names of a table of facts: as it was written, and as a spreadsheet may have saved it.
const FACTS: [&str; 6] = [
    "facts.csv",
    "facts.txt",
    "facts.xlsx",
    "facts.xlsm",
    "facts.xls",
    "facts.ods",
];
/// The same of a table of words.
const WORDS: [&str; 6] = [
    "narrative.csv",
    "narrative.txt",
    "narrative.xlsx",
    "narrative.xlsm",
    "narrative.xls",
    "narrative.ods",
];
/// Endings of tables of text.
const TEXTS: [&str; 2] = [".csv", ".txt"];
/// Bytes at the beginning of a file in which its headings stand.
const HEADINGS: u64 = 4_096;

/// A table among what was given.
#[derive(Clone, Debug, Default)]
pub(in crate::cli) struct TableFiles {
    /// What the run calls it.
    pub(in crate::cli) name: String,
    /// Its files.
    pub(in crate::cli) files: Vec<PathBuf>,
    /// The output folder that it stands in, if it is one.
    pub(in crate::cli) folder: Option<PathBuf>,
}

impl TableFiles {
    /// By what it is known on the disk.
    pub(in crate::cli) fn path(&self) -> PathBuf {
        let folder = || self.folder.as_ref().map(|folder| folder.join(MANIFEST));
        let first = self.files.first().cloned();
        first.or_else(folder).unwrap_or_default()
    }

    /// What the run calls each of its files: as itself, in the same folder.
    pub(in crate::cli) fn named(&self) -> impl Iterator<Item = (String, &PathBuf)> {
        let folder = self.name.rsplit_once('/').map(|(folder, _)| folder);
        self.files.iter().map(move |path| {
            let own = own_name(path);
            let name = match folder {
                Some(folder) => format!("{folder}/{own}"),
                None => own,
            };
            (name, path)
        })
    }
}

fn own_name(path: &Path) -> String {
    path.file_name().map(in_text).unwrap_or_default()
}

/// The table of a folder that `compile` has written.
pub(in crate::cli) fn of_output(folder: &Path) -> Option<TableFiles> {
    let manifest = bytes_of(&folder.join(MANIFEST)).ok()?;
    Manifest::read(&manifest).ok()?;
    let table = of_folder(folder);
    Some(TableFiles {
        folder: Some(folder.to_path_buf()),
        ..table.unwrap_or_default()
    })
}

/// The table in a folder, whoever put it there.
pub(in crate::cli) fn of_folder(folder: &Path) -> Option<TableFiles> {
    let facts = first_in(folder, &FACTS)?;
    let words = first_in(folder, &WORDS);
    Some(TableFiles {
        name: String::new(),
        files: std::iter::once(facts).chain(words).collect(),
        folder: manifest_beside(folder),
    })
}

fn manifest_beside(folder: &Path) -> Option<PathBuf> {
    let is_there = folder.join(MANIFEST).is_file();
    is_there.then(|| folder.to_path_buf())
}

fn first_in(folder: &Path, names: &[&str]) -> Option<PathBuf> {
    let mut paths = names.iter().map(|name| folder.join(name));
    paths.find(|path| path.is_file())
}

/// The table that a file is, with the words beside it. One that the user named may be called anything.
pub(in crate::cli) fn of_file(path: &Path, is_named: bool) -> Option<TableFiles> {
    let name = own_name(path).to_lowercase();
    let is_text = TEXTS.iter().any(|ending| name.ends_with(ending));
    let is_called = FACTS.contains(&name.as_str());
    if !(is_called || is_text && is_named) {
        return None;
    }
    let header = match is_text {
        true => csv_rows(&head(path, HEADINGS)).ok()?.into_iter().next(),
        false => {
            let bytes = bytes_of(path).ok()?;
            records(&name, bytes).ok()?.1.into_iter().next()
        }
    };
    if kind(&header?) == Kind::Other && !(is_called && is_text) {
        return None;
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let words = first_in(folder, &WORDS).filter(|words| words != path);
    Some(TableFiles {
        name: String::new(),
        files: std::iter::once(path.to_path_buf()).chain(words).collect(),
        folder: manifest_beside(folder).filter(|_| is_called),
    })
}
