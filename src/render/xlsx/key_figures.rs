//! Key figures in boxes: label, figure, coverage with change.

use super::canvas::{Beside, Canvas, Cell, Value};
use super::grid::{Run, Wish};
use super::live::Live;
use super::measure;
use super::strip::{PER_ROW, WIDTH};
use super::style::{self, Look, NumberLook, Role};
use super::table::note_text;
use report::{Align, Content, KeyFigure, TableCell, TableFormula};

/// Part of a box for the difference; the rest is for the same in percent.
const DIFFERENCE: f64 = 0.62;

/// Boxes in rows of three, as wide as the charts below them.
pub(super) fn compose(canvas: &mut Canvas, figures: &[KeyFigure]) {
    for (index, group) in figures.chunks(PER_ROW).enumerate() {
        if index > 0 {
            canvas.gap(6.0);
        }
        row(canvas, group);
    }
}

/// One row of boxes.
fn row(canvas: &mut Canvas, group: &[KeyFigure]) {
    // A figure too long for its box, such as a reason, is shrunk by Excel.
    let wishes = vec![Wish::of(WIDTH); group.len()];
    let runs = canvas.grid.fit(&wishes);
    let lines = |text: &dyn Fn(&KeyFigure) -> String| {
        group
            .iter()
            .zip(&runs)
            .map(|(figure, run)| measure::lines(&text(figure), canvas.grid.width(*run)))
            .max()
            .unwrap_or(1)
    };
    let label_lines = lines(&|figure| figure.label.clone());
    let detail_lines = lines(&detail);
    let label = canvas.take_row(measure::height(label_lines));
    let value = canvas.take_row(30.0);
    let foot = canvas.take_row(measure::height(detail_lines));
    let has_change = |figure: &KeyFigure| difference(figure).is_some();
    let change = group
        .iter()
        .any(has_change)
        .then(|| canvas.take_row(measure::height(1)));
    for (figure, run) in group.iter().zip(&runs) {
        let put = |row: u32, value: Value, role: Role| Cell::new(row, *run, value, Look::of(role));
        let words = |text: &str| Value::text(measure::within_cell(text));
        canvas.put(put(label, words(&figure.label), Role::BoxLabel));
        let (shown, number_format) = match &figure.numbers {
            Some(numbers) => number("", &numbers.value, &numbers.unit),
            None => (words(&figure.value), None),
        };
        let beside = Beside {
            number_format,
            note: note_text(None, Some(&figure.trace)),
            link: None,
        };
        canvas.put(put(value, shown, Role::BoxValue).with(beside));
        let mut below = put(foot, words(&detail(figure)), Role::BoxDetail);
        let Some(row) = change else {
            canvas.put(below);
            continue;
        };
        if difference(figure).is_some() {
            below.look = Look::of(Role::BoxMiddle);
            canvas.put(below);
            changes(canvas, figure, row, *run);
        } else {
            // Words alone: they take both rows.
            below.last_row = row;
            canvas.put(below);
        }
    }
}

/// The change as a number, and beside it the same in percent.
fn changes(canvas: &mut Canvas, figure: &KeyFigure, row: u32, run: Run) {
    let numbers = figure.numbers.as_ref();
    let rate = numbers.and_then(|numbers| numbers.rate.as_ref());
    // The words before the difference take more room than those around the rate.
    let wide = canvas.grid.width(run) * DIFFERENCE;
    let starts = run.first..run.last;
    let middle = starts
        .rev()
        .find(|last| canvas.grid.width(Run { last: *last, ..run }) <= wide);
    let (left, right) = match middle.filter(|_| rate.is_some()) {
        Some(last) => {
            let left = Run { last, ..run };
            let right = Run {
                first: last + 1,
                ..run
            };
            (left, Some(right))
        }
        None => (run, None),
    };
    let look = |role, align| Look::of(role).aligned(align);
    let side = if right.is_some() {
        Align::End
    } else {
        Align::Middle
    };
    if let Some((before, cell, after)) = difference(figure) {
        let role = if right.is_some() {
            Role::BoxDetailStart
        } else {
            Role::BoxDetail
        };
        let (value, number_format) = number(before, cell, after);
        let cell = Cell::new(row, left, value, look(role, side));
        canvas.put(cell.with(Beside {
            number_format,
            ..Beside::default()
        }));
    }
    if let (Some((before, cell, after)), Some(run)) = (rate, right) {
        let (value, number_format) = number(before, cell, after);
        let cell = Cell::new(row, run, value, look(Role::BoxDetailEnd, Align::Start));
        canvas.put(cell.with(Beside {
            number_format,
            ..Beside::default()
        }));
    }
}

/// The change as a number.
fn difference(figure: &KeyFigure) -> Option<&(String, TableCell, String)> {
    figure.numbers.as_ref()?.difference.as_ref()
}

/// A number with the words beside it.
fn number(before: &str, cell: &TableCell, after: &str) -> (Value, Option<String>) {
    let Content::Number(result, style) = &cell.content else {
        return (Value::Empty, None);
    };
    let value = match cell.formula() {
        Some(TableFormula::Difference(change)) => Value::Live {
            live: Box::new(Live::Difference(change.clone())),
            result: *result,
        },
        Some(TableFormula::Rate(change)) => Value::Live {
            live: Box::new(Live::Rate(change.clone())),
            result: *result,
        },
        _ => Value::figure(cell.trace(), *result),
    };
    let look = NumberLook {
        style: *style,
        percent_sign: false,
    };
    (value, Some(style::between(before, look, after)))
}

/// Coverage; and the change where it is told in words, or over whom it is taken.
fn detail(figure: &KeyFigure) -> String {
    let change = match &figure.numbers {
        Some(numbers) if numbers.difference.is_some() => &numbers.over,
        _ => &figure.change,
    };
    let parts = [figure.coverage.as_str(), change];
    let known: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    known.join("　")
}
