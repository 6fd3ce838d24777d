//! A report of blocks with nothing in them, or with far too much.

use rust_decimal::Decimal;
use torimatome::report::{
    Align, Block, KeyFigure, MapTile, NarrativeEntry, NarrativeSection, NumberStyle, Report, Table,
    TableCell, TileMap, TrendChart,
};

use super::tables::{body, columns, small_table, spanned};
use super::{bars, chapter, form, small};

/// Every block with nothing in it, or with far too much.
pub(crate) fn extremes() -> Report {
    let endless = "長".repeat(3_000) + &"x".repeat(3_000);
    let mut blocks = vec![
        Block::Heading {
            level: 3,
            text: String::new(),
        },
        Block::Paragraph(String::new()),
        Block::Paragraph("\n\n".to_owned()),
        Block::List(Vec::new()),
        Block::KeyFigures(Vec::new()),
        Block::Heading {
            level: 9,
            text: endless.clone(),
        },
        Block::Paragraph(endless.clone()),
        Block::List(vec![String::new(), endless.clone()]),
        Block::KeyFigures(vec![KeyFigure {
            label: "長い".repeat(60),
            value: "9".repeat(60),
            coverage: String::new(),
            change: String::new(),
            trace: "x".repeat(90),
            numbers: None,
        }]),
        Block::Narrative(NarrativeSection {
            title: String::new(),
            year: String::new(),
            sheet: String::new(),
            entries: vec![NarrativeEntry {
                ward: String::new(),
                text: endless.clone(),
                file: endless.clone(),
                sheet: "別のシート".to_owned(),
                cell: endless.clone(),
                note: endless.clone(),
            }],
            silent: vec!["北区".to_owned(); 200],
        }),
    ];
    blocks.extend(pictures(&endless));
    blocks.extend(tables(&endless).into_iter().map(Block::Table));
    blocks.extend(form::extremes(&endless).into_iter().map(Block::Form));
    let mut report = small();
    report.notices = vec![String::new(), "長い知らせ。".repeat(40)];
    report.as_of_iso = "きのう".to_owned();
    report.chapters = vec![
        chapter("extremes", "端", blocks),
        chapter("empty", "", Vec::new()),
    ];
    report
}

/// Pictures without a value, and with too many.
fn pictures(endless: &str) -> Vec<Block> {
    let mut none = bars();
    none.bars.clear();
    none.reference = None;
    let mut many = bars();
    many.bars = many.bars.into_iter().cycle().take(200).collect();
    many.bars[3].0 = endless.to_owned();
    many.bars[4].1 = Ok(Decimal::new(-5, 0));
    many.bars[5].1 = Err(endless.chars().take(60).collect());
    let empty = TrendChart {
        is_under_way: false,
        traces: Vec::new(),
        id: String::new(),
        title: endless.chars().take(200).collect(),
        unit: String::new(),
        style: NumberStyle::COUNT,
        points: Vec::new(),
        alt: String::new(),
    };
    let mut crowded = empty.clone();
    crowded.points = (0..40)
        .map(|year| (format!("令和{year}年度"), Ok(Decimal::from(year))))
        .collect();
    let map = TileMap {
        id: String::new(),
        title: String::new(),
        unit: String::new(),
        style: NumberStyle::RATE,
        tiles: Vec::new(),
        alt: String::new(),
    };
    let mut far = map.clone();
    far.tiles.push(MapTile {
        row: 9,
        col: 30,
        label: "遠い区".to_owned(),
        value: Ok(Decimal::MAX),
        shade: Some(250),
    });
    vec![
        Block::Bars(none),
        Block::Bars(many),
        Block::Trend(empty),
        Block::Trend(crowded),
        Block::Map(map),
        Block::Map(far),
    ]
}

/// Tables without rows or head, with rows too short and too long, with forty columns, with endless cells.
fn tables(endless: &str) -> Vec<Table> {
    let mut bare = small_table();
    bare.head.clear();
    bare.caption.clear();
    let mut without_rows = small_table();
    without_rows.rows.clear();
    let mut without_columns = small_table();
    without_columns.columns.clear();
    let mut ragged = small_table();
    ragged.rows[0].cells.truncate(1);
    ragged.rows[1]
        .cells
        .extend(vec![TableCell::text("余り"); 5]);
    ragged.head[0].push(spanned("余り", 9, 9));
    ragged.head[1].clear();
    let mut wide = small_table();
    wide.columns = columns(&[(12.0, Align::End); 40]);
    wide.head = vec![vec![spanned("見出し", 1, 1); 40]];
    let number = TableCell::number(1_234_567, NumberStyle::COUNT);
    wide.rows = vec![body(vec![number; 40]); 3];
    let mut long = small_table();
    long.caption = endless.chars().take(300).collect();
    long.rows[0].cells[0] = TableCell::head(endless);
    long.rows[2].cells[2] = TableCell::text(endless);
    vec![bare, without_rows, without_columns, ragged, wide, long]
}
