//! `--previous`: last year's facts and words from workbooks, from a `facts.csv` (also one that a spreadsheet has saved, in whatever
//! format), or from an output folder that holds one. The words beside such a table are taken in `previous_words`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::exit::Failure;
use super::input::{TableFiles, collect, is_folder, is_there, of_any_file, of_folder};
use super::previous_words::words;
use super::shown::{in_text, shown};
use super::table;
use crate::assemble::{PREFIX, Setting, earlier_facts};
use crate::definition::Definitions;
use crate::diagnostic::Diagnostic;
use crate::ledger::{FactRow, FileHash};
use crate::model::{FactId, FactState, PreviousFact, PreviousFacts, Provenance, Value, at_lines};
use crate::pipeline::read_all;
use crate::read::Reader;
use crate::tables::{self, File, Rows};

/// Most files that are named where none of them holds a number.
const MAX_TOLD: usize = 5;

/// Last year's facts and the files they come from.
#[derive(Debug)]
pub(super) struct Previous {
    /// The facts.
    pub(super) facts: PreviousFacts,
    /// The files with their hashes.
    pub(super) files: Vec<FileHash>,
    /// What was put right to read them.
    pub(super) notes: Vec<Diagnostic>,
}

/// Reads what `--previous` names.
///
/// # Errors
/// The path is missing, holds nothing to read, or its table of facts is not one of ours.
pub(super) fn previous(
    path: &Path,
    setting: Setting<'_>,
    jobs: usize,
) -> Result<Previous, Failure> {
    if !is_there(path)? {
        return Err(Failure::nothing(format!(
            "--previous の場所がありません: {}",
            shown(path)
        )));
    }
    let table = match is_folder(path)? {
        true => of_folder(path)?,
        false => of_any_file(path)?,
    };
    match table {
        Some(table) => from_table(&named(table), setting.definitions),
        None => from_workbooks(path, setting, jobs),
    }
}

/// A table called as its first file is.
fn named(table: TableFiles) -> TableFiles {
    let name = table.path().file_name().map(in_text);
    TableFiles {
        name: name.unwrap_or_default(),
        ..table
    }
}

fn from_workbooks(path: &Path, setting: Setting<'_>, jobs: usize) -> Result<Previous, Failure> {
    let mut inputs = collect(&[path.to_path_buf()])?;
    if let Some(table) = inputs.tables.first() {
        return Err(Failure::usage(format!(
            "--previous のフォルダの中に、取りまとめの表があります。使う表か出力フォルダを、1つだけ指定してください: {}",
            shown(&table.path())
        )));
    }
    for file in &mut inputs.files {
        file.name = format!("{PREFIX}/{}", file.name).into();
    }
    let files = inputs
        .files
        .iter()
        .map(|file| FileHash {
            file: file.name.to_string(),
            sha256: file.sha256.clone(),
        })
        .collect();
    let results = read_all(
        &inputs.files,
        &Reader::new(setting.definitions),
        jobs,
        &|| {},
    )?;
    let (facts, notes) = earlier_facts(setting, results);
    let wards = setting.definitions.areas.wards();
    let is_of_ward = |id: &FactId| wards.iter().any(|ward| ward.code == id.ward);
    if !facts.facts.keys().any(is_of_ward) {
        return Err(nothing_in(path, setting.definitions, &notes));
    }
    Ok(Previous {
        facts,
        files,
        notes,
    })
}

/// That nothing of what was given is a number of last year: what is there, and what was expected.
fn nothing_in(path: &Path, definitions: &Definitions, told: &[Diagnostic]) -> Failure {
    let mut lines = vec![format!(
        "--previous に、前年度の数が1つもありません: {}",
        shown(path)
    )];
    lines.extend(told.iter().take(MAX_TOLD).map(|one| {
        let file = one.place.file.as_deref().unwrap_or_default();
        format!("  {} {file}: {}", one.code.id(), one.message)
    }));
    if told.len() > MAX_TOLD {
        lines.push(format!("  ほか{}件", told.len() - MAX_TOLD));
    }
    let unit = &definitions.areas.nouns().unit;
    lines.push(format!(
        "前年度の{unit}の様式のファイル（またはそのフォルダ）、前年度の出力フォルダ、その中の facts.csv のどれかを指定してください。"
    ));
    Failure::nothing(lines.join("\n"))
}

/// The facts and words of a table, as it was written or as a spreadsheet has saved it.
fn from_table(table: &TableFiles, definitions: &Definitions) -> Result<Previous, Failure> {
    let (given, _) = table::read(table)?;
    let rows = tables::rows(&given.files, definitions);
    refuse_faulty(&given.files, &rows)?;
    let mut notes = rows.notes;
    for note in &mut notes {
        let file = note.place.file.take();
        note.place.file = file.map(|file| Arc::from(format!("{PREFIX}/{file}")));
    }
    let lined = rows.words.into_iter().zip(rows.word_lines);
    let words = words(lined, definitions).map_err(|faults| {
        let words = given.files.get(1).map_or("", |file| &*file.name);
        unreadable_words(words, &at_lines(&faults))
    })?;
    refuse_two(&rows.facts, &rows.fact_lines)
        .map_err(|faults| unreadable_facts(&given.files[0].name, &at_lines(&faults)))?;
    let rows = rows.facts;
    let facts = PreviousFacts {
        as_of: rows.iter().map(|row| row.as_of).max(),
        facts: rows.into_iter().filter_map(accepted).collect(),
        words,
        ..PreviousFacts::default()
    };
    if facts.facts.is_empty() {
        return Err(nothing_in(&table.path(), definitions, &[]));
    }
    let files = given.files.iter().map(|file| FileHash {
        file: format!("{PREFIX}/{}", file.name),
        sha256: file.sha256.clone(),
    });
    Ok(Previous {
        facts: definitions.as_now(facts),
        files: files.collect(),
        notes,
    })
}

/// Of last year's table nothing may be missing: who compares with it would not see it.
fn refuse_faulty(files: &[File], rows: &Rows) -> Result<(), Failure> {
    for (at, file) in files.iter().enumerate() {
        let refused = rows.refused.iter();
        let mut refused = refused.filter(|(name, _)| *name == file.name);
        let faults = rows.faults.iter().filter(|fault| fault.file == file.name);
        let faults: Vec<(usize, String)> = faults
            .map(|fault| (fault.line, fault.what.clone()))
            .collect();
        let reason = match (refused.next(), faults.is_empty()) {
            (Some((_, why)), _) => why.clone(),
            (None, false) => at_lines(&faults),
            (None, true) => continue,
        };
        return Err(match at {
            0 => unreadable_facts(&file.name, &reason),
            _ => unreadable_words(&file.name, &reason),
        });
    }
    Ok(())
}

/// Of two files that counted for one number with two values nobody knows which was accepted.
fn refuse_two(rows: &[FactRow], lines: &[usize]) -> Result<(), Vec<(usize, String)>> {
    let mut known: BTreeMap<FactId, (&FactRow, usize)> = BTreeMap::new();
    let mut faults = Vec::new();
    let counting = rows.iter().zip(lines);
    for (row, line) in counting.filter(|(row, _)| row.state == FactState::Reported) {
        let (other, first) = *known.entry(row.id()).or_insert((row, *line));
        if other.value != row.value {
            let what = format!("{first}行目と同じ年度・指標ですが、値が違います");
            faults.push((*line, what));
        }
    }
    match faults.is_empty() {
        true => Ok(()),
        false => Err(faults),
    }
}

fn unreadable_facts(name: &str, reason: &str) -> Failure {
    Failure::usage(format!(
        "--previous の facts.csv を読めません: {name}: {reason}"
    ))
}

fn unreadable_words(name: &str, reason: &str) -> Failure {
    Failure::usage(format!(
        "--previous の facts.csv と並ぶ{name}を読めません: {reason}"
    ))
}

/// A row that holds an accepted number.
fn accepted(row: FactRow) -> Option<(FactId, PreviousFact)> {
    let (FactState::Reported, Some(number), Some(cell)) = (row.state, row.value, row.cell) else {
        return None;
    };
    let id = row.id();
    let fact = PreviousFact {
        value: Value::Number(number),
        state: row.state,
        provenance: Provenance {
            file: Arc::from(format!("{PREFIX}/{}", row.file)),
            sheet: Arc::from(row.sheet),
            cell,
            text: row.text.into(),
        },
        was: None,
    };
    Some((id, fact))
}
