//! `samples/r7-real-life`: the city as it really arrives. What was typed must come out as from the clean year, whatever
//! the file is called and however it was saved; what cannot be used is told, and told apart.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use rust_decimal::Decimal;
use tempfile::TempDir;

use crate::end_to_end::{CsvRow, csv_rows, out_rows, run, samples, stderr, stdout, text};

/// What the figures of one ward are known by: ward, fiscal year, indicator.
type Key = (String, String, String);

/// Every ward whose workbook can be read: 16 sent .xlsx, one .xls, one .ods, three in a zip.
const READABLE: [&str; 21] = [
    "北区",
    "都島区",
    "福島区",
    "中央区",
    "西区",
    "港区",
    "大正区",
    "天王寺区",
    "浪速区",
    "西淀川区",
    "淀川区",
    "東淀川区",
    "東成区",
    "城東区",
    "鶴見区",
    "阿倍野区",
    "住之江区",
    "住吉区",
    "東住吉区",
    "平野区",
    "西成区",
];
/// The bureau's own layout has no cells for the two counts of the survey.
const OWN_LAYOUT: [&str; 3] = ["西区", "港区", "大正区"];

/// The folder compiled once for all tests.
pub(crate) fn real_life() -> &'static Path {
    static OUT: OnceLock<TempDir> = OnceLock::new();
    OUT.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let output = run(&[
            "compile",
            text(&samples("r7-real-life")),
            "--previous",
            text(&samples("r6")),
            "--out",
            text(&folder.path().join("out")),
        ]);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        folder
    })
    .path()
}

fn rows(name: &str) -> Vec<CsvRow> {
    csv_rows(&fs::read(real_life().join("out").join(name)).expect("a file"))
}

fn findings() -> serde_json::Value {
    let bytes = fs::read(real_life().join("out/findings.json")).expect("findings");
    serde_json::from_slice(&bytes).expect("JSON")
}

/// The files about which a code speaks, in the order of the findings; `-` for the whole run.
fn files_told(code: &str) -> Vec<String> {
    let findings = findings();
    let list = findings["findings"].as_array().expect("findings");
    list.iter()
        .filter(|finding| finding["code"] == code)
        .map(|finding| finding["place"]["file"].as_str().unwrap_or("-").to_owned())
        .collect()
}

/// Value and state of every fact of some wards.
fn facts(rows: &[CsvRow], wards: &[&str]) -> BTreeMap<Key, (String, String)> {
    rows.iter()
        .filter(|row| wards.contains(&row["区名"].as_str()))
        .map(|row| {
            let key = ["区名", "年度", "指標"].map(|column| row[column].clone());
            (key.into(), (row["値"].clone(), row["状態"].clone()))
        })
        .collect()
}

/// The facts of the clean year as this folder must give them.
fn expected(wards: &[&str]) -> BTreeMap<Key, (String, String)> {
    let mut facts = facts(&out_rows("facts.csv"), wards);
    let key =
        |ward: &str, indicator: &str| (ward.to_owned(), "2025".to_owned(), indicator.to_owned());
    let approximate = facts.get_mut(&key("天王寺区", "1-4"));
    *approximate.expect("it is there") = (String::new(), "読取不能".to_owned());
    let by_334 = facts.get_mut(&key("大正区", "1-2-rate"));
    *by_334.expect("it is there") = ("2.7".to_owned(), "保留".to_owned());
    // Of 2024 they have what was accepted last year.
    for ((ward, year, indicator), fact) in &mut facts {
        if year == "2025" && OWN_LAYOUT.contains(&ward.as_str()) && indicator.starts_with("2-6-") {
            *fact = (String::new(), "様式に欄なし".to_owned());
        }
    }
    facts
}

#[test]
fn what_the_wards_typed_is_what_the_clean_year_says() {
    let actual = facts(&rows("facts.csv"), &READABLE);
    let expected = expected(&READABLE);
    assert_eq!(
        expected.len(),
        16 * 2 * 21,
        "16 fields, two years, 21 wards"
    );
    for (key, fact) in &expected {
        assert_eq!(actual.get(key), Some(fact), "{key:?}");
    }
    assert_eq!(actual.len(), expected.len());
}

#[test]
fn the_words_come_through_every_layout() {
    let words = |rows: &[CsvRow]| -> Vec<[String; 6]> {
        let columns = ["区名", "年度", "シート", "区分", "番号", "本文"];
        rows.iter()
            .filter(|row| READABLE.contains(&row["区名"].as_str()))
            .map(|row| columns.map(|column| row[column].clone()))
            .collect()
    };
    let (actual, expected) = (
        words(&rows("narrative.csv")),
        words(&out_rows("narrative.csv")),
    );
    assert!(expected.len() > 21 * 40, "{}", expected.len());
    assert_eq!(actual, expected);
}

#[test]
fn the_corrected_file_counts_and_every_change_is_listed() {
    assert_eq!(files_told("X406"), ["住吉区.xlsx"]);
    assert_eq!(files_told("X407").len(), 4);
    assert!(files_told("X403").is_empty());
    let findings = findings();
    let list = findings["findings"].as_array().expect("findings");
    let superseded = list.iter().find(|finding| finding["code"] == "X406");
    let told = |key: &str| superseded.expect("X406")[key].as_str().expect("text");
    let message = told("message");
    for words in [
        "住吉区（修正版）.xlsx",
        "保存日時",
        "2026-04-02",
        "2026-04-08",
        "「861」→「816」、ほか1か所",
    ] {
        assert!(message.contains(words), "{words}: {message}");
    }
    assert!(told("hint").contains("誤り1・"), "{}", told("hint"));
    let own_errors = list.iter().filter(|finding| {
        finding["place"]["file"] == "住吉区.xlsx" && finding["severity"] == "error"
    });
    assert_eq!(own_errors.count(), 0, "its error is only counted");
    let changed: Vec<(&str, &str, &str)> = list
        .iter()
        .filter(|finding| finding["code"] == "X407" && !finding["indicator"].is_null())
        .map(|finding| {
            let text = |key: &str| finding[key].as_str().expect("text");
            (text("indicator"), text("entered"), text("expected"))
        })
        .collect();
    let expected = [
        ("1-2", "18", "12"),
        ("1-2-rate", "120", "80"),
        ("1-4", "861", "816"),
    ];
    assert_eq!(changed, expected);
    let counts: BTreeMap<&str, bool> = findings["submissions"]
        .as_array()
        .expect("submissions")
        .iter()
        .map(|one| (one["file"].as_str().expect("a file"), one["used"] == true))
        .collect();
    assert!(!counts["住吉区.xlsx"]);
    assert!(counts["住吉区（修正版）.xlsx"]);
}

#[test]
fn a_named_file_counts_although_it_is_the_older_one() {
    let folder = samples("r7-real-life");
    let arguments = [
        "check",
        text(&folder),
        "--format",
        "json",
        "--use",
        "住吉区.xlsx",
    ];
    let checked: serde_json::Value = serde_json::from_str(&stdout(&run(&arguments))).expect("JSON");
    let finding = |code: &str| {
        let list = checked["findings"].as_array().expect("findings");
        list.iter().find(|finding| finding["code"] == code).cloned()
    };
    let superseded = finding("X406").expect("X406");
    assert_eq!(superseded["place"]["file"], "住吉区（修正版）.xlsx");
    assert_eq!(superseded["severity"], "note", "a person has decided");
    let error = finding("C301").expect("the older file's own error counts now");
    assert_eq!(error["place"]["file"], "住吉区.xlsx");
}

#[test]
fn checking_and_compiling_say_alike_which_files_count() {
    let folder = samples("r7-real-life");
    let arguments = ["check", text(&folder), "--format", "json"];
    let checked: serde_json::Value = serde_json::from_str(&stdout(&run(&arguments))).expect("JSON");
    assert_eq!(checked["submissions"], findings()["submissions"]);
}

#[test]
fn every_kind_of_container_is_read_and_its_file_named() {
    assert_eq!(files_told("S101"), [""; 0], "no file is broken");
    let findings = findings();
    let files: BTreeMap<&str, &str> = findings["submissions"]
        .as_array()
        .expect("submissions")
        .iter()
        .filter(|one| one["used"] == true)
        .map(|one| {
            let text = |key: &str| one[key].as_str().expect("text");
            (text("ward"), text("file"))
        })
        .collect();
    assert_eq!(files.len(), READABLE.len());
    assert_eq!(files["271039"], "福島区.xls");
    assert_eq!(files["271152"], "東成区.ods");
    for (code, ward) in [
        ("271136", "西淀川区"),
        ("271233", "淀川区"),
        ("271144", "東淀川区"),
    ] {
        let file = format!("淀川3区まとめ.zip/{ward}_推進状況確認シート.xlsx");
        assert_eq!(files[code], file, "a name in CP932");
    }
    let facts = rows("facts.csv");
    let of = |ward: &str| {
        facts
            .iter()
            .find(|row| row["区名"] == ward)
            .expect("a fact")
    };
    assert_eq!(of("東成区")["ファイル"], "東成区.ods");
}

#[test]
fn who_is_missing_is_named() {
    let coverage = findings();
    let missing: BTreeSet<&str> = coverage["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["code"] == "X402")
        .map(|finding| finding["ward"].as_str().expect("a ward"))
        .collect();
    assert_eq!(missing, BTreeSet::from(["271161", "271179"]));
    let unread = coverage["findings"].as_array().expect("findings").iter();
    let unread: Vec<&str> = unread
        .filter(|finding| finding["code"] == "S102")
        .map(|finding| finding["ward"].as_str().expect("a ward"))
        .collect();
    assert_eq!(
        unread,
        ["271047"],
        "its file came and cannot be read: that is told once, as such"
    );
}

#[test]
fn the_slips_are_told_and_nothing_else_is() {
    assert_eq!(files_told("V201"), ["天王寺区.xlsx"]);
    assert_eq!(files_told("C302"), ["大正区_20260410.xlsx"]);
    assert_eq!(files_told("C303"), ["推進状況確認シート【西区】.xlsx"]);
    assert_eq!(files_told("C301"), [""; 0]);
    assert_eq!(files_told("S102"), ["此花区（パスワードは別送）.xlsx"]);
    let normalised: BTreeSet<String> = files_told("V203").into_iter().collect();
    assert!(normalised.contains("浪速区.xlsx"), "{normalised:?}");
    let mut others = files_told("S104");
    others.sort();
    assert_eq!(
        others,
        ["readme.txt", "送付書.pdf"],
        "not lock files nor Thumbs.db"
    );
}

#[test]
fn a_row_put_in_between_is_not_taken_for_a_field() {
    let facts = rows("facts.csv");
    assert!(
        !facts
            .iter()
            .any(|row| row["区名"] == "港区" && row["値"] == "87")
    );
}

/// The slip of one ward leaves exactly that ward out of exactly that figure.
#[test]
fn the_approximate_number_is_left_out_and_named() {
    let figures = rows("figures.csv");
    let figure = |indicator: &str| {
        figures
            .iter()
            .find(|row| {
                row["団体コード"] == "271004" && row["年度"] == "2025" && row["指標"] == indicator
            })
            .expect("a figure")
    };
    let count = |indicator: &str| {
        figure(indicator)["報告区数"]
            .parse::<u32>()
            .expect("a count")
    };
    assert_eq!(
        (count("1-5"), count("1-4")),
        (21, 20),
        "the other three are not read"
    );
    let sum: Decimal = rows("facts.csv")
        .iter()
        .filter(|row| row["年度"] == "2025" && row["指標"] == "1-4" && row["状態"] == "記入")
        .map(|row| row["値"].parse::<Decimal>().expect("a number"))
        .sum();
    assert_eq!(
        figure("1-4")["値"].parse::<Decimal>().expect("a number"),
        sum
    );
    assert_eq!(figure("1-4")["状態"], "一部");
}

/// A folder for what came first and one for what came later, both with files of the same name in a folder of the same name.
#[test]
fn files_of_the_same_name_are_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut given = Vec::new();
    for (when, file) in [("当初", "住吉区.xlsx"), ("再提出", "住吉区（修正版）.xlsx")]
    {
        let into = folder.path().join(when).join("提出");
        fs::create_dir_all(&into).expect("a folder");
        fs::copy(samples("r7-real-life").join(file), into.join("住吉区.xlsx")).expect("a copy");
        given.push(into);
    }
    let twice = given[0].join("住吉区.xlsx");
    let output = run(&[
        "check",
        text(&given[0]),
        text(&given[1]),
        text(&twice),
        "--format",
        "json",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    let checked: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let files: Vec<(&str, bool)> = checked["submissions"]
        .as_array()
        .expect("submissions")
        .iter()
        .map(|one| (one["file"].as_str().expect("a file"), one["used"] == true))
        .collect();
    let expected = [
        ("再提出/提出/住吉区.xlsx", true),
        ("当初/提出/住吉区.xlsx", false),
    ];
    assert_eq!(files, expected);
}
