//! よくある誤り and 指摘の説明 in the report: counted again from `findings.json`, read back from the workbook and the PDF's words.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::support::report_fixture::nouns;
use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;
use torimatome::check::{find_code, submission_codes};

use crate::end_to_end::compiled;
use crate::real_life::real_life;

fn sheet(folder: &Path, name: &str) -> Vec<Vec<String>> {
    let path = folder.join("out/report.xlsx");
    let mut workbook: Xlsx<_> = open_workbook(path).expect("the report");
    let range = workbook.worksheet_range(name).expect("the sheet");
    let rows = range
        .rows()
        .map(|row| row.iter().map(Data::to_string).collect());
    rows.collect()
}

fn findings(folder: &Path) -> Value {
    let text = fs::read_to_string(folder.join("out/findings.json")).expect("the file");
    serde_json::from_str(&text).expect("JSON")
}

fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().expect("a list")
}

/// The rows of the sheet that begin with a code: code, severity, wards, count, and the whole row.
fn coded(rows: &[Vec<String>]) -> Vec<&Vec<String>> {
    let is_code = |row: &&Vec<String>| row.first().is_some_and(|id| find_code(id).is_some());
    rows.iter().filter(is_code).collect()
}

#[test]
fn the_common_findings_are_counted_by_ward_without_replaced_files() {
    let whole = findings(real_life());
    let used: BTreeSet<&str> = list(&whole, "submissions")
        .iter()
        .filter(|file| file["used"] == true)
        .filter_map(|file| file["ward"].as_str())
        .collect();
    let replaced: BTreeSet<&str> = list(&whole, "submissions")
        .iter()
        .filter(|file| file["used"] == false)
        .filter(|file| file["ward"].as_str().is_some_and(|w| used.contains(w)))
        .filter_map(|file| file["file"].as_str())
        .collect();
    assert!(replaced.contains("住吉区.xlsx"), "{replaced:?}");
    let mut expected: BTreeMap<String, (BTreeSet<String>, usize)> = BTreeMap::new();
    for finding in list(&whole, "findings") {
        if finding["place"]["file"]
            .as_str()
            .is_some_and(|file| replaced.contains(file))
        {
            continue;
        }
        let code = finding["code"].as_str().expect("a code").to_owned();
        let entry = expected.entry(code).or_default();
        entry.0.extend(finding["ward"].as_str().map(str::to_owned));
        entry.1 += 1;
    }
    let rows = sheet(real_life(), "よくある誤り");
    let rows = coded(&rows);
    assert_eq!(rows.len(), expected.len());
    assert!(
        !rows.iter().any(|row| row[0] == "X407"),
        "a replaced file's"
    );
    for row in &rows {
        let (wards, count) = &expected[&row[0]];
        let shown = if wards.is_empty() {
            "全体".to_owned()
        } else {
            wards.len().to_string()
        };
        assert_eq!((&row[3], &row[4]), (&shown, &count.to_string()), "{row:?}");
        assert!(!row[6].is_empty() && !row[7].is_empty(), "{row:?}");
    }
    let notes = rows.iter().position(|row| row[2] == "参考");
    let (first, second) = rows.split_at(notes.expect("notes"));
    assert!(second.iter().all(|row| row[2] == "参考"));
    for part in [first, second] {
        let order = part.iter().map(|row| {
            let wards: usize = row[3].parse().unwrap_or(0);
            let count: usize = row[4].parse().expect("a count");
            std::cmp::Reverse((wards, count))
        });
        assert!(order.is_sorted());
    }
}

#[test]
fn every_code_that_was_told_is_explained_and_the_rest_is_pointed_to() {
    let whole = findings(real_life());
    let told: BTreeSet<&str> = list(&whole, "findings")
        .iter()
        .filter_map(|finding| finding["code"].as_str())
        .collect();
    let rows = sheet(real_life(), "指摘の説明");
    let shown: Vec<&str> = coded(&rows).iter().map(|row| row[0].as_str()).collect();
    let expected = submission_codes()
        .iter()
        .map(|code| code.id())
        .filter(|id| told.contains(id));
    assert!(shown.iter().copied().eq(expected), "{shown:?}");
    for row in coded(&rows) {
        let code = find_code(&row[0]).expect("a code");
        let explained = code.explained(&nouns());
        assert_eq!(row[1], explained.title);
        for (text, section) in row[3..].iter().zip(explained.sections()) {
            assert_eq!(*text, section.text(), "{code:?}");
        }
    }
    let rest = format!(
        "ほかの{}のコードの説明は、torimatome explain",
        submission_codes().len() - told.len()
    );
    assert!(rows.iter().flatten().any(|cell| cell.contains(&rest)));
}

#[test]
fn a_clean_year_says_that_there_was_nothing() {
    let whole = findings(compiled());
    let grave = list(&whole, "findings").iter();
    assert_eq!(grave.filter(|f| f["severity"] != "note").count(), 0);
    let rows = sheet(compiled(), "よくある誤り");
    let nothing = "実施した規則では、1件もなかった。";
    assert!(
        rows.iter().flatten().any(|cell| cell == nothing),
        "{rows:?}"
    );
}
