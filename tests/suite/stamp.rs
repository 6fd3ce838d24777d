//! `--stamp`: the only way a clock time gets into an output.

use std::fs;
use std::path::Path;

use crate::end_to_end::{compiled, contents, run, samples, stderr, text};
use crate::trace::parts;

fn stamped(out: &Path, stamp: &str) {
    let one = samples("r7").join("271225_西成区.xlsx");
    let output = run(&["compile", text(&one), stamp, "--quiet", "--out", text(out)]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn a_stamp_stands_in_properties_and_foot_and_nothing_else_changes_from_run_to_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let (first, second) = (folder.path().join("1"), folder.path().join("2"));
    stamped(&first, "--stamp=2026-04-20T10:05");
    stamped(&second, "--stamp=2026-04-20 10:05");
    assert_eq!(contents(&first), contents(&second));
    let workbook = parts(&fs::read(first.join("report.xlsx")).expect("a workbook"));
    assert!(workbook["docProps/core.xml"].contains("2026-04-20T10:05:00Z"));
    let foot = "torimatome 0.1.0　作成 2026-04-20 10:05";
    assert!(workbook["xl/worksheets/sheet1.xml"].contains(foot));
    let pdf = lopdf::Document::load(first.join("report.pdf")).expect("a PDF");
    let info = pdf.trailer.get(b"Info").and_then(|id| id.as_reference());
    let info = pdf
        .get_dictionary(info.expect("a reference"))
        .expect("information");
    let date = info.get(b"CreationDate").and_then(|date| date.as_str());
    assert_eq!(date.expect("a date"), b"D:20260420100500+09'00'");
}

#[test]
fn without_it_the_only_date_is_the_as_of_date() {
    let out = compiled().join("out");
    let workbook = parts(&fs::read(out.join("report.xlsx")).expect("a workbook"));
    let core = &workbook["docProps/core.xml"];
    assert_eq!(
        core.matches("2026-03-31T00:00:00Z").count(),
        core.matches(":00Z").count()
    );
    assert!(!workbook["xl/worksheets/sheet1.xml"].contains("作成 2"));
}

#[test]
fn the_clock_is_asked_where_no_time_is_given_and_a_mistake_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    stamped(&out, "--stamp");
    let workbook = parts(&fs::read(out.join("report.xlsx")).expect("a workbook"));
    assert!(workbook["xl/worksheets/sheet1.xml"].contains("　作成 2"));
    let one = samples("r7");
    let output = run(&["compile", text(&one), "--stamp=きのう", "--out", text(&out)]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("2026-04-20T10:00 のように書いてください"));
}
