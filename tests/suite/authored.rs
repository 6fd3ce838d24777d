//! Definitions as workbooks: converted there and back nothing is lost, an edit is what it says, and a fault names its cell.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use torimatome::authored::{Layout, composed, drawn};
use torimatome::check::{RULES, form_schema, load};
use torimatome::definition::{DefinitionSource, Definitions, Faults, RuleKind as _, TemplateFile};
use torimatome::model::{CellRef, Nouns};
use torimatome::render::xlsx::form;
use torimatome::workbook::{Cell, CellValue, Workbook, open};

use crate::making_a_form::{Step, steps};

fn layout() -> Layout {
    let named = |is_stated| {
        let kinds = RULES.iter().filter(|kind| kind.is_stated() == is_stated);
        let codes = kinds.map(|kind| kind.code());
        let named = codes.map(|code| (code.name().to_owned(), code.title(&Nouns::general())));
        named.collect::<Vec<_>>()
    };
    Layout::new(&named(false), &named(true))
}

fn bytes(files: &[TemplateFile]) -> Arc<[u8]> {
    let book = drawn(&layout(), files).expect("a definition that fits a workbook");
    form(&book).expect("a workbook").into()
}

/// The definition's files, and what loading them says.
fn back(workbook: &Workbook) -> (Vec<TemplateFile>, Result<Definitions, Faults>) {
    let composed = composed(&layout(), workbook, "様式定義.xlsx");
    let files = composed.files.clone();
    let loaded = load(&DefinitionSource::Files(files.clone()));
    (files, composed.told(loaded))
}

/// What a definition says, whatever the order of keys that have none.
fn meant(files: &[TemplateFile]) -> BTreeMap<String, toml::Table> {
    let parsed = files.iter().map(|file| {
        let table = file
            .text
            .parse()
            .unwrap_or_else(|error| panic!("{}: {error}", file.path));
        (file.path.clone(), table)
    });
    parsed.collect()
}

fn read(folder: &Path, below: &str, files: &mut Vec<TemplateFile>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            read(&path, &format!("{below}{name}/"), files);
        } else if name.ends_with(".toml") {
            files.push(TemplateFile {
                path: format!("{below}{name}"),
                text: fs::read_to_string(&path).expect("text"),
            });
        }
    }
}

fn folder(name: &str) -> Vec<TemplateFile> {
    let mut files = Vec::new();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name);
    read(&root, "", &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The definition that the document makes, up to its first command or with everything in it.
fn of_the_document(is_whole: bool) -> Vec<TemplateFile> {
    let document = include_str!("../../templates/README.md");
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for step in steps(document) {
        match step {
            Step::Write { path, text } => {
                files.insert(path.trim_start_matches("midori/").to_owned(), text);
            }
            Step::Run { .. } if !is_whole => break,
            Step::Run { .. } => {}
        }
    }
    let files = files.into_iter();
    files
        .map(|(path, text)| TemplateFile { path, text })
        .collect()
}

fn every_definition() -> Vec<(String, Vec<TemplateFile>)> {
    let mut all = vec![
        (
            "the short form of the document".to_owned(),
            of_the_document(false),
        ),
        ("the document".to_owned(), of_the_document(true)),
    ];
    let systems = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("systems"));
    let systems = systems
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path());
    let systems = systems.filter(|path| path.join("areas.toml").exists());
    let systems =
        systems.map(|path| format!("systems/{}", path.file_name().expect("a name").display()));
    let others = [
        "templates",
        "tests/two-forms",
        "tests/rows",
        "tests/conditions",
        "tests/merger",
    ]
    .map(str::to_owned);
    for name in others.into_iter().chain(systems) {
        let files = folder(&name);
        all.push((name, files));
    }
    // The checks of every sort, asked of the units of the program's own definitions.
    let mut checks = folder("tests/checks");
    let areas = folder("templates").into_iter();
    checks.extend(areas.filter(|file| file.path == "areas.toml"));
    all.push(("tests/checks".to_owned(), checks));
    // A word for every place of the main form.
    let mut texts = folder("templates");
    texts.push(TemplateFile {
        path: "forms/progress-sheet/texts.toml".to_owned(),
        text: include_str!("../texts/progress-sheet.toml").to_owned(),
    });
    all.push(("templates with texts".to_owned(), texts));
    all
}

/// What stands as TOML in the rows of a workbook, below the headings and their meanings.
fn as_toml(workbook: &Workbook) -> Vec<String> {
    let of_sheet = |sheet: &torimatome::workbook::Sheet| {
        let mut cells = sheet.cells.iter();
        let head = cells.find(|(_, cell)| cell.text() == "そのほか（TOML）");
        let (head, _) = head?;
        let below = sheet.cells.iter().filter(|(cell, content)| {
            cell.col == head.col && cell.row > head.row + 1 && !content.text().is_empty()
        });
        Some(below.map(|(_, content)| content.text()).collect::<Vec<_>>())
    };
    let sheets = workbook.sheets.iter();
    // The path of a form says its id and edition again.
    let all = sheets.filter_map(of_sheet).flatten();
    all.filter(|text| !text.starts_with("id = ")).collect()
}

#[test]
fn there_and_back_nothing_is_lost() {
    let all = every_definition();
    assert!(all.len() > 8, "{}", all.len());
    for (name, files) in all {
        let written = bytes(&files);
        let (again, loaded) = back(&open(&written).expect("a workbook"));
        if let Err(faults) = loaded {
            panic!("{name}: {faults}");
        }
        assert_eq!(meant(&again), meant(&files), "{name}");
        assert_eq!(
            as_toml(&open(&written).expect("a workbook")),
            [""; 0],
            "{name}"
        );
        assert!(bytes(&again) == written, "{name}: another workbook");
    }
}

#[test]
fn what_no_column_is_for_is_kept_as_it_is_written() {
    let mut files = of_the_document(false);
    let form = files
        .iter_mut()
        .find(|file| file.path.starts_with("forms/"))
        .expect("a form");
    form.text = "edition = \"2025\"\nid = \"events\"\n".to_owned() + &form.text;
    form.text
        .push_str("id = \"a\\tb_x000D_\"\nlabel-note = \"\"\n");
    let written = bytes(&files);
    let workbook = open(&written).expect("a workbook");
    assert_eq!(
        said(&workbook, "様式", "N5"),
        "edition = \"2025\"\nid = \"events\""
    );
    assert_eq!(
        said(&workbook, "まとまり", "T6"),
        "id = \"a\\tb\\u005Fx000D_\"\nlabel-note = \"\""
    );
    let (again, _) = back(&workbook);
    assert_eq!(meant(&again), meant(&files));
}

fn at(cell: &str) -> CellRef {
    cell.parse().expect("a cell")
}

fn said(workbook: &Workbook, sheet: &str, cell: &str) -> String {
    let sheet = workbook.sheet(sheet).expect("the sheet");
    sheet
        .cells
        .get(&at(cell))
        .map(Cell::text)
        .unwrap_or_default()
}

/// Types into a cell; an empty text empties it.
fn put(workbook: &mut Workbook, sheet: &str, cell: &str, value: CellValue) {
    let mut sheets = workbook.sheets.iter_mut();
    let sheet = sheets.find(|one| *one.name == *sheet).expect("the sheet");
    let is_empty = value == CellValue::Text(String::new());
    sheet.cells.remove(&at(cell));
    if !is_empty {
        let cell_is = Cell {
            value,
            is_formula: false,
            is_percent: false,
        };
        sheet.cells.insert(at(cell), cell_is);
    }
}

fn text(text: &str) -> CellValue {
    CellValue::Text(text.to_owned())
}

fn short_form() -> Workbook {
    open(&bytes(&of_the_document(false))).expect("a workbook")
}

#[test]
fn an_edited_cell_is_another_definition() {
    let mut workbook = short_form();
    assert_eq!(said(&workbook, "指標", "D6"), "人");
    put(&mut workbook, "指標", "D6", text("名"));
    put(&mut workbook, "まとまり", "H6", text("5"));
    put(&mut workbook, "まとまり", "F6", text("ここが\nよかった"));
    // A row more, whose place is that of the row above, typed by people: numbers as numbers, no names repeated.
    put(&mut workbook, "団体", "B10", CellValue::Number(106.into()));
    put(&mut workbook, "団体", "D10", text("みなと支所"));
    put(&mut workbook, "欄", "E5", text("people"));
    put(&mut workbook, "欄", "E6", text("events"));
    put(&mut workbook, "欄", "A6", text(""));
    put(&mut workbook, "欄", "C6", text(""));
    put(&mut workbook, "欄", "J5", CellValue::Bool(false));
    let (_, loaded) = back(&workbook);
    let definitions = loaded.unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(definitions.indicators[1].unit, "名");
    let form = &definitions.forms[0];
    assert_eq!(form.sheets[0].blocks[1].bullets, 5);
    assert_eq!(form.sheets[0].blocks[1].label, "ここが\nよかった");
    let ward = definitions
        .areas
        .ward_named("みなと支所")
        .expect("the new one");
    assert_eq!(ward.code.to_string(), "106");
    let fields: Vec<String> = form
        .fields()
        .map(|(_, _, field)| field.indicator.to_string())
        .collect();
    assert_eq!(fields, ["people", "events", "answers", "rate"]);
    let required: Vec<bool> = form
        .fields()
        .map(|(_, _, field)| field.is_required)
        .collect();
    assert_eq!(required, [false, true, true, true]);
}

/// What is typed into a cell, as the table of faults writes it.
fn typed(said: &str) -> CellValue {
    match said {
        "<date>" => CellValue::Date {
            iso: "2026-01-01".to_owned(),
            serial: 46_023.into(),
        },
        "<error>" => CellValue::Error("#REF!".to_owned()),
        other => text(other),
    }
}

#[test]
fn every_fault_names_its_cell() {
    let cases = include_str!("../authored/faults.tsv").lines().skip(1);
    let mut count = 0;
    for case in cases {
        let [sheet, cell, value, expected] = case.split('\t').collect::<Vec<_>>()[..] else {
            panic!("four columns: {case}");
        };
        let mut workbook = short_form();
        put(&mut workbook, sheet, cell, typed(value));
        let Err(told) = back(&workbook).1 else {
            panic!("nothing is told: {case}");
        };
        let told = told.to_string();
        assert!(
            told.lines().any(|line| line.starts_with(expected)),
            "{case}:\n{told}"
        );
        // Once, and nothing of the files in between.
        let place = expected.split(": ").next().expect("a place");
        assert_eq!(told.matches(&format!("\n{place}: ")).count(), 1, "{told}");
        assert!(!told.contains(".toml"), "{told}");
        count += 1;
    }
    assert_eq!(count, 20);
}

#[test]
fn a_sheet_that_is_not_there_or_not_known_is_told() {
    let told = |change: fn(&mut Workbook)| {
        let mut workbook = short_form();
        change(&mut workbook);
        back(&workbook).1.expect_err("a fault").to_string()
    };
    let gone = told(|workbook| workbook.sheets.retain(|sheet| &*sheet.name != "指標"));
    assert!(
        gone.contains("D101 様式定義.xlsx:指標: シート「指標」がないか、何も書かれていません"),
        "{gone}"
    );
    let renamed = told(|workbook| {
        let mut sheets = workbook.sheets.iter_mut();
        sheets
            .find(|sheet| &*sheet.name == "検査")
            .expect("the sheet")
            .name = "検さ".into();
        put(workbook, "検さ", "A5", text("events"));
    });
    assert!(
        renamed.contains("D110 様式定義.xlsx:検さ: このシートは読まれません（近い名前: 検査）"),
        "{renamed}"
    );
    let headless = told(|workbook| {
        let mut sheets = workbook.sheets.iter_mut();
        let sheet = sheets
            .find(|sheet| &*sheet.name == "団体")
            .expect("the sheet");
        sheet.cells.retain(|cell, _| cell.row != 2);
    });
    assert!(
        headless.contains("D105 様式定義.xlsx:団体: 見出しの行がありません"),
        "{headless}"
    );
    assert!(told(|workbook| workbook.sheets.clear()).contains("D101"));
}

/// The keys of a table of the schema, as `list.key`, those of rules together.
fn keys(schema: &Value, table: &Value, path: &str, found: &mut BTreeSet<String>) {
    for (key, value) in table["properties"].as_object().into_iter().flatten() {
        let path = format!("{path}{key}");
        let items = &value["items"];
        let target = items["$ref"]
            .as_str()
            .or(value["$ref"].as_str())
            .or(value["anyOf"][0]["$ref"].as_str())
            .and_then(|target| target.rsplit('/').next());
        if let Some(kinds) = items["oneOf"].as_array() {
            for kind in kinds {
                keys(schema, kind, &format!("{path}."), found);
            }
        } else if let Some(target) =
            target.filter(|target| schema["$defs"][target]["properties"].is_object())
        {
            keys(schema, &schema["$defs"][target], &format!("{path}."), found);
        } else {
            found.insert(path);
        }
    }
}

#[test]
fn every_key_of_a_form_has_a_column_and_a_choice_every_word() {
    let schema: Value = serde_json::from_str(&form_schema()).expect("JSON");
    let mut of_schema = BTreeSet::new();
    keys(&schema, &schema["$defs"]["Whole"], "", &mut of_schema);
    let described: toml::Table = include_str!("../../src/authored/layout.toml")
        .parse()
        .expect("TOML");
    let mut of_layout = BTreeSet::new();
    let mut words: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for sheet in described["sheet"].as_array().expect("sheets") {
        if sheet["file"].as_str() != Some("forms/*/*.toml") {
            continue;
        }
        let list = sheet
            .get("list")
            .and_then(toml::Value::as_str)
            .unwrap_or_default();
        let within = if list.is_empty() {
            String::new()
        } else {
            format!("{list}.")
        };
        if let Some(map) = sheet.get("map") {
            of_layout.insert(format!("{within}{}", map.as_str().expect("a key")));
            continue;
        }
        for column in sheet["column"].as_array().expect("columns") {
            let key = format!("{within}{}", column["key"].as_str().expect("a key"));
            let own = column
                .get("words")
                .and_then(toml::Value::as_array)
                .into_iter()
                .flatten();
            let own = own.map(|pair| pair[0].as_str().expect("an identifier").to_owned());
            words.entry(key.clone()).or_default().extend(own);
            of_layout.insert(key);
        }
    }
    // The path says them again; they stand among what has no column.
    let without = ["id", "edition"].map(str::to_owned);
    let expected: BTreeSet<String> = of_schema
        .iter()
        .filter(|key| !without.contains(key))
        .cloned()
        .collect();
    let changes =
        |key: &String| key.ends_with(".remove") || key.ends_with(".after") || key == "based-on";
    of_layout.retain(|key| !changes(key));
    assert_eq!(of_layout, expected);
    for (key, target) in [
        ("sheet.block.kind", "BlockKind"),
        ("sheet.block.field.layout", "Layout"),
        ("sheet.block.field.inferred", "Inferred"),
        ("rows.rows", "RowsKind"),
        ("rows.text.kind", "WordKind"),
        ("rows.column.kind", "ValueColumnKind"),
        ("rule.severity", "Severity"),
    ] {
        let known = schema["$defs"][target]["oneOf"].as_array().expect("words");
        let known = known
            .iter()
            .map(|one| one["const"].as_str().expect("a word").to_owned());
        assert_eq!(words[key], known.collect(), "{key}");
    }
}
