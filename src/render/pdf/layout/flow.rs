//! What stays together: how much of what follows a heading, or a chapter's title, must stand on the same page.

use super::super::document::Paper;
use super::composer::{Composer, kept_together};
use super::map::{self, Small};
use super::prose::{HANG, HEADING_HEIGHT, Least, TITLE_HEIGHT, count};
use super::style::Style;
use super::{
    chart, distribution, form, instruction, narrative, prose, statement, table, word_group,
};
use report::{Block, Chapter, FormSheet};

/// A paragraph up to this many lines leads over to what follows it rather than standing for itself.
const LEAD: usize = 4;
/// A chapter begins on the page of the one before it only if this part of the page is left.
const ROOM: f32 = 0.45;

/// This many paragraphs under a heading lead over; those that follow are text like any other.
const LEADS: usize = 2;

/// The least height of the blocks that may stand on the page of a heading above them.
pub(super) fn least(composer: &Composer, blocks: &[Block]) -> Least {
    least_behind(composer, blocks, 0)
}

/// The same behind some paragraphs that lead over.
fn least_behind(composer: &Composer, blocks: &[Block], leads: usize) -> Least {
    let Some(first) = blocks.first() else {
        return Least::from(0.0);
    };
    match first {
        Block::Heading { text, .. } => {
            let height = prose::heading_height(composer, text);
            let rest = least(composer, &blocks[1..]);
            Least {
                must: height + rest.must,
                wanted: height + rest.wanted,
            }
        }
        Block::Paragraph(text) => {
            let lines = composer.lines(text, composer.width(), Style::BODY).len();
            let must = kept_together(0, lines) * Style::BODY.leading;
            let wanted = if lines <= LEAD && leads < LEADS {
                let height = count(lines) * Style::BODY.leading + 6.0;
                height + least_behind(composer, &blocks[1..], leads + 1).wanted
            } else {
                must
            };
            Least { must, wanted }
        }
        Block::List(items) => {
            let lines = items.iter().take(3).map(|item| {
                let width = composer.width() - HANG;
                let lines = composer.lines(item, width, Style::BODY).len();
                count(lines.min(3)) * Style::BODY.leading
            });
            Least::from(lines.sum::<f32>())
        }
        Block::Statements(said) => Least::from(statement::least(composer, said)),
        Block::KeyFigures(figures) => Least::from(prose::key_figures_height(composer, figures)),
        Block::Table(table) => Least::from(table::least(composer, table)),
        Block::Narrative(section) => Least::from(narrative::least(composer, section)),
        Block::Words(groups) => Least::from(word_group::least(composer, groups)),
        Block::Steps(steps) => instruction::least(composer, steps),
        Block::Lines(lines) => Least::from(instruction::lines_height(composer, lines)),
        Block::Aside(aside) => Least::from(instruction::aside_height(composer, aside)),
        Block::Form(sheet) => {
            let frame = form::Frame::new(composer, sheet, composer.paper, TITLE_HEIGHT);
            Least::from(frame.least())
        }
        Block::Map(_)
        | Block::Trend(_)
        | Block::Changes(_)
        | Block::Bars(_)
        | Block::Distribution(_) => pictures(composer, blocks),
    }
}

/// The heights of the first picture, or row of pictures, and of all up to the next heading, as far as a page holds them.
pub(super) fn pictures(composer: &Composer, blocks: &[Block]) -> Least {
    let mut least = Least::from(0.0);
    let mut rest = blocks;
    loop {
        let (height, taken) = match rest {
            [
                Block::Map(map),
                Block::List(words),
                Block::Distribution(spread),
                ..,
            ] if map::fits_beside(composer, map, words, spread) => {
                (map::beside_height(composer, map, words, spread), 3)
            }
            [Block::Map(_) | Block::Trend(_) | Block::Changes(_), ..] => {
                let small = Small::run(rest);
                let rows = map::row_heights(composer, &small);
                if least.must == 0.0 {
                    least.must = rows[0];
                }
                // Rows of pictures may go on on the next page.
                if rows.len() > 1 {
                    least.wanted += rows[0];
                    return least;
                }
                (rows[0] + map::AFTER, small.len())
            }
            [Block::Bars(chart), ..] => {
                let bars = chart::bars_height(composer, chart);
                if least.wanted == 0.0 {
                    least.must = bars.must;
                }
                (bars.wanted, 1)
            }
            [Block::Distribution(spread), ..] => {
                let width = composer.width();
                (distribution::height(composer, spread, width) + 4.0, 1)
            }
            _ => return least,
        };
        let is_first = least.wanted == 0.0;
        if !is_first && least.wanted + height > composer.full_height() - HEADING_HEIGHT {
            return least;
        }
        if least.must == 0.0 {
            least.must = height;
        }
        least.wanted += height;
        rest = &rest[taken..];
    }
}

/// The forms of a chapter, each measured once for its page: whoever sets the headings above one asks for it too.
pub(super) struct Forms<'a> {
    chapter: &'a Chapter,
    /// The paper of the chapter.
    paper: Paper,
    /// The one that was asked for last: its place, and how wide the headings above it could be.
    measured: Option<(usize, f32, form::Frame)>,
}

impl<'a> Forms<'a> {
    pub(super) fn new(chapter: &'a Chapter, paper: Paper) -> Self {
        Self {
            chapter,
            paper,
            measured: None,
        }
    }

    /// Whether a form that asks for a page of its own is the block at a place, or stands right under the heading there.
    pub(super) fn is_full_at(&mut self, composer: &Composer, place: usize) -> bool {
        self.measure(composer, place);
        let measured = self.measured.as_ref();
        measured.is_some_and(|(.., form)| form.is_full())
    }

    /// The form that is the block at a place, as it was measured when it was asked for, to be set.
    pub(super) fn take(&mut self, place: usize) -> Option<(&'a FormSheet, form::Frame)> {
        let Block::Form(sheet) = &self.chapter.blocks[place] else {
            return None;
        };
        let measured = self.measured.take_if(|(at, ..)| *at == place);
        measured.map(|(.., form)| (sheet, form))
    }

    fn measure(&mut self, composer: &Composer, place: usize) {
        let blocks = &self.chapter.blocks;
        let is_other = |at: &usize| !matches!(blocks[*at], Block::Heading { .. });
        let at = (place..blocks.len()).find(is_other);
        let Some((at, Block::Form(sheet))) = at.map(|at| (at, &blocks[at])) else {
            self.measured = None;
            return;
        };
        let width = composer.width();
        let is_it = |known: &(usize, f32, form::Frame)| (known.0, known.1) == (at, width);
        if self.measured.as_ref().is_some_and(is_it) {
            return;
        }
        let first = (0..at).rev().find(is_other).map_or(0, |last| last + 1);
        let heights = blocks[first..at].iter().map(|block| match block {
            Block::Heading { text, .. } => prose::heading_height(composer, text),
            _ => 0.0,
        });
        let above = title_height(composer, &self.chapter.title) + heights.sum::<f32>();
        let frame = form::Frame::new(composer, sheet, self.paper, above);
        self.measured = Some((at, width, frame));
    }
}

/// The height of a chapter's title with the gaps around it.
fn title_height(composer: &Composer, title: &str) -> f32 {
    let lines = composer.lines(title, composer.width(), Style::H1);
    TITLE_HEIGHT + count(lines.len().saturating_sub(1)) * Style::H1.leading
}

/// Whether a chapter can begin below the end of the one before it.
pub(super) fn has_room_for(composer: &Composer, chapter: &Chapter, paper: Paper) -> bool {
    if composer.document.pages.is_empty() || composer.paper != paper || composer.is_at_top() {
        return false;
    }
    let mut below = least(composer, &chapter.blocks).wanted;
    // A table that a page holds is not torn for the sake of beginning on this one.
    if let Some(table) = first_table(&chapter.blocks)
        && let Some(height) = table::whole(composer, table)
    {
        below += height;
    }
    let title = title_height(composer, &chapter.title);
    let room = composer.room();
    room >= ROOM * composer.full_height() && room >= title + below
}

fn first_table(blocks: &[Block]) -> Option<&report::Table> {
    let is_lead = |block: &&Block| matches!(block, Block::Heading { .. } | Block::Paragraph(_));
    match blocks.iter().find(|block| !is_lead(block)) {
        Some(Block::Table(table)) => Some(table),
        _ => None,
    }
}
