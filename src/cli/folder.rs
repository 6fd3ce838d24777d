//! An output folder of an earlier run, opened for `trace` and `diff`.

use std::path::Path;

use super::exit::Failure;
use super::input::{is_file, read_file};
use super::shown::shown;
use crate::ledger::{Ledger, LedgerError, LookRow, Manifest, NEEDED, Row};
use crate::model::Nouns;
use crate::read::sha256;

/// What a folder holds, and which of its files are not as they were written.
#[derive(Debug)]
pub(super) struct Folder {
    pub(super) ledger: Ledger,
    altered: Vec<String>,
}

/// Whatever goes wrong while a folder is opened: there is nothing to read.
struct Unreadable(Failure);

impl From<LedgerError> for Unreadable {
    fn from(error: LedgerError) -> Self {
        Self(unreadable(&error))
    }
}

/// A file of an output folder that is not as it was written.
pub(super) fn unreadable(error: &LedgerError) -> Failure {
    Failure::nothing(format!("出力フォルダのファイルを読めません: {error}"))
}

/// Of a folder that was written without a file, because only others were wanted.
fn written_in_part(path: &Path, name: &str) -> Result<Option<Failure>, Failure> {
    let manifest = path.join(Manifest::FILE);
    if !is_file(&manifest)? {
        return Ok(None);
    }
    let manifest = Manifest::read(&read_file(&manifest)?).ok();
    let is_left_out = |manifest: &Manifest| manifest.left_out.iter().any(|one| one == name);
    Ok(manifest.is_some_and(|one| is_left_out(&one)).then(|| {
        Failure::nothing(format!(
            "このフォルダは --only で一部だけを書き出したもので、{name}がありません: {}（--only を付けずに取りまとめたフォルダを指定してください）",
            shown(path)
        ))
    }))
}

impl Folder {
    /// Opens a folder that `compile` wrote.
    ///
    /// # Errors
    /// It is none, or one of its files cannot be read back.
    pub(super) fn open(path: &Path, nouns: &Nouns) -> Result<Self, Failure> {
        if is_file(&path.join(LookRow::FILE))? {
            return Err(Failure::nothing(format!(
                "公表するために書き出したフォルダには、もとのファイルとセルがありません: {}（--public を付けずに書き出したフォルダを指定してください）",
                shown(path)
            )));
        }
        for name in NEEDED {
            if !is_file(&path.join(name))? {
                if let Some(failure) = written_in_part(path, name)? {
                    return Err(failure);
                }
                return Err(Failure::nothing(format!(
                    "取りまとめの出力フォルダではありません: {}（torimatome compile の --out で作ったフォルダを指定してください）",
                    shown(path)
                )));
            }
        }
        let mut hashes = Vec::new();
        let ledger = Ledger::read(nouns, |name| {
            let bytes = read_file(&path.join(name)).map_err(Unreadable)?;
            hashes.push((name.to_owned(), sha256(&bytes)));
            Ok(bytes)
        })
        .map_err(|Unreadable(failure)| failure)?;
        let altered = hashes.into_iter().filter(|(name, hash)| {
            let outputs = ledger.manifest.outputs.iter();
            let mut outputs = outputs.filter(|output| output.file == *name).peekable();
            outputs.peek().is_some() && !outputs.any(|output| output.sha256 == *hash)
        });
        Ok(Self {
            altered: altered.map(|(name, _)| name).collect(),
            ledger,
        })
    }

    /// A line about files that were changed since, or nothing.
    pub(super) fn warning(&self, path: &Path) -> String {
        if self.altered.is_empty() {
            return String::new();
        }
        format!(
            "注意: 「{}」の{}は、書き出したあとに変わっています。\n",
            shown(path),
            self.altered.join("、")
        )
    }
}
