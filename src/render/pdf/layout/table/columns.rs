//! How wide the columns of a table are, how large its type, and which paper it asks for.

use super::super::super::document::Paper;
use super::super::super::font::{Faces, Weight};
use super::super::style::SIDE;
use super::beside;
use super::cell::shown;
use crate::report::{Align, Block, Chapter, Content, RowKind, Table};

/// Blank at the left and right of a cell.
pub(super) const PADDING: f32 = 4.0;

const SIZES: [f32; 6] = [8.5, 8.0, 7.5, 7.0, 6.5, 6.0];
/// Type is made no smaller than this for the sake of smaller paper.
const COMFORTABLE: f32 = 7.5;
/// Columns of running text from this width on may be narrowed, to this part.
const FLEXIBLE_FROM: f64 = 18.0;
const FLEXIBLE_TO: f32 = 0.8;

/// Edges of the columns and the type size.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// Left edges and the right edge of the last.
    pub(super) edges: Vec<f32>,
    /// Type size of the body.
    pub(super) size: f32,
    /// Distance of baselines, in type sizes.
    pub(super) spacing: f32,
    /// Blank above and below a cell's text.
    pub(super) margin: f32,
}

impl Plan {
    /// The same columns with rows a little closer together, for a table that would otherwise just miss its page.
    pub(super) fn snug(&self) -> Self {
        Self {
            spacing: 1.34,
            margin: 1.8,
            ..self.clone()
        }
    }

    /// Closer.
    pub(super) fn compact(&self) -> Self {
        Self {
            spacing: 1.24,
            margin: 1.2,
            ..self.clone()
        }
    }

    /// As close as can be read.
    pub(super) fn tight(&self) -> Self {
        Self {
            spacing: 1.14,
            margin: 0.7,
            ..self.clone()
        }
    }
}

/// What a table needs at one type size: columns that keep their width, and columns that may be narrowed.
struct Need {
    columns: Vec<(f32, bool)>,
}

impl Need {
    /// With room for the trace ids beside the numbers, or without.
    fn new(faces: &Faces, table: &Table, size: f32, has_traces: bool) -> Self {
        let columns = table.columns.iter().enumerate().map(|(index, column)| {
            let is_wide = column.align == Align::Start && column.width >= FLEXIBLE_FROM;
            let is_flexible = is_wide && !holds_a_code(table, index);
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a few hundred characters at most"
            )]
            let asked = column.width.max(2.0) as f32 * size / 2.0;
            // A number is never broken, so its column is at least as wide as the widest of them.
            let numbers = table.rows.iter().filter_map(|row| {
                let cell = row.cells.get(index)?;
                let is_body = row.kind == RowKind::Body;
                let wants = match cell.content {
                    Content::Number(..) => true,
                    Content::Missing(_) => has_traces && is_body && cell.trace.is_some(),
                    Content::Text(_) => false,
                };
                let wide = || faces.width(&shown(&cell.content, true), size, Weight::Bold);
                let traces = if has_traces && is_body {
                    beside::room(faces, cell)
                } else {
                    0.0
                };
                wants.then(|| wide() + traces)
            });
            (numbers.fold(asked, f32::max) + 2.0 * PADDING, is_flexible)
        });
        Self {
            columns: columns.collect(),
        }
    }

    fn natural(&self) -> f32 {
        self.columns.iter().map(|(width, _)| width).sum()
    }

    fn flexible(&self) -> f32 {
        let flexible = self.columns.iter().filter(|(_, is_flexible)| *is_flexible);
        flexible.map(|(width, _)| width).sum()
    }

    fn least(&self) -> f32 {
        self.natural() - (1.0 - FLEXIBLE_TO) * self.flexible()
    }
}

/// Whether a column holds one long word in every row, such as a hash: narrowed, each would be torn.
fn holds_a_code(table: &Table, column: usize) -> bool {
    let mut cells = table.rows.iter().filter_map(|row| row.cells.get(column));
    let is_code =
        |text: &str| text.len() > 20 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    !table.rows.is_empty()
        && cells.all(|cell| matches!(&cell.content, Content::Text(text) if is_code(text)))
}

/// The paper on which every table of a chapter can be read.
pub(in super::super) fn paper_for(faces: &Faces, chapter: &Chapter) -> Paper {
    let tables = chapter.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let papers = tables.map(|table| {
        let least = |size| Need::new(faces, table, size, false).least();
        let has_room = |paper: Paper, size| least(size) <= paper.width() - 2.0 * SIDE;
        if has_room(Paper::A4Portrait, COMFORTABLE) {
            Paper::A4Portrait
        } else if has_room(Paper::A4Landscape, SIZES[SIZES.len() - 1]) {
            Paper::A4Landscape
        } else {
            Paper::A3Landscape
        }
    });
    papers.max().unwrap_or(Paper::A4Portrait)
}

/// The largest type that is comfortable, else the largest for which columns of text must give way.
fn chosen(faces: &Faces, table: &Table, width: f32, has_traces: bool) -> Option<(f32, Need)> {
    let needs = || SIZES.map(|size| (size, Need::new(faces, table, size, has_traces)));
    let is_comfortable =
        |(size, need): &(f32, Need)| *size >= COMFORTABLE && need.natural() <= width;
    let comfortable = needs().into_iter().find(is_comfortable);
    comfortable.or_else(|| needs().into_iter().find(|(_, need)| need.least() <= width))
}

/// Plans the columns of a table between two edges.
pub(super) fn plan(faces: &Faces, table: &Table, (left, width): (f32, f32)) -> Plan {
    let (size, need) = chosen(faces, table, width, true)
        .filter(|(size, _)| {
            chosen(faces, table, width, false).is_none_or(|(other, _)| *size >= other)
        })
        .or_else(|| chosen(faces, table, width, false))
        .unwrap_or_else(|| {
            let smallest = SIZES[SIZES.len() - 1];
            (smallest, Need::new(faces, table, smallest, false))
        });
    let (natural, flexible) = (need.natural(), need.flexible());
    let widths: Vec<f32> = if need.least() > width {
        let factor = width / natural;
        need.columns
            .iter()
            .map(|(column, _)| column * factor)
            .collect()
    } else if natural > width {
        let factor = (width - natural + flexible) / flexible;
        let narrow = |(column, is_flexible): &(f32, bool)| {
            if *is_flexible {
                column * factor
            } else {
                *column
            }
        };
        need.columns.iter().map(narrow).collect()
    } else {
        // A table that nearly fills the page fills it; a small one stays small.
        let factor = if natural > width * 0.62 {
            width / natural
        } else {
            1.0
        };
        need.columns
            .iter()
            .map(|(column, _)| column * factor)
            .collect()
    };
    let mut edges = vec![left];
    for column in widths {
        edges.push(edges[edges.len() - 1] + column);
    }
    Plan {
        edges,
        size,
        spacing: 1.42,
        margin: 2.5,
    }
}
