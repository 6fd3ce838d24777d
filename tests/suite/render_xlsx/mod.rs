//! report.xlsx: rendered, read back with another library, and its parts looked into.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

mod parts;

use calamine::{Data, DataType, Range, Reader, Xlsx};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use torimatome::render::xlsx;
use torimatome::report::{
    Block, CellRole, Chapter, ChapterKind, Content, FormCell, FormContent, FormSheet, Media,
    NumberStyle, Report, Row, Table, TableCell,
};

use crate::support::report_fixture::{self, HOSTILE, WARDS};

/// The fixture as a workbook.
fn rendered() -> Vec<u8> {
    xlsx::report(report_fixture::report()).expect("the fixture renders")
}

/// A workbook opened by calamine.
fn opened(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).expect("calamine opens it")
}

/// The text of every part, by name.
fn parts(bytes: Vec<u8>) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            (file.name().unwrap().to_string(), text)
        })
        .collect()
}

/// The part of the sheet with this name.
fn sheet_part(parts: &BTreeMap<String, String>, name: &str) -> String {
    let names = Xlsx::new(Cursor::new(rendered()))
        .unwrap()
        .sheet_names()
        .to_vec();
    let number = names.iter().position(|sheet| sheet == name).unwrap() + 1;
    parts[&format!("xl/worksheets/sheet{number}.xml")].clone()
}

/// Row (from 0) in which the first column holds this text.
fn row_of(range: &Range<Data>, text: &str) -> u32 {
    let (height, _) = range.get_size();
    (0..u32::try_from(height).unwrap() + 20)
        .find(|row| range.get_value((*row, 0)) == Some(&Data::String(text.to_owned())))
        .unwrap_or_else(|| panic!("{text} is not in the first column"))
}

/// What calamine must find where the report has this cell.
fn expected(cell: &TableCell) -> Data {
    match &cell.content {
        Content::Number(value, _) => Data::Float(value.to_f64().unwrap()),
        Content::Text(text) | Content::Missing(text) if text.is_empty() => Data::Empty,
        Content::Text(text) | Content::Missing(text) => Data::String(text.to_string()),
    }
}

#[test]
fn one_sheet_per_chapter_of_the_workbook_in_order() {
    let names = opened(rendered()).sheet_names().to_vec();
    assert_eq!(
        names,
        [
            "概要",
            "提出状況",
            "区別一覧",
            "推移",
            "自由記述",
            "点検結果",
            "出典",
            "データ"
        ]
    );
}

#[test]
fn a_table_comes_back_cell_by_cell() {
    let range = opened(rendered()).worksheet_range("区別一覧").unwrap();
    let table = report_fixture::wards_table();
    let first = row_of(&range, WARDS[0].0);
    assert_eq!(table.rows.len(), 25);
    for (index, row) in (first..).zip(&table.rows) {
        for (column, cell) in (0..).zip(&row.cells) {
            let found = range
                .get_value((index, column))
                .cloned()
                .unwrap_or(Data::Empty);
            assert_eq!(found, expected(cell), "row {index}, column {column}");
        }
    }
}

#[test]
fn totals_are_formulas_with_the_result_the_report_holds() {
    let mut workbook = opened(rendered());
    let range = workbook.worksheet_range("区別一覧").unwrap();
    let formulas = workbook.worksheet_formula("区別一覧").unwrap();
    let first = row_of(&range, WARDS[0].0);
    let total = row_of(&range, "市全体");
    assert_eq!(total, first + 24);
    let formula = |column: u32| formulas.get_value((total, column)).cloned().unwrap();
    let (from, to) = (first + 1, first + 24);
    assert_eq!(
        formula(2),
        format!("IF(COUNT(C{from}:C{to})=0,\"算出不可\",SUM(C{from}:C{to}))")
    );
    let sum =
        |column: &str| format!("SUMIF(O{from}:O{to},\">-1E+300\",{column}{from}:{column}{to})");
    assert_eq!(
        formula(14),
        format!(
            "IF(COUNT(O{from}:O{to})=0,\"算出不可\",ROUND(100*{}/{},1))",
            sum("C"),
            sum("B")
        )
    );
    // Where the figure is withheld, the reason stands and no formula puts a number in its place.
    assert_eq!(
        formulas.get_value((total, 15)).map_or("", String::as_str),
        ""
    );
    for column in 1..14 {
        let sum: f64 = (first..total)
            .filter_map(|row| match range.get_value((row, column)) {
                Some(Data::Float(value)) => Some(*value),
                _ => None,
            })
            .sum();
        assert_eq!(
            range.get_value((total, column)),
            Some(&Data::Float(sum)),
            "column {column}"
        );
    }
}

#[test]
fn a_ratio_that_ends_in_five_is_rounded_up() {
    let mut workbook = opened(rendered());
    let range = workbook.worksheet_range("推移").unwrap();
    let formulas = workbook.worksheet_formula("推移").unwrap();
    let stored: Vec<f64> = formulas
        .used_cells()
        .filter_map(|(row, col, _)| {
            let (first_row, first_col) = formulas.start().unwrap();
            let row = first_row + u32::try_from(row).unwrap();
            let col = first_col + u32::try_from(col).unwrap();
            range.get_value((row, col)).and_then(Data::as_f64)
        })
        .collect();
    assert_eq!(stored, [6.3, 12.4, 72.5, 89.4, 0.2, 50.1, 0.1, 100.4, 71.3]);
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    assert!(rendered() == rendered(), "two runs differ");
    let core = &parts(rendered())["docProps/core.xml"];
    assert!(core.contains("2026-03-31T00:00:00Z"), "{core}");
}

#[test]
fn hostile_text_stays_text() {
    let mut workbook = opened(rendered());
    let range = workbook.worksheet_range("自由記述").unwrap();
    let cells: Vec<&Data> = range.used_cells().map(|(_, _, value)| value).collect();
    for text in HOSTILE {
        assert!(
            cells.contains(&&Data::String(text.to_owned())),
            "{text:?} is not there as written"
        );
    }
    let formulas = workbook.worksheet_formula("自由記述").unwrap();
    assert_eq!(formulas.used_cells().count(), 0);
}

#[test]
fn a_very_long_text_is_continued_in_further_rows_without_loss() {
    let range = opened(rendered()).worksheet_range("自由記述").unwrap();
    let joined: String = range
        .used_cells()
        .filter_map(|(_, _, value)| match value {
            Data::String(text) if text.contains("万字の記述") => Some(text.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(joined, "一万字の記述。".repeat(1_500));
}

#[test]
fn a_text_beyond_excels_limit_is_cut_with_a_mark() {
    let range = opened(rendered()).worksheet_range("点検結果").unwrap();
    let longest = range
        .used_cells()
        .filter_map(|(_, _, value)| match value {
            Data::String(text) => Some(text.clone()),
            _ => None,
        })
        .max_by_key(String::len)
        .unwrap();
    assert!(longest.encode_utf16().count() <= 32_767);
    assert!(longest.ends_with("字略）"), "no mark at the end");
}

#[test]
fn wards_that_wrote_nothing_are_named() {
    let range = opened(rendered()).worksheet_range("自由記述").unwrap();
    let named = range.used_cells().filter(|(_, _, value)| {
        matches!(value, Data::String(text) if text == "記入のない区（2区）：東淀川区、西成区")
    });
    assert_eq!(named.count(), 2);
}

#[test]
fn the_map_shows_name_and_number_of_every_ward() {
    let range = opened(rendered()).worksheet_range("概要").unwrap();
    let map = report_fixture::map();
    let cells: Vec<(usize, usize, &Data)> = range.used_cells().collect();
    for tile in &map.tiles {
        let value = match &tile.value {
            Ok(number) => Data::Float(number.to_f64().unwrap()),
            Err(word) => Data::String(word.clone()),
        };
        let name = Data::String(tile.label.clone());
        let is_there = cells
            .iter()
            .any(|(row, col, found)| **found == name && cells.contains(&(row + 1, *col, &value)));
        assert!(is_there, "{} with {value:?}", tile.label);
    }
}

#[test]
fn a_report_of_the_worst_names_still_opens() {
    let mut report = report_fixture::report();
    let titles = [
        "区/別:一覧",
        "区/別:一覧",
        "",
        "History",
        "とても長い章の題名".repeat(9).leak(),
        "'引用'",
    ];
    report.chapters = titles
        .iter()
        .map(|title| Chapter {
            kind: ChapterKind::Rows,
            id: "c".to_owned(),
            title: (*title).to_owned(),
            media: Media::Both,
            blocks: vec![Block::Paragraph("=1+1".to_owned())],
        })
        .collect();
    let mut workbook = opened(xlsx::report(report).unwrap());
    assert_eq!(workbook.sheet_names().len(), 6);
    for name in workbook.sheet_names().to_vec() {
        assert!(name.encode_utf16().count() <= 31);
        assert!(workbook.worksheet_range(&name).is_ok());
    }
}

#[test]
fn empty_blocks_render_as_an_empty_sheet() {
    let empty = Table {
        id: "empty".to_owned(),
        caption: String::new(),
        columns: Vec::new(),
        head: Vec::new(),
        rows: vec![Row {
            kind: torimatome::report::RowKind::Body,
            cells: Vec::new(),
        }],
        row_keys: Vec::new(),
        notes: Vec::new(),
        filter: true,
        tidy: false,
    };
    let tidy = Table {
        tidy: true,
        ..empty.clone()
    };
    let mut bars = report_fixture::bars();
    bars.bars.clear();
    let mut map = report_fixture::map();
    map.tiles.clear();
    let blocks = vec![
        Block::Table(empty),
        Block::Table(tidy),
        Block::Bars(bars),
        Block::Map(map),
        Block::KeyFigures(Vec::new()),
        Block::List(Vec::new()),
    ];
    let chapter = |blocks: Vec<Block>| Chapter {
        kind: ChapterKind::Rows,
        id: "empty".to_owned(),
        title: "空".to_owned(),
        media: Media::Both,
        blocks,
    };
    let mut report: Report = report_fixture::report();
    let alone = vec![blocks.first().unwrap().clone()];
    report.chapters = vec![chapter(blocks), chapter(alone), chapter(Vec::new())];
    let workbook = opened(xlsx::report(report).unwrap());
    assert_eq!(workbook.sheet_names().len(), 4);
}

#[test]
fn a_form_has_a_sheet_of_its_own_even_beside_other_blocks() {
    let cell = FormCell {
        row: 0,
        col: 0,
        row_span: 1,
        col_span: 1,
        role: CellRole::Number,
        content: FormContent::Number(Decimal::from(12), NumberStyle::COUNT),
        name: None,
        input: None,
        mark: None,
        link: None,
        trace: Some("1-1/2025/市".to_owned()),
    };
    let form = FormSheet {
        id: "sheet".to_owned(),
        name: "様式の名".to_owned(),
        columns: vec![20.0],
        rows: vec![20.0],
        cells: vec![cell],
        frozen_rows: 0,
        is_protected: false,
        is_a3_landscape: true,
        is_landscape: false,
        header: String::new(),
    };
    let chapter = |title: &str, blocks: Vec<Block>| Chapter {
        kind: ChapterKind::Rows,
        id: "c".to_owned(),
        title: title.to_owned(),
        media: Media::Both,
        blocks,
    };
    let mut report = report_fixture::report();
    report.chapters = vec![
        chapter("基本目標1", vec![Block::Form(form.clone())]),
        chapter(
            "説明つき",
            vec![Block::Paragraph("説明".to_owned()), Block::Form(form)],
        ),
    ];
    let mut workbook = opened(xlsx::report(report).unwrap());
    assert_eq!(
        workbook.sheet_names(),
        ["基本目標1", "説明つき", "様式の名"]
    );
    for sheet in ["基本目標1", "様式の名"] {
        let range = workbook.worksheet_range(sheet).unwrap();
        assert_eq!(range.get_value((0, 0)), Some(&Data::Float(12.0)), "{sheet}");
    }
}

/// Leaves the workbook where the checks by other programs (`tests/outside/`) find it.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a test writes into cargo's own folder for it"
)]
fn the_fixture_is_left_for_outside_checks() {
    let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/report-fixture.xlsx");
    std::fs::write(path, rendered()).unwrap();
    assert!(std::path::Path::new(path).is_file());
}
