//! Packages as other programs and people make them: names in small letters, with backslashes, what a Mac leaves beside the
//! parts, parts in other encodings, counts that are wrong. Each is read like the workbook it was made from.

use std::io::{Cursor, Read as _, Write as _};

use torimatome::read::ReadResult;

use crate::told::{Found::Anywhere, SAMPLE, assert_found, reading, reading_apart, root};

/// A package with each part's name and bytes given anew.
fn rewritten(file: &str, of: impl Fn(&str, Vec<u8>) -> Vec<(String, Vec<u8>)>) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(root(file))).expect("a zip");
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut entry = from.by_index(index).expect("an entry");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("whole");
        let name = entry.name().expect("a name").to_string();
        for (name, bytes) in of(&name, bytes) {
            to.start_file(name.as_str(), zip::write::SimpleFileOptions::default())
                .expect("a part");
            to.write_all(&bytes).expect("written");
        }
    }
    to.finish().expect("a zip").into_inner()
}

fn assert_reads_like_the_sample(name: &str, bytes: Vec<u8>) {
    let result = reading(bytes);
    let sample = reading(root(SAMPLE));
    assert!(
        result.submission.is_some(),
        "{name}: {:?}",
        result.diagnostics
    );
    let all = |result: &ReadResult| format!("{:?} {:?}", result.submission, result.diagnostics);
    assert_eq!(all(&result), all(&sample), "{name}");
}

#[test]
fn names_are_those_that_programs_tell_apart() {
    let lower = |name: &str| name.to_lowercase();
    let upper = |name: &str| name.to_uppercase();
    let backslash = |name: &str| name.to_lowercase().replace('/', "\\");
    for (kind, renamed) in [
        ("small letters", &lower as &dyn Fn(&str) -> String),
        ("capitals", &upper),
        ("backslashes", &backslash),
    ] {
        let bytes = rewritten(SAMPLE, |name, bytes| vec![(renamed(name), bytes)]);
        assert_reads_like_the_sample(kind, bytes);
    }
    let ods = "tests/workbooks/containers/saved-as-ods-西成区.ods";
    let capitals = rewritten(ods, |name, bytes| vec![(name.to_uppercase(), bytes)]);
    let all = |bytes| format!("{:?}", reading_apart(bytes).submission);
    assert_eq!(all(capitals), all(root(ods)));
}

#[test]
fn what_a_mac_leaves_beside_the_parts_is_none_of_them() {
    let bytes = rewritten(SAMPLE, |name, bytes| {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let beside = format!("__MACOSX/{folder}/._{file}");
        vec![
            (name.to_owned(), bytes),
            (beside, b"\0\x05\x16\x07\0\x02\0\0Mac OS X".to_vec()),
        ]
    });
    assert_reads_like_the_sample("repacked on a Mac", bytes);
}

#[test]
fn parts_are_read_in_the_encoding_they_state() {
    let utf_16 = |text: &str, big: bool| -> Vec<u8> {
        let units = text.encode_utf16();
        units
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    };
    let is_text = |name: &str| name.ends_with(".xml") && name.starts_with("xl/");
    for (kind, encoded) in [
        (
            "UTF-16, marked",
            &(|text: &str| utf_16(&format!("\u{FEFF}{text}"), false)) as &dyn Fn(&str) -> Vec<u8>,
        ),
        ("UTF-16, big end first", &|text| {
            utf_16(&format!("\u{FEFF}{text}"), true)
        }),
        ("UTF-16, not marked", &|text| utf_16(text, false)),
        ("Shift_JIS", &|text| {
            let stated = text.replacen("UTF-8", "Shift_JIS", 1);
            encoding_rs::SHIFT_JIS.encode(&stated).0.into_owned()
        }),
        ("EUC-JP", &|text| {
            let stated = text.replacen("\"UTF-8\"", "'EUC-JP'", 1);
            encoding_rs::EUC_JP.encode(&stated).0.into_owned()
        }),
    ] {
        let bytes = rewritten(SAMPLE, |name, bytes| {
            let text = String::from_utf8(bytes.clone());
            let bytes = text
                .ok()
                .filter(|_| is_text(name))
                .map_or(bytes, |text| encoded(&text));
            vec![(name.to_owned(), bytes)]
        });
        assert_reads_like_the_sample(kind, bytes);
    }
    let unknown = rewritten(SAMPLE, |name, bytes| {
        let is_sheet = name == "xl/worksheets/sheet2.xml";
        let stated = String::from_utf8_lossy(&bytes).replacen("UTF-8", "x-unknown", 1);
        let broken = [stated.as_bytes(), &[0xFF]].concat();
        vec![(name.to_owned(), if is_sheet { broken } else { bytes })]
    });
    let result = reading(unknown);
    assert_found(
        "unknown",
        &result,
        "",
        &Anywhere("S101", "壊れていて読めません"),
    );
}

#[test]
fn a_wrong_count_of_strings_costs_nothing() {
    for count in ["0", "100000000000", "18446744073709551615", "many"] {
        let bytes = rewritten(SAMPLE, |name, bytes| {
            let mut text = String::from_utf8_lossy(&bytes).into_owned();
            if name == "xl/sharedStrings.xml" {
                let from = text.find("uniqueCount=\"").expect("stated") + 13;
                let to = from + text[from..].find('"').expect("closed");
                text.replace_range(from..to, count);
            }
            vec![(name.to_owned(), text.into_bytes())]
        });
        assert_reads_like_the_sample(count, bytes);
    }
}

/// A place in a table that is not there is no value: neither is it read as a number, nor is anything else told that comes of it.
#[test]
fn where_the_table_of_strings_is_lost_that_alone_is_told() {
    let gone = rewritten(SAMPLE, |name, bytes| match name {
        "xl/sharedStrings.xml" => Vec::new(),
        _ => vec![(name.to_owned(), bytes)],
    });
    // Its sum says other bytes.
    let mut damaged = root(SAMPLE);
    let mut zip = zip::ZipArchive::new(Cursor::new(damaged.clone())).expect("a zip");
    let entry = zip.by_name("xl/sharedStrings.xml").expect("there");
    let at = usize::try_from(entry.data_start().expect("read")).expect("small");
    damaged[at + 100] ^= 0x55;
    drop(entry);
    for (kind, bytes) in [("gone", gone), ("damaged", damaged)] {
        let result = reading(bytes);
        let told: Vec<&str> = result.diagnostics.iter().map(|d| d.code.id()).collect();
        assert_eq!(
            (told, result.submission.is_none()),
            (vec!["S101"], true),
            "{kind}"
        );
        assert!(
            result.diagnostics[0].message.contains("文字をまとめた部分"),
            "{kind}"
        );
    }
}
