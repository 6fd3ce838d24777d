//! The events of pulldown-cmark ▸ chapters and blocks. The only file that names the parser.

use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, MetadataBlockKind, Options,
    Parser, Tag, TagEnd,
};
use report::{
    Align, Aside, Block, Chapter, ChapterKind, Media, Step, Steps, TableCell, plain_table,
};
use unicode_width::UnicodeWidthStr as _;

use super::error::ManualError;

/// A column is asked to be at least, and at most, this wide.
const NARROWEST: usize = 8;
const WIDEST: usize = 64;
/// The last column takes what the others leave of a line.
const LINE: f64 = 112.0;

/// The head and the chapters of a manual.
pub(super) fn chapters(markdown: &str) -> Result<(String, Vec<Chapter>), ManualError> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_GFM
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut reader = Reader {
        markdown,
        events: Parser::new_ext(markdown, options)
            .into_offset_iter()
            .peekable(),
        head: String::new(),
        chapters: Vec::new(),
    };
    while let Some((event, place)) = reader.events.next() {
        reader.block(event, place)?;
    }
    if reader.head.is_empty() {
        return Err(ManualError::Head("is missing".to_owned()));
    }
    Ok((reader.head, reader.chapters))
}

struct Reader<'a> {
    markdown: &'a str,
    events: std::iter::Peekable<pulldown_cmark::OffsetIter<'a>>,
    head: String,
    chapters: Vec<Chapter>,
}

impl Reader<'_> {
    fn unknown<T>(
        &self,
        what: &impl std::fmt::Debug,
        place: Range<usize>,
    ) -> Result<T, ManualError> {
        let before = &self.markdown[..place.start];
        Err(ManualError::Unknown {
            line: before.matches('\n').count() + 1,
            what: format!("manuals have no {what:?}"),
        })
    }

    fn next(&mut self) -> (Event<'_>, Range<usize>) {
        self.events
            .next()
            .expect("internal error: the parser ends what it begins")
    }

    /// One block at the top.
    fn block(&mut self, event: Event<'_>, place: Range<usize>) -> Result<(), ManualError> {
        match event {
            Event::Start(Tag::MetadataBlock(MetadataBlockKind::PlusesStyle)) => {
                self.head = self.text(&TagEnd::MetadataBlock(MetadataBlockKind::PlusesStyle))?;
                Ok(())
            }
            Event::Start(Tag::HtmlBlock) => self.comment(place),
            Event::Start(Tag::Heading {
                level: HeadingLevel::H1,
                ..
            }) => {
                let title = self.text(&TagEnd::Heading(HeadingLevel::H1))?;
                self.chapters.push(chapter(title, self.chapters.len()));
                Ok(())
            }
            Event::Start(tag) => {
                let block = self.inner(tag, place.clone())?;
                match self.chapters.last_mut() {
                    Some(chapter) => chapter.blocks.push(block),
                    None => return self.unknown(&"text before the first chapter", place),
                }
                Ok(())
            }
            other => self.unknown(&other, place),
        }
    }

    fn inner(&mut self, tag: Tag<'_>, place: Range<usize>) -> Result<Block, ManualError> {
        Ok(match tag {
            Tag::Heading { level, .. } if level <= HeadingLevel::H3 => Block::Heading {
                level: if level == HeadingLevel::H2 { 2 } else { 3 },
                text: self.text(&TagEnd::Heading(level))?,
            },
            Tag::Paragraph => Block::Paragraph(self.text(&TagEnd::Paragraph)?),
            Tag::CodeBlock(_) => Block::Lines(self.lines()?),
            Tag::List(None) => {
                let items = self.items(None)?;
                Block::List(items.into_iter().map(|item| item.text).collect())
            }
            Tag::List(Some(first)) => Block::Steps(Steps {
                first: usize::try_from(first).unwrap_or(1),
                steps: self.items(Some(first))?,
            }),
            Tag::BlockQuote(Some(kind)) => self.aside(kind)?,
            Tag::Table(columns) => self.table(&columns)?,
            other => return self.unknown(&other, place),
        })
    }

    /// Passes over a comment; anything else of HTML is refused.
    fn comment(&mut self, place: Range<usize>) -> Result<(), ManualError> {
        let text = self.text(&TagEnd::HtmlBlock)?;
        if text.trim().starts_with("<!--") && text.trim().ends_with("-->") {
            Ok(())
        } else {
            self.unknown(&text, place)
        }
    }

    /// The words up to an end, in one line; looks such as bold say nothing of their own here.
    fn text(&mut self, end: &TagEnd) -> Result<String, ManualError> {
        let mut text = String::new();
        loop {
            let (event, place) = self.next();
            match event {
                Event::End(tag) if tag == *end => return Ok(text),
                Event::Text(part) | Event::Code(part) | Event::Html(part) => text.push_str(&part),
                // Lines of Japanese are broken anywhere, and no blank stands where they were.
                Event::SoftBreak => {}
                Event::HardBreak => text.push('\n'),
                Event::Start(Tag::Strong) | Event::End(TagEnd::Strong) => {}
                other => {
                    let other = format!("{other:?}");
                    return self.unknown(&other, place);
                }
            }
        }
    }

    fn lines(&mut self) -> Result<Vec<String>, ManualError> {
        let text = self.text(&TagEnd::CodeBlock)?;
        Ok(text.lines().map(str::to_owned).collect())
    }

    fn items(&mut self, first: Option<u64>) -> Result<Vec<Step>, ManualError> {
        let end = TagEnd::List(first.is_some());
        let mut items = Vec::new();
        loop {
            let (event, place) = self.next();
            match event {
                Event::Start(Tag::Item) => {
                    let item = self.item()?;
                    let has_more = !item.lines.is_empty() || !item.after.is_empty();
                    if first.is_none() && has_more {
                        return self.unknown(&"bullets of several blocks", place);
                    }
                    items.push(item);
                }
                Event::End(tag) if tag == end => return Ok(items),
                other => {
                    let other = format!("{other:?}");
                    return self.unknown(&other, place);
                }
            }
        }
    }

    /// Words, then lines to type, then words again.
    fn item(&mut self) -> Result<Step, ManualError> {
        let mut step = Step::default();
        loop {
            let (event, place) = self.next();
            match event {
                Event::End(TagEnd::Item) => return Ok(step),
                Event::Text(part) | Event::Code(part) => step.text.push_str(&part),
                Event::SoftBreak | Event::Start(Tag::Strong) | Event::End(TagEnd::Strong) => {}
                Event::Start(Tag::Paragraph) => {
                    let text = self.text(&TagEnd::Paragraph)?;
                    if step.text.is_empty() {
                        step.text = text;
                    } else {
                        step.after.push(text);
                    }
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_)))
                    if step.lines.is_empty() && step.after.is_empty() =>
                {
                    step.lines = self.lines()?;
                }
                Event::Start(Tag::HtmlBlock) => self.comment(place)?,
                other => {
                    let other = format!("{other:?}");
                    return self.unknown(&other, place);
                }
            }
        }
    }

    fn aside(&mut self, kind: BlockQuoteKind) -> Result<Block, ManualError> {
        let is_warning = matches!(kind, BlockQuoteKind::Warning | BlockQuoteKind::Caution);
        let label = if is_warning { "注意" } else { "補足" };
        let mut texts = Vec::new();
        loop {
            let (event, place) = self.next();
            match event {
                Event::Start(Tag::Paragraph) => texts.push(self.text(&TagEnd::Paragraph)?),
                Event::End(TagEnd::BlockQuote(_)) => {
                    return Ok(Block::Aside(Aside {
                        label: label.to_owned(),
                        is_warning,
                        texts,
                    }));
                }
                other => {
                    let other = format!("{other:?}");
                    return self.unknown(&other, place);
                }
            }
        }
    }

    fn table(&mut self, columns: &[Alignment]) -> Result<Block, ManualError> {
        let mut rows: Vec<Vec<String>> = Vec::new();
        loop {
            let (event, place) = self.next();
            match event {
                Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
                Event::Start(Tag::TableCell) => {
                    let cell = self.text(&TagEnd::TableCell)?;
                    if let Some(row) = rows.last_mut() {
                        row.push(cell);
                    }
                }
                Event::End(TagEnd::TableHead | TagEnd::TableRow) => {}
                Event::End(TagEnd::Table) => return Ok(self.tabled(columns, &rows)),
                other => {
                    let other = format!("{other:?}");
                    return self.unknown(&other, place);
                }
            }
        }
    }

    fn tabled(&self, columns: &[Alignment], rows: &[Vec<String>]) -> Block {
        let (head, body) = rows.split_at(1.min(rows.len()));
        let columns = columns.iter().enumerate().map(|(at, alignment)| {
            let words = rows.iter().filter_map(|row| row.get(at));
            let width = words.map(|text| text.width()).max().unwrap_or(0);
            let width = u32::try_from(width.clamp(NARROWEST, WIDEST)).map_or(8.0, f64::from);
            let align = match alignment {
                Alignment::Right => Align::End,
                Alignment::Center => Align::Middle,
                _ => Align::Start,
            };
            let head = head.first().and_then(|head| head.get(at));
            (head.map_or("", String::as_str), width, align)
        });
        let mut columns: Vec<_> = columns.collect();
        let used: f64 = columns.iter().map(|(_, width, _)| width).sum();
        if let Some((_, width, _)) = columns.last_mut() {
            *width += (LINE - used).max(0.0);
        }
        let rows = body.iter().map(|row| {
            let cells = row.iter().enumerate().map(|(at, text)| match at {
                0 => TableCell::head(text),
                _ => TableCell::text(text),
            });
            cells.collect()
        });
        let blocks = self
            .chapters
            .last()
            .map_or(0, |chapter| chapter.blocks.len());
        let id = format!("table-{}-{blocks}", self.chapters.len());
        Block::Table(plain_table(&id, "", &columns, rows.collect()))
    }
}

fn chapter(title: String, place: usize) -> Chapter {
    Chapter {
        kind: ChapterKind::Summary,
        id: format!("chapter-{}", place + 1),
        title,
        media: Media::Both,
        blocks: Vec::new(),
    }
}
