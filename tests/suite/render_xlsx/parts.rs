//! What stands in the parts of report.xlsx: charts, links, notes, print set-up.

use calamine::{Data, Reader};
use torimatome::report::Content;

use super::{expected, opened, parts, rendered, row_of, sheet_part};
use crate::support::report_fixture::{self, WARDS};

#[test]
fn the_machine_readable_sheet_is_only_a_table() {
    let mut workbook = opened(rendered());
    let range = workbook.worksheet_range("データ").unwrap();
    let table = report_fixture::data();
    for (column, head) in (0..).zip(&table.head[0]) {
        assert_eq!(
            range.get_value((0, column)),
            Some(&Data::String(head.text.clone()))
        );
    }
    for (index, row) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(&row.cells) {
            let found = range
                .get_value((index, column))
                .cloned()
                .unwrap_or(Data::Empty);
            let wanted = match &cell.content {
                Content::Missing(_) => Data::Empty,
                _ => expected(cell),
            };
            assert_eq!(found, wanted, "row {index}, column {column}");
        }
    }
    let part = sheet_part(&parts(rendered()), "データ");
    for absent in ["<mergeCell", "<f>", "<hyperlink", "<legacyDrawing"] {
        assert!(
            !part.contains(absent),
            "{absent} in the machine-readable sheet"
        );
    }
    assert!(part.contains("<autoFilter ref=\"A1:G289\"/>"));
    assert!(part.contains("ySplit=\"1\""));
}

#[test]
fn charts_have_titles_axis_titles_and_alternative_text() {
    let parts = parts(rendered());
    let charts: Vec<&String> = parts
        .iter()
        .filter(|(name, _)| name.starts_with("xl/charts/chart"))
        .map(|(_, text)| text)
        .collect();
    assert_eq!(charts.len(), 3);
    let titles = [
        report_fixture::bars().title,
        "①情報共有をしている地域数の推移".to_owned(),
        "④相談対応件数の推移".to_owned(),
    ];
    for (chart, title) in charts.iter().zip(titles) {
        assert!(chart.contains(&title), "{title} is not a chart's title");
        // Chart, category axis and value axis.
        assert_eq!(chart.matches("<c:title>").count(), 3, "{title}");
        assert!(
            chart.contains("<c:dispBlanksAs val=\"gap\"/>"),
            "{title}: gaps"
        );
    }
    let drawings: String = parts
        .iter()
        .filter(|(name, _)| name.starts_with("xl/drawings/drawing"))
        .map(|(_, text)| text.as_str())
        .collect();
    assert_eq!(drawings.matches("descr=\"").count(), 3);
    assert!(drawings.contains(&report_fixture::bars().alt));
}

#[test]
fn a_missing_value_is_a_gap_in_the_chart_and_named_on_its_axis() {
    let range = opened(rendered()).worksheet_range("概要").unwrap();
    let row = row_of(&range, "西成区（未提出）");
    let numbers = |row: u32| {
        let cells = (1..20).filter_map(|column| range.get_value((row, column)));
        cells
            .filter(|value| matches!(value, Data::Float(_)))
            .count()
    };
    // Only the reference, and for a ward with a value both.
    assert_eq!(numbers(row), 1);
    assert_eq!(numbers(row_of(&range, "平野区")), 2);
    let chart = &parts(rendered())["xl/charts/chart1.xml"];
    let values = chart.rsplit("<c:val>").next().unwrap();
    let given = report_fixture::bars()
        .bars
        .iter()
        .filter(|(_, value)| value.is_ok())
        .count();
    assert!(given < 24);
    assert_eq!(values.matches("<c:pt ").count(), given);
}

#[test]
fn figures_lead_to_their_source_and_carry_their_number() {
    let parts = parts(rendered());
    let part = sheet_part(&parts, "区別一覧");
    // 24 wards × 12 indicators.
    assert_eq!(part.matches("<hyperlink ").count(), 288);
    let range = opened(rendered()).worksheet_range("出典").unwrap();
    let row = row_of(&range, "1-0/2025/都島区") + 1;
    assert!(part.contains(&format!("location=\"'出典'!A{row}\"")));
    let notes: String = parts
        .iter()
        .filter(|(name, _)| name.starts_with("xl/comments"))
        .map(|(_, text)| text.as_str())
        .collect();
    assert!(notes.contains("番号 1-0/2025/都島区"));
    assert!(notes.contains("22/24区の合計です。含まれない区：東淀川区、西成区\n番号 1-2/2025/市"));
}

#[test]
fn every_sheet_is_ready_to_print() {
    let parts = parts(rendered());
    let workbook = &parts["xl/workbook.xml"];
    assert_eq!(workbook.matches("_xlnm.Print_Area").count(), 8);
    assert_eq!(workbook.matches("_xlnm.Print_Titles").count(), 8);
    for (name, part) in parts
        .iter()
        .filter(|(name, _)| name.starts_with("xl/worksheets/sheet"))
    {
        // Either Excel fits the width, or the scale is worked out.
        let fits = part.contains("<pageSetUpPr fitToPage=\"1\"/>");
        assert!(fits != part.contains(" scale=\""), "{name}: width");
        let is_small = part.contains("paperSize=\"9\"");
        assert!(
            is_small != part.contains("paperSize=\"8\""),
            "{name}: A4 or A3"
        );
        assert!(
            part.contains("令和8年3月末時点</oddHeader>"),
            "{name}: header"
        );
        assert!(part.contains("&amp;P / &amp;N"), "{name}: footer");
    }
}

#[test]
fn heads_of_long_tables_stay_in_view() {
    let parts = parts(rendered());
    let range = opened(rendered()).worksheet_range("区別一覧").unwrap();
    let first = row_of(&range, WARDS[0].0);
    let pane = format!("<pane xSplit=\"1\" ySplit=\"{first}\"");
    assert!(sheet_part(&parts, "区別一覧").contains(&pane));
    // The total stays outside the filter, so that sorting leaves it at the foot.
    let filter = format!("<autoFilter ref=\"A{first}:P{}\"/>", first + 24);
    assert!(sheet_part(&parts, "区別一覧").contains(&filter));
}

#[test]
fn numbers_under_a_total_have_bars_and_each_total_has_a_name() {
    let parts = parts(rendered());
    let part = sheet_part(&parts, "区別一覧");
    let totals = part.matches("SUM(").count().min(1);
    assert_eq!(totals, 1, "the fixture has live totals");
    assert!(part.contains("<dataBar>"), "bars");
    let workbook = &parts["xl/workbook.xml"];
    let name = "<definedName name=\"指標_1_2_2025_市\">'区別一覧'!$";
    assert!(workbook.contains(name), "{workbook}");
}
