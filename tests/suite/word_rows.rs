//! Repeated rows that ask for words alone, in columns that say what may be written: a register of an invented city, a table
//! of codes with printed words, and lists side by side. From the template through checking and compiling to the reports.

use std::collections::BTreeMap;

use crate::support::templates;
use crate::told::replaced;
use crate::two_forms::{ledger, run};
use torimatome::definition::Definitions;
use torimatome::diagnostic::{Code, Diagnostic, Place};
use torimatome::model::{AsOf, Submission};
use torimatome::read::{Cell, CellValue, InputFile, Reader, Workbook, cells, open, sha256};
use torimatome::report::{RowValues, WardValues, filled, template};
use torimatome::workbook::package::Package;

const AREAS: &str = r#"
level = [{ id = "city", noun = "市" }, { id = "ward", noun = "支所" }]
city = { code = "100", name = "みどり市" }
ward = [{ code = "101", name = "北支所" }, { code = "102", name = "南支所" }]
"#;

const FORM: &str = r#"
name = "相談窓口と話し合い"
year = [{ year = 2025, header = "令和7年度" }]

[[rows]]
name = "窓口"
rows = "one-per-entry"
noun = "窓口"
key-header = "機関名"
min-rows = 4

[[rows.text]]
header = "分野"
kind = "choice"
choices = ["高齢", "障がい", "子ども"]
required = true

[[rows.text]]
header = "電話"
kind = "phone"
open = ["未確認"]
required = true

[[rows]]
name = "重点項目"
rows = "one-per-code"
noun = "項目"
key-header = "番号"

[[rows.code]]
code = "1"
label = "見守り"
words = { "現状" = "・声かけ" }

[[rows.code]]
code = "2"
label = "居場所"

[[rows.text]]
header = "現状"
kind = "lines"

[[rows]]
name = "課題と取組"
noun = "行"
key-header = "課題"
min-rows = 3
unaligned = true

[[rows.text]]
header = "取組"

[[rows.text]]
header = "話し合った日"
kind = "date"
"#;

fn definitions_of(form: &str) -> Result<Definitions, String> {
    templates::of_texts(&[
        ("areas.toml", AREAS),
        ("indicators.toml", "indicator = []"),
        ("forms/desks/2025.toml", form),
    ])
}

fn definitions() -> Definitions {
    definitions_of(FORM).expect("sound definitions")
}

fn date() -> AsOf {
    AsOf::parse_iso("2026-03-31").expect("a date")
}

/// Rows from the top: a key and its words.
fn rows(columns: &[&str], lines: &[&[&str]]) -> RowValues {
    let mut rows = RowValues::default();
    for (number, line) in (1..).zip(lines) {
        rows.keys.insert(number, line[0].to_owned());
        for (column, word) in columns.iter().zip(&line[1..]) {
            rows.texts
                .insert((number, (*column).to_owned()), (*word).to_owned());
        }
    }
    rows
}

fn workbook(definitions: &Definitions, ward: usize, blocks: &[(&str, RowValues)]) -> InputFile {
    let ward = &definitions.areas.wards()[ward];
    let values = WardValues {
        rows: blocks
            .iter()
            .cloned()
            .map(|(id, rows)| (id.to_owned(), rows))
            .collect(),
        ..WardValues::default()
    };
    let form = &definitions.forms[0];
    let book = filled(
        definitions,
        form,
        &definitions.registry,
        ward,
        date(),
        &values,
    );
    let bytes = torimatome::render::xlsx::form(&book).expect("a workbook");
    let hash = sha256(&bytes);
    InputFile::new(&format!("{}.xlsx", ward.name), bytes, hash)
}

/// What two offices send: one without a slip, one with one in every column.
fn inputs(definitions: &Definitions) -> Vec<InputFile> {
    let desks = ["分野", "電話"];
    let talks = ["取組", "話し合った日"];
    vec![
        workbook(
            definitions,
            0,
            &[
                (
                    "窓口",
                    rows(
                        &desks,
                        &[
                            &["北包括", "高齢", "06-6000-0001"],
                            &["まちの家", "子ども", "未確認"],
                        ],
                    ),
                ),
                (
                    "課題と取組",
                    rows(
                        &talks,
                        &[
                            &["買い物", "移動販売", "令和8年1月15日（木）"],
                            &["集まる所", "", ""],
                        ],
                    ),
                ),
            ],
        ),
        workbook(
            definitions,
            1,
            &[
                (
                    "窓口",
                    rows(
                        &desks,
                        &[
                            &["南包括", "高令", "06-6000-001"],
                            &["よりあい", "", "06-6000-0003"],
                        ],
                    ),
                ),
                (
                    "課題と取組",
                    rows(&talks, &[&["移動", "相乗り", "令和8年1月15日（金）"]]),
                ),
            ],
        ),
    ]
}

#[test]
fn the_template_prints_heads_choices_and_words_and_no_total() {
    let definitions = definitions();
    let ward = &definitions.areas.wards()[0];
    let form = &definitions.forms[0];
    let book = template(
        &definitions,
        form,
        &definitions.registry,
        ward,
        (date(), None),
        None,
    );
    let bytes = torimatome::render::xlsx::form(&book).expect("a workbook");
    let hash = sha256(&bytes);
    let text = cells(&InputFile::new("t.xlsx", bytes, hash)).expect("a workbook");
    for word in [
        "機関名",
        "分野",
        "電話",
        "見守り",
        "・声かけ",
        "話し合った日",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
    assert!(!text.lines().any(|line| line.ends_with("計")), "{text}");
}

fn place(place: &Place) -> String {
    let (sheet, cell) = (place.sheet.as_deref(), place.cell);
    let file = place.file.as_deref().unwrap_or_default();
    match (sheet, cell) {
        (Some(sheet), Some(cell)) => format!("{file} › {sheet}!{cell}"),
        _ => file.to_owned(),
    }
}

#[test]
fn what_a_column_does_not_ask_for_is_told_at_its_cell() {
    let definitions = definitions();
    let (checked, _) = run(&definitions, &inputs(&definitions));
    let told: Vec<(String, String)> = checked
        .findings
        .diagnostics()
        .iter()
        .map(|one| {
            (
                place(&one.place),
                format!("{} {}", one.code.id(), one.message),
            )
        })
        .collect();
    let expected = [
        (
            "南支所.xlsx › 窓口!C4",
            "V213 「南包括」の行の「分野」に「高令」とあり、選べることばにありません。",
        ),
        (
            "南支所.xlsx › 窓口!D4",
            "V213 「南包括」の行の「電話」に「06-6000-001」とあり、電話番号として読めません。",
        ),
        (
            "南支所.xlsx › 窓口!C5",
            "V211 「よりあい」の行の「分野」が空欄です。",
        ),
        (
            "南支所.xlsx › 課題と取組!D4",
            "V213 「移動」の行の「話し合った日」に「令和8年1月15日（金）」とあり、日付と曜日が合いません（2026年1月15日は木曜日です）。",
        ),
    ];
    let expected: Vec<(String, String)> = expected
        .map(|(at, what)| (at.to_owned(), what.to_owned()))
        .to_vec();
    assert_eq!(told, expected);
}

/// A word of every kind that is not what its column asks for, as it is told.
pub(crate) fn told() -> Vec<Diagnostic> {
    let form = FORM.replace(
        r#"header = "電話"
kind = "phone""#,
        r#"header = "連絡先"
kind = "mail"

[[rows.text]]
header = "始めた月"
kind = "month"

[[rows.text]]
header = "人"
kind = "organisation"
choices = ["市", "社協"]

[[rows.text]]
header = "電話"
kind = "phone""#,
    );
    let definitions = definitions_of(&form).expect("sound definitions");
    let columns = ["分野", "連絡先", "始めた月", "人", "電話"];
    let line = [
        "北包括",
        "高令",
        "kita＠example",
        "春ごろ",
        "社協 数名",
        "06-6000-001",
    ];
    let day = rows(&["話し合った日"], &[&["移動", "令和8年1月15日（金）"]]);
    let book = workbook(
        &definitions,
        0,
        &[("窓口", rows(&columns, &[&line])), ("課題と取組", day)],
    );
    let (checked, _) = run(&definitions, &[book]);
    let told = checked.findings.diagnostics().iter();
    let told: Vec<Diagnostic> = told
        .filter(|one| one.code == Code::ROW_WORD_UNREADABLE)
        .cloned()
        .collect();
    assert_eq!(told.len(), 6, "{told:?}");
    told
}

const HANGING: &str = r#"
[[rows.text]]
header = "曜日"
required = true
when = { column = "分野", is = ["高齢", "子ども"] }

[[rows]]
name = "重点項目"
"#;

#[test]
fn a_column_that_hangs_on_another_is_asked_for_in_those_rows_alone() {
    let form = FORM.replace("\n[[rows]]\nname = \"重点項目\"\n", HANGING);
    let definitions = definitions_of(&form).expect("sound definitions");
    let columns = ["分野", "電話", "曜日"];
    let lines: [&[&str]; 4] = [
        &["北包括", "高齢", "未確認", "月"],
        &["まちの家", "子ども", "未確認", ""],
        &["つどい", "障がい", "未確認", ""],
        &["ひろば", "障がい", "未確認", "火"],
    ];
    let book = workbook(&definitions, 0, &[("窓口", rows(&columns, &lines))]);
    let printed = cells(&book).expect("a workbook");
    let note = "「曜日」は、「分野」が「高齢」か「子ども」の行だけに書いてください。";
    assert!(printed.contains(note), "{printed}");
    let (checked, _) = run(&definitions, &[book]);
    let told = checked.findings.diagnostics().iter();
    // Of the wards that sent nothing another rule speaks.
    let told: Vec<String> = told
        .filter(|one| one.place.file.is_some())
        .map(|one| format!("{} {}", one.code.id(), one.message))
        .collect();
    assert_eq!(
        told,
        [
            "V211 「まちの家」の行の「曜日」が空欄です。",
            "V213 「ひろば」の行の「曜日」に記入がありますが、「分野」が「高齢」か「子ども」の行だけに書く欄です。",
        ]
    );
    for (old, new, told) in [
        (
            "column = \"分野\"",
            "column = \"分や\"",
            "「分や」ということばの列はありません",
        ),
        (
            "column = \"分野\"",
            "column = \"曜日\"",
            "いつも書くほかの列",
        ),
        (
            "\"高齢\", \"子ども\"] }",
            "\"高令\"] }",
            "「高令」ということばはありません",
        ),
        ("\"高齢\", \"子ども\"] }", "] }", "isが空です"),
    ] {
        let faults = definitions_of(&form.replace(old, new)).expect_err(new);
        let is_told = faults.contains(told) && faults.contains("forms/desks/2025.toml:");
        assert!(is_told, "{faults}");
    }
}

#[test]
fn every_row_comes_out_as_it_was_written() {
    let definitions = definitions();
    let (_, outputs) = run(&definitions, &inputs(&definitions));
    let ledger = ledger(&definitions, &outputs);
    let words: BTreeMap<(&str, &str, &str), &str> = ledger
        .narratives
        .iter()
        .map(|row| {
            (
                (
                    row.ward_name.as_str(),
                    row.section.as_str(),
                    row.number.as_str(),
                ),
                row.text.as_str(),
            )
        })
        .collect();
    for (place, word) in [
        (("北支所", "電話", "まちの家"), "未確認"),
        (("南支所", "電話", "南包括"), "06-6000-001"),
        (("北支所", "話し合った日", "買い物"), "令和8年1月15日（木）"),
    ] {
        assert_eq!(words.get(&place), Some(&word), "{place:?}: {words:?}");
    }
    let report = outputs.files["report.xlsx"].clone();
    let hash = sha256(&report);
    let text = cells(&InputFile::new("report.xlsx", report, hash)).expect("a workbook");
    // A row that is a name and nothing else is a row; lists side by side say that they are.
    for word in [
        "よりあい",
        "集まる所",
        "06-6000-001",
        "同じ行に並ぶものどうしの対応を表すものではない",
    ] {
        assert!(text.contains(word), "{word}");
    }
    // Nothing is added up, so that no chapter speaks of numbers, nor of numbers that must be there.
    for chapter in ["支所別一覧", "推移", "記入する欄"] {
        assert!(!text.contains(chapter), "{chapter}");
    }
    let of_north = text.lines().filter(|line| line.contains("北支所.xlsx"));
    assert!(text.contains("書いた行"), "{text}");
    // Four rows, and the row whose printed words stand as they are is none of them.
    let counted = |line: &str| line.contains("4");
    assert!(
        of_north.clone().any(counted),
        "{:?}",
        of_north.collect::<Vec<_>>()
    );
}

#[test]
fn a_sheet_of_rows_may_be_called_as_its_author_likes() {
    for name in ["窓口 の一覧", "窓口・相談（北）", "A&B ^1"] {
        let form = FORM.replace("name = \"窓口\"", &format!("name = \"{name}\""));
        let definitions = definitions_of(&form).unwrap_or_else(|faults| panic!("{faults}"));
        let written = rows(&["分野", "電話"], &[&["北包括", "高齢", "06-6000-0001"]]);
        let book = workbook(&definitions, 0, &[(name, written)]);
        let (checked, _) = run(&definitions, &[book]);
        let submission = &checked.submissions[0];
        let block = submission.rows.iter().find(|block| block.block == name);
        let texts = &block.expect("the rows").rows[0].texts;
        assert_eq!(texts["電話"].text, "06-6000-0001", "{name}");
    }
    let same = FORM.replace("name = \"窓口\"", "name = \"窓口 1\"");
    let same = same.replace("name = \"課題と取組\"", "name = \"窓口・1\"");
    let faults = definitions_of(&same).expect_err("one name in Excel");
    let told = "番号「窓口・1」と「窓口 1」は、配るExcelの中で同じ番号になります";
    assert!(
        faults.contains(&format!("forms/desks/2025.toml:43: {told}")),
        "{faults}"
    );
}

#[test]
fn what_contradicts_in_a_column_of_words_is_told_with_its_line() {
    for (old, new, told) in [
        (
            "choices = [\"高齢\", \"障がい\", \"子ども\"]\n",
            "",
            "choicesは、choiceとorganisationのときに要り",
        ),
        (
            "kind = \"phone\"",
            "kind = \"phone\"\nmany = true",
            "manyは、choiceのときに使います",
        ),
        ("kind = \"phone\"", "kind = \"fone\"", "phone"),
        ("\"子ども\"]", "\"子ども\", \"高齢\"]", "高齢"),
        ("words = { \"現状", "words = { \"現在", "現状"),
    ] {
        let faults = definitions_of(&FORM.replace(old, new)).expect_err(new);
        assert!(
            faults.contains(told) && faults.contains("forms/desks/2025.toml:"),
            "{faults}"
        );
    }
}

#[test]
fn a_copy_of_the_cells_alone_is_known_by_its_title() {
    let definitions = definitions();
    let whole = &inputs(&definitions)[0];
    let mut book = open(whole).expect("a workbook");
    book.names.clear();
    book.properties.clear();
    book.file = "回答.xlsx".into();
    // The first sheet says whose it is as well: without it, the sheets of rows are enough.
    book.sheets.remove(0);
    let read = Reader::new(&definitions).workbook(&book, "");
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    let submission = read.submission.expect("a submission");
    assert_eq!(submission.ward.expect("an office").as_str(), "101");
    assert_eq!(submission.as_of, Some(date()));
    assert_eq!(submission.rows.len(), 3);
}

/// A workbook of an office with a cell changed by hand.
fn with(change: impl Fn(&mut Workbook)) -> (Vec<String>, Submission) {
    let definitions = definitions();
    let mut book = open(&inputs(&definitions)[0]).expect("a workbook");
    change(&mut book);
    let read = Reader::new(&definitions).workbook(&book, "");
    let told = read.diagnostics.iter();
    let told = told.map(|one| format!("{} {}", place(&one.place), one.message));
    (told.collect(), read.submission.expect("a submission"))
}

fn cell(book: &mut Workbook, sheet: &str, at: &str) -> Cell {
    let sheet = book.sheets.iter().find(|one| &*one.name == sheet);
    sheet.expect("a sheet").cells[&at.parse().expect("a cell")].clone()
}

fn put(book: &mut Workbook, sheet: &str, at: &str, value: CellValue) {
    let new = Cell {
        value,
        ..cell(book, sheet, at)
    };
    let mut sheets = book.sheets.iter_mut();
    let sheet = sheets.find(|one| &*one.name == sheet).expect("a sheet");
    sheet.cells.insert(at.parse().expect("a cell"), new);
}

#[test]
fn what_is_no_word_is_told_and_never_printed_as_one() {
    let error = |book: &mut Workbook| {
        put(book, "課題と取組", "C4", CellValue::Error("#REF!".into()));
    };
    let (told, submission) = with(error);
    assert_eq!(
        told,
        [
            "北支所.xlsx › 課題と取組!C4 「買い物」の行の「取組」のセルが数式のエラー（#REF!）になっていて、文章として読めません。"
        ]
    );
    let block = submission
        .rows
        .iter()
        .find(|block| block.block == "課題と取組");
    let row = &block.expect("the block").rows[0];
    assert_eq!(row.texts["取組"].text, "");
}

#[test]
fn a_bare_number_is_no_sentence() {
    let number = |book: &mut Workbook| {
        put(book, "重点項目", "C4", CellValue::Number(45_000.into()));
    };
    let (told, submission) = with(number);
    assert_eq!(
        told,
        [
            "北支所.xlsx › 重点項目!C4 「1」の行の「現状」のセルに数（45000）だけが書かれていて、文章として読めません。"
        ]
    );
    let blocks = submission.rows.iter();
    let mut rows = blocks.flat_map(|block| &block.rows);
    assert!(!rows.any(|row| {
        row.texts
            .get("現状")
            .is_some_and(|one| one.text.contains("45"))
    }));
}

#[test]
fn a_column_of_words_without_its_head_is_told() {
    let (told, submission) = with(|book| {
        put(book, "窓口", "C3", CellValue::Text("種別".into()));
    });
    assert_eq!(
        told,
        ["北支所.xlsx 「窓口」に「分野」の列の見出しがありません。この列は読んでいません。"]
    );
    let block = submission.rows.iter().find(|block| block.block == "窓口");
    assert_eq!(block.expect("the block").rows.len(), 2);
}

#[test]
fn an_error_in_a_place_that_must_be_filled_is_told_once() {
    const SHEET: &str = "xl/worksheets/sheet2.xml";
    let definitions = definitions();
    let bytes = inputs(&definitions)[0].bytes.to_vec();
    let mut package = Package::open(&bytes, 64 << 20).expect("a package");
    let part = package.text(SHEET).expect("whole").expect("there");
    let from = part.find("<c r=\"D4\"").expect("a cell");
    let to = from + part[from..].find("</c>").expect("its end") + 4;
    let error = "<c r=\"D4\" t=\"e\"><v>#REF!</v></c>";
    let bytes = replaced(&bytes, SHEET, &part[from..to], error);
    let hash = sha256(&bytes);
    let (checked, _) = run(&definitions, &[InputFile::new("北支所.xlsx", bytes, hash)]);
    let told = checked.findings.diagnostics().iter();
    let told: Vec<&str> = told
        .filter(|one| place(&one.place).ends_with("窓口!D4"))
        .map(|one| one.code.id())
        .collect();
    assert_eq!(told, ["V207"]);
}
