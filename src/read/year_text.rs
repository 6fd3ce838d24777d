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

/// Year headers by row.
pub(super) fn headers(
    view: &SheetView<'_>,
    rows: Range<u32>,
    form: &FormDefinition,
) -> BTreeMap<u32, Vec<YearHeader>> {
    let looked_at = rows_to_look_at(view, form);
    let mut short: BTreeMap<u32, Vec<(CellRef, &str)>> = BTreeMap::new();
    let cells = view.rows(rows).iter().filter(|seen| !seen.is_covered);
    for seen in cells.filter(|seen| looked_at.contains(&seen.at.row)) {
        let key = seen.key();
        if !key.is_empty() && key.chars().count() <= MAX_HEADER {
            short.entry(seen.at.row).or_default().push((seen.at, key));
        }
    }
    let spellings: Vec<Spellings> = form
        .years
        .iter()
        .map(|column| Spellings::of(column.year, &column.header))
        .collect();
    let year_of = |key: &str| {
        let mut years = spellings.iter();
        years.find(|year| year.is_one(key)).map(|one| one.year)
    };
    let mut found: BTreeMap<u32, Vec<YearHeader>> = BTreeMap::new();
    let marks = marks(form);
    let is_marked = |text: &str| marks.iter().any(|mark| text.contains(*mark));
    for (row, cells) in &short {
        let mut index = 0;
        while index < cells.len() {
            let (first, own) = &cells[index];
            let above = || {
                let at = CellRef::new(first.row.checked_sub(1)?, first.col);
                let above = view.get(at)?.key();
                let may_say = is_marked(own) || is_marked(above);
                (may_say && above.chars().count() <= MAX_HEADER)
                    .then(|| year_of(&format!("{above}{own}")))?
            };
            // Whatever these cells say together, without a mark in one of them it is no year.
            let mut near = cells[index..].iter().take(MAX_HEADER_CELLS);
            let may_say = near.any(|(_, text)| is_marked(text));
            let split = may_say.then(|| split(&cells[index..], &year_of)).flatten();
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

/// The year that the first cells say together, and how many they are. A cell with the bare word for a year says none:
/// somebody emptied its header.
fn split(
    cells: &[(CellRef, &str)],
    year_of: &impl Fn(&str) -> Option<FiscalYear>,
) -> Option<(FiscalYear, usize)> {
    let says_something = |key: &str| !key.replace("年度", "").trim_matches(['(', ')']).is_empty();
    let (_, own) = cells.first()?;
    if !says_something(own) {
        return None;
    }
    let mut runs = (1..=MAX_HEADER_CELLS.min(cells.len())).rev();
    runs.find_map(|length| {
        let run = &cells[..length];
        let text: String = run.iter().map(|(_, text)| *text).collect();
        let year = year_of(&text)?;
        let (_, last) = run.last()?;
        let before: String = run[..length - 1].iter().map(|(_, text)| *text).collect();
        let is_whole = says_something(last) || year_of(&before).is_none();
        is_whole.then_some((year, length))
    })
}

/// Rows that can hold a year header: they, or the rows above them, have a character without which there is none.
/// Everything else is passed over, because folding a whole sheet costs more than all the rest of reading it.
fn rows_to_look_at(view: &SheetView<'_>, form: &FormDefinition) -> BTreeSet<u32> {
    let marks = marks(form);
    let is_marked = |text: &str| marks.iter().any(|mark| text.contains(*mark));
    let cells = view.cells().iter();
    cells
        .filter(|seen| is_marked(&seen.text()))
        .flat_map(|seen| [seen.at.row, seen.at.row + 1])
        .collect()
}

/// The characters of which one stands in every text that says a year: the last of the printed headers, and that of 年度.
fn marks(form: &FormDefinition) -> BTreeSet<char> {
    let mut marks = BTreeSet::from(['度']);
    for column in &form.years {
        marks.extend(column.header.chars().last());
        marks.extend(fold(&column.header).chars().last());
    }
    marks
}

/// How a header may say its year.
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
