//! How wide the columns of a table are, how large its type, and which paper it asks for.

use super::super::super::document::Paper;
use super::super::super::font::{Faces, Weight};
use super::super::style::SIDE;
use super::beside;
use crate::table_words::shown;
use report::{Align, Block, Chapter, Content, RowKind, Table};

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
    /// The columns have room for the trace ids beside the numbers. Without it no row but a total shows one: an id here and
    /// there, where a number happens to be short, would look like a remark.
    pub(super) has_traces: bool,
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

/// A column measured once for all type sizes.
struct Measured {
    /// Width asked for, in type sizes.
    asked: f32,
    is_flexible: bool,
    /// What is never broken: its width in type sizes, and room for the trace id beside it.
    numbers: Vec<(f32, f32)>,
}

impl Measured {
    fn all(faces: &Faces, table: &Table) -> Vec<Self> {
        let columns = table.columns.iter().enumerate().map(|(index, column)| {
            let is_wide = column.align == Align::Start && column.width >= FLEXIBLE_FROM;
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a few hundred characters at most"
            )]
            let asked = column.width.max(2.0) as f32 / 2.0;
            let numbers = table.rows.iter().filter_map(|row| {
                let cell = row.cells.get(index)?;
                let is_number = matches!(cell.content, Content::Number(..));
                let has_trace = cell.trace().is_some() && row.kind == RowKind::Body;
                let is_missing = matches!(cell.content, Content::Missing(_)) && has_trace;
                let wide = || faces.width(&shown(&cell.content, true), 1.0, Weight::Bold);
                let trace = || {
                    if has_trace {
                        beside::room(faces, cell)
                    } else {
                        0.0
                    }
                };
                (is_number || is_missing).then(|| (wide(), trace()))
            });
            Self {
                asked,
                is_flexible: is_wide && !holds_a_code(table, index),
                numbers: numbers.collect(),
            }
        });
        columns.collect()
    }
}

impl Need {
    /// With room for the trace ids beside the numbers, or without.
    fn new(columns: &[Measured], size: f32, has_traces: bool) -> Self {
        let columns = columns.iter().map(|column| {
            // A number is never broken, so its column is at least as wide as the widest of them.
            let numbers = column.numbers.iter().map(|(wide, trace)| {
                let trace = if has_traces { *trace } else { 0.0 };
                wide * size + trace
            });
            let width = numbers.fold(column.asked * size, f32::max);
            (width + 2.0 * PADDING, column.is_flexible)
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
        let columns = Measured::all(faces, table);
        let least = |size| Need::new(&columns, size, false).least();
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
fn chosen(columns: &[Measured], width: f32, has_traces: bool) -> Option<(f32, Need)> {
    let needs = || SIZES.map(|size| (size, Need::new(columns, size, has_traces)));
    let is_comfortable =
        |(size, need): &(f32, Need)| *size >= COMFORTABLE && need.natural() <= width;
    let comfortable = needs().into_iter().find(is_comfortable);
    comfortable.or_else(|| needs().into_iter().find(|(_, need)| need.least() <= width))
}

/// Plans the columns of a table between two edges.
pub(super) fn plan(faces: &Faces, table: &Table, (left, width): (f32, f32)) -> Plan {
    let columns = Measured::all(faces, table);
    let plain = chosen(&columns, width, false);
    let size = plain.as_ref().map_or(0.0, |(size, _)| *size);
    // Trace ids do not make the type smaller.
    let traced = chosen(&columns, width, true).filter(|(other, _)| *other >= size);
    let has_traces = traced.is_some();
    let (size, need) = traced.or(plain).unwrap_or_else(|| {
        let smallest = SIZES[SIZES.len() - 1];
        (smallest, Need::new(&columns, smallest, false))
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
        has_traces,
    }
}
