//! Last year's words: printed in the form that goes out, told where they were changed or lost, and kept where they do not come
//! again; out of workbooks, an output folder, and a `facts.csv` with its `narrative.csv`, also as a spreadsheet has saved it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use calamine::{Reader, Xlsx};
use serde_json::Value;
use tempfile::TempDir;
use torimatome::ledger::{NarrativeRow, csv_rows};

use crate::carried::{FILE, GOAL_1, Out, WARD, changed, folder, range_of, run, samples, text};

const OTHER: &str = "271071_港区.xlsx";

/// Last year's words of the two wards, from every source; the folder holds the sources.
fn sources() -> (TempDir, Vec<(&'static str, PathBuf)>, Vec<NarrativeRow>) {
    let work = tempfile::tempdir().expect("a folder");
    let path = |name: &str| work.path().join(name);
    fs::create_dir_all(path("books")).expect("a folder");
    for file in [FILE, OTHER] {
        fs::copy(samples("r6").join(file), path("books").join(file)).expect("copied");
    }
    let out = Out::of(&path("books"), None);
    let words: Vec<NarrativeRow> = out.rows();
    for name in ["out", "tables", "saved"] {
        fs::create_dir_all(path(name)).expect("a folder");
    }
    for entry in fs::read_dir(out.path()).expect("a folder") {
        let entry = entry.expect("an entry");
        if entry.path().is_file() {
            fs::copy(entry.path(), path("out").join(entry.file_name())).expect("copied");
        }
    }
    for name in ["facts.csv", "narrative.csv"] {
        fs::copy(out.path().join(name), path("tables").join(name)).expect("copied");
    }
    fs::copy(out.path().join("facts.csv"), path("saved/facts.csv")).expect("copied");
    // 「Unicode テキスト」 of a spreadsheet.
    let rows = csv_rows(&fs::read(out.path().join("narrative.csv")).expect("words"));
    let mut saved = String::from('\u{FEFF}');
    for row in rows.expect("a table") {
        let cell = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let cells: Vec<String> = row.iter().map(cell).collect();
        saved.push_str(&(cells.join("\t") + "\r\n"));
    }
    let saved: Vec<u8> = saved.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(path("saved/narrative.txt"), saved).expect("put");
    let sources = vec![
        ("workbooks", path("books")),
        ("an output folder", path("out")),
        ("tables", path("tables/facts.csv")),
        (
            "tables that a spreadsheet has saved",
            path("saved/facts.csv"),
        ),
    ];
    (work, sources, words)
}

fn of_ward(words: &[NarrativeRow], year: i32) -> Vec<&NarrativeRow> {
    let own = words.iter().filter(|row| row.ward.as_str() == WARD);
    own.filter(|row| row.year.0 == year).collect()
}

fn texts(book: &Path) -> BTreeSet<String> {
    let bytes = fs::read(book).expect("a workbook");
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let names = book.sheet_names();
    let sheets = names.iter().map(|name| book.worksheet_range(name));
    let sheets: Vec<_> = sheets.collect::<Result<_, _>>().expect("sheets");
    let cells = sheets.iter().flat_map(|sheet| sheet.rows().flatten());
    cells.map(ToString::to_string).collect()
}

#[test]
fn the_form_that_goes_out_holds_last_years_words_whatever_they_come_from() {
    let (_work, sources, words) = sources();
    let expected = of_ward(&words, 2024);
    assert!(expected.len() > 15, "{}", expected.len());
    for (name, previous) in &sources {
        let made = tempfile::tempdir().expect("a folder");
        let said = run(&[
            "template",
            "--out",
            text(made.path()),
            "--ward",
            "西成区",
            "--as-of",
            "2026-03-31",
            "--previous",
            text(previous),
        ]);
        let texts = texts(&made.path().join(FILE));
        for row in &expected {
            assert!(texts.contains(&row.text), "{name}: {}\n{said}", row.text);
        }
        assert!(texts.contains("前年度（直すときだけ）"), "{name}");
        assert!(!texts.contains("前年度までの値"), "{name}");
    }
}

/// The ward's workbook of this year, with other words in cells of the first sheet; blank where they are empty.
fn with_words(cells: &[(&str, &str)]) -> Vec<u8> {
    changed(GOAL_1, |sheet| {
        for (cell, words) in cells {
            let range = range_of(sheet, cell);
            let own = &sheet[range.clone()];
            let style = own
                .split("s=\"")
                .nth(1)
                .and_then(|rest| rest.split('"').next());
            let style = style.expect("a style");
            let new = match *words {
                "" => format!("<c r=\"{cell}\" s=\"{style}\"/>"),
                words => format!(
                    "<c r=\"{cell}\" s=\"{style}\" t=\"inlineStr\"><is><t>{words}</t></is></c>"
                ),
            };
            sheet.replace_range(range, &new);
        }
    })
}

fn told(out: &Out) -> Vec<Value> {
    let bytes = fs::read(out.path().join("findings.json")).expect("findings");
    let findings: Value = serde_json::from_slice(&bytes).expect("JSON");
    let all = findings["findings"].as_array().expect("a list").clone();
    all.into_iter()
        .filter(|one| one["code"] == "T505")
        .collect()
}

#[test]
fn changed_and_lost_words_are_told_and_the_lost_ones_stay_whatever_they_come_from() {
    let (_work, sources, words) = sources();
    let before = of_ward(&words, 2024);
    let first = |section: &str| {
        let own = before
            .iter()
            .find(|row| row.sheet == "基本目標1" && row.section == section);
        *own.expect("a bullet")
    };
    let (lost, rewritten) = (first("取組内容"), first("質的成果"));
    let new = "担い手が3人増え、近隣の見守りが広がった。";
    let book = with_words(&[(&lost.cell, ""), (&rewritten.cell, new)]);
    for (name, previous) in &sources {
        let out = Out::of(folder(Some(book.clone())).path(), Some(previous));
        let now: Vec<NarrativeRow> = out.rows();
        let now = of_ward(&now, 2024);
        assert_eq!(now.len(), before.len(), "{name}");
        // The bullets below a blank one move up; what is kept stands behind them.
        let mut expected = BTreeSet::new();
        for then in &before {
            let (words, file) = if then == &lost {
                (&*lost.text, format!("前年度/{FILE}"))
            } else if then == &rewritten {
                (new, FILE.to_owned())
            } else {
                (&*then.text, FILE.to_owned())
            };
            expected.insert((then.sheet.clone(), then.section.clone(), words, file));
        }
        let found = now.iter().map(|row| {
            let (sheet, section) = (row.sheet.clone(), row.section.clone());
            (sheet, section, &*row.text, row.file.clone())
        });
        assert_eq!(found.collect::<BTreeSet<_>>(), expected, "{name}");
        let places: BTreeSet<_> = now.iter().map(|row| row.place()).collect();
        assert_eq!(
            places.len(),
            now.len(),
            "{name}: no two bullets of one number"
        );
        let told = told(&out);
        let at = |one: &Value| one["place"]["cell"].as_str().map(str::to_owned);
        assert_eq!(told.len(), 2, "{name}: {told:#?}");
        assert_eq!(told[0]["severity"], "warning");
        assert_eq!(at(&told[0]).as_ref(), Some(&lost.cell), "{name}");
        assert_eq!(told[0]["expected"], lost.text.as_str());
        assert_eq!(at(&told[1]).as_ref(), Some(&rewritten.cell), "{name}");
        assert_eq!(told[1]["expected"], rewritten.text.as_str());
        let message = told[1]["message"].as_str().expect("a message");
        assert!(
            message.contains(&format!("今回は「{new}」")),
            "{name}: {message}"
        );
        let beginning: String = rewritten.text.chars().take(20).collect();
        assert!(message.contains(&beginning), "{name}: {message}");
        let file = told[1]["related"][0]["file"].as_str().expect("a file");
        assert_eq!(file, format!("前年度/{FILE}"), "{name}");
    }
}

#[test]
fn a_ward_that_sent_nothing_keeps_its_words_of_past_years_marked() {
    let (_work, sources, words) = sources();
    for (name, previous) in &sources {
        let out = Out::of(folder(None).path(), Some(previous));
        let now: Vec<NarrativeRow> = out.rows();
        assert!(of_ward(&now, 2025).is_empty(), "{name}");
        let now = of_ward(&now, 2024);
        let then = of_ward(&words, 2024);
        let of = |rows: &[&NarrativeRow]| {
            let row = |row: &&NarrativeRow| (row.place().map(str::to_owned), row.text.clone());
            rows.iter().map(row).collect::<BTreeMap<_, _>>()
        };
        assert_eq!(of(&now), of(&then), "{name}");
        assert!(
            now.iter().all(|row| row.file == format!("前年度/{FILE}")),
            "{name}"
        );
        assert!(
            told(&out).is_empty(),
            "{name}: the missing ward is told as missing"
        );
        let pages = out.pdf("narrative.pdf");
        assert!(
            pages.contains("再掲（令和7年3月末に受け付けた文章）"),
            "{name}"
        );
    }
    // As of the middle of that year it was not over, and nothing is kept.
    let half = fs::read_to_string(sources[2].1.clone()).expect("facts");
    fs::write(&sources[2].1, half.replace("2025-03-31", "2024-09-30")).expect("put");
    let out = Out::of(folder(None).path(), Some(&sources[2].1));
    let now: Vec<NarrativeRow> = out.rows();
    assert!(of_ward(&now, 2024).is_empty());
}

#[test]
fn a_table_of_words_that_is_none_of_ours_is_refused_by_its_line() {
    let (_work, sources, _) = sources();
    let path = sources[2].1.with_file_name("narrative.csv");
    let table = fs::read_to_string(&path).expect("words");
    fs::write(&path, table.replacen(",取組内容,", ",とりくみ,", 1)).expect("put");
    let own = samples("r7").join(FILE);
    let said = run(&["check", text(&own), "--previous", text(&sources[2].1)]);
    assert!(
        said.contains("2行目") && said.contains("「とりくみ」は、様式の定義にありません"),
        "{said}"
    );
}
