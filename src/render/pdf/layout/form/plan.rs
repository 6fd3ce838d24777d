//! How large the type of each cell is, and how far the rows grow for it, before the form is scaled to the page.

use super::super::super::font::{Weight, clean};
use super::super::composer::Composer;
use super::super::line::Line;
use super::super::prose::count;
use super::super::style::Style;
use report::{CellRole, FormCell, FormContent, FormSheet};

/// Type is made smaller in these steps before a row grows.
const FACTORS: [f32; 5] = [1.0, 0.92, 0.85, 0.78, 0.7];

/// What gives way where a form asks for more room than there is.
#[derive(Clone, Copy)]
pub(super) struct Squeeze {
    /// The part of their width that columns of text keep.
    columns: f32,
    /// The part of its size that type keeps before a row grows.
    type_size: f32,
}

impl Squeeze {
    /// The sheet as it is, its type smaller where a cell asks for it.
    pub(super) const TYPE: Self = Self {
        columns: 1.0,
        type_size: FACTORS[FACTORS.len() - 1],
    };

    /// Columns narrower against the type, which stays as it is: rows grow.
    pub(super) fn columns(part: f32) -> Self {
        Self {
            columns: part,
            type_size: 1.0,
        }
    }

    /// What is left of the width of a column: all of one that holds a sign, most of one that holds a number.
    fn part_of(self, width: f64) -> f32 {
        match width {
            ..SIGN => 1.0,
            ..NUMBER => f32::midpoint(self.columns, 1.0),
            _ => self.columns,
        }
    }
}

/// A column narrower than this, in half-width signs, holds a bullet or text set downwards.
const SIGN: f64 = 8.0;
/// A column narrower than this holds a number.
const NUMBER: f64 = 20.0;

/// What stands behind a number is made smaller down to this part before it is broken.
const LEAST_SUFFIX: f32 = 0.85;

/// Blank inside a cell, before scaling.
pub(super) const PADDING: f32 = 3.0;

/// Sizes before scaling.
pub(super) struct Plan {
    /// Widths of the columns.
    pub(super) widths: Vec<f32>,
    /// Heights of the rows.
    pub(super) heights: Vec<f32>,
    /// Look and lines of each cell.
    pub(super) cells: Vec<(Style, Vec<Line>)>,
    /// Texts that were cut, in full.
    pub(super) cut: Vec<String>,
}

impl Plan {
    /// Plans a sheet whose rows may grow to `limit` together.
    pub(super) fn new(
        composer: &Composer,
        sheet: &FormSheet,
        limit: f32,
        squeeze: Squeeze,
    ) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "widths of columns, heights of rows"
        )]
        let (widths, heights): (Vec<f32>, Vec<f32>) = (
            // Excel: 7 pixels to a half-width character and 5 of padding, at 96 dpi.
            sheet
                .columns
                .iter()
                .map(|width| (*width as f32 * 7.0 + 5.0) * 0.75 * squeeze.part_of(*width))
                .collect(),
            sheet.rows.iter().map(|height| *height as f32).collect(),
        );
        let mut planner = Planner {
            composer,
            columns: edges(&widths),
            heights,
            limit,
            squeeze,
            cut: Vec::new(),
        };
        let cells = sheet.cells.iter().map(|cell| planner.plan(cell)).collect();
        let Planner { heights, cut, .. } = planner;
        Self {
            widths,
            heights,
            cells,
            cut,
        }
    }
}

/// The text a cell shows.
pub(super) fn text_of(cell: &FormCell) -> String {
    match &cell.content {
        FormContent::Empty => String::new(),
        FormContent::Text(text) => text.clone(),
        FormContent::Number(number, style) => style.show(*number),
        FormContent::Formula(formula) => formula
            .result
            .map_or_else(String::new, |result| formula.style.show(result)),
    }
}

/// Left edges (or tops) from widths (or heights).
pub(super) fn edges(lengths: &[f32]) -> Vec<f32> {
    let mut edges = vec![0.0];
    for length in lengths {
        edges.push(edges[edges.len() - 1] + length);
    }
    edges
}

/// Start and length of what a cell covers.
pub(super) fn span(edges: &[f32], first: u32, covered: u32) -> (f32, f32) {
    let last = edges.len() - 1;
    let start = (first as usize).min(last);
    let end = (start + covered.max(1) as usize).min(last);
    (edges[start], edges[end] - edges[start])
}

fn style_of(role: CellRole) -> Style {
    let (size, weight) = match role {
        CellRole::Title => (14.0, Weight::Bold),
        CellRole::Header | CellRole::Theme | CellRole::GuideHeading | CellRole::Notice => {
            (11.5, Weight::Bold)
        }
        CellRole::Number => (12.5, Weight::Bold),
        CellRole::Caption => (8.5, Weight::Regular),
        CellRole::Tag
        | CellRole::Label
        | CellRole::VerticalLabel
        | CellRole::Plain
        | CellRole::Suffix
        | CellRole::Body
        | CellRole::Bullet
        | CellRole::Entry
        | CellRole::Link => (10.5, Weight::Regular),
    };
    Style {
        size,
        leading: size * 1.3,
        weight,
        ..Style::BODY
    }
}

/// Chooses type sizes and lets rows grow.
struct Planner<'a> {
    composer: &'a Composer,
    columns: Vec<f32>,
    heights: Vec<f32>,
    limit: f32,
    squeeze: Squeeze,
    cut: Vec<String>,
}

impl Planner<'_> {
    fn plan(&mut self, cell: &FormCell) -> (Style, Vec<Line>) {
        let text = clean(&text_of(cell));
        let base = style_of(cell.role);
        if text.is_empty() || cell.role == CellRole::VerticalLabel {
            return (base, Vec::new());
        }
        let width = self.width(cell);
        let wide = self.composer.measure(&text, base);
        let is_one_line = match cell.role {
            // As small as it takes: a number is never broken.
            CellRole::Number | CellRole::Tag => !text.contains('\n'),
            CellRole::Suffix => !text.contains('\n') && wide * LEAST_SUFFIX <= width,
            _ => false,
        };
        if is_one_line {
            let style = base.sized(base.size * (width / wide).min(1.0));
            return (
                style,
                vec![Line {
                    width: wide.min(width),
                    text,
                }],
            );
        }
        let (first, last) = self.rows(cell);
        let height: f32 = self.heights[first..last].iter().sum();
        let least = match cell.role {
            CellRole::Tag => Squeeze::TYPE.type_size,
            _ => self.squeeze.type_size,
        };
        let text = self.joined(cell, text, base.sized(base.size * least));
        let lines = |style: Style| self.composer.lines(&text, width, style);
        // A printed label keeps its printed lines, if a little less size is enough for that.
        let printed = text.split('\n').count();
        let mut factors = [1.0, 0.92, 0.85, 0.78, 0.72].into_iter();
        let as_printed = factors.find(|factor| {
            let style = base.sized(base.size * factor);
            *factor >= least
                && lines(style).len() <= printed
                && count(printed) * style.leading + PADDING <= height
        });
        if let Some(factor) = as_printed.filter(|_| printed > 1) {
            let style = base.sized(base.size * factor);
            return (style, lines(style));
        }
        for factor in FACTORS.into_iter().filter(|factor| *factor >= least) {
            let style = base.sized(base.size * factor);
            let lines = lines(style);
            if count(lines.len()) * style.leading + PADDING <= height {
                return (style, lines);
            }
        }
        let style = base.sized(base.size * least);
        let lines = lines(style);
        (style, self.grown(cell, style, height, lines, &text))
    }

    /// A label whose printed lines have no room is set as one text.
    fn joined(&self, cell: &FormCell, text: String, smallest: Style) -> String {
        let printed = text.split('\n').count();
        let lines = self.composer.lines(&text, self.width(cell), smallest);
        if cell.role == CellRole::Label && lines.len() > printed {
            text.split('\n').map(str::trim_start).collect()
        } else {
            text
        }
    }

    /// Lets the last row of a cell grow for its lines; cuts what even that does not hold.
    fn grown(
        &mut self,
        cell: &FormCell,
        style: Style,
        height: f32,
        mut lines: Vec<Line>,
        text: &str,
    ) -> Vec<Line> {
        let (first, last) = self.rows(cell);
        let total: f32 = self.heights.iter().sum();
        let most = height + (self.limit - total).max(0.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a number of lines, at least one"
        )]
        let fitting = ((most - PADDING) / style.leading).max(1.0) as usize;
        if lines.len() > fitting {
            self.cut.push(text.to_owned());
            lines.truncate(fitting.saturating_sub(1));
            lines.push(self.cut_mark(cell, style));
        }
        let needed = count(lines.len()) * style.leading + PADDING;
        if let Some(row) = self.heights[first..last].last_mut() {
            *row += (needed - height).max(0.0);
        }
        lines
    }

    /// Leads to the text in full on the next page, in as many words as the cell is wide.
    fn cut_mark(&self, cell: &FormCell, style: Style) -> Line {
        let (number, room) = (self.cut.len(), self.width(cell));
        let long = format!("…（続き{number}、次のページ）");
        let texts = [long, format!("…続き{number}"), "…".to_owned()];
        let width = |text: &str| self.composer.measure(text, style);
        let mut lines = texts.into_iter().map(|text| Line {
            width: width(&text),
            text,
        });
        lines
            .find(|line| line.width <= room || line.text == "…")
            .expect("internal error: the shortest is always taken")
    }

    /// Room for a cell's text.
    fn width(&self, cell: &FormCell) -> f32 {
        (span(&self.columns, cell.col, cell.col_span).1 - 2.0 * PADDING).max(1.0)
    }

    fn rows(&self, cell: &FormCell) -> (usize, usize) {
        let first = (cell.row as usize).min(self.heights.len());
        (
            first,
            (first + cell.row_span.max(1) as usize).min(self.heights.len()),
        )
    }
}
