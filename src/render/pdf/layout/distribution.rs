//! How the wards' values lie: one square each over a scale, piled up where they lie close, and a line at the middle one.

use rust_decimal::Decimal;

use super::super::document::{Area, Shape, Tag};
use super::chart::{figure, number, picture_title, title_height, titled};
use super::composer::Composer;
use super::label::{SMALLEST, squeezed};
use super::prose::count;
use super::style::{BAR, ERROR, RULE, Style};
use report::Distribution;

/// Side of a square with the gap beside it.
const STEP: f32 = 7.0;
/// Squares are piled no higher than this; the pile then grows denser.
const HIGHEST: f32 = 35.0;
const OVER: f32 = 12.0;
const UNDER: f32 = 12.0;
/// Names at either end, if there is room, and the least room between two.
const NAMED: usize = 3;
const BETWEEN: f32 = 8.0;

/// The height of the picture with its title.
pub(super) fn height(composer: &Composer, spread: &Distribution, width: f32) -> f32 {
    if spread.values.is_empty() {
        return 0.0;
    }
    let title = titled(&spread.title, &spread.unit);
    title_height(composer, &title, width) + OVER + HIGHEST + UNDER + 2.0
}

/// Lays out the picture over the width of the text; nothing without values.
pub(super) fn distribution(composer: &mut Composer, spread: &Distribution) {
    if spread.values.is_empty() {
        return;
    }
    composer.gap(4.0);
    let span = (composer.left(), composer.width());
    composer.need(height(composer, spread, span.1));
    draw(composer, spread, span);
}

/// Draws the picture between two edges, at the place reached; nothing without values.
pub(super) fn draw(composer: &mut Composer, spread: &Distribution, (left, width): (f32, f32)) {
    let (Some(least), Some(greatest)) = (spread.values.first(), spread.values.last()) else {
        return;
    };
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
        let (from, to) = ((x, top + OVER - 2.0), (x, base));
        composer.draw(tag, Shape::dashes(from, to, 0.9, ERROR));
        let style = Style::NOTE.bold().colored(ERROR);
        let text = format!("中央値 {}", shown(spread, median));
        let wide = composer.measure(&text, style);
        let x = (x - wide / 2.0).clamp(left, (left + width - wide).max(left));
        composer.text(tag, x, top - 1.0, style, &text);
    }
    // Over the line, which goes on between them.
    squares(composer, spread, &scale, tag, base);
    composer.draw(
        tag,
        Shape::rule((left, base), (left + width, base), 0.6, RULE),
    );
    names(composer, spread, &scale, (tag, base + 1.0), (left, width));
    composer.y = base + UNDER + 2.0;
}

/// Names units under their squares, from the ends inwards, as long as no two names touch.
fn names(
    composer: &mut Composer,
    spread: &Distribution,
    scale: &Scale,
    (tag, top): (Tag, f32),
    (left, width): (f32, f32),
) {
    let levels = levels(spread);
    let mut taken: Vec<(f32, f32)> = Vec::new();
    for step in 0..NAMED.min(levels.len()) {
        let (high, low) = (levels.len() - 1 - step, step);
        for at in [high, low].into_iter().take(1 + usize::from(high != low)) {
            let (value, _) = &levels[at];
            let text = named(composer, spread, &levels[at]);
            let (style, text, wide) = squeezed(composer, &text, half(width), Style::NOTE);
            let middle = scale.place(number(*value)) - wide / 2.0;
            let x = middle.clamp(left, (left + width - wide).max(left));
            // Half the width each, the two at the ends never touch.
            let is_end = step == 0;
            let is_free = taken
                .iter()
                .all(|(from, to)| x > to + BETWEEN || x + wide + BETWEEN < *from);
            if (is_end && taken.len() < 2) || is_free {
                taken.push((x, x + wide));
                composer.text(tag, x, top, style, &text);
            }
        }
    }
}

/// The room of a name at an end.
fn half(width: f32) -> f32 {
    width / 2.0 - 4.0
}

/// Units of one value together, least first.
fn levels(spread: &Distribution) -> Vec<(Decimal, Vec<&str>)> {
    let mut levels: Vec<(Decimal, Vec<&str>)> = Vec::new();
    for (name, value) in &spread.values {
        match levels.last_mut() {
            Some((level, names)) if level == value => names.push(name),
            _ => levels.push((*value, vec![name])),
        }
    }
    levels
}

/// The unit of a value, or the first of several with how many they are.
fn named(
    composer: &Composer,
    spread: &Distribution,
    (value, names): &(Decimal, Vec<&str>),
) -> String {
    let value = shown(spread, *value);
    match names[..] {
        [name] => format!("{name} {value}"),
        _ => {
            let (first, unit) = (names.first().unwrap_or(&""), &composer.nouns.unit);
            format!("{first}など{}{unit} {value}", names.len())
        }
    }
}

/// Whether the names at the ends stand in this width without being cut.
pub(super) fn has_room(composer: &Composer, spread: &Distribution, width: f32) -> bool {
    let levels = levels(spread);
    let ends = [levels.first(), levels.last()];
    ends.into_iter().flatten().all(|end| {
        let text = named(composer, spread, end);
        composer.measure(&text, Style::NOTE.sized(SMALLEST)) <= half(width)
    })
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

/// A median between two counts ends in .5: it is shown, not rounded away.
fn shown(spread: &Distribution, value: Decimal) -> String {
    let mut style = spread.style;
    style.decimals = style.decimals.max(value.normalize().scale().min(1));
    format!("{}{}", style.show(value), spread.unit)
}
