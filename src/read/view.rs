//! A sheet as it is read, made once: its merged regions understood and every text folded at most once. What its headers and
//! rows mean is left to `grid`.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;

use super::fold::fold;
use model::CellRef;
use workbook::{Cell, CellValue, Sheet};

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
        match &self.cell.value {
            CellValue::Empty => true,
            CellValue::Text(text) | CellValue::Error(text) => text.trim().is_empty(),
            CellValue::Date { iso, .. } => iso.trim().is_empty(),
            CellValue::Number(_) | CellValue::Bool(_) => false,
        }
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
    /// Those over several columns, and those over several rows.
    pub(super) wide: Spans,
    pub(super) tall: Spans,
}

impl<'a> SheetView<'a> {
    pub(super) fn new(sheet: &'a Sheet) -> Self {
        let mut covers = Covers::new(&sheet.merges);
        let cells = sheet.cells.iter().map(|(at, cell)| Seen {
            at: *at,
            cell,
            is_covered: covers.cover(*at),
            key: OnceCell::new(),
        });
        let cells = cells.collect();
        let spans: BTreeMap<CellRef, CellRef> = sheet.merges.iter().copied().collect();
        let all = || spans.iter().map(|(first, last)| (*first, *last));
        Self {
            sheet,
            cells,
            wide: Spans::of(all().filter(|(first, last)| first.col < last.col)),
            tall: Spans::of(all().filter(|(first, last)| first.row < last.row)),
            spans,
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

/// Merged regions in reading order of their first cells, of which those near some rows are found at once.
#[derive(Debug)]
pub(super) struct Spans {
    list: Vec<(CellRef, CellRef)>,
    /// The last row that any of them up to a place reaches.
    reach: Vec<u32>,
}

impl Spans {
    fn of(regions: impl Iterator<Item = (CellRef, CellRef)>) -> Self {
        let list: Vec<(CellRef, CellRef)> = regions.collect();
        let reach = list.iter().scan(0, |reach: &mut u32, (_, last)| {
            *reach = (*reach).max(last.row);
            Some(*reach)
        });
        Self {
            reach: reach.collect(),
            list,
        }
    }

    /// Those that reach into some rows.
    pub(super) fn near(&self, rows: Range<u32>) -> impl Iterator<Item = (CellRef, CellRef)> {
        let from = self.reach.partition_point(|reach| *reach < rows.start);
        let to = self.list.partition_point(|(first, _)| first.row < rows.end);
        let start = rows.start;
        let near = self.list.get(from..to).unwrap_or_default().iter();
        near.filter(move |(_, last)| last.row >= start).copied()
    }
}

/// Merged regions, walked over row by row together with the cells, so that a cell is held against those of its row only.
struct Covers {
    /// By their first row, the last in front.
    ahead: Vec<(CellRef, CellRef)>,
    /// Those that reach into the row.
    here: Vec<(CellRef, CellRef)>,
}

impl Covers {
    fn new(merges: &[(CellRef, CellRef)]) -> Self {
        let mut ahead = merges.to_vec();
        ahead.sort_by_key(|(first, _)| std::cmp::Reverse(first.row));
        Self {
            ahead,
            here: Vec::new(),
        }
    }

    /// Whether a cell lies under a region and is not its first; cells come in reading order.
    fn cover(&mut self, at: CellRef) -> bool {
        let begun = |(first, _): &mut (CellRef, CellRef)| first.row <= at.row;
        while let Some(region) = self.ahead.pop_if(begun) {
            self.here.push(region);
        }
        self.here.retain(|(_, last)| last.row >= at.row);
        let mut here = self.here.iter();
        here.any(|(first, last)| at != *first && at.is_in(*first, *last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_covered_by_any_region_that_holds_it_and_begins_elsewhere() {
        let region = |text: &str| CellRef::region(text).expect("a region");
        let merges = ["C1:C9", "A2:B3", "B3:D3", "E5:E4", "A8:XFD1048576"].map(region);
        for row in 0..12 {
            for col in 0..6 {
                let mut covers = Covers::new(&merges);
                for before in 0..row {
                    covers.cover(CellRef::new(before, 0));
                }
                let at = CellRef::new(row, col);
                let mut all = merges.iter();
                let expected = all.any(|(first, last)| at != *first && at.is_in(*first, *last));
                assert_eq!(covers.cover(at), expected, "{at}");
            }
        }
    }
}
