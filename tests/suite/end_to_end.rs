//! The main job, as the README's command does it, on `samples/`, through the program itself.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use rust_decimal::Decimal;
use tempfile::TempDir;
use torimatome::report::{Block, ChapterKind, Content};

use crate::support::real;

const CONTRACT: [&str; 7] = [
    "report.xlsx",
    "report.pdf",
    "facts.csv",
    "figures.csv",
    "narrative.csv",
    "findings.json",
    "manifest.json",
];

pub(crate) fn samples(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("samples")
        .join(name)
}

pub(crate) fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .args(arguments)
        .output()
        .expect("the program starts")
}

/// Runs a command; its exit code, and all that it said.
pub(crate) fn run_and_say(arguments: &[&str]) -> (Option<i32>, String) {
    let done = run(arguments);
    (done.status.code(), stdout(&done) + &stderr(&done))
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("a UTF-8 path")
}

/// Every file below a folder by relative name.
pub(crate) fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .expect("below")
                    .to_string_lossy()
                    .replace('\\', "/");
                files.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    files
}

/// Said on the terminal, where the registry holds invented counts; the report says it in the words of a report.
pub(crate) const PROVISIONAL: &str =
    "　名簿提供地域数に仮の数を含みます。正しい数は --areas で渡せます。";

/// The README's command, run once for all tests: the output folder.
pub(crate) fn compiled() -> &'static Path {
    static OUT: OnceLock<TempDir> = OnceLock::new();
    OUT.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let output = run(&[
            "compile",
            text(&samples("r7")),
            "--previous",
            text(&samples("r6")),
            "--out",
            text(&folder.path().join("out")),
        ]);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{}{}",
            stdout(&output),
            stderr(&output)
        );
        assert!(stdout(&output).contains(PROVISIONAL));
        folder
    })
    .path()
}

pub(crate) type CsvRow = BTreeMap<String, String>;

pub(crate) fn csv_rows(bytes: &[u8]) -> Vec<CsvRow> {
    let text = std::str::from_utf8(bytes)
        .expect("UTF-8")
        .strip_prefix('\u{feff}')
        .expect("a BOM");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader
        .deserialize()
        .map(|row| row.expect("a row"))
        .collect()
}

pub(crate) fn out_rows(name: &str) -> Vec<CsvRow> {
    csv_rows(&fs::read(compiled().join("out").join(name)).expect("a file"))
}

#[test]
fn every_file_of_the_contract_is_written() {
    let files = contents(&compiled().join("out"));
    for name in CONTRACT {
        assert!(
            files.get(name).is_some_and(|bytes| !bytes.is_empty()),
            "{name}"
        );
    }
    let header = |name: &str| {
        let text = String::from_utf8(files[name].clone()).expect("UTF-8");
        text.trim_start_matches('\u{feff}')
            .lines()
            .next()
            .expect("a header")
            .trim_end()
            .to_owned()
    };
    assert_eq!(
        header("facts.csv"),
        "団体コード,区名,年度,和暦,時点,指標,指標名,単位,値,分母,状態,ファイル,シート,セル,記載"
    );
    assert_eq!(
        header("figures.csv"),
        "団体コード,団体名,年度,和暦,時点,指標,指標名,単位,値,分子,分母,報告区数,対象区数,状態"
    );
    assert_eq!(
        header("narrative.csv"),
        "団体コード,区名,年度,和暦,シート,区分,番号,本文,ファイル,セル"
    );
}

/// Written without the roll-up: reads both CSV files as any reader would.
#[test]
fn the_city_is_the_sum_of_its_wards_for_every_indicator_and_year() {
    let mut sums: BTreeMap<(String, String), (Decimal, usize)> = BTreeMap::new();
    for row in out_rows("facts.csv")
        .iter()
        .filter(|row| row["状態"] == "記入" && row["単位"] != "％")
    {
        let entry = sums
            .entry((row["年度"].clone(), row["指標"].clone()))
            .or_default();
        entry.0 += row["値"].parse::<Decimal>().expect("a number");
        entry.1 += 1;
    }
    let figures = out_rows("figures.csv");
    let city: Vec<&CsvRow> = figures
        .iter()
        .filter(|row| row["団体コード"] == "271004")
        .collect();
    let mut compared = 0;
    for row in city.iter().filter(|row| row["単位"] != "％") {
        let (sum, wards) = sums[&(row["年度"].clone(), row["指標"].clone())];
        assert_eq!(
            row["値"].parse::<Decimal>().expect("a number"),
            sum,
            "{row:?}"
        );
        assert_eq!((row["報告区数"].as_str(), wards), ("24", 24), "{row:?}");
        compared += 1;
    }
    assert_eq!(
        compared,
        14 * 2,
        "12 counts and two survey counts over two years"
    );
    for row in city.iter().filter(|row| row["指標"] == "1-2-rate") {
        let (informed, _) = sums[&(row["年度"].clone(), "1-2".to_owned())];
        let tenths =
            (informed * Decimal::from(2000) / Decimal::from(334) + Decimal::ONE) / Decimal::from(2);
        let expected = tenths.floor() / Decimal::TEN;
        assert_eq!(
            row["値"].parse::<Decimal>().expect("a number"),
            expected,
            "half up to one decimal"
        );
        assert_eq!(
            (row["分子"].as_str(), row["分母"].as_str()),
            (informed.to_string().as_str(), "334")
        );
    }
}

#[test]
fn every_workbook_of_the_clean_year_passes_its_own_check() {
    let mut checked = 0;
    for entry in fs::read_dir(samples("r7")).expect("samples") {
        let path = entry.expect("an entry").path();
        let output = run(&["check", text(&path)]);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{}\n{}",
            path.display(),
            stdout(&output)
        );
        checked += 1;
    }
    assert_eq!(checked, 24);
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("別の場所").join("写し");
    fs::create_dir_all(&copy).expect("a folder");
    let mut paths = Vec::new();
    for (name, bytes) in contents(&samples("r7")) {
        fs::write(copy.join(&name), bytes).expect("a copy");
        paths.push(copy.join(name));
    }
    paths.reverse();
    let out = folder.path().join("out");
    let (previous, r6) = (folder.path().join("昨年"), contents(&samples("r6")));
    fs::create_dir_all(&previous).expect("a folder");
    for (name, bytes) in r6 {
        fs::write(previous.join(name), bytes).expect("a copy");
    }
    let mut arguments = vec![
        "--jobs",
        "1",
        "compile",
        "--out",
        text(&out),
        "--previous",
        text(&previous),
    ];
    arguments.extend(paths.iter().map(|path| text(path)));
    let output = run(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let (one, two) = (contents(&compiled().join("out")), contents(&out));
    assert_eq!(
        one.keys().collect::<Vec<_>>(),
        two.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &one {
        assert!(two[name] == *bytes, "{name} differs between two runs");
    }
}

/// A copy of the clean year, to be spoiled.
fn copy_of_r7() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let wards = folder.path().join("提出");
    fs::create_dir_all(&wards).expect("a folder");
    for (name, bytes) in contents(&samples("r7")) {
        fs::write(wards.join(name), bytes).expect("a copy");
    }
    folder
}

fn workbook_of(folder: &Path, ward: &str) -> PathBuf {
    let mut files = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path());
    files
        .find(|path| text(path).contains(&format!("_{ward}")))
        .expect("the ward's workbook")
}

/// Every text and number of a workbook's sheet, as calamine reads it.
fn sheet_texts(path: &Path, sheet: &str) -> Vec<String> {
    use calamine::Reader as _;
    let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(path).expect("report.xlsx opens");
    let range = workbook.worksheet_range(sheet).expect("the sheet");
    range
        .used_cells()
        .map(|(_, _, cell)| cell.to_string())
        .collect()
}

#[test]
fn without_one_ward_every_number_says_23_of_24_and_who_is_missing() {
    let folder = copy_of_r7();
    let wards = folder.path().join("提出");
    fs::remove_file(workbook_of(&wards, "西成区")).expect("removed");
    let out = folder.path().join("out");
    let output = run(&["compile", text(&wards), "--out", text(&out)]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "a missing ward is a warning: {}",
        stderr(&output)
    );
    assert!(stdout(&output).contains("西成区"), "{}", stdout(&output));
    assert!(stdout(&output).contains("23/24区"), "{}", stdout(&output));
    let figures = csv_rows(&fs::read(out.join("figures.csv")).expect("figures"));
    for row in figures.iter().filter(|row| row["団体コード"] == "271004") {
        assert_eq!(
            (
                row["報告区数"].as_str(),
                row["対象区数"].as_str(),
                row["状態"].as_str()
            ),
            ("23", "24", "一部"),
            "{row:?}"
        );
        if row["指標"] == "1-2-rate" {
            assert_eq!(row["分母"], "318", "334 less the ward's own 16");
        }
    }
    let by_ward = sheet_texts(&out.join("report.xlsx"), "区別一覧");
    assert!(
        by_ward
            .iter()
            .filter(|text| text.starts_with("23/24区"))
            .count()
            >= 2 * 17,
        "every column says so"
    );
    assert!(
        by_ward.iter().any(|text| text == "23/24区、318地域"),
        "and what a count of areas is out of"
    );
    assert!(
        by_ward.iter().any(|text| text == "未提出"),
        "the ward's own cells say why they are empty"
    );
    assert!(by_ward.iter().any(|text| text.contains("西成区（未提出）")));
}

#[test]
fn an_unreadable_workbook_stops_nothing() {
    let folder = copy_of_r7();
    let wards = folder.path().join("提出");
    let victim = workbook_of(&wards, "住吉区");
    let bytes = fs::read(&victim).expect("a workbook");
    fs::write(&victim, &bytes[..bytes.len() / 2]).expect("truncated");
    let out = folder.path().join("out");
    let output = run(&["compile", text(&wards), "--out", text(&out)]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let files = contents(&out);
    for name in CONTRACT {
        assert!(files.contains_key(name), "{name}");
    }
    let findings = String::from_utf8(files["findings.json"].clone()).expect("UTF-8");
    assert!(
        findings.contains("S101") && findings.contains("住吉区"),
        "{findings}"
    );
}

#[test]
fn a_value_above_the_wards_areas_is_told_with_cell_and_both_values() {
    let fault = samples("faults");
    let path = fs::read_dir(fault)
        .expect("samples")
        .map(|entry| entry.expect("an entry").path());
    let path = path
        .into_iter()
        .find(|path| text(path).contains("C301"))
        .expect("the sample");
    let output = run(&["check", text(&path)]);
    assert_eq!(output.status.code(), Some(1));
    let told = stdout(&output);
    assert!(
        told.contains("C301") && told.contains("基本目標1!"),
        "{told}"
    );
    let json: serde_json::Value =
        serde_json::from_str(&stdout(&run(&["check", "--format", "json", text(&path)])))
            .expect("JSON");
    let finding = json["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .find(|f| f["code"] == "C301")
        .expect("C301");
    for key in ["entered", "expected", "hint"] {
        assert!(
            finding[key].as_str().is_some_and(|text| !text.is_empty()),
            "{key}: {finding}"
        );
    }
    assert_eq!(finding["place"]["sheet"], "基本目標1");
    let entered: u32 = finding["entered"]
        .as_str()
        .expect("text")
        .parse()
        .expect("a number");
    let message = finding["message"].as_str().expect("a message");
    assert!(
        message.contains(&entered.to_string()) && message.contains(&(entered - 1).to_string()),
        "{message}"
    );
}

#[test]
fn a_failed_run_leaves_the_previous_output_whole() {
    let folder = copy_of_r7();
    let (wards, out) = (folder.path().join("提出"), folder.path().join("out"));
    assert_eq!(
        run(&["compile", text(&wards), "--out", text(&out)])
            .status
            .code(),
        Some(0)
    );
    let before = contents(&out);
    fs::write(out.join("メモ.txt"), "担当者のメモ").expect("a note");
    assert_eq!(
        run(&[
            "compile",
            text(&folder.path().join("ない")),
            "--out",
            text(&out)
        ])
        .status
        .code(),
        Some(3)
    );
    assert_eq!(contents(&out).len(), before.len() + 1);
    assert_eq!(
        run(&["compile", text(&wards), "--out", text(&out)])
            .status
            .code(),
        Some(0)
    );
    let mut after = contents(&out);
    assert!(
        after.remove("メモ.txt").is_some(),
        "what a person put there stays"
    );
    assert!(after == before, "the same output again");
    let names: Vec<_> = fs::read_dir(folder.path())
        .expect("a folder")
        .map(|e| e.expect("an entry").file_name())
        .collect();
    assert_eq!(
        names.len(),
        2,
        "nothing is left beside the output: {names:?}"
    );
}

#[test]
fn a_folder_that_holds_something_else_is_not_overwritten() {
    let folder = copy_of_r7();
    let wards = folder.path().join("提出");
    let output = run(&["compile", text(&wards), "--out", text(&wards)]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert_eq!(contents(&wards).len(), 24);
}

#[test]
fn mistakes_get_one_japanese_line_and_the_code_of_the_contract() {
    let empty = tempfile::tempdir().expect("a folder");
    let file = empty.path().join("ファイル");
    fs::write(&file, "").expect("a file");
    let nothing = empty.path().join("空");
    fs::create_dir_all(&nothing).expect("a folder");
    let below_file = file.join("out");
    let r7 = samples("r7");
    let cases: [(&[&str], i32, &str); 7] = [
        (&[], 2, "命令かファイルを指定してください"),
        (&["compile"], 2, "指定が足りません"),
        (&["まとめて"], 2, "この命令はありません"),
        (&["check", "--format", "絵", "x"], 2, "使えません"),
        (
            &["check", "ないファイル.xlsx"],
            3,
            "ファイルまたはフォルダがありません",
        ),
        (
            &["check", text(&nothing)],
            3,
            "読むExcelファイルがありません",
        ),
        (
            &["compile", text(&r7), "--out", text(&below_file)],
            4,
            "書き出せませんでした",
        ),
    ];
    for (arguments, code, words) in cases {
        let output = run(arguments);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {}",
            stderr(&output)
        );
        let told = stderr(&output);
        assert!(told.contains(words), "{arguments:?}: {told}");
        assert_eq!(told.trim_end().lines().count(), 1, "{told}");
        assert!(stdout(&output).is_empty());
    }
}

#[test]
fn files_alone_are_checked_and_commands_have_japanese_names() {
    let path = workbook_of(&samples("r7"), "西成区");
    let dropped = run(&[text(&path)]);
    let named = run(&["点検", text(&path)]);
    assert_eq!(dropped.status.code(), Some(0), "{}", stderr(&dropped));
    // What is said of each file, and where its copy lies, comes after: tests/suite/dropped.rs.
    let (told, said) = (stdout(&dropped), stdout(&named));
    assert!(told.starts_with(&said) && told.len() > said.len(), "{told}");
}

#[test]
fn last_years_facts_serve_as_well_as_last_years_workbooks() {
    let folder = tempfile::tempdir().expect("a folder");
    let (r6_out, out) = (folder.path().join("昨年の出力"), folder.path().join("out"));
    assert_eq!(
        run(&["compile", text(&samples("r6")), "--out", text(&r6_out)])
            .status
            .code(),
        Some(0)
    );
    let output = run(&[
        "compile",
        text(&samples("r7")),
        "--previous",
        text(&r6_out),
        "--out",
        text(&out),
    ]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    let findings: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("findings.json")).expect("findings"))
            .expect("JSON");
    let rule = findings["rules"]
        .as_array()
        .expect("rules")
        .iter()
        .find(|rule| rule["code"] == "T501")
        .expect("T501");
    assert_eq!(rule["outcome"], "ran");
}

#[test]
fn the_table_of_who_has_reported_counts_the_fields_that_are_filled_in() {
    let (report, _) = real::report();
    let mut chapters = report.chapters.iter();
    let chapter = chapters.find(|one| one.kind == ChapterKind::Coverage);
    let blocks = &chapter.expect("a chapter").blocks;
    let table = blocks.iter().find_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let table = table.expect("a table");
    assert_eq!(table.rows.len(), 24);
    for row in &table.rows {
        let numbers = row.cells.iter().filter_map(|cell| match cell.content {
            Content::Number(number, _) => Some(number),
            _ => None,
        });
        let numbers: Vec<Decimal> = numbers.collect();
        // The number of the ward, what is filled in, what is to be, and what was told of it.
        let [_, filled, required, ..] = numbers[..] else {
            panic!("{numbers:?}");
        };
        assert_eq!(filled, required);
        assert!(required > Decimal::TEN, "{required}");
    }
}
