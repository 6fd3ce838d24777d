//! The sheet for reasons: what is explained already, what waits for an explanation, and blank rows.

use std::collections::BTreeSet;

use super::fill::Fill;
use super::grid::Grid;
use super::ward_fill::WardFill;
use crate::{CellRole, FormCell, FormContent, FormSheet, InputRule};
use definition::{Definitions, FormDefinition, ReasonColumns};
use diagnostic::{Diagnostic, Findings, Severity};
use model::{AreaCode, Fact, Reason, Submission, WrittenReason};

/// Number, code, field, fiscal year, reason, name.
const COLUMNS: [f64; 6] = [5.0, 9.5, 33.0, 13.0, 46.0, 15.0];

/// Height of a blank row: two lines can be written by hand.
const BLANK_ROW: f64 = 31.0;

/// Draws the sheet.
pub(super) fn sheet(fill: &WardFill<'_>) -> FormSheet {
    let words = &fill.definitions.reasons;
    let mut page = Page {
        grid: Grid::new(COLUMNS.to_vec()),
        fill,
    };
    page.line(CellRole::Title, 0, &words.title);
    let notice = fill.notice();
    if !notice.is_empty() {
        page.line(CellRole::Notice, 0, &notice);
    }
    page.line(CellRole::Plain, 0, &words.lead);
    let added = fill.is_copy.then_some(&words.return_notes);
    for note in words.notes.iter().chain(added.into_iter().flatten()) {
        let row = page.line(CellRole::Plain, 1, note);
        page.grid.text(row, 0, 1, CellRole::Tag, "・");
    }
    page.grid.row(9.0);
    page.heads(&words.columns);
    let frozen_rows = page.grid.next_row();
    let example = &words.example;
    page.row(
        &example.mark,
        false,
        &WrittenReason {
            code: example.code.clone(),
            item: example.item.clone(),
            year: example.year.clone(),
            text: example.text.clone(),
            name: example.name.clone(),
        },
    );
    let written = &fill.values.reasons;
    let blank = usize::try_from(words.blank_rows).unwrap_or(usize::MAX);
    let blank = blank.saturating_sub(written.len()).max(3);
    let rows = written.iter().cloned();
    let rows = rows.chain(std::iter::repeat_n(WrittenReason::default(), blank));
    for (number, reason) in (1..).zip(rows) {
        page.row(&number.to_string(), true, &reason);
    }
    FormSheet {
        frozen_rows,
        is_protected: true,
        ..page
            .grid
            .finish("reasons", &words.sheet_name, fill.ward.name.clone())
    }
}

struct Page<'a> {
    grid: Grid,
    fill: &'a WardFill<'a>,
}

impl Page<'_> {
    /// A text from a column to the sheet's right edge.
    fn line(&mut self, role: CellRole, col: u32, text: &str) -> u32 {
        let text = self.fill.words_of_guide(text);
        let wide = self.grid.last_col() + 1 - col;
        let height = self.grid.height(&text, role, col, wide);
        let row = self.grid.row(height + 3.0);
        self.grid.text(row, col, wide, role, text);
        row
    }

    fn heads(&mut self, columns: &ReasonColumns) {
        let row = self.grid.row(24.0);
        self.grid.place(FormCell::new(row, 0, CellRole::Header));
        for (col, column) in (1..).zip(columns.printed()) {
            let heading = column.heading.as_str();
            self.grid.text(row, col, 1, CellRole::Header, heading);
        }
    }

    /// One row; the example is printed and cannot be typed into.
    fn row(&mut self, number: &str, is_open: bool, reason: &WrittenReason) {
        let texts = reason.texts();
        let needed = (1..)
            .zip(texts)
            .map(|(col, text)| self.grid.height(text, CellRole::Entry, col, 1) + 3.0)
            .fold(BLANK_ROW, f64::max);
        let row = self.grid.row(needed);
        self.grid.text(row, 0, 1, CellRole::Header, number);
        for (col, text) in (1..).zip(texts) {
            let content = if text.is_empty() {
                FormContent::Empty
            } else {
                FormContent::Text(text.to_owned())
            };
            self.grid.place(FormCell {
                content,
                input: is_open.then_some(InputRule::Text),
                ..FormCell::new(row, col, CellRole::Entry)
            });
        }
    }
}

/// The warnings of a submission that nobody has explained yet: code, field and fiscal year, the reason left blank.
pub(super) fn unexplained(
    definitions: &Definitions,
    submission: &Submission,
    diagnostics: &[&Diagnostic],
) -> Vec<WrittenReason> {
    let open = asked(definitions, submission, diagnostics).into_iter();
    open.filter(|(_, is_written)| !is_written)
        .map(|(row, _)| row)
        .collect()
}

/// The warnings of a submission that wait for a reason: code, field and fiscal year, and what was written that is none yet.
pub fn waiting(
    definitions: &Definitions,
    submission: &Submission,
    diagnostics: &[&Diagnostic],
) -> Vec<WrittenReason> {
    let open = asked(definitions, submission, diagnostics).into_iter();
    open.map(|(row, _)| row).collect()
}

/// Every open warning as a row, each once, and whether a row for it is written, however incomplete: then with what it says.
fn asked(
    definitions: &Definitions,
    submission: &Submission,
    diagnostics: &[&Diagnostic],
) -> Vec<(WrittenReason, bool)> {
    let form = definitions.form_of(submission);
    let mut seen = BTreeSet::new();
    let mut rows = Vec::new();
    for diagnostic in diagnostics {
        if diagnostic.severity != Severity::Warning || diagnostic.code.is_about_reasons() {
            continue;
        }
        let mut row = WrittenReason {
            code: diagnostic.code.id().to_owned(),
            item: item(definitions, form, diagnostic),
            year: diagnostic
                .fiscal_year
                .map(|year| format!("{year}年度"))
                .unwrap_or_default(),
            ..WrittenReason::default()
        };
        if !seen.insert((row.code.clone(), row.item.clone(), row.year.clone())) {
            continue;
        }
        let is_written = |reason: &&Reason| is_about(reason, diagnostic, &row.item);
        let written = submission.reasons.iter().find(is_written);
        if let Some(reason) = written {
            row.text.clone_from(&reason.written.text);
            row.name.clone_from(&reason.written.name);
        }
        rows.push((row, written.is_some()));
    }
    rows
}

/// Rows that wait for a reason, with what the sender answers meanwhile: an answer is to the row of its code, field and year.
pub(super) fn answered(rows: Vec<WrittenReason>, answers: &[WrittenReason]) -> Vec<WrittenReason> {
    let is_to = |row: &WrittenReason, answer: &WrittenReason| {
        (&row.code, &row.item, &row.year) == (&answer.code, &answer.item, &answer.year)
    };
    let answer = |row: WrittenReason| {
        let found = answers.iter().find(|answer| is_to(&row, answer));
        found.cloned().unwrap_or(row)
    };
    rows.into_iter().map(answer).collect()
}

/// The columns of the list of open questions that are no columns of reasons.
const BESIDE: [&str; 4] = ["指摘", "ファイル", "シート", "セル"];

/// Every warning that nobody has explained yet as a row of a file of reasons, which lacks nothing but reason and name; the
/// headings first.
pub fn open_questions(
    definitions: &Definitions,
    findings: &Findings,
    submissions: &[Submission],
) -> Vec<Vec<String>> {
    let columns = &definitions.reasons.columns;
    let headed = [
        &columns.ward_code,
        &columns.ward,
        &columns.code,
        &columns.item,
        &columns.year,
        &columns.value,
    ];
    let headings = headed.map(|column| column.heading.clone()).into_iter();
    let asked = [&columns.text, &columns.name].map(|column| column.heading.clone());
    let headings = headings.chain(BESIDE.map(str::to_owned)).chain(asked);
    let mut rows: Vec<Vec<String>> = vec![headings.collect()];
    let mut seen = BTreeSet::new();
    for told in findings.diagnostics() {
        if told.severity != Severity::Warning || told.code.is_about_reasons() {
            continue;
        }
        let file = told.place.file.as_ref();
        let submission = file.and_then(|file| Submission::of_file(submissions, file));
        let form = match (submission, &told.form) {
            (Some(submission), _) => definitions.form_of(submission),
            (None, form) => {
                let form = form.as_deref();
                let mut editions = form.into_iter().flat_map(|form| definitions.editions(form));
                editions.next_back().unwrap_or(&definitions.forms[0])
            }
        };
        let row = question(definitions, form, submission, told);
        if seen.insert(row[..5].to_vec()) {
            rows.push(row);
        }
    }
    rows
}

fn question(
    definitions: &Definitions,
    form: &FormDefinition,
    submission: Option<&Submission>,
    told: &Diagnostic,
) -> Vec<String> {
    let ward = told.ward.as_ref();
    let known = ward.and_then(|ward| definitions.areas.get(ward));
    let number = told.indicator.as_ref().zip(told.fiscal_year);
    let fact = number.and_then(|(id, year)| submission?.fact(id, year));
    let value = fact.map(Fact::as_reasoned);
    let place = &told.place;
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    vec![
        text(ward.map(AreaCode::as_str)),
        text(known.map(|area| area.name.as_str())),
        told.code.id().to_owned(),
        item(definitions, form, told),
        told.fiscal_year
            .map(|year| format!("{year}年度"))
            .unwrap_or_default(),
        value.unwrap_or_default(),
        told.message.clone(),
        text(place.file.as_deref()),
        text(place.sheet.as_deref()),
        place.cell.map(|cell| cell.to_string()).unwrap_or_default(),
        String::new(),
        String::new(),
    ]
}

/// Whether the ward already has a row for this, however incomplete: it is the one to be mended.
fn is_about(reason: &Reason, diagnostic: &Diagnostic, item: &str) -> bool {
    let is_same_item = diagnostic
        .indicators()
        .any(|id| reason.indicators.contains(id))
        || reason.written.item == item;
    reason.code.as_deref() == Some(diagnostic.code.id())
        && is_same_item
        && (reason.year == diagnostic.fiscal_year || diagnostic.fiscal_year.is_none())
}

/// Sheet and field in the form's words, as reading understands them.
fn item(definitions: &Definitions, form: &FormDefinition, diagnostic: &Diagnostic) -> String {
    let on = diagnostic
        .indicator
        .as_ref()
        .and_then(|id| form.sheet_of(id));
    let sheet = on
        .map(|sheet| sheet.name.as_str())
        .or(diagnostic.place.sheet.as_deref());
    let field = diagnostic.field.clone().filter(|field| !field.is_empty());
    let field = field.or_else(|| {
        let indicator = diagnostic.indicator.as_ref();
        indicator.map(|indicator| definitions.fact_label(form, indicator))
    });
    let parts: Vec<&str> = [sheet, field.as_deref()].into_iter().flatten().collect();
    parts.join("　")
}
