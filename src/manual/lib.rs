//! A manual's Markdown ▸ the document that the renderers take: a small part of Markdown, and anything else is refused.
//!
//! `+++` at the top holds title, subtitle, date and who issues it. `#` is a chapter, `##` and `###` are headings; paragraphs,
//! bullets, numbered steps with lines to type, tables, and `> [!NOTE]` or `> [!WARNING]` for boxes. A comment is not
//! printed; how the manual is played through as a test stands in comments. Pages and type are for `render`.

mod error;
mod reader;

use model::Nouns;
use report::{Block, Report};
use serde::Deserialize;

pub use error::ManualError;

/// What stands between `+++`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    title: String,
    subtitle: String,
    organisation: String,
    /// ISO; the only date in the file.
    date: String,
    /// Has a title page with these boxed lines and the contents; without it the manual is a loose sheet.
    #[serde(default)]
    notices: Vec<String>,
}

/// Reads a manual.
///
/// # Errors
/// It holds what manuals do not have.
pub fn read(markdown: &str, generator: &str) -> Result<Report, ManualError> {
    let (head, chapters) = reader::chapters(markdown)?;
    let head: Head = toml::from_str(&head).map_err(|error| ManualError::Head(error.to_string()))?;
    Ok(Report {
        is_loose: head.notices.is_empty(),
        title: head.title,
        subtitle: head.subtitle,
        organisation: head.organisation,
        as_of_label: String::new(),
        as_of_iso: head.date,
        created: None,
        notices: head.notices,
        marks: Vec::new(),
        coverage_label: String::new(),
        nouns: Nouns::general(),
        generator: generator.to_owned(),
        is_for_committee: false,
        chapters,
    })
}

/// What is to be typed, line by line, in the manual's order.
pub fn typed_lines(manual: &Report) -> Vec<&str> {
    let blocks = manual.chapters.iter().flat_map(|chapter| &chapter.blocks);
    let lines = blocks.flat_map(|block| match block {
        Block::Lines(lines) => lines.iter().collect(),
        Block::Steps(steps) => steps.steps.iter().flat_map(|step| &step.lines).collect(),
        _ => Vec::new(),
    });
    lines.map(String::as_str).collect()
}

#[cfg(test)]
mod tests;
