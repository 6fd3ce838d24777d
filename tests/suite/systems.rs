//! The definitions in `systems/`: every one is loaded, printed as a template, filled in with invented words, checked, compiled
//! and read back; and its README names for every item of the published plan a place that there is.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rust_decimal::Decimal;

use crate::two_forms::{ledger, run};
use torimatome::check::load;
use torimatome::definition::{
    DefinitionSource, Definitions, FormDefinition, RepeatedRows, RowsKind, TemplateFile, WordKind,
};
use torimatome::ledger::Ledger;
use torimatome::model::{AsOf, IndicatorId};
use torimatome::read::{InputFile, cells, sha256};
use torimatome::report::{Entry, RowValues, WardValues, filled};

const SYSTEMS: [(&str, &str); 3] = [
    ("nishinari", "2026-03-31"),
    ("showa", "2026-03-31"),
    ("kawanishi", "2024-03-31"),
];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("systems")
        .join(name)
}

fn definitions(name: &str) -> Definitions {
    let files = crate::end_to_end::contents(&folder(name)).into_iter();
    let files = files.map(|(path, bytes)| TemplateFile {
        path,
        text: String::from_utf8(bytes).expect("UTF-8"),
    });
    load(&DefinitionSource::Files(files.collect())).unwrap_or_else(|faults| panic!("{faults}"))
}

/// A word that a column takes.
fn word(kind: WordKind, choices: &[String], number: u32) -> String {
    match kind {
        WordKind::Words => format!("架空のことば{number}"),
        WordKind::Lines => format!("・架空の記入{number}\n・もう1つ"),
        WordKind::Choice => choices[0].clone(),
        WordKind::Date => "令和6年1月29日（月）".to_owned(),
        WordKind::Month => "令和6年1月".to_owned(),
        WordKind::Phone => format!("06-0000-00{number:02}"),
        WordKind::Mail => "kakuu@example.jp".to_owned(),
        WordKind::Organisation => format!("{} {number}名", choices[0]),
    }
}

/// Three rows of a block: keys where the sender names its rows, and a word wherever none is printed.
fn rows(form: &FormDefinition, block: &RepeatedRows) -> RowValues {
    let mut values = RowValues::default();
    for number in 1..=3 {
        let code = usize::try_from(number)
            .ok()
            .and_then(|at| block.code.get(at - 1));
        if block.rows == RowsKind::OnePerCode && code.is_none() {
            continue;
        }
        if code.is_none() {
            values.keys.insert(number, format!("架空の行{number}"));
        }
        for column in &block.text {
            // Nobody there is said with a blank, and is no nought.
            let may_be_blank = column.kind == WordKind::Organisation && !column.required;
            if !may_be_blank && code.is_none_or(|code| !code.words.contains_key(&column.id)) {
                let word = word(column.kind, &column.choices, number);
                values.texts.insert((number, column.id.clone()), word);
            }
        }
        for column in &block.column {
            let key = (number, column.indicator.clone(), form.years[0].year);
            let count = Decimal::from(10 * number);
            values.cells.insert(key, Entry::Number(count));
        }
    }
    values
}

fn inputs(definitions: &Definitions, date: &str) -> Vec<InputFile> {
    let form = &definitions.forms[0];
    let date = AsOf::parse_iso(date).expect("a date");
    let book = |ward| {
        let rows = form
            .rows
            .iter()
            .map(|block| (block.id.clone(), rows(form, block)));
        let mut values = WardValues {
            rows: rows.collect(),
            is_sample: true,
            ..WardValues::default()
        };
        let year = form.years[0].year;
        for (id, number) in [
            ("units", "16"),
            ("watchers", "6"),
            ("watched", "37.5"),
            ("model", "2"),
        ] {
            let id = IndicatorId::new(id);
            if form.asks(&id) {
                values.number(id, year, number.parse::<Decimal>().expect("a number"));
            }
        }
        for sheet in &form.sheets {
            for block in sheet.blocks.iter().filter(|block| block.bullets > 0) {
                values.bullet(block.id.clone(), year, 1, "架空のまとめ");
            }
        }
        let ward = &definitions.areas.wards()[ward];
        let book = filled(
            definitions,
            form,
            &definitions.registry,
            ward,
            date,
            &values,
        );
        let bytes = torimatome::render::xlsx::form(&book).expect("a workbook");
        let hash = sha256(&bytes);
        InputFile::new(&format!("{}.xlsx", ward.name), bytes, hash)
    };
    (0..definitions.areas.wards().len()).map(book).collect()
}

fn compiled(name: &str, date: &str) -> (Definitions, BTreeMap<String, Vec<u8>>, Ledger) {
    let definitions = definitions(name);
    let (checked, outputs) = run(&definitions, &inputs(&definitions, date));
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
    for (name, date) in SYSTEMS {
        let (definitions, files, ledger) = compiled(name, date);
        let text = report(&files);
        let form = &definitions.forms[0];
        for block in &form.rows {
            for column in &block.text {
                assert!(text.contains(&column.header), "{name}: {}", column.header);
            }
            // Every word that is printed or written is there for a machine, with its cell.
            let written = rows(form, block);
            let printed = block
                .code
                .iter()
                .skip(3)
                .map(|code| code.words.len())
                .sum::<usize>()
                + block
                    .code
                    .iter()
                    .take(3)
                    .map(|code| code.words.len())
                    .sum::<usize>();
            let words = ledger
                .narratives
                .iter()
                .filter(|row| row.sheet == block.name)
                .count();
            let wards = definitions.areas.wards().len();
            assert_eq!(
                words,
                wards * (printed + written.texts.len()),
                "{name}: {}",
                block.name
            );
        }
    }
}

#[test]
fn what_the_plans_leave_open_stays_open() {
    let (_, _, ledger) = compiled("nishinari", "2026-03-31");
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
    let (definitions, files, _) = compiled("showa", "2026-03-31");
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
    let (_, files, ledger) = compiled("kawanishi", "2024-03-31");
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
    for section in readme.split("\n### ").skip(1) {
        let name = section.lines().next().expect("a name");
        let definitions = definitions(name);
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
                assert!(is_there(form, place), "{name}: {place}");
                blocks.push(place.split(['.', '/']).next().expect("a block"));
            }
        }
        // And nothing is asked that the plan does not have.
        for block in &form.rows {
            assert!(blocks.contains(&block.id.as_str()), "{name}: {}", block.id);
        }
    }
}
