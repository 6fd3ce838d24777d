//! Key figures in boxes: label, figure, coverage with change.

use super::canvas::{Canvas, Cell, Value};
use super::grid::Wish;
use super::measure;
use super::strip::{PER_ROW, WIDTH};
use super::style::{Look, Role};
use super::table::note_text;
use report::KeyFigure;

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
    for (figure, run) in group.iter().zip(&runs) {
        let put = |row: u32, text: &str, role: Role| {
            Cell::new(
                row,
                *run,
                Value::text(measure::within_cell(text)),
                Look::of(role),
            )
        };
        canvas.put(put(label, &figure.label, Role::BoxLabel));
        let mut cell = put(value, &figure.value, Role::BoxValue);
        cell.note = note_text(None, Some(&figure.trace));
        canvas.put(cell);
        canvas.put(put(foot, &detail(figure), Role::BoxDetail));
    }
}

/// Coverage and change.
fn detail(figure: &KeyFigure) -> String {
    let parts = [figure.coverage.as_str(), &figure.change];
    let known: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    known.join("　")
}
