//! What stands around the form's fields: below its last block, under names that have moved, under headings that were exchanged,
//! on a sheet in whose place another was read. None of it is taken for a value in silence, and none makes a right workbook wrong.

use torimatome::diagnostic::Severity;
use torimatome::read::ReadResult;

use super::told::Found::{Anywhere, Told, Value};
use super::told::{GOAL_1, SAMPLE, assert_found, changed, reading, reading_apart, replaced, root};

const WORKBOOK: &str = "xl/workbook.xml";

/// How many bullets were read, and whether any error was told.
fn read(result: &ReadResult) -> (usize, bool) {
    let submission = result.submission.as_ref().expect("the form");
    let mut told = result.diagnostics.iter();
    let is_error = told.any(|one| one.severity == Severity::Error);
    (submission.narratives.len(), is_error)
}

/// The sample with further rows below the form's last.
fn with_rows(rows: &[(u32, &str, &str)]) -> ReadResult {
    let rows = rows.iter().map(|(row, column, content)| {
        let cell = match content.parse::<u32>() {
            Ok(number) => format!("<c r=\"{column}{row}\"><v>{number}</v></c>"),
            Err(_) => {
                format!("<c r=\"{column}{row}\" t=\"inlineStr\"><is><t>{content}</t></is></c>")
            }
        };
        format!("<row r=\"{row}\">{cell}</row>")
    });
    let end = format!("{}</sheetData>", rows.collect::<String>());
    reading(changed(GOAL_1, "</sheetData>", &end))
}

#[test]
fn a_note_below_the_form_is_no_bullet_and_a_number_there_no_error() {
    let plain = read(&reading(root(SAMPLE)));
    assert!(plain.0 > 10 && !plain.1);
    for (name, rows, cell) in [
        (
            "right below",
            &[(29, "E", "（注）令和6年度の④は420件に訂正します。")][..],
            "E29",
        ),
        (
            "far below",
            &[(40, "H", "担当：福祉課（内線 1234）")],
            "H40",
        ),
        ("very far below", &[(500, "H", "メモ：要確認")], "H500"),
        ("a sum for checking", &[(31, "H", "1601")], "H31"),
        (
            "two of them",
            &[(30, "A", "※④には4月分がない"), (35, "H", "担当 田中")],
            "A30",
        ),
    ] {
        let result = with_rows(rows);
        assert_eq!(read(&result), plain, "{name}");
        assert_found(
            name,
            &result,
            &format!("基本目標1!{cell}"),
            &Told("S116", cell),
        );
    }
}

/// The sample with names of ④ pointing at the row below.
fn with_moved_names(columns: &[&str]) -> ReadResult {
    let mut bytes = root(SAMPLE);
    for column in columns {
        let (from, to) = (format!("${column}$19<"), format!("${column}$20<"));
        bytes = replaced(
            &bytes,
            WORKBOOK,
            &format!("基本目標1!{from}"),
            &format!("基本目標1!{to}"),
        );
    }
    reading(bytes)
}

#[test]
fn a_name_that_was_cut_and_pasted_alone_leaves_the_value_where_everybody_sees_it() {
    let one = with_moved_names(&["H"]);
    assert_found(
        "one",
        &one,
        "基本目標1!H19",
        &Told("S113", "H20に移っています"),
    );
    assert!(!read(&one).1, "what is seen is right");
    let facts = &one.submission.as_ref().expect("the form").facts;
    let value = facts
        .values()
        .find(|fact| fact.provenance.cell.to_string() == "H19");
    let number = value
        .and_then(|fact| fact.value.number())
        .map(|number| number.to_string());
    assert_eq!(number.as_deref(), Some("453"));
    // Where all names of a row stand elsewhere, rows were exchanged: nobody knows which counts.
    let all = with_moved_names(&["E", "H", "K"]);
    assert_found(
        "all",
        &all,
        "基本目標1!H20",
        &Told("S113", "どちらとも決められません"),
    );
    assert!(read(&all).1);
}

#[test]
fn under_exchanged_headings_no_words_are_read_twice() {
    let exchanged = changed(
        GOAL_1,
        "<c r=\"E10\" s=\"5\" t=\"s\"><v>65</v></c>",
        "<c r=\"E10\" s=\"5\" t=\"s\"><v>66</v></c>",
    );
    let exchanged = replaced(
        &exchanged,
        GOAL_1,
        "<c r=\"H10\" s=\"5\" t=\"s\"><v>66</v></c>",
        "<c r=\"H10\" s=\"5\" t=\"s\"><v>65</v></c>",
    );
    let result = reading(exchanged);
    assert_found(
        "headings",
        &result,
        "基本目標1!F12",
        &Told("S113", "どの年度の文章か決められません"),
    );
    let submission = result.submission.as_ref().expect("the form");
    let mut words = submission.narratives.iter();
    assert!(!words.any(|item| &*item.provenance.sheet == "基本目標1"));
}

#[test]
fn a_hidden_sheet_in_whose_place_another_was_read_is_told() {
    let result = reading(root("tests/workbooks/told/hidden-original.xlsx"));
    assert_found(
        "copy",
        &result,
        "",
        &Anywhere("S114", "表示されているシートを読んだため"),
    );
    assert_found("value", &result, "基本目標1（修正版）!H19", &Value("999"));
}

#[test]
fn a_formula_of_an_ods_into_another_workbook_is_asked_about() {
    let number = " office:value-type=\"float\" office:value=\"453\"";
    let formula = " table:formula=\"of:=['file:///C:/a.xlsx'#$集計.B3]\"";
    let base = root("tests/workbooks/told/text-box-over-words.ods");
    let linked = replaced(&base, "content.xml", number, &format!("{formula}{number}"));
    let result = reading_apart(linked);
    assert_found(
        "linked",
        &result,
        "基本目標1!H19",
        &Told("V203", "ほかのブックを参照する数式"),
    );
    // The same signs within a text of the formula.
    let formula = " table:formula=\"of:=LEN(&quot;'#&quot;)+451\"";
    let own = replaced(&base, "content.xml", number, &format!("{formula}{number}"));
    let result = reading_apart(own);
    let told = result.diagnostics.iter();
    let mut told = told.filter(|one| one.message.contains("ほかのブック"));
    assert_eq!(told.next(), None);
}

#[test]
fn a_blank_beside_a_mark_is_named() {
    let sheet = "xl/worksheets/sheet5.xml";
    let mut bytes = root(SAMPLE);
    for row in 10..24 {
        let mark = if row == 10 { "○　" } else { "○" };
        let blank = format!("<c r=\"F{row}\" s=\"27\"/>");
        let marked = format!(
            "<c r=\"F{row}\" s=\"27\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{mark}</t></is></c>"
        );
        bytes = replaced(&bytes, sheet, &blank, &marked);
    }
    let result = reading(bytes);
    assert_found(
        "blank",
        &result,
        "地域別!F10",
        &Told("V212", "前か後に空白か改行"),
    );
}

#[test]
fn of_several_headings_of_one_year_the_one_with_the_whole_year_is_asked_for() {
    let text = |cell: &str, text: &str| {
        format!("<c r=\"{cell}\" s=\"5\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    let year = "2025（令和7）年度";
    let (half, sum) = (format!("{year} 下半期"), format!("{year} 計"));
    let two = changed(
        GOAL_1,
        "<c r=\"H10\" s=\"5\" t=\"s\"><v>66</v></c>",
        &text("H10", &half),
    );
    let hint = |result: &ReadResult| {
        let told = result
            .diagnostics
            .iter()
            .find(|one| one.code.id() == "S112");
        told.expect("a heading that says more").hint.clone()
    };
    assert!(hint(&reading(two.clone())).contains("H10に「"));
    let end = "<c r=\"M10\" s=\"5\"/>";
    let three = replaced(&two, GOAL_1, end, &format!("{end}{}", text("N10", &sum)));
    let hint = hint(&reading(three));
    assert!(
        hint.contains("N10「") && hint.contains("1年分の値がある列"),
        "{hint}"
    );
}

#[test]
fn a_tag_without_a_name_is_a_broken_sheet_and_no_cell_that_is_not_there() {
    for tag in ["< r=\"H21\"", "<\"H21\"", "<<c r=\"H21\"", "<c\"H21\""] {
        let result = reading(changed(GOAL_1, "<c r=\"H21\"", tag));
        assert_found(tag, &result, "", &Anywhere("S101", "壊れていて読めません"));
    }
}
