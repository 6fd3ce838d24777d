//! Free text: the ward's name in the left column, its bullets beside it, each with the cell it was read from.

use super::super::document::{Role, Tag};
use super::super::font::clean;
use super::composer::{Align, Composer, indent};
use super::prose::{bullet, heading, note};
use super::style::{FINE, Style, TOP};
use crate::report::{NarrativeEntry, NarrativeSection};

const NAME_COLUMN: f32 = 62.0;
const TEXT: Style = Style {
    size: 9.0,
    leading: 13.5,
    ..Style::BODY
};

/// Lays out one item of one year.
pub(super) fn narrative(composer: &mut Composer, section: &NarrativeSection) {
    heading(composer, 3, &format!("{}　{}", section.title, section.year));
    for entries in section.entries.chunk_by(|a, b| a.ward == b.ward) {
        ward(composer, entries);
    }
    if !section.silent.is_empty() {
        composer.gap(3.0);
        note(
            composer,
            &format!("記載のない区：{}", section.silent.join("、")),
        );
    }
    composer.y += 6.0;
}

fn ward(composer: &mut Composer, entries: &[NarrativeEntry]) {
    let Some(first) = entries.first() else {
        return;
    };
    composer.need(2.0 * TEXT.leading + 4.0);
    let (left, width) = (composer.left(), composer.width());
    let y = composer.y;
    composer.rule((left, y), (left + width, y), 0.3, FINE);
    composer.y += 2.0;
    let name = composer.element(Role::P);
    let lines = composer.lines(&first.ward, NAME_COLUMN - 4.0, TEXT.bold());
    let (first_page, top) = (composer.page_index(), composer.y);
    let mut page = first_page;
    composer.text_lines(
        Tag::Content(name),
        (left, NAME_COLUMN, top),
        TEXT.bold(),
        Align::Start,
        &lines,
    );
    let names_end = top + super::prose::count(lines.len()) * TEXT.leading;
    let span = (left + NAME_COLUMN, width - NAME_COLUMN);
    composer.open(Role::L);
    for entry in entries {
        let (body, last) = bullet(composer, span, TEXT, &entry.text);
        source(composer, span, last, Tag::Content(body), &entry.source);
        composer.y += 1.5;
        if composer.page_index() != page {
            page = composer.page_index();
            let lines = composer.lines(
                &format!("{}（続き）", first.ward),
                NAME_COLUMN - 4.0,
                Style::NOTE,
            );
            composer.text_lines(
                Tag::Pagination,
                (left, NAME_COLUMN, TOP),
                Style::NOTE,
                Align::Start,
                &lines,
            );
        }
    }
    composer.close();
    if page == first_page {
        composer.y = composer.y.max(names_end);
    }
    composer.y += 2.0;
}

/// The source stands at the right end of the last line, or below it where there is no room.
fn source(composer: &mut Composer, (left, width): (f32, f32), used: f32, tag: Tag, source: &str) {
    if source.is_empty() {
        return;
    }
    let text = clean(source).replace('\n', " ");
    let wide = composer.measure(&text, Style::TRACE);
    if used + wide + 8.0 <= width {
        let y = composer.y - Style::TRACE.leading - 1.5;
        let x = left + indent(width, wide, Align::End);
        composer.text(tag, x, y, Style::TRACE, &text);
        return;
    }
    for line in composer.lines(&text, width, Style::TRACE) {
        composer.need(Style::TRACE.leading);
        let (x, y) = (left + indent(width, line.width, Align::End), composer.y);
        composer.text(tag, x, y, Style::TRACE, &line.text);
        composer.y += Style::TRACE.leading;
    }
}
