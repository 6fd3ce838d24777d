//! The first page: title, notices, contents. Laid out last, when the pages of the chapters are known.

use super::super::document::{Area, Bookmark, Paper, Role, Tag};
use super::composer::{Align, Composer};
use super::contents::contents;
use super::prose::count;
use super::style::{INK, NAVY, Style};
use crate::report::Report;

/// Lays the front pages out behind what is there; `shift` is added to the page numbers of the contents.
pub(super) fn front(composer: &mut Composer, report: &Report, entries: &[Bookmark], shift: usize) {
    composer.begin_chapter("", Paper::A4Portrait);
    composer.open(Role::Sect);
    title(composer, report);
    notices(composer, &report.notices);
    contents(composer, entries, shift);
    composer.close();
}

fn title(composer: &mut Composer, report: &Report) {
    let (left, width) = (composer.left(), composer.width());
    composer.y += 34.0;
    let top = composer.y;
    composer.rule((left, top), (left + width, top), 2.0, NAVY);
    composer.y += 14.0;
    composer.bookmark(&report.title, 1);
    let element = composer.element(Role::H1);
    for line in title_lines(composer, &report.title, width) {
        let y = composer.y;
        composer.text(Tag::Content(element), left, y, Style::TITLE, &line.text);
        composer.y += Style::TITLE.leading;
    }
    composer.y += 4.0;
    if !report.subtitle.is_empty() {
        let element = composer.element(Role::P);
        composer.paragraph(element, (left, width), Style::SUBTITLE, &report.subtitle);
    }
    composer.y += 8.0;
    let y = composer.y;
    composer.rule((left, y), (left + width, y), 0.6, NAVY);
    composer.y += 10.0;
    let facts = [
        ("時点", report.as_of_label.as_str()),
        ("提出", report.coverage_label.as_str()),
        ("作成", report.organisation.as_str()),
    ];
    let facts: Vec<String> = facts
        .iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| format!("{name}　{text}"))
        .collect();
    let element = composer.element(Role::P);
    composer.paragraph(element, (left, width), Style::BODY, &facts.join("　　"));
    if !report.generator.is_empty() {
        let element = composer.element(Role::P);
        composer.paragraph(element, (left, width), Style::NOTE, &report.generator);
    }
    composer.y += 12.0;
}

/// A title too long for a line is broken at its blanks, if that helps.
fn title_lines(composer: &Composer, title: &str, width: f32) -> Vec<super::line::Line> {
    let lines = composer.lines(title, width, Style::TITLE);
    if lines.len() < 2 {
        return lines;
    }
    let parts = composer.lines(&title.replace('\u{3000}', "\n"), width, Style::TITLE);
    if parts.len() <= lines.len() {
        parts
    } else {
        lines
    }
}

fn notices(composer: &mut Composer, notices: &[String]) {
    let (left, width, padding) = (composer.left(), composer.width(), 9.0);
    let style = Style::BODY.bold().colored(INK);
    for notice in notices.iter().filter(|notice| !notice.is_empty()) {
        let lines = composer.lines(notice, width - 2.0 * padding, style);
        let height = count(lines.len()) * style.leading + 2.0 * padding - 4.0;
        composer.need(height);
        let area = Area {
            x: left,
            y: composer.y,
            width,
            height,
        };
        composer.frame(area, 1.2, INK);
        let element = composer.element(Role::P);
        let place = (
            left + padding,
            width - 2.0 * padding,
            area.y + padding - 2.0,
        );
        composer.text_lines(Tag::Content(element), place, style, Align::Start, &lines);
        composer.y += height + 6.0;
    }
    composer.y += 8.0;
}
