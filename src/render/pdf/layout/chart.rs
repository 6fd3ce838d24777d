//! Bars, and what all charts share. Every value stands beside its bar, so the picture says nothing that the text does not.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::super::document::{Area, ElementId, Role, Shape, Tag};
use super::super::font::clean;
use super::composer::{Align, Composer, indent};
use super::label::squeezed;
use super::line::Line;
use super::prose::{Least, count};
use super::style::{BAR, ERROR, GREY, RULE, Style, WHITE};
use report::{BarChart, NumberStyle};

pub(super) const LABEL: Style = Style {
    size: 8.0,
    leading: 11.0,
    ..Style::BODY
};
/// The least height of a bar with its gap, and the greatest, on a page with much room.
const ROW: f32 = 11.6;
const HIGHEST_ROW: f32 = 13.6;

/// A value as drawn: its length factor and its words.
pub(super) fn value_text(value: &Result<Decimal, String>, style: NumberStyle) -> String {
    match value {
        Ok(number) if style.percent => format!("{}％", style.show(*number)),
        Ok(number) => style.show(*number),
        Err(word) => word.clone(),
    }
}

/// A number for drawing only; what is printed comes from the exact decimal.
pub(super) fn number(value: Decimal) -> f32 {
    value.to_f32().unwrap_or(0.0)
}

/// A length for drawing.
pub(super) fn length(value: Decimal) -> f32 {
    number(value).max(0.0)
}

/// Adds a picture with its description: the sentence, else the title.
pub(super) fn figure(composer: &mut Composer, alt: &str, title: &str) -> ElementId {
    let figure = composer.element(Role::Figure);
    let texts = [alt, title]
        .into_iter()
        .find(|text| !text.trim().is_empty());
    composer.element_mut(figure).alt = Some(clean(texts.unwrap_or("図")));
    figure
}

/// Title and unit of a chart.
pub(super) fn titled(title: &str, unit: &str) -> String {
    if unit.is_empty() {
        title.to_owned()
    } else {
        format!("{title}（{unit}）")
    }
}

/// Below a picture's title.
const UNDER_TITLE: f32 = 4.0;
/// A title a little too long for a line is made smaller, down to this part, rather than broken.
const LEAST_TITLE: f32 = 0.86;

/// The lines of a picture's title and their look.
fn title_lines(composer: &Composer, text: &str, width: f32) -> (Style, Vec<Line>) {
    let style = Style::CAPTION;
    let part = width / composer.measure(&clean(text), style).max(1.0);
    let style = if (LEAST_TITLE..1.0).contains(&part) {
        Style {
            size: style.size * part - 0.01,
            ..style
        }
    } else {
        style
    };
    (style, composer.lines(text, width, style))
}

/// The height of a picture's title.
pub(super) fn title_height(composer: &Composer, text: &str, width: f32) -> f32 {
    let (style, lines) = title_lines(composer, text, width);
    count(lines.len()) * style.leading + UNDER_TITLE
}

/// Puts the title over a picture.
pub(super) fn picture_title(composer: &mut Composer, (left, width): (f32, f32), text: &str) {
    let element = composer.element(Role::P);
    let (style, lines) = title_lines(composer, text, width);
    composer.set(element, left - composer.left(), style, &lines, 0.0);
    composer.y += UNDER_TITLE;
}

/// The height of bars, of more than a page holds that of the first part; and that of the first few.
pub(super) fn bars_height(composer: &Composer, chart: &BarChart) -> Least {
    let rows = chart
        .bars
        .len()
        .min(rows_in(composer, chart, composer.full_height()));
    let height = |rows: usize| 8.0 + over(composer, chart) + count(rows) * ROW;
    Least {
        must: height(rows.min(FEW)),
        wanted: height(rows),
    }
}

/// So many bars at least stand under a heading.
const FEW: usize = 6;

/// What stands over and under the bars.
fn over(composer: &Composer, chart: &BarChart) -> f32 {
    let title = continued(&titled(&chart.title, &chart.unit));
    title_height(composer, &title, composer.width()) + top_room(chart) + 6.0
}

fn continued(title: &str) -> String {
    format!("{title}（続き）")
}

/// Room for the name of the line of reference.
fn top_room(chart: &BarChart) -> f32 {
    if chart.reference.is_some() { 12.0 } else { 2.0 }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rows on a page"
)]
fn rows_in(composer: &Composer, chart: &BarChart, room: f32) -> usize {
    ((room - over(composer, chart)) / ROW).max(1.0) as usize
}

/// Lays out horizontal bars; more than a page holds are continued in a second picture. `below` is the height of the
/// pictures that go with them: what they leave of the page makes the bars broader.
pub(super) fn bars(composer: &mut Composer, chart: &BarChart, below: f32) {
    let span = (composer.left(), composer.width());
    let (top_room, over) = (top_room(chart), over(composer, chart));
    let per_page = rows_in(composer, chart, composer.full_height());
    let mut measure = Measure::new(composer, chart);
    if chart.bars.len() <= per_page {
        // With a hair to spare: the rows are to fit, not to be a rounding error too high.
        let free = composer.room() - 8.5 - over - below;
        let row = free / count(chart.bars.len().max(1));
        measure.row = row.clamp(ROW, HIGHEST_ROW);
    }
    let mut rest = chart.bars.as_slice();
    let mut index = 0;
    while !rest.is_empty() {
        composer.gap(8.0);
        let most = rest.len().min(per_page);
        let is_over = over + count(most) * measure.row > composer.room();
        // What a page holds, but not under a heading, begins there all the same: else that would stand alone.
        let rows = if is_over && composer.is_below_heading() {
            measure.row = ROW;
            most.min(rows_in(composer, chart, composer.room()))
        } else {
            most
        };
        let (part, after) = rest.split_at(rows);
        rest = after;
        composer.need(over + count(part.len()) * measure.row);
        let title = titled(&chart.title, &chart.unit);
        let title = if index == 0 { title } else { continued(&title) };
        index += 1;
        picture_title(composer, span, &title);
        let figure = figure(composer, &chart.alt, &chart.title);
        let tag = Tag::Content(figure);
        let first_row = composer.y + top_room;
        composer.y = first_row;
        for (_, value) in part {
            measure.bar(composer, tag, value, chart.is_under_way);
        }
        measure.reference(composer, chart, tag, first_row - top_room);
        composer.y = first_row;
        for (label, value) in part {
            measure.words(composer, chart, tag, label, value);
        }
        composer.y += 6.0;
    }
}

/// Where labels end and how long the longest bar is.
struct Measure {
    left: f32,
    label: f32,
    bar: f32,
    most: f32,
    row: f32,
}

impl Measure {
    fn new(composer: &Composer, chart: &BarChart) -> Self {
        let (mut label, mut value, mut most) = (0.0_f32, 0.0_f32, 0.0_f32);
        for (name, number) in &chart.bars {
            label = label.max(composer.measure(name, LABEL));
            value = value.max(composer.measure(&value_text(number, chart.style), LABEL));
            most = most.max(number.as_ref().map_or(0.0, |number| length(*number)));
        }
        if let Some((_, reference)) = &chart.reference {
            most = most.max(length(*reference));
        }
        let label = label.min(composer.width() * 0.4) + 6.0;
        Self {
            left: composer.left(),
            label,
            bar: (composer.width() - label - value.min(120.0) - 12.0).max(40.0),
            most: if most > 0.0 { most } else { 1.0 },
            row: ROW,
        }
    }

    fn long(&self, value: Decimal) -> f32 {
        length(value) / self.most * self.bar
    }

    fn bar(
        &self,
        composer: &mut Composer,
        tag: Tag,
        value: &Result<Decimal, String>,
        is_under_way: bool,
    ) {
        let (top, start) = (composer.y, self.left + self.label);
        if let Ok(number) = value {
            let area = Area {
                x: start,
                y: top + 1.8,
                width: self.long(*number),
                height: self.row - 3.6,
            };
            ground(composer, tag, area, is_under_way);
        }
        let (from, to) = ((start, top), (start, top + self.row));
        composer.draw(tag, Shape::rule(from, to, 0.6, RULE));
        composer.y += self.row;
    }

    fn words(
        &self,
        composer: &mut Composer,
        chart: &BarChart,
        tag: Tag,
        label: &str,
        value: &Result<Decimal, String>,
    ) {
        let (top, start) = (composer.y, self.left + self.label);
        let (style, label, wide) = squeezed(composer, label, self.label - 6.0, LABEL);
        let x = self.left + indent(self.label - 6.0, wide, Align::End);
        let words = top + (self.row - LABEL.leading) / 2.0;
        composer.text(tag, x, words, style, &label);
        let text = value_text(value, chart.style);
        let (x, style) = match value {
            Ok(number) => (start + self.long(*number) + 4.0, LABEL),
            Err(_) => (start + 4.0, LABEL.colored(GREY)),
        };
        // White under the number, so that the line of reference stops before it rather than strike it out.
        let area = Area {
            x: x - 2.0,
            y: top,
            width: composer.measure(&text, style) + 5.0,
            height: self.row,
        };
        composer.draw(tag, Shape::Fill { area, color: WHITE });
        composer.text(tag, x, words, style, &text);
        composer.y += self.row;
    }

    fn reference(&self, composer: &mut Composer, chart: &BarChart, tag: Tag, top: f32) {
        let Some((label, value)) = &chart.reference else {
            return;
        };
        let x = self.left + self.label + length(*value) / self.most * self.bar;
        let text = format!("{label} {}", value_text(&Ok(*value), chart.style));
        let style = Style::NOTE.bold().colored(ERROR);
        let wide = composer.measure(&text, style);
        let limit = self.left + composer.width() - wide;
        composer.text(
            tag,
            (x - wide / 2.0).min(limit).max(self.left),
            top,
            style,
            &text,
        );
        let bottom = composer.y;
        // On a white ground of its own: red on blue is hard to see and, copied, grey on grey.
        let (from, to) = ((x, top + style.leading), (x, bottom));
        composer.draw(tag, Shape::rule(from, to, 2.6, WHITE));
        composer.draw(tag, Shape::dashes(from, to, 0.9, ERROR));
    }
}

/// Between two strokes of a hatching.
const HATCH: f32 = 3.4;

/// A bar: full, or hatched in its frame where what it counts goes on.
pub(super) fn ground(composer: &mut Composer, tag: Tag, area: Area, is_under_way: bool) {
    if !is_under_way {
        composer.draw(tag, Shape::Fill { area, color: BAR });
        return;
    }
    let bottom = area.y + area.height;
    let mut stroke = |from, to| composer.draw(tag, Shape::rule(from, to, 0.7, BAR));
    // Each from the foot or the right up to the left or the top, by how far it is from the lower left corner.
    let mut far = HATCH;
    while far < area.width + area.height {
        let from = (
            area.x + far.min(area.width),
            bottom - (far - area.width).max(0.0),
        );
        let to = (
            area.x + (far - area.height).max(0.0),
            bottom - far.min(area.height),
        );
        stroke(from, to);
        far += HATCH;
    }
    for (from, to) in area.sides() {
        stroke(from, to);
    }
}
