//! The PDF report: layout, then paint, then the archive pass. PDF/UA-1 and PDF/A-2a in one file.
//!
//! `report ▸ layout (pure) ▸ document ▸ paint (faces by printpdf) ▸ archive (lopdf) ▸ bytes`; measured by `font`.

mod archive;
mod content;
mod deflate;
mod document;
mod font;
mod glyphs;
mod layout;
mod paint;
mod picture;
mod png;

use super::RenderError;
use model::Nouns;
use report::{Block, Report};

pub(super) use layout::TEXT_WIDTH;
pub(super) use picture::Picture;

/// Writes the report as tagged, archival PDF (PDF/UA-1, PDF/A-2a).
///
/// # Errors
/// An engine refuses; a fault of the program.
pub fn report(report: &Report) -> Result<Vec<u8>, RenderError> {
    let faces = font::Faces::built_in();
    let mut document = layout::lay_out(faces, report);
    let painted = paint::paint(faces, &mut document)?;
    archive::finish(painted, &document, report)
}

/// Blocks that are pictures, as the pages show them, for a document that is not laid out here.
///
/// # Errors
/// A picture cannot be drawn; a fault of the program.
pub(super) fn pictures(nouns: &Nouns, blocks: &[&Block]) -> Result<Vec<Picture>, RenderError> {
    let faces = font::Faces::built_in();
    let document = layout::lay_out_pictures(faces, nouns, blocks);
    picture::pictures(faces, &document)
}

/// The layout as text, for a look at what a page holds.
pub fn dump(report: &Report) -> String {
    told(report, layout::Detail::Reviewed)
}

/// The layout as text with every rule and the number of every element, for tests that judge it.
pub fn full_dump(report: &Report) -> String {
    told(report, layout::Detail::Full)
}

fn told(report: &Report, detail: layout::Detail) -> String {
    let faces = font::Faces::built_in();
    layout::dump(faces, &layout::lay_out(faces, report), detail)
}
