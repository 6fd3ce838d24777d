//! One file per chapter of the report; each turns the subject into blocks.

mod by_ward;
mod by_ward_formulas;
mod cards;
mod changes;
mod common;
mod coverage;
mod data;
mod distribution;
mod explanations;
mod filled;
mod findings;
mod forms;
mod functions;
mod narrative;
mod pictures;
mod restatements;
mod resubmission;
mod rows;
mod sources;
mod summary;
mod trace_index;
mod trend;
mod unit_changes;
mod verdict;
mod word_rows;

pub(super) use by_ward::by_ward;
pub(super) use cards::{card_id, cards};
pub(super) use common::common;
pub(super) use coverage::coverage;
pub(super) use data::data;
pub(super) use explanations::explanations;
pub(super) use findings::findings;
pub(super) use forms::forms;
pub(super) use functions::functions;
pub(super) use narrative::{narrative, narrative_by_unit};
pub(super) use pictures::pictures;
pub(super) use rows::rows;
pub(super) use sources::sources;
pub(super) use summary::summary;
pub(super) use trace_index::trace_index;
pub(super) use trend::trend;

use super::document::plain_table;
use super::{Block, Chapter, ChapterKind, HeadCell, Media};

/// A chapter.
fn chapter(kind: ChapterKind, id: &str, title: &str, media: Media, blocks: Vec<Block>) -> Chapter {
    Chapter {
        kind,
        id: id.to_owned(),
        title: title.to_owned(),
        media,
        blocks,
    }
}

/// A head cell.
fn head_cell(text: impl Into<String>, col_span: u32, row_span: u32) -> HeadCell {
    HeadCell {
        text: text.into(),
        col_span,
        row_span,
    }
}

/// A heading of level 2.
fn heading(text: impl Into<String>) -> Block {
    Block::Heading {
        level: 2,
        text: text.into(),
    }
}

/// A paragraph.
fn paragraph(text: impl Into<String>) -> Block {
    Block::Paragraph(text.into())
}
