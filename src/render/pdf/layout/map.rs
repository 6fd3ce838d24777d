//! The schematic map, and the rows of small pictures it stands in.

use rust_decimal::Decimal;

use super::super::document::{Area, Color, Role, Shape, Tag};
use super::changes;
use super::chart::{figure, picture_title, title_height, titled, value_text};
use super::composer::Composer;
use super::distribution;
use super::label::fitted;
use super::prose::{HANG, HEADING_HEIGHT, TITLE_HEIGHT, bullet, count};
use super::style::{GREY, INK, RULE, SHADES, Style, WHITE};
use super::trend::{PLOT, trend, trend_height};
use report::{Block, ChangeChart, Distribution, MapTile, TileMap, TrendChart};

const TILE_HEIGHT: f32 = 28.0;
const TILE_WIDTH: f32 = 52.0;
const LEGEND: f32 = 24.0;
/// A map takes no more than this part of a page: headings and a title of some lines stand above it.
const MOST: f32 = 0.55;
/// Below the last row of pictures.
pub(super) const AFTER: f32 = 6.0;
/// Between pictures side by side.
const GAP: f32 = 22.0;
const WORDS: Style = Style {
    size: 8.5,
    leading: 12.4,
    ..Style::BODY
};

/// A picture small enough to stand beside another.
pub(super) enum Small<'a> {
    /// A map.
    Map(&'a TileMap),
    /// Columns over years.
    Trend(&'a TrendChart),
    /// The units' values of two years.
    Changes(&'a ChangeChart),
}

impl<'a> Small<'a> {
    /// The block, if it is such a picture.
    pub(super) fn of(block: &'a Block) -> Option<Self> {
        match block {
            Block::Map(map) => Some(Self::Map(map)),
            Block::Trend(chart) => Some(Self::Trend(chart)),
            Block::Changes(chart) => Some(Self::Changes(chart)),
            _ => None,
        }
    }

    /// The pictures at the beginning of some blocks that stand beside each other: rows of units do so among themselves.
    pub(super) fn run(blocks: &'a [Block]) -> Vec<Self> {
        let is_changes = |block: &Block| matches!(block, Block::Changes(_));
        let first = blocks.first().is_some_and(is_changes);
        let alike = blocks.iter().take_while(|block| is_changes(block) == first);
        alike.map_while(Self::of).collect()
    }

    fn title(&self) -> String {
        match self {
            Self::Map(map) => titled(&map.title, &map.unit),
            Self::Trend(chart) => titled(&chart.title, &chart.unit),
            Self::Changes(chart) => titled(&chart.title, &chart.unit),
        }
    }

    fn height(&self, composer: &Composer) -> f32 {
        match self {
            Self::Map(map) => map_height(composer, map),
            Self::Trend(chart) => trend_height(chart, PLOT),
            Self::Changes(chart) => changes::height(composer, chart),
        }
    }

    fn draw(&self, composer: &mut Composer, span: (f32, f32)) {
        match self {
            Self::Map(map) => draw_map(composer, map, span),
            Self::Trend(chart) => trend(composer, chart, span, PLOT),
            Self::Changes(chart) => changes::draw(composer, chart, span),
        }
    }
}

fn rows_of(map: &TileMap) -> f32 {
    let rows = map.tiles.iter().map(|tile| tile.row + 1).max();
    count(rows.unwrap_or(0) as usize)
}

/// Height of a tile; lower where a page would not hold all rows.
fn tile_height(composer: &Composer, map: &TileMap) -> f32 {
    let room = MOST * composer.full_height() - LEGEND;
    TILE_HEIGHT.min(room / rows_of(map).max(1.0))
}

fn map_height(composer: &Composer, map: &TileMap) -> f32 {
    rows_of(map) * tile_height(composer, map) + LEGEND
}

/// Pictures in a row, and the width of each: trends need less room than maps.
fn in_a_row(composer: &Composer, pictures: &[Small<'_>]) -> (usize, f32) {
    let is_wide = composer.width() > 600.0;
    let has_map = pictures.iter().any(|one| matches!(one, Small::Map(_)));
    let has_changes = pictures.iter().any(|one| matches!(one, Small::Changes(_)));
    let per_row = match (has_map, pictures.len()) {
        (true, _) => 2 + usize::from(is_wide),
        // Rows of units stand alone, in pairs or in threes, as their names have room.
        (false, _) if has_changes => {
            let most = pictures.len().clamp(1, 3);
            let fits = |per_row: &usize| {
                let width = (composer.width() - GAP * count(per_row - 1)) / count(*per_row);
                pictures.iter().all(|one| match one {
                    Small::Changes(chart) => changes::has_room(composer, chart, width),
                    Small::Map(_) | Small::Trend(_) => true,
                })
            };
            (1..=most).rev().find(fits).unwrap_or(1)
        }
        (false, ..=3) => pictures.len().max(2),
        (false, _) => 4,
    };
    let width = (composer.width() - GAP * count(per_row - 1)) / count(per_row);
    (per_row, width)
}

/// The height of titles and pictures of one row.
fn row_height(composer: &Composer, some: &[Small<'_>], width: f32) -> (f32, f32) {
    let titles = some
        .iter()
        .map(|picture| title_height(composer, &picture.title(), width));
    let titles = titles.fold(0.0, f32::max);
    let heights = some.iter().map(|picture| picture.height(composer));
    (titles, heights.fold(0.0, f32::max))
}

/// The height of each row of pictures.
pub(super) fn row_heights(composer: &Composer, pictures: &[Small<'_>]) -> Vec<f32> {
    let (per_row, width) = in_a_row(composer, pictures);
    let rows = pictures.chunks(per_row).map(|some| {
        let (titles, pictures) = row_height(composer, some, width);
        titles + pictures + 10.0
    });
    rows.collect()
}

/// Sets pictures side by side.
pub(super) fn row(composer: &mut Composer, pictures: &[Small<'_>]) {
    let (per_row, width) = in_a_row(composer, pictures);
    for some in pictures.chunks(per_row) {
        composer.gap(10.0);
        let (titles, pictures) = row_height(composer, some, width);
        composer.need(titles + pictures);
        let (top, mut lowest) = (composer.y, composer.y);
        for (index, picture) in some.iter().enumerate() {
            let span = (composer.left() + (width + GAP) * count(index), width);
            composer.y = top;
            picture_title(composer, span, &picture.title());
            composer.y = top + titles;
            picture.draw(composer, span);
            lowest = lowest.max(composer.y);
        }
        composer.y = lowest;
    }
    composer.y += AFTER;
}

/// Widths of the map and of what stands beside it.
fn halves(composer: &Composer, map: &TileMap) -> (f32, f32) {
    let columns = map.tiles.iter().map(|tile| tile.col + 1).max().unwrap_or(1);
    let part = |part: f32| part * composer.width();
    let width = (count(columns as usize) * TILE_WIDTH).clamp(part(0.3), part(0.56));
    (width, composer.width() - width - GAP)
}

/// The height of a map with words and the spread of its values beside it.
pub(super) fn beside_height(
    composer: &Composer,
    map: &TileMap,
    words: &[String],
    spread: &Distribution,
) -> f32 {
    let (width, right) = halves(composer, map);
    let map_title = title_height(composer, &titled(&map.title, &map.unit), width);
    let words: f32 = words
        .iter()
        .map(|text| count(composer.lines(text, right - HANG, WORDS).len()) * WORDS.leading)
        .sum();
    let beside = words + 8.0 + distribution::height(composer, spread, right);
    (map_title + map_height(composer, map)).max(beside) + 10.0
}

/// Whether a page holds the map with words and spread beside it, under a chapter's title and headings.
pub(super) fn fits_beside(
    composer: &Composer,
    map: &TileMap,
    words: &[String],
    spread: &Distribution,
) -> bool {
    let above = TITLE_HEIGHT + 2.0 * HEADING_HEIGHT;
    let (_, right) = halves(composer, map);
    distribution::has_room(composer, spread, right)
        && beside_height(composer, map, words, spread) <= composer.full_height() - above
}

/// Sets a map with what it says in words, and the spread of its values, at its right.
pub(super) fn beside(
    composer: &mut Composer,
    map: &TileMap,
    words: &[String],
    spread: &Distribution,
) {
    composer.gap(4.0);
    composer.need(beside_height(composer, map, words, spread) - 10.0);
    let (width, right) = halves(composer, map);
    let (left, top) = (composer.left(), composer.y);
    picture_title(composer, (left, width), &titled(&map.title, &map.unit));
    draw_map(composer, map, (left, width));
    let bottom = composer.y;
    composer.y = top;
    let span = (left + width + GAP, right);
    if !words.is_empty() {
        composer.open(Role::L);
        for text in words {
            bullet(composer, span, WORDS, text, |_| 0.0);
        }
        composer.close();
    }
    // The spread stands at the foot of the map, where there is room above it.
    composer.y = (composer.y + 8.0).max(bottom - distribution::height(composer, spread, right));
    distribution::draw(composer, spread, span);
    composer.y = composer.y.max(bottom) + 6.0;
}

fn draw_map(composer: &mut Composer, map: &TileMap, (left, width): (f32, f32)) {
    let figure = figure(composer, &map.alt, &map.title);
    let tag = Tag::Content(figure);
    let columns = map.tiles.iter().map(|tile| tile.col + 1).max().unwrap_or(1);
    let tile_width = (width / count(columns as usize)).min(TILE_WIDTH);
    let (top, tile_height) = (composer.y, tile_height(composer, map));
    for tile in &map.tiles {
        let area = Area {
            x: left + count(tile.col as usize) * tile_width,
            y: top + count(tile.row as usize) * tile_height,
            width: tile_width - 2.0,
            height: tile_height - 2.0,
        };
        draw_tile(composer, map, tile, tag, area);
    }
    composer.y = top + rows_of(map) * tile_height + 4.0;
    legend(
        composer,
        map,
        tag,
        (left, tile_width * count(columns as usize)),
    );
    composer.y += LEGEND - 4.0;
}

fn draw_tile(composer: &mut Composer, map: &TileMap, tile: &MapTile, tag: Tag, area: Area) {
    let shade = tile.shade.filter(|_| tile.value.is_ok());
    let (ground, ink) = shade.map_or((WHITE, GREY), shade_and_ink);
    composer.draw(
        tag,
        Shape::Fill {
            area,
            color: ground,
        },
    );
    if shade.is_none() {
        hatch(composer, tag, area);
    }
    outline(composer, tag, area);
    let (name, number) = tile_styles(tile, area, ink);
    fitted(
        composer,
        tag,
        (area.x, area.width, area.y + 2.0 / FULL * area.height),
        name,
        &tile.label,
    );
    let text = value_text(&tile.value, map.style);
    fitted(
        composer,
        tag,
        (area.x, area.width, area.y + 12.0 / FULL * area.height),
        number,
        &text,
    );
}

/// Height of a tile without the gap below it, where there is room.
const FULL: f32 = TILE_HEIGHT - 2.0;

/// The looks of name and number, smaller in a low tile.
fn tile_styles(tile: &MapTile, area: Area, ink: Color) -> (Style, Style) {
    let scaled = |size: f32, style: Style| style.sized(size * area.height / FULL).colored(ink);
    let name = Style {
        size: 7.5,
        leading: 10.0,
        ..Style::NOTE
    };
    let number = Style {
        size: 9.5,
        leading: 13.0,
        ..Style::BODY
    };
    let name = scaled(7.5, name);
    if tile.value.is_ok() {
        (name, scaled(9.5, number.bold()))
    } else {
        (name, name)
    }
}

/// Dark text on the three light grounds, white on the two dark ones: each pair is above 4.5 to 1.
pub(super) fn shade_and_ink(shade: u8) -> (Color, Color) {
    let index = usize::from(shade).min(SHADES.len() - 1);
    (SHADES[index], if index < 3 { INK } else { WHITE })
}

/// A dashed stroke in the corner: no value, also in black and white.
fn hatch(composer: &mut Composer, tag: Tag, area: Area) {
    let (right, bottom) = (area.x + area.width, area.y + area.height);
    for step in [4.0, 8.0].map(|step| step * area.height / FULL) {
        let (from, to) = ((right - step, area.y), (right, area.y + step));
        composer.draw(tag, Shape::rule(from, to, 0.4, RULE));
        let (from, to) = ((area.x, bottom - step), (area.x + step, bottom));
        composer.draw(tag, Shape::rule(from, to, 0.4, RULE));
    }
}

fn outline(composer: &mut Composer, tag: Tag, area: Area) {
    for (from, to) in area.sides() {
        composer.draw(tag, Shape::rule(from, to, 0.4, RULE));
    }
}

/// The shades with the values they stand for, smallest first.
fn legend(composer: &mut Composer, map: &TileMap, tag: Tag, (left, width): (f32, f32)) {
    let style = Style {
        size: 6.5,
        leading: 9.0,
        ..Style::NOTE
    };
    let y = composer.y;
    let step = width / count(SHADES.len());
    for (index, color) in SHADES.into_iter().enumerate() {
        let tiles = map.tiles.iter();
        let mut values: Vec<Decimal> = tiles
            .filter(|tile| tile.shade.map(usize::from) == Some(index))
            .filter_map(|tile| tile.value.as_ref().ok().copied())
            .collect();
        values.sort();
        let (Some(least), Some(greatest)) = (values.first(), values.last()) else {
            continue;
        };
        let x = left + step * count(index);
        let area = Area {
            x,
            y,
            width: step - 4.0,
            height: 7.0,
        };
        composer.draw(tag, Shape::Fill { area, color });
        outline(composer, tag, area);
        let range = if least == greatest {
            value_text(&Ok(*least), map.style)
        } else {
            let greatest = value_text(&Ok(*greatest), map.style);
            format!("{}〜{greatest}", map.style.show(*least))
        };
        fitted(composer, tag, (x, step - 4.0, y + 8.0), style, &range);
    }
}
