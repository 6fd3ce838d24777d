//! One of our own tables from the disk: its files as rows of text, and what its own run left beside them.

use std::path::Path;
use std::sync::Arc;

use super::exit::Failure;
use super::input::{TableFiles, is_file, read_file, records};
use crate::ledger::{FileHash, FindingsFile, Manifest};
use crate::read::sha256;
use crate::tables::{File, Given};

/// The column that engines keep in the name of a folder.
const YEAR: &str = "年度";
/// How they write it there.
const YEAR_FOLDER: &str = "fiscal_year=";

/// What is said of an output folder that holds no table.
const NO_FACTS: &str = "この出力フォルダには、数の表（facts.csv）がありません。--only で facts と narrative を書き出したものを渡してください。";

/// Reads the files of a table, and gives their hashes.
///
/// # Errors
/// A file cannot be read from the disk.
pub(super) fn read(table: &TableFiles) -> Result<(Given, Vec<FileHash>), Failure> {
    let (mut files, mut hashes) = (Vec::new(), Vec::new());
    for (name, path) in table.named() {
        let bytes = read_file(path)?;
        let sha256 = sha256(&bytes);
        hashes.push(FileHash {
            file: name.clone(),
            sha256: sha256.clone(),
        });
        files.push(File {
            records: records(&name, bytes).map(|(_, rows)| with_year(rows, path)),
            name: Arc::from(name),
            sha256,
        });
    }
    if files.is_empty() {
        files.push(File {
            name: Arc::from(table.name.as_str()),
            sha256: String::new(),
            records: Err(NO_FACTS.to_owned()),
        });
    }
    let mut beside = |name: &str| -> Result<Option<Vec<u8>>, Failure> {
        let Some(path) = table.folder.as_deref().map(|folder| folder.join(name)) else {
            return Ok(None);
        };
        if !is_file(&path)? {
            return Ok(None);
        }
        let bytes = read_file(&path)?;
        hashes.push(FileHash {
            file: table.beside(name),
            sha256: sha256(&bytes),
        });
        Ok(Some(bytes))
    };
    // What is not as it was written says nothing: then the table is told to stand alone.
    let manifest = beside(Manifest::FILE)?.and_then(|bytes| Manifest::read(&bytes).ok());
    let told = beside("findings.json")?.and_then(|bytes| FindingsFile::read(&bytes).ok());
    let given = Given {
        name: Arc::from(table.name.as_str()),
        files,
        manifest,
        told,
    };
    Ok((given, hashes))
}

/// The rows with the fiscal year that stands in the name of a folder, where no column says it.
fn with_year(mut rows: Vec<Vec<String>>, path: &Path) -> Vec<Vec<String>> {
    let mut folders = path.components().map(|part| part.as_os_str());
    let year = folders.find_map(|name| name.to_str()?.strip_prefix(YEAR_FOLDER));
    let header = rows.first();
    let is_there = header.is_none_or(|row| row.iter().any(|cell| cell == YEAR));
    if let Some(year) = year.filter(|_| !is_there) {
        for (at, row) in rows.iter_mut().enumerate() {
            row.push(if at == 0 { YEAR } else { year }.to_owned());
        }
    }
    rows
}
