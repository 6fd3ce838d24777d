//! Sorts what was given into files to read and files passed over, and opens archives on the way: bytes in, inputs out.

use super::hash::sha256;
use super::input::{Handling, InputFile, handling};
use diagnostic::{Code, Diagnostic, Place};
use model::{is_unseen, visible};
use std::io::{Cursor, Read, Seek};
use workbook::{Archive, Grid, Member, Refusal, locked, without_workbook, workbook_too_large};

/// Endings that may hold a workbook; what a file really is, its content decides.
const ENDINGS: [&str; 10] = [
    "xlsx", "xlsm", "xlsb", "xls", "ods", "zip", "xltx", "xltm", "fods", "numbers",
];

/// What has been found so far.
#[derive(Debug, Default)]
pub struct Gather {
    /// Files to read.
    pub files: Vec<InputFile>,
    /// Files passed over, as notes.
    pub notes: Vec<Diagnostic>,
}

impl Gather {
    /// Takes a file's content. One that is expected to be a workbook is read, or told to be none; another is read only if
    /// it is one all the same.
    pub fn file(&mut self, name: &str, bytes: Vec<u8>, is_expected: bool) {
        match handling(&bytes) {
            Handling::Direct | Handling::OwnProcess => self.read(name, bytes),
            Handling::Archive if is_expected => {
                let sha256 = sha256(&bytes);
                match Archive::open(Cursor::new(&bytes)) {
                    Ok(mut archive) => self.archive(name, &sha256, &mut archive),
                    Err(refusal) => self.unread(name, sha256, Grid::refused(refusal)),
                }
            }
            Handling::NoWorkbook if is_expected => self.read(name, bytes),
            Handling::Archive | Handling::NoWorkbook => self.pass_over(name),
        }
    }

    /// Takes an archive that is too large to be held in memory, from where it lies.
    pub fn large_archive(
        &mut self,
        name: &str,
        sha256: String,
        length: u64,
        reader: impl Read + Seek,
    ) {
        let mut archive = match Archive::open(reader) {
            Ok(archive) => archive,
            Err(refusal) => return self.unread(name, sha256, Grid::refused(refusal)),
        };
        if archive.is_document() {
            self.unread(name, sha256, Grid::refused(workbook_too_large(length)));
        } else {
            self.archive(name, &sha256, &mut archive);
        }
    }

    /// Takes the members of an archive. An archive that gives nothing stands for itself, with the reason.
    fn archive<R: Read + Seek>(&mut self, name: &str, sha256: &str, archive: &mut Archive<R>) {
        let before = self.files.len();
        let mut is_locked = false;
        for member in archive.members() {
            if member.name.split('/').any(is_passed_over) {
                continue;
            }
            let full = format!("{name}/{}", member.name);
            let is_expected = has_workbook_ending(&member.name);
            if is_expected && member.is_locked {
                is_locked = true;
            } else if is_expected || may_be_workbook(&archive.head(&member)) {
                self.member(&full, archive, &member, is_expected);
            } else {
                self.pass_over(&full);
            }
        }
        if is_locked {
            self.unread(name, sha256.to_owned(), Grid::refused(locked()));
        } else if self.files.len() == before {
            self.unread(name, sha256.to_owned(), Grid::refused(without_workbook()));
        }
    }

    fn member<R: Read + Seek>(
        &mut self,
        name: &str,
        archive: &mut Archive<R>,
        member: &Member,
        is_expected: bool,
    ) {
        // The hash of nothing: the content was never there to be hashed.
        let nothing = |refusal: Refusal| (sha256(&[]), Grid::refused(refusal));
        let bytes = match archive.content(member).map_err(nothing) {
            Ok(bytes) => bytes,
            Err((sha256, grid)) => return self.unread(name, sha256, grid),
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
            Err(refusal) => self.unread(name, sha256, Grid::refused(refusal)),
        }
    }

    fn read(&mut self, name: &str, bytes: Vec<u8>) {
        let sha256 = sha256(&bytes);
        self.files.push(InputFile::new(name, bytes, sha256));
    }

    /// A file that stands in the list of what was given, with the reason why it was not read.
    pub fn unread(&mut self, name: &str, sha256: String, grid: Grid) {
        let mut file = InputFile::new(name, Vec::new(), sha256);
        file.grid = Some(grid.into());
        self.files.push(file);
    }

    /// A file whose name is not all there to be seen, as a note; `is_text` is false where it is no text to the system.
    pub fn named(&mut self, name: &str, is_text: bool) {
        let what = match (is_text, name.contains(is_unseen)) {
            (true, false) => return,
            (true, true) => "目に見えない文字",
            (false, _) => "文字として読めないバイト",
        };
        let message = format!(
            "ファイル名に{what}があるため、「{}」と書き表します。",
            visible(name)
        );
        let note = Diagnostic::new(Code::FILE_NAME_UNSEEN, Place::file(&name.into()), message);
        self.notes
            .push(note.hint("ファイルの名前を、ふつうの文字だけに付け直してください。"));
    }

    /// A thing in a folder that is no file, such as a pipe, as a note: to open it might take for ever.
    pub fn no_file(&mut self, name: &str) {
        let message = "ファイルでもフォルダでもないもの（名前付きパイプや装置など）のため、開きませんでした。";
        let note = Diagnostic::new(Code::FILE_NOT_READ, Place::file(&name.into()), message);
        self.notes.push(
            note.hint("取りまとめに必要なものなら、ふつうのファイルとして保存し直してください。"),
        );
    }

    /// A file that is not looked at, as a note.
    pub fn pass_over(&mut self, name: &str) {
        let message = format!("「{name}」はExcelのファイルではないため、読みませんでした。");
        let note = Diagnostic::new(Code::FILE_NOT_READ, Place::file(&name.into()), message);
        self.notes.push(note.hint(
            "取りまとめに必要なファイルなら、Excelの形式（.xlsx）で保存して渡してください。",
        ));
    }
}

/// Lock files, and what file managers and engines leave behind.
pub fn is_passed_over(name: &str) -> bool {
    name.starts_with("~$")
        || name.starts_with('.')
        || ["thumbs.db", "desktop.ini", "__macosx", "_success"]
            .contains(&name.to_lowercase().as_str())
}

/// Whether the first bytes are those of a zip or an OLE container.
pub fn may_be_workbook(head: &[u8]) -> bool {
    head.starts_with(b"PK") || head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
}

/// Whether a name ends as workbooks and archives of them do.
pub fn has_workbook_ending(name: &str) -> bool {
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}
