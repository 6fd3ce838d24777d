//! Fields ▸ rows: by the label as printed, split over cells or slightly edited; two candidates are told, never chosen from.

use std::ops::Range;

use super::fold::{fold, label_key, likeness, stands_alone, without_mark};
use super::grid::Grid;
use super::header::HeaderRow;
use super::view::Seen;
use definition::{BlockDefinition, FieldDefinition, FieldLayout, SheetDefinition};
use model::CellRef;

/// How alike an edited label must be to be taken for the printed one.
const LIKE_ENOUGH: usize = 75;
/// How many rows below its label a field may go on without a label of its own.
const MAX_ROWS_BELOW: u32 = 3;

/// Where a label was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LabelPlace {
    /// First cell.
    pub(super) first: CellRef,
    /// Last cell, merged regions included.
    pub(super) last: CellRef,
    /// As it stands there.
    pub(super) shown: String,
    /// It differs from the printed label and was taken because it is very much like it.
    pub(super) is_edited: bool,
}

/// The outcome of looking for a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Here.
    One(LabelPlace),
    /// Nowhere.
    None,
    /// At several places.
    Many(Vec<LabelPlace>),
}

/// Every text that could be a label: a cell, neighbours in a row, or a column of cells read downwards.
#[derive(Clone, Debug)]
pub(super) struct Labels {
    candidates: Vec<(String, LabelPlace)>,
    starts: Vec<CellRef>,
}

impl Labels {
    pub(super) fn of(grid: &Grid<'_>) -> Self {
        let cells = grid.labels();
        let mut candidates = Vec::new();
        for (index, seen) in cells.iter().enumerate() {
            let own = place(grid, &cells[index..=index]);
            candidates.push((without_mark(seen.key()).to_owned(), own));
            let to_the_right = cells[index..]
                .iter()
                .take_while(|other| other.at.row == seen.at.row);
            joined(grid, to_the_right.copied(), &mut candidates);
            joined(grid, downwards(grid, &cells[index..]), &mut candidates);
        }
        // A remark to the right of the years does not begin a row of its own.
        let begins_row = |at: &CellRef| {
            let header = grid.header_for(at.row);
            let first = header.and_then(HeaderRow::first_column);
            first.is_some_and(|first| at.col < first)
        };
        Self {
            candidates,
            starts: cells
                .iter()
                .map(|seen| seen.at)
                .filter(begins_row)
                .collect(),
        }
    }

    /// Looks for a field by its label, its other spellings, and these after its group mark.
    pub(super) fn field(&self, field: &FieldDefinition) -> Found {
        let mut keys = vec![label_key(&field.label)];
        keys.extend(field.aliases.iter().map(|alias| label_key(alias)));
        if let Some(group) = &field.group {
            keys.push(format!("{group}{}", fold(&field.label)));
        }
        match self.exactly(&keys) {
            Found::None => self.nearly(&keys[0]),
            found => found,
        }
    }

    /// Looks for a block's label, with or without its small print.
    pub(super) fn block(&self, block: &BlockDefinition) -> Found {
        let label = label_key(&block.label);
        let mut keys = vec![label.clone()];
        let condition = block.printed_condition();
        let mut printed = label;
        for below in block.label_note.iter().chain(&condition) {
            printed.push_str(&fold(below));
            keys.push(printed.clone());
        }
        self.exactly(&keys)
    }

    fn exactly(&self, keys: &[String]) -> Found {
        let places = self
            .candidates
            .iter()
            .filter(|(key, _)| keys.contains(key))
            .map(|(_, place)| place.clone());
        one_of(places.collect())
    }

    fn nearly(&self, key: &str) -> Found {
        if key.chars().count() < 6 {
            return Found::None;
        }
        let places = self
            .candidates
            .iter()
            .map(|(other, place)| (likeness(key, other), place))
            .filter(|(alike, _)| *alike >= LIKE_ENOUGH)
            .max_by_key(|(alike, place)| (*alike, std::cmp::Reverse(place.first)))
            .map(|(_, place)| LabelPlace {
                is_edited: true,
                ..place.clone()
            });
        places.map_or(Found::None, Found::One)
    }

    /// Whether a label begins in this row.
    pub(super) fn begin_in(&self, row: u32) -> bool {
        self.starts.iter().any(|at| at.row == row)
    }

    /// The first row at or below `row` in which a label begins.
    pub(super) fn next_start(&self, row: u32) -> Option<u32> {
        self.starts
            .iter()
            .map(|at| at.row)
            .filter(|start| *start >= row)
            .min()
    }

    /// The rows that belong to a label: its own, and those below that carry no label and hold only numbers and print.
    pub(super) fn rows(
        &self,
        grid: &Grid<'_>,
        place: &LabelPlace,
        layout: FieldLayout,
    ) -> Range<u32> {
        let own = place.first.row..place.last.row + 1;
        let Some(header) = grid.header_for(own.start) else {
            return own;
        };
        let own = grid.merged_from(header, &own)..own.end;
        let is_filled = header
            .columns_of_years()
            .flat_map(|columns| grid.region(own.clone(), columns.clone()))
            .any(|seen| seen.cell.is_formula || !seen.is_blank());
        if is_filled && layout != FieldLayout::OfAreasWithRate {
            return own;
        }
        let limit = self
            .next_start(own.end)
            .unwrap_or(grid.rows.end)
            .min(own.end + MAX_ROWS_BELOW)
            .min(grid.rows.end);
        let mut end = own.end;
        for row in own.end..limit {
            let mut cells = header
                .columns_of_years()
                .flat_map(|columns| grid.region(row..row + 1, columns.clone()));
            if grid.is_header_row(row) || !cells.all(|seen| is_numeric(seen.key())) {
                break;
            }
            end = row + 1;
        }
        own.start..end
    }
}

/// Whether a folded text can belong to a numeric field: short, and no bullet or sentence.
fn is_numeric(key: &str) -> bool {
    let is_bullet = key.starts_with(['・', '●']);
    !is_bullet
        && (key.is_empty()
            || key.chars().count() <= 4
            || key.contains(|c: char| c.is_ascii_digit())
            || key.contains(['%', '/']))
        && key.chars().count() <= 40
}

/// The cells below the first one in its column, as long as no row is left out.
fn downwards<'a>(grid: &Grid<'_>, cells: &[&'a Seen<'a>]) -> impl Iterator<Item = &'a Seen<'a>> {
    let mut next_row = cells.first().map(|seen| seen.at.row);
    let col = cells.first().map(|seen| seen.at.col);
    let mut picked = Vec::new();
    for seen in cells {
        let Some(row) = next_row else { break };
        if Some(seen.at.col) == col && seen.at.row == row {
            picked.push(*seen);
            next_row = Some(grid.last_of(seen.at).row + 1);
        } else if seen.at.row > row {
            break;
        }
    }
    picked.into_iter()
}

/// Adds what two to six neighbouring cells say together.
fn joined<'a>(
    grid: &Grid<'_>,
    cells: impl Iterator<Item = &'a Seen<'a>>,
    candidates: &mut Vec<(String, LabelPlace)>,
) {
    let mut run: Vec<&Seen<'_>> = Vec::new();
    let mut key = String::new();
    for seen in cells.take(6) {
        run.push(seen);
        if stands_alone(seen.key()) {
            key.push_str(seen.key());
        } else {
            let text: String = run.iter().map(|seen| seen.text()).collect();
            key = fold(&text);
        }
        if run.len() > 1 {
            candidates.push((without_mark(&key).to_owned(), place(grid, &run)));
        }
    }
}

fn place(grid: &Grid<'_>, cells: &[&Seen<'_>]) -> LabelPlace {
    let first = cells.first().map_or(CellRef::new(0, 0), |seen| seen.at);
    let lasts = cells.iter().map(|seen| grid.last_of(seen.at));
    let last = lasts.fold(first, |last, cell| {
        CellRef::new(last.row.max(cell.row), last.col.max(cell.col))
    });
    let mut shown = String::new();
    for seen in cells {
        shown.push_str(seen.text().trim());
    }
    LabelPlace {
        first,
        last,
        shown,
        is_edited: false,
    }
}

/// Places that overlap are one label; places apart from each other are two.
fn one_of(mut places: Vec<LabelPlace>) -> Found {
    places.sort_by_key(|place| {
        (
            place.last.row - place.first.row,
            place.last.col - place.first.col,
            place.first,
        )
    });
    let mut apart: Vec<LabelPlace> = Vec::new();
    for place in places {
        let overlaps = |other: &LabelPlace| {
            place.first.row <= other.last.row
                && other.first.row <= place.last.row
                && place.first.col <= other.last.col
                && other.first.col <= place.last.col
        };
        if !apart.iter().any(overlaps) {
            apart.push(place);
        }
    }
    match apart.len() {
        0 => Found::None,
        1 => Found::One(apart.remove(0)),
        _ => Found::Many(apart),
    }
}

/// One field with the rows it takes.
#[derive(Clone, Debug)]
pub(super) struct FieldRows<'d> {
    pub(super) field: &'d FieldDefinition,
    pub(super) found: Found,
    /// Empty unless the label was found once.
    pub(super) rows: Range<u32>,
}

/// Finds the rows of every field of a sheet. Fields that would share rows are all told as ambiguous.
pub(super) fn fields<'d>(
    grid: &Grid<'_>,
    labels: &Labels,
    definition: &'d SheetDefinition,
) -> Vec<FieldRows<'d>> {
    let mut all: Vec<FieldRows<'d>> = definition
        .blocks
        .iter()
        .flat_map(|block| block.fields.iter())
        .map(|field| {
            let found = labels.field(field);
            let rows = match &found {
                Found::One(place) => labels.rows(grid, place, field.layout),
                Found::None | Found::Many(_) => 0..0,
            };
            FieldRows { field, found, rows }
        })
        .collect();
    apart_from_above(&mut all);
    settle_overlaps(&mut all);
    for rows in &mut all {
        if matches!(rows.found, Found::Many(_)) {
            rows.rows = 0..0;
        }
    }
    all
}

/// A cell merged over the rows of two labels takes none of them up into the other's rows.
fn apart_from_above(all: &mut [FieldRows<'_>]) {
    let first_row = |rows: &FieldRows<'_>| match &rows.found {
        Found::One(place) => Some(place.first.row),
        Found::None | Found::Many(_) => None,
    };
    let labelled: Vec<u32> = all.iter().filter_map(first_row).collect();
    for rows in all {
        let Some(own) = first_row(rows) else { continue };
        let above = labelled
            .iter()
            .filter(|row| (rows.rows.start..own).contains(row));
        if above.count() > 0 {
            rows.rows.start = own;
        }
    }
}

/// An edited label never takes the row of a printed one, two edited labels never share one, and two printed labels
/// on one row are told.
fn settle_overlaps(all: &mut [FieldRows<'_>]) {
    let before = all.to_vec();
    for (index, rows) in all.iter_mut().enumerate() {
        let Found::One(place) = &before[index].found else {
            continue;
        };
        let mut clashes = before
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != index)
            .filter(|(_, other)| overlap(&other.rows, &before[index].rows))
            .filter_map(|(_, other)| match &other.found {
                Found::One(other) => Some(other),
                Found::None | Found::Many(_) => None,
            });
        if place.is_edited && clashes.next().is_some() {
            rows.found = Found::None;
            rows.rows = 0..0;
        } else if let Some(other) = clashes.find(|other| !other.is_edited) {
            rows.found = Found::Many(vec![place.clone(), other.clone()]);
        }
    }
}

fn overlap(a: &Range<u32>, b: &Range<u32>) -> bool {
    a.start < b.end && b.start < a.end
}
