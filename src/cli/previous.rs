//! `--previous`: last year's facts from workbooks, from a `facts.csv`, or from an output folder that holds one.

use std::path::Path;
use std::sync::Arc;

use super::exit::Failure;
use super::input::{collect, read_file};
use super::registry::csv_rows;
use crate::model::{
    AreaCode, CellRef, FactId, FactState, FiscalYear, IndicatorId, PreviousFact, PreviousFacts,
    Provenance, Value,
};
use crate::pipeline::{Setting, previous_facts, read_all, sha256};
use crate::render::manifest::FileHash;

/// Goes before the names of last year's files, which often equal this year's.
const PREFIX: &str = "前年度";

/// Last year's facts and the files they come from.
#[derive(Debug)]
pub(super) struct Previous {
    /// The facts.
    pub(super) facts: PreviousFacts,
    /// The files with their hashes.
    pub(super) files: Vec<FileHash>,
}

/// Reads what `--previous` names.
///
/// # Errors
/// The path is missing, holds nothing to read, or its `facts.csv` is not one of ours.
pub(super) fn previous(path: &Path, setting: Setting<'_>) -> Result<Previous, Failure> {
    if !path.exists() {
        return Err(Failure::usage(format!(
            "--previous の場所がありません: {}",
            path.display()
        )));
    }
    let table = if path.is_dir() {
        path.join("facts.csv")
    } else {
        path.to_path_buf()
    };
    let is_table = table
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    if is_table && table.is_file() {
        return from_csv(&table);
    }
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
    let results = read_all(&inputs.files, setting.definitions, setting.jobs, &|| {})?;
    let own = Setting {
        as_of: None,
        previous: None,
        ..setting
    };
    Ok(Previous {
        facts: previous_facts(own, results),
        files,
    })
}

/// The columns of `facts.csv` that are needed, in the order of [`fact`]'s reading.
const COLUMNS: [&str; 9] = [
    "団体コード",
    "年度",
    "指標",
    "値",
    "状態",
    "ファイル",
    "シート",
    "セル",
    "記載",
];

fn from_csv(path: &Path) -> Result<Previous, Failure> {
    let bytes = read_file(path)?;
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let bad = |reason: String| {
        Failure::usage(format!(
            "--previous の facts.csv を読めません: {name}: {reason}"
        ))
    };
    let rows = csv_rows(&bytes).map_err(|error| bad(error.to_string()))?;
    let header = rows.first().ok_or_else(|| bad("空です".to_owned()))?;
    let mut places = [0; COLUMNS.len()];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        let found = header.iter().position(|cell| cell == column);
        *place = found.ok_or_else(|| bad(format!("見出し「{column}」がありません")))?;
    }
    let mut facts = PreviousFacts::default();
    for (index, row) in rows.iter().enumerate().skip(1) {
        let cells = places.map(|place| row.get(place).map(String::as_str).unwrap_or_default());
        let fact = fact(cells).map_err(|what| bad(format!("{}行目: {what}", index + 1)))?;
        facts.facts.extend(fact);
    }
    let files = vec![FileHash {
        file: format!("{PREFIX}/{name}"),
        sha256: sha256(&bytes),
    }];
    Ok(Previous { facts, files })
}

/// One row of `facts.csv`, its cells in the order of [`COLUMNS`]; `None` for a row without an accepted number.
fn fact(cells: [&str; COLUMNS.len()]) -> Result<Option<(FactId, PreviousFact)>, &'static str> {
    let [code, year, indicator, value, state, file, sheet, cell, text] = cells;
    let state = FactState::from_label(state).ok_or("状態を読めません")?;
    if state != FactState::Reported {
        return Ok(None);
    }
    let number = value.parse().map_err(|_| "値を読めません")?;
    let id = FactId {
        ward: AreaCode::new(code),
        year: FiscalYear(year.parse().map_err(|_| "年度を読めません")?),
        indicator: IndicatorId::new(indicator),
    };
    let provenance = Provenance {
        file: Arc::from(format!("{PREFIX}/{file}")),
        sheet: Arc::from(sheet),
        cell: cell.parse::<CellRef>().map_err(|_| "セルを読めません")?,
        text: text.to_owned(),
    };
    Ok(Some((
        id,
        PreviousFact {
            value: Value::Number(number),
            state,
            provenance,
        },
    )))
}
