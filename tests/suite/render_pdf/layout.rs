//! Where items stand: inside the margins, beside and not over each other, with their headings, by the Japanese rules.
//!
//! Over the large fixture and over random reports.

use proptest::prelude::*;
use torimatome::render::pdf;
use torimatome::report::{
    Align, Block, Chapter, Column, HeadCell, KeyFigure, Media, NarrativeEntry, NarrativeSection,
    Report, Row, RowKind, Table, TableCell,
};

use super::fixture;

/// A line of text in the dump: page, left end, baseline, width, size, words.
pub(super) struct Placed {
    page: usize,
    paper: String,
    tag: String,
    x: f32,
    y: f32,
    width: f32,
    size: f32,
    is_turned: bool,
    pub(super) text: String,
}

pub(super) fn placed(report: &Report) -> Vec<Placed> {
    let dump = pdf::dump(report);
    let (pages, _) = dump
        .split_once("\n構造\n")
        .expect("the tree follows the pages");
    let (mut page, mut paper) = (0, String::new());
    let mut found = Vec::new();
    for line in pages.lines() {
        if let Some(head) = line.strip_prefix("ページ") {
            let (number, name) = head.split_once(' ').expect("number and paper");
            (page, paper) = (number.parse().expect("a number"), name.to_owned());
            continue;
        }
        let mut parts = line.trim_start().splitn(4, ' ');
        let mut part = || parts.next().unwrap_or_default().to_owned();
        let (tag, at, measure, text) = (part(), part(), part(), part());
        if tag == "→" || at == "面" {
            continue;
        }
        let number = |text: &str| text.parse::<f32>().expect("a number");
        let (x, y) = at.split_once(',').expect("a place");
        let (width, size) = measure.split_once('×').expect("a measure");
        found.push(Placed {
            page,
            paper: paper.clone(),
            tag,
            x: number(x),
            y: number(y),
            width: number(width),
            size: number(size.trim_end_matches('↻')),
            is_turned: size.ends_with('↻'),
            text,
        });
    }
    found
}

#[test]
fn the_large_report_stands_as_it_should() {
    let items = placed(&fixture::whole());
    keeps_margins(&items);
    covers_nothing(&items);
    keeps_headings(&items);
}

fn keeps_margins(items: &[Placed]) {
    for item in items.iter().filter(|item| !item.is_turned) {
        let (width, height) = match item.paper.as_str() {
            "A4縦" => (595.3, 841.9),
            "A4横" => (841.9, 595.3),
            _ => (1190.6, 841.9),
        };
        // Blanks at the end of a line may hang out.
        let visible = item.text.trim_end_matches([' ', '\u{3000}']);
        let hanging = (item.text.chars().count() - visible.chars().count()) as f32 * item.size;
        let right = item.x + item.width - hanging;
        let (top, bottom) = if item.tag == "柱" {
            (20.0, height - 20.0)
        } else {
            (50.0, height - 46.0)
        };
        assert!(
            item.x >= 47.0
                && right <= width - 47.0
                && item.y - item.size >= top - 8.0
                && item.y <= bottom,
            "page {}: {} at {},{} to {right}",
            item.page,
            item.text,
            item.x,
            item.y
        );
    }
}

fn covers_nothing(items: &[Placed]) {
    for page in items.chunk_by(|a, b| a.page == b.page) {
        for (index, one) in page.iter().enumerate() {
            for other in &page[index + 1..] {
                let beside =
                    one.x + one.width <= other.x + 0.6 || other.x + other.width <= one.x + 0.6;
                let above = one.y + 0.1 * one.size <= other.y - 0.85 * other.size + 0.6
                    || other.y + 0.1 * other.size <= one.y - 0.85 * one.size + 0.6;
                assert!(
                    beside || above || one.is_turned || other.is_turned,
                    "page {}: 「{}」 and 「{}」",
                    one.page,
                    one.text,
                    other.text
                );
            }
        }
    }
}

/// After a heading something stands below it on the same page, or in the same column.
fn keeps_headings(items: &[Placed]) {
    let content: Vec<&Placed> = items.iter().filter(|item| item.tag != "柱").collect();
    for pair in content.windows(2) {
        let (one, next) = (pair[0], pair[1]);
        let is_heading = matches!(one.tag.as_str(), "H1" | "H2" | "H3");
        assert!(
            !is_heading || next.page == one.page && next.y > one.y,
            "page {}: 「{}」 stands alone",
            one.page,
            one.text
        );
    }
}

/// What no line begins with and none ends with, as far as the random texts use it.
const NOT_FIRST: &str = "、。」）ーっゃ％";
const NOT_LAST: &str = "「（";

/// A line that goes on from the one above it does not begin with 「、」, and one that goes on does not end with 「（」.
fn keeps_kinsoku(items: &[Placed]) {
    let content: Vec<&Placed> = items.iter().filter(|item| item.tag != "柱").collect();
    for pair in content.windows(2) {
        let (one, next) = (pair[0], pair[1]);
        let is_text = matches!(one.tag.as_str(), "P" | "LBody" | "H2");
        let goes_on = one.tag == next.tag && (one.x - next.x).abs() < 0.1
            && (one.size - next.size).abs() < 0.1
            && (next.y - one.y) < 2.0 * one.size && next.y > one.y
            // A line far from full is the last of its paragraph.
            && one.width > 150.0;
        if is_text && goes_on {
            assert!(
                !next.text.starts_with(|char| NOT_FIRST.contains(char)),
                "「{}」▸「{}」",
                one.text,
                next.text
            );
            assert!(
                !one.text.ends_with(|char| NOT_LAST.contains(char)),
                "「{}」▸「{}」",
                one.text,
                next.text
            );
        }
    }
}

/// Japanese with Latin words, long numbers and signs that may not stand at the end of a line; never beginning with one.
fn any_text(pieces: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[ぁ-おか-ちつ-もら-ろァ-オ一-龠]{1,9}[、。」）ーっゃ％]{0,2}",
        2 => "[（「]{1,2}[一-龠]{1,4}[」）]",
        2 => "[一-龠]{1,2}[0-9]{1,9}(件|人|世帯|％|年度|地域)",
        1 => "[a-z]{1,40} ",
        1 => "[一-龠]https://example\\.jp/[a-z]{1,60}[一-龠]",
        1 => "𠮷|葛\u{e0100}|😀|ｶﾞ|<&>",
    ];
    (prop::collection::vec(piece, 1..pieces), "[一-龠]{2}")
        .prop_map(|(pieces, first)| first + &pieces.concat())
}

fn any_table() -> impl Strategy<Value = Block> {
    let cells = prop::collection::vec(any_text(6), 4);
    (
        prop::collection::vec(cells, 1..40),
        any_text(4),
        any::<bool>(),
    )
        .prop_map(|(rows, caption, is_wide)| {
            let widths = [12.0, if is_wide { 60.0 } else { 20.0 }, 8.0, 30.0];
            Block::Table(Table {
                id: "random".to_owned(),
                caption,
                columns: widths
                    .map(|width| Column {
                        width,
                        align: Align::Start,
                    })
                    .to_vec(),
                head: vec![
                    ["区", "内容", "数", "備考"]
                        .map(|text| HeadCell {
                            text: text.to_owned(),
                            col_span: 1,
                            row_span: 1,
                        })
                        .to_vec(),
                ],
                row_keys: vec![None; rows.len()],
                rows: rows
                    .into_iter()
                    .map(|cells| Row {
                        kind: RowKind::Body,
                        cells: cells.into_iter().map(TableCell::text).collect(),
                    })
                    .collect(),
                notes: Vec::new(),
                filter: false,
                tidy: false,
            })
        })
}

fn any_block() -> impl Strategy<Value = Block> {
    let narrative = (
        prop::collection::vec((any_text(30), 0..6usize), 1..20),
        any_text(3),
    )
        .prop_map(|(mut entries, title)| {
            entries.sort_by_key(|(_, ward)| *ward);
            let entry = |(text, ward): (String, usize)| NarrativeEntry {
                ward: ["北区", "都島区", "福島区", "此花区", "中央区", "西区"][ward].to_owned(),
                text,
                file: "27.xlsx".to_owned(),
                sheet: "基本目標1".to_owned(),
                cell: "F12".to_owned(),
            };
            Block::Narrative(NarrativeSection {
                title,
                year: "2025年度".to_owned(),
                sheet: "基本目標1".to_owned(),
                entries: entries.into_iter().map(entry).collect(),
                silent: Vec::new(),
            })
        });
    let figures = prop::collection::vec((any_text(3), any_text(2)), 1..10).prop_map(|figures| {
        let figure = |(label, change): (String, String)| KeyFigure {
            label,
            value: "1,234件".to_owned(),
            coverage: "24/24区".to_owned(),
            change,
            trace: "1-4/2025/市".to_owned(),
        };
        Block::KeyFigures(figures.into_iter().map(figure).collect())
    });
    prop_oneof![
        3 => any_text(60).prop_map(Block::Paragraph),
        2 => prop::collection::vec(any_text(20), 1..9).prop_map(Block::List),
        3 => narrative,
        1 => figures,
        2 => any_table(),
    ]
}

fn any_report() -> impl Strategy<Value = Report> {
    let part = (any_text(5), 2..=3u8, any_block());
    let chapter = (any_text(2), prop::collection::vec(part, 1..6));
    prop::collection::vec(chapter, 1..4).prop_map(|chapters| {
        let mut report = fixture::small();
        report.chapters = chapters
            .into_iter()
            .map(|(title, parts)| Chapter {
                id: "random".to_owned(),
                title,
                media: Media::Pdf,
                blocks: parts
                    .into_iter()
                    .flat_map(|(text, level, block)| [Block::Heading { level, text }, block])
                    .collect(),
            })
            .collect();
        report
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn random_reports_stand_as_they_should(report in any_report()) {
        let items = placed(&report);
        keeps_margins(&items);
        covers_nothing(&items);
        keeps_headings(&items);
        keeps_kinsoku(&items);
    }
}
