//! Headings, paragraphs, lists and key figures.

use super::super::document::{Area, ElementId, Role, Tag};
use super::super::font::clean;
use super::composer::{Align, Composer, indent, kept_together};
use super::style::{GREY, INK, NAVY, RULE, SOFT_GROUND, Style};
use report::KeyFigure;

/// Indent of an item's text behind its 「・」.
pub(super) const HANG: f32 = 10.0;

/// A chapter's title, with a rule under it.
pub(super) fn chapter_title(composer: &mut Composer, title: &str) {
    composer.bookmark(title, 1);
    let element = composer.element(Role::H1);
    let span = (composer.left(), composer.width());
    composer.paragraph(element, span, Style::H1, title);
    let y = composer.y + 3.0;
    composer.rule((span.0, y), (span.0 + span.1, y), 1.5, NAVY);
    composer.y += 10.0;
}

/// Height that a chapter's title of one line takes.
pub(super) const TITLE_HEIGHT: f32 = 24.0 + Style::H1.leading + 13.0;
/// A page is nearly empty with this part of it free.
const NEAR_TOP: f32 = 0.8;
/// Height that a heading of one line takes, with the gaps around it.
pub(super) const HEADING_HEIGHT: f32 = 10.0 + Style::H2.leading + 4.0 + 6.0;

/// Height that a heading takes, with the gaps around it.
pub(super) fn heading_height(composer: &Composer, text: &str) -> f32 {
    let lines = composer
        .lines(text, composer.width() - 9.0, Style::H2)
        .len();
    HEADING_HEIGHT + count(lines.saturating_sub(1)) * Style::H2.leading
}

/// How much of what follows a heading stands on its page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Least {
    /// Without this the heading would stand alone.
    pub(super) must: f32,
    /// What had better stand with it.
    pub(super) wanted: f32,
}

impl From<f32> for Least {
    fn from(height: f32) -> Self {
        Self {
            must: height,
            wanted: height,
        }
    }
}

/// A heading of level 2 or 3, kept with the `least` height of what follows.
pub(super) fn heading(composer: &mut Composer, level: u8, text: &str, least: Least) {
    let level = level.clamp(2, 3).min(composer.deepest_heading);
    let (style, role, before) = if level <= 2 {
        (Style::H2, Role::H2, 10.0)
    } else {
        (Style::H3, Role::H3, 8.0)
    };
    composer.gap(before);
    let full = composer.full_height();
    let indent = if level <= 2 { 9.0 } else { 0.0 };
    let lines = composer.lines(text, composer.width() - indent, style);
    let high = count(lines.len()) * style.leading + 4.0;
    // On a page that is nearly empty the heading stays, even if not all that belongs to it does.
    let is_near_top = composer.room() >= NEAR_TOP * full;
    let most = if is_near_top {
        composer.room().max(high + least.must).min(full)
    } else {
        full
    };
    composer.need(high + least.wanted.max(least.must).min(most - high));
    composer.bookmark(text, level);
    text.clone_into(&mut composer.heading);
    if level <= 2 {
        composer.deepest_heading = 3;
    }
    let left = composer.left();
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
    composer.set(element, indent, style, &lines, 0.0);
    composer.y += 4.0;
    composer.heading_end = (composer.page_index(), composer.y);
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
    for (index, item) in items.iter().enumerate() {
        // Neither the first nor the last of several stands alone on a page.
        let next = items.get(index + 1);
        let next = next.filter(|_| index == 0 || index + 2 == items.len());
        let below = next.map_or(0.0, |next| {
            let lines = composer.lines(next, span.1 - HANG, Style::BODY).len();
            kept_together(0, lines) * Style::BODY.leading
        });
        bullet(composer, span, Style::BODY, item, |_| below);
    }
    composer.close();
    composer.y += 6.0;
}

/// One item with a hanging 「・」; gives its body and the width of its last line, so that a source can be added: `tail` is
/// what that takes below the item, on the same page.
pub(super) fn bullet(
    composer: &mut Composer,
    (left, width): (f32, f32),
    style: Style,
    text: &str,
    tail: impl Fn(f32) -> f32,
) -> (ElementId, f32) {
    composer.open(Role::LI);
    let label = composer.element(Role::Lbl);
    let body = composer.element(Role::LBody);
    composer.close();
    let inset = left - composer.left();
    let lines = composer.lines(text, width - HANG, style);
    let last = HANG + lines.last().map_or(0.0, |line| line.width);
    let tail = tail(last);
    composer.need(kept_together(0, lines.len()) * style.leading + tail);
    let (x, y) = (composer.left() + inset, composer.y);
    composer.text(Tag::Content(label), x, y, style, "・");
    composer.set(body, inset + HANG, style, &lines, tail);
    (body, last)
}

/// Key figures in boxes, three to a row on upright paper.
pub(super) fn key_figures(composer: &mut Composer, figures: &[KeyFigure]) {
    if figures.is_empty() {
        return;
    }
    let (per_row, width) = boxes(composer);
    composer.gap(4.0);
    composer.open(Role::L);
    for row in figures.chunks(per_row) {
        let (boxes, height) = measured(composer, row, width);
        composer.need(height);
        for (index, a_box) in boxes.iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "three or four boxes")]
            let x = composer.left() + index as f32 * (width + BETWEEN);
            let area = Area {
                x,
                y: composer.y,
                width,
                height,
            };
            a_box.draw(composer, area);
        }
        composer.y += height + BETWEEN;
    }
    composer.close();
    composer.y += 4.0;
}

const PADDING: f32 = 6.0;

/// Between two boxes.
const BETWEEN: f32 = 8.0;

/// How many boxes stand in a row, and how wide they are.
fn boxes(composer: &Composer) -> (usize, f32) {
    let per_row = if composer.width() > 600.0 { 4 } else { 3 };
    let gaps = BETWEEN * count(per_row - 1);
    (per_row, (composer.width() - gaps) / count(per_row))
}

fn measured(composer: &Composer, row: &[KeyFigure], width: f32) -> (Vec<FigureBox>, f32) {
    let boxes: Vec<FigureBox> = row
        .iter()
        .map(|figure| FigureBox::new(composer, figure, width))
        .collect();
    let height = boxes.iter().map(|a_box| a_box.height).fold(0.0, f32::max);
    (boxes, height)
}

/// The height of the first row of key figures, with the gap above it.
pub(super) fn key_figures_height(composer: &Composer, figures: &[KeyFigure]) -> f32 {
    let (per_row, width) = boxes(composer);
    let first = &figures[..figures.len().min(per_row)];
    4.0 + measured(composer, first, width).1
}

/// A box: label, value, coverage and change, each as its lines; the trace id in the corner beside the value.
struct FigureBox {
    parts: Vec<(Style, Vec<super::line::Line>)>,
    /// Trace id, and how far below the top of the box it stands.
    trace: Option<(String, f32)>,
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
        ];
        let trace = clean(&figure.trace).replace('\n', " ");
        let beside =
            composer.measure(&figure.value, value) + composer.measure(&trace, Style::TRACE);
        let is_beside = beside + 6.0 <= inner;
        let under = if is_beside { "" } else { trace.as_str() };
        let texts = texts.into_iter().chain([(Style::TRACE, under)]);
        let parts: Vec<_> = texts
            .filter(|(_, text)| !text.is_empty())
            .map(|(style, text)| (style, composer.lines(text, inner, style)))
            .collect();
        let height = parts
            .iter()
            .map(|(style, lines)| style.leading * count(lines.len()))
            .sum::<f32>()
            + 2.0 * PADDING;
        let label = count(parts.first().map_or(0, |(_, lines)| lines.len()));
        let down = PADDING + label * Style::NOTE.leading + 13.0;
        let trace = Some((trace, down)).filter(|(trace, _)| is_beside && !trace.is_empty());
        Self {
            parts,
            trace,
            height,
        }
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
        if let Some((trace, down)) = &self.trace {
            let wide = composer.measure(trace, Style::TRACE);
            let x = left + indent(width, wide, Align::End);
            composer.text(Tag::Content(body), x, area.y + down, Style::TRACE, trace);
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
