//! A file of reasons, which the bureau gives for any ward or for the whole run.

use std::sync::Arc;

use super::super::fold::fold;
use super::super::ward_name::Names;
use super::row::{Columns, Headings, Row, Source};
use definition::Definitions;
use diagnostic::Diagnostic;
use model::{Reason, missing_headings, without_headings};

/// What a file of reasons says.
#[derive(Clone, Debug)]
pub struct Waivers {
    /// Name of the file.
    pub file: Arc<str>,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// Its reasons, in the order of the rows.
    pub reasons: Vec<Reason>,
    /// Rows that cannot be read as reasons.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the table of a file of reasons; `sheet` is the worksheet it stands on, if the file has any.
///
/// # Errors
/// There is no row of headings, or it lacks a column; the message is for the person who gave the file.
pub fn waivers(
    file: &str,
    sha256: String,
    (sheet, rows): (Option<&str>, &[Vec<String>]),
    definitions: &Definitions,
) -> Result<Waivers, String> {
    let words = &definitions.reasons;
    let known = Headings::of(words);
    let given = rows;
    let rows: Vec<(u32, Row)> = (0..).zip(rows).map(|(at, row)| (at, filled(row))).collect();
    let mut heads = rows.iter().enumerate();
    let head = heads.find_map(|(at, (_, row))| {
        let folded: Vec<(u32, String)> = row.iter().map(|(col, text)| (*col, fold(text))).collect();
        let folded: Vec<(u32, &str)> = folded
            .iter()
            .map(|(col, key)| (*col, key.as_str()))
            .collect();
        Some((at, Columns::find(&folded, &known)?))
    });
    let (at, columns) = head.ok_or_else(|| missing_headings(&headings(definitions), given))?;
    let lacking = columns.lacking(words);
    if !lacking.is_empty() {
        let known = headings(definitions);
        let others = given[at].iter().map(|cell| cell.trim());
        let others: Vec<&str> = others.filter(|cell| !known.contains(cell)).collect();
        let lacking: Vec<String> = lacking.into_iter().map(str::to_owned).collect();
        return Err(without_headings(&lacking, &others));
    }
    let file: Arc<str> = Arc::from(file);
    let sheet: Arc<str> = sheet.map_or_else(|| sheet_of_table(&file), Arc::from);
    let source = Source {
        definitions,
        names: &Names::of(&definitions.areas),
        forms: definitions.forms.iter().rev().collect(),
        file: &file,
        sheet: &sheet,
        columns,
    };
    let mut diagnostics = Vec::new();
    let below = rows[at + 1..].iter();
    let reasons = source.rows(
        below.map(|(number, cells)| (*number, cells)),
        &mut diagnostics,
    );
    Ok(Waivers {
        file: Arc::clone(&file),
        sha256,
        reasons,
        diagnostics,
    })
}

fn headings(definitions: &Definitions) -> Vec<&str> {
    let columns = &definitions.reasons.columns;
    let all = std::iter::once(&columns.ward).chain(columns.printed());
    all.map(|column| column.heading.as_str()).collect()
}

fn filled(row: &[String]) -> Row {
    (0..)
        .zip(row)
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(col, text)| (col, text.clone()))
        .collect()
}

/// The name under which a table without sheets is known: Excel opens `name.csv` as the sheet `name`.
fn sheet_of_table(file: &str) -> Arc<str> {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    Arc::from(stem)
}
