//! The definitions in `systems/` with the filled samples beside them: checked, compiled and read back; and their README names for every item of the published plan a place that there is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::pdf;
use crate::two_forms::{ledger, run};
use torimatome::check::{EVERYTHING, Purpose, Run, check, load};
use torimatome::definition::{
    DefinitionSource, Definitions, FormDefinition, FunctionDefinition, TemplateFile,
};
use torimatome::ledger::Ledger;
use torimatome::model::Choices;
use torimatome::read::{CellValue, InputFile, Reader, cells, open, sha256};

const SYSTEMS: [&str; 4] = ["nishinari", "showa", "kawanishi", "functions"];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("systems")
        .join(name)
}

fn definitions(name: &str) -> Definitions {
    let files = crate::end_to_end::contents(&folder(name)).into_iter();
    let files = files.filter(|(path, _)| path.ends_with(".toml"));
    let files = files.map(|(path, bytes)| TemplateFile {
        path,
        text: String::from_utf8(bytes).expect("UTF-8"),
    });
    load(&DefinitionSource::Files(files.collect())).unwrap_or_else(|faults| panic!("{faults}"))
}

/// The filled workbooks that stand beside the definitions.
fn inputs(name: &str) -> Vec<InputFile> {
    let files = crate::end_to_end::contents(&folder(name)).into_iter();
    let samples = files.filter(|(path, _)| path.starts_with("samples/"));
    let inputs = samples.map(|(path, bytes)| {
        let hash = sha256(&bytes);
        InputFile::new(path.trim_start_matches("samples/"), bytes, hash)
    });
    inputs.collect()
}

fn compiled(name: &str) -> (Definitions, BTreeMap<String, Vec<u8>>, Ledger) {
    let definitions = definitions(name);
    let (checked, outputs) = run(&definitions, &inputs(name));
    let told = checked.findings.diagnostics();
    let serious: Vec<_> = told
        .iter()
        .filter(|one| one.severity != torimatome::diagnostic::Severity::Note)
        .collect();
    assert!(serious.is_empty(), "{name}: {serious:?}");
    let ledger = ledger(&definitions, &outputs);
    let files = outputs
        .files
        .into_iter()
        .map(|(name, bytes)| (name.to_string(), bytes));
    (definitions, files.collect(), ledger)
}

fn report(files: &BTreeMap<String, Vec<u8>>) -> String {
    let bytes = files["report.xlsx"].clone();
    let hash = sha256(&bytes);
    cells(&InputFile::new("report.xlsx", bytes, hash)).expect("a workbook")
}

#[test]
fn each_goes_from_the_template_to_the_report_without_a_finding() {
    for name in SYSTEMS {
        let (definitions, files, ledger) = compiled(name);
        let text = report(&files);
        let form = &definitions.forms[0];
        for block in &form.rows {
            for column in &block.text {
                assert!(text.contains(&column.header), "{name}: {}", column.header);
            }
            // Every word that stands in a row is there for a machine, with its cell.
            let mut words = ledger.narratives.iter();
            assert!(
                words.any(|row| row.sheet == block.name),
                "{name}: {}",
                block.name
            );
        }
    }
}

#[test]
fn a_form_without_numbers_says_in_its_summary_who_wrote_how_much() {
    // Each of the three samples of the districts fills in three rows of every table, and none of one.
    let expected = [
        ("showa", "事業の進捗3/3学区9"),
        ("showa", "総合支援型社協0/3学区0"),
        ("functions", "事業1/1市3"),
    ];
    for (name, line) in expected {
        let (_, files, _) = compiled(name);
        let text: String = pdf::pages(&files["report.pdf"])[1]
            .split_whitespace()
            .collect();
        assert!(text.contains("記入の状況") && text.contains(line), "{text}");
    }
}

#[test]
fn what_the_plans_leave_open_stays_open() {
    let (_, _, ledger) = compiled("nishinari");
    let phones: Vec<&str> = ledger
        .narratives
        .iter()
        .filter(|row| row.section == "電話")
        .map(|row| row.text.as_str())
        .collect();
    assert_eq!(phones.len(), 32);
    assert_eq!(
        phones.iter().filter(|phone| **phone == "未確認").count(),
        21
    );
    assert_eq!(
        phones
            .iter()
            .filter(|phone| **phone == "6659-9824か6659-9859")
            .count(),
        2
    );
    let (definitions, files, _) = compiled("showa");
    let codes = &definitions.forms[0]
        .rows_block("progress")
        .expect("codes")
        .code;
    assert_eq!(codes.len(), 15);
    assert_eq!(
        codes
            .iter()
            .filter(|code| code.label == "名称の記載なし")
            .count(),
        9
    );
    assert!(report(&files).contains("名称の記載なし"));
    let (_, files, ledger) = compiled("kawanishi");
    assert!(report(&files).contains("対応を表すものではない"));
    let second: Vec<&str> = ledger
        .narratives
        .iter()
        .filter(|row| row.section == "第2層" && row.number == "平成29年")
        .map(|row| row.text.as_str())
        .collect();
    assert!(second.is_empty(), "{second:?}");
}

/// `block`, `block.column` or `block/code`.
fn is_there(form: &FormDefinition, place: &str) -> bool {
    let of = |id: &str| form.rows_block(id);
    if let Some((block, column)) = place.split_once('.') {
        return of(block).is_some_and(|block| block.text.iter().any(|text| text.id == column));
    }
    if let Some((block, code)) = place.split_once('/') {
        return of(block).is_some_and(|block| block.code.iter().any(|one| one.code == code));
    }
    let mut blocks = form.sheets.iter().flat_map(|sheet| &sheet.blocks);
    of(place).is_some()
        || blocks.any(|block| block.id == place)
        || (place == "goals" && !form.goals.is_empty())
}

#[test]
fn every_item_of_a_plan_has_a_place_that_there_is() {
    let readme = fs::read_to_string(folder("README.md")).expect("a README");
    let mut sections = 0;
    for section in readme.split("\n### ").skip(1) {
        let name = section.lines().next().expect("a name");
        sections += 1;
        let own = SYSTEMS.contains(&name).then(|| definitions(name));
        let definitions = own.unwrap_or_else(|| load(&DefinitionSource::BuiltIn).expect("valid"));
        let form = &definitions.forms[0];
        let rows = section.lines().filter(|line| line.starts_with('|')).skip(2);
        let mut blocks: Vec<&str> = Vec::new();
        for row in rows {
            let place = row.split('|').nth(2).expect("a place");
            let places: Vec<&str> = place.split('`').skip(1).step_by(2).collect();
            assert!(
                !places.is_empty() || place.trim() == "なし",
                "{name}: {row}"
            );
            for place in places {
                let found = match name {
                    "templates/functions.toml" => is_in_view(&definitions, place),
                    "templates/forms/progress-sheet" => is_on_sheets(form, place),
                    _ => is_there(form, place),
                };
                assert!(found, "{name}: {place}");
                blocks.push(place.split(['.', '/']).next().expect("a block"));
            }
        }
        if name == "templates/functions.toml" {
            continue;
        }
        for field in form.reported_indicators() {
            assert!(
                blocks.contains(&field.as_str()) || SYSTEMS.contains(&name),
                "{name}: {field}"
            );
        }
        // And nothing is asked that the plan does not have.
        for block in &form.rows {
            assert!(blocks.contains(&block.id.as_str()), "{name}: {}", block.id);
        }
    }
    assert_eq!(sections, SYSTEMS.len() + 2);
}

/// What a form has beside rows: its head, its sheets and places for text, its blocks and its indicators.
fn is_on_sheets(form: &FormDefinition, place: &str) -> bool {
    let sheets = || form.sheets.iter();
    let mut guidance = sheets().flat_map(|sheet| &sheet.guidance);
    match place {
        "title" => !form.title.is_empty(),
        "philosophy" => form.philosophy.is_some(),
        "years" => form.years.len() == 3,
        "tag" => sheets().filter(|sheet| sheet.tag.is_some()).count() == 2,
        "tag-line" => sheets().filter(|sheet| sheet.tag_line.is_some()).count() == 2,
        "inferred" => form
            .fields()
            .any(|(_, _, field)| !field.inferred.is_empty()),
        _ => {
            is_there(form, place)
                || sheets().any(|sheet| sheet.id == place)
                || guidance.any(|text| text.id == place && text.paragraphs > 0)
                || form
                    .reported_indicators()
                    .iter()
                    .any(|id| id.as_str() == place)
        }
    }
}

/// What the view by function has.
fn is_in_view(definitions: &Definitions, place: &str) -> bool {
    let view = definitions.functions.as_ref().expect("a view");
    if let Some(number) = place.strip_prefix("function/") {
        return view.functions.iter().any(|one| one.number == number);
    }
    let history = view.history.iter().flat_map(|entry| &entry.text);
    let mut texts = history.chain(view.functions.iter().flat_map(|one| &one.text));
    match place {
        "history" => view.history.len() == 7,
        "new-note" => !view.new_note.is_empty(),
        "unplaced" => !view.unplaced.is_empty(),
        _ => texts.any(|text| text.id == place && text.paragraphs > 0),
    }
}

#[test]
fn the_five_functions_have_what_the_paper_says_of_them() {
    let definitions = load(&DefinitionSource::BuiltIn).expect("valid");
    let view = definitions.functions.as_ref().expect("a view");
    let of = |look: fn(&FunctionDefinition) -> usize| -> Vec<usize> {
        view.functions.iter().map(look).collect()
    };
    assert_eq!(of(|one| one.projects.len()), [4, 3, 7, 1, 1]);
    assert_eq!(of(|one| usize::from(one.new)), [0, 1, 0, 1, 1]);
    let directions = of(|one| {
        let texts = one
            .text
            .iter()
            .filter(|text| text.id.starts_with("direction"));
        texts.map(|text| text.paragraphs as usize).sum()
    });
    assert_eq!(directions, [3, 3, 3, 2, 2]);
    // A project brings its indicators to each function under which it stands.
    for indicator in ["1-1", "1-2", "1-3", "1-4", "1-5"] {
        for function in &view.functions[1..4] {
            let mut all = function.primary.iter().chain(&function.also);
            assert!(all.any(|id| id.as_str() == indicator), "{indicator}");
        }
    }
    // And the form of a city's own says the same of projects and new functions.
    let own = self::definitions("functions");
    let codes = &own.forms[0].rows_block("functions").expect("rows").code;
    for (code, function) in codes.iter().zip(&view.functions) {
        assert_eq!(code.words["projects"], function.projects.join("\n"));
        assert_eq!(code.label.ends_with(&view.new_mark), function.new);
        assert!(code.label.starts_with(&function.table_name));
    }
}

/// What is told of the first filled workbook of a system once words of it are changed: code, cell and message.
fn told_after(name: &str, changes: &[(&str, &str, &str)]) -> Vec<String> {
    let definitions = definitions(name);
    let mut book = open(&inputs(name)[0]).expect("a workbook");
    for (sheet, at, word) in changes {
        let mut sheets = book.sheets.iter_mut();
        let sheet = sheets.find(|one| &*one.name == *sheet).expect("a sheet");
        let cell = sheet.cells.get_mut(&at.parse().expect("a cell"));
        cell.expect("something stands there").value = CellValue::Text((*word).into());
    }
    let read = Reader::new(&definitions).workbook(&book, "");
    let submissions = vec![read.submission.expect("a submission")];
    let choices = Choices::new(&submissions, None, &BTreeSet::new(), None);
    let run = Run {
        definitions: &definitions,
        registry: &definitions.registry,
        as_of: None,
        submissions: &submissions,
        choices: &choices,
        previous: None,
        purpose: Purpose::Check,
        selection: &EVERYTHING,
    };
    let findings = check(&run, read.diagnostics);
    let told = findings.diagnostics().iter();
    let told = told.map(|one| {
        let cell = one.place.cell.map(|cell| cell.to_string());
        let cell = cell.unwrap_or_default();
        format!("{} {cell} {}", one.code.id(), one.message)
    });
    told.collect()
}

#[test]
fn what_a_plan_says_of_its_own_tables_is_held() {
    for name in SYSTEMS {
        assert_eq!(told_after(name, &[]), [""; 0], "{name}");
    }
    // The line of text says one more and seven; the table says otherwise.
    assert_eq!(
        told_after("kawanishi", &[("配置", "D15", "社協 8名 (CSW兼務)")]),
        [
            "C327 E15 「令和6年」の行の「説明」には「1名増」とありますが、「令和6年」の行の「第2層」の8－「令和5年」の行の「第2層」の6＝2と合いません。",
            "C327 E15 「令和6年」の行の「説明」には「7名体制」とありますが、「令和6年」の行の「第2層」の8と合いません。",
        ]
    );
    let told = told_after("kawanishi", &[("配置", "B9", "平成31年")]);
    assert!(
        told.iter().any(|one| one.starts_with("C325 B9")),
        "{told:?}"
    );
    // A project under a priority that does not list it, and in a layer that its priority does not have.
    assert_eq!(
        told_after(
            "showa",
            &[("事業の進捗", "C10", "1"), ("事業の進捗", "D7", "2層")]
        ),
        [
            "C326 D7 「①-Ⅱ-1-1」の行の「層」にある「2層」は、シート「重点項目」の「3」の行の「層」にありません。",
            "C326 B10 「事業の進捗」の「②-Ⅰ-1」は、シート「目標と重点項目」の「1 双方向の支えあい」にありません。",
        ]
    );
    let told = told_after("nishinari", &[("数でみる取組", "E9", "5")]);
    let count = "「圏域と地域」の「見守りサポーター」が「○」の地域は6行ですが、「見守りサポーターのいる地域の数」（E9）の5行のはずです。";
    let is_it = |one: &String| one.starts_with("C324 ") && one.ends_with(count);
    assert_eq!(told.iter().filter(|one| is_it(one)).count(), 1, "{told:?}");
}
