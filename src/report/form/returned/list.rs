//! The sheet of a returned copy that lists the diagnostics, leads to their cells and explains their codes.

use std::collections::BTreeSet;

use super::super::grid::{self, Grid};
use crate::{CellRole, FormCell, FormLink, FormSheet, InputRule, Mark};
use definition::Definitions;
use diagnostic::{Code, Diagnostic, Severity, TO_DO};
use model::{Area, AsOf, Nouns, Submission, WrittenReason, visible_lines};

/// Identifier of the sheet.
pub const LIST_SHEET: &str = "diagnostics";

/// The columns and their widths.
const COLUMNS: [(&str, f64); 8] = [
    ("重さ", 6.5),
    ("コード", 8.0),
    ("シート", 14.0),
    ("セル", 8.5),
    ("項目", 27.0),
    ("書かれている内容", 21.0),
    ("指摘", 50.0),
    ("直し方", 46.0),
];

/// The column of the cell, which is the link.
const CELL: u32 = 3;

/// The columns of the explanations: first column, columns, head.
const EXPLAINED: [(u32, u32, &str); 3] = [
    (0, 2, "コード"),
    (2, 4, "何についての指摘か"),
    (6, 2, "どう直すか"),
];

/// The columns of the table of reasons: first column and columns of code, field, year, reason, name.
const REASONS: [(u32, u32); 5] = [(0, 2), (2, 3), (5, 1), (6, 1), (7, 1)];

/// Height of two lines, so that a reason can be written by hand.
const TWO_LINES: f64 = 31.0;

/// What the sheet is made from.
pub(super) struct List<'a> {
    pub(super) definitions: &'a Definitions,
    pub(super) ward: Option<&'a Area>,
    pub(super) as_of: Option<AsOf>,
    pub(super) submission: &'a Submission,
    /// What the copy is, and how it is to be read.
    pub(super) notes: Vec<String>,
    /// Rows of the table of reasons: what waits for one, and what was written before.
    pub(super) reasons: Vec<WrittenReason>,
    /// Where a diagnostic leads to.
    pub(super) link: &'a dyn Fn(&Diagnostic) -> Option<FormLink>,
}

impl List<'_> {
    pub(super) fn sheet(&self, diagnostics: &[&Diagnostic]) -> FormSheet {
        let guide = &self.definitions.guide;
        let mut grid = Grid::new(COLUMNS.map(|(_, width)| width).to_vec());
        let unknown = format!("{}名不明", self.definitions.areas.nouns().unit);
        let ward = self.ward.map_or(unknown.as_str(), |ward| &ward.name);
        line(
            &mut grid,
            CellRole::Title,
            guide.return_title.replace("{ward}", ward),
        );
        if self.submission.is_sample {
            let mark = self
                .definitions
                .form_of(self.submission)
                .sample_mark
                .clone();
            line(&mut grid, CellRole::Notice, mark);
        }
        let mut file = format!("提出されたファイル　{}", self.submission.file);
        if let Some(as_of) = self.as_of {
            file.push_str(&format!("　　時点　{}", as_of.wareki()));
        }
        line(&mut grid, CellRole::Plain, file);
        line(&mut grid, CellRole::Plain, counts(diagnostics));
        let row = grid.row(22.0);
        for (col, (head, _)) in (0..).zip(COLUMNS) {
            grid.text(row, col, 1, CellRole::Header, head);
        }
        let frozen_rows = grid.next_row();
        for diagnostic in diagnostics {
            self.entry(&mut grid, diagnostic);
        }
        if diagnostics.is_empty() {
            line(&mut grid, CellRole::Plain, "指摘はありません。".to_owned());
        }
        explanations(&mut grid, diagnostics, self.definitions.areas.nouns());
        heading(&mut grid, "この写しについて");
        for note in &self.notes {
            line(&mut grid, CellRole::Plain, note.clone());
        }
        line(&mut grid, CellRole::Plain, guide.return_sheet_mark.clone());
        self.reasons(&mut grid);
        FormSheet {
            frozen_rows,
            is_protected: true,
            is_landscape: true,
            ..grid.finish(LIST_SHEET, &guide.return_sheet_name, ward.to_owned())
        }
    }

    /// One diagnostic.
    fn entry(&self, grid: &mut Grid, diagnostic: &Diagnostic) {
        let place = &diagnostic.place;
        let other = place
            .file
            .as_ref()
            .filter(|file| **file != self.submission.file);
        let sheet = match (other, &place.sheet) {
            (Some(file), Some(sheet)) => format!("{file}\n{sheet}"),
            (Some(file), None) => file.to_string(),
            (None, Some(sheet)) => sheet.to_string(),
            (None, None) => "ファイル全体".to_owned(),
        };
        let cell = match (&place.sheet, place.cell) {
            (_, Some(cell)) => cell.to_string(),
            (Some(_), None) => "シート全体".to_owned(),
            (None, None) => String::new(),
        };
        let field = printed_field(self.definitions, self.submission, diagnostic);
        let field = field.into_iter().filter(|text| !text.is_empty());
        let field = field.collect::<Vec<_>>().join("\n");
        let texts = [
            diagnostic.severity.label().to_owned(),
            diagnostic.code.id().to_owned(),
            sheet,
            cell,
            field,
            diagnostic.entered.clone().unwrap_or_default(),
            diagnostic.message.clone(),
            diagnostic.hint.clone(),
        ]
        .map(|text| visible_lines(&text).into_owned());
        let height = (0..)
            .zip(&texts)
            .map(|(col, text)| grid.height(text, CellRole::Body, col, 1))
            .fold(0.0, f64::max);
        let row = grid.row(height + 3.0);
        for (col, text) in (0..).zip(texts) {
            let mark = (col == 0).then(|| Mark {
                severity: diagnostic.severity,
                text: String::new(),
            });
            let link = (col == CELL && !text.is_empty())
                .then(|| (self.link)(diagnostic))
                .flatten();
            grid.place(FormCell {
                mark,
                link,
                ..grid::text(row, col, 1, CellRole::Body, text)
            });
        }
    }

    /// The table in which the sender says why a number is right. It is the last of the sheet: whoever reads it reads on from
    /// its headings to the end.
    fn reasons(&self, grid: &mut Grid) {
        if self.reasons.is_empty() {
            return;
        }
        let words = &self.definitions.reasons;
        heading(
            grid,
            &format!(
                "{}（ここに書いた理由は、このファイルを送り返せば読み取ります）",
                words.sheet_name
            ),
        );
        line(grid, CellRole::Plain, words.lead.clone());
        let row = grid.row(22.0);
        let heads = words.columns.printed();
        for ((col, span), column) in REASONS.into_iter().zip(heads) {
            grid.text(row, col, span, CellRole::Header, column.heading.as_str());
        }
        for reason in &self.reasons {
            let texts = reason.texts();
            let height = REASONS
                .iter()
                .zip(texts)
                .map(|((col, span), text)| grid.height(text, CellRole::Body, *col, *span))
                .fold(TWO_LINES, f64::max);
            let row = grid.row(height + 3.0);
            for ((col, span), text) in REASONS.into_iter().zip(texts) {
                grid.place(FormCell {
                    input: Some(InputRule::Text),
                    ..grid::text(row, col, span, CellRole::Body, text)
                });
            }
        }
    }
}

/// What a diagnostic of a submission is about, as printed: the fiscal year's header, and the field's label; each may be empty.
pub fn printed_field(
    definitions: &Definitions,
    submission: &Submission,
    diagnostic: &Diagnostic,
) -> [String; 2] {
    let form = definitions.form_of(submission);
    let year = diagnostic.fiscal_year.and_then(|year| form.year(year));
    let year = year.map(|column| column.header.clone()).unwrap_or_default();
    let mut field = diagnostic.field.clone().unwrap_or_default();
    if field.is_empty()
        && let Some(indicator) = &diagnostic.indicator
    {
        field = form.field_label(indicator);
    }
    [year, field]
}

fn counts(diagnostics: &[&Diagnostic]) -> String {
    let counts = diagnostic::counts(diagnostics.iter().copied());
    let counted = Severity::ALL.into_iter().zip(counts);
    let counted: Vec<String> = counted
        .map(|(severity, count)| format!("{}{count}", severity.label()))
        .collect();
    format!("指摘の数　{}", counted.join("・"))
}

/// What each code means and what to do about it.
fn explanations(grid: &mut Grid, diagnostics: &[&Diagnostic], nouns: &Nouns) {
    let codes: BTreeSet<Code> = diagnostics.iter().map(|d| d.code).collect();
    if codes.is_empty() {
        return;
    }
    heading(grid, "指摘の説明");
    let row = grid.row(22.0);
    for (col, span, head) in EXPLAINED {
        grid.text(row, col, span, CellRole::Header, head);
    }
    for code in codes {
        let explained = code.explained(nouns);
        let to_do = explained.section(TO_DO).text();
        let texts = [code.id().to_owned(), explained.title, to_do];
        let height = EXPLAINED
            .iter()
            .zip(&texts)
            .map(|((col, span, _), text)| grid.height(text, CellRole::Body, *col, *span))
            .fold(0.0, f64::max);
        let row = grid.row(height + 3.0);
        for ((col, span, _), text) in EXPLAINED.into_iter().zip(texts) {
            grid.text(row, col, span, CellRole::Body, text);
        }
    }
}

fn heading(grid: &mut Grid, text: &str) {
    grid.row(9.0);
    line(grid, CellRole::GuideHeading, text.to_owned());
}

/// A text across the sheet.
fn line(grid: &mut Grid, role: CellRole, text: String) {
    let wide = grid.last_col() + 1;
    let height = grid.height(&text, role, 0, wide);
    let row = grid.row(height + 3.0);
    grid.text(row, 0, wide, role, text);
}
