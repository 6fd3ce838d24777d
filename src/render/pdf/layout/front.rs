//! The first page: title, notices, contents. Laid out last, when the pages of the chapters are known.

use super::super::document::{Area, Bookmark, Paper, Role, Tag};
use super::composer::{Align, Composer};
use super::contents::contents;
use super::prose::{HANG, bullet, count};
use super::style::{INK, NAVY, SOFT_GROUND, Style};
use report::Report;

/// Between two notices.
const BETWEEN: f32 = 2.0;

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
    facts(composer, report);
    composer.y += 14.0;
}

/// What came in and who made it; the program's name small at the right.
fn facts(composer: &mut Composer, report: &Report) {
    let (left, width, top) = (composer.left(), composer.width(), composer.y);
    // The date need not stand twice.
    let date = Some(report.as_of_label.as_str()).filter(|date| !report.subtitle.contains(date));
    let facts = [
        ("時点", date.unwrap_or_default()),
        ("提出", report.coverage_label.as_str()),
        ("作成", report.organisation.as_str()),
    ];
    let facts: Vec<String> = facts
        .iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| format!("{name}　{text}"))
        .collect();
    let element = composer.element(Role::P);
    let used = composer.paragraph(element, (left, width), Style::BODY, &facts.join("　　"));
    if report.generator.is_empty() || report.is_for_committee {
        return;
    }
    let element = composer.element(Role::P);
    let lines = composer.lines(&report.generator, width, Style::NOTE);
    let is_beside = lines.len() == 1 && used + lines[0].width + 20.0 <= width;
    if is_beside && composer.y <= top + Style::BODY.leading + 0.1 {
        let place = (
            left,
            width,
            top + Style::BODY.leading - Style::NOTE.leading - 1.5,
        );
        let tag = Tag::Content(element);
        composer.text_lines(tag, place, Style::NOTE, Align::End, &lines);
    } else {
        composer.set(element, 0.0, Style::NOTE, &lines, 0.0);
    }
}

/// The program's name in one small line at the end, where it does not stand on the first page.
pub(super) fn colophon(composer: &mut Composer, report: &Report) {
    if !report.is_for_committee || report.generator.is_empty() {
        return;
    }
    // No page is begun for it: below a full one it stands over the foot.
    if composer.room() >= 8.0 + Style::TRACE.leading {
        composer.gap(8.0);
    }
    let (left, width) = (composer.left(), composer.width());
    let element = composer.element(Role::P);
    let lines = composer.lines(&report.generator, width, Style::TRACE);
    let place = (left, width, composer.y);
    composer.text_lines(
        Tag::Content(element),
        place,
        Style::TRACE,
        Align::Start,
        &lines,
    );
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

/// What every reader must know, in one box.
fn notices(composer: &mut Composer, notices: &[String]) {
    let notices: Vec<&String> = notices.iter().filter(|text| !text.is_empty()).collect();
    if notices.is_empty() {
        return;
    }
    let (left, width, padding) = (composer.left(), composer.width(), 9.0);
    let style = Style::BODY.bold().colored(INK);
    let (inner, leading) = (width - 2.0 * padding, style.leading);
    let lines = notices
        .iter()
        .map(|notice| composer.lines(notice, inner - HANG, style).len());
    let height = count(lines.sum()) * leading + count(notices.len() - 1) * BETWEEN;
    let is_whole = height + 2.0 * padding <= composer.room();
    if is_whole {
        let area = Area {
            x: left,
            y: composer.y,
            width,
            height: height + 2.0 * padding - 4.0,
        };
        composer.fill(area, SOFT_GROUND);
        composer.frame(area, 0.9, INK);
    }
    composer.y += padding - 2.0;
    composer.open(Role::L);
    for notice in notices {
        bullet(composer, (left + padding, inner), style, notice, |_| 0.0);
        composer.y += BETWEEN;
    }
    composer.close();
    composer.y += padding - 2.0 - BETWEEN + 14.0;
}
