//! Boxes, charts and the map of the fixture.

use rust_decimal::Decimal;
use torimatome::report::{BarChart, Block, KeyFigure, MapTile, NumberStyle, TileMap, TrendChart};

use super::{WARDS, areas, count, percent, tables};

pub(super) fn summary() -> Vec<Block> {
    let figures = [
        ("①情報共有や意見交換をしている地域数", "211地域", "＋12"),
        (
            "②気になる方の情報が寄せられた地域数（割合）",
            "72.3％",
            "－1.4ポイント",
        ),
        ("③要援護者数", "12,345人", "±0"),
        ("④相談対応件数", "算出不可（2区が保留）", ""),
        ("⑤アウトリーチ件数", "1,234,567件", "＋1,001"),
    ];
    let figures = figures.map(|(label, value, change)| KeyFigure {
        label: label.to_owned(),
        value: value.to_owned(),
        coverage: "22/24区".to_owned(),
        change: if change.is_empty() {
            String::new()
        } else {
            format!("前年度比 {change}")
        },
        trace: "1-2/2025/市".to_owned(),
    });
    vec![
        Block::Paragraph("令和7年度の推進状況を、各区から提出された推進状況確認シートにもとづいて取りまとめた。数値はいずれも各区が記入したもので、合計には何区分の数かを添えている。".to_owned()),
        heading(2, "主な数値"),
        Block::KeyFigures(figures.to_vec()),
        heading(2, "区ごとの状況"),
        Block::Bars(bars()),
        Block::Map(map()),
        heading(3, "取りまとめの考え方"),
        Block::List(vec![
            "割合は、分子の合計を分母の合計で割って求めた。区の割合の平均ではない。".to_owned(),
            "未記入・該当なし・未集計・読取不能・保留は0として数えていない。合計には、何区分の数かを添えた。".to_owned(),
        ]),
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

pub(super) fn trend() -> Vec<Block> {
    let points = |values: [Option<i64>; 3]| {
        let years = ["令和6年度", "令和7年度", "令和8年度"];
        years
            .into_iter()
            .zip(values)
            .map(|(year, value)| {
                (
                    year.to_owned(),
                    value
                        .map(Decimal::from)
                        .ok_or_else(|| "時点より後".to_owned()),
                )
            })
            .collect()
    };
    let chart = |id: &str, title: &str, unit: &str, values: [Option<i64>; 3]| {
        Block::Trend(TrendChart {
            id: id.to_owned(),
            title: title.to_owned(),
            unit: unit.to_owned(),
            style: NumberStyle::COUNT,
            points: points(values),
            alt: format!("{title}の年度ごとの推移。令和8年度は時点より後のため値がない。"),
        })
    };
    vec![
        Block::Table(tables::changes()),
        Block::Table(tables::rounding()),
        chart(
            "trend-1-1",
            "①情報共有をしている地域数の推移",
            "地域",
            [Some(198), Some(211), None],
        ),
        chart(
            "trend-1-4",
            "④相談対応件数の推移",
            "件",
            [Some(10_234), Some(12_345), None],
        ),
    ]
}
