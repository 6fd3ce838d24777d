//! A sheet under a form: its year headers and the texts that may be labels, found once; where headers are is `header`'s,
//! what the rows mean is left to `locate`.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;

use super::header::{self, HeaderRow};
use super::signs::Signs;
use super::view::{Seen, SheetView};
use super::year_text::YearHeader;
use definition::FormDefinition;
use model::{CellRef, FiscalYear};
use workbook::Sheet;

/// A sheet, or the rows of it that carry one sheet of the form, with its year headers.
#[derive(Clone, Debug)]
pub(super) struct Grid<'a> {
    pub(super) view: &'a SheetView<'a>,
    pub(super) sheet: &'a Sheet,
    pub(super) rows: Range<u32>,
    /// Rows of year headers, from top to bottom.
    pub(super) headers: Vec<HeaderRow>,
    /// Every text that says a year, by row.
    years: BTreeMap<u32, Vec<YearHeader>>,
    labels: OnceCell<Vec<&'a Seen<'a>>>,
}

impl<'a> Grid<'a> {
    /// All of a sheet.
    pub(super) fn new(view: &'a SheetView<'a>, signs: &Signs<'_>) -> Self {
        let last = view.cells().last();
        Self::of(view, 0..last.map_or(0, |seen| seen.at.row + 1), signs)
    }

    /// Only these rows.
    pub(super) fn within(&self, rows: Range<u32>, signs: &Signs<'_>) -> Self {
        let mut part = Self::of(self.view, rows, signs);
        part.find_last_header(signs.form, self.pitch());
        part
    }

    fn of(view: &'a SheetView<'a>, rows: Range<u32>, signs: &Signs<'_>) -> Self {
        let years = signs.years.headers(view, rows.clone());
        Self {
            view,
            sheet: view.sheet,
            headers: header::rows(view, rows.end, signs.form, &years),
            years,
            rows,
            labels: OnceCell::new(),
        }
    }

    /// How many columns each year takes, where a whole row of headers says it.
    pub(super) fn pitch(&self) -> Option<u32> {
        self.headers.iter().find_map(HeaderRow::pitch)
    }

    /// Where no row of headers is left, looks for one with a single year; `pitch` is that of the other sheets.
    pub(super) fn find_last_header(&mut self, form: &FormDefinition, pitch: Option<u32>) {
        if self.headers.is_empty() {
            let left = header::single(self.view, self.rows.end, form, &self.years, pitch);
            self.headers.extend(left);
        }
    }

    /// Cells that a person sees, in reading order.
    pub(super) fn cells(&self) -> impl Iterator<Item = &'a Seen<'a>> {
        let rows = self.view.rows(self.rows.clone()).iter();
        rows.filter(|seen| !seen.is_covered)
    }

    /// Cells that a person sees above the first row of year headers, or above the given row where there is none.
    pub(super) fn above_headers(&self, otherwise: u32) -> impl Iterator<Item = &'a Seen<'a>> {
        let top = self.headers.first().map_or(otherwise, |header| header.row);
        self.cells().take_while(move |seen| seen.at.row < top)
    }

    /// The first cell of a merged region that holds something, lies in these rows and columns, and reaches over
    /// several years.
    pub(super) fn across_years(
        &self,
        header: &HeaderRow,
        rows: &Range<u32>,
        columns: &Range<u32>,
    ) -> Option<CellRef> {
        let regions = self.view.wide.near(rows.clone());
        regions
            .filter(|(first, last)| first.col < columns.end && last.col >= columns.start)
            .filter(|(first, last)| {
                let years = header.columns_of_years();
                years
                    .filter(|other| first.col < other.end && last.col >= other.start)
                    .count()
                    > 1
            })
            .map(|(first, _)| first)
            .find(|first| {
                let seen = self.view.get(*first);
                seen.is_some_and(|seen| seen.cell.is_formula || !seen.is_blank())
            })
    }

    /// The first cell of a merged region that holds something, lies in these columns and reaches over a row and others.
    pub(super) fn across_rows(
        &self,
        columns: &Range<u32>,
        row: u32,
        others: &[u32],
    ) -> Option<CellRef> {
        let regions = self.view.tall.near(row..row + 1).filter(|(first, last)| {
            let holds = |row: &u32| (first.row..=last.row).contains(row);
            columns.contains(&first.col) && others.iter().any(holds)
        });
        let mut firsts = regions.map(|(first, _)| first);
        firsts.find(|first| {
            let seen = self.view.get(*first);
            seen.is_some_and(|seen| seen.cell.is_formula || !seen.is_blank())
        })
    }

    /// The first row of the merged regions in the year columns that reach down into these rows.
    pub(super) fn merged_from(&self, header: &HeaderRow, rows: &Range<u32>) -> u32 {
        self.view
            .spans
            .iter()
            .filter(|(first, last)| {
                first.row < rows.start
                    && last.row >= rows.start
                    && first.row > header.row
                    && header.holds_column(first.col)
            })
            .map(|(first, _)| first.row)
            .min()
            .unwrap_or(rows.start)
    }

    /// Cells that a person sees inside a rectangle, in reading order.
    pub(super) fn region(
        &self,
        rows: Range<u32>,
        columns: Range<u32>,
    ) -> impl Iterator<Item = &'a Seen<'a>> {
        let rows = self.view.rows(rows).iter();
        rows.filter(move |seen| columns.contains(&seen.at.col) && !seen.is_covered)
    }

    /// The last cell that a cell covers: of its merged region, else itself.
    pub(super) fn last_of(&self, cell: CellRef) -> CellRef {
        self.view.spans.get(&cell).copied().unwrap_or(cell)
    }

    /// The header that holds for a row: the nearest above it.
    pub(super) fn header_for(&self, row: u32) -> Option<&HeaderRow> {
        self.headers.iter().rev().find(|header| header.row < row)
    }

    /// Whether the header that holds for a row lacks a year.
    pub(super) fn lacks(&self, row: u32, year: FiscalYear) -> bool {
        let header = self.header_for(row);
        header.is_some_and(|header| header.missing.iter().any(|gone| gone.year == year))
    }

    /// Whether year headers stand in this row.
    pub(super) fn is_header_row(&self, row: u32) -> bool {
        self.headers.iter().any(|header| header.row == row)
    }

    /// Texts outside the year columns and below the first header: where labels stand.
    pub(super) fn labels(&self) -> &[&'a Seen<'a>] {
        self.labels.get_or_init(|| {
            let cells = self.cells().filter(|seen| {
                let header = self.header_for(seen.at.row);
                header.is_some_and(|header| !header.holds_column(seen.at.col))
                    && !self.is_header_row(seen.at.row)
            });
            cells
                .filter(|seen| !seen.is_blank() && seen.text().len() < 600)
                .take(5_000)
                .collect()
        })
    }
}
