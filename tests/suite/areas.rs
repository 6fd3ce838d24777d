//! The areas below the wards from the sample workbooks to every output: facts, figures, trace, comparison and the year after.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use calamine::{Data, DataType, Reader, Xlsx};
use rust_decimal::Decimal;
use tempfile::TempDir;
use torimatome::definition::{DefinitionSource, Definitions, Registry};
use torimatome::diff::diff;
use torimatome::ledger::{Ledger, LedgerError};
use torimatome::model::{AreaCode, AsOf, FactState, FiscalYear, IndicatorId};
use torimatome::report::{Entry, WardValues, filled, template};
use torimatome::trace::{Tracer, cell_facts, figure, figure_text};

use crate::end_to_end::{PROVISIONAL, run, samples, stderr, stdout, text};

const LIVE: FiscalYear = FiscalYear(2025);
const NAMED: [(&str, &str, usize); 2] = [("271225", "西成区", 16), ("271152", "東成区", 11)];

fn definitions() -> Definitions {
    torimatome::check::load(&DefinitionSource::BuiltIn).expect("definitions")
}

fn id(text: &str) -> IndicatorId {
    IndicatorId::new(text)
}

/// The sample city in which two wards filled in the sheet, and the same city in which none did.
pub(crate) fn outputs() -> &'static Path {
    static OUT: OnceLock<TempDir> = OnceLock::new();
    OUT.get_or_init(|| {
        let work = tempfile::tempdir().expect("a folder");
        let city = work.path().join("in");
        fs::create_dir(&city).expect("a folder");
        for folder in ["r7", "areas"] {
            for entry in fs::read_dir(samples(folder)).expect("samples") {
                let path = entry.expect("an entry").path();
                let name = path.file_name().expect("a name").to_owned();
                fs::copy(path, city.join(name)).expect("a copy");
            }
        }
        compile(&city, &work.path().join("with"), 0);
        compile(&samples("r7"), &work.path().join("without"), 0);
        work
    })
    .path()
}

fn compile(input: &Path, out: &Path, code: i32) {
    let output = run(&["compile", text(input), "--out", text(out)]);
    let said = format!("{}{}", stdout(&output), stderr(&output));
    assert_eq!(output.status.code(), Some(code), "{said}");
}

fn ledger(folder: &Path) -> Ledger {
    let file = |name: &str| Ok::<_, LedgerError>(fs::read(folder.join(name)).expect("a file"));
    Ledger::read(definitions().areas.nouns(), file).expect("an output folder")
}

#[test]
fn the_areas_add_up_to_their_wards_and_change_nothing_above_them() {
    let (with, without) = (
        ledger(&outputs().join("with")),
        ledger(&outputs().join("without")),
    );
    let above = |ledger: &Ledger| -> Vec<_> {
        let rows = ledger.figures.iter();
        rows.filter(|row| row.area.ward().is_none())
            .cloned()
            .collect()
    };
    assert_eq!(above(&with), above(&without));
    assert_eq!(above(&without).len(), without.figures.len());
    assert_eq!(with.wards(), without.wards());
    let mut areas = 0;
    for (code, name, count) in NAMED {
        let ward = AreaCode::new(code);
        for indicator in ["1-1", "1-2", "1-3"].map(id) {
            let below: Vec<_> = with.facts_below(&ward, LIVE, &indicator).collect();
            assert_eq!(below.len(), count, "{name} {indicator}");
            let sum: Decimal = below.iter().filter_map(|fact| fact.value).sum();
            let figure = with.figure(&ward, LIVE, &indicator).expect("the figure");
            assert_eq!(figure.value, Some(sum), "{name} {indicator}");
            for fact in below {
                let own = with.figure(&fact.ward, LIVE, &indicator).expect("a figure");
                assert_eq!((own.value, with.share(own).as_str()), (fact.value, "1/1区"));
                assert_eq!(
                    (fact.state, fact.sheet.as_str()),
                    (FactState::Reported, "地域別")
                );
                areas += 1;
            }
        }
    }
    assert_eq!(areas, 27 * 3);
    let first = with.figure(&AreaCode::new("271225").below(1), LIVE, &id("1-3"));
    assert_eq!(first.expect("the first area").area_name, "西成区 弘治");
    // Only the wards that filled in the sheet have areas, and only for the year they filled in.
    let below = with.figures.iter().filter(|row| row.area.ward().is_some());
    assert_eq!(below.count(), areas);
}

#[test]
fn an_area_leads_to_its_cell_and_the_cell_to_all_it_is_in() {
    let (ledger, definitions) = (ledger(&outputs().join("with")), definitions());
    let tracer = Tracer::new(&ledger, &definitions);
    for row in &ledger.figures {
        let trace = tracer.figure(row);
        assert!(trace.agrees(), "{}", figure_text(&trace, ""));
        assert_eq!(figure(&ledger, &trace.id), Ok(row), "{}", trace.id);
    }
    let mut found = 0;
    for fact in ledger
        .facts
        .iter()
        .filter(|fact| fact.ward.ward().is_some())
    {
        let there = cell_facts(&ledger, &fact.file, Some(&fact.place())).expect("the cell");
        assert_eq!(there, [fact]);
        let trace = tracer.fact(fact);
        let feeds: Vec<(&str, String)> = trace
            .feeds
            .iter()
            .map(|feed| (feed.figure.area.as_str(), feed.label.clone()))
            .collect();
        let ward = fact.ward.ward().expect("a ward");
        let expected = [
            (fact.ward.as_str(), "加算".to_owned()),
            (ward.as_str(), "地域の内訳".to_owned()),
            ("271004", "地域の内訳".to_owned()),
        ];
        assert_eq!(feeds, expected);
        found += 1;
    }
    assert_eq!(found, 81);
    let ward = figure(&ledger, "1-1/2025/西成区").expect("the figure");
    let text = figure_text(&tracer.figure(ward), "");
    assert!(text.contains("地域ごとの内訳（16地域、計14）"), "{text}");
    assert!(text.contains("西成区 弘治"), "{text}");
}

#[test]
fn the_report_has_a_chapter_for_the_areas_only_if_there_are_any() {
    let sheets = |name: &str| {
        let bytes = fs::read(outputs().join(name).join("report.xlsx")).expect("the report");
        let mut workbook = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        let range = workbook.worksheet_range("地域別").ok();
        (workbook.sheet_names(), range)
    };
    assert!(!sheets("without").0.contains(&"地域別".to_owned()));
    let cells = sheets("with").1.expect("the chapter");
    let number = |row: &[Data]| row.iter().filter_map(DataType::as_f64).collect::<Vec<_>>();
    let ledger = ledger(&outputs().join("with"));
    let mut found = 0;
    for row in cells.rows().filter(|row| row.len() > 2) {
        let name = format!("{} {}", row[0], row[1]);
        let Some(fact) = ledger
            .facts
            .iter()
            .find(|fact| fact.ward_name == name && fact.indicator == id("1-3"))
        else {
            continue;
        };
        let value = fact.value.expect("a number").to_string().parse::<f64>();
        assert_eq!(number(row), [value.expect("a number")], "{name}");
        found += 1;
    }
    assert_eq!(found, 27);
}

#[test]
fn comparing_and_going_on_next_year_know_areas_from_wards() {
    let (with, without) = (outputs().join("with"), outputs().join("without"));
    let (there, here) = (ledger(&with), ledger(&without));
    assert!(diff(&there, &there).is_empty());
    let change = diff(&here, &there);
    assert!(change.submitted.is_empty() && change.vanished.is_empty());
    assert_eq!(change.figures.len(), 81);
    assert!(change.figures.iter().all(|change| change.old.is_none()));
    // Last year's output folder is compared with; its areas are nobody's restatement.
    let out = outputs().join("again");
    let output = run(&[
        "compile",
        text(&samples("r7")),
        "--previous",
        text(&with),
        "--out",
        text(&out),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
}

/// A ward's workbook of the live year, with something changed.
fn ward(folder: &Path, change: impl FnOnce(&mut WardValues)) -> PathBuf {
    let definitions = definitions();
    let ward = definitions.areas.ward_named("西成区").expect("the ward");
    let mut values = WardValues::default();
    for year in [FiscalYear(2024), LIVE] {
        for (_, _, field) in definitions.forms[0].fields() {
            values.number(field.indicator.clone(), year, 5);
        }
    }
    change(&mut values);
    let as_of = AsOf::parse_iso("2026-03-31").expect("a date");
    let form = filled(
        &definitions,
        &definitions.forms[0],
        &definitions.registry,
        ward,
        as_of,
        &values,
    );
    let path = folder.join("西成区.xlsx");
    let bytes = torimatome::render::xlsx::form(&form).expect("a workbook");
    fs::write(&path, bytes).expect("written");
    path
}

/// One ward with marks that cannot be read, words, a sum that differs and blanks; the folder and its output.
pub(crate) fn doubtful() -> (TempDir, PathBuf) {
    let work = tempfile::tempdir().expect("a folder");
    let cells = [
        ("1-1", vec!["○", "○", "○", "○", "△", "未集計"]),
        ("1-2", vec!["○", "○", "○", "○"]),
        ("1-3", vec!["3", "2", "12人"]),
    ];
    let path = ward(work.path(), |values| {
        for (indicator, column) in cells {
            for (row, text) in (1..).zip(column) {
                let entry = text
                    .parse()
                    .map_or(Entry::Text(text.to_owned()), Entry::Number);
                values.row_cell("area", row, id(indicator), LIVE, entry);
            }
        }
    });
    let out = work.path().join("out");
    compile(&path, &out, 1);
    (work, out)
}

#[test]
fn what_cannot_be_read_or_differs_is_never_taken_for_zero() {
    let (_work, out) = doubtful();
    let ledger = ledger(&out);
    let state = |area: u32, indicator: &str| {
        let code = AreaCode::new("271225").below(area);
        let fact = ledger.fact(&code, LIVE, &id(indicator)).expect("the fact");
        let figure = ledger
            .figure(&code, LIVE, &id(indicator))
            .expect("the figure");
        let standing = figure.standing.clone();
        (fact.state.label(), fact.value, figure.value, standing)
    };
    let none = |word| (word, None, None, "算出不可".to_owned());
    let some = |number: u32| {
        let number = Some(Decimal::from(number));
        ("記入", number, number, "確定".to_owned())
    };
    assert_eq!(state(1, "1-1"), some(1));
    assert_eq!(state(5, "1-1"), none("読取不能"));
    assert_eq!(state(6, "1-1"), none("未集計"));
    assert_eq!(state(7, "1-1"), some(0));
    assert_eq!(state(3, "1-3"), none("読取不能"));
    assert_eq!(state(4, "1-3"), none("未記入"));
    // Four marks against a five on the form: neither side is used.
    let withheld = ("保留", Some(Decimal::ONE), None, "算出不可".to_owned());
    assert_eq!(state(1, "1-2"), withheld);
    let of_ward = |indicator: &str| {
        let fact = ledger.fact(&AreaCode::new("271225"), LIVE, &id(indicator));
        fact.expect("the fact").state
    };
    assert_eq!(of_ward("1-2"), FactState::Withheld);
    // The form's five is within what the two unknown marks leave open.
    assert_eq!(of_ward("1-1"), FactState::Reported);
}

#[test]
fn what_is_wrong_with_an_area_is_told_and_shown_in_the_copy_that_goes_back() {
    let (_work, out) = doubtful();
    let ledger = ledger(&out);
    let count = |code: &str| ledger.findings.iter().filter(|f| f.code == code).count();
    assert_eq!((count("V212"), count("C321")), (2, 1));
    let copy = fs::read(out.join("returns").join("西成区_点検結果.xlsx")).expect("the copy");
    let mut copy = Xlsx::new(Cursor::new(copy)).expect("a workbook");
    let cells = copy.worksheet_range("地域別").expect("the sheet");
    let shown = Data::String("△".to_owned());
    assert!(cells.used_cells().any(|(.., cell)| *cell == shown));
}

#[test]
fn an_untouched_template_leaves_the_fields_blank() {
    let definitions = definitions();
    let as_of = AsOf::parse_iso("2026-03-31").expect("a date");
    let work = tempfile::tempdir().expect("a folder");
    for ward in definitions.areas.wards() {
        let form = template(
            &definitions,
            &definitions.forms[0],
            &definitions.registry,
            ward,
            (as_of, None),
            None,
        );
        let bytes = torimatome::render::xlsx::form(&form).expect("a workbook");
        fs::write(work.path().join(format!("{}.xlsx", ward.name)), bytes).expect("written");
    }
    let out = work.path().join("out");
    compile(work.path(), &out, 0);
    let ledger = ledger(&out);
    assert!(
        ledger
            .facts
            .iter()
            .all(|fact| fact.state == FactState::Blank)
    );
    assert!(
        ledger
            .figures
            .iter()
            .all(|figure| figure.area.ward().is_none())
    );
}

/// A registry of all wards in which one has names, one of which ends and another of which begins.
fn registry(last: &str) -> Vec<Vec<String>> {
    let definitions = definitions();
    let head = [
        "団体コード",
        "区名",
        "年度",
        "名簿提供地域数",
        "地域名",
        "有効開始年度",
        "有効終了年度",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for ward in definitions.areas.wards() {
        let is_named = ward.name == "西成区";
        for year in 2024..=2026 {
            let count = definitions.registry.count(&ward.code, FiscalYear(year));
            let count = count.expect("a count") - u32::from(is_named && year > 2024);
            let cells = [
                ward.code.to_string(),
                ward.name.clone(),
                year.to_string(),
                count.to_string(),
            ];
            rows.push([cells.to_vec(), vec![String::new(); 3]].concat());
        }
        for name in definitions.registry.area_names(&ward.code) {
            let span = if is_named && ["飛田", "山王"].contains(&name.name.as_str()) {
                ["", "2024"]
            } else {
                ["", ""]
            };
            rows.push(area_row(&ward.code, &ward.name, &name.name, span));
        }
    }
    rows.push(area_row(
        &AreaCode::new("271225"),
        "西成区",
        last,
        ["2025", ""],
    ));
    rows
}

fn area_row(code: &AreaCode, ward: &str, name: &str, [first, last]: [&str; 2]) -> Vec<String> {
    [code.as_str(), ward, "", "", name, first, last]
        .map(str::to_owned)
        .to_vec()
}

#[test]
fn a_merger_of_areas_changes_denominators_and_is_said_beside_the_rates() {
    let work = tempfile::tempdir().expect("a folder");
    let table = work.path().join("areas.csv");
    let lines: Vec<String> = registry("飛田山王")
        .iter()
        .map(|row| row.join(","))
        .collect();
    fs::write(&table, lines.join("\r\n")).expect("written");
    let out = work.path().join("out");
    // 333 is not the number printed on the form: the registry is told so (X401), the figures are reckoned with it.
    let output = run(&[
        "compile",
        text(&samples("r7")),
        "--areas",
        text(&table),
        "--out",
        text(&out),
    ]);
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    assert!(!stdout(&output).contains(PROVISIONAL));
    let ledger = ledger(&out);
    let base = |area: &str, year: i32| {
        let figure = ledger.figure(&AreaCode::new(area), FiscalYear(year), &id("1-1-rate"));
        figure
            .expect("the rate")
            .denominator
            .map(|base| base.to_string())
    };
    // The wards wrote 16 on their form in both years: in 2025 the registry says otherwise and the ward is left out (C303).
    assert_eq!(base("271225", 2024).as_deref(), Some("16"));
    assert_eq!(base("271004", 2024).as_deref(), Some("334"));
    let bytes = fs::read(out.join("report.xlsx")).expect("the report");
    let mut workbook = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let expected = "2025年度は、2024年度と名簿提供地域数が違う（西成区16→15（終了：山王・飛田、開始：飛田山王）。全市は334から333）。割合はそれぞれの年度の名簿提供地域数で割っている。";
    for sheet in ["区別一覧", "推移"] {
        let cells = workbook.worksheet_range(sheet).expect("the sheet");
        let found = cells
            .used_cells()
            .filter(|(.., cell)| cell.to_string().contains(expected))
            .count();
        assert_eq!(found, 1, "{sheet}");
    }
}

#[test]
fn names_and_counts_of_a_registry_must_agree() {
    let definitions = definitions();
    let read = |rows: &[Vec<String>]| Registry::from_rows("登録.csv", rows, &definitions.areas);
    let good = read(&registry("飛田山王")).expect("a registry");
    let ward = AreaCode::new("271225");
    let names = |year: i32| {
        let names = good.area_names(&ward).iter();
        names.filter(|name| name.holds_in(FiscalYear(year))).count()
    };
    assert_eq!((names(2024), names(2025)), (16, 15));
    let mut lost = registry("飛田山王");
    lost.pop();
    let error = read(&lost).expect_err("one name is missing").to_string();
    assert!(
        error.ends_with("西成区の2025年度の地域数は15ですが、その年度に有効な地域名は14です"),
        "{error}"
    );
    // A table may also name the areas of every year beside its count.
    let head = ["団体コード", "区名", "年度", "名簿提供地域数", "地域名"];
    let flat = |rows: &[[&str; 5]]| -> Vec<Vec<String>> {
        std::iter::once(&head)
            .chain(rows)
            .map(|row| row.map(str::to_owned).to_vec())
            .collect()
    };
    let rows = [
        ["271225", "西成区", "2024", "2", "甲"],
        ["271225", "西成区", "2024", "2", "乙"],
        ["271225", "西成区", "2025", "1", "甲"],
    ];
    let registry = read(&flat(&rows)).expect("a registry");
    assert_eq!(registry.count(&ward, FiscalYear(2024)), Some(2));
    let held: Vec<bool> = registry
        .area_names(&ward)
        .iter()
        .map(|name| name.holds_in(FiscalYear(2025)))
        .collect();
    assert_eq!(held, [true, false]);
    let twice = [rows[0], rows[0]];
    assert!(
        read(&flat(&twice))
            .expect_err("twice")
            .reason
            .contains("2回")
    );
}

/// The blank form of a ward as LibreOffice keeps it: an .xls holds a nought for an empty text, an .ods nothing at all.
#[test]
fn a_formula_that_nobody_fed_is_blank_in_every_container() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workbooks/areas");
    for name in ["blank-西成区.xls", "blank-西成区.ods"] {
        let work = tempfile::tempdir().expect("a folder");
        compile(&fixtures.join(name), work.path(), 0);
        let ledger = ledger(work.path());
        assert!(!ledger.facts.is_empty(), "{name}");
        for fact in &ledger.facts {
            assert_eq!(fact.state, FactState::Blank, "{name} {}", fact.place());
        }
    }
}
