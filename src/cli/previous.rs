//! `--previous`: last year's facts and words from workbooks, from a `facts.csv` (also one that a spreadsheet has saved, in whatever
//! format), or from an output folder that holds one. The words beside such a table are read in `previous_words`.

use std::path::Path;
use std::sync::Arc;

use super::exit::Failure;
use super::input::{collect, input_file, read_file};
use super::previous_words;
use super::shown::{in_text, shown};
use crate::assemble::{PREFIX, Setting, earlier_facts};
use crate::definition::Definitions;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::ledger::{self, FactRow, FileHash, NarrativeRow, PutBack, Row as _, csv_rows};
use crate::model::{
    FactId, FactState, IndicatorId, PreviousFact, PreviousFacts, PreviousWords, Provenance, Value,
    at_lines,
};
use crate::pipeline::read_all;
use crate::read::{Handling, handling, sha256, table_rows};

/// Most files that are named where none of them holds a number.
const MAX_TOLD: usize = 5;

/// Names of a table of facts in an output folder: as it was written, and as a spreadsheet may have saved it.
const TABLES: [&str; 6] = [
    "facts.csv",
    "facts.txt",
    "facts.xlsx",
    "facts.xlsm",
    "facts.xls",
    "facts.ods",
];

/// The headings by which a table of facts is told from a form.
const HEADINGS: [&str; 3] = ["団体コード", "指標", "値"];

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
    if !path.exists() {
        return Err(Failure::nothing(format!(
            "--previous の場所がありません: {}",
            shown(path)
        )));
    }
    let mut tables = TABLES.iter().map(|name| path.join(name));
    let table = if path.is_dir() {
        tables.find(|table| table.is_file())
    } else {
        Some(path.to_path_buf())
    };
    if let Some(table) = table
        && let Some(found) = from_table(&table, setting.definitions)?
    {
        return Ok(found);
    }
    from_workbooks(path, setting, jobs)
}

fn from_workbooks(path: &Path, setting: Setting<'_>, jobs: usize) -> Result<Previous, Failure> {
    let mut inputs = collect(&[path.to_path_buf()])?;
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
    let results = read_all(&inputs.files, setting.definitions, jobs, &|| {})?;
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

/// The facts of a table, as it was written or as a spreadsheet has saved it; nothing if the file is a workbook of another kind.
fn from_table(path: &Path, definitions: &Definitions) -> Result<Option<Previous>, Failure> {
    let bytes = read_file(path)?;
    let name = path.file_name().map(in_text).unwrap_or_default();
    let bad = |reason: String| {
        Failure::usage(format!(
            "--previous の facts.csv を読めません: {name}: {reason}"
        ))
    };
    let hash = sha256(&bytes);
    let rows = if bytes.starts_with(b"PK") || handling(&bytes) != Handling::NoWorkbook {
        let rows = table_rows(&input_file(&name, bytes)).unwrap_or_default();
        let first = rows.first();
        let has =
            |heading: &str| first.is_some_and(|row| row.iter().any(|cell| cell.trim() == heading));
        if !HEADINGS.iter().all(|heading| has(heading)) {
            return Ok(None);
        }
        rows
    } else {
        csv_rows(&bytes).map_err(|error| bad(error.to_string()))?
    };
    let unit = &definitions.areas.nouns().unit;
    let mut table =
        ledger::from_rows::<FactRow>(&rows).map_err(|error| bad(error.naming(unit).reason))?;
    let is_known = |id: &IndicatorId| definitions.indicator(id).is_some();
    let done = ledger::put_back(&mut table, &is_known, &definitions.areas)
        .map_err(|faults| bad(at_lines(&faults)))?;
    let name = format!("{PREFIX}/{name}");
    let mut notes: Vec<Diagnostic> = done
        .iter()
        .map(|one| note(&name, FactRow::FILE, one))
        .collect();
    let mut files = vec![FileHash {
        file: name,
        sha256: hash,
    }];
    let mut words = PreviousWords::default();
    if let Some(beside) = previous_words::beside(path, definitions, PREFIX)? {
        let done = beside.done.iter();
        notes.extend(done.map(|one| note(&beside.file.file, NarrativeRow::FILE, one)));
        files.push(beside.file);
        words = beside.words;
    }
    let rows = table.rows;
    let facts = PreviousFacts {
        as_of: rows.iter().map(|row| row.as_of).max(),
        facts: rows.into_iter().filter_map(accepted).collect(),
        words,
        ..PreviousFacts::default()
    };
    if facts.facts.is_empty() {
        return Err(nothing_in(path, definitions, &[]));
    }
    Ok(Some(Previous {
        facts: definitions.as_now(facts),
        files,
        notes,
    }))
}

/// What was put right in a column.
fn note(file: &str, table: &str, one: &PutBack) -> Diagnostic {
    let PutBack {
        column,
        line,
        was,
        is,
        rows,
    } = one;
    Diagnostic::new(
        Code::VALUE_NORMALISED,
        Place::file(&file.into()),
        format!("{column}の{rows}行が、表計算ソフトで保存したときに変わったと見て、元に戻して読みました（{line}行目の「{was}」は{is}など）。"),
    )
    .hint(format!(
        "直す必要はありません。書き出したままの{table}があれば、そちらを使ってください。"
    ))
    .entered(was)
    .expected(is)
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
            text: row.text,
        },
        was: None,
    };
    Some((id, fact))
}
