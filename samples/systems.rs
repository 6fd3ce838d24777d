//! Filled workbooks of the definitions in `systems/`: `generate-samples --systems DIR`. Every word and figure that the form
//! does not print is invented.

use std::path::{Path, PathBuf};

use rust_decimal::Decimal;
use torimatome::definition::{
    DefinitionSource, Definitions, FormDefinition, RepeatedRows, RowsKind, TemplateFile,
    TextColumn, WordKind,
};
use torimatome::model::{AsOf, IndicatorId};
use torimatome::report::{Entry, RowValues, WardValues};

use super::{Failure, write};

/// Rows that are filled in of every table.
const ROWS: u32 = 3;

/// Invented words, by turns.
const WORDS: [&str; 4] = [
    "架空のまちの会",
    "架空の交流会",
    "見本の話し合い",
    "見本の見守り活動",
];
const LINES: [&str; 4] = [
    "・架空の集まりを年に2回ひらいた\n・はじめての人が増えた",
    "・架空の訪問を月に1回続けた",
    "・見本の冊子を配った\n・担い手を探している",
    "・架空の研修をひらいた\n・来年度も続ける",
];

/// Writes the samples of every system below a folder.
pub(super) fn generate(systems: &Path) -> Result<(), Failure> {
    for (name, as_of) in [
        ("nishinari", "2026-03-31"),
        ("showa", "2026-03-31"),
        ("kawanishi", "2024-03-31"),
        ("functions", "2025-03-31"),
    ] {
        let folder = systems.join(name);
        let files = files(&folder)?;
        let definitions = torimatome::check::load(&DefinitionSource::Files(files))?;
        let as_of = AsOf::parse_iso(as_of).ok_or("no date")?;
        for (turn, ward) in (0..).zip(definitions.areas.wards()) {
            let values = values(&definitions, turn)?;
            let path = folder.join("samples");
            let path = path.join(format!("{}_{}.xlsx", ward.code, ward.name));
            write(&definitions, ward, as_of, &values, &path)?;
        }
    }
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "a generator of files reads the definitions that it is given"
)]
fn files(folder: &Path) -> Result<Vec<TemplateFile>, Failure> {
    let (mut files, mut open) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next)? {
            let path: PathBuf = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "toml")
            {
                let relative = path.strip_prefix(folder)?.to_string_lossy();
                files.push(TemplateFile {
                    path: relative.replace('\\', "/"),
                    text: std::fs::read_to_string(&path)?,
                });
            }
        }
    }
    Ok(files)
}

/// What one unit writes; `turn` is its place among the units.
fn values(definitions: &Definitions, turn: u32) -> Result<WardValues, Failure> {
    let form = &definitions.forms[0];
    let blocks = form.rows.iter();
    let rows = blocks.map(|block| (block.id.clone(), rows(form, block, turn)));
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
            values.number(id, year, number.parse::<Decimal>()?);
        }
    }
    for block in form.sheets.iter().flat_map(|sheet| &sheet.blocks) {
        if block.bullets > 0 {
            let words = "架空のまとめ。話し合う場が地域に根づいてきた";
            values.bullet(block.id.clone(), year, 1, words);
        }
    }
    Ok(values)
}

/// Some rows of a block: keys where the sender names its rows, and a word wherever none is printed.
fn rows(form: &FormDefinition, block: &RepeatedRows, turn: u32) -> RowValues {
    let mut values = RowValues::default();
    for number in 1..=ROWS {
        let code = usize::try_from(number).ok();
        let code = code.and_then(|number| block.code.get(number - 1));
        if block.rows == RowsKind::OnePerCode && code.is_none() {
            continue;
        }
        let turn = turn + number;
        if code.is_none() {
            let key = format!("{}{number}", by_turn(&WORDS, turn));
            values.keys.insert(number, key);
        }
        for column in &block.text {
            // Nobody there is said with a blank, and is no nought.
            let may_be_blank = column.kind == WordKind::Organisation && !column.required;
            let is_printed = code.is_some_and(|code| code.words.contains_key(&column.id));
            if !may_be_blank && !is_printed {
                let word = word(column, turn);
                values.texts.insert((number, column.id.clone()), word);
            }
        }
        for column in &block.column {
            let key = (number, column.indicator.clone(), form.years[0].year);
            let count = Decimal::from(7 * turn + 14);
            values.cells.insert(key, Entry::Number(count));
        }
    }
    values
}

fn by_turn<'w>(words: &[&'w str], turn: u32) -> &'w str {
    words[turn as usize % words.len()]
}

/// A word that a column takes.
fn word(column: &TextColumn, turn: u32) -> String {
    match column.kind {
        WordKind::Words => by_turn(&WORDS, turn + 1).to_owned(),
        WordKind::Lines => by_turn(&LINES, turn).to_owned(),
        WordKind::Choice => column.choices[turn as usize % column.choices.len()].clone(),
        WordKind::Date => "令和6年1月29日（月）".to_owned(),
        WordKind::Month => "令和6年1月".to_owned(),
        WordKind::Phone => format!("06-0000-00{turn:02}"),
        WordKind::Mail => "kakuu@example.jp".to_owned(),
        WordKind::Organisation => format!("{} {turn}名", column.choices[0]),
    }
}
