//! Layouts drawn as plain tables: where labels and values may stand.

use super::*;
use definition::DefinitionSource;
use model::{FiscalYear, IndicatorId, Value};

type Row<'a> = &'a [&'a str];

const HEAD: [&str; 5] = [
    "",
    "",
    "2024（令和６）年度",
    "2025（令和7）年度",
    "2026（令和８）年度",
];
const THEME: [&str; 2] = ["", "複合的な課題を抱えた世帯への支援体制の充実"];

fn read_rows(rows: &[Row<'_>]) -> ReadResult {
    let definitions = check::load(&DefinitionSource::BuiltIn).expect("built-in");
    let workbook = Workbook::from_tables("西成区.xlsx", &[("Sheet1", rows)]);
    Reader::new(&definitions).workbook(&workbook, "")
}

fn value(result: &ReadResult, indicator: &str, year: i32) -> String {
    let submission = result.submission.as_ref().expect("the form");
    submission
        .fact(&IndicatorId::new(indicator), FiscalYear(year))
        .map_or_else(
            || "none".to_owned(),
            |fact| match &fact.value {
                Value::Number(number) => number.to_string(),
                other => format!("{other:?}"),
            },
        )
}

fn codes(result: &ReadResult) -> Vec<&'static str> {
    result
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity != diagnostic::Severity::Note)
        .map(|diagnostic| diagnostic.code.id())
        .filter(|code| !matches!(*code, "S111" | "S130"))
        .collect()
}

/// The five counts of the sheet, so that only what a test is about is missing.
const REST: [&[&str]; 3] = [
    &["", "③スーパーバイザー（SV）派遣件数", "3", "4"],
    &["", "④研修会の開催件数", "5", "6"],
    &["ウ", "⑤見守り相談室と連携をおこなった件数", "7", "8"],
];
const SURVEY: &[&str] = &[
    "",
    "総合的な相談支援体制の充実事業への関わりにより、効果があったと感じる相談機関等の割合",
    "80",
];
const BLOCKS: [&[&str]; 3] = [
    &["取組内容", "", "・", "・", "・"],
    &["質的成果", "", "・", "・", "・"],
    &["課題と今後の方向性", "", "・", "・", "・"],
];

fn sheet<'a>(counts: &[Row<'a>]) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = vec![&THEME, &HEAD, BLOCKS[0]];
    rows.extend(counts);
    rows.extend([REST[0], REST[1], REST[2], BLOCKS[1], SURVEY, BLOCKS[2]]);
    rows
}

#[test]
fn a_label_may_be_split_over_cells_and_rows() {
    let result = read_rows(&sheet(&[
        &["①", "相談受付件数", "10", "20"],
        &["", "②つながる場の", "11", "21"],
        &["", "開催件数"],
    ]));
    assert_eq!(value(&result, "2-1", 2025), "20");
    assert_eq!(value(&result, "2-2", 2025), "21");
    assert_eq!(value(&result, "2-2", 2026), "Blank");
    assert!(codes(&result).is_empty(), "{:?}", result.diagnostics);
}

#[test]
fn a_value_below_a_row_without_label_is_not_taken() {
    let result = read_rows(&sheet(&[
        &["", "①相談受付件数", "", ""],
        &["", "", "11", "21"],
        &["", "②つながる場の開催件数", "12", "22"],
    ]));
    assert_eq!(value(&result, "2-1", 2025), "none");
    assert_eq!(value(&result, "2-2", 2025), "22");
    assert_eq!(codes(&result), ["S113", "S113"]);
}

#[test]
fn a_missing_label_never_moves_its_number_to_a_neighbour() {
    let result = read_rows(&sheet(&[
        &["", "①相談受付件数", "10", "20"],
        &["", "", "11", "21"],
    ]));
    assert_eq!(value(&result, "2-1", 2025), "20");
    assert_eq!(value(&result, "2-2", 2025), "none");
    assert_eq!(codes(&result), ["S112"]);
}

#[test]
fn swapped_years_are_read_by_their_headers() {
    let swapped: Row<'_> = &["", "", "令和7年度", "令和6年度", "令和8年度"];
    let mut rows = sheet(&[
        &["", "①相談受付件数", "10", "20"],
        &["", "②つながる場の開催件数", "11", "21"],
    ]);
    rows[1] = swapped;
    let result = read_rows(&rows);
    assert_eq!(value(&result, "2-1", 2025), "10");
    assert_eq!(value(&result, "2-1", 2024), "20");
}

/// Two rows of numbers under these headers.
fn under(headers: Row<'_>) -> ReadResult {
    let mut rows = sheet(&[
        &["", "①相談受付件数", "10", "20", "30", "40"],
        &["", "②つながる場の開催件数", "11", "21", "31", "41"],
    ]);
    rows[1] = headers;
    read_rows(&rows)
}

#[test]
fn a_year_retyped_as_another_is_told_and_its_neighbours_are_read() {
    let result = under(&["", "", "2024年度", "2025年度", "2025年度"]);
    assert_eq!(value(&result, "2-1", 2024), "10");
    assert_eq!(value(&result, "2-1", 2025), "20");
    assert_eq!(value(&result, "2-1", 2026), "none");
    assert_eq!(codes(&result), ["S112"], "{:?}", result.diagnostics);
    let all = under(&["", "", "2025年度", "2025年度", "2025年度"]);
    assert_eq!(value(&all, "2-1", 2024), "none");
    assert_eq!(value(&all, "2-1", 2025), "20");
    assert_eq!(codes(&all), ["S112", "S112"], "{:?}", all.diagnostics);
}

#[test]
fn of_a_year_that_stands_twice_among_all_others_none_is_taken() {
    let result = under(&["", "", "2024年度", "2025年度", "2025年度", "2026年度"]);
    assert_eq!(value(&result, "2-1", 2024), "10");
    assert_eq!(value(&result, "2-1", 2025), "none");
    assert_eq!(value(&result, "2-1", 2026), "40");
    assert_eq!(codes(&result), ["S113"], "{:?}", result.diagnostics);
}

#[test]
fn a_year_without_a_header_is_read_for_no_year() {
    let result = under(&["", "", "2024年度", "", "2026年度"]);
    assert_eq!(value(&result, "2-1", 2024), "10");
    assert_eq!(value(&result, "2-1", 2025), "none");
    assert_eq!(value(&result, "2-1", 2026), "30");
    assert_eq!(codes(&result), ["S112"], "{:?}", result.diagnostics);
    // The last header that is left says nothing of the width of a year: its first column is read.
    let last = under(&["", "", "2024年度", "", ""]);
    assert_eq!(value(&last, "2-1", 2024), "10");
    assert_eq!(value(&last, "2-1", 2025), "none");
    assert_eq!(codes(&last), ["S112", "S112"], "{:?}", last.diagnostics);
}

#[test]
fn words_of_two_blocks_are_not_mixed_when_a_label_is_gone() {
    let mut rows = sheet(&[
        &["", "①相談受付件数", "10", "20"],
        &["", "②つながる場の開催件数", "11", "21"],
    ]);
    let last = rows.len() - 1;
    rows[2] = &["取組内容", "", "・はじめた"];
    rows[last] = &["", "", "・これから"];
    let result = read_rows(&rows);
    let submission = result.submission.as_ref().expect("the form");
    let words: Vec<(&str, &str)> = submission
        .narratives
        .iter()
        .map(|item| (item.block.as_str(), item.text.as_str()))
        .collect();
    // What stands right after the numbers can only be the block that is printed there.
    assert_eq!(
        words,
        [
            ("goal-2-actions", "はじめた"),
            ("goal-2-issues", "これから")
        ]
    );
}

#[test]
fn another_ward_in_the_words_is_no_sign_of_the_sender() {
    let mut rows = sheet(&[
        &["", "①相談受付件数", "10", "20"],
        &["", "②つながる場の開催件数", "11", "21"],
    ]);
    rows[2] = &["取組内容", "", "北区", "・中央区と合同で開いた"];
    let result = read_rows(&rows);
    let ward = result.submission.expect("the form").ward.expect("a ward");
    assert_eq!(ward.as_str(), "271225");
}

#[test]
fn several_sheets_of_the_form_may_stand_on_one_worksheet() {
    let first_theme: Row<'_> = &["", "地域における見守りネットワークの強化（第４章P61～64）"];
    let counts: [Row<'_>; 2] = [
        &["", "①相談受付件数", "10", "20"],
        &["", "②つながる場の開催件数", "11", "21"],
    ];
    let mut rows: Vec<Row<'_>> = vec![
        first_theme,
        &HEAD,
        &["取組内容", "", "・見守りを始めた"],
        &["", "③地域へ提供を行った要援護者数", "100", "200"],
        &["課題と今後の方向性", "", "・担い手"],
    ];
    let second = sheet(&counts);
    rows.extend(second);
    let result = read_rows(&rows);
    assert_eq!(value(&result, "1-3", 2025), "200");
    assert_eq!(value(&result, "2-1", 2025), "20");
    let submission = result.submission.as_ref().expect("the form");
    let blocks: Vec<&str> = submission
        .narratives
        .iter()
        .map(|item| item.block.as_str())
        .collect();
    assert_eq!(blocks, ["goal-1-actions", "goal-1-issues"]);
}

#[test]
fn what_is_told_as_written_stands_in_the_cell() {
    const FIXTURES: [&[u8]; 3] = [
        include_bytes!("../../tests/workbooks/as-typed-西成区.xlsx"),
        include_bytes!("../../tests/workbooks/traps-西成区.xlsx"),
        include_bytes!("../../tests/workbooks/named.xlsx"),
    ];
    let definitions = check::load(&DefinitionSource::BuiltIn).expect("built-in");
    for bytes in FIXTURES {
        let file = InputFile::new("西成区.xlsx", bytes, String::new());
        let workbook = input::opened(&file).expect("a workbook");
        let submission = Reader::new(&definitions)
            .read(&file)
            .submission
            .expect("the form");
        assert!(!submission.facts.is_empty());
        for fact in submission.facts.values() {
            let at = &fact.provenance;
            let sheet = workbook.sheet(&at.sheet).expect("its sheet");
            let text = sheet.cells.get(&at.cell).map(Cell::text);
            assert_eq!(at.text, text.unwrap_or_default(), "{at}");
        }
    }
}

#[test]
fn a_remark_beside_the_years_changes_nothing() {
    let definitions = check::load(&DefinitionSource::BuiltIn).expect("built-in");
    let head: Row<'_> = &[HEAD[0], HEAD[1], HEAD[2], HEAD[3], HEAD[4], "備考"];
    let rows: [Row<'_>; 5] = [
        &["", "地域における見守りネットワークの強化（第４章P61～64）"],
        head,
        &[
            "",
            "②地域の活動者から気になる方の情報が見守り相談室に寄せられた地域数（割合）",
            "12／全16地域",
            "8／全16地域",
            "",
            "前年より増",
        ],
        &["", "", "（75.0％）", "50", "", "割合は区で計算 3"],
        &["", "③地域へ提供を行った要援護者数", "100", "200", "", "999"],
    ];
    let workbook = Workbook::from_tables("西成区.xlsx", &[("Sheet1", &rows)]);
    let result = Reader::new(&definitions).workbook(&workbook, "");
    assert_eq!(value(&result, "1-2-rate", 2024), "75.0");
    assert_eq!(value(&result, "1-2-rate", 2025), "50");
    assert_eq!(value(&result, "1-3", 2025), "200");
    assert_eq!(value(&result, "1-3", 2026), "Blank");
}

#[test]
fn a_slightly_edited_label_is_read_and_told() {
    let result = read_rows(&sheet(&[
        &["", "①相談受付件数", "10", "20"],
        &["", "②つながる場の開催の件数", "11", "21"],
    ]));
    assert_eq!(value(&result, "2-2", 2025), "21");
    assert_eq!(codes(&result), ["S112"]);
    let warned = result.diagnostics.iter().any(|diagnostic| {
        diagnostic.severity == diagnostic::Severity::Warning
            && diagnostic.entered.as_deref() == Some("②つながる場の開催の件数")
    });
    assert!(warned, "{:?}", result.diagnostics);
}

/// ② with its percentage in a cell of its own, which holds a formula; counts and stored results for two years.
fn rate_workbook(counts: [&str; 2], rates: [&str; 2]) -> Workbook {
    let (first, second) = (HEAD[2], HEAD[3]);
    let label = "②地域の活動者から気になる方の情報が見守り相談室に寄せられた地域数（割合）";
    let rows: [Row<'_>; 4] = [
        &["", "地域における見守りネットワークの強化（第４章P61～64）"],
        &["", "", first, "", "", second, "", ""],
        &[
            "",
            label,
            counts[0],
            "",
            "／　全16地域",
            counts[1],
            "",
            "／　全16地域",
        ],
        &["", "", "（", rates[0], "％）", "（", rates[1], "％）"],
    ];
    let mut workbook = Workbook::from_tables("西成区.xlsx", &[("Sheet1", &rows)]);
    for col in [3, 6] {
        let cell = workbook.sheets[0]
            .cells
            .get_mut(&model::CellRef::new(3, col));
        cell.expect("the rate's cell").is_formula = true;
    }
    workbook
}

#[test]
fn a_formula_without_its_count_gives_no_rate() {
    let definitions = check::load(&DefinitionSource::BuiltIn).expect("built-in");
    let result = Reader::new(&definitions).workbook(&rate_workbook(["0", ""], ["0", "0"]), "");
    assert_eq!(
        value(&result, "1-2-rate", 2024),
        "0",
        "0 of 16 is 0 percent"
    );
    assert_eq!(value(&result, "1-2", 2025), "Blank");
    assert_eq!(
        value(&result, "1-2-rate", 2025),
        "Blank",
        "missing is never zero"
    );
}

#[test]
fn a_nought_left_to_be_calculated_is_trusted_only_where_it_must_be_nought() {
    let definitions = check::load(&DefinitionSource::BuiltIn).expect("built-in");
    let mut workbook = rate_workbook(["0", "12"], ["0", "0"]);
    workbook.is_to_be_calculated = true;
    let result = Reader::new(&definitions).workbook(&workbook, "");
    assert_eq!(value(&result, "1-2-rate", 2024), "0", "nought of 16 areas");
    assert_eq!(
        value(&result, "1-2-rate", 2025),
        "Blank",
        "12 of 16 is not nought"
    );
}
