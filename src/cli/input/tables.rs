//! Our own tables among what was given: an output folder, a table of facts with the words beside it, or a folder of columns
//! (Parquet). Which files they are; what they say is read later.

use std::path::{Path, PathBuf};

use super::columns;
use super::disk::{bytes_of, head, is_file, unread};
use super::places::{below, own_name};
use super::records::records;
use crate::cli::exit::Failure;
use crate::ledger::{Manifest, csv_rows};
use crate::read::{Handling, handling};
use crate::tables::{Kind, kind};

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
    /// The folder that the table is, where it is many files.
    pub(in crate::cli) root: Option<PathBuf>,
}

impl TableFiles {
    /// By what it is known on the disk.
    pub(in crate::cli) fn path(&self) -> PathBuf {
        let folder = || {
            self.folder
                .as_ref()
                .map(|folder| folder.join(Manifest::FILE))
        };
        let first = self.root.clone().or_else(|| self.files.first().cloned());
        first.or_else(folder).unwrap_or_default()
    }

    /// What the run calls each of its files.
    pub(in crate::cli) fn named(&self) -> impl Iterator<Item = (String, &PathBuf)> {
        let files = self.files.iter();
        files.map(|path| match &self.root {
            Some(root) if path.starts_with(root) => {
                (format!("{}/{}", self.name, below(root, path)), path)
            }
            // The words may stand in the folder beside.
            Some(root) => {
                let folder = root.parent().unwrap_or(Path::new(""));
                (self.in_folder(&below(folder, path)), path)
            }
            None => (self.in_folder(&own_name(path)), path),
        })
    }

    /// What the run calls a file that the table's own run left beside it.
    pub(in crate::cli) fn beside(&self, name: &str) -> String {
        let (Some(root), Some(folder)) = (&self.root, &self.folder) else {
            return self.in_folder(name);
        };
        match self.name.strip_suffix(&below(folder, root)) {
            Some(above) => format!("{above}{name}"),
            None => format!("{}/{name}", self.name),
        }
    }

    /// A name in the folder in which the table is.
    fn in_folder(&self, name: &str) -> String {
        match self.name.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{name}"),
            None => name.to_owned(),
        }
    }
}

/// A table that may be there; what cannot be asked or read is no "no".
type Perhaps = Result<Option<TableFiles>, Failure>;

/// The table of a folder that `compile` has written.
pub(in crate::cli) fn of_output(folder: &Path) -> Perhaps {
    let manifest = folder.join(Manifest::FILE);
    if !is_file(&manifest)? {
        return Ok(None);
    }
    let bytes = bytes_of(&manifest).map_err(|error| unread(&manifest, &error))?;
    if Manifest::read(&bytes).is_err() {
        return Ok(None);
    }
    let table = of_folder(folder)?;
    Ok(Some(TableFiles {
        folder: Some(folder.to_path_buf()),
        ..table.unwrap_or_default()
    }))
}

/// The table in a folder, whoever put it there: rows, else columns.
pub(in crate::cli) fn of_folder(folder: &Path) -> Perhaps {
    let Some(facts) = first_in(folder, &FACTS)? else {
        let own = columns_in(&folder.join(columns::FOLDER))?;
        return own.map_or_else(|| columns_in(folder), |own| Ok(Some(own)));
    };
    let words = first_in(folder, &WORDS)?;
    Ok(Some(TableFiles {
        files: std::iter::once(facts).chain(words).collect(),
        folder: manifest_beside(folder)?,
        ..TableFiles::default()
    }))
}

/// The table of columns that a folder is.
fn columns_in(folder: &Path) -> Perhaps {
    match columns::below(folder)? {
        files if files.is_empty() => Ok(None),
        files => of_columns(folder, files).map(Some),
    }
}

/// The table of columns of these files below a folder.
pub(super) fn of_columns(root: &Path, files: Vec<PathBuf>) -> Result<TableFiles, Failure> {
    Ok(TableFiles {
        name: String::new(),
        files: columns::complete(root, files)?,
        folder: columns::output_above(root, Manifest::FILE)?,
        root: Some(root.to_path_buf()),
    })
}

fn manifest_beside(folder: &Path) -> Result<Option<PathBuf>, Failure> {
    let is_there = is_file(&folder.join(Manifest::FILE))?;
    Ok(is_there.then(|| folder.to_path_buf()))
}

fn first_in(folder: &Path, names: &[&str]) -> Result<Option<PathBuf>, Failure> {
    for name in names {
        let path = folder.join(name);
        if is_file(&path)? {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// The table that a file is, with the words beside it; a text that the user named may be called anything.
pub(in crate::cli) fn of_file(path: &Path, is_named: bool) -> Perhaps {
    let name = own_name(path).to_lowercase();
    let is_text = TEXTS.iter().any(|ending| name.ends_with(ending));
    let is_called = FACTS.contains(&name.as_str());
    let may_be = is_called || (is_text && is_named);
    // To open a pipe might take for ever, whatever it is called.
    if !may_be || !is_file(path)? {
        return Ok(None);
    }
    // One of that name with other headings is told to lack them.
    match kind_of(path)? {
        Kind::Other if is_called && is_text => with_words(path).map(Some),
        kind => of_kind(path, kind),
    }
}

/// The table that a file of whatever name and format is, with the words beside it.
pub(in crate::cli) fn of_any_file(path: &Path) -> Perhaps {
    if columns::is_columns(path) {
        let root = columns::root_of(path, None);
        return of_columns(&root, vec![path.to_path_buf()]).map(Some);
    }
    if !is_file(path)? {
        return Ok(None);
    }
    match of_file(path, true)? {
        None => of_kind(path, kind_of(path)?),
        table => Ok(table),
    }
}

/// The table that a file of a kind is; words go with facts alone.
fn of_kind(path: &Path, kind: Kind) -> Perhaps {
    match kind {
        Kind::Facts => with_words(path).map(Some),
        Kind::Words | Kind::Figures => Ok(Some(TableFiles {
            files: vec![path.to_path_buf()],
            ..TableFiles::default()
        })),
        Kind::Other => Ok(None),
    }
}

fn with_words(path: &Path) -> Result<TableFiles, Failure> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let words = first_in(folder, &WORDS)?.filter(|words| words != path);
    let name = own_name(path).to_lowercase();
    Ok(TableFiles {
        files: std::iter::once(path.to_path_buf()).chain(words).collect(),
        folder: manifest_beside(folder)?.filter(|_| FACTS.contains(&name.as_str())),
        ..TableFiles::default()
    })
}

/// What a file is by its headings.
fn kind_of(path: &Path) -> Result<Kind, Failure> {
    let unread = |error: std::io::Error| unread(path, &error);
    let first = head(path, HEADINGS).map_err(unread)?;
    let header = match handling(&first) {
        Handling::NoWorkbook if !first.starts_with(b"PK") => {
            csv_rows(first_line(&first)).ok().map(Vec::into_iter)
        }
        _ => records(&own_name(path), bytes_of(path).map_err(unread)?)
            .ok()
            .map(|(_, rows)| rows.into_iter()),
    };
    Ok(header
        .and_then(|mut rows| rows.next())
        .map_or(Kind::Other, |header| kind(&header)))
}

/// The bytes of the first line, so that no letter is cut in two; of two-byte letters all, for there a line ends otherwise.
fn first_line(bytes: &[u8]) -> &[u8] {
    let is_wide = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let end = bytes.iter().position(|byte| *byte == b'\n');
    match end {
        Some(end) if !is_wide => &bytes[..end],
        _ => bytes,
    }
}
