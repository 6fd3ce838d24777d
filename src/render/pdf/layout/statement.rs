//! Sentences made from figures: a list whose margin names, small, the figures that each sentence rests on.

use super::super::document::{Role, Tag};
use super::composer::{Align, Composer};
use super::prose::{HANG, bullet, count};
use super::style::Style;
use report::Statement;

/// The margin for the ids of figures, and what is free before it.
const MARGIN: f32 = 40.0;
const GAP: f32 = 10.0;
/// Between two sentences.
const BETWEEN: f32 = 3.0;

/// The height of one sentence.
fn height(composer: &Composer, statement: &Statement) -> f32 {
    let text = composer.lines(&statement.text, text_width(composer) - HANG, Style::BODY);
    let ids = composer.lines(&statement.traces.join(" "), MARGIN, Style::TRACE);
    let ids = if statement.traces.is_empty() {
        0.0
    } else {
        count(ids.len()) * Style::TRACE.leading
    };
    (count(text.len()) * Style::BODY.leading).max(ids)
}

fn text_width(composer: &Composer) -> f32 {
    composer.width() - MARGIN - GAP
}

/// The height of the first sentences.
pub(super) fn least(composer: &Composer, statements: &[Statement]) -> f32 {
    let heights = statements.iter().take(2);
    heights.map(|one| height(composer, one) + BETWEEN).sum()
}

/// Lays the sentences out, none torn.
pub(super) fn statements(composer: &mut Composer, statements: &[Statement]) {
    composer.open(Role::L);
    let width = text_width(composer);
    for statement in statements {
        let height = height(composer, statement);
        composer.need(height);
        let (left, top) = (composer.left(), composer.y);
        let span = (left, width);
        let (body, _) = bullet(composer, span, Style::BODY, &statement.text, |_| 0.0);
        let ids = composer.lines(&statement.traces.join(" "), MARGIN, Style::TRACE);
        let place = (left + width + GAP, MARGIN, top + 2.0);
        composer.text_lines(Tag::Content(body), place, Style::TRACE, Align::End, &ids);
        composer.y = composer.y.max(top + height) + BETWEEN;
    }
    composer.close();
    composer.y += 6.0;
}
