//! Boxes, charts and the map of the fixture.

use rust_decimal::Decimal;
use torimatome::report::{BarChart, Block, KeyFigure, MapTile, NumberStyle, TileMap, TrendChart};

use super::{ODD_SIGNS, SENTENCES, WARDS, areas, count, percent, tables};

pub(super) fn summary() -> Vec<Block> {
    let figures = [
        (
            "①定期的に活動者が集まり情報共有や意見交換をしている地域数",
            "287地域",
            "＋12",
            "1-1",
        ),
        (
            "②情報が寄せられた地域数の割合",
            "62.3％",
            "－1.4ポイント",
            "1-2-rate",
        ),
        ("③地域へ提供を行った要援護者数", "123,456人", "±0", "1-3"),
        ("⑤アウトリーチ件数", "1,234,567件", "＋1,001", "1-5"),
        (
            "⑥アンケートの割合",
            "算出不可（分子・分母の記載がないため）",
            "",
            "2-6",
        ),
    ];
    let figures = figures.map(|(label, value, change, id)| KeyFigure {
        label: label.to_owned(),
        value: value.to_owned(),
        coverage: "22/24区".to_owned(),
        change: if change.is_empty() {
            String::new()
        } else {
            format!("前年度比 {change}")
        },
        trace: format!("{id}/2025/市"),
        numbers: None,
    });
    vec![
        heading(2, "主な指標"),
        Block::KeyFigures(figures.to_vec()),
        heading(2, "読み方"),
        Block::Paragraph(SENTENCES.concat()),
        Block::List(SENTENCES.iter().map(|text| (*text).to_owned()).collect()),
        heading(3, "めずらしい文字"),
        Block::Paragraph(ODD_SIGNS.to_owned()),
        Block::Bars(bars()),
        Block::Map(map()),
        Block::Paragraph("終わり".to_owned()),
    ]
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading {
        level,
        text: text.to_owned(),
    }
}

/// Bars of every ward with a reference line; two wards have no value.
pub(crate) fn bars() -> BarChart {
    let bars = WARDS.iter().enumerate().map(|(ward, (name, ..))| {
        let value = count(ward, 0).map(|n| percent(n, areas(ward)));
        ((*name).to_owned(), value.ok_or_else(|| "未提出".to_owned()))
    });
    BarChart {
        is_under_way: false,
        id: "bars-1-2-rate".to_owned(),
        title: "情報が寄せられた地域の割合（令和7年度）".to_owned(),
        unit: "％".to_owned(),
        style: NumberStyle::RATE,
        bars: bars.collect(),
        reference: Some(("市全体".to_owned(), Decimal::new(223, 1))),
        alt: "24区のうち22区の割合を横棒で示す。最も高いのは鶴見区。東淀川区と西成区は未提出のため棒がない。".to_owned(),
    }
}

/// The map with two tiles without a value.
pub(crate) fn map() -> TileMap {
    let tiles = WARDS.iter().enumerate().map(|(ward, (name, row, col))| {
        let value = count(ward, 3);
        MapTile {
            row: *row,
            col: *col,
            label: (*name).to_owned(),
            value: value.map(Decimal::from).ok_or_else(|| "未提出".to_owned()),
            shade: value.map(|n| u8::try_from(n * 5 / 1_001).unwrap_or(4).min(4)),
        }
    });
    TileMap {
        id: "map-1-4".to_owned(),
        title: "④相談対応件数".to_owned(),
        unit: "件".to_owned(),
        style: NumberStyle::COUNT,
        tiles: tiles.collect(),
        alt: "区の位置を模式的に並べた図。色が濃いほど件数が多い。".to_owned(),
    }
}

/// A map on each of several pages.
pub(super) fn maps() -> Vec<Block> {
    let map = |number| TileMap {
        id: format!("map-{number}"),
        title: format!("1-{number} 見守り相談室に寄せられた相談対応件数"),
        ..map()
    };
    (1..=7).map(map).map(Block::Map).collect()
}

/// A chart over three years, of which the last has not begun.
fn chart(id: &str, title: &str, unit: &str, values: [i64; 2]) -> Block {
    let value = |year: &str, value: i64| (year.to_owned(), Ok(Decimal::from(value)));
    let [before, now] = values;
    Block::Trend(TrendChart {
        is_under_way: false,
        traces: Vec::new(),
        id: id.to_owned(),
        title: title.to_owned(),
        unit: unit.to_owned(),
        style: NumberStyle::COUNT,
        points: vec![
            value("令和6年度", before),
            value("令和7年度", now),
            ("令和8年度".to_owned(), Err("時点より後".to_owned())),
        ],
        alt: format!("{title}の年度ごとの推移。令和8年度は時点より後のため値がない。"),
    })
}

pub(super) fn trend() -> Vec<Block> {
    let (areas, cases) = ("①情報共有をしている地域数の推移", "④相談対応件数の推移");
    vec![
        Block::Table(tables::changes()),
        Block::Table(tables::rounding()),
        chart("trend-1-1", areas, "地域", [198, 211]),
        chart("trend-1-4", cases, "件", [10_234, 12_345]),
    ]
}

/// More charts than a page holds, and a table below them.
pub(super) fn trends() -> Vec<Block> {
    let one = |number: i64| {
        let title = format!("1-{number} 推移");
        chart(
            &format!("trend-{number}"),
            &title,
            "件",
            [1000 * number, 1234 * number],
        )
    };
    let mut blocks: Vec<Block> = (1..=5).map(one).collect();
    blocks.push(Block::Table(tables::small_table()));
    blocks
}
