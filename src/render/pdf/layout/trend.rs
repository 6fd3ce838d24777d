//! Columns over fiscal years, each under its value.

use super::super::document::{Area, Shape, Tag};
use super::chart::{LABEL, figure, ground, length, value_text};
use super::composer::Composer;
use super::label::fitted;
use super::prose::count;
use super::style::{GREY, INK, RULE, Style};
use report::TrendChart;

/// Height of the longest column of a trend.
pub(super) const PLOT: f32 = 72.0;

/// Height of a trend's picture without its title.
pub(super) fn trend_height(chart: &TrendChart, plot: f32) -> f32 {
    let has_second = chart.points.iter().any(|(label, _)| label.contains('（'));
    plot + 28.0 + if has_second { SECOND } else { 0.0 }
}

/// What stands in brackets behind a year has a line of its own.
const SECOND: f32 = 9.0;

/// Draws the columns of a trend between two edges, at the place reached.
pub(super) fn trend(
    composer: &mut Composer,
    chart: &TrendChart,
    (left, width): (f32, f32),
    plot: f32,
) {
    let end = composer.y + trend_height(chart, plot);
    let figure = figure(composer, &chart.alt, &chart.title);
    let tag = Tag::Content(figure);
    let top = composer.y + 14.0;
    let base = top + plot;
    let values = chart
        .points
        .iter()
        .filter_map(|(_, value)| value.as_ref().ok());
    let most = values.map(|value| length(*value)).fold(0.0, f32::max);
    let most = if most > 0.0 { most } else { 1.0 };
    let step = width / count(chart.points.len().max(1));
    let column = (step * 0.5).min(46.0);
    for (index, (label, value)) in chart.points.iter().enumerate() {
        let x = left + step * count(index);
        let text = value_text(value, chart.style);
        let high = value
            .as_ref()
            .map_or(0.0, |value| (length(*value) / most * plot).max(0.8));
        let style = if value.is_ok() {
            LABEL.bold().colored(INK)
        } else {
            LABEL.colored(GREY)
        };
        let area = Area {
            x: x + (step - column) / 2.0,
            y: base - high,
            width: column,
            height: high,
        };
        let is_under_way = chart.is_under_way && index + 1 == chart.points.len();
        if value.is_ok() {
            ground(composer, tag, area, is_under_way);
        }
        fitted(composer, tag, (x, step, base - high - 13.0), style, &text);
        let style = Style::NOTE.colored(INK);
        let (year, rest) = label.split_at(label.find('（').unwrap_or(label.len()));
        fitted(composer, tag, (x, step, base + 1.0), style, year);
        fitted(composer, tag, (x, step, base + 1.0 + SECOND), style, rest);
    }
    composer.draw(
        tag,
        Shape::rule((left, base), (left + width, base), 0.8, RULE),
    );
    composer.y = end;
}
