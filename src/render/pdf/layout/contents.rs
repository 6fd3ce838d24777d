//! The contents: every line leads to its page.

use super::super::document::{Area, Bookmark, Link, Role, Shape, Tag};
use super::composer::{Align, Composer, indent};
use super::prose::count;
use super::style::{FINE, Style};

const SECTION: Style = Style {
    size: 9.0,
    leading: 13.0,
    ..Style::BODY
};

/// Lists chapters and sections with their pages; `shift` is added to the page numbers.
pub(super) fn contents(composer: &mut Composer, entries: &[Bookmark], shift: usize) {
    composer.need(80.0);
    composer.bookmark("目次", 2);
    let (left, width) = (composer.left(), composer.width());
    let element = composer.element(Role::H2);
    composer.paragraph(element, (left, width), Style::H2, "目次");
    composer.y += 4.0;
    composer.open(Role::Toc);
    for entry in entries.iter().filter(|entry| entry.level <= 2) {
        contents_entry(composer, entry, entry.page + shift);
    }
    composer.close();
}

fn contents_entry(composer: &mut Composer, entry: &Bookmark, page: usize) {
    let (style, inset) = if entry.level == 1 {
        (Style::BODY.bold(), 0.0)
    } else {
        (SECTION, 16.0)
    };
    let (left, width) = (composer.left() + inset, composer.width() - inset);
    let number_room = 34.0;
    let lines = composer.lines(&entry.title, width - number_room, style);
    composer.need(count(lines.len()) * style.leading);
    composer.open(Role::Toci);
    composer.open(Role::Reference);
    let element = composer.element(Role::Link);
    composer.close();
    composer.close();
    let tag = Tag::Content(element);
    let top = composer.y;
    composer.text_lines(tag, (left, width, top), style, Align::Start, &lines);
    composer.y += count(lines.len()) * style.leading;
    let number = (page + 1).to_string();
    let wide = composer.measure(&number, style);
    let last = composer.y - style.leading;
    composer.text(
        tag,
        left + indent(width, wide, Align::End),
        last,
        style,
        &number,
    );
    let used = lines.last().map_or(0.0, |line| line.width);
    leader(
        composer,
        left + used,
        left + width - wide,
        last + style.leading / 2.0,
    );
    let area = Area {
        x: left,
        y: top,
        width,
        height: composer.y - top,
    };
    let link = Link {
        area,
        page,
        y: entry.y,
        element,
        description: format!("{}（{}ページ）へ移る", entry.title, page + 1),
    };
    composer.page().links.push(link);
}

/// The dashed line from a title to its page.
fn leader(composer: &mut Composer, from: f32, to: f32, y: f32) {
    let (from, to) = ((from + 6.0, y + 2.0), (to - 6.0, y + 2.0));
    if to.0 > from.0 {
        composer.draw(
            Tag::Decoration,
            Shape::Rule {
                from,
                to,
                thickness: 0.4,
                color: FINE,
                is_dashed: true,
            },
        );
    }
}
