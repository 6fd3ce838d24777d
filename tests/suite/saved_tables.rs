//! Our own tables when they come back from a spreadsheet: put right where that is certain, else refused with every line.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use torimatome::ledger::csv_rows;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn run(arguments: &[&str], paths: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .args(arguments)
        .args(paths)
        .output()
        .expect("the program")
}

fn check(previous: &Path) -> Output {
    let own = root("samples/r7/271225_西成区.xlsx");
    run(
        &["check", "--format", "json"],
        &[&own, Path::new("--previous"), previous],
    )
}

fn findings(output: &Output) -> Vec<Value> {
    let told: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    told["findings"].as_array().expect("a list").clone()
}

/// What is told of restated numbers: cell, what stands there and what was accepted.
fn restated(output: &Output) -> Vec<String> {
    let all = findings(output)
        .into_iter()
        .filter(|told| told["code"] == "T501");
    all.map(|told| {
        format!(
            "{} {} {}",
            told["place"]["cell"], told["entered"], told["message"]
        )
    })
    .collect()
}

/// The facts of last year's sample, in one of which the accepted number is another.
fn facts(folder: &Path) -> Vec<Vec<String>> {
    let out = folder.join("out");
    let made = run(
        &["compile", "--quiet"],
        &[&root("samples/r6"), Path::new("--out"), &out],
    );
    assert_eq!(
        made.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let mut rows = csv_rows(&fs::read(out.join("facts.csv")).expect("facts")).expect("a table");
    let row = rows
        .iter_mut()
        .find(|row| row[0] == "271225" && row[5] == "1-4")
        .expect("a fact");
    (row[8], row[14]) = ("9".to_owned(), "9".to_owned());
    rows
}

fn lines(rows: &[Vec<String>], between: char) -> String {
    let cell = |cell: &String| {
        if cell.contains([between, '"', '\n']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    };
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().map(cell).collect();
        cells.join(&between.to_string()) + "\r\n"
    };
    rows.iter().map(line).collect()
}

/// What a spreadsheet makes of the indicators; `show` gives its way of writing a day of a month.
fn with_dates(rows: &[Vec<String>], show: impl Fn(u32, u32) -> String) -> Vec<Vec<String>> {
    let mut rows = rows.to_vec();
    for row in rows.iter_mut().skip(1) {
        let day = row[5]
            .split_once('-')
            .and_then(|(one, other)| Some((one.parse().ok()?, other.parse().ok()?)));
        if let Some((month, day)) = day {
            row[5] = show(month, day);
        }
        row[4] = row[4].replace("-0", "/").replace('-', "/");
    }
    rows
}

fn utf16(text: &str) -> Vec<u8> {
    let words = std::iter::once(0xFEFF).chain(text.encode_utf16());
    words.flat_map(u16::to_le_bytes).collect()
}

/// The rows of a sheet, the sixth column with dates where `serial` gives one.
fn sheet_rows(rows: &[Vec<String>], serial: impl Fn(&str) -> Option<u32>) -> String {
    let mut sheet = String::new();
    for (at, row) in rows.iter().enumerate() {
        sheet.push_str(&format!("<row r=\"{}\">", at + 1));
        for (col, text) in row.iter().enumerate() {
            let name = char::from(b'A' + u8::try_from(col).expect("few columns"));
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
            sheet.push_str(&match serial(text).filter(|_| at > 0 && col == 5) {
                Some(serial) => format!("<c r=\"{name}{}\" s=\"1\"><v>{serial}</v></c>", at + 1),
                None => format!(
                    "<c r=\"{name}{}\" t=\"inlineStr\"><is><t>{escaped}</t></is></c>",
                    at + 1
                ),
            });
        }
        sheet.push_str("</row>");
    }
    sheet
}

/// The table as a workbook, the sixth column with dates where `serial` gives one.
fn workbook(rows: &[Vec<String>], serial: impl Fn(&str) -> Option<u32>) -> Vec<u8> {
    let sheet = sheet_rows(rows, serial);
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"a\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"facts\" sheetId=\"1\" r:id=\"a\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"a\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"b\" Type=\"{office}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{main}\"><numFmts count=\"1\"><numFmt numFmtId=\"170\" formatCode=\"m&quot;月&quot;d&quot;日&quot;\"/></numFmts><fonts count=\"1\"><font/></fonts><fills count=\"1\"><fill/></fills><borders count=\"1\"><border/></borders><cellXfs count=\"2\"><xf/><xf numFmtId=\"170\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{main}\"><sheetData>{sheet}</sheetData></worksheet>"),
        ),
    ];
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer
            .start_file(name, SimpleFileOptions::default())
            .expect("an entry");
        writer.write_all(text.as_bytes()).expect("content");
    }
    writer.finish().expect("a zip").into_inner()
}

/// Days from the first of the spreadsheet's calendar to a day in the year 2026.
fn serial_of(text: &str) -> Option<u32> {
    let (month, day) = text.split_once('-')?;
    let (month, day): (usize, u32) = (month.parse().ok()?, day.parse().ok()?);
    let before: u32 = [31, 28, 31].iter().take(month - 1).sum();
    Some(46_022 + before + day)
}

#[test]
fn facts_that_a_spreadsheet_has_saved_are_the_same_facts() {
    let work = tempfile::tempdir().expect("a folder");
    let rows = facts(work.path());
    let plain = work.path().join("facts.csv");
    fs::write(&plain, lines(&rows, ',')).expect("a file");
    let expected = restated(&check(&plain));
    assert_eq!(expected.len(), 1, "{expected:?}");
    assert!(expected[0].contains("E19"), "{expected:?}");
    let moved: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().rev().cloned().collect())
        .collect();
    let short =
        |month: u32, day: u32| format!("{day}-{}", ["Jan", "Feb", "Mar"][month as usize - 1]);
    for (name, bytes) in [
        (
            "ja.csv",
            lines(&with_dates(&rows, |m, d| format!("{m}月{d}日")), ',').into_bytes(),
        ),
        ("en.csv", lines(&with_dates(&rows, short), ',').into_bytes()),
        (
            "iso.csv",
            lines(&with_dates(&rows, |m, d| format!("2026/{m}/{d}")), ',').into_bytes(),
        ),
        ("unicode.txt", utf16(&lines(&rows, '\t'))),
        (
            "utf16.csv",
            utf16(&lines(
                &with_dates(&rows, |m, d| format!("{m}月{d}日")),
                ',',
            )),
        ),
        (
            "moved.csv",
            format!("{},,,,\r\n", lines(&moved, ',')).into_bytes(),
        ),
        ("plain.xlsx", workbook(&rows, |_| None)),
        ("dates.xlsx", workbook(&rows, serial_of)),
    ] {
        let path = work.path().join(name);
        fs::write(&path, bytes).expect("a file");
        let output = check(&path);
        assert_eq!(
            restated(&output),
            expected,
            "{name}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let is_changed = ["ja.csv", "en.csv", "iso.csv", "utf16.csv", "dates.xlsx"].contains(&name);
        let put_back = findings(&output)
            .into_iter()
            .filter(|told| told["place"]["file"] == format!("前年度/{name}"));
        assert_eq!(put_back.count(), usize::from(is_changed), "{name}");
    }
    // In a folder by itself, as an output folder holds it.
    let folder = work.path().join("前年度");
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("facts.xlsx"), workbook(&rows, serial_of)).expect("a file");
    assert_eq!(restated(&check(&folder)), expected);
}

#[test]
fn the_table_that_excel_saved_in_cp932_restates_what_was_accepted() {
    let output = check(&root("tests/cli/previous/facts-saved-by-excel.csv"));
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let told = findings(&output);
    let notes: Vec<&Value> = told.iter().filter(|told| told["code"] == "V203").collect();
    assert_eq!(notes.len(), 1, "{notes:#?}");
    let message = notes[0]["message"].as_str().expect("a message");
    assert!(message.contains("2行目の「1月1日」は1-1など"), "{message}");
    assert_eq!(
        restated(&output),
        [""; 0],
        "nothing was restated in the sample"
    );
}

/// What is told where a table is refused in which something was changed.
fn refused(folder: &Path, good: &[Vec<String>], change: &dyn Fn(&mut Vec<Vec<String>>)) -> String {
    let mut rows = good.to_vec();
    change(&mut rows);
    let path = folder.join("facts.csv");
    fs::write(&path, lines(&rows, ',')).expect("a file");
    let output = check(&path);
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_value_that_is_plainly_another_number_than_what_was_written_is_refused() {
    let work = tempfile::tempdir().expect("a folder");
    let good = facts(work.path());
    let told = refused(work.path(), &good, &|rows| {
        for row in &mut rows[1..3] {
            row[14] = "453".to_owned();
        }
        rows[1][8] = "463".to_owned();
        // A cell of per cent, and a number with commas.
        (rows[2][8], rows[2][14]) = ("75".to_owned(), "0.75".to_owned());
        (rows[3][8], rows[3][14]) = ("1202".to_owned(), "１，２０２".to_owned());
        (rows[4][8], rows[4][14]) = ("1000".to_owned(), "1202".to_owned());
    });
    assert!(
        told.contains("2行目: 値「463」が、記載「453」と違います"),
        "{told}"
    );
    assert!(
        told.contains("5行目: 値「1000」が、記載「1202」と違います"),
        "{told}"
    );
    assert!(!told.contains("3行目") && !told.contains("4行目"), "{told}");
}

#[test]
fn rows_that_match_nothing_are_refused_with_every_line() {
    let work = tempfile::tempdir().expect("a folder");
    let good = facts(work.path());
    let refused = |change: &dyn Fn(&mut Vec<Vec<String>>)| refused(work.path(), &good, change);
    let told = refused(&|rows| {
        rows[1][5] = "9-9".to_owned();
        rows[4][0] = "999999".to_owned();
        rows[7][5] = "13月4日".to_owned();
        rows[9][1] = "甲区".to_owned();
        rows[12][8] = "9999999999999".to_owned();
    });
    for part in [
        "2行目: 指標「9-9」は、様式の定義にありません",
        "5行目: 団体コード「999999」の区がありません",
        "8行目: 指標「13月4日」は",
        "10行目: 団体コード",
        "13行目: 数が大きすぎます",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let told = refused(&|rows| {
        let mut again = rows[3].clone();
        again[8] = "1".to_owned();
        rows.push(again);
    });
    assert!(
        told.contains("4行目と同じ年度・指標ですが、値が違います"),
        "{told}"
    );
    let told = refused(&|rows| {
        rows[0][0] = "団体コ一ド".to_owned();
        rows[0][8] = "数値".to_owned();
    });
    assert!(
        told.contains("見出し「団体コード」「値」がありません"),
        "{told}"
    );
    assert!(
        told.contains("「団体コ一ド」は「団体コード」のことですか。"),
        "{told}"
    );
    let told = refused(&|rows| {
        rows[2][2] = "令和".to_owned();
        rows[3][10] = "済".to_owned();
    });
    assert!(
        told.contains("3行目: 年度を読めません") && told.contains("4行目: 状態を読めません"),
        "{told}"
    );
}

#[test]
fn a_registry_tells_all_its_faults_at_once() {
    let work = tempfile::tempdir().expect("a folder");
    let own = root("samples/r7/271225_西成区.xlsx");
    let refused = |text: &str| {
        let path = work.path().join("登録.csv");
        fs::write(&path, utf16(text)).expect("a file");
        let output = run(&["check"], &[&own, Path::new("--areas"), &path]);
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let head = "団体コード,区名,年度,名簿提供地域数\r\n";
    let told = refused(&format!(
        "{head}271225,西成区,2024,十六\r\n999999,甲区,2024,1\r\n271225,西成区,いつか,1\r\n"
    ));
    for line in ["2行目: ", "3行目: ", "4行目: "] {
        assert!(told.contains(line), "{told}");
    }
    let told = refused("団体コード,区名,年度,名簿提供地区数\r\n271225,西成区,2024,16\r\n");
    assert!(told.contains("見出し「名簿提供地域数」がありません（「名簿提供地区数」は「名簿提供地域数」のことですか。）"), "{told}");
}
