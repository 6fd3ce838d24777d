//! `form draft` over the blanks of `tests/workbooks/blanks`: how many of the places that a person sees are proposed, how many
//! proposed cells are none, and whether the definitions work as they are.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use torimatome::check::load;
use torimatome::definition::{DefinitionSource, Definitions, TemplateFile};
use torimatome::draft::{Draft, Found, draft};
use torimatome::model::AsOf;
use torimatome::render::xlsx::Original;
use torimatome::workbook::{open, papers};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workbooks/blanks")
}

fn names() -> Vec<String> {
    let entries = fs::read_dir(folder()).expect("a folder");
    let names = entries.filter_map(|entry| {
        let name = entry.expect("an entry").file_name();
        name.to_str()?.strip_suffix(".xlsx").map(str::to_owned)
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

fn bytes(name: &str) -> Arc<[u8]> {
    fs::read(folder().join(format!("{name}.xlsx")))
        .expect("a workbook")
        .into()
}

fn drafted(name: &str) -> Draft {
    let bytes = bytes(name);
    let workbook = open(&bytes).expect("a workbook");
    draft(&workbook, papers(&bytes).as_ref(), name).expect("a draft")
}

fn loaded(name: &str, draft: &Draft) -> Definitions {
    let files = draft.files.iter().map(|(path, text)| TemplateFile {
        path: path.clone(),
        text: text.clone(),
    });
    let definitions = load(&DefinitionSource::Files(files.collect()));
    definitions.unwrap_or_else(|faults| panic!("{name}: {faults}"))
}

/// Sheet and cell ▸ the kinds that are right.
fn truth(name: &str) -> BTreeMap<(String, String), Vec<String>> {
    let text = fs::read_to_string(folder().join(format!("{name}.tsv"))).expect("the truth");
    let rows = text.lines().map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let kinds = cells[2].split(',').map(str::to_owned).collect();
        ((cells[0].to_owned(), cells[1].to_owned()), kinds)
    });
    rows.collect()
}

#[test]
fn nine_in_ten_places_of_every_blank_are_right_and_nine_in_ten_proposals_are_places() {
    let names = names();
    assert!(names.len() >= 9, "{names:?}");
    for name in names {
        let (draft, truth) = (drafted(&name), truth(&name));
        let (mut right, mut told) = (0, String::new());
        for one in &draft.found {
            let place = (one.sheet.clone(), one.cell.to_string());
            match truth.get(&place) {
                Some(kinds) if kinds.iter().any(|kind| kind == one.kind.label()) => right += 1,
                other => told.push_str(&format!("{place:?}: {:?}, not {other:?}\n", one.kind)),
            }
        }
        let (all, proposed) = (truth.len(), draft.found.len());
        assert!(right * 10 >= all * 9, "{name}: {right} of {all}\n{told}");
        assert!(
            right * 10 >= proposed * 9,
            "{name}: {right} of {proposed} proposed\n{told}"
        );
    }
}

#[test]
fn every_draft_is_sound_as_it_is_and_makes_templates() {
    for name in names() {
        let draft = drafted(&name);
        let definitions = loaded(&name, &draft);
        let form = &definitions.forms[0];
        let last = form.years.last().expect("a year").year;
        let ward = &definitions.areas.wards()[0];
        let book = torimatome::report::template(
            &definitions,
            form,
            &definitions.registry,
            ward,
            (AsOf::new(last.end()), None),
            None,
        );
        torimatome::render::xlsx::form(&book).unwrap_or_else(|error| panic!("{name}: {error}"));
        // Every place that was found stands somewhere in the definition.
        for one in &draft.found {
            assert!(!one.place.is_empty(), "{name}: {} {}", one.sheet, one.cell);
        }
    }
}

#[test]
fn columns_below_years_become_rows_under_the_years_where_every_year_has_them() {
    let name = "split-目標管理";
    let draft = drafted(name);
    let definitions = loaded(name, &draft);
    let form = &definitions.forms[0];
    let years: Vec<i32> = form.years.iter().map(|column| column.year.0).collect();
    assert_eq!(years, [2024, 2025, 2026]);
    let labels: Vec<&str> = form
        .fields()
        .map(|(.., field)| field.label.as_str())
        .collect();
    assert_eq!(
        labels,
        [
            "通いの場の数　目標",
            "通いの場の数　実績",
            "ボランティアの登録者数　目標",
            "ボランティアの登録者数　実績",
            "相談の件数　目標",
            "相談の件数　実績",
        ]
    );
    // The three cells of one row are one number of three years.
    let of = |cell: &str| {
        let mut found = draft.found.iter();
        let is_it = |one: &&Found| one.sheet == "目標と実績" && one.cell.to_string() == cell;
        found.find(is_it).expect("a place").place.clone()
    };
    assert!(of("C5") == of("E5") && of("E5") == of("G5") && of("C5") != of("D5"));
    // What was made of the years is said, and so is where nothing could be made of them.
    let told = |sheet: &str, words: &str| {
        let mut unsure = draft.unsure.iter();
        unsure.any(|one| one.sheet == sheet && one.taken.contains(words))
    };
    assert!(told(
        "目標と実績",
        "年度の下の列（目標・実績など）は、1つずつの欄にした"
    ));
    assert!(told("見込み", "年度の下の列が年度によって違う"));
    let rows: Vec<&str> = form.rows.iter().map(|rows| rows.name.as_str()).collect();
    assert_eq!(rows, ["見込み"]);
}

#[test]
fn every_place_is_marked_in_the_copy_and_nothing_else_is() {
    for name in names() {
        let draft = drafted(&name);
        let bytes = bytes(&name);
        let copy = Original::open(&bytes)
            .expect("a workbook")
            .marked(&draft.copy);
        let copy: Arc<[u8]> = copy.expect("a copy").into();
        let (before, after) = (
            open(&bytes).expect("a workbook"),
            open(&copy).expect("a workbook"),
        );
        assert_eq!(after.sheets.len(), before.sheets.len() + 1, "{name}");
        for sheet in &before.sheets {
            let marked = after.sheet(&sheet.name).expect("the sheet");
            assert_eq!(marked.cells, sheet.cells, "{name}");
            let found = draft.found.iter().filter(|one| one.sheet == *sheet.name);
            let found: Vec<_> = found.map(|one| one.cell).collect();
            let noted = marked.beside.comments.iter();
            let noted = noted.filter(|(_, text)| text.contains("【読み取った欄】"));
            let noted: Vec<_> = noted.map(|(at, _)| *at).collect();
            assert_eq!(found.len(), noted.len(), "{name}: {}", sheet.name);
            assert!(
                found.iter().all(|at| noted.contains(at)),
                "{name}: {}",
                sheet.name
            );
        }
    }
}

#[test]
fn what_was_unsure_is_listed_with_what_else_it_may_be() {
    for name in names() {
        let draft = drafted(&name);
        assert!(!draft.unsure.is_empty(), "{name}");
        for one in &draft.unsure {
            let whole = [&one.taken, &one.otherwise, &one.change];
            assert!(whole.iter().all(|text| !text.is_empty()), "{name}: {one:?}");
            assert!(draft.unsure_text.contains(&one.taken), "{name}: {one:?}");
        }
        for one in draft.found.iter().filter(|one| !one.doubts.is_empty()) {
            let taken = one.doubts[0].split('／').next().unwrap_or_default();
            let mut listed = draft.unsure.iter();
            let is_listed =
                listed.any(|entry| entry.sheet == one.sheet && entry.taken.contains(taken));
            assert!(is_listed, "{name}: {one:?}");
        }
    }
}

#[test]
fn a_blank_whose_paper_is_not_told_is_drafted_from_its_headings_alone() {
    let name = "matrix-相談件数";
    let workbook = open(&bytes(name)).expect("a workbook");
    let draft = draft(&workbook, None, name).expect("a draft");
    let truth = truth(name);
    let is_place = |one: &&torimatome::draft::Found| {
        truth.contains_key(&(one.sheet.clone(), one.cell.to_string()))
    };
    assert!(draft.found.iter().filter(is_place).count() >= 20);
    assert!(draft.unsure.iter().any(|one| one.taken.contains("枠線")));
    loaded(name, &draft);
}

/// A register of centres: who works there as a share of full time, one decimal on the paper.
#[test]
fn a_column_whose_paper_shows_decimals_takes_them() {
    use rust_xlsxwriter::{Format, FormatBorder, Workbook};
    let framed = Format::new().set_border(FormatBorder::Thin);
    let decimal = framed.clone().set_num_format("0.0");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("職員").expect("a name");
    let write = "text";
    sheet.write(0, 0, "職員配置報告書").expect(write);
    for (col, head) in (0..).zip(["番号", "センター名", "常勤換算（人）", "相談件数（件）"])
    {
        sheet.write_with_format(2, col, head, &framed).expect(write);
    }
    for row in 3..8_u32 {
        let number = f64::from(row - 2);
        sheet
            .write_with_format(row, 0, number, &framed)
            .expect(write);
        for col in [1, 3] {
            sheet.write_blank(row, col, &framed).expect(write);
        }
        sheet.write_blank(row, 2, &decimal).expect(write);
    }
    let bytes: Arc<[u8]> = workbook.save_to_buffer().expect("a workbook").into();
    let opened = open(&bytes).expect("a workbook");
    let draft = draft(&opened, papers(&bytes).as_ref(), "職員").expect("a draft");
    let definitions = loaded("職員", &draft);
    let decimals = |label: &str| {
        let mut all = definitions.indicators.iter();
        let one = all.find(|one| one.label.contains(label)).expect(label);
        (one.decimals, one.unit.clone())
    };
    assert_eq!(decimals("常勤換算"), (1, "人".to_owned()));
    assert_eq!(decimals("相談件数"), (0, "件".to_owned()));
}
