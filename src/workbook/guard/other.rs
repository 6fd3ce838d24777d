//! Files that are neither a zip nor an OLE container: what they are, in a clerk's words.

use crate::refusal::{Refusal, SAVE_AS, WRONG_FILE};

/// What to do with a file of LibreOffice's own.
const SAVE_FROM_CALC: &str = "LibreOffice Calcで開き、「ファイル」→「名前を付けて保存」で「Excel 2007-365（.xlsx）」を選んで保存し直してください。";

/// How files of some other programs begin, and what they are.
const OTHERS: [(&[u8], &str); 5] = [
    (
        b"{\\rtf",
        "Excelではなく、リッチテキストの文書（.rtf）です。",
    ),
    (
        b"7z\xBC\xAF\x27\x1C",
        "Excelブックではなく、7-Zipで固めたファイルです。展開してから、中のExcelのファイルを渡してください。",
    ),
    (
        b"Rar!\x1A\x07",
        "Excelブックではなく、RARで固めたファイルです。展開してから、中のExcelのファイルを渡してください。",
    ),
    (
        b"\x1F\x8B",
        "Excelブックではなく、gzipで固めたファイルです。展開してから、中のExcelのファイルを渡してください。",
    ),
    (
        b"ID;P",
        "Excelブックではなく、SYLK形式のファイル（.slk）です。",
    ),
];

/// How much of a flat document is looked at for its kind.
const MOST_HEAD: usize = 16 << 10;

/// A document of LibreOffice's that is one XML file.
fn flat(is_sheet: bool) -> Refusal {
    if is_sheet {
        let what = "LibreOfficeの「フラットXML」形式の表計算（.fods）です。";
        Refusal::unreadable(what, SAVE_FROM_CALC)
    } else {
        let what = "LibreOfficeの「フラットXML」形式の文書で、表計算ではありません。";
        Refusal::unreadable(what, WRONG_FILE)
    }
}

/// Neither a zip nor an OLE container.
pub(super) fn refusal(bytes: &[u8]) -> Refusal {
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
    if text.contains("urn:oasis:names:tc:opendocument") {
        // Its kind stands behind a long list of namespaces.
        let more = String::from_utf8_lossy(&bytes[..bytes.len().min(MOST_HEAD)]);
        return flat(more.contains("opendocument.spreadsheet"));
    }
    if let Some((_, what)) = OTHERS.iter().find(|(sign, _)| bytes.starts_with(sign)) {
        return Refusal::unreadable(*what, WRONG_FILE);
    }
    if text.starts_with("mime-version:") {
        return Refusal::unreadable(
            "Excelではなく、ウェブページを1つにまとめたファイル（MHTML）です。",
            SAVE_AS,
        );
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
