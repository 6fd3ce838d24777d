//! Report ▸ pages of placed, tagged items. Pure; draws nothing.
//!
//! Decisions: chapters of text on A4 upright, chapters with a wide table on A4 on its side, an official form too full for
//! that on A3; the front pages are laid out last, because only then the contents know their page numbers.

mod changes;
mod chart;
mod columns;
mod composer;
mod contents;
mod distribution;
mod dump;
mod flow;
mod form;
mod front;
mod furniture;
mod instruction;
mod label;
mod line;
mod map;
mod missing;
mod narrative;
mod prose;
mod statement;
mod strip;
mod style;
mod table;
mod trend;
mod word_group;

pub(super) use dump::{Detail, dump};

use super::document::{Document, Paper, Role};
use super::font::Faces;
use composer::Composer;
use map::Small;
use model::Nouns;
use report::{Block, Chapter, ChapterKind, Media, NarrativeSection, Report};

/// Lays the report out.
pub(super) fn lay_out(faces: &'static Faces, report: &Report) -> Document {
    let mut composer = Composer::new(faces, &report.nouns);
    let chapters = report
        .chapters
        .iter()
        .filter(|chapter| chapter.media != Media::Workbook);
    for chapter in chapters {
        lay_out_chapter(&mut composer, chapter);
    }
    missing::missing_signs(&mut composer, report);
    front::colophon(&mut composer, report);
    if !report.is_loose {
        add_front(&mut composer, faces, report);
    }
    furniture::furniture(&mut composer, report);
    composer.document
}

/// Puts the title page and the contents before what is laid out.
fn add_front(composer: &mut Composer, faces: &'static Faces, report: &Report) {
    let body_pages = composer.document.pages.len();
    let entries = composer.document.bookmarks.clone();
    // How many pages the front takes does not depend on the numbers in it.
    let mut trial = Composer::new(faces, &report.nouns);
    front::front(&mut trial, report, &entries, 0);
    let front_pages = trial.document.pages.len();
    front::front(composer, report, &entries, front_pages);
    bring_to_front(composer, body_pages, entries.len());
}

/// Width of the text on upright paper.
pub(in super::super) const TEXT_WIDTH: f32 = 210.0 * 72.0 / 25.4 - 2.0 * style::SIDE;

/// Lays out pictures alone, in the order and the rows in which a page has them.
pub(super) fn lay_out_pictures(
    faces: &'static Faces,
    nouns: &Nouns,
    blocks: &[&Block],
) -> Document {
    let mut composer = Composer::new(faces, nouns);
    composer.begin_chapter("", Paper::A4Portrait);
    let small: Vec<Small<'_>> = blocks.iter().copied().map_while(Small::of).collect();
    if small.len() == blocks.len() {
        map::row(&mut composer, &small);
    } else {
        for block in blocks {
            lay_out_blocks(&mut composer, std::slice::from_ref(*block));
        }
    }
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

/// The paper of a form that the paper of its chapter does not hold.
const FULL_FORM: Paper = Paper::A3Landscape;

fn lay_out_chapter(composer: &mut Composer, chapter: &Chapter) {
    let paper = table::paper_for(composer.faces, chapter);
    let mut forms = flow::Forms::new(chapter, paper);
    // The page of a full form holds nothing else but the headings right above it.
    let mut is_for_form = forms.is_full_at(composer, 0);
    let first = if is_for_form { FULL_FORM } else { paper };
    let is_alone = chapter.kind == ChapterKind::Cards || is_for_form;
    if !is_alone && flow::has_room_for(composer, chapter, first) {
        composer.continue_chapter(&chapter.title);
    } else {
        composer.begin_chapter(&chapter.title, first);
    }
    composer.open(Role::Sect);
    composer.deepest_heading = 2;
    prose::chapter_title(composer, &chapter.title);
    let mut is_after_form = false;
    let mut place = 0;
    while place < chapter.blocks.len() {
        let leads_to_form = forms.is_full_at(composer, place);
        if leads_to_form && !is_for_form {
            composer.begin_page(FULL_FORM);
        } else if is_after_form && !leads_to_form {
            composer.begin_page(paper);
        }
        if let Some((sheet, form)) = forms.take(place) {
            form::form(composer, sheet, form);
            (is_after_form, is_for_form) = (leads_to_form, false);
            place += 1;
        } else {
            (is_after_form, is_for_form) = (false, leads_to_form);
            place += lay_out_blocks(composer, &chapter.blocks[place..]);
        }
    }
    composer.close();
}

/// Lays out the first block, or as many as stand side by side or run through columns together; tells how many.
fn lay_out_blocks(composer: &mut Composer, blocks: &[Block]) -> usize {
    if let [
        Block::Map(map),
        Block::List(words),
        Block::Distribution(spread),
        ..,
    ] = blocks
        && map::fits_beside(composer, map, words, spread)
    {
        map::beside(composer, map, words, spread);
        return 3;
    }
    let small = Small::run(blocks);
    if !small.is_empty() {
        map::row(composer, &small);
        return small.len();
    }
    let sections: Vec<&NarrativeSection> = blocks
        .iter()
        .map_while(|block| match block {
            Block::Narrative(section) => Some(section),
            _ => None,
        })
        .collect();
    if !sections.is_empty() {
        narrative::narrative(composer, &sections);
        return sections.len();
    }
    match &blocks[0] {
        Block::Heading { level, text } => {
            if let Some(Block::Table(table)) = blocks.get(1)
                && table::begins_page(composer, table, prose::HEADING_HEIGHT)
            {
                let paper = composer.paper;
                composer.begin_page(paper);
            }
            let least = flow::least(composer, &blocks[1..]);
            prose::heading(composer, *level, text, least);
        }
        Block::Paragraph(text) => prose::paragraph(composer, text),
        Block::List(items) => prose::list(composer, items),
        Block::Statements(said) => statement::statements(composer, said),
        Block::KeyFigures(figures) => prose::key_figures(composer, figures),
        Block::Table(table) => table::table(composer, table),
        Block::Words(groups) => word_group::words(composer, groups),
        Block::Steps(steps) => instruction::steps(composer, steps),
        Block::Lines(lines) => instruction::lines(composer, lines),
        Block::Aside(aside) => instruction::aside(composer, aside),
        Block::Bars(chart) => {
            let below = flow::pictures(composer, &blocks[1..]).wanted;
            chart::bars(composer, chart, below);
        }
        Block::Distribution(spread) => distribution::distribution(composer, spread),
        Block::Form(_)
        | Block::Narrative(_)
        | Block::Map(_)
        | Block::Trend(_)
        | Block::Changes(_) => {}
    }
    1
}
