//! The sheet for reasons: known by its headings, or else by its name; never taken for a sheet of the form.
//!
//! What a row says is for [`row`]; a file of reasons, which the bureau gives, is for [`mod@file`].

mod file;
mod item;
mod row;
mod year;

use std::sync::Arc;

pub use file::{Waivers, waivers};

use super::fold::fold;
use super::session::Session;
use definition::{ReasonColumn, ReasonSheet};
use diagnostic::{Code, Diagnostic};
use model::{CellRef, Reason};
use row::{Columns, Source};
use workbook::Sheet;

/// Rows looked at for the headings, from the first that holds something.
const HEAD_ROWS: usize = 60;

/// One row of a table: its cells that hold something, by column.
type Row = Vec<(u32, String)>;

/// Reads every sheet of reasons, in the order of the sheets; hidden ones only where there is no other.
pub(super) fn read(session: &mut Session<'_>, of_form: &[&Sheet]) -> Vec<Reason> {
    let words = &session.definitions.reasons;
    let others: Vec<&Sheet> = session
        .workbook
        .sheets
        .iter()
        .filter(|sheet| !of_form.iter().any(|form| form.name == sheet.name))
        .filter(|sheet| is_named(sheet, words) || is_headed(sheet, words))
        .collect();
    let visible: Vec<&Sheet> = others.iter().copied().filter(|s| !s.is_hidden).collect();
    let mut reasons = Vec::new();
    for sheet in if visible.is_empty() { others } else { visible } {
        read_sheet(session, sheet, &mut reasons);
    }
    reasons
}

/// Whether a worksheet is one for reasons.
pub(super) fn is_sheet(sheet: &Sheet, words: &ReasonSheet) -> bool {
    is_named(sheet, words) || is_headed(sheet, words)
}

fn is_named(sheet: &Sheet, words: &ReasonSheet) -> bool {
    fold(&sheet.name) == fold(&words.sheet_name)
}

/// Whether a row heads a table of reasons.
pub(super) fn is_headed(sheet: &Sheet, words: &ReasonSheet) -> bool {
    let rows = rows(sheet);
    rows.iter()
        .take(HEAD_ROWS)
        .any(|(_, row)| Columns::find(row, words).is_some())
}

fn rows(sheet: &Sheet) -> Vec<(u32, Row)> {
    let mut rows: Vec<(u32, Row)> = Vec::new();
    for (at, cell) in &sheet.cells {
        let text = cell.text();
        if text.trim().is_empty() {
            continue;
        }
        match rows.last_mut() {
            Some((row, cells)) if *row == at.row => cells.push((at.col, text)),
            _ => rows.push((at.row, vec![(at.col, text)])),
        }
    }
    rows
}

fn read_sheet(session: &mut Session<'_>, sheet: &Sheet, reasons: &mut Vec<Reason>) {
    let definitions = session.definitions;
    let words = &definitions.reasons;
    let rows = rows(sheet);
    let headed = rows.iter().take(HEAD_ROWS).enumerate();
    let headed = headed
        .filter_map(|(at, (_, row))| Some((at, Columns::find(row, words)?)))
        .next();
    let Some((at, columns)) = headed else {
        if let Some((row, cells)) = rows.first() {
            let first = CellRef::new(*row, cells[0].0);
            session.push(without_headings(session, sheet, first));
        }
        return;
    };
    let source = Source {
        definitions,
        forms: vec![session.form],
        file: session.file(),
        sheet: &sheet.name,
        columns,
    };
    let mut told = Vec::new();
    for (number, cells) in &rows[at + 1..] {
        reasons.extend(source.row(*number, cells, &mut told));
    }
    for diagnostic in told {
        session.push(diagnostic);
    }
}

fn without_headings(session: &Session<'_>, sheet: &Sheet, first: CellRef) -> Diagnostic {
    let columns = &session.definitions.reasons.columns;
    let wanted = [
        &columns.code,
        &columns.item,
        &columns.year,
        &columns.text,
        &columns.name,
    ];
    let wanted: Vec<&str> = wanted
        .iter()
        .map(|c: &&ReasonColumn| c.heading.as_str())
        .collect();
    Diagnostic::new(
        Code::REASON_UNREADABLE,
        session.cell_place(sheet, first),
        format!(
            "シート「{}」に見出し（{}）の行がなく、理由を読めません。",
            sheet.name,
            wanted.join("・")
        ),
    )
    .hint("見出しを配付した様式のとおりに戻してください。")
    .expected(wanted.join("・"))
}

/// The name under which a table without sheets is known: Excel opens `name.csv` as the sheet `name`.
fn sheet_of_table(file: &str) -> Arc<str> {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    Arc::from(stem)
}

#[cfg(test)]
mod tests;
