//! Which cells say the year of a column: in one cell, split over neighbours, or begun in the cell above.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::fold::fold;
use super::view::SheetView;
use definition::FormDefinition;
use model::{CellRef, FiscalYear};

/// Longest text of a year header or of a part of one, in characters.
const MAX_HEADER: usize = 20;
/// Most neighbouring cells that may say one year together.
const MAX_HEADER_CELLS: usize = 4;

/// A year header and the cells that say it.
#[derive(Clone, Debug)]
pub(super) struct YearHeader {
    pub(super) year: FiscalYear,
    pub(super) first: CellRef,
    pub(super) last: CellRef,
}

/// How a form heads the columns of its years.
#[derive(Debug)]
pub(super) struct YearWords {
    spellings: Vec<Spellings>,
    /// The characters of which one stands in every text that says a year: the last of the printed headers, and that of 年度.
    marks: Vec<char>,
}

impl YearWords {
    pub(super) fn of(form: &FormDefinition) -> Self {
        let mut marks = BTreeSet::from(['度']);
        for column in &form.years {
            marks.extend(column.header.chars().last());
            marks.extend(fold(&column.header).chars().last());
        }
        let years = form.years.iter();
        Self {
            spellings: years
                .map(|column| Spellings::of(column.year, &column.header))
                .collect(),
            marks: marks.into_iter().collect(),
        }
    }

    /// How many of the years any of these folded texts says.
    pub(super) fn found(&self, keys: &[&str]) -> usize {
        let is_there = |year: &&Spellings| keys.iter().any(|key| year.is_one(key));
        self.spellings.iter().filter(is_there).count()
    }

    /// The year that a folded text says.
    fn year_of(&self, key: &str) -> Option<FiscalYear> {
        let mut years = self.spellings.iter();
        years.find(|year| year.is_one(key)).map(|one| one.year)
    }

    fn is_marked(&self, text: &str) -> bool {
        text.contains(&self.marks[..])
    }

    /// Year headers by row.
    pub(super) fn headers(
        &self,
        view: &SheetView<'_>,
        rows: Range<u32>,
    ) -> BTreeMap<u32, Vec<YearHeader>> {
        let mut found: BTreeMap<u32, Vec<YearHeader>> = BTreeMap::new();
        for (row, cells) in &self.short(view, rows) {
            let mut index = 0;
            while index < cells.len() {
                let (first, own) = &cells[index];
                let above = || {
                    let at = CellRef::new(first.row.checked_sub(1)?, first.col);
                    let above = view.get(at)?.key();
                    let may_say = self.is_marked(own) || self.is_marked(above);
                    (may_say && above.chars().count() <= MAX_HEADER)
                        .then(|| self.year_of(&format!("{above}{own}")))?
                };
                // Whatever these cells say together, without a mark in one of them it is no year.
                let mut near = cells[index..].iter().take(MAX_HEADER_CELLS);
                let may_say = near.any(|(_, text)| self.is_marked(text));
                let split = may_say.then(|| self.split(&cells[index..])).flatten();
                let Some((year, length)) = split.or_else(|| Some((above()?, 1))) else {
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

    /// The short texts, folded, of the rows that can hold a year header: they, or the rows above them, have a character without which
    /// there is none. Everything else is passed over, because folding a whole sheet costs more than all the rest of reading it.
    fn short<'v>(
        &self,
        view: &'v SheetView<'_>,
        rows: Range<u32>,
    ) -> BTreeMap<u32, Vec<(CellRef, &'v str)>> {
        let mut short: BTreeMap<u32, Vec<(CellRef, &str)>> = BTreeMap::new();
        let mut is_row_above_marked = false;
        let mut before = None;
        let looked_at = view.rows(rows.start.saturating_sub(1)..rows.end);
        for own in looked_at.chunk_by(|a, b| a.at.row == b.at.row) {
            let row = own[0].at.row;
            let is_marked = own.iter().any(|seen| self.is_marked(&seen.text()));
            let is_below_marked = is_row_above_marked && before == row.checked_sub(1);
            (before, is_row_above_marked) = (Some(row), is_marked);
            if !rows.contains(&row) || !(is_marked || is_below_marked) {
                continue;
            }
            for seen in own.iter().filter(|seen| !seen.is_covered) {
                let key = seen.key();
                if !key.is_empty() && key.chars().count() <= MAX_HEADER {
                    short.entry(row).or_default().push((seen.at, key));
                }
            }
        }
        short
    }

    /// The year that the first cells say together, and how many they are. A cell with the bare word for a year says none: somebody
    /// emptied its header.
    fn split(&self, cells: &[(CellRef, &str)]) -> Option<(FiscalYear, usize)> {
        let says_something =
            |key: &str| !key.replace("年度", "").trim_matches(['(', ')']).is_empty();
        let (_, own) = cells.first()?;
        if !says_something(own) {
            return None;
        }
        let mut runs = (1..=MAX_HEADER_CELLS.min(cells.len())).rev();
        runs.find_map(|length| {
            let run = &cells[..length];
            let text: String = run.iter().map(|(_, text)| *text).collect();
            let year = self.year_of(&text)?;
            let (_, last) = run.last()?;
            let before: String = run[..length - 1].iter().map(|(_, text)| *text).collect();
            let is_whole = says_something(last) || self.year_of(&before).is_none();
            is_whole.then_some((year, length))
        })
    }
}

/// How a header may say its year.
#[derive(Debug)]
pub(super) struct Spellings {
    year: FiscalYear,
    /// As printed, folded.
    printed: String,
    /// By its calendar or era name alone, without the word for a year.
    plain: [String; 7],
}

impl Spellings {
    pub(super) fn of(year: FiscalYear, header: &str) -> Self {
        let era = year.wareki();
        let era = era.trim_end_matches("年度");
        let short = era.replace("令和", "R");
        Self {
            year,
            printed: fold(header),
            plain: [
                year.to_string(),
                era.to_owned(),
                short.clone(),
                format!("{year}{era}"),
                format!("{year}{short}"),
                format!("{era}{year}"),
                format!("{short}{year}"),
            ],
        }
    }

    /// Whether a folded text heads the column of the year.
    pub(super) fn is_one(&self, key: &str) -> bool {
        if key == self.printed {
            return true;
        }
        if !key.contains("年度") || key.chars().count() > MAX_HEADER {
            return false;
        }
        let plain = key.replace(['(', ')'], "").replace("年度", "");
        self.plain.contains(&plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_header_may_be_typed_in_several_ways() {
        let year = Spellings::of(FiscalYear(2025), "2025（令和7）年度");
        for text in [
            "2025（令和7）年度",
            "２０２５（令和７）年度",
            "2025年度",
            "令和7年度",
            "令和7（2025）年度",
            "R7年度",
            "2025 年度\n（令和7年度）",
        ] {
            assert!(year.is_one(&fold(text)), "{text}");
        }
        for text in ["2024年度", "2025", "令和7年度の取組", "2025年度末"] {
            assert!(!year.is_one(&fold(text)), "{text}");
        }
    }
}
