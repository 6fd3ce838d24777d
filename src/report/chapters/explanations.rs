//! 指摘の説明: what each code that was told means, in the words of `explain`; prose in the PDF, a table in the workbook.

use std::collections::BTreeSet;

use super::{chapter, heading, paragraph, plain_table};
use crate::subject::Subject;
use crate::{Align, Block, Chapter, ChapterKind, Media, Table, TableCell};
use diagnostic::{Code, Explanation, Piece, Section};

/// Not printed where there is nothing to explain.
pub(crate) fn explanations(subject: Subject<'_>, media: Media) -> Option<Chapter> {
    let all = subject.findings.codes();
    let told = subject.findings.diagnostics().iter();
    let told: BTreeSet<Code> = told.map(|diagnostic| diagnostic.code).collect();
    let told: Vec<Code> = all.iter().copied().filter(|c| told.contains(c)).collect();
    let rest = all.len() - told.len();
    let lead = if told.is_empty() {
        format!("指摘はなかった。{rest}のコードの説明は、torimatome explain で表示できる。")
    } else {
        format!(
            "今回出た{}のコードの説明。ほかの{rest}のコードの説明は、torimatome explain で表示できる。",
            told.len()
        )
    };
    let nouns = subject.nouns();
    let told: Vec<_> = told
        .iter()
        .map(|code| (*code, code.explained(nouns)))
        .collect();
    let mut blocks = vec![paragraph(lead)];
    let id = match media {
        Media::Workbook => {
            if !told.is_empty() {
                blocks.push(Block::Table(table(&told)));
            }
            "explanations"
        }
        Media::Both | Media::Pdf if told.is_empty() => return None,
        Media::Both | Media::Pdf => {
            let mut family = String::new();
            for (code, explained) in &told {
                let own = code.family(nouns);
                if own != family {
                    blocks.push(heading(&own));
                    family = own;
                }
                blocks.extend(explanation(*code, explained));
            }
            "explanations-text"
        }
    };
    let title = "指摘の説明";
    Some(chapter(ChapterKind::Explanations, id, title, media, blocks))
}

/// One code: a heading, its name, and the sections.
fn explanation(code: Code, explained: &Explanation) -> Vec<Block> {
    let mut blocks = vec![
        Block::Heading {
            level: 3,
            text: format!("{}　{}", code.id(), explained.title),
        },
        paragraph(format!(
            "名前：{}　重さ：{}",
            code.name(),
            code.entry().severity.label()
        )),
    ];
    blocks.extend(explained.sections().into_iter().flat_map(section));
    blocks
}

/// Paragraphs and lists; the heading in brackets goes before the first.
fn section(section: Section<'_>) -> Vec<Block> {
    let head = format!("【{}】", section.heading);
    let mut blocks: Vec<Block> = Vec::new();
    for piece in section.pieces() {
        match (piece, blocks.last_mut()) {
            (Piece::Item(text), Some(Block::List(items))) => items.push(text),
            (Piece::Item(text), _) => blocks.push(Block::List(vec![text])),
            (Piece::Paragraph(text), None) => blocks.push(paragraph(format!("{head}{text}"))),
            (Piece::Paragraph(text), Some(_)) => blocks.push(paragraph(text)),
        }
    }
    if !matches!(blocks.first(), Some(Block::Paragraph(_))) {
        blocks.insert(0, paragraph(head));
    }
    blocks
}

/// One code per row, one section per column.
fn table(told: &[(Code, Explanation)]) -> Table {
    let headings: Vec<&str> = told
        .first()
        .map(|(_, explained)| explained.sections().iter().map(|s| s.heading).collect())
        .unwrap_or_default();
    let mut columns = vec![
        ("コード", 8.0, Align::Start),
        ("指摘", 20.0, Align::Start),
        ("重さ", 7.0, Align::Start),
    ];
    let last = headings.len().saturating_sub(1);
    columns.extend(headings.iter().enumerate().map(|(at, heading)| {
        // The last section is the version that brought the code.
        let width = if at == last { 10.0 } else { 44.0 };
        (*heading, width, Align::Start)
    }));
    let rows = told
        .iter()
        .map(|(code, explained)| {
            let mut cells = vec![
                TableCell::head(code.id()),
                TableCell::text(&explained.title),
                TableCell::text(code.entry().severity.label()),
            ];
            let sections = headings.iter().map(|heading| explained.section(heading));
            cells.extend(sections.map(|section| TableCell::text(section.text())));
            cells
        })
        .collect();
    let mut table = plain_table("explanations", "コードごとの説明", &columns, rows);
    table.filter = true;
    table
}
