//! Free text, item by item: the ward, its words unchanged, and where they stand.

use super::canvas::{Canvas, Cell, Value};
use super::grid::{Run, Wish};
use super::measure;
use super::style::{Look, Role};
use super::text;
use report::{Align, Emphasis, NarrativeSection};

/// Widths of the unit's name, 本文 and 出典 in half-width characters.
const WIDTHS: [f64; 3] = [11.0, 82.0, 34.0];

/// The columns free text asks for.
pub(super) fn wishes() -> Vec<Wish> {
    WIDTHS.map(Wish::of).to_vec()
}

/// The three column heads; gives their row.
pub(super) fn compose_head(canvas: &mut Canvas, unit: &str) -> u32 {
    let runs = canvas.grid.fit(&wishes());
    let row = canvas.take_row(measure::height(1));
    for (run, head) in runs.iter().zip([unit, "本文", "出典"]) {
        canvas.put(Cell::new(
            row,
            *run,
            Value::text(head),
            Look::of(Role::Head),
        ));
    }
    row
}

/// One section: a band with its title, the entries, and the wards that wrote nothing.
pub(super) fn compose(canvas: &mut Canvas, section: &NarrativeSection, unit: &str) {
    let runs = canvas.grid.fit(&wishes());
    let [ward, words, source] = runs.as_slice() else {
        return;
    };
    let parts = [section.title.as_str(), &section.year];
    let known: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    text::wrapped(
        canvas,
        ward.to(*source),
        &known.join("　"),
        Look::of(Role::Band),
    );
    for entry in &section.entries {
        let room = canvas.grid.width(*words);
        let place = format!("{} › {}!{}", entry.file, entry.sheet, entry.cell);
        let place = match entry.note.is_empty() {
            true => place,
            false => format!("{}　{place}", entry.note),
        };
        for (index, piece) in measure::pieces(&entry.text, room).into_iter().enumerate() {
            let author = if index == 0 {
                entry.ward.clone()
            } else {
                format!("{}（続き）", entry.ward)
            };
            line(
                canvas,
                [(*ward, &author), (*words, piece), (*source, &place)],
            );
        }
    }
    if !section.silent.is_empty() {
        let silent = format!(
            "記入のない{unit}（{}{unit}）：{}",
            section.silent.len(),
            section.silent.join("、")
        );
        let look = Look::of(Role::Body)
            .aligned(Align::Start)
            .with_emphasis(Emphasis::Muted);
        text::wrapped(canvas, ward.to(*source), &silent, look);
    }
    canvas.gap(8.0);
}

/// One row: author, words, source.
fn line(canvas: &mut Canvas, cells: [(Run, &str); 3]) {
    let lines = cells.map(|(run, text)| measure::lines(text, canvas.grid.width(run)));
    let lines = lines.into_iter().max().unwrap_or(1);
    let role = if lines > 1 { Role::Words } else { Role::Body };
    let row = canvas.take_row(measure::height(lines));
    for (index, (run, text)) in cells.into_iter().enumerate() {
        let mut look = Look::of(role).aligned(Align::Start);
        look.is_head = index == 0;
        if index == 2 {
            look.emphasis = Emphasis::Muted;
        }
        let value = Value::text(measure::within_cell(text));
        canvas.put(Cell::new(row, run, value, look));
    }
}
