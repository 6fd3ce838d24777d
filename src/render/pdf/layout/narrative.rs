//! Free text in two columns: item by item, year by year, ward by ward, each bullet with the cell it was read from.

use super::super::document::{Role, Tag};
use super::super::font::clean;
use super::composer::{Align, Composer, indent};
use super::prose::{bullet, count, heading, note};
use super::style::{FINE, Style};
use crate::report::{NarrativeEntry, NarrativeSection};

const GAP: f32 = 20.0;
/// About 27 characters to a line: the eye finds the next line without effort.
const TEXT: Style = Style {
    size: 8.5,
    leading: 12.6,
    ..Style::BODY
};
/// A ward's name with the first lines of its first bullet.
const FIRST: f32 = 4.0 * TEXT.leading;

/// Between a text and its cell.
const BESIDE: f32 = 4.0;

/// Lays out free text; an item's title stands once over all its years.
pub(super) fn narrative(composer: &mut Composer, sections: &[&NarrativeSection]) {
    composer.begin_columns(2, GAP, None);
    let mut title = None;
    for section in sections {
        if title != Some(section.title.as_str()) {
            title = Some(section.title.as_str());
            let below = 8.0 + Style::H3.leading + 4.0 + FIRST;
            heading(composer, 2, &section.title, below);
        }
        heading(composer, 3, &section.year, FIRST);
        for entries in section.entries.chunk_by(|a, b| a.ward == b.ward) {
            ward(composer, entries, &section.sheet);
        }
        if !section.silent.is_empty() {
            composer.gap(3.0);
            let silent = section.silent.join("、");
            note(composer, &format!("記載のない区：{silent}"));
        }
        composer.y += 4.0;
    }
    composer.end_columns();
}

fn ward(composer: &mut Composer, entries: &[NarrativeEntry], sheet: &str) {
    let Some(first) = entries.first() else {
        return;
    };
    composer.need(FIRST);
    let (left, width) = (composer.left(), composer.width());
    let y = composer.y;
    composer.rule((left, y), (left + width, y), 0.3, FINE);
    composer.y += 2.0;
    let name = composer.element(Role::P);
    let place = (left, width);
    let last = composer.paragraph(name, place, TEXT.bold(), &first.ward);
    // A ward's bullets come from one file, so its name need not stand beside each of them.
    let mut files: Vec<&str> = entries.iter().map(|entry| entry.file.as_str()).collect();
    files.dedup();
    at_end(composer, place, last, Tag::Content(name), &files.join("、"));
    composer.open(Role::L);
    composer.continued = Some(clean(&first.ward).replace('\n', " "));
    for entry in entries {
        let cell = if entry.sheet == sheet {
            entry.cell.clone()
        } else {
            format!("{}!{}", entry.sheet, entry.cell)
        };
        let width = composer.width();
        let small = composer.measure(&clean(&cell), Style::TRACE);
        let tail = |used: f32| {
            let is_beside = used + small + BESIDE <= width;
            if is_beside || cell.is_empty() {
                0.0
            } else {
                Style::TRACE.leading
            }
        };
        let span = (composer.left(), width);
        let (body, last) = bullet(composer, span, TEXT, &entry.text, tail);
        let span = (composer.left(), width);
        at_end(composer, span, last, Tag::Content(body), &cell);
        composer.y += 1.2;
    }
    composer.continued = None;
    composer.close();
    composer.y += 2.2;
}

/// Small and grey at the right end of the last line, or below it where there is no room.
fn at_end(composer: &mut Composer, (left, width): (f32, f32), used: f32, tag: Tag, text: &str) {
    let text = clean(text).replace('\n', " ");
    if text.is_empty() {
        return;
    }
    let style = Style::TRACE;
    let wide = composer.measure(&text, style);
    if used + wide + BESIDE <= width {
        let y = composer.y - (TEXT.leading + style.leading) / 2.0 - 0.4;
        composer.text(tag, left + indent(width, wide, Align::End), y, style, &text);
        return;
    }
    let inset = left - composer.left();
    let lines = composer.lines(&text, width, style);
    let height = count(lines.len().min(2)) * style.leading;
    composer.need(height);
    for line in lines {
        composer.need(style.leading);
        let x = composer.left() + inset + indent(width, line.width, Align::End);
        let y = composer.y - 1.0;
        composer.text(tag, x, y, style, &line.text);
        composer.y += style.leading;
    }
}
