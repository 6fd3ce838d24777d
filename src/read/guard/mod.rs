//! What may reach the parser at all, decided by the bytes and never by the name. Leaves the parsing to `workbook`.
//!
//! The bounds come from measurements on hostile files: some make a parser abort, which nothing can catch.

mod directory;
mod ole;
mod other;
mod package;
mod refusal;
mod strings;

use zip::ZipArchive;

pub(super) use directory::open as open_zip;
use refusal::SAVE_AS;
pub use refusal::{End, PROCESS_MEMORY, PROCESS_SECONDS};
pub(super) use refusal::{PROCESS_LIMITS, Refusal};

/// Largest file accepted.
pub(super) const MAX_FILE: usize = 30 << 20;
/// Most parts in one container.
pub(super) const MAX_PARTS: usize = 2_000;
/// Largest declared size of one part; the zip reader enforces what a part declares.
const MAX_PART: u64 = 64 << 20;
/// Largest declared size of the style sheet, which the parser keeps as a table in memory.
const MAX_STYLES: u64 = 16 << 20;
/// Largest declared size of the table of strings, which the parser keeps in memory.
const MAX_STRINGS: u64 = 32 << 20;
/// Most tags in all parts together.
const MAX_TAGS: usize = 1_500_000;
/// Most tags in the style sheet; the office program itself stops at some 65,000 formats.
const MAX_STYLE_TAGS: usize = 300_000;
/// Largest sum of declared sizes.
const MAX_TOTAL: u64 = 256 << 20;

/// The limits of this file, by name with their unit.
pub(super) const LIMITS: [(&str, u64); 6] = [
    ("file_bytes", MAX_FILE as u64),
    ("parts", MAX_PARTS as u64),
    ("part_bytes", MAX_PART),
    ("style_sheet_bytes", MAX_STYLES),
    ("inflated_bytes", MAX_TOTAL),
    ("tags", MAX_TAGS as u64),
];

/// What a file is, as far as it matters for reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// An Office Open XML workbook, which its parser reads without danger once the bounds hold.
    Workbook,
    /// A workbook whose parser can abort the process.
    OwnProcess(Kind),
    /// A zip that may hold workbooks.
    Archive,
}

/// The kinds of workbook whose parsers can abort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// .xls.
    Legacy,
    /// .xlsb.
    Binary,
    /// .ods.
    OpenDocument,
}

impl Container {
    /// Why it was not read, where it can only be read elsewhere and was not.
    pub(super) fn unread(self) -> Refusal {
        match self {
            Self::Workbook => Refusal::broken("ブックの構成を読めない"),
            Self::OwnProcess(Kind::Legacy) => Refusal::unreadable(
                "古い形式のExcelファイル（Excel 97-2003 ブック、.xls）です。",
                SAVE_AS,
            ),
            Self::OwnProcess(Kind::Binary) => {
                Refusal::unreadable("バイナリ形式のExcelブック（.xlsb）です。", SAVE_AS)
            }
            Self::OwnProcess(Kind::OpenDocument) => Refusal::unreadable(
                "OpenDocument形式の表計算（.ods）です。",
                "表計算ソフトで開き、「名前を付けて保存」で「Excelブック(.xlsx)」を選んで保存し直してください。",
            ),
            Self::Archive => Refusal::unreadable(
                "Excelブックではなく、ZIPで固めたファイルです。",
                "ZIPを展開し、中の記入済みの様式（.xlsx）を指定してください。",
            ),
        }
    }
}

/// Tells what a file is by its first bytes and its list of parts; `None` for what is no workbook and no archive.
pub(super) fn kind(bytes: &[u8]) -> Option<Container> {
    if bytes.starts_with(b"PK") {
        package::kind(bytes).ok()
    } else {
        container(bytes).ok()
    }
}

/// Tells what a file is; refuses what is no workbook and what is beyond the bounds.
pub(super) fn container(bytes: &[u8]) -> Result<Container, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::unreadable(
            "ファイルの中身が空（0バイト）です。",
            "送付や複写の途中で失われています。元のファイルを送り直してください。",
        ));
    }
    if bytes.starts_with(b"PK") {
        return package::container(bytes);
    }
    within_file(bytes)?;
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return ole::container(bytes);
    }
    Err(other::refusal(bytes))
}

/// Refuses a workbook that is too large to be the form.
fn within_file(bytes: &[u8]) -> Result<(), Refusal> {
    if bytes.len() > MAX_FILE {
        return Err(Refusal::beyond(format!(
            "ファイルが大きすぎます（{}MB。上限は{}MB）。",
            bytes.len() >> 20,
            MAX_FILE >> 20
        )));
    }
    Ok(())
}

/// A part's name as the parsers look for it.
fn part_name(raw: &[u8]) -> String {
    String::from_utf8_lossy(raw).replace('\\', "/")
}

/// A zip over bytes in memory.
pub(super) type Zip<'a> = ZipArchive<std::io::Cursor<&'a [u8]>>;

#[cfg(test)]
mod tests;
