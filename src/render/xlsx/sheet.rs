//! One chapter ▸ its sheets: which block stands where, and which one rules columns, frozen panes and print titles.

use super::canvas::Canvas;
use super::grid::{Grid, Wish};
use super::{chart, key_figures, map, narrative, strip, table, text, tidy};
use report::{Block, FormSheet, Report, Table, TrendChart};

/// Rows that stay in view may take this much of the window, in points: little more than half of a small screen.
const MOST_FROZEN: f64 = 260.0;

/// Rows from which a table is long: its head stays in view and is repeated in print.
const LONG: usize = 12;

/// A sheet to be written.
pub(super) enum Part {
    /// A machine-readable table.
    Tidy(Table),
    /// Everything else, top to bottom.
    Page(Vec<Block>),
    /// An official form.
    Form(FormSheet),
}

/// The sheets a chapter needs: one, unless a form or a machine-readable table shares the chapter with other blocks.
pub(super) fn parts(blocks: Vec<Block>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut page = Vec::new();
    let mut forms = Vec::new();
    for block in blocks {
        match block {
            Block::Table(table) if table.tidy => parts.push(Part::Tidy(table)),
            Block::Form(form) => forms.push(Part::Form(form)),
            other => page.push(other),
        }
    }
    if !page.is_empty() || (parts.is_empty() && forms.is_empty()) {
        parts.push(Part::Page(page));
    }
    parts.extend(forms);
    parts
}

/// What rules the columns of a page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Main {
    /// The table that is the n-th block.
    Table(usize),
    /// Free text.
    Narrative,
    /// Nothing: boxes, charts and text only.
    None,
}

/// A machine-readable sheet.
pub(super) fn compose_tidy(name: &str, table: &Table) -> Canvas {
    tidy::compose(name, table)
}

/// A page with its title, notices and blocks.
pub(super) fn compose_page(name: &str, report: &Report, title: &str, blocks: &[&Block]) -> Canvas {
    let (main, unit) = (main_of(blocks), &report.nouns.unit);
    let mut canvas = Canvas::new(name, Grid::new(widths(main, blocks)));
    text::top(&mut canvas, report, title);
    canvas.gap(8.0);
    let mut has_narrative_head = false;
    let mut first_row = canvas.next_row;
    for (index, block) in blocks.iter().enumerate() {
        match block {
            // The caption of the table under it says the same.
            Block::Heading { text, .. } if is_in_caption(text, blocks.get(index + 1)) => {
                canvas.gap(8.0);
            }
            Block::Heading { level, text } => text::heading(&mut canvas, *level, text),
            Block::Paragraph(text) => text::paragraph(&mut canvas, text),
            Block::List(items) => text::list(&mut canvas, items),
            Block::Statements(said) => text::statements(&mut canvas, said),
            Block::KeyFigures(figures) => key_figures::compose(&mut canvas, figures),
            Block::Bars(bars) => chart::bars(&mut canvas, bars, unit),
            Block::Trend(_) => first_row = trend_rows(&mut canvas, blocks, index, first_row),
            Block::Map(tiles) => map::compose(&mut canvas, tiles),
            // A cell cannot hold a strip of dots; what it says stands under the map as words.
            Block::Distribution(spread) => text::paragraph(&mut canvas, &spread.alt),
            // The table of the units has the numbers and changes themselves.
            Block::Changes(chart) => text::paragraph(&mut canvas, &chart.alt),
            Block::Table(table) => {
                let is_main = main == Main::Table(index);
                let placed = table::compose(&mut canvas, table, is_main && table.filter);
                canvas.gap(10.0);
                if is_main {
                    rule_view(&mut canvas, blocks, index, placed);
                }
            }
            Block::Narrative(section) => {
                if !has_narrative_head {
                    has_narrative_head = true;
                    let row = narrative::compose_head(&mut canvas, unit);
                    if main == Main::Narrative {
                        keep_in_view(&mut canvas, row, row + 1, 0);
                    }
                }
                narrative::compose(&mut canvas, section, unit);
            }
            Block::Words(groups) => text::words(&mut canvas, groups),
            Block::Steps(steps) => text::steps(&mut canvas, steps),
            Block::Lines(lines) => text::paragraphs(&mut canvas, lines),
            Block::Aside(aside) => {
                text::heading(&mut canvas, 3, &aside.label);
                text::paragraphs(&mut canvas, &aside.texts);
            }
            // A form has a sheet of its own.
            Block::Form(_) => {}
        }
        // A heading belongs to what follows it.
        if !matches!(block, Block::Heading { .. }) {
            if canvas.next_row > first_row {
                canvas.keep.push((first_row, canvas.next_row - 1));
            }
            first_row = canvas.next_row;
        }
    }
    canvas
}

/// Whether a heading stands in the caption of the table that follows it.
fn is_in_caption(heading: &str, next: Option<&&Block>) -> bool {
    matches!(next, Some(Block::Table(table)) if table.caption.contains(heading))
}

/// The charts over fiscal years at the beginning of some blocks.
fn trends<'a>(blocks: &[&'a Block]) -> Vec<&'a TrendChart> {
    let charts = blocks.iter().map_while(|block| match block {
        Block::Trend(chart) => Some(chart),
        _ => None,
    });
    charts.collect()
}

/// The block that rules the columns: the largest table with a filter, else free text, else the largest table, unless
/// boxes, charts or a map stand beside it: they need narrow columns to fit onto.
fn main_of(blocks: &[&Block]) -> Main {
    let tables = || {
        blocks
            .iter()
            .enumerate()
            .filter_map(|(index, block)| match block {
                Block::Table(table) => Some((index, table)),
                _ => None,
            })
    };
    let size = |table: &Table| table.rows.len() * table.columns.len();
    // On a tie the earlier one, because `max_by_key` keeps the later.
    let largest = |filtered: bool| {
        tables()
            .filter(|(_, table)| table.filter || !filtered)
            .max_by_key(|(index, table)| (size(table), std::cmp::Reverse(*index)))
            .map(|(index, _)| Main::Table(index))
    };
    let narrative = || {
        let any = blocks
            .iter()
            .any(|block| matches!(block, Block::Narrative(_)));
        any.then_some(Main::Narrative)
    };
    let has_picture = blocks.iter().any(|block| {
        matches!(
            block,
            Block::KeyFigures(_)
                | Block::Bars(_)
                | Block::Trend(_)
                | Block::Map(_)
                | Block::Distribution(_)
        )
    });
    largest(true)
        .or_else(narrative)
        .or_else(|| if has_picture { None } else { largest(false) })
        .unwrap_or(Main::None)
}

/// The columns the main block asks for.
fn widths(main: Main, blocks: &[&Block]) -> Vec<f64> {
    let wishes: Vec<Wish> = match main {
        Main::Table(index) => match blocks.get(index) {
            Some(Block::Table(table)) => wishes_of_all(table, blocks),
            _ => Vec::new(),
        },
        Main::Narrative => narrative::wishes(),
        Main::None => Vec::new(),
    };
    wishes.iter().map(|wish| wish.width).collect()
}

/// The widths that the main table and those with its columns ask for: they stand under each other.
fn wishes_of_all(main: &Table, blocks: &[&Block]) -> Vec<Wish> {
    let mut wishes = table::wishes(main);
    for block in blocks {
        let Block::Table(other) = block else {
            continue;
        };
        if head_texts(other) != head_texts(main) {
            continue;
        }
        for (wish, other) in wishes.iter_mut().zip(table::wishes(other)) {
            wish.width = wish.width.max(other.width);
            wish.least = wish.least.max(other.least);
        }
    }
    wishes
}

/// Charts that follow each other are composed together, by the first of them; gives the row after the last that is kept with
/// what is above it.
fn trend_rows(canvas: &mut Canvas, blocks: &[&Block], index: usize, first_row: u32) -> u32 {
    let is_trend = |block: &&Block| matches!(block, Block::Trend(_));
    let before = index.checked_sub(1).and_then(|at| blocks.get(at));
    if before.is_some_and(is_trend) {
        return first_row;
    }
    let mut first_row = first_row;
    for group in trends(&blocks[index..]).chunks(strip::PER_ROW) {
        strip::row(canvas, group);
        canvas.keep.push((first_row, canvas.next_row - 1));
        first_row = canvas.next_row;
    }
    first_row
}

/// Keeps the head of the main table on every printed page, if it is long and nothing with other columns follows; and in
/// view, if only words stand before it.
fn rule_view(canvas: &mut Canvas, blocks: &[&Block], index: usize, placed: table::Placed) {
    let is_words = |block: &&Block| {
        matches!(
            block,
            Block::Heading { .. } | Block::Paragraph(_) | Block::List(_) | Block::Statements(_)
        )
    };
    let Some(Block::Table(main)) = blocks.get(index) else {
        return;
    };
    let has_same_head = |block: &&Block| matches!(block, Block::Table(other) if head_texts(other) == head_texts(main));
    let follows = blocks
        .iter()
        .skip(index + 1)
        .all(|block| is_words(block) || has_same_head(block));
    let has_head = placed.head < placed.body;
    if !has_head || main.rows.len() < LONG || !follows {
        return;
    }
    canvas.repeat = Some((placed.head, placed.body.saturating_sub(1)));
    if blocks.iter().take(index).all(is_words) {
        keep_in_view(canvas, placed.head, placed.body, placed.after_heads);
    }
}

/// The texts over a table's columns, without the units in brackets behind them: each table has these over its own columns.
fn head_texts(table: &Table) -> Vec<&str> {
    let without_unit = |text: &'_ str| text.rfind('（').unwrap_or(text.len());
    let cells = table.head.iter().flatten();
    cells
        .map(|cell| &cell.text[..without_unit(&cell.text)])
        .collect()
}

/// Freezes and repeats a head, unless it would fill the window.
fn keep_in_view(canvas: &mut Canvas, head: u32, body: u32, column: u16) {
    canvas.repeat = Some((head, body.saturating_sub(1)));
    if canvas.height_above(body) <= MOST_FROZEN {
        canvas.freeze = Some((body, column));
    }
}
