//! Labels of pictures: a line that is made smaller where it would touch its neighbour.

use super::super::document::Tag;
use super::super::font::clean;
use super::composer::{Align, Composer, indent};
use super::furniture::shortened;
use super::style::Style;

/// No label is set smaller.
pub(super) const SMALLEST: f32 = 5.0;

/// A label as it fits its room: smaller where it must be, and only then cut. Gives look, words and width.
pub(super) fn squeezed(
    composer: &Composer,
    text: &str,
    room: f32,
    style: Style,
) -> (Style, String, f32) {
    let (style, text) = smaller(composer, text, room, style);
    let size = style.size.max(SMALLEST);
    let style = Style { size, ..style };
    let text = shortened(composer, &text, room + 0.01, style);
    let wide = composer.measure(&text, style);
    (style, text, wide)
}

/// A centred line, made smaller where it would touch its neighbour.
pub(super) fn fitted(
    composer: &mut Composer,
    tag: Tag,
    (left, width, top): (f32, f32, f32),
    style: Style,
    text: &str,
) {
    let (style, text) = smaller(composer, text, width - 2.0, style);
    let wide = composer.measure(&text, style);
    composer.text(
        tag,
        left + indent(width, wide, Align::Middle),
        top,
        style,
        &text,
    );
}

/// The text in one line, in a size that fits its room.
fn smaller(composer: &Composer, text: &str, room: f32, style: Style) -> (Style, String) {
    let text = clean(text).replace('\n', " ");
    let wide = composer.measure(&text, style);
    let size = style.size * room / wide.max(room);
    (Style { size, ..style }, text)
}
