//! Formulas that were replaced, and stored results that the cells they point at refute: told with both sides, never taken.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use serde_json::Value;
use torimatome::read::Grid;
use torimatome::workbook::formula::canonical;

use crate::edges::run;
use crate::told::{GOAL_1, changed, replaced, root};

const RATE: &str = "<f aca=\"false\">IF(ISNUMBER(H16),ROUND(H16/16*100,1),&quot;&quot;)</f>";
const H19: &str = "<c r=\"H19\" s=\"18\" t=\"n\"><v>453</v></c>";

/// What is told of a file: code, cell, and message with what to do.
pub(crate) fn told(name: &str, bytes: &[u8]) -> Vec<[String; 3]> {
    let work = tempfile::tempdir().expect("a folder");
    fs::write(work.path().join(name), bytes).expect("a file");
    let output = run(work.path(), &["check", name, "--format", "json"]);
    let told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let findings = told["findings"].as_array().expect("a list").iter();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    findings
        .map(|told| {
            [
                word(&told["code"]),
                word(&told["place"]["cell"]),
                word(&told["message"]) + &word(&told["hint"]),
            ]
        })
        .collect()
}

/// What is told of one cell.
fn at<'t>(found: &'t [[String; 3]], cell: &str) -> Vec<(&'t str, &'t str)> {
    let here = found.iter().filter(|[_, at, _]| at == cell);
    here.map(|[code, _, message]| (code.as_str(), message.as_str()))
        .collect()
}

#[test]
fn a_replaced_formula_is_told_with_both_whatever_its_value_is() {
    let printed = "=IF(ISNUMBER(H16),ROUND(H16/16*100,1),\"\")";
    for (formula, own) in [
        ("H16/16*100", "=H16/16*100"),
        ("ROUND(H16/J16*100,1)", "=ROUND(H16/J16*100,1)"),
        ("75", "=75"),
        ("IF(H16=&quot;&quot;,0,75)", "=IF(H16=\"\",0,75)"),
    ] {
        let bytes = changed(GOAL_1, RATE, &format!("<f>{formula}</f>"));
        let found = told("271225_西成区.xlsx", &bytes);
        let here = at(&found, "I17");
        assert_eq!(here.len(), 1, "{formula}: {found:#?}");
        let (code, message) = here[0];
        assert_eq!(code, "S140", "{message}");
        assert!(
            message.contains(printed) && message.contains(own),
            "{message}"
        );
    }
    // A wrong result is told once, with the formula that made it.
    let bytes = changed(
        GOAL_1,
        &format!("{RATE}<v>75</v>"),
        "<f>H16/334*100</f><v>3.59281437125749</v>",
    );
    let found = told("271225_西成区.xlsx", &bytes);
    let here = at(&found, "I17");
    assert_eq!(here.len(), 1, "{found:#?}");
    assert_eq!(here[0].0, "C302");
    assert!(here[0].1.contains(printed) && here[0].1.contains("=H16/334*100"));
}

#[test]
fn the_same_formula_written_otherwise_is_the_same() {
    for formula in [
        "if( ISNUMBER($H$16), round($H16/16*100, 1),&quot;&quot;)",
        "IF(ISNUMBER(H16),ROUND(H16/16*100,1),&#34;&#34;)",
    ] {
        let bytes = changed(GOAL_1, RATE, &format!("<f>{formula}</f>"));
        assert!(
            at(&told("271225_西成区.xlsx", &bytes), "I17").is_empty(),
            "{formula}"
        );
    }
    // As Excel stores a formula that was filled to the right: only the first cell has its text.
    let first = changed(
        GOAL_1,
        "<f aca=\"false\">IF(ISNUMBER(E16),ROUND(E16/16*100,1),&quot;&quot;)</f>",
        "<f t=\"shared\" ref=\"F17:I17\" si=\"0\">IF(ISNUMBER(E16),ROUND(E16/16*100,1),&quot;&quot;)</f>",
    );
    let both = replaced(&first, GOAL_1, RATE, "<f t=\"shared\" si=\"0\"/>");
    assert!(at(&told("271225_西成区.xlsx", &both), "I17").is_empty());
}

#[test]
fn a_result_that_its_cells_refute_is_told_and_not_counted() {
    for (formula, stored, now) in [
        ("H18-H20", "453", "1012"),
        ("SUM(H20,H21)", "453", "281"),
        ("SUM(H20:H21)+1", "453", "282"),
        ("ROUND(H18/3,0)", "453", "383"),
        ("(H20+H21)*2", "453", "562"),
        ("基本目標2!H15*10", "453", "210"),
        ("'基本目標2'!H15+E99", "453", "21"),
    ] {
        let cell = format!("<c r=\"H19\" s=\"18\"><f>{formula}</f><v>{stored}</v></c>");
        let found = told("271225_西成区.xlsx", &changed(GOAL_1, H19, &cell));
        let here = at(&found, "H19");
        assert_eq!(here.len(), 1, "{formula}: {found:#?}");
        let (code, message) = here[0];
        assert_eq!(code, "V202");
        let words = format!("（{stored}）は古く、もとのセルのいまの値から計算すると{now}です");
        assert!(message.contains(&words), "{message}");
    }
}

#[test]
fn a_result_that_holds_or_cannot_be_followed_is_taken() {
    for formula in [
        "H20+H21+172",
        "SUM(H20:H21,172)",
        "ROUND(452.6,0)",
        "IF(H20&gt;0,453,0)",
        "AVERAGE(H20:H21)",
        "SUM(I12:I14)+VLOOKUP(1,A1:B2,2)",
        "合計",
        "H19+1",
    ] {
        let cell = format!("<c r=\"H19\" s=\"18\"><f>{formula}</f><v>453</v></c>");
        let found = told("271225_西成区.xlsx", &changed(GOAL_1, H19, &cell));
        let here = at(&found, "H19");
        assert_eq!(here.len(), 1, "{formula}: {found:#?}");
        assert_eq!(here[0].0, "V203", "{formula}: {found:#?}");
    }
}

#[test]
fn an_uncalculated_rate_is_told_once() {
    let bytes = changed(GOAL_1, &format!("{RATE}<v>75</v>"), RATE);
    let found = told("271225_西成区.xlsx", &bytes);
    let here = at(&found, "I17");
    assert_eq!(here.len(), 1, "{found:#?}");
    assert!(here[0].0 == "V202" && here[0].1.contains("地域数から計算します"));
    let old = changed(
        GOAL_1,
        &format!("{RATE}<v>75</v>"),
        "<f>ROUND(H16/16*100,1)</f><v>62.5</v>",
    );
    let found = told("271225_西成区.xlsx", &old);
    let here = at(&found, "I17");
    assert_eq!(here.len(), 1, "{found:#?}");
    assert!(
        here[0].0 == "S140"
            && here[0]
                .1
                .contains("保存されている結果（62.5）は古いものです"),
        "{found:#?}"
    );
}

fn fixture(ending: &str) -> Vec<u8> {
    root(&format!("tests/workbooks/told/formulas.{ending}"))
}

/// The formulas of a file: sheet and cell, and what each says.
fn texts(bytes: Vec<u8>) -> BTreeMap<String, String> {
    let workbook = Grid::read_alone(Arc::from(bytes)).workbook().expect("read");
    let mut found = BTreeMap::new();
    for sheet in &workbook.sheets {
        assert!(sheet.beside.unread.is_empty(), "{:?}", sheet.beside.unread);
        let of_sheet = sheet.beside.formulas.iter();
        found.extend(of_sheet.map(|(at, text)| (format!("{}!{at}", sheet.name), canonical(text))));
    }
    found
}

#[test]
fn a_formula_says_the_same_in_every_format() {
    let expected = texts(fixture("xlsx"));
    assert_eq!(expected["基本目標2!H17"], "E17+E19");
    assert_eq!(expected["基本目標1!H19"], "SUM(H20:H21)+基本目標2!H15");
    assert!(expected["地域別!F28"].ends_with("\"有\",\"あり\",\"はい\"})))"));
    for ending in ["xlsm", "xlsb", "xls", "ods"] {
        let mut found = texts(fixture(ending));
        for (at, text) in &expected {
            assert_eq!(found.remove(at).as_ref(), Some(text), "{ending} {at}");
        }
        assert!(found.is_empty(), "{ending}: {found:?}");
    }
}

#[test]
fn a_formula_that_cannot_be_read_is_told_and_its_value_taken() {
    // H16/16*100, of which the multiplication is a token that is none.
    let wide = [
        0x44, 15, 0, 0, 0, 7, 0xC0, 0x1E, 16, 0, 0x06, 0x1E, 100, 0, 0x05,
    ];
    let spoil = |bytes: &mut Vec<u8>| {
        let mut places = bytes.windows(wide.len());
        let found = places.position(|here| here == wide);
        bytes[found.expect("the formula") + wide.len() - 1] = 0x3F;
    };
    let xls = root("tests/workbooks/told/formula-unread.xls");
    let xlsb = crate::told_binary::changed("formulas.xlsb", "xl/worksheets/sheet2.bin", spoil);
    for (ending, bytes) in [("xls", xls), ("xlsb", xlsb)] {
        let found = told(&format!("271225_西成区.{ending}"), &bytes);
        let here = at(&found, "I17");
        assert_eq!(here.len(), 1, "{ending}: {found:#?}");
        assert_eq!(here[0].0, "S115", "{ending}: {found:#?}");
        assert!(here[0].1.contains("（基本目標1!I17）"), "{here:?}");
        // The others are compared as before.
        assert!(
            found
                .iter()
                .any(|[code, cell, _]| code == "S140" && cell == "H18")
        );
    }
}

const AREAS: &str = "samples/areas/271225_西成区.xlsx";
const SUM: &str = "<f>IF(COUNTA('地域別'!H10:H27)=0,\"\",SUM('地域別'!H10:H27))</f><v>1148</v>";

#[test]
fn a_sum_over_rows_that_was_replaced_is_told_with_both_formulas() {
    let printed = "様式の「=IF(COUNTA(地域別!H10:H27)=0,\"\",SUM(地域別!H10:H27))」から";
    for (formula, value, code, own) in [
        ("1000+148", "1148", "S140", "「=1000+148」"),
        (
            "SUM('地域別'!$H$10:$H$27)",
            "1148",
            "S140",
            "「=SUM(地域別!H10:H27)」",
        ),
        (
            "IF(COUNTA('地域別'!H10:H27)=0,0,SUM('地域別'!H10:H27))",
            "1148",
            "S140",
            "=0,0,SUM",
        ),
        (
            "SUM('地域別'!G10:G27)+7",
            "7",
            "C321",
            "「=SUM(地域別!G10:G27)+7」",
        ),
    ] {
        let cell = format!("<f>{formula}</f><v>{value}</v>");
        let bytes = replaced(&root(AREAS), GOAL_1, SUM, &cell);
        let found = told("271225_西成区.xlsx", &bytes);
        let here = at(&found, "H18");
        assert_eq!(here.len(), 1, "{formula}: {found:#?}");
        assert_eq!(here[0].0, code, "{formula}: {found:#?}");
        assert!(
            here[0].1.contains(printed) && here[0].1.contains(own),
            "{here:?}"
        );
    }
}

#[test]
fn a_sum_over_rows_that_only_leaves_out_added_rows_is_no_other() {
    // The last row was added behind those that the form's formula adds up; nothing stands in it.
    let shorter = SUM.replace("H27", "H26");
    let bytes = replaced(&root(AREAS), GOAL_1, SUM, &shorter);
    let found = told("271225_西成区.xlsx", &bytes);
    let here = at(&found, "H18");
    assert!(here.iter().all(|(code, _)| *code != "S140"), "{found:#?}");
}
