//! The head of a table: cells with spans, tagged where it stands first and repeated on every further page.

use super::super::super::document::{Area, ElementId, Role, Scope, Tag};
use super::super::composer::{Align, Composer};
use super::super::line::Line;
use super::super::prose::count;
use super::super::style::{HEAD_GROUND, RULE, Style};
use super::columns::{PADDING, Plan};
use crate::table_words::places;
use report::Table;

const MARGIN: f32 = 3.0;

/// The caption, unless the heading above has just said the same.
pub(super) fn caption<'a>(composer: &Composer, table: &'a Table) -> &'a str {
    let is_said = !composer.heading.is_empty() && table.caption.contains(&composer.heading);
    if is_said { "" } else { &table.caption }
}

/// Height of a caption where it stands.
pub(super) fn height_of(caption: &str) -> f32 {
    if caption.is_empty() {
        0.0
    } else {
        Style::CAPTION.leading + 3.0
    }
}

/// A head cell, measured.
struct Cell {
    area: Area,
    lines: Vec<Line>,
    row: usize,
    cols: usize,
    rows: usize,
}

/// The head, measured once and drawn on every page of the table.
pub(super) struct Head {
    cells: Vec<Cell>,
    rows: usize,
    style: Style,
    /// Height.
    pub(super) height: f32,
}

impl Head {
    /// Measures the head.
    pub(super) fn new(composer: &Composer, table: &Table, plan: &Plan) -> Self {
        let style = Style {
            leading: plan.size * 1.35,
            ..Style::CAPTION.sized(plan.size)
        };
        let mut cells: Vec<Cell> = places(table)
            .into_iter()
            .map(|place| {
                let x = plan.edges[place.col];
                let width = plan.edges[place.col + place.cols] - x;
                Cell {
                    area: Area {
                        x,
                        y: 0.0,
                        width,
                        height: 0.0,
                    },
                    lines: composer.lines(&place.cell.text, width - 2.0 * PADDING, style),
                    row: place.row,
                    cols: place.cols,
                    rows: place.rows,
                }
            })
            .collect();
        let heights = row_heights(&cells, table.head.len(), style);
        for cell in &mut cells {
            cell.area.y = heights[..cell.row].iter().sum();
            cell.area.height = heights[cell.row..cell.row + cell.rows].iter().sum();
        }
        Self {
            cells,
            rows: table.head.len(),
            style,
            height: heights.iter().sum(),
        }
    }

    /// Draws the head at the place reached: with tags under `table`, or as a repetition.
    pub(super) fn draw(&self, composer: &mut Composer, table: Option<ElementId>) {
        if self.cells.is_empty() {
            return;
        }
        let rows: Vec<ElementId> = table.map_or_else(Vec::new, |table| {
            let head = composer.child(table, Role::THead);
            (0..self.rows)
                .map(|_| composer.child(head, Role::TR))
                .collect()
        });
        let top = composer.y;
        for cell in &self.cells {
            let area = Area {
                y: top + cell.area.y,
                ..cell.area
            };
            composer.fill(area, HEAD_GROUND);
            composer.frame(area, 0.5, RULE);
        }
        for cell in &self.cells {
            let tag = match rows.get(cell.row) {
                Some(row) => {
                    let id = composer.child(*row, Role::TH);
                    let element = composer.element_mut(id);
                    element.scope = Some(Scope::Column);
                    element.col_span = u32::try_from(cell.cols).unwrap_or(1);
                    element.row_span = u32::try_from(cell.rows).unwrap_or(1);
                    Tag::Content(id)
                }
                None => Tag::Pagination,
            };
            let text_height = count(cell.lines.len()) * self.style.leading;
            let place = (
                cell.area.x + PADDING,
                cell.area.width - 2.0 * PADDING,
                top + cell.area.y + (cell.area.height - text_height) / 2.0,
            );
            composer.text_lines(tag, place, self.style, Align::Middle, &cell.lines);
        }
        composer.y += self.height;
    }
}

fn row_heights(cells: &[Cell], rows: usize, style: Style) -> Vec<f32> {
    let need = |cell: &Cell| count(cell.lines.len().max(1)) * style.leading + 2.0 * MARGIN;
    let mut heights = vec![0.0_f32; rows];
    for cell in cells.iter().filter(|cell| cell.rows == 1) {
        heights[cell.row] = heights[cell.row].max(need(cell));
    }
    for cell in cells.iter().filter(|cell| cell.rows > 1) {
        let last = cell.row + cell.rows - 1;
        let have: f32 = heights[cell.row..=last].iter().sum();
        heights[last] += (need(cell) - have).max(0.0);
    }
    heights
}
