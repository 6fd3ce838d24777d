//! The figures in the workbook follow from the list of the units: each is a formula with the figure as its stored result, and
//! a word wherever there is no figure.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use calamine::{Data, Range, Xlsx, open_workbook};
use rust_decimal::Decimal;
use tempfile::TempDir;

use crate::edges::run;
use crate::support::reckon::{self, Sheets, reckoned};
use crate::trace::outputs;

/// Sheets on which every number is a figure of the whole.
const FIGURES: [&str; 6] = [
    "概要",
    "基本目標1",
    "基本目標2",
    "参加支援",
    "推移",
    "機能別",
];
/// The list of the units, from which all else is reckoned.
const LIST: &str = "区別一覧";
/// Numbers of the list that are no formulas, and why.
const REPORTED: [(&str, &str); 3] = [
    ("区", "a unit's own number, as it was reported"),
    ("名簿提供地域数", "how many areas the registry has"),
    ("（％）", "a ratio that a unit wrote without its counts"),
];

fn sheets(out: &Path) -> Sheets {
    let mut workbook: Xlsx<_> = open_workbook(out.join("report.xlsx")).expect("a workbook");
    reckon::sheets(&mut workbook)
}

/// Every number of a sheet: its row, column, and formula if it has one.
fn numbers(sheet: &(Range<Data>, Range<String>)) -> Vec<(u32, u32, f64, String)> {
    let (values, formulas) = sheet;
    let (top, left) = values.start().unwrap_or_default();
    let cells = values.used_cells();
    cells
        .filter_map(|(row, col, value)| {
            let Data::Float(number) = value else {
                return None;
            };
            let at = (
                top + u32::try_from(row).expect("a row"),
                left + u32::try_from(col).expect("a column"),
            );
            let formula = formulas.get_value(at).cloned().unwrap_or_default();
            Some((at.0, at.1, *number, formula))
        })
        .collect()
}

fn text(values: &Range<Data>, row: u32, col: u32) -> String {
    match values.get_value((row, col)) {
        Some(Data::String(text)) => text.clone(),
        _ => String::new(),
    }
}

/// The numbers of the list that should be formulas: of totals, of ratios, and of changes.
fn unreckoned_in_list(sheet: &(Range<Data>, Range<String>)) -> Vec<String> {
    let (values, _) = sheet;
    let last = values.end().expect("cells").0;
    let mut heads = BTreeMap::new();
    let mut is_change = false;
    let mut found = Vec::new();
    let all = numbers(sheet);
    for row in 0..=last {
        let first = text(values, row, 0);
        if first == REPORTED[0].0 {
            heads = (0..60).map(|col| (col, text(values, row, col))).collect();
        }
        if first.contains("年度（") {
            is_change = first.contains("増減");
        }
        for (_, col, number, formula) in all.iter().filter(|(at, ..)| *at == row) {
            let head = heads.get(col).map_or("", String::as_str).replace('\n', "");
            let is_total = first.ends_with("計");
            // The counts of a ratio stand before it.
            let has_counts = matches!(
                values.get_value((row, col.saturating_sub(1))),
                Some(Data::Float(_))
            );
            let is_ratio = head.contains(REPORTED[2].0) && has_counts;
            let is_registry = head == REPORTED[1].0 && !is_total;
            let is_reckoned = (is_total || is_ratio || is_change) && !is_registry;
            if is_reckoned && formula.is_empty() {
                found.push(format!("{first} {head}: {number}"));
            }
        }
    }
    found
}

/// Formulas whose stored result is another than the one they give.
fn wrong(sheets: &Sheets) -> Vec<String> {
    let mut found = Vec::new();
    for (name, sheet) in sheets {
        for (row, col, number, formula) in numbers(sheet) {
            let stored: Option<Decimal> = number.to_string().parse().ok();
            if !formula.is_empty() && reckoned(sheets, name, &formula) != stored {
                found.push(format!("{name} {row}/{col}: {formula} is not {number}"));
            }
        }
    }
    found
}

/// The numbers of all sheets that should be formulas and are none, and how many formulas there are.
fn unreckoned(sheets: &Sheets) -> (Vec<String>, usize) {
    let mut found = unreckoned_in_list(&sheets[LIST]);
    let mut count = 0;
    for name in FIGURES {
        let all = numbers(&sheets[name]);
        let bare = all.iter().filter(|(.., formula)| formula.is_empty());
        found.extend(bare.map(|(row, col, number, _)| format!("{name} {row}/{col}: {number}")));
        count += all
            .iter()
            .filter(|(.., formula)| !formula.is_empty())
            .count();
    }
    (found, count)
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

/// What comes of some workbooks, held against last year's.
fn compiled(input: &Path) -> (TempDir, Sheets) {
    let work = tempfile::tempdir().expect("a folder");
    let previous = samples().join("r6");
    let [input, previous] = [input, &previous].map(|path| path.to_str().expect("UTF-8"));
    let told = run(
        work.path(),
        &["compile", input, "--previous", previous, "--out", "out"],
    );
    assert!(matches!(told.status.code(), Some(0 | 1)), "{told:?}");
    let sheets = sheets(&work.path().join("out"));
    (work, sheets)
}

#[test]
fn every_figure_of_the_whole_is_a_formula_over_the_list() {
    let areas = tempfile::tempdir().expect("a folder");
    for folder in ["r7", "areas"] {
        for entry in fs::read_dir(samples().join(folder)).expect("samples") {
            let path = entry.expect("an entry").path();
            fs::copy(&path, areas.path().join(path.file_name().expect("a name"))).expect("a copy");
        }
    }
    let inputs = [
        samples().join("r7"),
        areas.path().to_owned(),
        samples().join("r7-real-life"),
        samples().join("r7/271225_西成区.xlsx"),
    ];
    for input in inputs {
        let (_folder, sheets) = compiled(&input);
        let (found, count) = unreckoned(&sheets);
        assert!(found.is_empty(), "{}: {found:#?}", input.display());
        assert_eq!(wrong(&sheets), [""; 0], "{}", input.display());
        assert!(count > 150, "{}: {count} formulas", input.display());
    }
    // Without last year, and a city with gaps of every kind.
    for out in ["clean", "rough"] {
        let sheets = sheets(&outputs().join(out));
        let (found, count) = unreckoned(&sheets);
        assert!(found.is_empty(), "{out}: {found:#?}");
        assert_eq!(wrong(&sheets), [""; 0], "{out}");
        assert!(count > 100, "{out}: {count} formulas");
    }
}

#[test]
fn where_there_is_no_figure_a_word_stands_and_no_formula() {
    let sheets = sheets(&outputs().join("rough"));
    // One ward wrote the ratio alone: there is none of the city.
    let (values, formulas) = &sheets["基本目標2"];
    let (top, left) = values.start().expect("cells");
    let mut words = 0;
    for (row, col, value) in values.used_cells() {
        let at = (
            top + u32::try_from(row).expect("a row"),
            left + u32::try_from(col).expect("a column"),
        );
        if *value == Data::String("算出不可".to_owned()) {
            words += 1;
            assert_eq!(formulas.get_value(at).map_or("", String::as_str), "");
        }
    }
    assert!(words > 0);
}

#[test]
fn a_number_that_is_no_formula_is_found() {
    let mut sheets = sheets(&outputs().join("clean"));
    let (_, formulas) = sheets.get_mut("参加支援").expect("the sheet");
    let at = formulas.start().expect("a formula");
    formulas.set_value(at, String::new());
    assert_eq!(unreckoned(&sheets).0.len(), 1);
}
