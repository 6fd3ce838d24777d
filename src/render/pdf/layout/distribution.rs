//! How the wards' values lie: one square each over a scale, piled up where they lie close, and a line at the middle one.

use rust_decimal::Decimal;

use super::super::document::{Area, Shape, Tag};
use super::chart::{figure, picture_title, title_height, titled};
use super::composer::{Align, Composer, indent};
use super::label::squeezed;
use super::prose::count;
use super::style::{BAR, ERROR, RULE, Style};
use report::Distribution;

/// Side of a square with the gap beside it.
const STEP: f32 = 7.0;
/// Squares are piled no higher than this; the pile then grows denser.
const HIGHEST: f32 = 35.0;
const OVER: f32 = 12.0;
const UNDER: f32 = 12.0;

/// The height of the picture with its title.
pub(super) fn height(composer: &Composer, spread: &Distribution) -> f32 {
    if spread.values.is_empty() {
        return 0.0;
    }
    let title = titled(&spread.title, &spread.unit);
    8.0 + title_height(composer, &title, composer.width()) + OVER + HIGHEST + UNDER
}

/// Lays out the picture; nothing without values.
pub(super) fn distribution(composer: &mut Composer, spread: &Distribution) {
    let (Some(least), Some(greatest)) = (spread.values.first(), spread.values.last()) else {
        return;
    };
    composer.gap(4.0);
    composer.need(height(composer, spread) - 8.0);
    let (left, width) = (composer.left(), composer.width());
    picture_title(
        composer,
        (left, width),
        &titled(&spread.title, &spread.unit),
    );
    let figure = figure(composer, &spread.alt, &spread.title);
    let tag = Tag::Content(figure);
    let scale = Scale {
        left: left + STEP,
        width: width - 2.0 * STEP,
        least: number(least.1),
        greatest: number(greatest.1),
    };
    let top = composer.y;
    let base = top + OVER + HIGHEST;
    if let Some(median) = spread.median {
        let x = scale.place(number(median));
        let shape = rule((x, top + OVER - 2.0), (x, base), ERROR, true);
        composer.draw(tag, shape);
        let style = Style::NOTE.bold().colored(ERROR);
        let text = format!("中央値 {}", shown(spread, median));
        let wide = composer.measure(&text, style);
        let x = (x - wide / 2.0).clamp(left, left + width - wide);
        composer.text(tag, x, top - 1.0, style, &text);
    }
    // Over the line, which goes on between them.
    squares(composer, spread, &scale, tag, base);
    composer.draw(tag, rule((left, base), (left + width, base), RULE, false));
    let ends = [(least, Align::Start), (greatest, Align::End)];
    let is_one = spread.values.len() == 1;
    for (end, align) in ends.into_iter().skip(usize::from(is_one)) {
        let align = if is_one { Align::Middle } else { align };
        let text = format!("{} {}", end.0, shown(spread, end.1));
        let (style, text, wide) = squeezed(composer, &text, width / 2.0 - 4.0, Style::NOTE);
        let x = left + indent(width, wide, align);
        composer.text(tag, x, base + 1.0, style, &text);
    }
    composer.y = base + UNDER + 2.0;
}

fn squares(composer: &mut Composer, spread: &Distribution, scale: &Scale, tag: Tag, base: f32) {
    let places: Vec<f32> = spread
        .values
        .iter()
        .map(|(_, value)| (scale.place(number(*value)) / STEP).round())
        .collect();
    let piles: Vec<&[f32]> = places.chunk_by(|a, b| (a - b).abs() < 0.5).collect();
    let highest = piles.iter().map(|pile| pile.len()).max().unwrap_or(1);
    let step = STEP.min(HIGHEST / count(highest.max(1)));
    for pile in piles {
        for (level, place) in pile.iter().enumerate() {
            let area = Area {
                x: place * STEP - STEP / 2.0 + 0.4,
                y: base - step * count(level + 1) + 0.3,
                width: STEP - 0.8,
                height: (step - 0.8).max(step * 0.5),
            };
            composer.draw(tag, Shape::Fill { area, color: BAR });
        }
    }
}

/// From the least value at the left to the greatest at the right.
struct Scale {
    left: f32,
    width: f32,
    least: f32,
    greatest: f32,
}

impl Scale {
    fn place(&self, value: f32) -> f32 {
        let range = self.greatest - self.least;
        let part = if range > 0.0 {
            (value - self.least) / range
        } else {
            0.5
        };
        self.left + part * self.width
    }
}

/// A number for drawing only; what is printed comes from the exact decimal.
fn number(value: Decimal) -> f32 {
    use rust_decimal::prelude::ToPrimitive;
    value.to_f32().unwrap_or(0.0)
}

/// A median between two counts ends in .5: it is shown, not rounded away.
fn shown(spread: &Distribution, value: Decimal) -> String {
    let mut style = spread.style;
    style.decimals = style.decimals.max(value.normalize().scale().min(1));
    format!("{}{}", style.show(value), spread.unit)
}

fn rule(
    from: (f32, f32),
    to: (f32, f32),
    color: super::super::document::Color,
    is_dashed: bool,
) -> Shape {
    Shape::Rule {
        from,
        to,
        thickness: if is_dashed { 0.9 } else { 0.6 },
        color,
        is_dashed,
    }
}
