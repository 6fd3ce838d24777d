//! From paths to files: folders are read to their ends, files keep a name that does not depend on where the folder lies.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::exit::Failure;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::pipeline::sha256;
use crate::read::InputFile;

/// What the paths hold.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    /// Files to read, by name.
    pub(super) files: Vec<InputFile>,
    /// Files passed over, as notes.
    pub(super) notes: Vec<Diagnostic>,
}

/// Endings that may hold a workbook; what a file really is, the reader decides by its content.
const ENDINGS: [&str; 6] = ["xlsx", "xlsm", "xlsb", "xls", "ods", "zip"];

/// Collects the files under the paths.
///
/// # Errors
/// A path does not exist or cannot be read, or there is nothing to read at all.
pub(super) fn collect(paths: &[PathBuf]) -> Result<Inputs, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if !path.exists() {
            return Err(Failure::usage(format!(
                "ファイルまたはフォルダがありません: {}",
                path.display()
            )));
        }
        if path.is_dir() {
            walk(path, path, &mut found)?;
        } else {
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            found.push(Found {
                root: path.clone(),
                path: path.clone(),
                name,
                is_named: true,
            });
        }
    }
    found.sort_by(|a, b| (&a.name, &a.path).cmp(&(&b.name, &b.path)));
    found.dedup_by(|a, b| a.path == b.path);
    name_apart(&mut found);
    let mut inputs = Inputs::default();
    for file in found {
        let name: Arc<str> = file.name.as_str().into();
        if !file.is_named && !has_workbook_ending(&file.path) {
            let message = format!("「{name}」はExcelのファイルではないため、読みませんでした。");
            let note = Diagnostic::new(Code::FILE_NOT_READ, Place::file(&name), message);
            inputs.notes.push(note.hint(
                "取りまとめに必要なファイルなら、Excelの形式（.xlsx）で保存して渡してください。",
            ));
            continue;
        }
        let bytes = read_file(&file.path)?;
        inputs.files.push(InputFile {
            name,
            sha256: sha256(&bytes),
            bytes: bytes.into(),
        });
    }
    if inputs.files.is_empty() {
        let shown: Vec<String> = paths
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        return Err(Failure::nothing(format!(
            "読むExcelファイルがありません: {}",
            shown.join("、")
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

fn walk(root: &Path, folder: &Path, found: &mut Vec<Found>) -> Result<(), Failure> {
    for path in entries(folder)? {
        let own = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        if is_passed_over(&own) {
            continue;
        }
        if path.is_dir() {
            walk(root, &path, found)?;
        } else {
            let name = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .to_string_lossy()
                .replace('\\', "/");
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

/// Lock files and what file managers leave behind.
fn is_passed_over(name: &str) -> bool {
    name.starts_with("~$")
        || name.starts_with('.')
        || ["Thumbs.db", "desktop.ini", "__MACOSX"].contains(&name)
}

fn has_workbook_ending(path: &Path) -> bool {
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Two folders may hold files of the same name: then, and only then, the folder's own name goes before.
fn name_apart(found: &mut [Found]) {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for file in found.iter() {
        *count.entry(file.name.clone()).or_default() += 1;
    }
    for file in found
        .iter_mut()
        .filter(|file| count.get(&file.name).is_some_and(|n| *n > 1))
    {
        let folder = if file.root == file.path {
            file.path.parent().map(Path::to_path_buf)
        } else {
            Some(file.root.clone())
        };
        if let Some(folder) =
            folder.and_then(|folder| folder.file_name().map(|n| n.to_string_lossy().into_owned()))
        {
            file.name = format!("{folder}/{}", file.name);
        }
    }
    found.sort_by(|a, b| (&a.name, &a.path).cmp(&(&b.name, &b.path)));
}

#[expect(
    clippy::disallowed_methods,
    reason = "the edge reads the folders that the user names"
)]
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let fail = |error: std::io::Error| {
        Failure::unfinished(format!(
            "フォルダを読めません: {}（{error}）",
            folder.display()
        ))
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        paths.push(entry.map_err(fail)?.path());
    }
    paths.sort();
    Ok(paths)
}

/// Reads one file.
///
/// # Errors
/// The system refuses.
#[expect(
    clippy::disallowed_methods,
    reason = "the edge reads the files that the user names"
)]
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| {
        Failure::unfinished(format!(
            "ファイルを読めません: {}（{error}）",
            path.display()
        ))
    })
}
