//! The schematic map as cells: one tile per ward with name and number, shaded by rank class.
//!
//! The number stands on every tile, so the map survives black-and-white print.

use super::canvas::{Canvas, Cell, Value};
use super::grid::{Run, Wish};
use super::measure;
use super::style::{Look, Role};
use super::text;
use report::{Align, TileMap};

/// Width of a tile in half-width characters.
const WIDTH: f64 = 11.0;
/// Height of the two halves of a tile in points.
const HALF: f64 = 15.5;

/// Title, tiles, key to the shades, and what the map says.
pub(super) fn compose(canvas: &mut Canvas, map: &TileMap) {
    let columns = map.tiles.iter().map(|tile| tile.col + 1).max().unwrap_or(0);
    let rows = map.tiles.iter().map(|tile| tile.row + 1).max().unwrap_or(0);
    canvas.gap(8.0);
    text::caption(canvas, &titled(&map.title, &map.unit));
    let least = map
        .tiles
        .iter()
        .filter_map(|tile| tile.value.as_ref().ok())
        .map(|value| measure::width(&map.style.show(*value)))
        .max()
        .unwrap_or(0);
    #[expect(
        clippy::cast_precision_loss,
        reason = "a number is at most 30 characters wide"
    )]
    let wish = Wish {
        width: WIDTH,
        least: least as f64 + 1.5,
    };
    let wishes: Vec<Wish> = (0..columns).map(|_| wish).collect();
    let runs = canvas.grid.fit(&wishes);
    let first = canvas.next_row;
    for _ in 0..rows * 2 {
        canvas.take_row(HALF);
    }
    for tile in &map.tiles {
        let Some(run) = usize::try_from(tile.col).ok().and_then(|col| runs.get(col)) else {
            continue;
        };
        let row = first + tile.row * 2;
        let name = Value::text(measure::within_cell(&tile.label));
        canvas.put(Cell::new(
            row,
            *run,
            name,
            Look::of(Role::TileName(tile.shade)),
        ));
        let look = Look::of(Role::TileValue(tile.shade));
        let (value, look) = match &tile.value {
            Ok(value) => (Value::Number(*value), look.with_number(map.style, false)),
            Err(word) => (Value::text(word), look),
        };
        canvas.put(Cell::new(row + 1, *run, value, look));
    }
    canvas.gap(6.0);
    key(canvas, &runs);
    text::remark(canvas, &map.alt);
}

/// `title（unit）`.
pub(super) fn titled(title: &str, unit: &str) -> String {
    if unit.is_empty() {
        title.to_owned()
    } else {
        format!("{title}（単位：{unit}）")
    }
}

/// The shades from low to high, and the tile without a value.
fn key(canvas: &mut Canvas, runs: &[Run]) {
    let words = ["小", "", "", "", "大", "値なし"];
    let row = canvas.take_row(measure::height(1));
    for ((word, run), shade) in words.iter().zip(runs).zip(0_u8..) {
        let shade = (shade < 5).then_some(shade);
        let look = Look::of(Role::Swatch(shade)).aligned(Align::Middle);
        canvas.put(Cell::new(row, *run, Value::text(*word), look));
    }
}
