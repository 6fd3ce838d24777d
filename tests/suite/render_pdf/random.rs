//! Random reports: every block, with words that are hard to break, labels that are too long, and values that are absent.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;
use rust_decimal::Decimal;
use torimatome::report::{
    Align, Aside, BarChart, Block, ChangeChart, ChangeRow, Chapter, ChapterKind, Column, Content,
    Distribution, Emphasis, HeadCell, KeyFigure, MapTile, Media, NarrativeEntry, NarrativeSection,
    NumberStyle, Report, Row, RowKind, Step, Steps, Table, TableCell, TileMap, TrendChart,
};

use super::{form, kinsoku};
use crate::support::report_fixture as fixture;

/// Few cases, always the same ones; as many and as new ones as PROPTEST_CASES asks for by hand.
pub(super) fn config(few: u32) -> ProptestConfig {
    let usual = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    if std::env::var_os("PROPTEST_CASES").is_some() {
        return usual;
    }
    ProptestConfig {
        cases: few,
        rng_seed: RngSeed::Fixed(334),
        ..usual
    }
}

/// Japanese with Latin words, long numbers and signs that may not stand at an end of a line; never beginning with one.
pub(super) fn any_text(pieces: usize) -> impl Strategy<Value = String> {
    let closing = prop::collection::vec(select(kinsoku::not_first()), 1..4);
    let opening = prop::collection::vec(select(kinsoku::not_last()), 1..3);
    let signs = |signs: Vec<char>| signs.into_iter().collect::<String>();
    let piece = prop_oneof![
        6 => "[ぁ-おか-ちつ-もら-ろァ-オ一-龠]{1,9}[、。」）ーっゃ％]{0,2}",
        2 => "[（「]{1,2}[一-龠]{1,4}[」）]",
        2 => "[一-龠]{1,2}[0-9]{1,9}(件|人|世帯|％|年度|地域)",
        2 => ("[一-龠]{1,3}", closing).prop_map(move |(text, closing)| text + &signs(closing)),
        1 => (opening, "[一-龠]{1,3}").prop_map(move |(opening, text)| signs(opening) + &text),
        1 => "[a-z]{1,40} ",
        1 => "[一-龠]https://example\\.jp/[a-z]{1,60}[一-龠]",
        1 => "𠮷|葛\u{e0100}|😀|ｶﾞ|<&>|か\u{3099}|שלום|\u{7}\u{202e}",
    ];
    (prop::collection::vec(piece, 1..pieces), "[一-龠]{2}")
        .prop_map(|(pieces, first)| first + &pieces.concat())
}

/// A ward's name, or that of an area far longer than any ward's.
fn any_label() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[一-龠]{1,4}区",
        2 => "[一-龠ァ-オ]{5,40}",
        1 => any_text(4),
        1 => Just(String::new()),
    ]
}

pub(super) fn any_number() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        1 => Just(Decimal::ZERO),
        6 => (0..5_000i64).prop_map(Decimal::from),
        2 => (0..10_000i64).prop_map(|tenths| Decimal::new(tenths, 1)),
        1 => (0..2_000_000_000_000i64).prop_map(Decimal::from),
    ]
}

fn any_style() -> impl Strategy<Value = NumberStyle> {
    prop_oneof![Just(NumberStyle::COUNT), Just(NumberStyle::RATE)]
}

/// A value, or the word that says why there is none.
fn any_value() -> impl Strategy<Value = Result<Decimal, String>> {
    let words = [
        "未提出",
        "未記入",
        "保留",
        "算出不可（分子・分母の記載がないため）",
    ];
    prop_oneof![
        5 => any_number().prop_map(Ok),
        1 => select(words.to_vec()).prop_map(|word| Err(word.to_owned())),
    ]
}

/// Title, unit and style of a picture.
fn any_title() -> impl Strategy<Value = (String, String, NumberStyle)> {
    let unit = select(vec!["件", "％", "", "か所・団体"]).prop_map(str::to_owned);
    (any_text(6), unit, any_style())
}

fn any_bars() -> impl Strategy<Value = Block> {
    let bars = prop::collection::vec((any_label(), any_value()), 1..60);
    let reference = prop::option::of((any_label(), any_number()));
    (any_title(), bars, reference).prop_map(|((title, unit, style), bars, reference)| {
        Block::Bars(BarChart {
            is_under_way: false,
            id: "bars".to_owned(),
            title,
            unit,
            style,
            bars,
            reference,
            alt: String::new(),
        })
    })
}

fn any_trend() -> impl Strategy<Value = Block> {
    let label = prop_oneof![
        Just("令和7年度".to_owned()),
        Just("2025年度（令和7年度、12月末）".to_owned()),
        any_label()
    ];
    let points = prop::collection::vec((label, any_value()), 0..12);
    (any_title(), points).prop_map(|((title, unit, style), points)| {
        Block::Trend(TrendChart {
            is_under_way: false,
            traces: Vec::new(),
            id: "trend".to_owned(),
            title,
            unit,
            style,
            points,
            alt: String::new(),
        })
    })
}

fn any_changes() -> impl Strategy<Value = Block> {
    let row = (
        any_label(),
        prop::option::of(any_number()),
        any_value(),
        any_text(3),
    );
    let row = row.prop_map(|(label, before, now, change)| ChangeRow {
        label,
        before,
        now,
        change,
        is_whole: false,
    });
    let rows = prop::collection::vec(row, 0..60);
    (any_title(), rows).prop_map(|((title, unit, style), rows)| {
        Block::Changes(ChangeChart {
            id: "changes".to_owned(),
            title,
            unit,
            style,
            before: "2024年度".to_owned(),
            now: "2025年度".to_owned(),
            rows,
            alt: String::new(),
        })
    })
}

/// Up to sixty units on a grid of four to nine columns, with holes.
fn any_map() -> impl Strategy<Value = Block> {
    let units = prop::collection::vec((any_label(), any_value(), 0..5u8, 0..2u32), 1..60);
    (any_title(), units, 4..10u32).prop_map(|((title, unit, style), units, columns)| {
        let mut place = 0;
        let tile = |(label, value, shade, hole): (String, Result<Decimal, String>, u8, u32)| {
            place += 1 + hole;
            MapTile {
                row: (place - 1) / columns,
                col: (place - 1) % columns,
                label,
                shade: value.is_ok().then_some(shade),
                value,
            }
        };
        Block::Map(TileMap {
            id: "map".to_owned(),
            title,
            unit,
            style,
            tiles: units.into_iter().map(tile).collect(),
            alt: String::new(),
        })
    })
}

fn any_distribution() -> impl Strategy<Value = Block> {
    let values = prop::collection::vec((any_label(), any_number()), 1..60);
    (any_title(), values).prop_map(|((title, unit, style), mut values)| {
        values.sort_by_key(|(_, value)| *value);
        let median = values.get(values.len() / 2).map(|(_, value)| *value);
        Block::Distribution(Distribution {
            id: "distribution".to_owned(),
            title,
            unit,
            style,
            values,
            median,
            alt: String::new(),
        })
    })
}

/// One to three rows of heads over some columns: some cells cover several rows, some several columns.
fn any_head(columns: usize) -> impl Strategy<Value = Vec<Vec<HeadCell>>> {
    let cell = (any_text(3), 1..4u32, 1..3u32).prop_map(|(text, col_span, row_span)| HeadCell {
        text,
        col_span,
        row_span,
    });
    let row = prop::collection::vec(cell, columns);
    prop::collection::vec(row, 0..3)
}

fn any_cell() -> impl Strategy<Value = TableCell> {
    let content = prop_oneof![
        6 => any_text(6).prop_map(|text| Content::Text(text.into())),
        3 => (any_number(), any_style()).prop_map(|(number, style)| Content::Number(number, style)),
        1 => select(vec!["", "未提出", "該当なし"]).prop_map(|word| Content::Missing(word.into())),
    ];
    let emphasis = select(vec![Emphasis::None, Emphasis::Strong, Emphasis::Error]);
    let note = prop::option::weighted(0.1, any_text(5));
    let trace = prop::option::of(Just("1-2-rate/2025/市".to_owned()));
    (content, emphasis, note, trace, prop::bool::weighted(0.1)).prop_map(
        |(content, emphasis, note, trace, is_head)| {
            let mut cell = TableCell::new(content).with_note(note);
            cell.set_trace(trace);
            cell.emphasis = emphasis;
            cell.is_head = is_head;
            cell
        },
    )
}

fn any_table() -> impl Strategy<Value = Block> {
    let align = select(vec![Align::Start, Align::Middle, Align::End]);
    let columns = prop::collection::vec((4.0..60.0f64, align), 1..9);
    columns.prop_flat_map(|columns| {
        let cells = prop::collection::vec(any_cell(), columns.len());
        let rows = prop::collection::vec((cells, prop::bool::weighted(0.1)), 1..40);
        let notes = prop::collection::vec(any_text(6), 0..3);
        let parts = (any_text(4), any_head(columns.len()), rows, notes);
        parts.prop_map(move |(caption, head, rows, notes)| {
            let column = |(width, align): &(f64, Align)| Column {
                width: *width,
                align: *align,
            };
            let row = |(cells, is_total): (Vec<TableCell>, bool)| Row {
                kind: if is_total {
                    RowKind::Total
                } else {
                    RowKind::Body
                },
                cells,
            };
            Block::Table(Table {
                id: "random".to_owned(),
                caption,
                columns: columns.iter().map(column).collect(),
                head,
                row_keys: vec![None; rows.len()],
                rows: rows.into_iter().map(row).collect(),
                notes,
                filter: false,
                tidy: false,
            })
        })
    })
}

fn any_narrative() -> impl Strategy<Value = Block> {
    let entries = prop::collection::vec((any_text(30), 0..6usize), 1..20);
    (entries, any_text(3)).prop_map(|(mut entries, title)| {
        entries.sort_by_key(|(_, ward)| *ward);
        let entry = |(text, ward): (String, usize)| NarrativeEntry {
            ward: ["北区", "都島区", "福島区", "此花区", "中央区", "西区"][ward].to_owned(),
            text,
            file: "27.xlsx".to_owned(),
            sheet: "基本目標1".to_owned(),
            cell: "F12".to_owned(),
            note: String::new(),
        };
        Block::Narrative(NarrativeSection {
            title,
            year: "2025年度".to_owned(),
            sheet: "基本目標1".to_owned(),
            entries: entries.into_iter().map(entry).collect(),
            silent: Vec::new(),
        })
    })
}

fn any_figures() -> impl Strategy<Value = Block> {
    prop::collection::vec((any_text(3), any_text(2)), 1..10).prop_map(|figures| {
        let figure = |(label, change): (String, String)| KeyFigure {
            label,
            value: "1,234件".to_owned(),
            coverage: "24/24区".to_owned(),
            change,
            trace: "1-4/2025/市".to_owned(),
            numbers: None,
        };
        Block::KeyFigures(figures.into_iter().map(figure).collect())
    })
}

/// What manuals are made of.
fn any_instruction() -> impl Strategy<Value = Vec<Block>> {
    let texts = |pieces, most: usize| prop::collection::vec(any_text(pieces), 0..most);
    let step = (any_text(40), texts(12, 4), texts(20, 3));
    let steps = (1..200_usize, prop::collection::vec(step, 1..12)).prop_map(|(first, steps)| {
        let steps = steps.into_iter();
        let steps = steps.map(|(text, lines, after)| Step { text, lines, after });
        let steps = steps.collect();
        vec![Block::Steps(Steps { first, steps })]
    });
    let aside = (any_text(3), any::<bool>(), texts(60, 5));
    prop_oneof![
        2 => steps,
        1 => texts(12, 9).prop_map(|lines| vec![Block::Lines(lines)]),
        1 => aside.prop_map(|(label, is_warning, texts)| vec![Block::Aside(Aside { label, is_warning, texts })]),
    ]
}

/// What stands under a heading: a block, or several that belong together.
fn any_blocks() -> impl Strategy<Value = Vec<Block>> {
    let list = || prop::collection::vec(any_text(20), 1..9).prop_map(Block::List);
    let small = prop_oneof![any_map(), any_trend(), any_changes()];
    prop_oneof![
        3 => any_text(60).prop_map(|text| vec![Block::Paragraph(text)]),
        2 => list().prop_map(|list| vec![list]),
        3 => prop::collection::vec(any_narrative(), 1..3),
        1 => any_figures().prop_map(|figures| vec![figures]),
        3 => any_table().prop_map(|table| vec![table]),
        2 => any_bars().prop_map(|bars| vec![bars]),
        2 => any_distribution().prop_map(|spread| vec![spread]),
        1 => prop::collection::vec(small, 1..5),
        1 => (any_map(), list(), any_distribution())
            .prop_map(|(map, list, spread)| vec![map, list, spread]),
        1 => prop::collection::vec(any_changes(), 1..4),
        1 => form::any_form().prop_map(|sheet| vec![Block::Form(sheet)]),
        2 => any_instruction(),
    ]
}

pub(super) fn any_report() -> impl Strategy<Value = Report> {
    let part = (any_text(5), 2..=3u8, any_blocks());
    let chapter = (any_text(2), prop::collection::vec(part, 1..6));
    prop::collection::vec(chapter, 1..4).prop_map(|chapters| {
        let mut report = fixture::small();
        report.chapters = chapters
            .into_iter()
            .map(|(title, parts)| Chapter {
                kind: ChapterKind::Rows,
                id: "random".to_owned(),
                title,
                media: Media::Pdf,
                blocks: parts
                    .into_iter()
                    .flat_map(|(text, level, blocks)| {
                        std::iter::once(Block::Heading { level, text }).chain(blocks)
                    })
                    .collect(),
            })
            .collect();
        report
    })
}
