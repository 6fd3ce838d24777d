//! From paths to files: folders and zips are read to their ends, files keep a name that does not depend on where they lie.

mod columns;
mod disk;
pub(super) mod own_process;
mod places;
mod records;
mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufReader;
use std::path::{Component, Path, PathBuf};

use columns::{is_columns, looks_ours, root_of};
use disk::{bytes_of, hash_file, head, opened, says_no, unread};
pub(super) use disk::{entries, is_file, is_folder, is_there, read_file, text_of};
pub(super) use places::Places;
use places::below;
pub(super) use records::{input_file, records};
pub(super) use tables::{TableFiles, of_any_file, of_folder};
use tables::{of_columns, of_file, of_output};

use super::apart::{are_many, kept_apart};
use super::exit::Failure;
use super::shown::{in_text, shown, system_words};
use crate::diagnostic::Diagnostic;
use crate::read::{
    Gather, Grid, InputFile, has_workbook_ending, is_passed_over, may_be_workbook, sha256,
};
use crate::workbook::{self, HEAD, Workbook, beyond_size, largest};

/// What the paths hold.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    /// Files to read, by name.
    pub(super) files: Vec<InputFile>,
    /// Tables of ours, by name.
    pub(super) tables: Vec<TableFiles>,
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
    let mut all = Vec::new();
    let inputs = in_batches(paths, None, &mut |mut files, _, _| {
        all.append(&mut files);
        Ok(())
    })?;
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Inputs {
        files: all,
        ..inputs
    })
}

/// Takes some of the files, with the places of all so far, and whether they are many in all.
pub(super) type Take<'t> = dyn FnMut(Vec<InputFile>, &Places, bool) -> Result<(), Failure> + 't;

/// Most files that are held at a time, and most of their bytes.
const BATCH: (usize, usize) = (64, 16 << 20);

/// As [`collect`] but for the folder that the run itself writes, and gives the files by a few at a time to `take_some`, so that
/// they need not all be held at once; in what comes back there is none.
///
/// # Errors
/// As [`collect`], or `take_some` fails.
pub(super) fn in_batches(
    paths: &[PathBuf],
    out: Option<&Path>,
    take_some: &mut Take<'_>,
) -> Result<Inputs, Failure> {
    let (mut gather, mut places) = (Gather::default(), Places::default());
    let found = found(paths, out)?;
    let is_large = are_many(found.len());
    let mut tables = Vec::new();
    let mut count = 0;
    let mut flush = |gather: &mut Gather, places: &Places| {
        let mut files = std::mem::take(&mut gather.files);
        count += files.len();
        own_process::read_all(&mut files);
        take_some(files, places, is_large)
    };
    for mut file in found {
        kept_apart(is_large, || places.add(&file.name, &file.path));
        match file.table.take() {
            Some(table) => tables.push(TableFiles {
                name: file.name,
                ..table
            }),
            None => take(&mut gather, &file),
        }
        let bytes: usize = gather.files.iter().map(|file| file.bytes.len()).sum();
        if gather.files.len() >= BATCH.0 || bytes >= BATCH.1 {
            flush(&mut gather, &places)?;
        }
    }
    flush(&mut gather, &places)?;
    let inputs = Inputs {
        files: Vec::new(),
        tables,
        notes: gather.notes,
        places,
    };
    if count == 0 && inputs.tables.is_empty() {
        let given: Vec<String> = paths.iter().map(|path| shown(path)).collect();
        let told = format!("読むExcelファイルがありません: {}", given.join("、"));
        return Err(Failure::nothing(told));
    }
    Ok(inputs)
}

/// What lies under the paths, by name, but for the folder that the run itself writes; nothing of it is opened but to tell tables
/// apart.
fn found(paths: &[PathBuf], out: Option<&Path>) -> Result<Vec<Found>, Failure> {
    let out = out.map(own_place).transpose()?.flatten();
    let mut found = Vec::new();
    for path in paths {
        if !is_there(path)? {
            return Err(Failure::nothing(format!(
                "ファイルまたはフォルダがありません: {}",
                shown(path)
            )));
        }
        if is_folder(path)? {
            let ways = Ways {
                root: path,
                out: out.as_deref(),
            };
            walk(ways, path, &mut BTreeSet::new(), &mut found)?;
        } else if is_file(path)? {
            found.push(Found::new(path, path, true)?);
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
    let mut found = together(found)?;
    without_words(&mut found);
    name_apart(&mut found);
    Ok(found)
}

/// Where the folder is that the run itself writes, if it is there. Windows has drives that do not tell.
fn own_place(out: &Path) -> Result<Option<PathBuf>, Failure> {
    match out.canonicalize() {
        Ok(place) => Ok(Some(place)),
        Err(error) if cfg!(windows) || says_no(&error) => Ok(None),
        Err(error) => Err(unread(out, &error)),
    }
}

struct Found {
    root: PathBuf,
    path: PathBuf,
    name: String,
    /// The user named the file itself, so it is read whatever its ending.
    is_named: bool,
    /// It is a table of ours.
    table: Option<TableFiles>,
}

impl Found {
    /// A file below what was given, or what was given itself.
    fn new(root: &Path, path: &Path, is_named: bool) -> Result<Self, Failure> {
        let table = match is_columns(path) && (is_named || looks_ours(path, root)) {
            true => Some(TableFiles {
                files: vec![path.to_path_buf()],
                root: Some(root_of(path, (!is_named).then_some(root))),
                ..TableFiles::default()
            }),
            false => of_file(path, is_named)?,
        };
        Ok(Self {
            root: root.to_path_buf(),
            path: path.to_path_buf(),
            name: match is_named {
                true => path.file_name().map(in_text).unwrap_or_default(),
                false => below(root, path),
            },
            is_named,
            table,
        })
    }
}

/// Files of columns that are one table, as one: called as their folder is.
fn together(found: Vec<Found>) -> Result<Vec<Found>, Failure> {
    let mut tables: BTreeMap<PathBuf, (PathBuf, Vec<PathBuf>)> = BTreeMap::new();
    let mut others = Vec::new();
    for file in found {
        match file.table.as_ref().and_then(|table| table.root.clone()) {
            Some(folder) if is_columns(&file.path) => {
                let given = if file.is_named { &folder } else { &file.root };
                let given = given.clone();
                let one = tables.entry(folder).or_insert((given, Vec::new()));
                one.1.push(file.path);
            }
            _ => others.push(file),
        }
    }
    for (folder, (given, files)) in tables {
        let name = match below(&given, &folder) {
            name if name.is_empty() => folder.file_name().map(in_text).unwrap_or_default(),
            name => name,
        };
        others.push(Found {
            table: Some(of_columns(&folder, files)?),
            root: given,
            path: folder,
            name,
            is_named: false,
        });
    }
    Ok(others)
}

/// Leaves out the words that stand beside a table of facts: they come with it.
fn without_words(found: &mut Vec<Found>) {
    let tables = found.iter().filter_map(|file| file.table.as_ref());
    let words: BTreeSet<PathBuf> = tables
        .flat_map(|table| table.files.iter().skip(1).cloned())
        .collect();
    found.retain(|file| !words.contains(&file.path));
}

/// Where a walk begins, and which folder of tables it passes by: the one that the run itself writes.
#[derive(Clone, Copy)]
struct Ways<'a> {
    root: &'a Path,
    out: Option<&'a Path>,
}

/// Finds the files below a folder; `seen` are the folders on the way, which a link may lead back to.
fn walk(
    ways: Ways<'_>,
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
    let (root, is_own) = (ways.root, ways.out == Some(&place));
    if !seen.insert(place) {
        return Ok(());
    }
    if let Some(table) = of_output(folder)? {
        if is_own {
            return Ok(());
        }
        let path = table.path();
        found.push(Found {
            root: root.to_path_buf(),
            name: below(root, &path),
            path,
            is_named: false,
            table: Some(table),
        });
        return Ok(());
    }
    for path in entries(folder)? {
        let own = path.file_name().map(in_text).unwrap_or_default();
        if is_passed_over(&own) {
            continue;
        }
        // What does not tell what it is may be somebody's return, and is told as such when it is read.
        if path.metadata().is_ok_and(|one| one.is_dir()) {
            walk(ways, &path, seen, found)?;
        } else {
            found.push(Found::new(root, &path, false)?);
        }
    }
    Ok(())
}

/// Takes a file of the system. One that the user named is read whatever its ending; another without a workbook's ending
/// only if it is a workbook all the same.
fn take(gather: &mut Gather, file: &Found) {
    let (name, path) = (&file.name, &file.path);
    let is_text = path.file_name().is_none_or(|own| own.to_str().is_some());
    gather.named(name, is_text);
    let is_expected = file.is_named || has_workbook_ending(name);
    match try_take(gather, file, is_expected) {
        Ok(()) => {}
        // A link that leads nowhere, or what is gone by now and was nobody's return.
        Err(error) if !is_expected && says_no(&error) => gather.pass_over(name),
        // Most likely a person has it open; the others are read all the same.
        Err(error) => gather.unread(name, sha256(&[]), Grid::not_opened(&system_words(&error))),
    }
}

fn try_take(gather: &mut Gather, file: &Found, is_expected: bool) -> std::io::Result<()> {
    let (name, path) = (&file.name, &file.path);
    let metadata = path.metadata()?;
    if !metadata.is_file() {
        gather.no_file(name);
        return Ok(());
    }
    let length = metadata.len();
    let head = head(path, HEAD)?;
    if !is_expected && (length > largest() || !may_be_workbook(&head)) {
        gather.pass_over(name);
    } else if let Some(refusal) = beyond_size(length, head.starts_with(b"PK")) {
        gather.unread(name, hash_file(path)?, Grid::refused(refusal));
    } else if length > largest() {
        let sha256 = hash_file(path)?;
        gather.large_archive(name, sha256, length, BufReader::new(opened(path)?));
    } else {
        gather.file(name, bytes_of(path)?, is_expected);
    }
    Ok(())
}

/// The bytes of a file that was read before, if it lies on the disk by itself and can still be read.
pub(super) fn again(places: &Places, file: &str) -> Option<Vec<u8>> {
    let (path, name) = places.of(file)?;
    (name == file).then(|| bytes_of(path).ok()).flatten()
}

/// The one workbook that a path names, whatever it is about.
///
/// # Errors
/// It does not exist, or is no workbook that can be read.
pub(super) fn one_workbook(path: &Path) -> Result<(InputFile, Workbook), Failure> {
    if !is_there(path)? {
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
