//! Where the cells of a form stand on the page, which of them have rules, and what the rows of the tagged table hold.

use std::collections::BTreeSet;

use super::super::super::document::Area;
use super::super::super::font::{clean, is_selector};
use super::super::composer::{Align, Composer};
use super::super::line::Line;
use super::super::prose::count;
use super::super::style::Style;
use super::plan::{PADDING, Plan, Squeeze, edges, span, text_of};
use report::{CellRole, FormCell, FormSheet};

/// The whole form is made no smaller than this: 10.5 pt × 0.7 × 0.62 is just readable on A3.
const LEAST_SCALE: f32 = 0.62;
/// Type that is read with ease.
const COMFORTABLE: f32 = 7.5;
/// Columns are made narrower against the type in these steps.
const PARTS: [f32; 14] = [
    1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4, 0.35,
];

/// A side of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Top,
    Bottom,
    Left,
    Right,
}

/// A cell in its place.
pub(super) struct Cell {
    /// Place on the page.
    pub(super) area: Area,
    /// Look.
    pub(super) style: Style,
    /// Lines.
    pub(super) lines: Vec<Line>,
    /// The signs of a vertical label; of other cells none.
    pub(super) vertical: Vec<String>,
}

/// The form in its place.
pub(super) struct Grid {
    /// Cells in the sheet's order.
    pub(super) cells: Vec<Cell>,
    /// Scale of the whole.
    pub(super) scale: f32,
    /// Its height.
    pub(super) height: f32,
    /// The page is high enough for it.
    fills_width: bool,
    /// Texts that were cut, in full.
    pub(super) cut: Vec<String>,
    /// Role of the cell that covers each place.
    roles: Vec<Vec<Option<CellRole>>>,
    /// Rows at whose top a printed label begins or ends.
    label_edges: BTreeSet<u32>,
    /// Columns at which a head begins or ends: the fiscal years stand apart.
    head_edges: BTreeSet<u32>,
}

/// A place in a row of the tagged table.
pub(super) struct Slot {
    /// Index of the cell that begins here; `None` for blank ground.
    pub(super) cell: Option<usize>,
    /// Columns covered.
    pub(super) col_span: u32,
    /// Rows covered.
    pub(super) row_span: u32,
}

/// Where text stands in a cell.
pub(super) fn align_of(role: CellRole) -> Align {
    match role {
        CellRole::Header
        | CellRole::Tag
        | CellRole::Notice
        | CellRole::VerticalLabel
        | CellRole::Bullet => Align::Middle,
        CellRole::Number => Align::End,
        CellRole::Title
        | CellRole::Label
        | CellRole::Plain
        | CellRole::Theme
        | CellRole::Suffix
        | CellRole::Body
        | CellRole::Entry
        | CellRole::Caption
        | CellRole::GuideHeading
        | CellRole::Link => Align::Start,
    }
}

/// Rows of places: every row covers all columns, blank ground between cells included.
pub(super) fn slots(sheet: &FormSheet) -> Vec<Vec<Slot>> {
    let (rows, cols) = (sheet.rows.len(), sheet.columns.len());
    let mut owner: Vec<Vec<Option<usize>>> = vec![vec![None; cols]; rows];
    for (index, cell) in sheet.cells.iter().enumerate() {
        for_each_place(sheet, cell, |row, col| owner[row][col] = Some(index));
    }
    let mut lines = Vec::with_capacity(rows);
    for row in 0..rows {
        let mut line = Vec::new();
        let mut col = 0;
        while col < cols {
            let here = owner[row][col];
            let end = (col..cols)
                .find(|next| owner[row][*next] != here)
                .unwrap_or(cols);
            match here {
                None => line.push(Slot {
                    cell: None,
                    col_span: narrow(end - col),
                    row_span: 1,
                }),
                Some(index) if row > 0 && owner[row - 1][col] == Some(index) => {}
                Some(index) => {
                    let bottom = (row..rows)
                        .find(|next| owner[*next][col] != here)
                        .unwrap_or(rows);
                    line.push(Slot {
                        cell: Some(index),
                        col_span: narrow(end - col),
                        row_span: narrow(bottom - row),
                    });
                }
            }
            col = end;
        }
        lines.push(line);
    }
    lines
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn for_each_place(sheet: &FormSheet, cell: &FormCell, mut visit: impl FnMut(usize, usize)) {
    let last_row = (cell.row + cell.row_span.max(1)).min(narrow(sheet.rows.len()));
    let last_col = (cell.col + cell.col_span.max(1)).min(narrow(sheet.columns.len()));
    for row in cell.row..last_row {
        for col in cell.col..last_col {
            visit(row as usize, col as usize);
        }
    }
}

impl Grid {
    /// The form under a heading on paper as wide as the rest of its volume, with columns as much narrower as it takes to be
    /// read there with ease; none where the paper does not hold that.
    pub(super) fn comfortable(
        composer: &Composer,
        sheet: &FormSheet,
        room: (f32, f32),
    ) -> Option<Self> {
        let is_readable = |grid: &Self| {
            let mut cells = sheet.cells.iter().zip(&grid.cells);
            cells.all(|(cell, measured)| {
                let is_small = matches!(cell.role, CellRole::Caption | CellRole::Tag);
                is_small || measured.lines.is_empty() || measured.style.size >= COMFORTABLE
            })
        };
        let mut grids = PARTS
            .iter()
            .map(|part| Self::new(composer, sheet, room, Squeeze::columns(*part)));
        let readable = grids.find(is_readable);
        readable.filter(|grid| grid.cut.is_empty() && grid.fills_width)
    }

    /// Places the cells of a sheet in the room given.
    pub(super) fn new(
        composer: &Composer,
        sheet: &FormSheet,
        room: (f32, f32),
        squeeze: Squeeze,
    ) -> Self {
        let plan = Plan::new(composer, sheet, room.1 / LEAST_SCALE, squeeze);
        let (columns, rows) = (edges(&plan.widths), edges(&plan.heights));
        let (wide, high) = (
            columns[columns.len() - 1].max(1.0),
            rows[rows.len() - 1].max(1.0),
        );
        let scale = (room.0 / wide).min(room.1 / high).min(1.4);
        let left = (room.0 - wide * scale) / 2.0;
        let mut roles = vec![vec![None; plan.widths.len()]; plan.heights.len()];
        let mut cells = Vec::with_capacity(sheet.cells.len());
        for (cell, (style, mut lines)) in sheet.cells.iter().zip(plan.cells) {
            for_each_place(sheet, cell, |row, col| roles[row][col] = Some(cell.role));
            let (x, width) = span(&columns, cell.col, cell.col_span);
            let (y, height) = span(&rows, cell.row, cell.row_span);
            let area = Area {
                x: left + x * scale,
                y: y * scale,
                width: width * scale,
                height: height * scale,
            };
            for line in &mut lines {
                line.width *= scale;
            }
            let mut style = style.sized(style.size * scale);
            let mut vertical = Vec::new();
            if cell.role == CellRole::VerticalLabel {
                vertical = signs(&clean(&text_of(cell)));
                style = vertical_style(style, area, vertical.len());
            }
            cells.push(Cell {
                area,
                style,
                lines,
                vertical,
            });
        }
        let labels = sheet
            .cells
            .iter()
            .filter(|cell| matches!(cell.role, CellRole::Label | CellRole::Header));
        let label_edges = labels
            .flat_map(|cell| [cell.row, cell.row + cell.row_span.max(1)])
            .collect();
        let heads = sheet
            .cells
            .iter()
            .filter(|cell| cell.role == CellRole::Header);
        let head_edges = heads
            .flat_map(|cell| [cell.col, cell.col + cell.col_span.max(1)])
            .collect();
        Self {
            cells,
            scale,
            height: high * scale,
            fills_width: room.0 / wide <= room.1 / high,
            cut: plan.cut,
            roles,
            label_edges,
            head_edges,
        }
    }

    /// Puts the cells where the room given begins.
    pub(super) fn move_to(&mut self, (left, top): (f32, f32)) {
        for cell in &mut self.cells {
            cell.area.x += left;
            cell.area.y += top;
        }
    }

    /// Blank inside a cell.
    pub(super) fn padding(&self) -> f32 {
        PADDING * self.scale
    }

    /// Whether a side of a cell has a rule: number and suffix, bullet and body share one box.
    pub(super) fn has_border(&self, cell: &FormCell, side: Side) -> bool {
        let joined = |role: CellRole| match role {
            CellRole::Number | CellRole::Suffix => 1,
            CellRole::Bullet | CellRole::Body => 2,
            _ => 0,
        };
        match cell.role {
            CellRole::Label
            | CellRole::VerticalLabel
            | CellRole::Header
            | CellRole::Entry
            | CellRole::Tag => true,
            CellRole::Number | CellRole::Suffix | CellRole::Bullet | CellRole::Body => {
                let neighbour = match side {
                    Side::Left => cell.col.checked_sub(1).map(|col| (cell.row, col)),
                    Side::Right => Some((cell.row, cell.col + cell.col_span.max(1))),
                    Side::Top => cell.row.checked_sub(1).map(|row| (row, cell.col)),
                    Side::Bottom => Some((cell.row + cell.row_span.max(1), cell.col)),
                };
                let role = neighbour
                    .and_then(|(row, col)| *self.roles.get(row as usize)?.get(col as usize)?);
                let is_edge = match side {
                    Side::Top => self.label_edges.contains(&cell.row),
                    Side::Bottom => self
                        .label_edges
                        .contains(&(cell.row + cell.row_span.max(1))),
                    Side::Left => self.head_edges.contains(&cell.col),
                    Side::Right => self.head_edges.contains(&(cell.col + cell.col_span.max(1))),
                };
                is_edge || role.is_none_or(|role| joined(role) != joined(cell.role))
            }
            CellRole::Title
            | CellRole::Plain
            | CellRole::Theme
            | CellRole::Caption
            | CellRole::Notice
            | CellRole::GuideHeading
            | CellRole::Link => false,
        }
    }
}

/// Signs one below the other, as large as the cell allows.
fn vertical_style(style: Style, area: Area, signs: usize) -> Style {
    let step = (area.height / count(signs.max(1))).min(style.size * 1.15);
    Style {
        size: (step / 1.05).min(style.size).min(area.width),
        leading: step,
        ..style
    }
}

/// The signs of a vertical label, each with its variation selector.
fn signs(text: &str) -> Vec<String> {
    let mut signs: Vec<String> = Vec::new();
    for char in text.chars().filter(|char| !char.is_whitespace()) {
        match signs.last_mut() {
            Some(last) if is_selector(char) => last.push(char),
            _ => signs.push(char.to_string()),
        }
    }
    signs
}
