//! A number of an earlier year that was changed is listed with both sources.

use std::fs;
use std::io::Cursor;

use calamine::{Reader, Xlsx};

use crate::end_to_end::{run, samples, stdout, text};

#[test]
fn what_was_changed_afterwards_is_listed_with_both_places() {
    let work = tempfile::tempdir().expect("a folder");
    let first = work.path().join("r6");
    let output = run(&["compile", text(&samples("r6")), "--out", text(&first)]);
    assert_eq!(output.status.code(), Some(0));
    let table = fs::read_to_string(first.join("facts.csv")).expect("facts");
    let row = table
        .lines()
        .find(|line| line.starts_with("271225,") && line.contains(",1-4,"))
        .expect("the ward's row");
    let cells: Vec<&str> = row.split(',').collect();
    let (now, cell) = (cells[8], cells[13]);
    let mut changed: Vec<&str> = cells.clone();
    (changed[8], changed[14]) = ("1", "1");
    let before = work.path().join("facts.csv");
    fs::write(&before, table.replace(row, &changed.join(","))).expect("written");
    let out = work.path().join("out");
    let output = run(&[
        "compile",
        text(&samples("r7")),
        "--previous",
        text(&before),
        "--out",
        text(&out),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    let bytes = fs::read(out.join("report.xlsx")).expect("the report");
    let mut workbook = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let sheet = workbook.worksheet_range("点検結果").expect("the sheet");
    let rows = sheet.rows().map(|row| {
        let cells = row.iter().map(ToString::to_string);
        cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let head = rows
        .iter()
        .position(|row| row.contains(&"前回の値".to_owned()))
        .expect("the table of restatements");
    let place = format!("271225_西成区.xlsx › 基本目標1!{cell}");
    let expected = [
        "西成区",
        "2024年度",
        "④相談対応件数",
        "1",
        &format!("前年度/{place}"),
        now,
        &place,
    ];
    assert_eq!(rows[head + 1], expected);
    assert!(
        rows[head + 2].is_empty() || rows[head + 2][0] != "西成区",
        "one number was changed"
    );
    // Where nothing was changed there is no such table.
    let bytes = fs::read(first.join("report.xlsx")).expect("the report");
    let mut workbook = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let sheet = workbook.worksheet_range("点検結果").expect("the sheet");
    assert!(sheet.used_cells().all(|(.., cell)| *cell != "前回の値"));
}
