//! Formulas that were replaced, and stored results that the cells they point at refute: told with both sides, never taken.

use std::fs;

use serde_json::Value;

use crate::edges::run;
use crate::told::{GOAL_1, changed, replaced};

const RATE: &str = "<f aca=\"false\">IF(ISNUMBER(H16),ROUND(H16/16*100,1),&quot;&quot;)</f>";
const H19: &str = "<c r=\"H19\" s=\"18\" t=\"n\"><v>453</v></c>";

/// What is told of a file: code, cell, and message with what to do.
fn told(name: &str, bytes: &[u8]) -> Vec<[String; 3]> {
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
        here[0].0 == "V202" && here[0].1.contains("（62.5）が古い（計算し直すと75）"),
        "{found:#?}"
    );
}
