//! The contents: every line leads to its page.

use std::ops::Range;

use super::super::document::{Area, Bookmark, Link, Role, Shape, Tag};
use super::columns::column_width;
use super::composer::{Align, Composer, indent};
use super::prose::count;
use super::style::{FINE, Style};

const SECTION: Style = Style {
    size: 9.0,
    leading: 13.0,
    ..Style::BODY
};

/// Between the columns.
const GAP: f32 = 24.0;
/// Room for a page number.
const NUMBER: f32 = 30.0;

/// How closely the lines stand.
#[derive(Clone, Copy)]
struct Setting {
    /// Before a chapter.
    gap: f32,
    /// Of the usual leading.
    part: f32,
}

/// From airy to close: the airiest that the page holds is taken.
const SETTINGS: [Setting; 6] = [
    Setting {
        gap: 7.0,
        part: 1.0,
    },
    Setting {
        gap: 5.0,
        part: 1.0,
    },
    Setting {
        gap: 3.0,
        part: 1.0,
    },
    Setting {
        gap: 3.0,
        part: 0.95,
    },
    Setting {
        gap: 2.0,
        part: 0.9,
    },
    Setting {
        gap: 1.0,
        part: 0.86,
    },
];

/// Lists chapters and sections with their pages; `shift` is added to the page numbers. More than the page holds stands in
/// two columns of about one height, no chapter torn.
pub(super) fn contents(composer: &mut Composer, entries: &[Bookmark], shift: usize) {
    composer.need(80.0);
    composer.bookmark("目次", 2);
    let (left, width) = (composer.left(), composer.width());
    let element = composer.element(Role::H2);
    composer.paragraph(element, (left, width), Style::H2, "目次");
    composer.y += 4.0;
    composer.open(Role::Toc);
    let entries: Vec<&Bookmark> = entries.iter().filter(|entry| entry.level <= 2).collect();
    let (room, width) = (composer.room(), composer.width());
    let lines = Lines::of(composer, &entries, width);
    let single = SETTINGS[..3]
        .iter()
        .find(|setting| lines.height(0..entries.len(), **setting) <= room);
    if let Some(setting) = single {
        list(composer, &entries, *setting, shift);
    } else {
        let lines = Lines::of(composer, &entries, column_width(composer, GAP));
        // What two columns cannot hold is not divided in every way to find that out.
        let may_fit = |setting: &&Setting| {
            let whole = lines.height(0..entries.len(), **setting);
            whole <= 2.0 * room + setting.gap + 1.0
        };
        let split = SETTINGS
            .iter()
            .filter(may_fit)
            .map(|setting| (*setting, lines.split(*setting)))
            .find(|(_, (_, higher))| *higher <= room);
        let (setting, (place, _)) = split.unwrap_or((SETTINGS[2], (entries.len(), 0.0)));
        let mut cursor = composer.columns();
        for some in [&entries[..place], &entries[place..]] {
            let strip = composer.strip(GAP, |composer| list(composer, some, setting, shift));
            cursor = composer.place(cursor, strip);
            cursor.advance();
        }
    }
    composer.close();
}

fn list(composer: &mut Composer, entries: &[&Bookmark], setting: Setting, shift: usize) {
    for (index, entry) in entries.iter().enumerate() {
        // A chapter does not stand at the foot of a column with its first section at the head of the next.
        let is_followed = entries
            .get(index + 1)
            .is_some_and(|next| next.level > entry.level);
        let with = if is_followed { SECTION.leading } else { 0.0 };
        if entry.level == 1 && index > 0 {
            composer.gap(setting.gap);
        }
        contents_entry(composer, entry, setting, entry.page + shift, with);
    }
}

/// How many lines each entry takes, broken once for all the ways in which they may stand.
struct Lines<'e> {
    entries: &'e [&'e Bookmark],
    counts: Vec<f32>,
}

impl<'e> Lines<'e> {
    fn of(composer: &Composer, entries: &'e [&'e Bookmark], width: f32) -> Self {
        let lines = |entry: &&Bookmark| {
            let (style, inset) = look(entry, SETTINGS[0]);
            let width = width - inset - NUMBER;
            count(composer.lines(&entry.title, width, style).len())
        };
        Self {
            counts: entries.iter().map(lines).collect(),
            entries,
        }
    }

    fn height(&self, some: Range<usize>, setting: Setting) -> f32 {
        let first = some.start;
        let heights = some.map(|at| {
            let entry = self.entries[at];
            let is_chapter = entry.level == 1 && at > first;
            let gap = if is_chapter { setting.gap } else { 0.0 };
            gap + self.counts[at] * look(entry, setting).0.leading
        });
        heights.sum()
    }

    /// The chapter before which the lists of two columns part, and the height of the higher one.
    fn split(&self, setting: Setting) -> (usize, f32) {
        let all = self.entries.len();
        let chapters = (1..all).filter(|place| self.entries[*place].level == 1);
        let higher = |place: usize| {
            let left = self.height(0..place, setting);
            left.max(self.height(place..all, setting))
        };
        let places = chapters.map(|place| (place, higher(place)));
        let whole = (all, self.height(0..all, setting));
        places.fold(whole, |best, one| if one.1 < best.1 { one } else { best })
    }
}

fn look(entry: &Bookmark, setting: Setting) -> (Style, f32) {
    let (style, inset) = if entry.level == 1 {
        (Style::BODY.bold(), 0.0)
    } else {
        (SECTION, 12.0)
    };
    let leading = style.leading * setting.part;
    (Style { leading, ..style }, inset)
}

fn contents_entry(
    composer: &mut Composer,
    entry: &Bookmark,
    setting: Setting,
    page: usize,
    with: f32,
) {
    let (style, inset) = look(entry, setting);
    let width = composer.width() - inset;
    let lines = composer.lines(&entry.title, width - NUMBER, style);
    composer.need(count(lines.len()) * style.leading + with);
    let left = composer.left() + inset;
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
        composer.draw(Tag::Decoration, Shape::dashes(from, to, 0.4, FINE));
    }
}
