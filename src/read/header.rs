//! The year headers of a sheet: which columns are each year's. Where a header is gone or says another year, its columns
//! are known by the others, so that no year takes those of its neighbour; telling it is left to `year_gone`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::fold::label_key;
use super::view::SheetView;
use super::year_text::YearHeader;
use definition::FormDefinition;
use model::{CellRef, FiscalYear};

/// One row of year headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeaderRow {
    pub(super) row: u32,
    /// Year ▸ its columns, left to right.
    pub(super) years: Vec<(FiscalYear, Range<u32>)>,
    /// Years of the form whose columns are not known, in the form's order.
    pub(super) missing: Vec<MissingYear>,
}

/// A year that no header says, or more than one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MissingYear {
    pub(super) year: FiscalYear,
    /// Its columns by the other headers, unless these do not tell.
    pub(super) columns: Option<Range<u32>>,
    /// The headers that say it, if several do and none of them can be chosen.
    pub(super) twice: Vec<Range<u32>>,
}

impl HeaderRow {
    /// The columns of a year.
    pub(super) fn columns(&self, year: FiscalYear) -> Option<Range<u32>> {
        let mut years = self.years.iter();
        let found = years.find(|(other, _)| *other == year);
        found.map(|(_, columns)| columns.clone())
    }

    /// The columns of every year, with and without a header.
    pub(super) fn columns_of_years(&self) -> impl Iterator<Item = &Range<u32>> {
        let without = self.missing.iter();
        let without = without.flat_map(|gone| gone.columns.iter().chain(&gone.twice));
        self.years.iter().map(|(_, columns)| columns).chain(without)
    }

    /// Whether a column is one of any year's.
    pub(super) fn holds_column(&self, col: u32) -> bool {
        self.columns_of_years()
            .any(|columns| columns.contains(&col))
    }

    /// The first column of any year.
    pub(super) fn first_column(&self) -> Option<u32> {
        self.columns_of_years().map(|columns| columns.start).min()
    }

    /// From one year to the next, if all of them stand here at the same distance.
    pub(super) fn pitch(&self) -> Option<u32> {
        let starts: Vec<u32> = self
            .years
            .iter()
            .map(|(_, columns)| columns.start)
            .collect();
        let mut steps = starts.windows(2).map(|two| two[1].checked_sub(two[0]));
        let first = steps.next()??;
        (self.missing.is_empty() && steps.all(|step| step == Some(first))).then_some(first)
    }
}

/// The rows with the headers of two years or more.
pub(super) fn rows(
    view: &SheetView<'_>,
    end: u32,
    form: &FormDefinition,
    found: &BTreeMap<u32, Vec<YearHeader>>,
) -> Vec<HeaderRow> {
    let needed = form.years.len().min(2);
    let found = found.iter().filter(|(_, headers)| {
        let years: BTreeSet<_> = headers.iter().map(|header| header.year).collect();
        years.len() >= needed
    });
    found
        .map(|(row, headers)| Finder::new(view, (*row, end), form, None).header_row(headers))
        .collect()
}

/// The last row with labels of the form below it that holds the header of a single year of this edition and of no
/// other, in a sheet whose other headers are gone.
pub(super) fn single(
    view: &SheetView<'_>,
    end: u32,
    form: &FormDefinition,
    found: &BTreeMap<u32, Vec<YearHeader>>,
    pitch: Option<u32>,
) -> Option<HeaderRow> {
    found.iter().rev().find_map(|(row, headers)| {
        let finder = Finder::new(view, (*row, end), form, pitch);
        let first = headers.first()?.first.col;
        let of_years = |at: CellRef| {
            let mut own = headers.iter();
            own.any(|header| header.first <= at && at <= header.last)
        };
        let mut beside = view.rows(*row..*row + 1).iter();
        let is_alone = beside.all(|seen| !seen.key().contains("年度") || of_years(seen.at));
        (is_alone && finder.has_labels(0..first)).then(|| finder.header_row(headers))
    })
}

/// A header that stands where the form prints that of `index`; it may say another year.
#[derive(Clone, Copy)]
struct Slot {
    index: usize,
    first: CellRef,
    last: CellRef,
    is_right: bool,
}

/// Tells the columns of one row of headers.
struct Finder<'v, 'a> {
    view: &'v SheetView<'a>,
    form: &'v FormDefinition,
    row: u32,
    /// Behind the last row below the headers.
    end: u32,
    /// The columns in which something stands in this row.
    starts: Vec<u32>,
    /// From one year to the next on the other sheets.
    pitch: Option<u32>,
}

impl<'v, 'a> Finder<'v, 'a> {
    fn new(
        view: &'v SheetView<'a>,
        (row, end): (u32, u32),
        form: &'v FormDefinition,
        pitch: Option<u32>,
    ) -> Self {
        let cells = view.rows(row..row + 1).iter();
        let starts = cells.filter(|seen| !seen.is_covered && !seen.is_blank());
        Self {
            view,
            form,
            row,
            end,
            starts: starts.map(|seen| seen.at.col).collect(),
            pitch,
        }
    }

    fn header_row(&self, headers: &[YearHeader]) -> HeaderRow {
        let slots = self.slots(headers);
        let pitch = self.pitch_of(&slots);
        let mut years: Vec<(FiscalYear, Range<u32>)> = Vec::new();
        let mut wrong: BTreeMap<usize, Range<u32>> = BTreeMap::new();
        let mut before: Option<Range<u32>> = None;
        for (at, slot) in slots.iter().enumerate() {
            let end = self.end_of(slot, slots.get(at + 1), before.as_ref(), pitch);
            let columns = slot.first.col..end;
            if slot.is_right {
                years.push((self.form.years[slot.index].year, columns.clone()));
            } else {
                wrong.insert(slot.index, columns.clone());
            }
            before = Some(columns);
        }
        let is_known = |year: FiscalYear| years.iter().any(|(known, _)| *known == year);
        let missing = self.form.years.iter().enumerate();
        let missing = missing
            .filter(|(_, column)| !is_known(column.year))
            .map(|(index, column)| {
                let twice = self.twice(headers, column.year, &slots);
                let columns = wrong.get(&index).cloned();
                let columns =
                    columns.or_else(|| self.gap(&slots, index, pitch).filter(|_| twice.is_empty()));
                MissingYear {
                    year: column.year,
                    columns,
                    twice,
                }
            })
            .collect();
        HeaderRow {
            row: self.row,
            years,
            missing,
        }
    }

    /// The headers as the form prints them. Of those that say one year, the one in its own place is right if every other
    /// year stands in its own; else none of them is.
    fn slots(&self, headers: &[YearHeader]) -> Vec<Slot> {
        let index = |year: FiscalYear| self.form.years.iter().position(|own| own.year == year);
        let is_alone =
            |year: FiscalYear| headers.iter().filter(|one| one.year == year).count() == 1;
        let in_place = |(at, header): (usize, &YearHeader)| index(header.year) == Some(at);
        let is_settled = headers.len() == self.form.years.len()
            && headers.iter().any(|header| !is_alone(header.year))
            && headers
                .iter()
                .enumerate()
                .all(|(at, header)| in_place((at, header)) || !is_alone(header.year));
        let slot = |(at, header): (usize, &YearHeader)| {
            let is_right = is_alone(header.year) || is_settled && in_place((at, header));
            let of_year = index(header.year).filter(|_| is_right);
            Some(Slot {
                index: of_year.or_else(|| is_settled.then_some(at))?,
                first: header.first,
                last: header.last,
                is_right,
            })
        };
        headers.iter().enumerate().filter_map(slot).collect()
    }

    /// The headers of a year of which none can be chosen.
    fn twice(&self, headers: &[YearHeader], year: FiscalYear, slots: &[Slot]) -> Vec<Range<u32>> {
        let is_slot = |header: &YearHeader| slots.iter().any(|slot| slot.first == header.first);
        let own = headers
            .iter()
            .filter(|header| header.year == year && !is_slot(header));
        let own: Vec<Range<u32>> = own
            .map(|header| header.first.col..self.last_of(header.last).col + 1)
            .collect();
        if own.len() > 1 { own } else { Vec::new() }
    }

    fn last_of(&self, cell: CellRef) -> CellRef {
        self.view.spans.get(&cell).copied().unwrap_or(cell)
    }

    /// How many columns a header takes by itself.
    fn width(&self, slot: &Slot) -> u32 {
        self.last_of(slot.last).col + 1 - slot.first.col
    }

    /// The distance from one year to the next: that of two headers, of a merged one, of the other sheets.
    fn pitch_of(&self, slots: &[Slot]) -> Option<u32> {
        let pairs = slots.windows(2).filter_map(|two| {
            let years = u32::try_from(two[1].index.checked_sub(two[0].index)?).ok()?;
            let columns = two[1].first.col - two[0].first.col;
            (years > 0 && columns % years == 0).then(|| columns / years)
        });
        let merged = slots.iter().map(|slot| self.width(slot));
        pairs
            .min()
            .or_else(|| merged.filter(|width| *width > 1).min())
            .or(self.pitch)
    }

    fn end_of(
        &self,
        slot: &Slot,
        next_slot: Option<&Slot>,
        before: Option<&Range<u32>>,
        pitch: Option<u32>,
    ) -> u32 {
        let first = slot.first.col;
        let next = self.starts.iter().copied().find(|col| *col > slot.last.col);
        let last_index = self.form.years.len() - 1;
        let is_followed = match next_slot {
            Some(other) => other.index > slot.index + 1,
            None => slot.index < last_index,
        };
        let width = self.width(slot);
        if is_followed {
            let to_next = next_slot.map_or(1, |other| {
                let years = u32::try_from(other.index - slot.index).unwrap_or(1);
                (other.first.col - first) / years
            });
            let end = first + pitch.unwrap_or(to_next).max(1);
            return next.map_or(end, |next| next.min(end));
        }
        let like_before = before.map_or(pitch.unwrap_or(1), |before| before.end - before.start);
        match next {
            Some(next) => next,
            None if width > 1 => first + width,
            None => first + like_before,
        }
    }

    /// Where the columns of a year without a header are, by the headers beside it. To the left of all of them stand the
    /// labels of the form, which are no year's.
    fn gap(&self, slots: &[Slot], index: usize, pitch: Option<u32>) -> Option<Range<u32>> {
        if slots.windows(2).any(|two| two[0].index >= two[1].index) {
            return None;
        }
        let pitch = pitch?;
        let steps = |from: usize, to: usize| u32::try_from(to - from).ok().map(|n| n * pitch);
        if let Some(before) = slots.iter().rev().find(|slot| slot.index < index) {
            let start = before.first.col + steps(before.index, index)?;
            let next = slots.iter().find(|slot| slot.index > index);
            let end = next.map_or(start + pitch, |next| next.first.col.min(start + pitch));
            return (start < end).then_some(start..end);
        }
        let after = slots.iter().find(|slot| slot.index > index)?;
        let start = after.first.col.checked_sub(steps(index, after.index)?)?;
        let is_free = !self.has_labels(start..after.first.col)
            && !self
                .starts
                .iter()
                .any(|col| (start + 1..start + pitch).contains(col));
        is_free.then_some(start..start + pitch)
    }

    /// Whether labels of the form stand in these columns below the headers.
    fn has_labels(&self, columns: Range<u32>) -> bool {
        let keys: BTreeSet<String> = self
            .form
            .fields()
            .map(|(.., field)| label_key(&field.label))
            .collect();
        let is_label = |text: &str| {
            let key = label_key(text);
            key.chars().count() > 3 && keys.iter().any(|label| label.starts_with(&key))
        };
        let mut cells = self.view.rows(self.row + 1..self.end).iter();
        cells.any(|seen| {
            columns.contains(&seen.at.col) && !seen.is_covered && is_label(&seen.text())
        })
    }
}
