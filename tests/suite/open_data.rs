//! What other programs take up: `manifest.json` against its published schema, and the open-data bundle against the tables.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::end_to_end::{compiled, run, samples, stderr, text};
use crate::formats::{assert_valid, object_at, objects, schema, validator};
use crate::real_life::real_life;

/// Compiles one sample ward into a folder and gives the folder's manifest.
fn manifest_of(out: &Path, options: &[&str]) -> Value {
    let one = samples("r7").join("271225_西成区.xlsx");
    let (one, out_text) = (text(&one), text(out));
    let arguments = [&["compile", one, "--quiet", "--out", out_text], options].concat();
    let output = run(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    json_file(&out.join("manifest.json"))
}

fn json_file(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON")
}

#[test]
fn the_manifest_of_every_run_keeps_to_the_published_schema_and_says_its_time_only_when_asked() {
    let validator = validator(&schema("manifest"));
    let usual = json_file(&compiled().join("out/manifest.json"));
    assert_valid(&validator, &usual, "compile");
    assert_eq!(usual["has_sample_data"], true);
    assert_eq!(usual.get("created"), None);
    let folder = tempfile::tempdir().expect("a folder");
    let stamped = manifest_of(
        &folder.path().join("stamped"),
        &["--stamp=2026-04-20T10:05"],
    );
    assert_valid(&validator, &stamped, "--stamp");
    assert_eq!(stamped["created"], "2026-04-20T10:05:00");
    let public = manifest_of(&folder.path().join("public"), &["--public"]);
    assert_valid(&validator, &public, "--public");
    assert_eq!(public["inputs"], json!([]));
}

#[test]
fn every_key_of_the_manifest_is_required_and_no_other_is_allowed() {
    let validator = validator(&schema("manifest"));
    let mut good = json_file(&compiled().join("out/manifest.json"));
    // One file of each list is enough, and one of the limits: any may come or go.
    for list in ["definitions", "inputs", "previous", "outputs"] {
        let files = good[list].as_array_mut().expect("a list");
        files.truncate(1);
    }
    let mut all = Vec::new();
    objects(&good, "", &mut all);
    all.retain(|at| !["/limits", "/registry/totals", "/saved"].contains(&at.as_str()));
    assert!(all.len() >= 6, "{all:?}");
    for at in all {
        let mut with_more = good.clone();
        object_at(&mut with_more, &at).insert("more".to_owned(), Value::Null);
        assert!(!validator.is_valid(&with_more), "{at}: a key too many");
        let keys: Vec<String> = object_at(&mut good.clone(), &at).keys().cloned().collect();
        for key in keys {
            let mut without = good.clone();
            object_at(&mut without, &at).remove(&key);
            assert!(!validator.is_valid(&without), "{at}: without {key}");
        }
    }
    for (pointer, value) in [
        ("/schema", json!("torimatome.manifest/2")),
        ("/as_of", json!("令和8年3月31日")),
        ("/program", json!("another 0.1.0")),
        ("/registry/totals", json!({"R7": 334})),
        ("/registry/totals/2025", json!("334")),
        ("/limits/cells", json!(-1)),
        ("/inputs/0/sha256", json!("00")),
        ("/inputs/0/file", json!("")),
    ] {
        let mut broken = good.clone();
        *broken.pointer_mut(pointer).expect("a place") = value;
        assert!(!validator.is_valid(&broken), "{pointer}");
    }
}

/// The tables of the bundle.
const TABLES: [&str; 3] = ["facts", "figures", "narrative"];

/// The rows of a table, its headings first.
type Rows = Vec<Vec<String>>;

/// A CSV table as it stands.
fn csv_table(path: &Path) -> Rows {
    let text = fs::read_to_string(path).expect("a table");
    let text = text.strip_prefix('\u{feff}').expect("a BOM");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| row.iter().map(str::to_owned).collect())
        .collect()
}

/// The dictionary of a run, and each table's description with the table itself.
fn described(out: &Path) -> (Value, Vec<(Value, Rows)>) {
    let dictionary = json_file(&out.join("data/csv-metadata.json"));
    let tables = dictionary["tables"].as_array().expect("tables").iter();
    let tables = tables.map(|table| {
        let url = table["url"].as_str().expect("a place");
        (table.clone(), csv_table(&out.join("data").join(url)))
    });
    let tables: Vec<_> = tables.collect();
    assert_eq!(tables.len(), TABLES.len());
    (dictionary, tables)
}

fn columns(table: &Value) -> Vec<&Value> {
    let columns = table["tableSchema"]["columns"].as_array();
    columns.expect("columns").iter().collect()
}

/// Whether a cell is what the dictionary says of its column, by the rules of CSV on the Web.
fn fits(column: &Value, cell: &str) -> bool {
    if cell.is_empty() {
        return column["required"] == false;
    }
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let kind = &column["datatype"];
    match kind["base"].as_str().or(kind.as_str()).expect("a type") {
        "string" => match kind["format"].as_str() {
            None => true,
            Some(cells) if cells.starts_with("[A-Z]") => {
                cell.parse::<torimatome::model::CellRef>().is_ok()
            }
            Some(words) => words.split('|').any(|word| word == cell),
        },
        "date" => {
            assert_eq!(kind["format"], "yyyy-MM-dd");
            torimatome::model::AsOf::parse_iso(cell).is_some_and(|date| date.iso() == cell)
        }
        "nonNegativeInteger" => digits(cell),
        "decimal" => {
            let number = cell.strip_prefix('-').unwrap_or(cell);
            let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
            digits(whole) && digits(part)
        }
        other => panic!("{other} is a type that no column has"),
    }
}

/// The runs that are looked at: a clean city, a city as it arrives, and what of that is published.
fn bundles(work: &Path) -> [std::path::PathBuf; 3] {
    let public = work.join("public");
    let (from, previous) = (samples("r7-real-life"), samples("r6"));
    let mut arguments = vec!["compile", text(&from), "--previous", text(&previous)];
    arguments.extend(["--quiet", "--public", "--out", text(&public)]);
    let output = run(&arguments);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    [compiled().join("out"), real_life().join("out"), public]
}

#[test]
fn the_dictionary_holds_of_every_cell_of_the_tables() {
    let work = tempfile::tempdir().expect("a folder");
    for out in bundles(work.path()) {
        let (dictionary, tables) = described(&out);
        assert_eq!(dictionary["@context"][0], "http://www.w3.org/ns/csvw");
        for (table, rows) in tables {
            let columns = columns(&table);
            let titles: Vec<&str> = columns
                .iter()
                .map(|column| column["titles"].as_str().expect("a heading"))
                .collect();
            assert_eq!(rows[0], titles, "every column is named, and in its order");
            assert!(rows.len() > 100);
            for row in &rows[1..] {
                for (column, cell) in columns.iter().zip(row) {
                    assert!(fits(column, cell), "{}: {cell}: {row:?}", column["name"]);
                }
            }
            let said: Vec<&Value> = columns.iter().map(|one| &one["dc:description"]).collect();
            assert!(
                said.iter()
                    .all(|one| one.as_str().is_some_and(|one| !one.contains('{')))
            );
            if let Some(key) = table["tableSchema"]["primaryKey"].as_array() {
                let at = |name: &Value| columns.iter().position(|one| one["name"] == *name);
                let at: Vec<usize> = key.iter().map(|one| at(one).expect("a column")).collect();
                let keys = rows[1..].iter();
                let keys = keys.map(|row| at.iter().map(|at| &row[*at]).collect::<Vec<_>>());
                let all: BTreeSet<_> = keys.collect();
                assert_eq!(all.len(), rows.len() - 1, "{key:?}");
            }
        }
    }
    let (_, clean) = described(&compiled().join("out"));
    let keyed = |(table, _): &(Value, Rows)| table["tableSchema"]["primaryKey"].is_array();
    assert!(clean.iter().all(keyed), "where it holds it is said");
}

#[test]
fn the_lines_say_what_the_tables_say_to_the_digit() {
    let work = tempfile::tempdir().expect("a folder");
    let (mut numbers, mut nothing) = (0, 0);
    for out in bundles(work.path()) {
        let (_, tables) = described(&out);
        for ((table, rows), name) in tables.into_iter().zip(TABLES) {
            let format = table["dc:hasFormat"]["@id"].as_str();
            assert_eq!(format, Some(format!("{name}.jsonl").as_str()));
            let lines = fs::read_to_string(out.join(format!("data/{name}.jsonl"))).expect("lines");
            let lines: Vec<&str> = lines.lines().collect();
            assert_eq!(lines.len(), rows.len() - 1);
            let columns = columns(&table);
            for (line, row) in lines.into_iter().zip(&rows[1..]) {
                let object: serde_json::Map<String, Value> =
                    serde_json::from_str(line).expect("an object per line");
                assert!(object.keys().eq(columns.iter().map(|one| &one["name"])));
                for ((column, value), cell) in columns.iter().zip(object.values()).zip(row) {
                    let key = &column["name"];
                    match value {
                        Value::Null => {
                            nothing += 1;
                            assert_eq!(cell, "", "{key}");
                        }
                        Value::Number(_) => {
                            numbers += 1;
                            // The digits themselves: a reader's own arithmetic may lose some.
                            assert!(line.contains(&format!("{key}:{cell}")), "{line}: {cell}");
                            assert!(matches!(
                                column["datatype"].as_str(),
                                Some("decimal" | "nonNegativeInteger")
                            ));
                        }
                        Value::String(text) => {
                            let guarded = cell.strip_prefix('\'').filter(|_| text != cell);
                            assert_eq!(guarded.unwrap_or(cell), text, "{key}");
                            let kind = column["datatype"].as_str();
                            assert_ne!(kind, Some("decimal"), "{key}: {text}");
                        }
                        other => panic!("{key}: {other}"),
                    }
                }
            }
        }
    }
    assert!(numbers > 1000 && nothing > 1000, "{numbers} {nothing}");
}

#[test]
fn terms_stand_in_the_bundle_and_what_is_published_names_no_file_or_cell() {
    let work = tempfile::tempdir().expect("a folder");
    let [inside, _, public] = bundles(work.path());
    let (dictionary, _) = described(&inside);
    let licence = dictionary["dc:license"]["@id"].as_str().expect("a licence");
    let terms = fs::read_to_string(inside.join("data/利用条件.txt")).expect("terms");
    assert!(
        terms.starts_with('\u{feff}') && terms.contains(licence),
        "{terms}"
    );
    assert!(terms.contains("架空"), "{terms}");
    assert_eq!(terms.matches('\n').count(), terms.matches("\r\n").count());
    let made = &dictionary["prov:wasGeneratedBy"];
    let used = made["prov:used"].as_array().expect("what was read");
    assert_eq!(used.len(), 24);
    let (outside, _) = described(&public);
    assert_eq!(outside["prov:wasGeneratedBy"].get("prov:used"), None);
    for name in TABLES {
        let lines = fs::read_to_string(public.join(format!("data/{name}.jsonl"))).expect("lines");
        for line in lines.lines() {
            let row: Value = serde_json::from_str(line).expect("JSON");
            for key in ["file", "cell"] {
                assert!(row.get(key).is_none_or(Value::is_null), "{line}");
            }
            let is_fact = name == "facts";
            assert!(!is_fact || row["sheet"].is_null(), "{line}");
        }
    }
    let listed = json_file(&public.join("manifest.json"));
    let listed: Vec<&str> = listed["outputs"]
        .as_array()
        .expect("outputs")
        .iter()
        .filter_map(|one| one["file"].as_str())
        .filter(|name| name.starts_with("data/"))
        .collect();
    assert_eq!(
        listed,
        [
            "data/csv-metadata.json",
            "data/facts.jsonl",
            "data/figures.jsonl",
            "data/narrative.jsonl",
            "data/利用条件.txt"
        ]
    );
}
