//! The bureau's layout and the template's layout of the same data give the same facts and the same words.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// Rows of a table of `compile` over one workbook, without the columns that say where a thing stands.
fn rows(workbook: &Path, table: &str, places: &[&str]) -> Vec<Vec<String>> {
    let work = TempDir::new().expect("a folder");
    let input = work.path().join("西成区.xlsx");
    fs::copy(workbook, &input).expect("a copy");
    let out = work.path().join("out");
    let status = Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .args([Path::new("compile"), &input, Path::new("--out"), &out])
        .output()
        .expect("the program starts")
        .status;
    assert_eq!(status.code(), Some(0), "{}", workbook.display());
    let text = fs::read_to_string(out.join(table)).expect("a table");
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let headers = reader.headers().expect("headers").clone();
    let kept: Vec<usize> = (0..headers.len())
        .filter(|at| !places.contains(&&headers[*at]))
        .collect();
    assert_eq!(kept.len() + places.len(), headers.len());
    reader
        .records()
        .map(|record| {
            let record = record.expect("a row");
            kept.iter().map(|at| record[*at].to_owned()).collect()
        })
        .collect()
}

#[test]
fn both_layouts_give_the_same_tables() {
    let template = root().join("samples/r7/271225_西成区.xlsx");
    let bureau = root().join("tests/workbooks/bureau-layout-of-r7-西成区.xlsx");
    for (table, places) in [
        ("facts.csv", &["ファイル", "シート", "セル", "記載"][..]),
        ("narrative.csv", &["ファイル", "セル"]),
    ] {
        let expected = rows(&template, table, places);
        assert!(expected.len() > 30, "{table}: {} rows", expected.len());
        let found = rows(&bureau, table, places);
        for (expected, found) in expected.iter().zip(&found) {
            assert_eq!(expected, found, "{table}");
        }
        assert_eq!(expected.len(), found.len(), "{table}");
    }
}
