//! The units' values of two years: a tick for the one before, a square for the year, and what lies between them, with the
//! value and the change beside. Nothing is told by colour: a tick is no square, and a decline is bold.

use rust_decimal::Decimal;

use super::super::document::{Area, Shape, Tag};
use super::chart::{figure, number, value_text};
use super::composer::{Align, Composer, indent};
use super::label::squeezed;
use super::prose::count;
use super::style::{BAR, FINE, GREY, INK, RULE, Style};
use report::{ChangeChart, ChangeRow};

const LABEL: Style = Style {
    size: 7.2,
    leading: 9.6,
    ..Style::BODY
};
/// Height of a row where there is room.
const ROW: f32 = 10.4;
/// What stands over the rows: which mark is which year.
const KEY: f32 = 12.0;
/// Rows take no more than this part of a page: headings and a title of some lines stand above them.
const MOST: f32 = 0.7;
/// The part of the width that names may take.
const NAMES: f32 = 0.3;
/// Side of the square of the year.
const SQUARE: f32 = 4.4;
/// Between two columns.
const GAP: f32 = 5.0;
/// The marks keep at least this room.
const LEAST: f32 = 24.0;

fn row_height(composer: &Composer, chart: &ChangeChart) -> f32 {
    let room = MOST * composer.full_height() - KEY;
    ROW.min(room / count(chart.rows.len().max(1)))
}

/// The height of the picture without its title.
pub(super) fn height(composer: &Composer, chart: &ChangeChart) -> f32 {
    KEY + count(chart.rows.len()) * row_height(composer, chart) + 4.0
}

/// Whether the names stand in this width without being made smaller.
pub(super) fn has_room(composer: &Composer, chart: &ChangeChart, width: f32) -> bool {
    let names = chart.rows.iter();
    let mut names = names.map(|row| composer.measure(&row.label, LABEL.bold()));
    names.all(|wide| wide <= width * NAMES)
}

/// Draws the rows between two edges, at the place reached.
pub(super) fn draw(composer: &mut Composer, chart: &ChangeChart, span: (f32, f32)) {
    let (top, end) = (composer.y, composer.y + height(composer, chart));
    let tag = Tag::Content(figure(composer, &chart.alt, &chart.title));
    let columns = Columns::new(composer, chart, span);
    columns.key(composer, chart, tag, top);
    let high = row_height(composer, chart);
    for (index, row) in chart.rows.iter().enumerate() {
        let y = top + KEY + high * count(index);
        columns.row(composer, chart, (tag, y, high), row);
    }
    composer.y = end;
}

/// Where names end, where the marks stand, and where value and change end.
struct Columns {
    left: f32,
    name: f32,
    start: f32,
    wide: f32,
    value: f32,
    right: f32,
    least: f32,
    greatest: f32,
}

impl Columns {
    fn new(composer: &Composer, chart: &ChangeChart, (left, width): (f32, f32)) -> Self {
        let widest = |text: &dyn Fn(&ChangeRow) -> String, most: f32| {
            let rows = chart.rows.iter();
            let widths = rows.map(|row| composer.measure(&text(row), LABEL.bold()));
            widths.fold(0.0, f32::max).min(most)
        };
        let name = widest(&|row| row.label.clone(), width * NAMES);
        let value = |row: &ChangeRow| match &row.now {
            Ok(_) => value_text(&row.now, chart.style),
            Err(_) => String::new(),
        };
        let value = widest(&value, width * 0.2);
        let change = widest(&|row| row.change.clone(), width * 0.22);
        let start = left + name + GAP + SQUARE;
        let used = name + value + change + 3.0 * GAP + 2.0 * SQUARE;
        let both = chart
            .rows
            .iter()
            .flat_map(|row| [row.before, row.now.as_ref().ok().copied()]);
        let known: Vec<f32> = both.flatten().map(number).collect();
        Self {
            left,
            name,
            start,
            wide: (width - used).max(LEAST),
            value: left + width - change - GAP,
            right: left + width,
            least: known.iter().copied().fold(f32::MAX, f32::min),
            greatest: known.iter().copied().fold(f32::MIN, f32::max),
        }
    }

    fn place(&self, value: Decimal) -> f32 {
        let range = self.greatest - self.least;
        let part = if range > 0.0 {
            (number(value) - self.least) / range
        } else {
            0.5
        };
        self.start + part * self.wide
    }

    /// Which mark is which year.
    fn key(&self, composer: &mut Composer, chart: &ChangeChart, tag: Tag, top: f32) {
        let style = Style::NOTE.colored(INK);
        let middle = top + style.leading / 2.0;
        let mut x = self.left;
        if chart.rows.iter().any(|row| row.before.is_some()) {
            composer.draw(tag, tick(x + 1.0, middle));
            x += 5.0;
            composer.text(tag, x, top, style, &chart.before);
            x += composer.measure(&chart.before, style) + 10.0;
        }
        composer.draw(tag, square(x + SQUARE / 2.0, middle));
        composer.text(tag, x + SQUARE + 3.0, top, style, &chart.now);
    }

    fn row(
        &self,
        composer: &mut Composer,
        chart: &ChangeChart,
        (tag, top, high): (Tag, f32, f32),
        row: &ChangeRow,
    ) {
        let middle = top + high / 2.0;
        let style = LABEL.sized(LABEL.size.min(high * 0.7));
        let words = middle - style.leading / 2.0;
        let put = |composer: &mut Composer, edge: f32, room: f32, style: Style, text: &str| {
            let (style, text, wide) = squeezed(composer, text, room, style);
            let x = edge + indent(room, wide, Align::End);
            composer.text(tag, x, words, style, &text);
        };
        let name = if row.is_whole { style.bold() } else { style };
        put(composer, self.left, self.name, name, &row.label);
        let (from, to) = (self.start - SQUARE, self.start + self.wide + SQUARE);
        composer.draw(tag, Shape::rule((from, middle), (to, middle), 0.3, FINE));
        let Ok(now) = &row.now else {
            let text = value_text(&row.now, chart.style);
            let (grey, text, _) = squeezed(composer, &text, self.right - to, style.colored(GREY));
            composer.text(tag, to, words, grey, &text);
            return;
        };
        let x = self.place(*now);
        if let Some(before) = row.before {
            let from = self.place(before);
            composer.draw(tag, Shape::rule((from, middle), (x, middle), 1.4, BAR));
            composer.draw(tag, tick(from, middle));
        }
        composer.draw(tag, square(x, middle));
        // A number is made smaller, never cut.
        let text = value_text(&row.now, chart.style);
        let (room, wide) = (self.value - to, composer.measure(&text, name));
        let look = name.sized(name.size * (room / wide.max(room)).max(0.2));
        let x = self.value - composer.measure(&text, look);
        composer.text(tag, x, words, look, &text);
        let is_less = row.before.is_some_and(|before| *now < before);
        let look = if is_less || row.is_whole {
            style.bold()
        } else {
            style
        };
        put(
            composer,
            self.value,
            self.right - self.value,
            look,
            &row.change,
        );
    }
}

fn tick(x: f32, middle: f32) -> Shape {
    Shape::rule((x, middle - 3.4), (x, middle + 3.4), 1.0, RULE)
}

fn square(x: f32, middle: f32) -> Shape {
    let area = Area {
        x: x - SQUARE / 2.0,
        y: middle - SQUARE / 2.0,
        width: SQUARE,
        height: SQUARE,
    };
    Shape::Fill { area, color: BAR }
}
