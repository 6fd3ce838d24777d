//! The words of a municipality in the places of its form: printed in the workbook that is handed out and in the report,
//! and in the way of nothing that is read.

use rust_decimal::Decimal;

use crate::two_forms::{NO_ROWS, run, workbook};
use torimatome::assemble::Checked;
use torimatome::check::load;
use torimatome::definition::{DefinitionSource, Definitions, TemplateFile};
use torimatome::model::AsOf;
use torimatome::read::{InputFile, cells, sha256};
use torimatome::report::{CellRole, FormContent, FormWorkbook, template};

const WORDS: &str = include_str!("../texts/progress-sheet.toml");

fn definitions(words: Option<&str>) -> Definitions {
    let mut files = DefinitionSource::BuiltIn.files();
    files.extend(words.map(|text| TemplateFile {
        path: "forms/progress-sheet/texts.toml".to_owned(),
        text: text.to_owned(),
    }));
    load(&DefinitionSource::Files(files)).unwrap_or_else(|faults| panic!("{faults}"))
}

/// Every paragraph of the file of words.
fn paragraphs() -> Vec<&'static str> {
    let texts = WORDS.split('"').skip(1).step_by(2);
    let paragraphs: Vec<&str> = texts.filter(|text| text.starts_with('・')).collect();
    assert_eq!(paragraphs.len(), 9);
    paragraphs
}

fn blank(definitions: &Definitions) -> FormWorkbook {
    let as_of = AsOf::parse_iso("2026-03-31").expect("a date");
    let ward = &definitions.areas.wards()[0];
    let form = &definitions.forms[0];
    template(
        definitions,
        form,
        &definitions.registry,
        ward,
        (as_of, None),
        None,
    )
}

/// The printed texts of a sheet above the years, from the top.
fn head(book: &FormWorkbook, sheet: &str) -> Vec<String> {
    let sheet = book.sheets.iter().find(|one| one.id == sheet);
    let cells = sheet.expect("a sheet").cells.iter();
    let cells = cells.take_while(|cell| cell.role != CellRole::Header);
    let texts = cells.filter_map(|cell| match &cell.content {
        FormContent::Text(text) => Some(text.clone()),
        _ => None,
    });
    texts.collect()
}

fn as_text(name: &str, bytes: &[u8]) -> String {
    let hash = sha256(bytes);
    cells(&InputFile::new(name, bytes.to_vec(), hash)).expect("a workbook")
}

#[test]
fn words_stand_under_their_headings_in_the_order_of_the_file() {
    let book = blank(&definitions(Some(WORDS)));
    let printed = head(&book, "goal-1");
    let heading = printed.iter().position(|text| text.starts_with("ア　"));
    let heading = heading.expect("a heading");
    let below: Vec<&str> = printed[heading..].iter().map(String::as_str).collect();
    let given = paragraphs();
    assert_eq!(below[1..3], given[..2]);
    assert!(below[3].starts_with("イ　"), "{below:?}");
    // The third sheet has no heading of its own for its words: its theme is that.
    let printed = head(&book, "participation");
    assert_eq!(printed[printed.len() - 2..], given[7..]);
}

#[test]
fn without_words_the_headings_stand_alone() {
    let book = blank(&definitions(None));
    let printed = head(&book, "goal-1");
    assert!(
        printed[printed.len() - 1].starts_with("ウ　"),
        "{printed:?}"
    );
    let printed = head(&book, "participation");
    assert!(
        printed[printed.len() - 1].starts_with("「参加支援」とは"),
        "{printed:?}"
    );
}

#[test]
fn the_line_under_the_tag_stands_on_the_sheets_that_print_it() {
    let book = blank(&definitions(None));
    let tag = "資料3-3\n【中核的な取組】".to_owned();
    assert!(head(&book, "goal-1").contains(&tag));
    assert!(head(&book, "goal-2").contains(&tag));
    let third = head(&book, "participation");
    assert!(third.iter().all(|text| !text.contains("資料3-3")));
}

fn told(checked: &Checked) -> Vec<String> {
    let told = checked.findings.diagnostics().iter();
    // Without the cells, which lie lower where words stand above them.
    let words = |text: &str| text.split('（').next().map(str::to_owned);
    told.map(|one| format!("{} {:?}", one.code.id(), words(&one.message)))
        .collect()
}

#[test]
fn a_workbook_with_words_is_read_as_one_without_and_the_report_prints_them() {
    let numbers = [
        ("1-1", Decimal::from(3)),
        ("1-4", Decimal::from(20)),
        ("2-1", Decimal::from(7)),
        ("3-1", Decimal::from(2)),
    ];
    let (with, without) = (definitions(Some(WORDS)), definitions(None));
    let form = ("progress-sheet", "2024-2026");
    let inputs = |definitions: &Definitions| -> Vec<InputFile> {
        let wards = 0..3;
        let made = |ward| workbook(definitions, form, ward, "2026-03-31", &numbers, NO_ROWS);
        wards.map(made).collect()
    };
    let (new, old) = (inputs(&with), inputs(&without));
    let sheet = as_text("a.xlsx", &new[0].bytes);
    let (checked, outputs) = run(&with, &new);
    // Words are no ward's: nothing of them is read, or told of.
    assert_eq!(told(&checked), told(&run(&without, &old).0));
    // And those of workbooks that went out before there were words.
    let (before, earlier) = run(&with, &old);
    assert_eq!(told(&before), told(&checked));
    let facts = |outputs: &torimatome::pipeline::Outputs| {
        let bytes = outputs.files["figures.csv"].clone();
        String::from_utf8(bytes).expect("UTF-8")
    };
    assert_eq!(facts(&outputs), facts(&earlier));
    let report = as_text("report.xlsx", &outputs.files["report.xlsx"]);
    for words in paragraphs() {
        assert!(sheet.contains(words), "template: {words}");
        assert!(report.contains(words), "report: {words}");
    }
}

#[test]
fn what_the_paper_does_not_print_is_said_where_open_points_are_said() {
    let definitions = definitions(None);
    let number = [("1-4", Decimal::from(20))];
    let form = ("progress-sheet", "2024-2026");
    let input = workbook(&definitions, form, 0, "2026-03-31", &number, NO_ROWS);
    let (_, outputs) = run(&definitions, &[input]);
    let report = as_text("report.xlsx", &outputs.files["report.xlsx"]);
    for said in [
        "「人」は1-3",
        "「件」は1-4・1-5・1-6・2-1・2-2・2-3・2-4・2-5",
        "「％」は2-6",
        "「世帯」は3-1",
        "「ア」は1-1・1-2・1-3、「イ」は1-4・1-5",
    ] {
        assert!(report.contains(said), "{said}");
    }
}

#[test]
fn the_words_of_a_function_stand_in_its_chapter_and_the_places_without_are_named() {
    let mut files = DefinitionSource::BuiltIn.files();
    files.push(TemplateFile {
        path: "texts.toml".to_owned(),
        text: "[[text]]\nplace = \"direction-1\"\nparagraphs = [\"（架空）窓口を1つにします\"]\n"
            .to_owned(),
    });
    let definitions = load(&DefinitionSource::Files(files)).expect("valid");
    let number = [("1-4", Decimal::from(20))];
    let form = ("progress-sheet", "2024-2026");
    let input = workbook(&definitions, form, 0, "2026-03-31", &number, NO_ROWS);
    let (_, outputs) = run(&definitions, &[input]);
    let report = as_text("report.xlsx", &outputs.files["report.xlsx"]);
    for said in [
        "【今後の方向性】",
        "（架空）窓口を1つにします",
        "本文の記入なし：ねらい、今後の方向性。",
        "②　参加支援（※）",
        "どの機能にも当てはめていない指標",
    ] {
        assert!(report.contains(said), "{said}");
    }
}
