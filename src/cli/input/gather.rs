//! Sorts what is found into files to read and files passed over, and opens archives on the way.

use std::path::Path;

use super::{HEAD, Inputs, bytes_of, hash_file, head, is_passed_over};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::pipeline::sha256;
use crate::read::archive::{self, Archive, Member};
use crate::read::{Grid, Handling, InputFile, handling};

/// Endings that may hold a workbook; what a file really is, its content decides.
const ENDINGS: [&str; 6] = ["xlsx", "xlsm", "xlsb", "xls", "ods", "zip"];

/// What has been found so far.
#[derive(Default)]
pub(super) struct Gather {
    pub(super) inputs: Inputs,
}

impl Gather {
    /// Takes a file of the system. One that the user named is read whatever its ending; another without a workbook's
    /// ending only if it is a workbook all the same.
    pub(super) fn file(&mut self, name: &str, path: &Path, is_named: bool) {
        let metadata = path.metadata();
        if !is_named && metadata.as_ref().is_ok_and(|metadata| !metadata.is_file()) {
            return self.pass_over(name);
        }
        let length = metadata.map_or(0, |metadata| metadata.len());
        let is_expected = is_named || has_workbook_ending(name);
        if !is_expected && (length > archive::largest() || !may_be_workbook(&head(path))) {
            return self.pass_over(name);
        }
        if let Err(error) = self.content(name, path, length, is_expected) {
            // Most likely a person has it open; the others are read all the same.
            self.unread(name, sha256(&[]), Grid::not_opened(&error.to_string()));
        }
    }

    fn content(
        &mut self,
        name: &str,
        path: &Path,
        length: u64,
        is_expected: bool,
    ) -> std::io::Result<()> {
        if length > archive::largest() {
            self.unread(name, hash_file(path)?, archive::beyond_size(length));
            return Ok(());
        }
        let bytes = bytes_of(path)?;
        match handling(&bytes) {
            Handling::Direct | Handling::OwnProcess => self.read(name, bytes),
            Handling::Archive if is_expected => {
                let sha256 = sha256(&bytes);
                match Archive::open(&bytes) {
                    Ok(mut archive) => self.archive(name, &sha256, &mut archive),
                    Err(grid) => self.unread(name, sha256, grid),
                }
            }
            Handling::NoWorkbook if is_expected => self.read(name, bytes),
            Handling::Archive | Handling::NoWorkbook => self.pass_over(name),
        }
        Ok(())
    }

    /// Takes the members of an archive. An archive that gives nothing stands for itself, with the reason.
    fn archive(&mut self, name: &str, sha256: &str, archive: &mut Archive<'_>) {
        let before = self.inputs.files.len();
        let mut is_locked = false;
        for member in archive.members() {
            if member.name.split('/').any(is_passed_over) {
                continue;
            }
            let full = format!("{name}/{}", member.name);
            let is_expected = has_workbook_ending(&member.name);
            if is_expected && member.is_locked {
                is_locked = true;
            } else if is_expected || may_be_workbook(&archive.head(&member, HEAD)) {
                self.member(&full, archive, &member, is_expected);
            } else {
                self.pass_over(&full);
            }
        }
        if is_locked {
            self.unread(name, sha256.to_owned(), archive::locked());
        } else if self.inputs.files.len() == before {
            self.unread(name, sha256.to_owned(), archive::without_workbook());
        }
    }

    fn member(
        &mut self,
        name: &str,
        archive: &mut Archive<'_>,
        member: &Member,
        is_expected: bool,
    ) {
        let bytes = match archive.content(member) {
            Ok(bytes) => bytes,
            // The hash of nothing: the content was never there to be hashed.
            Err(grid) => return self.unread(name, sha256(&[]), grid),
        };
        match handling(&bytes) {
            Handling::Archive if is_expected => {}
            Handling::Archive | Handling::NoWorkbook if !is_expected => {
                return self.pass_over(name);
            }
            _ => return self.read(name, bytes),
        }
        let sha256 = sha256(&bytes);
        match archive.inner(&bytes) {
            Ok(mut inner) => {
                self.archive(name, &sha256, &mut inner);
                archive.close(&inner);
            }
            Err(grid) => self.unread(name, sha256, grid),
        }
    }

    fn read(&mut self, name: &str, bytes: Vec<u8>) {
        let sha256 = sha256(&bytes);
        self.inputs.files.push(InputFile::new(name, bytes, sha256));
    }

    /// A file that stands in the list of what was given, with the reason why it was not read.
    fn unread(&mut self, name: &str, sha256: String, grid: Grid) {
        let mut file = InputFile::new(name, Vec::new(), sha256);
        file.grid = Some(grid.into());
        self.inputs.files.push(file);
    }

    fn pass_over(&mut self, name: &str) {
        let message = format!("「{name}」はExcelのファイルではないため、読みませんでした。");
        let note = Diagnostic::new(Code::FILE_NOT_READ, Place::file(&name.into()), message);
        self.inputs.notes.push(note.hint(
            "取りまとめに必要なファイルなら、Excelの形式（.xlsx）で保存して渡してください。",
        ));
    }
}

/// Whether the first bytes are those of a zip or an OLE container.
fn may_be_workbook(head: &[u8]) -> bool {
    head.starts_with(b"PK") || head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
}

fn has_workbook_ending(name: &str) -> bool {
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}
