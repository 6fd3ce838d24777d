//! What may reach the parser at all, decided by the bytes and never by the name. Leaves the parsing to `workbook`.
//!
//! The bounds come from measurements on hostile files: some make a parser abort, which nothing can catch.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::diagnostic::Code;

/// Largest file accepted.
const MAX_FILE: usize = 30 << 20;
/// Most parts in one container.
const MAX_PARTS: usize = 2_000;
/// Largest declared size of one part; the zip reader enforces what a part declares.
const MAX_PART: u64 = 64 << 20;
/// Largest declared size of the style sheet, which the parser keeps as a table in memory.
const MAX_STYLES: u64 = 16 << 20;
/// Largest sum of declared sizes.
const MAX_TOTAL: u64 = 256 << 20;
/// How far into the string table its opening tag is looked for.
const MAX_PREAMBLE: usize = 64 << 10;

/// Why a file is not read, for the person who sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// S101, S102 or S103.
    pub(super) code: Code,
    /// What the file really is.
    pub(super) message: String,
    /// What to do.
    pub(super) hint: String,
}

/// The limits of this file, by name with their unit.
pub(super) const LIMITS: [(&str, u64); 4] = [
    ("file_bytes", MAX_FILE as u64),
    ("parts", MAX_PARTS as u64),
    ("part_bytes", MAX_PART),
    ("inflated_bytes", MAX_TOTAL),
];

/// What to do with a file of another kind.
const SAVE_AS: &str =
    "Excelで開き、「名前を付けて保存」で「Excelブック(.xlsx)」を選んで保存し直してください。";

impl Refusal {
    fn unreadable(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            code: Code::FILE_UNREADABLE,
            message: message.into(),
            hint: hint.into(),
        }
    }

    fn protected(message: impl Into<String>) -> Self {
        Self {
            code: Code::FILE_PROTECTED,
            message: message.into(),
            hint: "Excelで開き、「ファイル」→「情報」→「ブックの保護」→「パスワードを使用して暗号化」でパスワードを消して保存し、送り直してください。".to_owned(),
        }
    }

    pub(super) fn beyond(message: impl Into<String>) -> Self {
        Self {
            code: Code::FILE_BEYOND_LIMIT,
            message: message.into(),
            hint: "様式だけを新しいブックに移して保存するか、配付した様式に記入し直してください。"
                .to_owned(),
        }
    }

    pub(super) fn broken(reason: &str) -> Self {
        Self::unreadable(
            format!("Excelブックの中身が壊れていて読めません（{reason}）。"),
            "Excelで開けるか確かめ、開けたら「名前を付けて保存」で保存し直してください。開けないときは送り直してもらってください。",
        )
    }
}

/// Lets a workbook of the Office Open XML kind through and refuses everything else.
pub(super) fn inspect(bytes: &[u8]) -> Result<(), Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::unreadable(
            "ファイルの中身が空（0バイト）です。",
            "送付や複写の途中で失われています。元のファイルを送り直してください。",
        ));
    }
    if bytes.len() > MAX_FILE {
        return Err(Refusal::beyond(format!(
            "ファイルが大きすぎます（{}MB。上限は{}MB）。",
            bytes.len() >> 20,
            MAX_FILE >> 20
        )));
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(ole(bytes));
    }
    if bytes.starts_with(b"PK") {
        return package(bytes);
    }
    Err(other(bytes))
}

/// An OLE container: an encrypted workbook, or a file of an old Office.
fn ole(bytes: &[u8]) -> Refusal {
    let holds = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if holds("EncryptedPackage") || holds("EncryptionInfo") {
        Refusal::protected("パスワードで暗号化されたExcelブックのため、読めません。")
    } else if holds("Workbook") || holds("Book") {
        Refusal::unreadable(
            "古い形式のExcelファイル（Excel 97-2003 ブック、.xls）です。",
            SAVE_AS,
        )
    } else if holds("WordDocument") {
        Refusal::unreadable("Excelではなく、Wordの文書（.doc）です。", WRONG_FILE)
    } else {
        Refusal::unreadable(
            "Excelブック（.xlsx）ではなく、古いOfficeの形式のファイルです。",
            SAVE_AS,
        )
    }
}

/// What to do with a file that cannot become the form.
const WRONG_FILE: &str = "記入済みの様式（Excelブック）を選び直してください。";

/// A zip container: refuses what is no workbook, and what is beyond the bounds.
fn package(bytes: &[u8]) -> Result<(), Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| {
        Refusal::unreadable(
            "Excelブックが途中で切れているか、壊れています。",
            "送付や複写の途中で失われています。元のファイルをExcelで開けるか確かめ、送り直してください。",
        )
    })?;
    if archive.len() > MAX_PARTS {
        return Err(Refusal::beyond(format!(
            "ファイルの中の部品が多すぎます（{}個。上限は{MAX_PARTS}個）。",
            archive.len()
        )));
    }
    let mut names = Vec::new();
    let mut total = 0u64;
    for index in 0..archive.len() {
        let part = archive
            .by_index_raw(index)
            .map_err(|_| Refusal::broken("部品の一覧を読めない"))?;
        let name = String::from_utf8_lossy(part.name_raw()).replace('\\', "/");
        if part.encrypted() {
            return Err(Refusal::protected(
                "パスワード付きのZIPファイルのため、読めません。",
            ));
        }
        total = total.saturating_add(part.size());
        let limit = if name.ends_with("styles.xml") {
            MAX_STYLES
        } else {
            MAX_PART
        };
        if part.size() > limit || total > MAX_TOTAL {
            return Err(Refusal::beyond(format!(
                "ファイルを開くと大きくなりすぎます（{name}）。"
            )));
        }
        names.push(name);
    }
    kind(&names)?;
    for name in names
        .iter()
        .filter(|name| name.to_ascii_lowercase().ends_with("sharedstrings.xml"))
    {
        string_table(&mut archive, name)?;
    }
    Ok(())
}

/// Which document the container holds, told by its parts.
fn kind(names: &[String]) -> Result<(), Refusal> {
    let has = |start: &str| names.iter().any(|name| name.starts_with(start));
    if names.iter().any(|name| name == "xl/workbook.bin") {
        return Err(Refusal::unreadable(
            "バイナリ形式のExcelブック（.xlsb）です。",
            SAVE_AS,
        ));
    }
    if has("word/") {
        return Err(Refusal::unreadable(
            "Excelではなく、Wordの文書（.docx）です。",
            WRONG_FILE,
        ));
    }
    if has("ppt/") {
        return Err(Refusal::unreadable(
            "Excelではなく、PowerPointの資料（.pptx）です。",
            WRONG_FILE,
        ));
    }
    if has("content.xml") {
        return Err(Refusal::unreadable(
            "OpenDocument形式の表計算（.ods）です。",
            "表計算ソフトで開き、「名前を付けて保存」で「Excelブック(.xlsx)」を選んで保存し直してください。",
        ));
    }
    if has("Index/") {
        return Err(Refusal::unreadable(
            "Macの表計算（Numbers）のファイルです。",
            "Numbersで「書き出す」→「Excel」を選び、.xlsxにして送ってください。",
        ));
    }
    if !has("[Content_Types].xml") {
        return Err(Refusal::unreadable(
            "Excelブックではなく、ZIPで固めたファイルです。",
            "ZIPを展開し、中の記入済みの様式（.xlsx）を指定してください。",
        ));
    }
    Ok(())
}

/// The string table states how many strings follow; the parser would reserve memory for whatever it says.
fn string_table(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<(), Refusal> {
    let mut part = archive
        .by_name(name)
        .map_err(|_| Refusal::broken("文字列の表を読めない"))?;
    let size = part.size();
    let mut head = Vec::new();
    part.by_ref()
        .take(MAX_PREAMBLE as u64)
        .read_to_end(&mut head)
        .map_err(|_| Refusal::broken("文字列の表を読めない"))?;
    let head = String::from_utf8_lossy(&head);
    let Some(tag) = first_tag(&head).filter(|tag| is_string_table(tag)) else {
        return Err(Refusal::beyond("文字列の表の始まりが見つかりません。"));
    };
    let Some(after) = tag.find("uniqueCount").map(|at| &tag[at + 11..]) else {
        return Ok(());
    };
    let digits: String = after
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\''))
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    let count: u64 = digits.parse().unwrap_or(u64::MAX);
    // The shortest entry, <si/>, takes five bytes.
    if count > size / 5 + 16 {
        return Err(Refusal::beyond(
            "文字列の数が中身の大きさと合いません。壊れているか、細工されたファイルです。",
        ));
    }
    Ok(())
}

/// The first element's opening tag, after declarations and comments; a `>` inside quotes does not end it.
fn first_tag(xml: &str) -> Option<&str> {
    let mut rest = xml.trim_start_matches('\u{FEFF}').trim_start();
    loop {
        let end = if rest.starts_with("<?") {
            rest.find("?>")? + 2
        } else if rest.starts_with("<!--") {
            rest.find("-->")? + 3
        } else if rest.starts_with("<!") {
            rest.find('>')? + 1
        } else {
            break;
        };
        rest = rest[end..].trim_start();
    }
    let mut quote = None;
    for (at, c) in rest.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (None, '>') => return Some(&rest[..at]),
            _ => {}
        }
    }
    None
}

fn is_string_table(tag: &str) -> bool {
    let name = tag
        .trim_start_matches('<')
        .split([' ', '\t', '\r', '\n', '/'])
        .next();
    name.is_some_and(|name| name.rsplit(':').next() == Some("sst"))
}

/// Neither a zip nor an OLE container.
fn other(bytes: &[u8]) -> Refusal {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2_048)]).to_lowercase();
    let text = head.trim_start_matches(['\u{FEFF}', ' ', '\r', '\n', '\t']);
    if bytes.starts_with(b"%PDF") {
        return Refusal::unreadable(
            "ExcelではなくPDFです。",
            "PDFからは読み取れません。PDFにする前のExcelブック（.xlsx）を送ってください。",
        );
    }
    if text.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        return Refusal::unreadable("XMLスプレッドシート2003形式のファイルです。", SAVE_AS);
    }
    if text.starts_with("<!doctype html") || text.starts_with("<html") || text.starts_with("<table")
    {
        return Refusal::unreadable("Excelではなく、HTML（ウェブページ）です。", SAVE_AS);
    }
    if bytes.starts_with(&[0x89, b'P', b'N', b'G']) || bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return Refusal::unreadable(
            "Excelではなく、画像です。",
            "画像からは読み取れません。記入済みのExcelブック（.xlsx）を送ってください。",
        );
    }
    if bytes.starts_with(&[0x09, 0x00]) || bytes.starts_with(&[0x09, 0x02]) {
        return Refusal::unreadable("とても古い形式のExcelファイルです。", SAVE_AS);
    }
    let sample = &bytes[..bytes.len().min(4_096)];
    let is_text = !sample
        .iter()
        .any(|byte| *byte < 0x20 && !matches!(byte, b'\r' | b'\n' | b'\t'));
    if is_text {
        return Refusal::unreadable(
            "Excelブックではなく、文字だけのファイル（CSVなど）です。",
            SAVE_AS,
        );
    }
    Refusal::unreadable(
        "Excelブック（.xlsx）ではありません。",
        "記入済みの様式をExcelで開き、「名前を付けて保存」で「Excelブック(.xlsx)」を選んで保存し直してください。",
    )
}

#[cfg(test)]
mod tests;
