//! Files that are neither a zip nor an OLE container: what they are, in a clerk's words.

use crate::refusal::{Refusal, SAVE_AS};

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
