//! Charts over fiscal years, three side by side, each over the small table it reads.
//!
//! The table stays visible: it is the text alternative of the picture, and names why a value is missing.

use super::canvas::{Canvas, Cell, Value};
use super::chart::{self, ChartSpec, Kind, ROW};
use super::grid::{Run, Wish};
use super::map::titled;
use super::measure;
use super::style::{Look, NumberLook, Role};
use crate::report::{Align, TrendChart};

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
        let columns = columns(canvas, run);
        table(canvas, chart, head, columns);
        picture(canvas, chart, (top, head), run, columns);
    }
    canvas.gap(6.0);
}

/// The captions over the pictures, on one row.
fn titles(canvas: &mut Canvas, pairs: &[(&TrendChart, Run)]) {
    let lines = pairs.iter().map(|(chart, run)| {
        measure::lines(&titled(&chart.title, &chart.unit), canvas.grid.width(*run))
    });
    let row = canvas.take_row(measure::height(lines.max().unwrap_or(1)));
    for (chart, run) in pairs {
        let title = titled(&chart.title, &chart.unit);
        let value = Value::text(measure::within_cell(&title));
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

/// Head and rows of the table.
fn table(canvas: &mut Canvas, chart: &TrendChart, head: u32, [labels, values]: [Run; 2]) {
    for (text, run) in [
        ("年度".to_owned(), labels),
        (chart::value_head(&chart.unit), values),
    ] {
        canvas.put(Cell::new(
            head,
            run,
            Value::text(text),
            Look::of(Role::Head),
        ));
    }
    let number = Look::of(Role::Body)
        .aligned(Align::End)
        .with_number(chart.style, false);
    let mut name = Look::of(Role::Body).aligned(Align::Start);
    name.is_head = true;
    for (row, point) in (head + 1..).zip(&chart.points) {
        let label = Value::text(measure::within_cell(&chart::label(Kind::Columns, point)));
        let value = point
            .1
            .as_ref()
            .map_or(Value::Empty, |value| Value::Number(*value));
        canvas.put(Cell::new(row, labels, label, name));
        canvas.put(Cell::new(row, values, value, number));
    }
}

/// The chart over its table.
fn picture(
    canvas: &mut Canvas,
    chart: &TrendChart,
    (top, head): (u32, u32),
    run: Run,
    [labels, values]: [Run; 2],
) {
    let rows = u32::try_from(chart.points.len()).unwrap_or(u32::MAX);
    let is_negative = |point: &(String, Result<rust_decimal::Decimal, String>)| {
        point
            .1
            .as_ref()
            .is_ok_and(rust_decimal::Decimal::is_sign_negative)
    };
    canvas.charts.push(ChartSpec {
        kind: Kind::Columns,
        title: chart.title.clone(),
        alt: measure::first_units(&chart.alt, chart::ALT_LIMIT).to_owned(),
        category_title: "年度".to_owned(),
        value_title: chart.unit.clone(),
        number: NumberLook {
            style: chart.style,
            percent_sign: false,
        },
        head,
        last: head + rows,
        labels: labels.first,
        values: values.first,
        reference: None,
        label_pixels: 0,
        floor: (!chart.points.iter().any(is_negative)).then_some(0.0),
        row: top,
        col: run.first,
        width: canvas.grid.pixels(run).saturating_sub(14),
        height: ROWS * ROW.1 - 6,
    });
}
