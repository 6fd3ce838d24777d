//! The top of a sheet, headings, paragraphs, lists and small print: text merged across the width for text.

use super::canvas::{Beside, Canvas, Cell, Value};
use super::grid::Run;
use super::measure;
use super::style::{Look, Role};
use report::{Report, Statement, Steps, WordGroup};

/// Title, as-of date with coverage, and the notices every reader must see.
pub(super) fn top(canvas: &mut Canvas, report: &Report, title: &str) {
    let run = canvas.grid.whole_run();
    one_line(canvas, run, title, Role::SheetTitle, 26.0);
    let known = [
        report.as_of_label.as_str(),
        &report.coverage_label,
        &report.organisation,
    ];
    let line: Vec<&str> = known.into_iter().filter(|text| !text.is_empty()).collect();
    one_line(canvas, run, &line.join("　｜　"), Role::SheetSubtitle, 19.0);
    for notice in &report.notices {
        wrapped(canvas, run, notice, Look::of(Role::Notice));
    }
}

/// A heading of level 2 or 3.
pub(super) fn heading(canvas: &mut Canvas, level: u8, text: &str) {
    let run = canvas.grid.text_run();
    let (space, height) = if level <= 2 {
        (14.0, 22.0)
    } else {
        (8.0, 19.0)
    };
    canvas.gap(space);
    one_line(canvas, run, text, Role::Heading(level), height);
}

/// A paragraph.
pub(super) fn paragraph(canvas: &mut Canvas, text: &str) {
    let run = canvas.grid.text_run();
    wrapped(canvas, run, text, Look::of(Role::Text));
}

/// A bulleted list.
pub(super) fn list(canvas: &mut Canvas, items: &[String]) {
    for item in items {
        paragraph(canvas, &format!("・{item}"));
    }
}

/// Paragraphs one under another.
pub(super) fn paragraphs(canvas: &mut Canvas, texts: &[String]) {
    for text in texts {
        paragraph(canvas, text);
    }
}

/// Numbered steps with what is typed for each.
pub(super) fn steps(canvas: &mut Canvas, steps: &Steps) {
    for (number, step) in steps.numbered() {
        paragraph(canvas, &format!("{number}　{}", step.text));
        paragraphs(canvas, &step.lines);
        paragraphs(canvas, &step.after);
    }
}

/// Sentences made from figures, as a list; a note on each names its figures.
pub(super) fn statements(canvas: &mut Canvas, statements: &[Statement]) {
    let run = canvas.grid.text_run();
    let room = canvas.grid.width(run);
    for statement in statements {
        let text = format!("・{}", statement.text);
        let row = canvas.take_row(measure::height(measure::lines(&text, room)));
        let value = Value::text(measure::within_cell(&text));
        let traces = &statement.traces;
        let note =
            (!traces.is_empty()).then(|| format!("もとの数値の番号：\n{}", traces.join("\n")));
        canvas.put(
            Cell::new(row, run, value, Look::of(Role::Text)).with(Beside {
                note,
                ..Beside::default()
            }),
        );
    }
}

/// One unit's words, item by item.
pub(super) fn words(canvas: &mut Canvas, groups: &[WordGroup]) {
    for group in groups {
        heading(canvas, 3, &group.title);
        list(canvas, &group.items);
    }
}

/// The caption of a table, chart or map; nothing for an empty one.
pub(super) fn caption(canvas: &mut Canvas, text: &str) {
    if !text.is_empty() {
        let run = canvas.grid.text_run();
        wrapped(canvas, run, text, Look::of(Role::Caption));
    }
}

/// Small print.
pub(super) fn remark(canvas: &mut Canvas, text: &str) {
    let run = canvas.grid.text_run();
    wrapped(canvas, run, text, Look::of(Role::Remark));
}

/// Text on rows high enough to show all of it; more than one row where Excel's highest row is not enough.
pub(super) fn wrapped(canvas: &mut Canvas, run: Run, text: &str, look: Look) {
    let room = canvas.grid.width(run);
    for piece in measure::pieces(text, room) {
        let row = canvas.take_row(measure::height(measure::lines(piece, room)));
        let value = Value::text(measure::within_cell(piece));
        canvas.put(Cell::new(row, run, value, look));
    }
}

/// Text on one row of at least this height, higher if the text is longer than a line.
fn one_line(canvas: &mut Canvas, run: Run, text: &str, role: Role, height: f64) {
    // Headings are set larger than body text, so a line holds less.
    let scale = match role {
        Role::SheetTitle => 1.6,
        Role::Heading(2) => 1.3,
        _ => 1.1,
    };
    let lines = measure::lines(text, canvas.grid.width(run) / scale);
    let lines = u32::try_from(lines.min(8)).unwrap_or(8);
    let row = canvas.take_row(height * f64::from(lines));
    let value = Value::text(measure::within_cell(text));
    canvas.put(Cell::new(row, run, value, Look::of(role)));
}
