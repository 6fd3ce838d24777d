//! Messages that name the true cause, and the nearest name or number where one is a slip away; none of these is ever taken.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::edges::{run, sample, with_cell, with_cell_on};

/// What is told of a file: code, message and what to do.
fn told(name: &str, bytes: &[u8]) -> Vec<(String, String)> {
    let work = tempfile::tempdir().expect("a folder");
    fs::write(work.path().join(name), bytes).expect("a file");
    let output = run(work.path(), &["check", name, "--format", "json"]);
    let told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let word = |told: &Value, key: &str| told[key].as_str().unwrap_or_default().to_owned();
    let findings = told["findings"].as_array().expect("a list").iter();
    findings
        .map(|told| {
            (
                word(told, "code"),
                format!("{}{}", word(told, "message"), word(told, "hint")),
            )
        })
        .collect()
}

fn only(found: &[(String, String)], code: &str) -> String {
    let of_code: Vec<&(String, String)> = found.iter().filter(|(own, _)| own == code).collect();
    assert_eq!(of_code.len(), 1, "{code}: {found:#?}");
    of_code[0].1.clone()
}

#[test]
fn a_character_that_cannot_be_seen_is_named_with_its_place() {
    for (content, place) in [
        ("\u{200E}453", "1文字目に文字の向きを決める記号（U+200E）"),
        ("45\u{200B}3", "3文字目に幅のない空白（U+200B）"),
        ("453\u{202C}件", "4文字目に文字の向きを決める記号（U+202C）"),
        ("4_x0007_53", "2文字目に制御文字（U+0007）"),
    ] {
        let cell = format!("<is><t>{content}</t></is>");
        let found = told(
            "271225_西成区.xlsx",
            &with_cell("H19", " t=\"inlineStr\"", &cell),
        );
        let message = only(&found, "V201");
        assert!(
            message.contains(place) && message.contains("「453"),
            "{message}"
        );
        assert!(message.contains("目に見えない文字がある"), "{message}");
    }
}

#[test]
fn a_letter_in_place_of_a_digit_is_told_with_the_number_and_not_taken() {
    for (content, number) in [("45O", "450"), ("l2", "12"), ("1〇", "10")] {
        let cell = format!("<is><t>{content}</t></is>");
        let found = told(
            "271225_西成区.xlsx",
            &with_cell("H19", " t=\"inlineStr\"", &cell),
        );
        let message = only(&found, "V201");
        assert!(
            message.contains("数字に似た文字") && message.contains(&format!("「{number}」のこと")),
            "{message}"
        );
    }
}

#[test]
fn an_as_of_date_that_is_nearly_one_is_told_with_what_to_write() {
    let sheet = "xl/worksheets/sheet1.xml";
    for content in ["20260331", "令和8年3月", "2026.3"] {
        let cell = format!("<is><t>{content}</t></is>");
        let bytes = with_cell_on(sheet, "C6", " t=\"inlineStr\"", &cell);
        let message = only(&told("271225_西成区.xlsx", &bytes), "S130");
        assert!(
            message.contains(&format!("「{content}」を日付として読めません")),
            "{message}"
        );
        assert!(
            message.contains("「令和8年3月末」と書いてください"),
            "{message}"
        );
    }
    let bytes = with_cell_on(sheet, "C6", "", "<v>20260331</v>");
    assert!(only(&told("271225_西成区.xlsx", &bytes), "S130").contains("「令和8年3月末」"));
}

#[test]
fn a_ward_one_slip_away_is_named_and_not_taken() {
    let sheet = "xl/worksheets/sheet1.xml";
    for content in ["西城区", "ニシナリ", "にしなりく"] {
        let cell = format!("<is><t>{content}</t></is>");
        let bytes = with_cell_on(sheet, "C4", " t=\"inlineStr\"", &cell);
        let message = only(&told("271225_西成区.xlsx", &bytes), "S120");
        assert!(
            message.contains("「西成区」のことであれば"),
            "{content}: {message}"
        );
    }
}

#[test]
fn a_file_of_another_program_is_told_by_its_name() {
    let flat = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" office:version=\"1.3\" office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\"/>";
    for (name, bytes, word) in [
        ("西成区.fods", flat.as_bytes(), "LibreOffice Calcで開き"),
        ("西成区.xlsx", flat.as_bytes(), "フラットXML"),
        ("西成区.xls", b"{\\rtf1\\ansi", "リッチテキスト"),
        ("西成区.xlsx", b"7z\xBC\xAF\x27\x1C\0\x04", "7-Zip"),
    ] {
        assert!(only(&told(name, bytes), "S101").contains(word), "{word}");
    }
    // In a folder such a file is an answer that cannot be read, and no file that is none of our business.
    let work = tempfile::tempdir().expect("a folder");
    fs::write(work.path().join("西成区.fods"), flat).expect("a file");
    fs::copy(
        sample("271276_北区.xlsx"),
        Path::new(work.path()).join("271276_北区.xlsx"),
    )
    .expect("a copy");
    assert_eq!(run(work.path(), &["check", "."]).status.code(), Some(1));
}
