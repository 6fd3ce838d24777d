//! A sheet as it is read, made once: its merged regions understood and every text folded at most once. What its headers and
//! rows mean is left to `grid`.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;

use super::fold::fold;
use model::CellRef;
use workbook::{Cell, Sheet};

/// A cell and how it compares.
#[derive(Debug)]
pub(super) struct Seen<'a> {
    pub(super) at: CellRef,
    pub(super) cell: &'a Cell,
    /// It lies under a merged region, where nobody sees it.
    pub(super) is_covered: bool,
    key: OnceCell<String>,
}

impl<'a> Seen<'a> {
    /// The text as written.
    pub(super) fn text(&self) -> Cow<'a, str> {
        self.cell.shown()
    }

    /// The text folded.
    pub(super) fn key(&self) -> &str {
        self.key.get_or_init(|| fold(&self.text()))
    }

    /// Whether it says nothing.
    pub(super) fn is_blank(&self) -> bool {
        self.text().trim().is_empty()
    }
}

/// A sheet as it is read.
#[derive(Debug)]
pub(super) struct SheetView<'a> {
    pub(super) sheet: &'a Sheet,
    /// In reading order.
    cells: Vec<Seen<'a>>,
    /// First ▸ last cell of every merged region.
    pub(super) spans: BTreeMap<CellRef, CellRef>,
}

impl<'a> SheetView<'a> {
    pub(super) fn new(sheet: &'a Sheet) -> Self {
        // Only cells that hold something can be hidden under a merge; walking them bounds the work.
        let is_covered = |at: &CellRef| {
            let mut merges = sheet.merges.iter();
            merges.any(|(first, last)| at != first && at.is_in(*first, *last))
        };
        Self {
            sheet,
            cells: sheet
                .cells
                .iter()
                .map(|(at, cell)| Seen {
                    at: *at,
                    cell,
                    is_covered: is_covered(at),
                    key: OnceCell::new(),
                })
                .collect(),
            spans: sheet.merges.iter().copied().collect(),
        }
    }

    /// Every cell that holds something, hidden or not.
    pub(super) fn cells(&self) -> &[Seen<'a>] {
        &self.cells
    }

    /// The cells of some rows.
    pub(super) fn rows(&self, rows: Range<u32>) -> &[Seen<'a>] {
        let place = |row: u32| self.cells.partition_point(|seen| seen.at.row < row);
        let start = place(rows.start);
        &self.cells[start..place(rows.end).max(start)]
    }

    /// The cell at an address, if it holds something.
    pub(super) fn get(&self, at: CellRef) -> Option<&Seen<'a>> {
        let found = self.cells.binary_search_by_key(&at, |seen| seen.at);
        found.ok().map(|index| &self.cells[index])
    }
}
