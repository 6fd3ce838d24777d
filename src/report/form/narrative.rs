//! The rows of free text: one per printed bullet, or one for all where the text stands elsewhere.

use super::fill::{Slot, Words};
use super::grid;
use super::page::{FIRST_YEAR, Page, YEAR_WIDTH};
use crate::{CellRole, FormCell, FormContent};
use definition::BlockDefinition;

/// Lines that a blank bullet cell has room for.
const BLANK_LINES: &str = "\n\n\n";

/// Lines that a filled bullet cell has room for at least.
const FILLED_LINES: &str = "\n\n";

/// Draws a block of free text; its label goes across the label columns, or is left to the caller.
pub(super) fn block(page: &mut Page<'_>, block: &BlockDefinition, with_label: bool) {
    let first = page.grid.next_row();
    let mut columns = Vec::new();
    for (col, year) in page.year_starts() {
        columns.push((col, page.fill.words(block, &year)));
    }
    let row_count = columns
        .iter()
        .map(|(_, words)| match words {
            Words::Bullets(slots) => slots.len(),
            Words::Whole(_) => 1,
        })
        .max()
        .unwrap_or(0);
    let mut rows: Vec<Vec<(u32, Slot, bool)>> = vec![Vec::new(); row_count];
    for (col, words) in columns {
        match words {
            Words::Bullets(slots) => {
                for (row, slot) in rows.iter_mut().zip(slots) {
                    row.push((col, slot, true));
                }
            }
            Words::Whole(slot) => rows[0].push((col, slot, false)),
        }
        // A column with fewer words keeps its frame.
        for row in &mut rows {
            if row.last().is_none_or(|(last, ..)| *last != col) {
                row.push((col, Slot::new(FormContent::Empty), false));
            }
        }
    }
    for row in rows {
        line(page, row);
    }
    let (col, col_span) = if with_label { (1, 3) } else { (2, 2) };
    let label = with_label.then(|| block.label.clone());
    let note = block.label_note.clone().filter(|_| with_label);
    let lines = label
        .into_iter()
        .chain(note)
        .chain(block.printed_condition());
    let text = lines.collect::<Vec<_>>().join("\n");
    page.grid.place(FormCell {
        row_span: page.grid.next_row() - first,
        ..grid::text(first, col, col_span, CellRole::Header, text)
    });
}

/// One row with its cells; the last part says whether a printed bullet stands before the words.
fn line(page: &mut Page<'_>, cells: Vec<(u32, Slot, bool)>) {
    debug_assert!(cells.iter().all(|(col, _, _)| *col >= FIRST_YEAR));
    let mut height: f64 = 0.0;
    let mut is_filled = false;
    for (col, slot, _) in &cells {
        if let FormContent::Text(text) = &slot.content {
            is_filled = true;
            let needed = page
                .grid
                .height(text, CellRole::Body, col + 1, YEAR_WIDTH - 1);
            height = height.max(needed);
        }
    }
    // A box that nobody writes in takes no more room than what it says.
    let least = if cells.iter().all(|(_, _, has_bullet)| !has_bullet) {
        ""
    } else if is_filled {
        FILLED_LINES
    } else {
        BLANK_LINES
    };
    let least = page.grid.height(least, CellRole::Body, FIRST_YEAR, 1);
    let row = page.grid.row(height.max(least));
    for (col, slot, has_bullet) in cells {
        if has_bullet {
            page.grid.text(row, col, 1, CellRole::Bullet, "・");
            page.grid
                .place(slot.into_cell(row, col + 1, YEAR_WIDTH - 1, CellRole::Body));
        } else {
            page.grid
                .place(slot.into_cell(row, col, YEAR_WIDTH, CellRole::Body));
        }
    }
}
