//! Runs and paragraphs: the smallest pieces of a document's text.

use crate::clean::escaped;
use crate::pdf::TEXT_WIDTH;

/// Width of the text in twentieths of a point: that of the PDF's pages.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a page is no wider"
)]
pub(super) const TEXT: u32 = (TEXT_WIDTH * 20.0) as u32;

/// The look of a paragraph; what it is like stands in the styles.
#[derive(Clone, Copy)]
pub(super) enum Look {
    Title,
    Subtitle,
    Heading(u8),
    Text,
    Bullet,
    Notice,
    Caption,
    KeyLabel,
    KeyValue,
    KeyDetail,
    Picture,
    TableText,
    TableHead,
    TableNote,
    Header,
    Footer,
}

impl Look {
    /// The style's id.
    fn id(self) -> &'static str {
        match self {
            Self::Title => "Title",
            Self::Subtitle => "Subtitle",
            Self::Heading(1) => "Heading1",
            Self::Heading(2) => "Heading2",
            Self::Heading(_) => "Heading3",
            Self::Text => "Normal",
            Self::Bullet => "ListBullet",
            Self::Notice => "Notice",
            Self::Caption => "Caption",
            Self::KeyLabel => "KeyLabel",
            Self::KeyValue => "KeyValue",
            Self::KeyDetail => "KeyDetail",
            Self::Picture => "Picture",
            Self::TableText => "TableText",
            Self::TableHead => "TableHead",
            Self::TableNote => "TableNote",
            Self::Header => "Header",
            Self::Footer => "Footer",
        }
    }
}

/// The look of a part of a paragraph.
#[derive(Clone, Copy)]
pub(super) enum Word {
    /// As the paragraph.
    Plain,
    /// The number of a figure, small.
    Number,
    /// Stands for a number that is missing.
    Missing,
    Strong,
    Warning,
    Error,
}

/// A run: line ends become breaks.
pub(super) fn run(text: &str, look: Word) -> String {
    if text.is_empty() {
        return String::new();
    }
    let style = match look {
        Word::Plain => "",
        Word::Number => "FigureNumber",
        Word::Missing => "MissingWord",
        Word::Strong => "StrongWord",
        Word::Warning => "WarningWord",
        Word::Error => "ErrorWord",
    };
    let mut run = "<w:r>".to_owned();
    if !style.is_empty() {
        run.push_str(&format!("<w:rPr><w:rStyle w:val=\"{style}\"/></w:rPr>"));
    }
    for (index, line) in escaped(text).split('\n').enumerate() {
        if index > 0 {
            run.push_str("<w:br/>");
        }
        run.push_str(&format!("<w:t xml:space=\"preserve\">{line}</w:t>"));
    }
    run.push_str("</w:r>");
    run
}

/// A jump to the next stop.
pub(super) const TAB: &str = "<w:r><w:tab/></w:r>";

/// A paragraph of runs.
pub(super) fn paragraph(look: Look, runs: &str) -> String {
    with(look, "", runs)
}

/// The same with properties that the style does not have, in the order of the schema.
pub(super) fn with(look: Look, properties: &str, runs: &str) -> String {
    let id = look.id();
    format!("<w:p><w:pPr><w:pStyle w:val=\"{id}\"/>{properties}</w:pPr>{runs}</w:p>")
}

/// A paragraph of plain text.
pub(super) fn plain(look: Look, text: &str) -> String {
    paragraph(look, &run(text, Word::Plain))
}

/// The number of a figure behind what it belongs to, with a blank between.
pub(super) fn number(trace: &str) -> String {
    if trace.is_empty() {
        String::new()
    } else {
        run(&format!(" {trace}"), Word::Number)
    }
}
