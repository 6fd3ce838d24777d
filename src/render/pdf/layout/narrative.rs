//! Free text in two columns: item by item, year by year, ward by ward, each bullet with the cell it was read from.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::super::document::{Role, Tag};
use super::super::font::clean;
use super::columns::column_width;
use super::composer::{Align, Composer, indent};
use super::prose::{bullet, count, heading, note};
use super::strip::{Cursor, Strip};
use super::style::{FINE, Style};
use report::{NarrativeEntry, NarrativeSection};

const GAP: f32 = 9.0;
/// At the right of each column, for the cells: they stand below each other, and no text has to make room for one.
const GUTTER: f32 = 14.0;
/// 26 characters to a line: the eye finds the next line without effort.
const TEXT: Style = Style {
    size: 8.5,
    leading: 12.6,
    ..Style::BODY
};
/// A ward's name with the first lines of its first bullet.
const FIRST: f32 = 4.0 * TEXT.leading;
/// Between a text and its cell.
const BESIDE: f32 = 2.0;
/// How often the last page is set anew, each time a line higher, until its columns are of one height.
const TRIALS: usize = 8;

/// A piece of free text that is set at a stretch.
enum Step<'a> {
    Title(&'a str),
    Year(&'a str),
    Ward(&'a [NarrativeEntry], &'a str),
    Silent(String),
    End,
}

/// The height of an item's title and year and of the first words, in a column.
pub(super) fn least(composer: &Composer, section: &NarrativeSection) -> f32 {
    let width = column_width(composer, GAP);
    let lines = |text: &str, style: Style| count(composer.lines(text, width - 9.0, style).len());
    let titles = lines(&section.title, Style::H2) * Style::H2.leading
        + lines(&section.year, Style::H3) * Style::H3.leading;
    titles + 2.0 * (10.0 + 4.0) + FIRST
}

/// Lays out free text; an item's title stands once over all its years. On the last page the columns are of one height.
pub(super) fn narrative(composer: &mut Composer, sections: &[&NarrativeSection]) {
    let steps = steps(sections, &composer.nouns.unit);
    let lay = |step| composer.strip(GAP, |composer| set(composer, step));
    let strips: Vec<Strip> = steps.iter().map(lay).collect();
    let mut heads = Heads::default();
    let mut end = composer.columns();
    let mut places = Vec::new();
    for (step, strip) in steps.iter().zip(&strips) {
        places.push(end);
        let first = end.follow(strip);
        heads.note(step, first..=end.page);
    }
    // Not behind a title: the columns set anew could leave it alone in the first.
    let is_title = |step: &Step<'_>| matches!(step, Step::Title(_) | Step::Year(_));
    let is_last = |index: &usize| {
        places[*index].page == end.page && (*index == 0 || !is_title(&steps[index - 1]))
    };
    let last = (0..steps.len()).find(is_last).unwrap_or(steps.len());
    let mut place = composer.columns();
    let even = places
        .get(last)
        .and_then(|place| even(*place, &strips[last..], end));
    for (index, strip) in strips.into_iter().enumerate() {
        let at = even.filter(|_| index == last).unwrap_or(place);
        place = composer.place(at, strip);
    }
    heads.write(&mut composer.chapter_of_page);
}

/// The place where what begins on the last page does so, with columns of one height that hold it.
fn even(place: Cursor, strips: &[Strip], end: Cursor) -> Option<Cursor> {
    let (all, whole) = end.filled();
    if place.is_second || all >= 1.9 * whole {
        return None;
    }
    let heights = (0..TRIALS).map(|trial| all / 2.0 + count(trial) * TEXT.leading);
    let mut places = heights
        .take_while(|height| *height < whole)
        .map(|height| place.limited(height));
    places.find(|place| {
        let mut at = *place;
        for strip in strips {
            at.follow(strip);
        }
        at.page == end.page
    })
}

/// What the running head of each page of words says: the item, the year, and whose words.
#[derive(Default)]
struct Heads<'a> {
    item: &'a str,
    year: &'a str,
    pages: BTreeMap<usize, Head<'a>>,
}

/// One page's.
struct Head<'a> {
    item: &'a str,
    year: &'a str,
    first: &'a str,
    last: &'a str,
    /// Words of another item or year stand on the page as well.
    has_more: bool,
}

impl<'a> Heads<'a> {
    fn note(&mut self, step: &Step<'a>, pages: RangeInclusive<usize>) {
        match step {
            Step::Title(text) => self.item = text,
            // The year in its era need not stand in a head.
            Step::Year(text) => self.year = text.split('（').next().unwrap_or(text),
            Step::Ward(entries, _) => {
                let ward = entries.first().map_or("", |entry| entry.ward.as_str());
                for page in pages {
                    self.add(page, ward);
                }
            }
            Step::Silent(_) | Step::End => {}
        }
    }

    fn add(&mut self, page: usize, ward: &'a str) {
        let (item, year) = (self.item, self.year);
        let head = self.pages.entry(page).or_insert(Head {
            item,
            year,
            first: ward,
            last: ward,
            has_more: false,
        });
        if (head.item, head.year) == (item, year) {
            head.last = ward;
        } else {
            head.has_more = true;
        }
    }

    fn write(&self, chapters: &mut [String]) {
        for (page, head) in &self.pages {
            let wards = if head.first == head.last {
                head.first.to_owned()
            } else {
                format!("{}～{}", head.first, head.last)
            };
            let more = if head.has_more { "　ほか" } else { "" };
            if let Some(chapter) = chapters.get_mut(*page) {
                *chapter = format!("{}　{}　{wards}{more}", head.item, head.year);
            }
        }
    }
}

fn steps<'a>(sections: &[&'a NarrativeSection], unit: &str) -> Vec<Step<'a>> {
    let mut steps = Vec::new();
    let mut title = None;
    for section in sections {
        if title != Some(section.title.as_str()) {
            title = Some(section.title.as_str());
            steps.push(Step::Title(&section.title));
        }
        steps.push(Step::Year(&section.year));
        let wards = section.entries.chunk_by(|a, b| a.ward == b.ward);
        steps.extend(wards.map(|entries| Step::Ward(entries, &section.sheet)));
        if !section.silent.is_empty() {
            let silent = section.silent.join("、");
            steps.push(Step::Silent(format!("記載のない{unit}：{silent}")));
        }
        steps.push(Step::End);
    }
    steps
}

fn set(composer: &mut Composer, step: &Step<'_>) {
    match step {
        Step::Title(text) => {
            let below = 8.0 + Style::H3.leading + 4.0 + FIRST;
            heading(composer, 2, text, below.into());
        }
        Step::Year(text) => heading(composer, 3, text, FIRST.into()),
        Step::Ward(entries, sheet) => ward(composer, entries, sheet),
        Step::Silent(text) => {
            composer.gap(3.0);
            note(composer, text);
        }
        Step::End => composer.y += 4.0,
    }
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
    // Where all are of one kind, that is said once.
    let shared = entries.iter().all(|entry| entry.note == first.note);
    if shared && !first.note.is_empty() {
        files.insert(0, &first.note);
    }
    files.retain(|text| !text.is_empty());
    at_end(composer, place, last, Tag::Content(name), &files.join("、"));
    composer.open(Role::L);
    composer.continued = Some(clean(&first.ward).replace('\n', " "));
    for entry in entries {
        let cell = if entry.sheet == sheet {
            entry.cell.clone()
        } else {
            format!("{}!{}", entry.sheet, entry.cell)
        };
        let cell = match shared || entry.note.is_empty() {
            true => cell,
            false => format!("{}　{cell}", entry.note),
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
        let span = (composer.left(), width - GUTTER);
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
