//! Charts over fiscal years, three side by side, each over the small table it reads.
//!
//! The table stays visible: it is the text alternative of the picture, and names why a value is missing.

use super::canvas::{Canvas, Cell, Kind, Value};
use super::chart::{self, Frame, ROW, Source};
use super::grid::{Run, Wish};
use super::map::titled;
use super::measure;
use super::style::{Look, Role};
use report::TrendChart;

/// Charts side by side.
pub(super) const PER_ROW: usize = 3;
/// Half-width characters for one chart: a third of the width for text.
pub(super) const WIDTH: f64 = 31.0;
/// Rows a chart takes.
const ROWS: u32 = 11;
/// Half-width characters for the year and for the value in the table; what is left keeps two tables apart.
const COLUMNS: [f64; 2] = [14.0, 12.0];

/// One row of charts: titles, pictures, tables.
pub(super) fn row(canvas: &mut Canvas, group: &[&TrendChart]) {
    canvas.gap(8.0);
    let runs = canvas.grid.fit(&vec![Wish::of(WIDTH); group.len()]);
    let pairs: Vec<(&TrendChart, Run)> = group.iter().copied().zip(runs).collect();
    titles(canvas, &pairs);
    let top = canvas.next_row;
    for _ in 0..ROWS {
        canvas.take_row(ROW.0);
    }
    let head = canvas.take_row(ROW.0);
    let longest = group.iter().map(|chart| chart.points.len()).max();
    let heights = (0..longest.unwrap_or(0)).map(|at| {
        let labels = group.iter().filter_map(|chart| chart.points.get(at));
        let lines =
            labels.map(|point| measure::lines(&chart::label(Kind::Columns, point), COLUMNS[0]));
        chart::row_height(lines.max().unwrap_or(1))
    });
    for height in heights.collect::<Vec<_>>() {
        canvas.take_row(height);
    }
    for (chart, run) in pairs {
        // A chart cannot read an empty range.
        if chart.points.is_empty() {
            canvas.put(Cell::new(
                top,
                run,
                Value::text(&chart.alt),
                Look::of(Role::Remark),
            ));
            continue;
        }
        let (columns, source) = (columns(canvas, run), source(chart));
        chart::table(canvas, &source, head, &columns);
        let frame = Frame {
            row: top,
            col: run.first,
            width: canvas.grid.pixels(run).saturating_sub(14),
            height: ROWS * ROW.1 - 6,
        };
        canvas
            .charts
            .extend(chart::spec(&source, head, &columns, frame));
    }
    canvas.gap(6.0);
}

/// The captions over the pictures, on one row.
fn titles(canvas: &mut Canvas, pairs: &[(&TrendChart, Run)]) {
    let texts: Vec<(String, f64)> = pairs
        .iter()
        .map(|(chart, run)| {
            let room = canvas.grid.width(*run);
            let title = titled(&chart.title, &chart.unit);
            (measure::with_whole_brackets(&title, room), room)
        })
        .collect();
    let lines = texts.iter().map(|(text, room)| measure::lines(text, *room));
    let row = canvas.take_row(measure::height(lines.max().unwrap_or(1)));
    for ((_, run), (text, _)) in pairs.iter().zip(&texts) {
        let value = Value::text(measure::within_cell(text));
        canvas.put(Cell::new(row, *run, value, Look::of(Role::Caption)));
    }
}

/// The columns of year and value under a picture, within its run.
fn columns(canvas: &mut Canvas, run: Run) -> [Run; 2] {
    let within = |taken: Run| Run {
        last: taken.last.min(run.last),
        ..taken
    };
    let labels = within(canvas.grid.take(run.first, Wish::of(COLUMNS[0])));
    let values = within(canvas.grid.take(labels.last + 1, Wish::of(COLUMNS[1])));
    [labels, values]
}

/// The chart over its table, as both kinds of chart are made.
fn source(chart: &TrendChart) -> Source<'_> {
    Source {
        kind: Kind::Columns,
        title: &chart.title,
        unit: &chart.unit,
        alt: &chart.alt,
        style: chart.style,
        category: "年度",
        points: &chart.points,
        traces: &chart.traces,
        reference: None,
    }
}
