//! What each kind of file is told to be, and what never reaches the parser.

use super::*;
use crate::refusal::Why;

fn refused(bytes: &[u8]) -> (Why, String) {
    let refusal = container(bytes).expect_err("refused");
    (refusal.why, refusal.message)
}

fn ole_with(stream: &str) -> Vec<u8> {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(512, 0);
    bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(2_048, 0);
    bytes
}

#[test]
fn the_message_says_what_the_file_is() {
    for (bytes, code, word) in [
        (Vec::new(), Why::Unreadable, "0バイト"),
        (b"%PDF-1.7".to_vec(), Why::Unreadable, "PDF"),
        (b"<html><table>".to_vec(), Why::Unreadable, "HTML"),
        (
            "区,件数\r\n北区,3\r\n".as_bytes().to_vec(),
            Why::Unreadable,
            "CSV",
        ),
        (vec![0x8B, 0xE6, 0x2C, 0x31], Why::Unreadable, "CSV"),
        (
            b"<?xml version=\"1.0\"?><office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\">".to_vec(),
            Why::Unreadable,
            "LibreOffice",
        ),
        (
            format!(
                "<office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\"{} office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\">",
                " xmlns:a=\"x\"".repeat(300)
            )
            .into_bytes(),
            Why::Unreadable,
            ".fods",
        ),
        (b"Rar!\x1a\x07\x01".to_vec(), Why::Unreadable, "RAR"),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook".to_vec(), Why::Unreadable, "MHTML"),
        (ole_with("EncryptedPackage"), Why::Protected, "暗号化"),
        (
            ole_with("PowerPoint Document"),
            Why::Unreadable,
            "古いOffice",
        ),
        (
            b"PK\x03\x04 cut short".to_vec(),
            Why::Unreadable,
            "途中で切れて",
        ),
        (vec![0, 1, 2, 3], Why::Unreadable, "ではありません"),
    ] {
        let (found, message) = refused(&bytes);
        assert_eq!(found, code, "{message}");
        assert!(message.contains(word), "{message}");
    }
}

#[test]
fn a_file_beyond_the_limit_is_not_opened() {
    let bytes = vec![b'a'; MAX_FILE + 1];
    assert_eq!(refused(&bytes).0, Why::BeyondLimit);
}
