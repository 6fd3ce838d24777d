//! Cells of repeated rows as a check of a form names them: the sheet, one of its columns, and the rows that are meant.
//!
//! # Decisions
//! * The column of keys is named by its heading, one of words by its identifier.
//! * What a cell holds are pieces where its column asks for several; they are compared as keys are.

use std::collections::BTreeSet;

use definition::{FormDefinition, RepeatedRows, TextColumn, WordKind, no_such};
use model::{Provenance, RowWritten, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// Signs between several choices in one cell.
const BETWEEN: [char; 4] = ['、', '，', ',', '\n'];

/// Which rows are meant: those whose column has one of these words.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(description = "どの行のことか。その列に、ここに並べたことばのどれかがある行。")]
pub(crate) struct Only {
    #[schemars(description = "列の番号。見分ける列は、その見出し。")]
    column: String,
    #[schemars(description = "その列のことば。")]
    is: Vec<String>,
}

impl Only {
    /// Whether a row is meant.
    pub(crate) fn holds(&self, rows: &RepeatedRows, row: &RowWritten) -> bool {
        let is_it =
            |piece: &Piece<'_>| self.is.iter().any(|word| rows.bare_key(word) == piece.bare);
        pieces(rows, &self.column, row).iter().any(is_it)
    }

    /// The column that says it.
    pub(crate) fn column(&self) -> &String {
        &self.column
    }

    /// What is wrong with it in a form.
    pub(crate) fn fault(&self, rows: &RepeatedRows) -> Option<String> {
        let empty = || "isが空です。ことばを1つは書いてください".to_owned();
        let twice = || {
            let mut seen = BTreeSet::new();
            let mut words = self.is.iter();
            let twice = words.find(|word| !seen.insert(rows.bare_key(word)))?;
            Some(format!("isに「{twice}」が2回あります"))
        };
        let named = fault(rows, &self.column).or_else(|| self.is.is_empty().then(empty));
        named.or_else(twice)
    }

    /// As a condition in a sentence.
    pub(crate) fn told(&self, rows: &RepeatedRows) -> String {
        format!(
            "「{}」が「{}」の",
            heading(rows, &self.column),
            self.is.join("」か「")
        )
    }
}

/// One word of a cell.
pub(crate) struct Piece<'a> {
    /// As written.
    pub(crate) text: &'a str,
    /// As it is compared.
    pub(crate) bare: String,
}

/// The repeated rows of a form by their identifier.
pub(crate) fn rows_of<'a>(form: &'a FormDefinition, id: &str) -> Result<&'a RepeatedRows, String> {
    form.rows_block(id).ok_or_else(|| {
        let known = form.rows.iter().map(|rows| rows.id.as_str());
        no_such("くり返す行のシート", id, known)
    })
}

/// That a sheet has no such column, if it has not.
pub(crate) fn fault(rows: &RepeatedRows, column: &str) -> Option<String> {
    let words = rows.text.iter().map(|text| text.id.as_str());
    let known = || words.clone().chain([rows.key_header.as_str()]);
    let is_known = known().any(|id| id == column);
    let what = format!("「{}」の列", rows.name);
    (!is_known).then(|| no_such(&what, column, known()))
}

/// What is written in a column of words; none for the column of keys.
pub(crate) fn kind(rows: &RepeatedRows, column: &str) -> Option<WordKind> {
    text_column(rows, column).map(|text| text.kind)
}

/// The heading of a column.
pub(crate) fn heading<'a>(rows: &'a RepeatedRows, column: &'a str) -> &'a str {
    text_column(rows, column).map_or(column, |text| text.header.as_str())
}

fn text_column<'a>(rows: &'a RepeatedRows, column: &str) -> Option<&'a TextColumn> {
    let is_key = column == rows.key_header;
    let mut texts = rows.text.iter();
    texts.find(|text| !is_key && text.id == column)
}

/// The cell of a row in a column.
pub(crate) fn cell<'a>(
    rows: &RepeatedRows,
    column: &str,
    row: &'a RowWritten,
) -> Option<&'a Provenance> {
    if column == rows.key_header {
        return Some(&row.key);
    }
    row.texts.get(column)
}

/// What stands in the cell of a row: no word, one, or as many as its column takes. Words in place of an answer are none.
pub(crate) fn pieces<'a>(rows: &RepeatedRows, column: &str, row: &'a RowWritten) -> Vec<Piece<'a>> {
    let Some(cell) = cell(rows, column, row) else {
        return Vec::new();
    };
    let definition = text_column(rows, column);
    let separators: &[char] = match definition {
        Some(text) if text.kind == WordKind::Lines => &['\n'],
        Some(text) if text.many => &BETWEEN,
        _ => &[],
    };
    let open = definition.map_or(&[][..], |text| &text.open);
    let pieces = cell.text.split(separators);
    let pieces = pieces.map(|piece| piece.trim().trim_start_matches('・').trim());
    let pieces = pieces.filter(|piece| !piece.is_empty() && !open.iter().any(|o| o == piece));
    let bare = |text: &'a str| Piece {
        text,
        bare: rows.bare_key(text),
    };
    pieces.map(bare).collect()
}

/// The rows of a sheet that are there: those with a key or any word.
pub(crate) fn written<'a>(
    submission: &'a Submission,
    rows: &RepeatedRows,
) -> Option<Vec<&'a RowWritten>> {
    let mut blocks = submission.rows.iter();
    let block = blocks.find(|block| block.block == rows.id)?;
    let is_there = |row: &&RowWritten| !row.key.text.is_empty() || row.has_words();
    Some(block.rows.iter().filter(is_there).collect())
}
