//! Headings, paragraphs, lists and key figures.

use super::super::document::{Area, ElementId, Role, Tag};
use super::composer::{Align, Composer};
use super::style::{GREY, INK, NAVY, RULE, SOFT_GROUND, Style};
use crate::report::KeyFigure;

const HANG: f32 = 12.0;

/// A chapter's title, with a rule under it.
pub(super) fn chapter_title(composer: &mut Composer, title: &str) {
    composer.bookmark(title, 1);
    let element = composer.element(Role::H1);
    let span = (composer.left(), composer.width());
    composer.paragraph(element, span, Style::H1, title);
    let y = composer.y + 3.0;
    composer.rule((span.0, y), (span.0 + span.1, y), 1.5, NAVY);
    composer.y += 14.0;
}

/// Height that a heading of one line takes, with the gaps around it.
pub(super) const HEADING_HEIGHT: f32 = 12.0 + Style::H2.leading + 4.0 + 6.0;

/// A heading of level 2 or 3, kept with what follows.
pub(super) fn heading(composer: &mut Composer, level: u8, text: &str) {
    let level = level.clamp(2, 3).min(composer.deepest_heading);
    let (style, role, before) = if level <= 2 {
        (Style::H2, Role::H2, 12.0)
    } else {
        (Style::H3, Role::H3, 8.0)
    };
    composer.gap(before);
    composer.need(style.leading + 64.0);
    composer.bookmark(text, level);
    let (left, width) = (composer.left(), composer.width());
    let indent = if level <= 2 { 9.0 } else { 0.0 };
    if level <= 2 {
        let mark = Area {
            x: left,
            y: composer.y + 3.0,
            width: 4.0,
            height: style.leading - 6.0,
        };
        composer.fill(mark, NAVY);
    }
    let element = composer.element(role);
    composer.paragraph(element, (left + indent, width - indent), style, text);
    composer.y += 4.0;
}

/// A paragraph over the whole width.
pub(super) fn paragraph(composer: &mut Composer, text: &str) {
    let element = composer.element(Role::P);
    let span = (composer.left(), composer.width());
    composer.paragraph(element, span, Style::BODY, text);
    composer.y += 6.0;
}

/// A bulleted list.
pub(super) fn list(composer: &mut Composer, items: &[String]) {
    if items.is_empty() {
        return;
    }
    composer.open(Role::L);
    let span = (composer.left(), composer.width());
    for item in items {
        bullet(composer, span, Style::BODY, item);
    }
    composer.close();
    composer.y += 6.0;
}

/// One item with a hanging 「・」; gives its body and the width of its last line, so that a source can be added.
pub(super) fn bullet(
    composer: &mut Composer,
    (left, width): (f32, f32),
    style: Style,
    text: &str,
) -> (ElementId, f32) {
    composer.open(Role::LI);
    let label = composer.element(Role::Lbl);
    let body = composer.element(Role::LBody);
    composer.close();
    composer.need(style.leading);
    let y = composer.y;
    composer.text(Tag::Content(label), left, y, style, "・");
    let last = composer.paragraph(body, (left + HANG, width - HANG), style, text);
    (body, HANG + last)
}

/// Key figures in boxes, three to a row on upright paper.
pub(super) fn key_figures(composer: &mut Composer, figures: &[KeyFigure]) {
    if figures.is_empty() {
        return;
    }
    let gap = 8.0;
    let per_row = if composer.width() > 600.0 { 4 } else { 3 };
    #[expect(clippy::cast_precision_loss, reason = "three or four boxes")]
    let width = (composer.width() - gap * (per_row as f32 - 1.0)) / per_row as f32;
    composer.gap(4.0);
    composer.open(Role::L);
    for row in figures.chunks(per_row) {
        let boxes: Vec<FigureBox> = row
            .iter()
            .map(|figure| FigureBox::new(composer, figure, width))
            .collect();
        let height = boxes.iter().map(|a_box| a_box.height).fold(0.0, f32::max);
        composer.need(height);
        for (index, a_box) in boxes.iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "three or four boxes")]
            let x = composer.left() + index as f32 * (width + gap);
            let area = Area {
                x,
                y: composer.y,
                width,
                height,
            };
            a_box.draw(composer, area);
        }
        composer.y += height + gap;
    }
    composer.close();
    composer.y += 4.0;
}

const PADDING: f32 = 8.0;

/// A box: label, value, coverage and change, trace id, each as its lines.
struct FigureBox {
    parts: Vec<(Style, Vec<super::line::Line>)>,
    height: f32,
}

impl FigureBox {
    fn new(composer: &Composer, figure: &KeyFigure, width: f32) -> Self {
        let inner = width - 2.0 * PADDING;
        let value = Style::H1.colored(INK);
        // A reason in words is longer than a number: set it smaller rather than in three lines.
        let is_long = composer.measure(&figure.value, value) > inner;
        let value = if is_long { value.sized(11.0) } else { value };
        let below = [figure.coverage.as_str(), figure.change.as_str()]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join("　");
        let texts = [
            (Style::NOTE.colored(INK).bold(), figure.label.as_str()),
            (value, figure.value.as_str()),
            (Style::NOTE, below.as_str()),
            (Style::TRACE, figure.trace.as_str()),
        ];
        let parts: Vec<_> = texts
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(style, text)| (style, composer.lines(text, inner, style)))
            .collect();
        let height = parts
            .iter()
            .map(|(style, lines)| style.leading * count(lines.len()))
            .sum::<f32>()
            + 2.0 * PADDING;
        Self { parts, height }
    }

    fn draw(&self, composer: &mut Composer, area: Area) {
        composer.fill(area, SOFT_GROUND);
        composer.frame(area, 0.6, RULE);
        composer.open(Role::LI);
        let body = composer.element(Role::LBody);
        composer.close();
        let mut top = area.y + PADDING;
        let (left, width) = (area.x + PADDING, area.width - 2.0 * PADDING);
        for (style, lines) in &self.parts {
            composer.text_lines(
                Tag::Content(body),
                (left, width, top),
                *style,
                Align::Start,
                lines,
            );
            top += style.leading * count(lines.len());
        }
    }
}

/// A small grey line of explanation.
pub(super) fn note(composer: &mut Composer, text: &str) {
    let element = composer.element(Role::P);
    let span = (composer.left(), composer.width());
    composer.paragraph(element, span, Style::NOTE.colored(GREY), text);
}

/// A count as a length factor.
#[expect(clippy::cast_precision_loss, reason = "lines and rows are few")]
pub(super) fn count(number: usize) -> f32 {
    number as f32
}
