//! The program on tables in the place of workbooks: folders of output folders, beside workbooks, saved again by a spreadsheet.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::end_to_end::{run, samples, stderr, stdout, text};

pub(super) const TABLES: [&str; 3] = ["facts.csv", "figures.csv", "narrative.csv"];

/// Compiles paths into a folder, only the tables.
pub(super) fn compile(paths: &[&Path], out: &Path, more: &[&str]) -> Option<i32> {
    let paths: Vec<&str> = paths.iter().map(|path| text(path)).collect();
    let only = [
        "--out",
        text(out),
        "--only",
        "facts,figures,narrative",
        "--quiet",
    ];
    let output = run(&[&["compile"], &paths[..], &only, more].concat());
    let said = format!("{}{}", stdout(&output), stderr(&output));
    assert!(matches!(output.status.code(), Some(0 | 1)), "{said}");
    output.status.code()
}

pub(super) fn assert_same(one: &Path, other: &Path) {
    for table in TABLES {
        let read = |folder: &Path| fs::read_to_string(folder.join(table)).expect("a table");
        let (now, then) = (read(one), read(other));
        let differing = now.lines().filter(|line| !then.contains(line));
        let differing: Vec<&str> = differing.take(5).collect();
        assert!(now == then, "{table}: {differing:#?}");
    }
}

pub(super) fn json(folder: &Path, name: &str) -> Value {
    let bytes = fs::read(folder.join(name)).expect("a file");
    serde_json::from_slice(&bytes).expect("JSON")
}

/// What is told under a code: severity, file and message.
pub(super) fn told(folder: &Path, code: &str) -> Vec<(String, String, String)> {
    let findings = json(folder, "findings.json");
    let all = findings["findings"].as_array().expect("a list").iter();
    let own = all.filter(|one| one["code"] == code);
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    own.map(|one| {
        (
            word(&one["severity"]),
            word(&one["place"]["file"]),
            word(&one["message"]),
        )
    })
    .collect()
}

/// The workbooks of a folder of samples, by name.
pub(super) fn workbooks(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(samples(folder)).expect("samples");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    paths
}

pub(super) fn work() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

pub(super) fn refs(paths: &[PathBuf]) -> Vec<&Path> {
    paths.iter().map(PathBuf::as_path).collect()
}

#[test]
fn a_folder_of_output_folders_is_the_whole_and_the_runs_own_is_no_part_of_it() {
    let work = work();
    let (parts, whole) = (work.path().join("部"), work.path().join("全"));
    compile(&[&samples("r7")], &whole, &[]);
    let files = workbooks("r7");
    for (name, files) in ["甲", "乙", "丙"].iter().zip(files.chunks(8)) {
        compile(&refs(files), &parts.join(name), &[]);
    }
    let out = parts.join("国");
    for round in 0..2 {
        assert_eq!(compile(&[&parts], &out, &[]), Some(0));
        assert_same(&out, &whole);
        let notes = told(&out, "S165");
        let named: Vec<&str> = notes.iter().map(|(_, file, _)| file.as_str()).collect();
        assert_eq!(
            named,
            ["丙/facts.csv", "乙/facts.csv", "甲/facts.csv"],
            "round {round}"
        );
    }
    let manifest = json(&out, "manifest.json");
    let inputs = manifest["inputs"].as_array().expect("a list");
    let named: Vec<&str> = inputs
        .iter()
        .filter_map(|one| one["file"].as_str())
        .collect();
    let own = [
        "facts.csv",
        "findings.json",
        "manifest.json",
        "narrative.csv",
    ];
    let expected: Vec<String> = ["丙", "乙", "甲"]
        .iter()
        .flat_map(|folder| own.iter().map(move |file| format!("{folder}/{file}")))
        .collect();
    assert_eq!(named, expected);
    // The files of the senders are on record with their own hashes, whoever read them.
    let submissions = |folder: &Path| json(folder, "findings.json")["submissions"].clone();
    assert_eq!(submissions(&out), submissions(&whole));
    assert_eq!(manifest["saved"], json(&whole, "manifest.json")["saved"]);
}

#[test]
fn tables_and_workbooks_go_together() {
    let work = work();
    let (part, whole, out) = (
        work.path().join("部"),
        work.path().join("全"),
        work.path().join("出"),
    );
    compile(&[&samples("r7")], &whole, &[]);
    let files = workbooks("r7");
    compile(&refs(&files[..10]), &part, &[]);
    let facts = part.join("facts.csv");
    let mut paths = refs(&files[10..]);
    paths.push(&facts);
    assert_eq!(compile(&paths, &out, &[]), Some(0));
    assert_same(&out, &whole);
}

#[test]
fn forms_with_rows_of_any_kind_come_back_as_they_were() {
    let work = work();
    let areas = crate::areas::outputs().join("with");
    let rows = (
        crate::rows::compiled().join("out"),
        crate::rows::templates(),
    );
    for (at, (folder, templates)) in [(areas, None), (rows.0, Some(rows.1))].iter().enumerate() {
        let templates = templates.map(|folder| ["--templates", text(folder)]);
        let more: Vec<&str> = templates.into_iter().flatten().collect();
        let out = work.path().join(at.to_string());
        compile(&[folder], &out, &more);
        assert_same(&out, folder);
    }
    let systems = Path::new(env!("CARGO_MANIFEST_DIR")).join("systems");
    for system in ["showa", "kawanishi", "nishinari"] {
        let templates = systems.join(system);
        let more = ["--templates", text(&templates)];
        let (once, again) = (
            work.path().join(system),
            work.path().join(format!("{system}2")),
        );
        compile(&[&templates.join("samples")], &once, &more);
        compile(&[&once], &again, &more);
        assert_same(&again, &once);
    }
}

#[test]
fn of_a_unit_in_two_tables_the_person_says_which_counts() {
    let work = work();
    let file = workbooks("r7").swap_remove(0);
    let (one, other, out) = (
        work.path().join("甲"),
        work.path().join("乙"),
        work.path().join("出"),
    );
    compile(&[&file], &one, &[]);
    fs::create_dir(&other).expect("a folder");
    let facts = fs::read_to_string(one.join("facts.csv")).expect("a table");
    // The same table again says the same, and counts once.
    fs::write(other.join("facts.csv"), &facts).expect("a file");
    fs::copy(one.join("narrative.csv"), other.join("narrative.csv")).expect("a copy");
    let (first, second) = (one.join("facts.csv"), other.join("facts.csv"));
    assert_eq!(compile(&[&first, &second], &out, &[]), Some(0));
    assert_eq!(told(&out, "X403"), []);
    // With another number in it nobody knows which of the two is right.
    let at = facts.find(",1-3,").expect("a fact");
    let changed = facts[at..].replacen(",記入,", ",未集計,", 1);
    let changed = format!("{}{}", &facts[..at], without_value(&changed));
    fs::write(&second, changed).expect("a file");
    assert_eq!(compile(&[&first, &second], &out, &[]), Some(1));
    let twice = told(&out, "X403");
    assert_eq!(twice.len(), 1, "{twice:?}");
    let own = file.file_name().expect("a name").to_string_lossy();
    assert_eq!(twice[0].1, format!("乙/{own}"), "{twice:?}");
    let named = format!("甲/{own}");
    compile(&[&first, &second], &out, &["--use", &named]);
    assert_eq!(told(&out, "X403"), []);
    let facts_out = fs::read_to_string(out.join("facts.csv")).expect("a table");
    assert!(facts_out.contains(&format!(",{named},")), "{facts_out}");
}

/// The first row without its value.
fn without_value(rows: &str) -> String {
    let (row, rest) = rows.split_once('\n').expect("rows");
    let mut cells: Vec<&str> = row.split(',').collect();
    let at = cells
        .iter()
        .position(|cell| *cell == "未集計")
        .expect("a state");
    cells[at - 2] = "";
    format!("{}\n{rest}", cells.join(","))
}

/// As an office program of Japan saves it: its own letters, and a day in the place of `1-3`.
#[test]
fn tables_that_a_spreadsheet_has_saved_give_the_same() {
    let work = work();
    let (part, whole, out) = (
        work.path().join("部"),
        work.path().join("全"),
        work.path().join("出"),
    );
    compile(&[&samples("r7")], &whole, &[]);
    compile(&[&samples("r7")], &part, &[]);
    for table in ["facts.csv", "narrative.csv"] {
        let rows = fs::read_to_string(part.join(table)).expect("a table");
        let mut rows = rows.trim_start_matches('\u{feff}').to_owned();
        for goal in 1..=3 {
            for item in 1..=6 {
                let day = format!(",{goal}月{item}日,");
                rows = rows.replace(&format!(",{goal}-{item},"), &day);
            }
        }
        let rows = rows.replace(",2026-03-31,", ",2026/3/31,");
        let (bytes, _, is_lossy) = encoding_rs::SHIFT_JIS.encode(&rows);
        assert!(!is_lossy);
        fs::write(part.join(table), bytes).expect("a file");
    }
    assert_eq!(compile(&[&part], &out, &[]), Some(0));
    assert_same(&out, &whole);
    let notes = told(&out, "V203");
    assert!(
        notes
            .iter()
            .any(|(_, file, message)| file == "facts.csv" && message.starts_with("指標の")),
        "{notes:?}"
    );
    let partial = told(&out, "S165");
    assert!(partial[0].2.contains("保存し直されています"), "{partial:?}");
}

#[test]
fn numbers_taken_over_from_last_year_come_from_last_year_again() {
    let work = work();
    let (whole, out) = (work.path().join("全"), work.path().join("出"));
    let (real, last) = (samples("r7-real-life"), samples("r6"));
    let previous = ["--previous", text(&last)];
    compile(&[&real], &whole, &previous);
    compile(&[&whole], &out, &previous);
    assert_same(&out, &whole);
    let of = |folder: &Path| -> Vec<String> {
        let all = told(folder, "S165").into_iter();
        let own = all.filter(|(.., message)| message.contains("引き継"));
        own.map(|(severity, ..)| severity).collect()
    };
    assert_eq!(of(&out), ["note"]);
    compile(&[&whole], &out, &[]);
    assert_eq!(of(&out), ["warning"]);
    let facts = fs::read_to_string(out.join("facts.csv")).expect("a table");
    assert!(
        !facts.contains(",前年度/"),
        "no number of last year without last year"
    );
}

#[test]
fn a_ward_checks_a_table_too_and_an_output_folder_without_tables_says_so() {
    let work = work();
    let (part, none, out) = (
        work.path().join("部"),
        work.path().join("無"),
        work.path().join("出"),
    );
    let file = workbooks("r7").swap_remove(0);
    compile(&[&file], &part, &[]);
    let output = run(&["check", text(&part.join("facts.csv"))]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("S165"), "{}", stdout(&output));
    let only = ["--only", "report.xlsx", "--quiet"];
    run(&[&["compile", text(&file), "--out", text(&none)], &only[..]].concat());
    assert_eq!(compile(&[&none, &file], &out, &[]), Some(1));
    let refused = told(&out, "S160");
    assert!(
        refused[0].2.contains("数の表（facts.csv）がありません"),
        "{refused:?}"
    );
}
