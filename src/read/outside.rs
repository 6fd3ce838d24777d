//! What stands outside the fields and everybody sees: beside them, below them, on a sheet that is none of the form's. Nothing
//! of it is read, so it is told: once for a file, with its cells. What is hidden, covered or a remark is told by others.

use std::collections::BTreeSet;

use super::aside::{is_number, shown};
use super::grid::Grid;
use super::header::HeaderRow;
use super::session::Session;
use super::view::Seen;
use diagnostic::{Code, Diagnostic, Place, Severity};
use model::CellRef;
use workbook::{CellValue, Sheet};

/// Most cells that `inspect` lists one by one.
const MAX_LISTED: usize = 60;
/// Most cells that a message names.
const MAX_NAMED: usize = 6;

/// One cell, or one sheet, that no field takes.
struct Left {
    place: Place,
    text: String,
    /// Something else tells the cause already.
    is_told: bool,
}

impl Left {
    /// `基本目標1!A31「…」`, or the sheet.
    fn line(&self) -> String {
        let sheet = self.place.sheet.as_deref().unwrap_or_default();
        match self.place.cell {
            Some(at) => format!("{sheet}!{at}「{}」", shown(&self.text)),
            None => format!("シート「{sheet}」"),
        }
    }
}

/// Tells what no field takes, and lists it with every comment and text box for `inspect`. `others` are sheets that are none
/// of the form's.
pub(super) fn tell(session: &mut Session<'_>, pages: &[&Grid<'_>], others: Vec<&Sheet>) {
    let cells: Vec<Left> = pages.iter().flat_map(|page| left(session, page)).collect();
    let mut lines: Vec<String> = cells.iter().map(Left::line).collect();
    for sheet in &session.workbook.sheets {
        for (at, text) in &sheet.beside.comments {
            lines.push(format!("コメント {}!{at}「{}」", sheet.name, shown(text)));
        }
        for (at, text) in &sheet.beside.shapes {
            lines.push(format!("図形の文字 {}!{at}「{}」", sheet.name, shown(text)));
        }
    }
    let more = lines.len().saturating_sub(MAX_LISTED);
    lines.truncate(MAX_LISTED);
    if more > 0 {
        lines.push(format!("ほか{more}個"));
    }
    session.recognition.passed_over.extend(lines);
    let others = others.into_iter().map(|sheet| Left {
        place: session.sheet_place(sheet),
        text: String::new(),
        is_told: false,
    });
    let mut untold: Vec<Left> = cells.into_iter().filter(|one| !one.is_told).collect();
    untold.extend(others);
    gathered(session, &untold);
}

/// One message for all of it.
fn gathered(session: &mut Session<'_>, left: &[Left]) {
    let Some(first) = left.first() else { return };
    let mut named: Vec<String> = left.iter().take(MAX_NAMED).map(Left::line).collect();
    if left.len() > MAX_NAMED {
        named.push(format!("ほか{}か所", left.len() - MAX_NAMED));
    }
    let message = format!(
        "様式の欄の外に書かれたものがあります（{}）。数としても文章としても読んでいません。",
        named.join("、")
    );
    let entered = match first.place.cell {
        Some(_) => first.text.trim().to_owned(),
        None => first.line(),
    };
    let mut told = Diagnostic::new(Code::OUTSIDE_FIELDS, first.place.clone(), message)
        .hint("提出する数や文章なら、様式の欄に書いてください。メモなら、そのままでかまいません。")
        .entered(entered)
        .expected("様式の欄に書かれた数や文章");
    for one in &left[1..] {
        told = told.related(one.place.clone());
    }
    session.push(told);
}

/// What a sheet of the form holds that no field takes and the form does not print.
fn left(session: &Session<'_>, page: &Grid<'_>) -> Vec<Left> {
    let (headers, sheet) = (&page.headers, page.sheet);
    let print = &session.words.print;
    let top = headers.first().map_or(u32::MAX, |header| header.row);
    let years = headers.iter().filter_map(HeaderRow::first_column).min();
    let years = years.unwrap_or(u32::MAX);
    let end = end(session, page, print);
    let labelled: BTreeSet<u32> = page.labels().iter().map(|seen| seen.at.row).collect();
    let is_left = |seen: &&Seen<'_>| {
        let (at, cell) = (seen.at, seen.cell);
        // Left of the years stand the form's own words, down to its last field.
        let is_value = match &cell.value {
            CellValue::Text(_) => {
                at.row > top
                    && (at.col >= years || at.row >= end)
                    && says_something(seen.key())
                    && !print.contains(seen.key())
            }
            CellValue::Empty => false,
            _ => at.row > top,
        };
        // Below the years the form itself says which column is to be filled.
        let is_guide = headers.iter().any(|header| header.row + 1 == at.row)
            && (!labelled.contains(&at.row) || session.words.notes.is_one(seen.key()))
            && !is_number(cell);
        let is_header = is_guide || page.is_header_row(at.row) && !is_number(cell);
        is_value && !is_header && !session.used.contains(&(sheet.name.clone(), at))
    };
    let cells = page.cells().filter(is_left);
    cells
        .map(|seen| Left {
            place: session.cell_place(sheet, seen.at),
            text: seen.text().into_owned(),
            is_told: is_told(session, page, seen.at, end),
        })
        .collect()
}

/// The row behind the last one of the form: that of its fields and blocks, of their labels, and of the template's names.
fn end(session: &Session<'_>, page: &Grid<'_>, print: &BTreeSet<String>) -> u32 {
    let name = &page.sheet.name;
    let used = session.used.iter();
    let used = used.filter(|(on, _)| on == name).map(|(_, at)| *at);
    let labels = page.labels().iter();
    let labels = labels.filter(|seen| print.contains(seen.key()));
    let named = session.workbook.names.values();
    let named = named.filter(|(on, _)| on == name).map(|(_, at)| *at);
    let blocks = session.blocks.values();
    let blocks = blocks.filter(|block| block.sheet == *name);
    let cells = used
        .chain(labels.map(|seen| seen.at))
        .chain(named)
        .chain(blocks.map(|block| block.cell));
    let last = cells.map(|at| page.last_of(at).row).max();
    last.map_or(0, |row| row + 1)
}

/// Whether the cell is named by what was told, or lies in the form's own frame where a label or a year is told to be gone.
fn is_told(session: &Session<'_>, page: &Grid<'_>, at: CellRef, end: u32) -> bool {
    let here = session.cell_place(page.sheet, at);
    let is_in_frame = at.row < end
        && page
            .header_for(at.row)
            .is_some_and(|header| header.holds_column(at.col));
    session.diagnostics.iter().any(|told| {
        let is_gone = [Code::FIELD_NOT_FOUND, Code::FIELD_AMBIGUOUS].contains(&told.code)
            && told.severity == Severity::Error
            && told.place.sheet == here.sheet;
        told.place == here || told.related.contains(&here) || is_gone && is_in_frame
    })
}

/// More than the printed leaders.
fn says_something(key: &str) -> bool {
    key.chars().any(char::is_alphanumeric)
}
