//! Chapters and blocks in the order of the report, as paragraphs, tables and pictures.

use super::picture::{is_picture, pictures};
use super::table;
use super::text::{Look, TAB, Word, number, paragraph, plain, run, with};
use crate::RenderError;
use report::{Block, Chapter, Media, NarrativeSection, Report, Statement, Steps};

const TABLE_END: &str = "</w:tbl>";

/// What stands in the document.
#[derive(Default)]
pub(super) struct Body {
    /// Paragraphs and tables.
    pub(super) xml: String,
    /// The pictures they refer to by their place, as PNG.
    pub(super) pictures: Vec<Vec<u8>>,
    /// The last heading; a caption that says the same is left out.
    heading: String,
}

/// The text of a report with its pictures.
pub(super) fn body(report: &Report) -> Result<Body, RenderError> {
    let mut body = Body::default();
    front(&mut body, report);
    let chapters = report.chapters.iter();
    let chapters = chapters.filter(|chapter| chapter.media != Media::Workbook);
    for (index, chapter) in chapters.enumerate() {
        body.chapter(report, chapter, index > 0)?;
    }
    if body.xml.ends_with(TABLE_END) {
        body.add(&plain(Look::Picture, ""));
    }
    Ok(body)
}

/// Title, who and when, and what every reader must know.
fn front(body: &mut Body, report: &Report) {
    body.add(&plain(Look::Title, &report.title));
    let left = run(&report.subtitle, Word::Plain);
    let known = [&report.coverage_label, &report.organisation];
    let known: Vec<&str> = known.into_iter().map(String::as_str).collect();
    let right = run(&known.join("　"), Word::Plain);
    let line = format!("{left}{TAB}{right}");
    body.add(&paragraph(Look::Subtitle, &line));
    for notice in &report.notices {
        body.add(&plain(Look::Notice, notice));
    }
}

impl Body {
    /// Adds a piece; two tables without a paragraph between them would be one.
    fn add(&mut self, xml: &str) {
        if self.xml.ends_with(TABLE_END) && !xml.starts_with("<w:p>") {
            self.xml.push_str(&plain(Look::Picture, ""));
        }
        self.xml.push_str(xml);
    }

    fn chapter(
        &mut self,
        report: &Report,
        chapter: &Chapter,
        is_on_new_page: bool,
    ) -> Result<(), RenderError> {
        let broken = if is_on_new_page {
            "<w:pageBreakBefore/>"
        } else {
            ""
        };
        let title = run(&chapter.title, Word::Plain);
        self.add(&with(Look::Heading(1), broken, &title));
        let mut blocks = chapter.blocks.as_slice();
        while let Some(first) = blocks.first() {
            let row = blocks.iter().take_while(|block| is_picture(block)).count();
            if row > 0 {
                let run = &blocks[..row];
                let xml = pictures(&mut self.pictures, &self.heading, &report.nouns, run)?;
                self.add(&xml);
                blocks = &blocks[row..];
            } else {
                self.block(first);
                blocks = &blocks[1..];
            }
        }
        Ok(())
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text } => {
                text.clone_into(&mut self.heading);
                self.add(&plain(Look::Heading(*level), text));
            }
            Block::Paragraph(text) => self.add(&plain(Look::Text, text)),
            Block::List(items) => self.list(items),
            Block::Statements(statements) => self.statements(statements),
            Block::KeyFigures(figures) => {
                self.xml
                    .push_str(&table::key_figures(&self.heading, figures));
            }
            Block::Table(one) => self.add(&table::table(&self.heading, one)),
            Block::Narrative(section) => self.narrative(section),
            Block::Words(groups) => {
                for group in groups {
                    self.add(&plain(Look::Heading(3), &group.title));
                    self.list(&group.items);
                }
            }
            Block::Steps(steps) => self.steps(steps),
            Block::Lines(lines) => self.lines(lines),
            Block::Aside(aside) => {
                self.add(&plain(Look::Heading(3), &aside.label));
                self.lines(&aside.texts);
            }
            // Pictures are taken in rows; a form is no chapter of a document, which the definitions are held to.
            Block::Bars(_)
            | Block::Trend(_)
            | Block::Changes(_)
            | Block::Map(_)
            | Block::Distribution(_)
            | Block::Form(_) => {}
        }
    }

    fn list(&mut self, items: &[String]) {
        for item in items {
            self.add(&plain(Look::Bullet, item));
        }
    }

    fn lines(&mut self, lines: &[String]) {
        for line in lines {
            self.add(&plain(Look::Text, line));
        }
    }

    fn steps(&mut self, steps: &Steps) {
        for (number, step) in steps.numbered() {
            self.add(&plain(Look::Text, &format!("{number}　{}", step.text)));
            self.lines(&step.lines);
            self.lines(&step.after);
        }
    }

    fn statements(&mut self, statements: &[Statement]) {
        for statement in statements {
            let text = run(&statement.text, Word::Plain);
            let runs = format!("{text}{}", number(&statement.traces.join(" ")));
            self.add(&paragraph(Look::Bullet, &runs));
        }
    }

    fn narrative(&mut self, section: &NarrativeSection) {
        let title = format!("{}　{}", section.title, section.year);
        self.add(&plain(Look::Heading(2), &title));
        for entries in section.entries.chunk_by(|a, b| a.ward == b.ward) {
            self.xml
                .push_str(&plain(Look::Heading(3), &entries[0].ward));
            for entry in entries {
                self.add(&plain(Look::Bullet, &entry.text));
                if !entry.note.is_empty() {
                    self.add(&plain(Look::TableNote, &entry.note));
                }
            }
        }
        if !section.silent.is_empty() {
            let text = format!("記入なし：{}", section.silent.join("、"));
            self.add(&plain(Look::TableNote, &text));
        }
    }
}
