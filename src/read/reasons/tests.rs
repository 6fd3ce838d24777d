//! Sheets of reasons drawn as plain tables: where the headings stand, which rows count, what a row lacks.

use crate::{ReadResult, Reader, Workbook};
use definition::DefinitionSource;
use model::Reason;

type Row<'a> = &'a [&'a str];

const FORM: [Row<'_>; 5] = [
    &["", "地域における見守りネットワークの強化（第４章P61～64）"],
    &["", "", "2024年度", "2025年度", "2026年度"],
    &["取組内容", "", "・"],
    &["", "④見守り相談室に寄せられた相談対応件数", "1", "2"],
    &["課題と今後の方向性", "", "・"],
];
const HEADS: Row<'_> = &["", "コード", "項目", "年度", "理由", "氏名"];

fn read(name: &str, rows: &[Row<'_>]) -> ReadResult {
    let definitions = check::load(&DefinitionSource::BuiltIn).expect("built-in");
    let workbook = Workbook::from_tables("西成区.xlsx", &[("様式", &FORM), (name, rows)]);
    Reader::new(&definitions).workbook(&workbook, "")
}

fn reasons(result: &ReadResult) -> &[Reason] {
    &result.submission.as_ref().expect("the form").reasons
}

fn told(result: &ReadResult) -> Vec<String> {
    let told = result.diagnostics.iter().filter(|d| d.code.id() == "S150");
    told.map(|d| {
        let cell = d
            .place
            .cell
            .map(|cell| cell.to_string())
            .unwrap_or_default();
        format!("{cell} {}", d.message)
    })
    .collect()
}

const FULL: Row<'_> = &[
    "1",
    "V211",
    "1-4",
    "令和7年度",
    "台風で中止したため",
    "福祉花子",
];

#[test]
fn the_sheet_is_known_by_its_headings_whatever_its_name() {
    let result = read("Sheet9", &[&["", "確認と理由"], HEADS, FULL]);
    let [reason] = reasons(&result) else {
        panic!("one reason: {:?}", result.submission);
    };
    assert_eq!(reason.code.as_deref(), Some("V211"));
    assert_eq!(reason.indicators[0].as_str(), "1-4");
    assert_eq!(reason.year.map(|year| year.0), Some(2025));
    assert_eq!(reason.provenance.cell.to_string(), "E3");
    assert!(reason.is_readable && reason.ward.is_none());
    assert!(told(&result).is_empty());
}

#[test]
fn columns_may_stand_in_any_order_and_other_words() {
    let heads: Row<'_> = &["担当者", "理　由", "対象年度", "指標", "指摘コード"];
    let row: Row<'_> = &[
        "花子",
        "台風で中止したため",
        "2025",
        "④相談対応件数",
        "確認 Ｖ２１１",
    ];
    let result = read("理由書", &[heads, row]);
    assert_eq!(reasons(&result).len(), 1);
    assert_eq!(reasons(&result)[0].code.as_deref(), Some("V211"));
    assert_eq!(reasons(&result)[0].written.name, "花子");
    assert!(told(&result).is_empty());
}

#[test]
fn what_is_printed_filled_in_beforehand_or_an_example_is_no_reason() {
    let example: Row<'_> = &[
        "例",
        "T501",
        "1-3",
        "2024年度",
        "二重に数えていたため",
        "福祉 花子",
    ];
    let worded: Row<'_> = &[
        "",
        "例：V211",
        "1-3",
        "2024年度",
        "二重に数えていたため",
        "福祉 花子",
    ];
    let prefilled: Row<'_> = &["1", "V211", "1-4", "2025年度"];
    let numbered: Row<'_> = &["2"];
    let footer: Row<'_> = &["", "行が足りないときは、この下に続けてください。"];
    let result = read(
        "確認・理由",
        &[HEADS, example, worded, prefilled, numbered, HEADS, footer],
    );
    assert!(reasons(&result).is_empty(), "{:?}", reasons(&result));
    assert!(told(&result).is_empty(), "{:?}", told(&result));
}

#[test]
fn a_half_filled_row_is_told_at_the_cell_that_it_lacks() {
    let without_name: Row<'_> = &["", "V211", "1-4", "2025", "台風で中止したため"];
    let without_code: Row<'_> = &["", "", "1-4", "2025", "台風で中止したため", "花子"];
    let without_text: Row<'_> = &["", "V211", "1-4", "2025", "", "花子"];
    let no_code: Row<'_> = &["", "V999", "1-4", "今年度", "台風で中止したため", "花子"];
    let result = read(
        "確認・理由",
        &[HEADS, without_name, without_code, without_text, no_code],
    );
    assert_eq!(
        told(&result),
        [
            "F2 2行目：氏名が書かれていません。理由として扱いません。",
            "E4 4行目：理由が書かれていません。理由として扱いません。",
            "B5 5行目：「V999」というコードはありません。また、「今年度」がどの年度か読めません。理由として扱いません。",
        ]
    );
    // They are kept, so that a copy that goes back shows them.
    assert_eq!(reasons(&result).len(), 4);
    let readable = reasons(&result).iter().map(|reason| reason.is_readable);
    assert_eq!(
        readable.collect::<Vec<_>>(),
        [false, true, false, false],
        "what it is about needs no code"
    );
}

#[test]
fn a_sheet_without_headings_is_told_and_an_empty_one_is_not() {
    let result = read(
        "確認・理由",
        &[&["V211", "1-4", "2025", "台風で中止", "花子"]],
    );
    assert_eq!(told(&result).len(), 1);
    assert!(told(&result)[0].contains("見出し"), "{:?}", told(&result));
    assert!(told(&read("確認・理由", &[])).is_empty());
}

#[test]
fn labels_and_years_in_reasons_make_no_second_sheet_of_the_form() {
    let labels = [
        "①定期的に活動者が集まり、地域内の見守りについて情報共有や意見交換をしている地域数",
        "③地域へ提供を行った要援護者数",
        "④見守り相談室に寄せられた相談対応件数",
        "⑤要援護者へのアウトリーチ件数",
    ];
    let rows: Vec<Vec<&str>> = labels
        .iter()
        .map(|label| vec!["", "V211", label, "2024年度", "2025年度", "花子"])
        .collect();
    let mut table: Vec<Row<'_>> = vec![HEADS];
    table.extend(rows.iter().map(Vec::as_slice));
    let result = read("Sheet2", &table);
    assert!(
        !result.diagnostics.iter().any(|d| d.code.id() == "S113"),
        "{:?}",
        result.diagnostics
    );
    assert_eq!(reasons(&result).len(), 4);
    assert!(
        result.recognition.passed_over.is_empty(),
        "{:?}",
        result.recognition.passed_over
    );
}

#[test]
fn a_second_row_for_the_same_is_told_and_the_first_stands() {
    let result = read(
        "確認・理由",
        &[
            HEADS,
            &["", "V211", "1-4", "2025", "台風で中止", "花子"],
            &["", "V211", "１－４", "令和7年度", "別の理由", "太郎"],
            &["", "V203", "1-4", "2025", "別のコード", "花子"],
            &["", "V211", "1-4", "2024", "別の年度", "花子"],
            &["", "V211", "1-3", "2025", "別の項目", "花子"],
        ],
    );
    let told = told(&result);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("同じものへの理由です"), "{told:?}");
    let readable = reasons(&result).iter().map(|reason| reason.is_readable);
    let readable: Vec<bool> = readable.collect();
    assert_eq!(readable, [true, false, true, true, true]);
}
