//! What stays together: how much of what follows a heading, or a chapter's title, must stand on the same page.

use super::super::document::Paper;
use super::composer::{Composer, kept_together};
use super::map::{self, Small};
use super::prose::{HEADING_HEIGHT, TITLE_HEIGHT, count};
use super::style::Style;
use super::{chart, distribution, prose, table};
use crate::report::{Block, Chapter};

/// A paragraph up to this many lines leads over to what follows it rather than standing for itself.
const LEAD: usize = 4;
/// A chapter begins on the page of the one before it only if this part of the page is left.
const ROOM: f32 = 0.45;

/// This many paragraphs under a heading lead over; those that follow are text like any other.
const LEADS: usize = 2;

/// The least height of the blocks that may stand on the page of a heading above them.
pub(super) fn least(composer: &Composer, blocks: &[Block]) -> f32 {
    least_behind(composer, blocks, 0)
}

/// The same behind some paragraphs that lead over.
fn least_behind(composer: &Composer, blocks: &[Block], leads: usize) -> f32 {
    let Some(first) = blocks.first() else {
        return 0.0;
    };
    let pictures = pictures(composer, blocks);
    if pictures > 0.0 {
        return pictures;
    }
    match first {
        Block::Heading { .. } => HEADING_HEIGHT + least(composer, &blocks[1..]),
        Block::Paragraph(text) => {
            let lines = composer.lines(text, composer.width(), Style::BODY).len();
            if lines <= LEAD && leads < LEADS {
                let height = count(lines) * Style::BODY.leading + 6.0;
                height + least_behind(composer, &blocks[1..], leads + 1)
            } else {
                kept_together(0, lines) * Style::BODY.leading
            }
        }
        Block::List(items) => {
            let lines = items.iter().take(3).map(|item| {
                let lines = composer.lines(item, composer.width(), Style::BODY).len();
                count(lines.min(3)) * Style::BODY.leading
            });
            lines.sum()
        }
        Block::KeyFigures(figures) => prose::key_figures_height(composer, figures),
        Block::Table(table) => table::least(composer, table),
        Block::Narrative(_) => 2.0 * HEADING_HEIGHT + 60.0,
        Block::Form(_)
        | Block::Map(_)
        | Block::Trend(_)
        | Block::Bars(_)
        | Block::Distribution(_) => 0.0,
    }
}

/// The height of the pictures that the blocks begin with, up to the next heading, as far as a page holds them.
pub(super) fn pictures(composer: &Composer, blocks: &[Block]) -> f32 {
    let mut total = 0.0;
    let mut rest = blocks;
    loop {
        let (height, taken) = match rest {
            [Block::Map(map), Block::List(words), Block::Trend(years), ..] => {
                (map::beside_height(composer, map, words, years), 3)
            }
            [Block::Map(_) | Block::Trend(_), ..] => {
                let small: Vec<Small<'_>> = rest.iter().map_while(Small::of).collect();
                (map::rows_height(composer, &small), small.len())
            }
            [Block::Bars(chart), ..] => (chart::bars_height(composer, chart), 1),
            [Block::Distribution(spread), ..] => (distribution::height(spread), 1),
            _ => return total,
        };
        if total > 0.0 && total + height > composer.full_height() - HEADING_HEIGHT {
            return total;
        }
        total += height;
        rest = &rest[taken..];
    }
}

/// Whether a chapter can begin below the end of the one before it.
pub(super) fn has_room_for(composer: &Composer, chapter: &Chapter, paper: Paper) -> bool {
    if composer.document.pages.is_empty() || composer.paper != paper || composer.is_at_top() {
        return false;
    }
    let is_form = matches!(chapter.blocks.first(), Some(Block::Form(_)));
    let mut below = least(composer, &chapter.blocks);
    // A table that a page holds is not torn for the sake of beginning on this one.
    if let Some(table) = first_table(&chapter.blocks)
        && let Some(height) = table::whole(composer, table)
    {
        below += height;
    }
    let room = composer.room();
    !is_form && room >= ROOM * composer.full_height() && room >= TITLE_HEIGHT + below
}

fn first_table(blocks: &[Block]) -> Option<&crate::report::Table> {
    let is_lead = |block: &&Block| matches!(block, Block::Heading { .. } | Block::Paragraph(_));
    match blocks.iter().find(|block| !is_lead(block)) {
        Some(Block::Table(table)) => Some(table),
        _ => None,
    }
}
