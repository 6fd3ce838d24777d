//! Bar charts: a small table with the numbers, and beside it the native chart that reads them (drawn by
//! `native_chart`). Charts over fiscal years are composed in `strip`.
//!
//! The table stays visible: it is the text alternative of the picture. A missing value is an empty cell, which Excel
//! leaves out; the word that says why stands with the label, so it also shows along the axis.

use rust_decimal::Decimal;

use super::canvas::{Canvas, Cell, ChartSpec, Kind, Value};
use super::grid::{Run, Wish};
use super::map::titled;
use super::measure;
use super::style::{Look, NumberLook, Role};
use super::text;
use report::{Align, BarChart, NumberStyle};

/// Height of a row beside a chart in points, and the same in pixels.
pub(super) const ROW: (f64, u32) = (16.5, 22);
/// Rows a chart takes at least.
const LEAST_ROWS: u32 = 11;
/// Pixels a chart is wide at least.
const LEAST_WIDTH: u32 = 400;
/// Longest alternative text Excel keeps, in UTF-16 units.
const ALT_LIMIT: usize = 255;

/// What both kinds of chart share.
pub(super) struct Source<'a> {
    pub(super) kind: Kind,
    pub(super) title: &'a str,
    pub(super) unit: &'a str,
    pub(super) alt: &'a str,
    pub(super) style: NumberStyle,
    pub(super) category: &'a str,
    pub(super) points: &'a [(String, Result<Decimal, String>)],
    pub(super) traces: &'a [String],
    pub(super) reference: Option<&'a (String, Decimal)>,
}

/// Where a chart stands, and how large it is in pixels.
pub(super) struct Frame {
    pub(super) row: u32,
    pub(super) col: u16,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// Horizontal bars, one for each `unit`.
pub(super) fn bars(canvas: &mut Canvas, chart: &BarChart, unit: &str) {
    compose(
        canvas,
        &Source {
            kind: Kind::Bars,
            title: &chart.title,
            unit: &chart.unit,
            alt: &chart.alt,
            style: chart.style,
            category: unit,
            points: &chart.bars,
            traces: &[],
            reference: chart.reference.as_ref(),
        },
    );
}

/// The table, the chart beside it, and what the picture says.
fn compose(canvas: &mut Canvas, source: &Source<'_>) {
    canvas.gap(8.0);
    if source.points.is_empty() {
        // A chart cannot read an empty range.
        text::caption(canvas, &titled(source.title, source.unit));
        text::remark(canvas, source.alt);
        return;
    }
    text::caption(canvas, &titled(source.title, source.unit));
    let runs = canvas.grid.fit(&wishes(source));
    let head = canvas.next_row;
    take_rows(canvas, source, &runs);
    table(canvas, source, head, &runs);
    while canvas.next_row < head + LEAST_ROWS {
        canvas.take_row(ROW.0);
    }
    if let Some(last) = runs.last() {
        let beside = beside(canvas, last);
        canvas.last_col = canvas.last_col.max(beside.last);
        let frame = Frame {
            row: head,
            col: beside.first,
            width: canvas.grid.pixels(beside).saturating_sub(16),
            height: (canvas.next_row - head) * ROW.1 - 4,
        };
        canvas.charts.extend(spec(source, head, &runs, frame));
    }
    text::remark(canvas, source.alt);
}

/// The chart that reads a table whose head stands in a row; its columns are label, value and perhaps reference.
pub(super) fn spec(
    source: &Source<'_>,
    head: u32,
    runs: &[Run],
    frame: Frame,
) -> Option<ChartSpec> {
    let [labels, values, rest @ ..] = runs else {
        return None;
    };
    Some(ChartSpec {
        kind: source.kind,
        title: source.title.to_owned(),
        alt: measure::first_units(source.alt, ALT_LIMIT).to_owned(),
        category_title: source.category.to_owned(),
        value_title: source.unit.to_owned(),
        number: NumberLook {
            style: source.style,
            percent_sign: false,
        },
        head,
        last: head + u32::try_from(source.points.len()).unwrap_or(u32::MAX),
        labels: labels.first,
        values: values.first,
        reference: rest.first().map(|run| run.first),
        label_pixels: label_pixels(source),
        floor: floor(source),
        row: frame.row,
        col: frame.col,
        width: frame.width,
        height: frame.height,
    })
}

/// The columns to the right of the table, as far as text reaches and at least as wide as a readable chart.
fn beside(canvas: &mut Canvas, table: &Run) -> Run {
    let text = canvas.grid.text_run();
    let first = table.last + 1;
    let mut run = canvas.grid.take(first, Wish::of(5.5));
    if text.last > run.last {
        run.last = text.last;
    }
    while canvas.grid.pixels(run) < LEAST_WIDTH {
        let next = canvas.grid.take(run.last + 1, Wish::of(5.5));
        run.last = next.last;
    }
    run
}

/// Widths of label, value and reference.
fn wishes(source: &Source<'_>) -> Vec<Wish> {
    let labels = source
        .points
        .iter()
        .map(|point| measure::width(&label(source.kind, point)));
    let numbers = source
        .points
        .iter()
        .filter_map(|(_, value)| value.as_ref().ok());
    let numbers = numbers.chain(source.reference.map(|(_, value)| value));
    let digits = numbers
        .map(|value| measure::width(&source.style.show(*value)))
        .max();
    #[expect(clippy::cast_precision_loss, reason = "text widths are small numbers")]
    let (label, least) = (
        labels.max().unwrap_or(0).clamp(10, 30) as f64 + 2.0,
        digits.unwrap_or(0) as f64 + 2.5,
    );
    let number = Wish {
        width: least.max(11.0),
        least,
    };
    let mut wishes = vec![Wish::of(label), number];
    wishes.extend(source.reference.map(|_| number));
    wishes
}

/// A label, with the reason where there is no value.
pub(super) fn label(kind: Kind, (label, value): &(String, Result<Decimal, String>)) -> String {
    match (value, kind) {
        (Err(word), Kind::Bars) if !word.is_empty() => format!("{label}（{word}）"),
        // Under a column there is little room sideways.
        (Err(word), Kind::Columns) if !word.is_empty() => format!("{label}\n（{word}）"),
        // What must be known of a column stands under its year.
        (_, Kind::Columns) => label.replacen('（', "\n（", 1),
        _ => label.clone(),
    }
}

/// Width of the longest label in pixels: 9 points make a half-width character of 6 pixels.
fn label_pixels(source: &Source<'_>) -> u32 {
    let labels = source.points.iter();
    let widest = labels.map(|point| measure::width(&label(source.kind, point)));
    u32::try_from(widest.max().unwrap_or(0).min(30)).unwrap_or(30) * 6
}

/// The texts over the columns of the table.
fn heads(source: &Source<'_>) -> Vec<String> {
    let mut heads = vec![source.category.to_owned(), value_head(source.unit)];
    heads.extend(source.reference.map(|(name, _)| name.clone()));
    heads
}

/// Rows for head and body of the table.
fn take_rows(canvas: &mut Canvas, source: &Source<'_>, runs: &[Run]) {
    let heads = heads(source);
    let lines = heads
        .iter()
        .zip(runs)
        .map(|(head, run)| measure::lines(head, canvas.grid.width(*run)));
    // A head of more lines takes whole rows, so that the chart's height stays a number of rows.
    canvas.take_row(row_height(lines.max().unwrap_or(1)));
    for point in source.points {
        canvas.take_row(row_height(label(source.kind, point).lines().count()));
    }
}

/// Head and rows of the table, on rows that are already taken.
pub(super) fn table(canvas: &mut Canvas, source: &Source<'_>, head: u32, runs: &[Run]) {
    for (text, run) in heads(source).into_iter().zip(runs) {
        let look = Look::of(Role::Head);
        canvas.put(Cell::new(head, *run, Value::text(text), look));
    }
    let number = Look::of(Role::Body)
        .aligned(Align::End)
        .with_number(source.style, false);
    let mut name = Look::of(Role::Body).aligned(Align::Start);
    name.is_head = true;
    for (index, (row, point)) in (head + 1..).zip(source.points).enumerate() {
        let label = Value::text(measure::within_cell(&label(source.kind, point)));
        let value = point.1.as_ref().map_or(Value::Empty, |value| {
            Value::figure(source.traces.get(index).map(String::as_str), *value)
        });
        let reference = source.reference.map(|(_, value)| Value::Number(*value));
        let cells = [(label, name), (value, number)];
        let cells = cells
            .into_iter()
            .chain(reference.map(|value| (value, number)));
        for ((value, look), run) in cells.zip(runs) {
            canvas.put(Cell::new(row, *run, value, look));
        }
    }
}

/// Height of a row of the table: a single line takes a little less than elsewhere, or a chart would fill the page.
pub(super) fn row_height(lines: usize) -> f64 {
    if lines > 1 {
        measure::height(lines)
    } else {
        ROW.0
    }
}

/// Head of the column with the values.
fn value_head(unit: &str) -> String {
    if unit.is_empty() {
        "値".to_owned()
    } else {
        format!("値（{unit}）")
    }
}

/// Bars start at zero, or their lengths would mislead; with negative values Excel finds the end itself.
fn floor(source: &Source<'_>) -> Option<f64> {
    let mut values = source
        .points
        .iter()
        .filter_map(|(_, value)| value.as_ref().ok());
    values.all(|value| !value.is_sign_negative()).then_some(0.0)
}
