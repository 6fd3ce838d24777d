//! Report ▸ pages of placed, tagged items. Pure; draws nothing.
//!
//! Decisions: chapters of text on A4 upright, chapters with a wide table on A4 on its side, the official form on A3 as the
//! bureau prints it; the front pages are laid out last, because only then the contents know their page numbers.

mod chart;
mod composer;
mod contents;
mod dump;
mod form;
mod front;
mod furniture;
mod line;
mod map;
mod narrative;
mod prose;
mod style;
mod table;

pub(super) use dump::dump;

use super::document::{Document, Paper, Role};
use super::font::Faces;
use crate::report::{Block, Chapter, Media, Report};
use composer::Composer;
use map::Small;

/// Lays the report out.
pub(super) fn lay_out(faces: &'static Faces, report: &Report) -> Document {
    let mut composer = Composer::new(faces);
    let chapters = report
        .chapters
        .iter()
        .filter(|chapter| chapter.media != Media::Workbook);
    for chapter in chapters {
        lay_out_chapter(&mut composer, chapter);
    }
    front::missing_signs(&mut composer, report);
    let body_pages = composer.document.pages.len();
    let entries = composer.document.bookmarks.clone();
    // How many pages the front takes does not depend on the numbers in it.
    let mut trial = Composer::new(faces);
    front::front(&mut trial, report, &entries, 0);
    let front_pages = trial.document.pages.len();
    front::front(&mut composer, report, &entries, front_pages);
    bring_to_front(&mut composer, body_pages, entries.len());
    furniture::furniture(&mut composer, report);
    composer.document
}

/// Moves the pages, bookmarks and elements laid out last to the beginning.
fn bring_to_front(composer: &mut Composer, body_pages: usize, body_marks: usize) {
    let document = &mut composer.document;
    let front_pages = document.pages.len() - body_pages;
    document.pages.rotate_right(front_pages);
    composer.chapter_of_page.rotate_right(front_pages);
    for mark in &mut document.bookmarks[..body_marks] {
        mark.page += front_pages;
    }
    for mark in &mut document.bookmarks[body_marks..] {
        mark.page -= body_pages;
    }
    document.bookmarks.rotate_left(body_marks);
    document.elements[0].children.rotate_right(1);
}

fn lay_out_chapter(composer: &mut Composer, chapter: &Chapter) {
    let paper = table::paper_for(composer.faces, chapter);
    let first = match chapter.blocks.first() {
        Some(Block::Form(_)) => Paper::A3Landscape,
        _ => paper,
    };
    composer.begin_chapter(&chapter.title, first);
    composer.open(Role::Sect);
    composer.deepest_heading = 2;
    prose::chapter_title(composer, &chapter.title);
    let mut blocks = chapter.blocks.as_slice();
    let mut is_after_form = false;
    while let Some(block) = blocks.first() {
        let is_form = matches!(block, Block::Form(_));
        let is_first = blocks.len() == chapter.blocks.len();
        if is_form && !is_first {
            composer.begin_page(Paper::A3Landscape);
        } else if is_after_form && !is_form {
            composer.begin_page(paper);
        }
        is_after_form = is_form;
        let taken = lay_out_blocks(composer, blocks);
        if matches!(block, Block::Heading { level: 0..=2, .. }) {
            composer.deepest_heading = 3;
        }
        blocks = &blocks[taken..];
    }
    composer.close();
}

/// Lays out the first block, or as many small pictures as stand together; tells how many.
fn lay_out_blocks(composer: &mut Composer, blocks: &[Block]) -> usize {
    let small: Vec<Small<'_>> = blocks
        .iter()
        .map_while(|block| match block {
            Block::Map(map) => Some(Small::Map(map)),
            Block::Trend(chart) => Some(Small::Trend(chart)),
            _ => None,
        })
        .collect();
    if !small.is_empty() {
        map::row(composer, &small);
        return small.len();
    }
    match &blocks[0] {
        Block::Heading { level, text } => {
            if let Some(Block::Table(table)) = blocks.get(1)
                && table::begins_page(composer, table, prose::HEADING_HEIGHT)
            {
                let paper = composer.paper;
                composer.begin_page(paper);
            }
            prose::heading(composer, *level, text);
        }
        Block::Paragraph(text) => prose::paragraph(composer, text),
        Block::List(items) => prose::list(composer, items),
        Block::KeyFigures(figures) => prose::key_figures(composer, figures),
        Block::Table(table) => table::table(composer, table),
        Block::Form(sheet) => form::form(composer, sheet),
        Block::Bars(chart) => chart::bars(composer, chart),
        Block::Narrative(section) => narrative::narrative(composer, section),
        Block::Map(_) | Block::Trend(_) => {}
    }
    1
}
