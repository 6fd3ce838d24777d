//! 図: per key indicator the map of the wards with its gist in words, how the values lie, and the wards ranked with their change
//! (PDF only; the workbook has native charts).

use rust_decimal::Decimal;

use super::changes::{changes, per_part};
use super::distribution::{distribution, words};
use super::{chapter, heading, paragraph};
use crate::subject::Subject;
use crate::view::style;
use crate::{BarChart, Block, Chapter, ChapterKind, MapTile, Media, TileMap};
use model::{Area, Indicator};

/// Number of shades on the map; shade 4 is the darkest.
const SHADES: usize = 5;

/// Nothing where the layout names no indicator for pictures.
pub(crate) fn pictures(subject: Subject<'_>) -> Option<Chapter> {
    if subject.layout.map_indicators.is_empty() {
        return None;
    }
    let unit = &subject.nouns().unit;
    let mut lead = format!("{}の{unit}の値。", subject.year_label(subject.live_year()));
    if subject.form.counts_areas {
        lead.push_str(&format!(
            "1{}あたりの値は、{unit}の値をその{unit}の{}で割ったものである。",
            subject.nouns().part,
            subject.form.area_noun
        ));
    }
    let mut blocks = vec![paragraph(lead)];
    for id in &subject.layout.map_indicators {
        let indicator = subject.indicator(id);
        blocks.push(heading(format!(
            "{}　{}年度",
            indicator.short_label,
            subject.live_year()
        )));
        let values = values(subject, indicator);
        blocks.push(Block::Map(map(unit, indicator, &values)));
        blocks.push(words(subject, indicator, &values));
        blocks.push(distribution(unit, indicator, &values));
        match changes(subject, indicator) {
            Some(chart) => {
                blocks.push(Block::Changes(chart));
                blocks.extend(per_part(subject, indicator).map(Block::Changes));
            }
            None => blocks.push(Block::Bars(bars(subject, indicator, &values))),
        }
    }
    Some(chapter(
        ChapterKind::Pictures,
        "pictures",
        "図",
        Media::Pdf,
        blocks,
    ))
}

type WardValue<'a> = (&'a Area, Result<Decimal, String>);

/// Every ward's value in the live year, or why there is none.
fn values<'a>(subject: Subject<'a>, indicator: &Indicator) -> Vec<WardValue<'a>> {
    let year = subject.live_year();
    let wards = subject.definitions.areas.wards().iter();
    wards
        .map(|ward| {
            let value = match subject.compilation.figure(&ward.code, year, &indicator.id) {
                Some(figure) => figure
                    .value
                    .ok_or_else(|| subject.missing_word(figure, ward)),
                None => Err("対象外".to_owned()),
            };
            (ward, value)
        })
        .collect()
}

fn map(unit: &str, indicator: &Indicator, values: &[WardValue<'_>]) -> TileMap {
    let mut sorted: Vec<Decimal> = values
        .iter()
        .filter_map(|(_, value)| value.as_ref().ok().copied())
        .collect();
    sorted.sort();
    // Classes of equal size by rank; equal values share a shade.
    let shade = |value: Decimal| {
        let below = sorted.iter().filter(|other| **other < value).count();
        u8::try_from(below * SHADES / sorted.len().max(1)).unwrap_or(0)
    };
    let tiles = values
        .iter()
        .filter_map(|(ward, value)| {
            let tile = ward.tile?;
            Some(MapTile {
                row: tile.row,
                col: tile.col,
                label: ward.name.clone(),
                shade: value.as_ref().ok().map(|value| shade(*value)),
                value: value.clone(),
            })
        })
        .collect();
    TileMap {
        id: format!("map-{}", indicator.id),
        title: format!("{}の模式図", indicator.short_label),
        unit: indicator.unit.clone(),
        style: style(indicator),
        tiles,
        alt: gist(
            unit,
            indicator,
            values,
            &format!("{unit}の位置の模式図で、色の濃い{unit}ほど大きい。"),
        ),
    }
}

fn bars(subject: Subject<'_>, indicator: &Indicator, values: &[WardValue<'_>]) -> BarChart {
    let mut ranked: Vec<&WardValue<'_>> = values.iter().collect();
    // Greatest first, wards without a value last; equal values keep the city's order.
    ranked.sort_by(|(_, a), (_, b)| match (a, b) {
        (Ok(a), Ok(b)) => b.cmp(a),
        (Ok(_), Err(_)) => std::cmp::Ordering::Less,
        (Err(_), Ok(_)) => std::cmp::Ordering::Greater,
        (Err(_), Err(_)) => std::cmp::Ordering::Equal,
    });
    let city = subject
        .city(subject.live_year(), &indicator.id)
        .and_then(|figure| figure.value);
    let (name, unit) = (
        &subject.definitions.areas.city().name,
        &subject.nouns().unit,
    );
    // A total beside single wards would say nothing; a rate compares.
    let reference = city.filter(|_| indicator.is_percent());
    let kind = match reference {
        Some(value) => {
            let value = style(indicator).show(value);
            format!(
                "{unit}の多い順の棒グラフ。{name}は{value}{}。",
                indicator.unit
            )
        }
        None => format!("{unit}の多い順の棒グラフ。"),
    };
    let until = subject.until(subject.live_year(), indicator);
    BarChart {
        id: format!("bars-{}", indicator.id),
        title: match &until {
            Some(until) => format!("{}の多い順（{until}）", indicator.short_label),
            None => format!("{}の多い順", indicator.short_label),
        },
        unit: indicator.unit.clone(),
        style: style(indicator),
        is_under_way: until.is_some(),
        bars: ranked
            .into_iter()
            .map(|(ward, value)| (ward.name.clone(), value.clone()))
            .collect(),
        reference: reference.map(|value| (name.clone(), value)),
        alt: gist(unit, indicator, values, &kind),
    }
}

/// What a picture shows, for who does not see it: what kind it is, greatest, least, and who is missing.
fn gist(unit: &str, indicator: &Indicator, values: &[WardValue<'_>], kind: &str) -> String {
    let known: Vec<(&str, Decimal)> = values
        .iter()
        .filter_map(|(ward, value)| Some((ward.name.as_str(), *value.as_ref().ok()?)))
        .collect();
    let show = |value: Decimal| format!("{}{}", style(indicator).show(value), indicator.unit);
    let numbers = || known.iter().map(|(_, value)| *value);
    // 「中央区など5区の100.0％」: wards of one value are counted, not left out.
    let named = |value: Decimal| {
        let mut level = known.iter().filter(|one| one.1 == value);
        let first = level.next().map_or("", |one| one.0);
        match level.count() {
            0 => format!("{first}の{}", show(value)),
            more => format!("{first}など{}{unit}の{}", more + 1, show(value)),
        }
    };
    let missing = values.len() - known.len();
    let missing = if missing == 0 {
        String::new()
    } else {
        format!("値のない{unit}は{missing}{unit}。")
    };
    let label = &indicator.label;
    match (numbers().max(), numbers().min()) {
        (Some(greatest), Some(least)) => format!(
            "{label}。{kind}最も大きいのは{}、最も小さいのは{}。{missing}",
            named(greatest),
            named(least),
        ),
        _ => format!("{label}。{kind}値のある{unit}はない。"),
    }
}
