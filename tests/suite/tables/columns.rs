//! The published tables as Parquet: the same rows as the CSV, the same bytes every time, and a source like the tables of rows.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use torimatome::columnar;
use torimatome::ledger::{FactRow, FigureRow, NarrativeRow, Row, as_records, csv_rows};

use super::program::{TABLES, assert_same, compile, json, refs, told, work, workbooks};
use crate::end_to_end::{contents, run, samples, stdout, text};

/// Compiles paths with columns beside the rows.
fn with_columns(paths: &[&Path], out: &Path, more: &[&str]) {
    let more = [&["--parquet"], more].concat();
    compile(paths, out, &more);
}

/// The files of columns of an output folder, by name.
fn columns(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = contents(out);
    files.retain(|name, _| name.ends_with(".parquet"));
    files
}

/// Every row of a table out of its files, with the headings of the table.
fn rows_of(files: &BTreeMap<String, Vec<u8>>, table: &str) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = Vec::new();
    let own = files
        .iter()
        .filter(|(name, _)| name.starts_with(&format!("data/parquet/{table}/")));
    for (_, bytes) in own {
        let (names, rows) = columnar::read(bytes.clone()).expect("our own file");
        let records = as_records(names, rows, "区");
        let rows = if all.is_empty() {
            &records[..]
        } else {
            &records[1..]
        };
        all.extend_from_slice(rows);
    }
    all
}

#[test]
fn columns_hold_what_the_rows_hold_by_fiscal_year_and_prefecture() {
    let work = work();
    let out = work.path().join("出");
    with_columns(&[&samples("r7-real-life")], &out, &[]);
    let files = columns(&out);
    let mut folders: Vec<String> = Vec::new();
    for table in [FactRow::FILE, FigureRow::FILE, NarrativeRow::FILE] {
        let stem = table.strip_suffix(".csv").expect("a table");
        let mut csv = csv_rows(&fs::read(out.join(table)).expect("a table")).expect("rows");
        let mut own = rows_of(&files, stem);
        // A number has no trailing noughts where columns know decimals.
        for rows in [&mut csv, &mut own] {
            let value = rows[0].iter().position(|name| name == "値");
            for row in &mut rows[1..] {
                if let Some(at) = value
                    && row[at].contains('.')
                {
                    let plain = row[at].trim_end_matches('0').trim_end_matches('.');
                    row[at] = plain.to_owned();
                }
            }
            rows[1..].sort();
        }
        assert!(own == csv, "{table}");
        folders.extend([2024, 2025].map(|year| {
            format!("data/parquet/{stem}/fiscal_year={year}/prefecture=27/{stem}.parquet")
        }));
    }
    assert_eq!(files.keys().cloned().collect::<Vec<_>>(), folders);
    let manifest = json(&out, "manifest.json");
    let outputs = manifest["outputs"].as_array().expect("a list").iter();
    let named = outputs.filter_map(|one| one["file"].as_str());
    let named: Vec<&str> = named.filter(|name| name.ends_with(".parquet")).collect();
    assert_eq!(named, folders);
}

#[test]
fn columns_are_the_same_bytes_every_time_and_name_no_place_to_the_public() {
    let work = work();
    let (one, other, public) = (
        work.path().join("甲"),
        work.path().join("乙"),
        work.path().join("公"),
    );
    with_columns(&[&samples("r7")], &one, &["--jobs", "1"]);
    let backwards: Vec<PathBuf> = workbooks("r7").into_iter().rev().collect();
    with_columns(&refs(&backwards), &other, &["--jobs", "2"]);
    assert!(columns(&one) == columns(&other));
    with_columns(&[&samples("r7")], &public, &["--public"]);
    let facts = rows_of(&columns(&public), "facts");
    let header = facts.first().expect("headings");
    for heading in ["ファイル", "シート", "セル"] {
        let at = header
            .iter()
            .position(|name| name == heading)
            .expect("a column");
        assert!(facts[1..].iter().all(|row| row[at].is_empty()), "{heading}");
    }
    assert!(facts.len() > 700);
    let none = work.path().join("無");
    compile(&[&samples("r7")], &none, &[]);
    assert!(columns(&none).is_empty(), "only where they are asked for");
}

#[test]
fn columns_are_a_source_in_whatever_folders_they_lie() {
    let work = work();
    let whole = work.path().join("全");
    with_columns(&[&samples("r7")], &whole, &[]);
    let files = columns(&whole);
    // The folder, one of its tables, and an output folder that holds nothing else.
    let folder = whole.join("data/parquet");
    let bare = work.path().join("列だけ");
    for name in ["manifest.json", "findings.json"] {
        fs::create_dir_all(&bare).expect("a folder");
        fs::copy(whole.join(name), bare.join(name)).expect("a copy");
    }
    let loose = work.path().join("集めたもの");
    for (name, bytes) in &files {
        let there = bare.join(name);
        fs::create_dir_all(there.parent().expect("a folder")).expect("a folder");
        fs::write(there, bytes).expect("a file");
        // As an engine leaves them: pieces, and files of its own beside them.
        let year = name.split('/').nth(3).expect("a year");
        let piece = name
            .replace("data/parquet/", "")
            .replace("prefecture=27/", "");
        let piece = loose.join(piece.replace(&format!("{year}/"), &format!("part-{year}-")));
        fs::create_dir_all(piece.parent().expect("a folder")).expect("a folder");
        fs::write(&piece, bytes).expect("a file");
        fs::write(piece.with_file_name("_SUCCESS"), "").expect("a file");
    }
    let facts = folder.join("facts");
    let years = ["2024", "2025"]
        .map(|year| facts.join(format!("fiscal_year={year}/prefecture=27/facts.parquet")));
    let [first, second] = &years;
    let cases: [(&str, Vec<&Path>); 5] = [
        ("the folder", vec![&folder]),
        ("the facts", vec![&facts]),
        ("the files", vec![first, second]),
        ("an output folder", vec![&bare]),
        ("pieces", vec![&loose]),
    ];
    for (case, paths) in cases {
        let out = work.path().join(case);
        assert_eq!(compile(&paths, &out, &[]), Some(0), "{case}");
        assert_same(&out, &whole);
        let told = told(&out, "S165");
        assert_eq!(told.len(), 1, "{case}: {told:?}");
        let knows_findings = !told[0].2.contains("控えがなく");
        assert_eq!(knows_findings, case != "pieces", "{case}: {told:?}");
    }
    let own = workbooks("r7").swap_remove(0);
    let output = run(&[
        "check",
        text(&own),
        "--previous",
        text(&folder),
        "--format",
        "json",
    ]);
    assert_eq!(output.status.code(), Some(0));
    let said: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let rules = said["rules"].as_array().expect("a list").iter();
    let mut restated = rules.filter(|rule| rule["code"] == "T501");
    assert_eq!(restated.next().expect("the rule")["outcome"], "ran");
}

/// Engines leave a column out of the files whose value is in the name of the folder.
#[test]
fn the_fiscal_year_is_read_of_the_folder_where_no_column_says_it() {
    let work = work();
    let (whole, out) = (work.path().join("全"), work.path().join("出"));
    with_columns(&[&samples("r7")], &whole, &[]);
    let table = work.path().join("表");
    for (name, bytes) in columns(&whole)
        .iter()
        .filter(|(name, _)| !name.contains("figures"))
    {
        let (names, mut rows) = columnar::read(bytes.clone()).expect("our own file");
        let year = names
            .iter()
            .position(|name| name == "fiscal_year")
            .expect("the year");
        for row in &mut rows {
            row.remove(year);
        }
        let numbers = ["value", "denominator"];
        let kind = |name: &str| match name {
            "as_of" => columnar::ColumnKind::Date,
            name if numbers.contains(&name) => columnar::ColumnKind::Number,
            _ => columnar::ColumnKind::Text,
        };
        let left = names.iter().enumerate().filter(|(at, _)| *at != year);
        let left: Vec<columnar::Column<'_>> = left
            .map(|(_, name)| columnar::Column {
                name,
                kind: kind(name),
            })
            .collect();
        let there = table.join(name.replace("data/parquet/", ""));
        fs::create_dir_all(there.parent().expect("a folder")).expect("a folder");
        let written = columnar::write(&left, &rows).expect("a file");
        fs::write(there, written.bytes).expect("a file");
    }
    assert_eq!(compile(&[&table], &out, &[]), Some(0));
    assert_same(&out, &whole);
}

#[test]
fn two_files_of_one_table_that_contradict_each_other_are_told_and_neither_counts() {
    let work = work();
    let (whole, out) = (work.path().join("全"), work.path().join("出"));
    with_columns(&[&samples("r7")], &whole, &[]);
    let name = "data/parquet/facts/fiscal_year=2025/prefecture=27/facts.parquet";
    let (names, mut rows) = columnar::read(columns(&whole)[name].clone()).expect("our own file");
    let at = |name: &str| names.iter().position(|one| one == name).expect("a column");
    rows.retain(|row| row[at("ward_code")] == "271021" && row[at("indicator")] == "1-3");
    for changed in ["value", "text"] {
        rows[0][at(changed)] = "1".to_owned();
    }
    let kinds = torimatome::ledger::published_tables(|_| &[]).expect("the columns");
    let kind = |kind| match kind {
        torimatome::ledger::ColumnKind::Text => columnar::ColumnKind::Text,
        torimatome::ledger::ColumnKind::Date => columnar::ColumnKind::Date,
        torimatome::ledger::ColumnKind::Whole => columnar::ColumnKind::Whole,
        torimatome::ledger::ColumnKind::Number => columnar::ColumnKind::Number,
    };
    let columns = kinds[0].columns.iter();
    let columns: Vec<columnar::Column<'_>> = columns
        .map(|(name, of)| columnar::Column {
            name,
            kind: kind(*of),
        })
        .collect();
    let written = columnar::write(&columns, &rows).expect("a file");
    fs::write(
        whole.join(name).with_file_name("again.parquet"),
        written.bytes,
    )
    .expect("a file");
    assert_eq!(compile(&[&whole.join("data/parquet")], &out, &[]), Some(1));
    let twice = told(&out, "S161");
    assert_eq!(twice.len(), 1, "{twice:?}");
    assert!(
        twice[0].2.contains("2025年度の1-3の行が2つあり"),
        "{twice:?}"
    );
    let facts = fs::read_to_string(out.join(TABLES[0])).expect("a table");
    let line = facts
        .lines()
        .find(|line| line.starts_with("271021,都島区,2025") && line.contains(",1-3,"));
    assert!(line.expect("the fact").contains(",読取不能,"), "{line:?}");
}

#[test]
fn a_damaged_file_of_columns_is_told_and_costs_the_others_nothing() {
    let work = work();
    let (whole, out) = (work.path().join("全"), work.path().join("出"));
    with_columns(&[&samples("r7")], &whole, &[]);
    let folder = whole.join("data/parquet");
    let broken = folder.join("facts/fiscal_year=2024/prefecture=27/facts.parquet");
    let bytes = fs::read(&broken).expect("a file");
    fs::write(&broken, &bytes[..bytes.len() / 2]).expect("a file");
    assert_eq!(compile(&[&folder], &out, &[]), Some(1));
    let refused = told(&out, "S160");
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert!(
        refused[0]
            .1
            .ends_with("fiscal_year=2024/prefecture=27/facts.parquet"),
        "{refused:?}"
    );
    let facts = fs::read_to_string(out.join(TABLES[0])).expect("a table");
    let of_year = |year: &str, state: &str| {
        let lines = facts
            .lines()
            .filter(|line| line.contains(&format!(",{year},")));
        lines
            .filter(|line| line.contains(&format!(",{state},")))
            .count()
    };
    assert!(of_year("2025", "記入") > 300);
    assert_eq!(of_year("2024", "記入"), 0);
    // Where nothing at all can be read, the one line says why.
    let alone = work.path().join("facts.parquet");
    fs::copy(&broken, &alone).expect("a copy");
    let output = run(&[
        "compile",
        text(&alone),
        "--out",
        text(&work.path().join("無")),
    ]);
    assert_eq!(output.status.code(), Some(3));
    let said = crate::end_to_end::stderr(&output);
    assert!(
        said.contains("読める表がありません") && said.contains("Parquetのファイルとして読めません"),
        "{said}"
    );
}
