//! One unit's words, item by item, in two columns of about one height.

use super::super::document::Role;
use super::columns::column_width;
use super::composer::Composer;
use super::prose::{HANG, bullet, count};
use super::style::Style;
use report::WordGroup;

const GAP: f32 = 12.0;
const TEXT: Style = Style {
    size: 6.7,
    leading: 8.6,
    ..Style::BODY
};
const TITLE: Style = Style {
    size: 7.0,
    leading: 9.4,
    ..Style::BODY
};
/// Above a title.
const ABOVE: f32 = 2.5;

/// The height of a group in a column.
fn height(composer: &Composer, group: &WordGroup, width: f32) -> f32 {
    let lines = |text: &str| composer.lines(text, width - HANG, TEXT).len();
    let lines: usize = group.items.iter().map(|item| lines(item)).sum();
    let title = composer.lines(&group.title, width, TITLE.bold()).len();
    ABOVE + count(title) * TITLE.leading + count(lines) * TEXT.leading
}

/// The height of the first words.
pub(super) fn least(composer: &Composer, groups: &[WordGroup]) -> f32 {
    let width = column_width(composer, GAP);
    groups
        .first()
        .map_or(0.0, |group| height(composer, group, width))
}

/// Lays the words out in columns of about one height, which a page holds if it can.
pub(super) fn words(composer: &mut Composer, groups: &[WordGroup]) {
    let width = column_width(composer, GAP);
    let all: f32 = groups
        .iter()
        .map(|group| height(composer, group, width))
        .sum();
    // What a column's end cannot take goes over into the next.
    let half = all / 2.0 + TITLE.leading + 2.0 * TEXT.leading;
    let mut cursor = composer.columns();
    if half <= composer.room() {
        cursor = cursor.limited(half);
    }
    let strip = composer.strip(GAP, |composer| {
        for group in groups {
            set(composer, group);
        }
    });
    composer.place(cursor, strip);
    composer.y += 6.0;
}

fn set(composer: &mut Composer, group: &WordGroup) {
    composer.gap(ABOVE);
    composer.need(TITLE.leading + 2.0 * TEXT.leading);
    let span = (composer.left(), composer.width());
    let element = composer.element(Role::P);
    composer.paragraph(element, span, TITLE.bold(), &group.title);
    composer.open(Role::L);
    for item in &group.items {
        let span = (composer.left(), composer.width());
        bullet(composer, span, TEXT, item, |_| 0.0);
    }
    composer.close();
}
