//! The rows of every block of words: from its label, or from the numbers above it, to whatever comes next. A label may
//! stand lower than the first row of its block. Below the last block of a sheet comes nothing of the form: it ends with the rows
//! that are printed for it and those that a sender added to them.

use std::ops::Range;

use super::bullet::leads;
use super::grid::Grid;
use super::locate::{FieldRows, Found, LabelPlace, Labels};
use super::view::Seen;
use definition::{BlockDefinition, BlockKind, SheetDefinition};
use model::CellRef;

/// A block of the form with the rows it takes on the sheet, if they could be told.
pub(super) struct Placed<'d> {
    pub(super) block: &'d BlockDefinition,
    pub(super) rows: Option<Range<u32>>,
    /// The label stands in the midst of its rows, or the rows do not fit it: where, and whether the rows were moved.
    pub(super) doubt: Option<(CellRef, bool)>,
}

/// The rows of every narrative block. `named` gives the last row that the template has named for one.
pub(super) fn place<'d>(
    grid: &Grid<'_>,
    labels: &Labels,
    definition: &'d SheetDefinition,
    fields: &[FieldRows<'_>],
    named: impl Fn(&BlockDefinition) -> Option<u32>,
) -> Vec<Placed<'d>> {
    let top = grid.headers.first().map_or(0, |header| header.row + 1);
    let mut known = starts(grid, labels, definition, fields, top);
    let mut doubts = Vec::new();
    for (index, block) in definition.blocks.iter().enumerate() {
        let doubt = (block.kind == BlockKind::Narrative)
            .then(|| raise(grid, labels, definition, &mut known, index, top))
            .flatten();
        doubts.push(doubt);
    }
    let label_ends: Vec<Option<u32>> = known
        .iter()
        .map(|block| Some(block.as_ref()?.label.as_ref()?.last.row))
        .collect();
    let known: Vec<Option<Range<u32>>> = known
        .into_iter()
        .map(|block| block.map(|block| block.rows))
        .collect();
    definition
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| block.kind == BlockKind::Narrative)
        .map(|(index, block)| {
            let next = known[index + 1..]
                .iter()
                .find_map(|range| range.as_ref().map(|range| range.start));
            let start = match (&known[index], index) {
                (Some(own), _) => Some(own.start),
                (None, 0) => Some(top),
                // A label that stands elsewhere leaves the rows right after the numbers above it.
                (None, _) if definition.blocks[index - 1].kind == BlockKind::Indicators => {
                    known[index - 1].as_ref().map(|range| range.end)
                }
                (None, _) => None,
            };
            // Where the text below could not be placed, this one has no end.
            let below = definition.blocks.get(index + 1);
            let is_bounded = below.is_none_or(|block| {
                block.kind == BlockKind::Indicators || known[index + 1].is_some()
            });
            let foot = |start| {
                let of_template = label_ends[index].max(named(block));
                foot(grid, start + block.bullets, of_template)
            };
            let end = next.unwrap_or_else(|| start.map_or(grid.rows.end, foot));
            let start = start.filter(|start| *start <= end && is_bounded);
            Placed {
                block,
                rows: start.map(|start| start..end),
                doubt: doubts[index],
            }
        })
        .collect()
}

/// Most blank rows between what a sender wrote below the printed rows and a bullet that still belongs to it.
const MAX_GAP: u32 = 2;

/// The row behind the last block of a sheet: behind the rows that are printed for it, and those that were added to them: right
/// below, or after few blank rows where a bullet's leader says that it goes on. A text to the left is something else's.
fn foot(grid: &Grid<'_>, printed: u32, of_template: Option<u32>) -> u32 {
    let mut end = printed.max(of_template.map_or(0, |last| last + 1));
    let mut row = end;
    while row < grid.rows.end && row <= end + MAX_GAP {
        let Some(header) = grid.header_for(row).filter(|header| header.row != row) else {
            break;
        };
        let years = header.first_column().unwrap_or(0);
        let mut beside = grid.region(row..row + 1, 0..years);
        if beside.any(|seen| !seen.is_blank()) {
            break;
        }
        let written = header
            .columns_of_years()
            .flat_map(|columns| grid.region(row..row + 1, columns.clone()))
            .filter(|seen| seen.cell.is_formula || !seen.is_blank());
        let is_next = row == end;
        let mut written = written.filter(|seen| is_next || leads(&seen.text()));
        if written.next().is_some() {
            end = row + 1;
        }
        row += 1;
    }
    end.min(grid.rows.end)
}

/// Where a block begins, and its label if it was found by one.
struct Start {
    rows: Range<u32>,
    label: Option<LabelPlace>,
}

impl Start {
    /// The label stands in one row, so that it does not say how far its block reaches.
    fn is_low(&self) -> bool {
        let label = self.label.as_ref();
        label.is_some_and(|label| label.first.row == label.last.row)
    }
}

/// Moves a block's beginning up where its label stands lower than its first row. Right below numbers or year headers the
/// words above the label can only be its own; between two blocks of words the printed number of rows decides.
fn raise(
    grid: &Grid<'_>,
    labels: &Labels,
    definition: &SheetDefinition,
    known: &mut [Option<Start>],
    index: usize,
    top: u32,
) -> Option<(CellRef, bool)> {
    let own = known[index].as_ref().filter(|own| own.is_low())?;
    let (row, label) = (own.rows.start, own.label.as_ref()?.first);
    let next = known[index + 1..].iter().flatten();
    let end = next
        .map(|start| start.rows.start)
        .chain(labels.next_start(row + 1))
        .min()
        .unwrap_or(grid.rows.end);
    let bullets = |at: usize| definition.blocks[at].bullets;
    let missing = bullets(index).saturating_sub(end.saturating_sub(row));
    let above = index.checked_sub(1);
    let is_first = above.is_none_or(|above| definition.blocks[above].kind == BlockKind::Indicators);
    if is_first {
        let bound = match above {
            Some(above) => known[above].as_ref()?.rows.end,
            // Below the year headers the form may say which column is to be filled.
            None => top.max(row.saturating_sub(missing)),
        };
        let start = (bound..row)
            .rev()
            .take_while(|row| !labels.begin_in(*row) && has_words(grid, *row))
            .last()
            .unwrap_or(row);
        known[index].as_mut()?.rows.start = start;
        return None;
    }
    let above = above?;
    let before = known[above].as_ref().filter(|before| before.is_low())?;
    let excess = (row - before.rows.start).saturating_sub(bullets(above));
    if excess == 0 || missing == 0 {
        return None;
    }
    if excess == missing {
        known[index].as_mut()?.rows.start = row - missing;
    }
    Some((label, excess == missing))
}

/// Whether the year columns of a row hold words, and no number.
fn has_words(grid: &Grid<'_>, row: u32) -> bool {
    let Some(header) = grid.header_for(row) else {
        return false;
    };
    let texts: Vec<_> = header
        .columns_of_years()
        .flat_map(|columns| grid.region(row..row + 1, columns.clone()))
        .filter(|seen| !seen.is_blank())
        .map(Seen::text)
        .collect();
    !texts.is_empty() && texts.iter().all(|text| text.trim().parse::<f64>().is_err())
}

/// Where each block begins: numbers at their fields, text at its label if that label stands in printed order.
fn starts(
    grid: &Grid<'_>,
    labels: &Labels,
    definition: &SheetDefinition,
    fields: &[FieldRows<'_>],
    top: u32,
) -> Vec<Option<Start>> {
    let mut known: Vec<Option<Start>> = definition
        .blocks
        .iter()
        .map(|block| {
            let rows = numbers(labels, block, fields)?;
            Some(Start { rows, label: None })
        })
        .collect();
    for (index, block) in definition.blocks.iter().enumerate() {
        if block.kind == BlockKind::Indicators {
            continue;
        }
        let places = match labels.block(block) {
            Found::One(place) => vec![place],
            Found::Many(places) => places,
            Found::None => continue,
        };
        let from = known[..index].iter().flatten().map(|start| start.rows.end);
        let from = from.max().unwrap_or(top);
        let to = known[index + 1..]
            .iter()
            .flatten()
            .map(|start| start.rows.start);
        let to = to.min().unwrap_or(u32::MAX);
        let mut fitting = places
            .iter()
            .filter(|place| place.first.row >= from && place.first.row < to)
            .filter(|place| has_text(grid, place.first.row..place.last.row + 1));
        if let (Some(place), None) = (fitting.next(), fitting.next()) {
            // One row is enough to keep the order; where the text ends is where the next block begins.
            known[index] = Some(Start {
                rows: place.first.row..place.first.row + 1,
                label: Some(place.clone()),
            });
        }
    }
    known
}

/// The rows of a block of numbers: from its label or first field, places in doubt included, to its last field.
fn numbers(
    labels: &Labels,
    block: &BlockDefinition,
    fields: &[FieldRows<'_>],
) -> Option<Range<u32>> {
    if block.kind == BlockKind::Narrative {
        return None;
    }
    let own = fields.iter().filter(|rows| {
        let mut ids = block.fields.iter().map(|field| &field.indicator);
        ids.any(|id| *id == rows.field.indicator)
    });
    let mut starts = Vec::new();
    let mut ends = Vec::new();
    for rows in own {
        match &rows.found {
            Found::One(_) if !rows.rows.is_empty() => {
                starts.push(rows.rows.start);
                ends.push(rows.rows.end);
            }
            Found::Many(places) => {
                starts.extend(places.iter().map(|place| place.first.row));
                ends.extend(places.iter().map(|place| place.last.row + 1));
            }
            Found::One(_) | Found::None => {}
        }
    }
    if let Found::One(place) = labels.block(block)
        && !block.continues
    {
        starts.push(place.first.row);
    }
    let start = starts.into_iter().min()?;
    let end = ends.into_iter().max().unwrap_or(start + 1);
    Some(start..end.max(start + 1))
}

/// Whether any year column holds something in these rows: a label that floats at the foot has nothing beside it.
fn has_text(grid: &Grid<'_>, rows: Range<u32>) -> bool {
    let Some(header) = grid.header_for(rows.start) else {
        return false;
    };
    header.columns_of_years().any(|columns| {
        grid.region(rows.clone(), columns.clone())
            .any(|seen| seen.cell.is_formula || !seen.is_blank())
    })
}
