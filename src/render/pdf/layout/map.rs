//! The schematic map, and the rows of small pictures it stands in.

use super::super::document::{Area, Color, Shape, Tag};
use super::chart::{TREND_HEIGHT, figure, fitted, picture_title, titled, trend, value_text};
use super::composer::Composer;
use super::prose::count;
use super::style::{FINE, GREY, INK, RULE, SHADES, Style, WHITE};
use crate::report::{MapTile, TileMap, TrendChart};

const TILE_HEIGHT: f32 = 36.0;
const TILE_WIDTH: f32 = 52.0;
const LEGEND: f32 = 22.0;

/// A picture small enough to stand beside another.
pub(super) enum Small<'a> {
    /// A map.
    Map(&'a TileMap),
    /// Columns over years.
    Trend(&'a TrendChart),
}

impl Small<'_> {
    fn title(&self) -> String {
        match self {
            Self::Map(map) => titled(&map.title, &map.unit),
            Self::Trend(chart) => titled(&chart.title, &chart.unit),
        }
    }

    fn height(&self) -> f32 {
        match self {
            Self::Map(map) => {
                let rows = map.tiles.iter().map(|tile| tile.row + 1).max();
                count(rows.unwrap_or(0) as usize) * TILE_HEIGHT + LEGEND
            }
            Self::Trend(_) => TREND_HEIGHT,
        }
    }

    fn draw(&self, composer: &mut Composer, span: (f32, f32)) {
        match self {
            Self::Map(map) => draw_map(composer, map, span),
            Self::Trend(chart) => trend(composer, chart, span),
        }
    }
}

/// Sets pictures side by side, two on upright paper, three on its side.
pub(super) fn row(composer: &mut Composer, pictures: &[Small<'_>]) {
    let per_row = if composer.width() > 600.0 { 3 } else { 2 };
    let gap = 22.0;
    let width = (composer.width() - gap * count(per_row - 1)) / count(per_row);
    for some in pictures.chunks(per_row) {
        composer.gap(10.0);
        let title_height = |picture: &Small<'_>| {
            let lines = composer.lines(&picture.title(), width, Style::CAPTION);
            count(lines.len()) * Style::CAPTION.leading + 2.0
        };
        let titles = some.iter().map(title_height).fold(0.0, f32::max);
        let pictures = some.iter().map(Small::height).fold(0.0, f32::max);
        composer.need(titles + pictures);
        let (top, mut lowest) = (composer.y, composer.y);
        for (index, picture) in some.iter().enumerate() {
            let span = (composer.left() + (width + gap) * count(index), width);
            composer.y = top;
            picture_title(composer, span, &picture.title());
            composer.y = top + titles;
            picture.draw(composer, span);
            lowest = lowest.max(composer.y);
        }
        composer.y = lowest;
    }
    composer.y += 6.0;
}

fn draw_map(composer: &mut Composer, map: &TileMap, (left, width): (f32, f32)) {
    let figure = figure(composer, &map.alt, &map.title);
    let tag = Tag::Content(figure);
    let columns = map.tiles.iter().map(|tile| tile.col + 1).max().unwrap_or(1);
    let tile_width = (width / count(columns as usize)).min(TILE_WIDTH);
    let top = composer.y;
    for tile in &map.tiles {
        let area = Area {
            x: left + count(tile.col as usize) * tile_width,
            y: top + count(tile.row as usize) * TILE_HEIGHT,
            width: tile_width - 2.0,
            height: TILE_HEIGHT - 2.0,
        };
        draw_tile(composer, map, tile, tag, area);
    }
    let rows = map.tiles.iter().map(|tile| tile.row + 1).max().unwrap_or(0);
    composer.y = top + count(rows as usize) * TILE_HEIGHT + 4.0;
    legend(composer, tag, left);
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
    let name = Style {
        size: 7.5,
        leading: 10.0,
        ..Style::NOTE
    }
    .colored(ink);
    let number = if tile.value.is_ok() {
        Style {
            size: 9.5,
            leading: 13.0,
            ..Style::BODY
        }
        .bold()
        .colored(ink)
    } else {
        name
    };
    fitted(
        composer,
        tag,
        (area.x, area.width, area.y + 4.0),
        name,
        &tile.label,
    );
    let text = value_text(&tile.value, map.style);
    fitted(
        composer,
        tag,
        (area.x, area.width, area.y + 16.0),
        number,
        &text,
    );
}

/// Dark text on the three light grounds, white on the two dark ones: each pair is above 4.5 to 1.
fn shade_and_ink(shade: u8) -> (Color, Color) {
    let index = usize::from(shade).min(SHADES.len() - 1);
    (SHADES[index], if index < 3 { INK } else { WHITE })
}

/// A dashed stroke in the corner: no value, also in black and white.
fn hatch(composer: &mut Composer, tag: Tag, area: Area) {
    let (right, bottom) = (area.x + area.width, area.y + area.height);
    for step in [5.0, 10.0] {
        let (from, to) = ((right - step, area.y), (right, area.y + step));
        composer.draw(tag, stroke(from, to, FINE));
        let (from, to) = ((area.x, bottom - step), (area.x + step, bottom));
        composer.draw(tag, stroke(from, to, FINE));
    }
}

fn outline(composer: &mut Composer, tag: Tag, area: Area) {
    let (right, bottom) = (area.x + area.width, area.y + area.height);
    let corners = [
        (area.x, area.y),
        (right, area.y),
        (right, bottom),
        (area.x, bottom),
    ];
    for index in 0..4 {
        composer.draw(tag, stroke(corners[index], corners[(index + 1) % 4], RULE));
    }
}

fn stroke(from: (f32, f32), to: (f32, f32), color: Color) -> Shape {
    Shape::Rule {
        from,
        to,
        thickness: 0.4,
        color,
        is_dashed: false,
    }
}

fn legend(composer: &mut Composer, tag: Tag, left: f32) {
    let y = composer.y;
    let style = Style {
        size: 7.0,
        leading: 9.0,
        ..Style::NOTE
    };
    composer.text(tag, left, y, style, "小");
    let mut x = left + 9.0;
    for color in SHADES {
        let area = Area {
            x,
            y: y + 0.5,
            width: 14.0,
            height: 8.0,
        };
        composer.draw(tag, Shape::Fill { area, color });
        outline(composer, tag, area);
        x += 15.0;
    }
    composer.text(tag, x + 2.0, y, style, "大　色が濃いほど大きい");
}
