//! What manuals are made of beside prose: numbered steps, lines to type, boxes set off from the text. Each stays whole on a
//! page that holds it.

use super::super::document::{Area, Role, Tag};
use super::composer::{Align, Composer};
use super::line::Line;
use super::prose::{Least, count};
use super::style::{INK, NAVY, RULE, SOFT_GROUND, Style, WARNING, WHITE};
use report::{Aside, Step, Steps};

/// Side of the square around a step's number.
const SQUARE: f32 = 16.0;
/// Indent of a step's text.
const INSET: f32 = 25.0;
/// Between two steps.
const BETWEEN: f32 = 4.5;
/// Blank around the text of a box.
const PADDING: f32 = 7.0;
/// Under a box.
const UNDER: f32 = 7.0;
/// What is typed: small enough for a long line, with room to tell the lines apart.
const TYPED: Style = Style {
    size: 9.0,
    leading: 14.0,
    ..Style::BODY
};
/// A line that is a little too long is made smaller, down to this size, rather than broken.
const LEAST_TYPED: f32 = 7.8;
const LABEL: Style = Style::BODY.sized_to(9.0, 14.0);
const SAID: Style = Style::BODY.sized_to(9.2, 14.4);

/// Lays steps out.
pub(super) fn steps(composer: &mut Composer, steps: &Steps) {
    composer.open(Role::L);
    for (number, step) in steps.numbered() {
        composer.need(step_height(composer, step).min(composer.full_height()));
        self::step(composer, number, step);
    }
    composer.close();
    composer.y += 4.0;
}

/// The height of the first step.
pub(super) fn least(composer: &Composer, steps: &Steps) -> Least {
    let first = steps.steps.first();
    Least::from(first.map_or(0.0, |step| step_height(composer, step)))
}

fn step_height(composer: &Composer, step: &Step) -> f32 {
    let width = composer.width() - INSET;
    let lines = |text: &String| count(composer.lines(text, width, Style::BODY).len());
    let text = (lines(&step.text) * Style::BODY.leading).max(SQUARE);
    let after: f32 = step.after.iter().map(lines).sum();
    let typed = if step.lines.is_empty() {
        0.0
    } else {
        2.0 + Typed::new(composer, &step.lines, width).height() + UNDER
    };
    text + typed + after * Style::BODY.leading + BETWEEN
}

fn step(composer: &mut Composer, number: usize, step: &Step) {
    composer.open(Role::LI);
    let label = composer.element(Role::Lbl);
    let body = composer.open(Role::LBody);
    let (left, top) = (composer.left(), composer.y);
    let mark = Area {
        x: left,
        y: top + 0.5,
        width: SQUARE,
        height: SQUARE,
    };
    composer.fill(mark, NAVY);
    let look = Style::BODY.bold().sized(9.0).colored(WHITE);
    let number = [Line {
        width: composer.measure(&number.to_string(), look),
        text: number.to_string(),
    }];
    let place = (left, SQUARE, top + 0.5 + (SQUARE - look.leading) / 2.0);
    composer.text_lines(Tag::Content(label), place, look, Align::Middle, &number);
    let width = composer.width() - INSET;
    let text = composer.lines(&step.text, width, Style::BODY);
    let element = composer.child(body, Role::P);
    composer.set(element, INSET, Style::BODY, &text, 0.0);
    composer.y = composer.y.max(top + SQUARE);
    if !step.lines.is_empty() {
        composer.y += 2.0;
        draw_lines(composer, &step.lines, INSET);
    }
    for text in &step.after {
        let text = composer.lines(text, width, Style::BODY);
        let element = composer.child(body, Role::P);
        composer.set(element, INSET, Style::BODY, &text, 0.0);
    }
    composer.y += BETWEEN;
    composer.close();
    composer.close();
}

/// Lays lines to type out, in a box.
pub(super) fn lines(composer: &mut Composer, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let height = lines_height(composer, lines);
    composer.need(height.min(composer.full_height()));
    draw_lines(composer, lines, 0.0);
}

/// The height of a box of lines.
pub(super) fn lines_height(composer: &Composer, lines: &[String]) -> f32 {
    Typed::new(composer, lines, composer.width()).height() + UNDER
}

fn draw_lines(composer: &mut Composer, lines: &[String], inset: f32) {
    let (left, width) = (composer.left() + inset, composer.width() - inset);
    let typed = Typed::new(composer, lines, width);
    let area = Area {
        x: left,
        y: composer.y,
        width,
        height: typed.height(),
    };
    composer.fill(area, SOFT_GROUND);
    composer.fill(Area { width: 2.5, ..area }, NAVY);
    composer.y += PADDING / 2.0;
    for (style, broken) in typed.lines {
        let element = composer.element(Role::P);
        composer.set(element, inset + PADDING + 3.0, style, &broken, 0.0);
    }
    composer.y = area.y + area.height + UNDER;
}

/// Lines to type with their looks.
struct Typed {
    lines: Vec<(Style, Vec<Line>)>,
}

impl Typed {
    fn new(composer: &Composer, lines: &[String], width: f32) -> Self {
        let room = width - 2.0 * PADDING - 3.0;
        let lines = lines.iter().map(|line| {
            let wide = composer.measure(line, TYPED);
            let size = TYPED.size * (room / wide.max(1.0)) - 0.01;
            let fits = (LEAST_TYPED..TYPED.size).contains(&size);
            let style = if fits { TYPED.sized(size) } else { TYPED };
            (style, composer.lines(line, room, style))
        });
        Self {
            lines: lines.collect(),
        }
    }

    fn height(&self) -> f32 {
        let lines = self.lines.iter();
        let lines = lines.map(|(style, broken)| count(broken.len()) * style.leading);
        lines.sum::<f32>() + PADDING
    }
}

/// Lays a box out.
pub(super) fn aside(composer: &mut Composer, aside: &Aside) {
    let height = aside_height(composer, aside);
    composer.need(height.min(composer.full_height()));
    let (left, width) = (composer.left(), composer.width());
    let area = Area {
        x: left,
        y: composer.y,
        width,
        height: height - UNDER,
    };
    let is_whole = height <= composer.room() + UNDER;
    if is_whole {
        composer.fill(area, if aside.is_warning { WHITE } else { SOFT_GROUND });
        let (thickness, color) = if aside.is_warning {
            (1.1, INK)
        } else {
            (0.6, RULE)
        };
        composer.frame(area, thickness, color);
    }
    composer.y += PADDING;
    let color = if aside.is_warning { WARNING } else { NAVY };
    let element = composer.element(Role::P);
    let label = composer.lines(&aside.label, width - 2.0 * PADDING, LABEL);
    composer.set(
        element,
        PADDING + 2.0,
        LABEL.bold().colored(color),
        &label,
        0.0,
    );
    for text in &aside.texts {
        let element = composer.element(Role::P);
        let lines = composer.lines(text, width - 2.0 * PADDING - 4.0, SAID);
        composer.set(element, PADDING + 2.0, SAID, &lines, 0.0);
    }
    composer.y += PADDING - 1.0 + UNDER;
}

/// The height of a box, with the gap under it.
pub(super) fn aside_height(composer: &Composer, aside: &Aside) -> f32 {
    let width = composer.width() - 2.0 * PADDING;
    let label = composer.lines(&aside.label, width, LABEL).len();
    let texts = aside.texts.iter();
    let texts = texts.map(|text| composer.lines(text, width - 4.0, SAID).len());
    let text = count(texts.sum()) * SAID.leading;
    count(label) * LABEL.leading + text + 2.0 * PADDING - 1.0 + UNDER
}
