//! A sheet under a form: its year headers and the texts that may be labels, found once; what the rows mean is left to `locate`.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::fold::fold;
use super::view::{Seen, SheetView};
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
    /// Where a year stands twice in one row of headers.
    pub(super) twice: Vec<CellRef>,
    labels: OnceCell<Vec<&'a Seen<'a>>>,
}

/// Longest text of a year header or of a part of one, in characters.
const MAX_HEADER: usize = 20;
/// Most neighbouring cells that may say one year together.
const MAX_HEADER_CELLS: usize = 4;

/// A year header and the cells that say it.
struct YearHeader {
    year: FiscalYear,
    first: CellRef,
    last: CellRef,
}

/// One row of year headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeaderRow {
    pub(super) row: u32,
    /// Year ▸ its columns, left to right.
    pub(super) years: Vec<(FiscalYear, Range<u32>)>,
}

impl HeaderRow {
    /// The columns of a year.
    pub(super) fn columns(&self, year: FiscalYear) -> Option<Range<u32>> {
        self.years
            .iter()
            .find(|(other, _)| *other == year)
            .map(|(_, columns)| columns.clone())
    }

    fn holds_column(&self, col: u32) -> bool {
        self.years.iter().any(|(_, columns)| columns.contains(&col))
    }
}

impl<'a> Grid<'a> {
    /// All of a sheet.
    pub(super) fn new(view: &'a SheetView<'a>, form: &FormDefinition) -> Self {
        let last = view.cells().last();
        Self::of(view, 0..last.map_or(0, |seen| seen.at.row + 1), form)
    }

    /// Only these rows.
    pub(super) fn within(&self, rows: Range<u32>, form: &FormDefinition) -> Self {
        Self::of(self.view, rows, form)
    }

    fn of(view: &'a SheetView<'a>, rows: Range<u32>, form: &FormDefinition) -> Self {
        let mut grid = Self {
            view,
            sheet: view.sheet,
            rows,
            headers: Vec::new(),
            twice: Vec::new(),
            labels: OnceCell::new(),
        };
        grid.find_headers(form);
        grid
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
        let regions = self.view.spans.iter().filter(|(first, last)| {
            first.row < rows.end
                && last.row >= rows.start
                && first.col < columns.end
                && last.col >= columns.start
        });
        regions
            .filter(|(first, last)| {
                let years = header.years.iter();
                years
                    .filter(|(_, other)| first.col < other.end && last.col >= other.start)
                    .count()
                    > 1
            })
            .map(|(first, _)| *first)
            .find(|first| {
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
                    && header
                        .years
                        .iter()
                        .any(|(_, columns)| columns.contains(&first.col))
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

    /// Finds the rows with year headers, and years that stand twice in a row.
    fn find_headers(&mut self, form: &FormDefinition) {
        let needed = form.years.len().min(2);
        for (row, headers) in self.year_headers(form) {
            let years: BTreeSet<_> = headers.iter().map(|header| header.year).collect();
            if years.len() < needed {
                continue;
            }
            if years.len() < headers.len() {
                self.twice.push(headers[0].first);
                continue;
            }
            self.headers.push(self.header_row(row, &headers));
        }
    }

    /// Year headers by row: in one cell, split over neighbours, or begun in the cell above.
    fn year_headers(&self, form: &FormDefinition) -> BTreeMap<u32, Vec<YearHeader>> {
        let rows = self.rows_to_look_at(form);
        let mut short: BTreeMap<u32, Vec<(CellRef, &str)>> = BTreeMap::new();
        for seen in self.cells().filter(|seen| rows.contains(&seen.at.row)) {
            let key = seen.key();
            if !key.is_empty() && key.chars().count() <= MAX_HEADER {
                short.entry(seen.at.row).or_default().push((seen.at, key));
            }
        }
        let printed: Vec<(FiscalYear, String)> = form
            .years
            .iter()
            .map(|column| (column.year, fold(&column.header)))
            .collect();
        let year_of = |key: &str| {
            let mut years = printed.iter();
            years
                .find(|(year, printed)| is_year_header(key, *year, printed))
                .map(|(year, _)| *year)
        };
        let mut found: BTreeMap<u32, Vec<YearHeader>> = BTreeMap::new();
        for (row, cells) in &short {
            let mut index = 0;
            while index < cells.len() {
                let (first, own) = &cells[index];
                let runs = (1..=MAX_HEADER_CELLS.min(cells.len() - index)).rev();
                let mut split = runs.filter_map(|length| {
                    let run = &cells[index..index + length];
                    let text: String = run.iter().map(|(_, text)| *text).collect();
                    year_of(&text).map(|year| (year, length))
                });
                let above = || {
                    let at = CellRef::new(first.row.checked_sub(1)?, first.col);
                    let above = self.view.get(at)?.key();
                    (above.chars().count() <= MAX_HEADER)
                        .then(|| year_of(&format!("{above}{own}")))?
                };
                let header = split.next().or_else(|| Some((above()?, 1)));
                let Some((year, length)) = header else {
                    index += 1;
                    continue;
                };
                let last = cells[index + length - 1].0;
                found.entry(*row).or_default().push(YearHeader {
                    year,
                    first: *first,
                    last,
                });
                index += length;
            }
        }
        found
    }

    /// Rows that can hold a year header: they, or the rows above them, have a character without which there is none.
    /// Everything else is passed over, because folding a whole sheet costs more than all the rest of reading it.
    fn rows_to_look_at(&self, form: &FormDefinition) -> BTreeSet<u32> {
        let mut marks = vec!['度'];
        for column in &form.years {
            marks.extend(column.header.chars().last());
            marks.extend(fold(&column.header).chars().last());
        }
        let cells = self.view.cells().iter();
        cells
            .filter(|seen| seen.text().contains(marks.as_slice()))
            .flat_map(|seen| [seen.at.row, seen.at.row + 1])
            .collect()
    }

    fn header_row(&self, row: u32, headers: &[YearHeader]) -> HeaderRow {
        let starts: Vec<u32> = self
            .region(row..row + 1, 0..u32::MAX)
            .filter(|seen| !seen.is_blank())
            .map(|seen| seen.at.col)
            .collect();
        let mut years: Vec<(FiscalYear, Range<u32>)> = Vec::new();
        for header in headers {
            let next = starts.iter().copied().find(|col| *col > header.last.col);
            let own = self.last_of(header.last).col + 1;
            let width = years
                .last()
                .map_or(1, |(_, before)| before.end - before.start);
            let end = match next {
                Some(next) => next,
                None if own > header.first.col + 1 => own,
                None => header.first.col + width,
            };
            years.push((header.year, header.first.col..end));
        }
        HeaderRow { row, years }
    }

    /// The header that holds for a row: the nearest above it.
    pub(super) fn header_for(&self, row: u32) -> Option<&HeaderRow> {
        self.headers.iter().rev().find(|header| header.row < row)
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

/// Whether a folded text heads the column of a year: as printed (folded too), or by its calendar or era name alone.
pub(super) fn is_year_header(key: &str, year: FiscalYear, printed: &str) -> bool {
    if key == printed {
        return true;
    }
    if !key.contains("年度") || key.chars().count() > MAX_HEADER {
        return false;
    }
    let plain = key.replace(['(', ')'], "").replace("年度", "");
    let era = year.wareki();
    let era = era.trim_end_matches("年度");
    let short = era.replace("令和", "R");
    [
        year.to_string(),
        era.to_owned(),
        short.clone(),
        format!("{year}{era}"),
        format!("{year}{short}"),
        format!("{era}{year}"),
        format!("{short}{year}"),
    ]
    .contains(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_header_may_be_typed_in_several_ways() {
        let printed = &fold("2025（令和7）年度");
        for text in [
            "2025（令和7）年度",
            "２０２５（令和７）年度",
            "2025年度",
            "令和7年度",
            "令和7（2025）年度",
            "R7年度",
            "2025 年度\n（令和7年度）",
        ] {
            assert!(
                is_year_header(&fold(text), FiscalYear(2025), printed),
                "{text}"
            );
        }
        for text in ["2024年度", "2025", "令和7年度の取組", "2025年度末"] {
            assert!(
                !is_year_header(&fold(text), FiscalYear(2025), printed),
                "{text}"
            );
        }
    }
}
