//! Repeated rows of an invented form: a register of three entries and a list of codes, from the template through reading,
//! checking and compiling to the trace. Its templates are in tests/rows; guide and reasons are the program's own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rust_decimal::Decimal;
use tempfile::TempDir;
use torimatome::definition::{DefinitionSource, Definitions, TemplateFile};
use torimatome::diff::diff;
use torimatome::ledger::{Ledger, LedgerError};
use torimatome::model::{AreaCode, AsOf, FactId, FactState, FiscalYear, IndicatorId, Row};
use torimatome::report::{Entry, FormContent, InputRule, WardValues, filled, template};
use torimatome::trace::{Tracer, figure, figure_text};

use crate::end_to_end::{run, stderr, stdout, text};

const LIVE: FiscalYear = FiscalYear(2025);
const FIRST: &str = "900-1";
const SECOND: &str = "900-2";

fn id(text: &str) -> IndicatorId {
    IndicatorId::new(text)
}

fn as_of() -> AsOf {
    AsOf::parse_iso("2026-03-31").expect("a date")
}

/// The form's own templates with the program's guide and sheet for reasons.
pub(crate) fn templates() -> &'static Path {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    FOLDER
        .get_or_init(|| {
            let root = Path::new(env!("CARGO_MANIFEST_DIR"));
            let folder = tempfile::tempdir().expect("a folder");
            copy(&root.join("tests/rows"), folder.path());
            for name in ["guide.toml", "reasons.toml"] {
                let from = root.join("templates").join(name);
                fs::copy(from, folder.path().join(name)).expect("a copy");
            }
            folder
        })
        .path()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("templates") {
        let path = entry.expect("an entry").path();
        let there = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &there);
        } else {
            fs::copy(&path, there).expect("a copy");
        }
    }
}

fn definitions() -> Definitions {
    let mut files = Vec::new();
    gather(templates(), templates(), &mut files);
    torimatome::check::load(&DefinitionSource::Files(files)).expect("definitions")
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<TemplateFile>) {
    for entry in fs::read_dir(folder).expect("templates") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            gather(root, &path, files);
        } else {
            let below = path.strip_prefix(root).expect("below the folder");
            files.push(TemplateFile {
                path: text(below).replace('\\', "/"),
                text: fs::read_to_string(&path).expect("a text"),
            });
        }
    }
}

fn entry(text: &str) -> Entry {
    text.parse()
        .map_or(Entry::Text(text.to_owned()), Entry::Number)
}

/// A register and a list of codes as a unit fills them in; an empty text leaves its cell blank.
fn fill(loans: &[(&str, &str, &str)], kinds: &[(&str, &str)]) -> WardValues {
    let mut values = WardValues::default();
    let mut put = |block: &str, row: u32, key: &str, cells: &[(&str, &str)]| {
        let rows = values.rows.entry(block.to_owned()).or_default();
        rows.keys.insert(row, key.to_owned());
        for (indicator, text) in cells.iter().filter(|(_, text)| !text.is_empty()) {
            values.row_cell(block, row, id(indicator), LIVE, entry(text));
        }
    };
    for (row, (key, amount, paid)) in (1..).zip(loans) {
        put("loans", row, key, &[("5-1", amount), ("5-2", paid)]);
    }
    for (row, (code, count)) in (1..).zip(kinds) {
        put("kinds", row, code, &[("6-1", count)]);
    }
    let loans = values.rows.get_mut("loans").expect("the register");
    let purpose = (1, "purpose".to_owned());
    loans.texts.insert(purpose, "屋根の修理".to_owned());
    values
}

fn write(folder: &Path, unit: &str, values: &WardValues) -> PathBuf {
    write_with(folder, unit, values, &[])
}

/// Writes a filled workbook with more texts in cells of a sheet: `(sheet, row, column, text)`, row and column from 0.
fn write_with(
    folder: &Path,
    unit: &str,
    values: &WardValues,
    more: &[(&str, u32, u32, &str)],
) -> PathBuf {
    let definitions = definitions();
    let code = AreaCode::new(unit);
    let unit = definitions.areas.get(&code).expect("the unit");
    let mut form = filled(
        &definitions,
        &definitions.forms[0],
        &definitions.registry,
        unit,
        as_of(),
        values,
    );
    for (name, row, col, text) in more {
        let mut sheets = form.sheets.iter_mut();
        let sheet = sheets.find(|sheet| sheet.name == *name).expect("the sheet");
        sheet
            .cells
            .retain(|cell| (cell.row, cell.col) != (*row, *col));
        let mut cell = sheet.cells[0].clone();
        (cell.row, cell.col, cell.row_span, cell.col_span) = (*row, *col, 1, 1);
        cell.content = FormContent::Text((*text).to_owned());
        (cell.name, cell.input) = (None, None);
        sheet.cells.push(cell);
    }
    let path = folder.join(format!("{}.xlsx", unit.name));
    let bytes = torimatome::render::xlsx::form(&form).expect("a workbook");
    fs::write(&path, bytes).expect("written");
    path
}

/// The first unit fills in everything but two cells; the second has a key twice, an unknown code and another sum.
fn city(folder: &Path) {
    let loans = [("A-7", "100", "1"), ("A-8", "250", "0"), ("B-1", "", "2")];
    let kinds = [("A01", "4"), ("A02", "0"), ("B03", "")];
    write(folder, FIRST, &fill(&loans, &kinds));
    let loans = [("C-1", "10", "5"), ("C-1", "20", ""), ("C-2", "30", "6")];
    let kinds = [("A01", "3"), ("Z99", "5"), ("B03", "1")];
    let mut values = fill(&loans, &kinds);
    values.number(id("6-1"), LIVE, 8);
    write(folder, SECOND, &values);
}

pub(crate) fn compiled() -> &'static Path {
    static OUT: OnceLock<TempDir> = OnceLock::new();
    OUT.get_or_init(|| {
        let work = tempfile::tempdir().expect("a folder");
        let input = work.path().join("in");
        fs::create_dir(&input).expect("a folder");
        city(&input);
        let out = work.path().join("out");
        let arguments = ["compile", text(&input), "--out", text(&out)];
        let output = run(&[&arguments[..], &["--templates", text(templates())]].concat());
        let said = format!("{}{}", stdout(&output), stderr(&output));
        assert_eq!(output.status.code(), Some(1), "{said}");
        work
    })
    .path()
}

fn ledger() -> Ledger {
    let folder = compiled().join("out");
    let file = |name: &str| Ok::<_, LedgerError>(fs::read(folder.join(name)).expect("a file"));
    Ledger::read(definitions().areas.nouns(), file).expect("an output folder")
}

fn at(unit: &str, indicator: &str, row: Row) -> FactId {
    FactId {
        row,
        ..FactId::whole(AreaCode::new(unit), LIVE, id(indicator))
    }
}

fn entry_of(key: &str) -> Row {
    Row::Entry(key.to_owned())
}

fn code(code: &str) -> Row {
    Row::Code(code.to_owned())
}

#[test]
fn the_template_prints_codes_and_leaves_entries_open() {
    let definitions = definitions();
    let unit = &definitions.areas.wards()[0];
    let form = template(
        &definitions,
        &definitions.forms[0],
        &definitions.registry,
        unit,
        (as_of(), None),
        None,
    );
    let sheet = |name: &str| {
        let mut sheets = form.sheets.iter();
        sheets.find(|sheet| sheet.name == name).expect("the sheet")
    };
    let keys = |name: &str, head: &str| {
        let cells = &sheet(name).cells;
        let is_head = |content: &FormContent| *content == FormContent::Text(head.to_owned());
        let head = cells.iter().find(|cell| is_head(&cell.content));
        let head = head.expect("the head of the keys");
        let below = cells
            .iter()
            .filter(|cell| cell.col == head.col && cell.row > head.row);
        below
            .map(|cell| (cell.content.clone(), cell.input.clone()))
            .collect::<Vec<_>>()
    };
    let codes = ["A01", "A02", "B03"];
    let printed: Vec<_> = codes
        .iter()
        .map(|code| (FormContent::Text((*code).to_owned()), None))
        .collect();
    assert_eq!(keys("種類別", "コード"), printed);
    let open = (FormContent::Empty, Some(InputRule::Text));
    assert_eq!(keys("貸付台帳", "貸付番号"), vec![open; 4]);
}

#[test]
fn every_row_is_a_fact_of_its_own_and_a_blank_is_no_nought() {
    let ledger = ledger();
    let state = |unit: &str, indicator: &str, row: Row| {
        let id = at(unit, indicator, row);
        let fact = ledger.fact_of(&id).unwrap_or_else(|| panic!("{id}"));
        let value = fact.value.map(|value| value.to_string());
        (fact.state, value)
    };
    let number = |text: &str| (FactState::Reported, Some(text.to_owned()));
    assert_eq!(state(FIRST, "5-1", entry_of("A-7")), number("100"));
    assert_eq!(
        state(FIRST, "5-1", entry_of("B-1")),
        (FactState::Blank, None)
    );
    assert_eq!(state(FIRST, "6-1", code("A02")), number("0"));
    assert_eq!(state(FIRST, "6-1", code("B03")), (FactState::Blank, None));
    // A key that stands there twice is two rows: nothing is lost.
    assert_eq!(state(SECOND, "5-1", entry_of("C-1")), number("10"));
    assert_eq!(state(SECOND, "5-1", entry_of("C-1（2）")), number("20"));
    // The codes come to nine and the form says eight: neither side is used.
    let withheld = (FactState::Withheld, Some("5".to_owned()));
    assert_eq!(state(SECOND, "6-1", code("Z99")), withheld);
    assert_eq!(state(SECOND, "6-1", Row::Whole).0, FactState::Withheld);
    let row = ledger.fact_of(&at(FIRST, "5-1", entry_of("A-7")));
    let row = row.expect("the fact");
    assert_eq!(row.indicator.as_str(), "5-1#A-7");
    assert_eq!((row.sheet.as_str(), row.text.as_str()), ("貸付台帳", "100"));
}

#[test]
fn figures_are_the_sums_of_their_rows() {
    let (ledger, definitions) = (ledger(), definitions());
    let tracer = Tracer::new(&ledger, &definitions);
    for row in &ledger.figures {
        let trace = tracer.figure(row);
        assert!(trace.agrees(), "{}", figure_text(&trace, ""));
        let added: Decimal = trace.contributions.iter().map(|part| part.value).sum();
        let sum = (!trace.contributions.is_empty()).then_some(added);
        assert_eq!(row.value, sum, "{}", trace.id);
        assert_eq!(figure(&ledger, &trace.id), Ok(row), "{}", trace.id);
    }
    let value = |id: &str| {
        let row = figure(&ledger, id).unwrap_or_else(|error| panic!("{error}"));
        let value = row.value.map(|value| value.to_string());
        (value, ledger.share(row), row.standing.clone())
    };
    let some = |number: &str, standing: &str| (Some(number.to_owned()), standing.to_owned());
    let of = |id: &str| {
        let (value, _, standing) = value(id);
        (value, standing)
    };
    // Asked in rows alone: the unit's figure is what its rows come to, and says where one of them is blank.
    assert_eq!(of("5-2/2025/甲支所"), some("3", "確定"));
    assert_eq!(of("5-2/2025/乙支所"), some("11", "一部"));
    assert_eq!(of("5-2/2025/本部"), some("14", "一部"));
    assert_eq!(value("5-2/2025/本部").1, "2/2支所");
    assert_eq!(of("5-1/2025/甲支所"), some("350", "確定"));
    assert_eq!(of("5-1#A-7/2025/甲支所"), some("100", "確定"));
    assert_eq!(of("6-1@A01/2025/甲支所"), some("4", "確定"));
    // The second unit's codes are withheld: the whole has a figure of each code, and says who is not in it.
    assert_eq!(of("6-1@A01/2025/本部"), some("4", "一部"));
    assert_eq!(value("6-1@A01/2025/本部").1, "1/2支所");
    assert_eq!(of("6-1@B03/2025/本部"), (None, "算出不可".to_owned()));
    // No list has this code: it stays its unit's own.
    assert_eq!(of("6-1@Z99/2025/乙支所"), (None, "算出不可".to_owned()));
    assert!(figure(&ledger, "6-1@Z99/2025/本部").is_err());
}

#[test]
fn the_words_of_rows_stand_with_the_narrative() {
    let ledger = ledger();
    let rows = ledger.narratives.iter();
    let rows: Vec<_> = rows
        .map(|row| (row.ward.as_str(), row.place(), &*row.text, &*row.cell))
        .collect();
    let purpose = |unit, key| (unit, ["貸付台帳", "使い道", key], "屋根の修理", "C7");
    assert_eq!(rows, [purpose(FIRST, "A-7"), purpose(SECOND, "C-1")]);
}

/// What is told of the codes' sheet in a workbook, by the form with other texts in place of its own.
fn told_by(edits: &[(&str, &str)], workbook: &Path) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().expect("a folder");
    copy(templates(), folder.path());
    let form = folder.path().join("forms/lending/2025.toml");
    let mut words = fs::read_to_string(&form).expect("the form");
    for (old, new) in edits {
        assert_eq!(words.matches(old).count(), 1, "{old}");
        words = words.replace(old, new);
    }
    words += "\n[[rule]]\nkind = \"required-value-blank\"\nclause = \"台帳\"\n";
    fs::write(&form, words).expect("written");
    let arguments = ["check", text(workbook), "--format", "json"];
    let output = run(&[&arguments[..], &["--templates", text(folder.path())]].concat());
    let said: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("findings");
    let findings = said["findings"].as_array().expect("a list");
    let word = |finding: &serde_json::Value, key: &str| {
        finding[key].as_str().unwrap_or_default().to_owned()
    };
    let about = findings
        .iter()
        .filter(|one| word(one, "message").contains("種類別"));
    about
        .map(|one| (word(one, "code"), word(one, "message")))
        .collect()
}

#[test]
fn a_sheet_of_rows_that_must_be_filled_in_is_missed() {
    let folder = tempfile::tempdir().expect("a folder");
    let blank = fill(&[("A-7", "100", "1")], &[("A01", ""), ("A02", "")]);
    let workbook = write(folder.path(), FIRST, &blank);
    let told = |code: &str, message: &str| (code.to_owned(), message.to_owned());
    let heads = "number-header = \"種類\"\nkey-header = \"コード\"";
    let required = format!("{heads}\nrequired = true");
    assert_eq!(told_by(&[], &workbook), []);
    let blank = [2024, 2025].map(|year| {
        let message = format!("シート「種類別」の{year}年度の欄に、種類が1つも書かれていません。");
        told("V211", &message)
    });
    assert_eq!(told_by(&[(heads, &required)], &workbook), blank);
    // A sheet that is known neither by its name in the file nor by its heads is not there.
    let other = required.replace("コード", "記号");
    let edits = [(heads, &*other), ("id = \"kinds\"", "id = \"others\"")];
    let missing = told("S111", "「種類別」のシートがありません。");
    assert_eq!(told_by(&edits, &workbook), [missing]);
}

#[test]
fn a_cell_leads_to_every_figure_that_its_row_is_in() {
    let (ledger, definitions) = (ledger(), definitions());
    let tracer = Tracer::new(&ledger, &definitions);
    let feeds = |unit: &str, indicator: &str, row: Row| {
        let fact = ledger.fact_of(&at(unit, indicator, row)).expect("a fact");
        let trace = tracer.fact(fact);
        let ids = trace.feeds.iter().map(|feed| feed.id.clone());
        ids.collect::<Vec<_>>()
    };
    assert_eq!(
        feeds(FIRST, "5-2", entry_of("A-7")),
        ["5-2/2025/本部", "5-2/2025/甲支所", "5-2#A-7/2025/甲支所"]
    );
    assert_eq!(
        feeds(FIRST, "5-1", entry_of("A-8")),
        ["5-1#A-8/2025/甲支所", "5-1/2025/甲支所", "5-1/2025/本部"]
    );
    // A code is counted over the units too.
    assert_eq!(
        feeds(FIRST, "6-1", code("A01")),
        [
            "6-1@A01/2025/本部",
            "6-1@A01/2025/甲支所",
            "6-1/2025/甲支所",
            "6-1/2025/本部"
        ]
    );
    assert!(diff(&ledger, &ledger).is_empty());
}

#[test]
fn keys_twice_unknown_codes_and_other_sums_are_told() {
    let ledger = ledger();
    let mut told: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for finding in &ledger.findings {
        told.entry(&finding.code)
            .or_default()
            .push(&finding.message);
    }
    assert_eq!(
        told["C321"],
        ["2025年度の値は、様式では8ですが、「種類別」のシート（D6:D8）の件数の合計は9です。"]
    );
    assert_eq!(
        told["C322"],
        ["「Z99」という種類は、コードの一覧にありません。"]
    );
    assert_eq!(
        told["C323"],
        ["「C-1」がB7とB8の2行にあります。別の貸付として数えました。"]
    );
}

/// Codes and messages of `check` over one workbook.
fn messages(workbook: &Path) -> Vec<(String, String, String)> {
    let arguments = ["check", text(workbook), "--format", "json"];
    let output = run(&[&arguments[..], &["--templates", text(templates())]].concat());
    let said: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("findings");
    let findings = said["findings"].as_array().expect("a list").iter();
    let word = |finding: &serde_json::Value, key: &str| {
        finding[key].as_str().unwrap_or_default().to_owned()
    };
    let told = findings.map(|one| {
        let cell = one["place"]["cell"].as_str().unwrap_or_default();
        (word(one, "code"), cell.to_owned(), word(one, "message"))
    });
    told.collect()
}

#[test]
fn what_stands_below_the_total_is_told_and_not_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let values = fill(&[("A-7", "100", "1")], &[("A01", "4"), ("A02", "0")]);
    // The form's own rows are 7 to 10, and the total stands in row 11.
    let more = [
        ("貸付台帳", 11, 1, "A-9"),
        ("貸付台帳", 11, 3, "40"),
        ("貸付台帳", 13, 3, "返済済み"),
    ];
    let workbook = write_with(folder.path(), FIRST, &values, &more);
    let told: Vec<_> = messages(&workbook)
        .into_iter()
        .filter(|(code, ..)| code == "V212")
        .collect();
    let message = "「台帳の計」の行より下に記入があります（D12、D14）。台帳の計に入らないため、数えていません。";
    let expected = ("V212".to_owned(), "D12".to_owned(), message.to_owned());
    assert_eq!(told, [expected]);
    // A remark beside the table is none of its rows.
    let more = [("貸付台帳", 12, 1, "※ 年度末の数です。")];
    let workbook = write_with(folder.path(), FIRST, &values, &more);
    assert!(messages(&workbook).iter().all(|(code, ..)| code != "V212"));
}

/// The repayments are in no sum of the form, the amounts are.
#[test]
fn a_number_typed_as_text_is_read_where_no_sum_passes_over_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let values = fill(&[("A-7", "100", "1"), ("A-8", "5", "2")], &[]);
    let more = [("貸付台帳", 6, 3, "１００"), ("貸付台帳", 6, 4, "３件")];
    let workbook = write_with(folder.path(), FIRST, &values, &more);
    let told: Vec<String> = messages(&workbook)
        .into_iter()
        .filter(|(code, ..)| code.starts_with('V'))
        .map(|(code, cell, message)| format!("{code} {cell} {message}"))
        .collect();
    let expected = [
        "V212 D7 A-7の令和6年度の欄の「１００」は文字として入っていて、合計の式が数えません。この貸付の値は不明として扱います。",
        "V203 E7 「３件」を3と読みました（全角を半角に、単位を除去）。",
    ];
    assert_eq!(told, expected);
}

#[test]
fn an_entry_without_a_key_is_counted_and_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let values = fill(&[("A-7", "100", "1"), ("", "50", "")], &[("A01", "4")]);
    let workbook = write(folder.path(), FIRST, &values);
    let told: Vec<_> = messages(&workbook)
        .into_iter()
        .filter(|(code, ..)| code == "C322")
        .collect();
    let message = "貸付番号のない行に記入があり、どの貸付か分かりません。";
    assert_eq!(
        told,
        [("C322".to_owned(), "B8".to_owned(), message.to_owned())]
    );
}

#[test]
fn a_trace_names_the_row_of_each_number() {
    let (ledger, definitions) = (ledger(), definitions());
    let tracer = Tracer::new(&ledger, &definitions);
    let told = |id: &str| {
        let row = figure(&ledger, id).unwrap_or_else(|error| panic!("{error}"));
        figure_text(&tracer.figure(row), "")
    };
    // Asked in rows alone, the whole is made of rows; asked of the unit as well, the rows stand below it.
    let whole = told("5-2/2025/本部");
    assert!(whole.contains("入っている数（5行、2支所）"), "{whole}");
    assert!(whole.contains("  甲支所 A-7  1  "), "{whole}");
    assert!(whole.contains("  乙支所 C-1  5  "), "{whole}");
    let unit = told("6-1/2025/甲支所");
    assert!(unit.contains("種類ごとの内訳（3行、計4）"), "{unit}");
    assert!(unit.contains("  A02       0  "), "{unit}");
    // A column of counts has no marks.
    let row = told("6-1@A01/2025/甲支所");
    let formula = "求め方　支所が種類ごとのシートの「6-1」に書いたとおり。";
    assert!(row.contains(formula), "{row}");
}
