//! A ward's workbook redrawn with its own values, the diagnostics marked in the cells and listed on a last sheet.

use std::collections::{BTreeMap, BTreeSet};

use super::grid::{self, Grid};
use super::values::WardValues;
use super::ward::{self, Target, WardFill};
use crate::definition::{Definitions, Registry};
use crate::diagnostic::{ALL, Code, Diagnostic, Place, Severity};
use crate::model::{AsOf, Submission};
use crate::report::{CellRole, FormSheet, FormWorkbook, Mark};

/// Severity and code, place, field, what is there, what was expected, what to do.
const COLUMNS: [f64; 6] = [13.0, 22.0, 27.0, 18.0, 21.0, 46.0];

/// Heads of [`COLUMNS`].
const HEADS: [&str; 6] = [
    "重さ・番号",
    "シート・セル",
    "欄",
    "書かれている内容",
    "求める内容",
    "指摘と直し方",
];

/// The redrawn copy of a submission; `None` if the ward is not known, because then there is nobody to return it to.
///
/// Of `diagnostics`, those about this file or this ward are used.
pub fn ward_return(
    definitions: &Definitions,
    registry: &Registry,
    submission: &Submission,
    as_of: AsOf,
    diagnostics: &[Diagnostic],
) -> Option<FormWorkbook> {
    let ward = definitions.areas.get(submission.ward.as_ref()?)?;
    let mut about: Vec<&Diagnostic> = diagnostics
        .iter()
        .filter(|d| {
            d.place.file.as_ref() == Some(&submission.file) || d.ward.as_ref() == Some(&ward.code)
        })
        .collect();
    about.sort_by_key(|d| d.severity);
    let values = WardValues::from_submission(submission);
    let marks = marks(submission, &about);
    let fill = WardFill {
        definitions,
        registry,
        ward,
        as_of: submission.as_of.unwrap_or(as_of),
        values: &values,
        marks: &|target| marks.get(target).cloned(),
        is_copy: true,
    };
    let mut workbook = ward::workbook(&fill);
    workbook.sheets.push(list(&fill, submission, &about));
    Some(workbook)
}

/// Diagnostics by the cell of the form that they are about, the worst severity first.
fn marks(submission: &Submission, diagnostics: &[&Diagnostic]) -> BTreeMap<Target, Mark> {
    let mut places: BTreeMap<Place, Target> = BTreeMap::new();
    for ((indicator, year), fact) in &submission.facts {
        let target = Target::Field(indicator.clone(), *year);
        places.insert(Place::from(&fact.provenance), target);
    }
    for item in &submission.narratives {
        let target = Target::Bullet(item.block.clone(), item.year, item.number);
        places
            .entry(Place::from(&item.provenance))
            .or_insert(target);
    }
    let mut marks: BTreeMap<Target, Mark> = BTreeMap::new();
    for diagnostic in diagnostics {
        if diagnostic.place.file.as_ref() != Some(&submission.file) {
            continue;
        }
        let own = match (&diagnostic.indicator, diagnostic.fiscal_year) {
            (Some(indicator), Some(year)) => Some(Target::Field(indicator.clone(), year)),
            _ => places.get(&diagnostic.place).cloned(),
        };
        let text = format!(
            "【{} {}】{}",
            diagnostic.severity.label(),
            diagnostic.code.id(),
            advice(diagnostic)
        );
        // One message may be about several cells: each of them in this file carries it.
        let others = diagnostic
            .related
            .iter()
            .filter_map(|place| places.get(place).cloned());
        let targets: BTreeSet<Target> = own.into_iter().chain(others).collect();
        for target in targets {
            add(&mut marks, target, diagnostic.severity, &text);
        }
    }
    marks
}

/// Adds a message to a cell's mark; the worst severity counts.
fn add(marks: &mut BTreeMap<Target, Mark>, target: Target, severity: Severity, text: &str) {
    marks
        .entry(target)
        .and_modify(|mark| {
            mark.severity = mark.severity.min(severity);
            mark.text.push('\n');
            mark.text.push_str(text);
        })
        .or_insert_with(|| Mark {
            severity,
            text: text.to_owned(),
        });
}

/// What is wrong and what to do.
fn advice(diagnostic: &Diagnostic) -> String {
    if diagnostic.hint.is_empty() {
        diagnostic.message.clone()
    } else {
        format!("{}\n→ {}", diagnostic.message, diagnostic.hint)
    }
}

/// The last sheet.
fn list(fill: &WardFill<'_>, submission: &Submission, diagnostics: &[&Diagnostic]) -> FormSheet {
    let guide = &fill.definitions.guide;
    let mut grid = Grid::new(COLUMNS.to_vec());
    let wide = grid.last_col() + 1;
    let line = |grid: &mut Grid, role: CellRole, text: String| {
        let height = grid.height(&text, role, 0, wide);
        let row = grid.row(height + 3.0);
        grid.place(grid::text(row, 0, wide, role, text));
    };
    line(
        &mut grid,
        CellRole::Title,
        fill.words_of_guide(&guide.return_title),
    );
    if fill.values.is_sample {
        line(&mut grid, CellRole::Notice, fill.form().sample_mark.clone());
    }
    let file = format!("提出されたファイル　{}", submission.file);
    line(&mut grid, CellRole::Plain, file);
    for note in &guide.return_notes {
        line(&mut grid, CellRole::Plain, fill.words_of_guide(note));
    }
    let row = grid.row(22.0);
    for (col, head) in (0..).zip(HEADS) {
        grid.place(grid::text(row, col, 1, CellRole::Header, head));
    }
    let frozen_rows = grid.next_row();
    for diagnostic in diagnostics {
        entry(&mut grid, fill, submission, diagnostic);
    }
    if diagnostics.is_empty() {
        line(&mut grid, CellRole::Plain, "指摘はありません。".to_owned());
    }
    explanations(&mut grid, diagnostics);
    FormSheet {
        frozen_rows,
        is_protected: true,
        ..grid.finish(
            "diagnostics",
            &guide.return_sheet_name,
            fill.ward.name.clone(),
        )
    }
}

/// What each code on the list means, in the words of `explain`.
fn explanations(grid: &mut Grid, diagnostics: &[&Diagnostic]) {
    let codes: BTreeSet<Code> = diagnostics.iter().map(|d| d.code).collect();
    if codes.is_empty() {
        return;
    }
    let wide = grid.last_col() + 1;
    grid.row(10.0);
    let row = grid.row(22.0);
    grid.place(grid::text(
        row,
        0,
        wide,
        CellRole::GuideHeading,
        "指摘の説明",
    ));
    for code in ALL.iter().copied().filter(|code| codes.contains(code)) {
        let mut text = String::new();
        for section in code.sections() {
            text.push_str(&format!("【{}】{}\n", section.heading, section.text()));
        }
        let text = text.trim_end();
        let title = format!("{}\n{}", code.id(), code.title());
        let height = grid.height(text, CellRole::Label, 1, wide - 1);
        let height = height.max(grid.height(&title, CellRole::Label, 0, 1));
        let row = grid.row(height + 3.0);
        grid.place(grid::text(row, 0, 1, CellRole::Label, title));
        grid.place(grid::text(row, 1, wide - 1, CellRole::Label, text));
    }
}

/// One diagnostic.
fn entry(grid: &mut Grid, fill: &WardFill<'_>, submission: &Submission, diagnostic: &Diagnostic) {
    let place = &diagnostic.place;
    let mut place_text = String::new();
    if let Some(file) = place.file.as_ref().filter(|file| **file != submission.file) {
        place_text = format!("{file}\n");
    }
    match (&place.sheet, place.cell) {
        (Some(sheet), Some(cell)) => place_text.push_str(&format!("{sheet}　{cell}")),
        (Some(sheet), None) => place_text.push_str(sheet),
        (None, _) if place_text.is_empty() => place_text.push_str("ファイル全体"),
        (None, _) => {}
    }
    let year = diagnostic
        .fiscal_year
        .and_then(|year| fill.form().year(year));
    let year = year.map(|column| column.header.clone()).unwrap_or_default();
    let mut field = diagnostic.field.clone().unwrap_or_default();
    if field.is_empty()
        && let Some(indicator) = &diagnostic.indicator
    {
        field = fill.form().field_label(indicator);
    }
    let field: Vec<&str> = [year.as_str(), field.as_str()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    let texts = [
        format!("{}\n{}", diagnostic.severity.label(), diagnostic.code.id()),
        place_text,
        field.join("\n"),
        diagnostic.entered.clone().unwrap_or_default(),
        diagnostic.expected.clone().unwrap_or_default(),
        advice(diagnostic),
    ];
    let height = (0..)
        .zip(&texts)
        .map(|(col, text)| grid.height(text, CellRole::Label, col, 1))
        .fold(0.0, f64::max);
    let row = grid.row(height + 3.0);
    for (col, text) in (0..).zip(texts) {
        grid.place(grid::text(row, col, 1, CellRole::Label, text));
    }
}
