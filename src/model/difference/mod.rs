//! What differs between two submissions of a ward: numbers by what they say, words by what they are. Both places are kept.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Fact, FiscalYear, IndicatorId, NarrativeItem, Provenance, Submission, Value, WrittenNumber,
};

/// What a difference is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A reported value, or what is written beside it.
    Fact(IndicatorId),
    /// The number of areas that the workbook states.
    Areas,
    /// What is said in a row, by its key as written.
    Row(String, IndicatorId),
    /// A bullet of a block, by its position.
    Bullet(String, u32),
}

/// One place that reads otherwise in the later submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is about.
    pub item: Item,
    /// Fiscal year of the column.
    pub year: FiscalYear,
    /// Where and what in the earlier one, of a cell with several bullets the one; `None` if there is nothing.
    pub old: Option<Provenance>,
    /// Where and what in the later one; `None` if there is nothing.
    pub new: Option<Provenance>,
}

/// The differences in the order of indicators, years and blocks. The same number written otherwise is none.
///
/// Where the as-of dates differ, only the columns are compared that were due at both.
pub fn differences(old: &Submission, new: &Submission) -> Vec<Difference> {
    let last = match (old.as_of, new.as_of) {
        (Some(a), Some(b)) if a != b => Some(a.min(b).fiscal_year()),
        _ => None,
    };
    let mut found = Vec::new();
    facts(old, new, &mut found);
    areas(old, new, &mut found);
    rows(old, new, &mut found);
    bullets(old, new, &mut found);
    found.retain(|difference| last.is_none_or(|last| difference.year <= last));
    // Several values may stand in one cell: it is one place.
    let mut cells = Vec::new();
    found.retain(|difference| {
        let cell = (difference.old.clone(), difference.new.clone());
        let is_new = !cells.contains(&cell);
        cells.push(cell);
        is_new
    });
    found
}

fn facts(old: &Submission, new: &Submission, found: &mut Vec<Difference>) {
    let keys = old.whole_facts().chain(new.whole_facts());
    let keys: BTreeSet<_> = keys.map(|fact| (&fact.indicator, fact.year)).collect();
    for (indicator, year) in keys {
        let (was, is) = (old.fact(indicator, year), new.fact(indicator, year));
        let tell = |old: Option<&Provenance>, new: Option<&Provenance>| Difference {
            item: Item::Fact(indicator.clone()),
            year,
            old: old.cloned(),
            new: new.cloned(),
        };
        if !is_same(was, is) {
            found.push(tell(
                was.map(|fact| &fact.provenance),
                is.map(|fact| &fact.provenance),
            ));
        }
        let was = was.and_then(|fact| fact.denominator.as_deref());
        let is = is.and_then(|fact| fact.denominator.as_deref());
        if number(was) != number(is) {
            found.push(tell(place(was), place(is)));
        }
    }
}

/// Whether both say the same. What cannot be read says what is written.
fn is_same(was: Option<&Fact>, is: Option<&Fact>) -> bool {
    match (was, is) {
        (Some(was), Some(is)) if was.value == is.value => {
            was.value != Value::Unreadable || was.provenance.text == is.provenance.text
        }
        (was, is) => was.is_none() && is.is_none(),
    }
}

fn number(written: Option<&WrittenNumber>) -> Option<rust_decimal::Decimal> {
    written.map(|written| written.value)
}

fn place(written: Option<&WrittenNumber>) -> Option<&Provenance> {
    written.map(|written| &written.provenance)
}

fn areas(old: &Submission, new: &Submission, found: &mut Vec<Difference>) {
    let years: BTreeSet<_> = old
        .areas_written
        .keys()
        .chain(new.areas_written.keys())
        .collect();
    for year in years {
        let (was, is) = (old.areas_written.get(year), new.areas_written.get(year));
        if number(was) != number(is) {
            found.push(Difference {
                item: Item::Areas,
                year: *year,
                old: place(was).cloned(),
                new: place(is).cloned(),
            });
        }
    }
}

/// What a row says, by block, key as written, indicator and fiscal year.
type Rows<'a> = BTreeMap<(&'a str, &'a str, &'a IndicatorId, FiscalYear), &'a Fact>;

/// The rows by their keys: a row may have moved.
fn rows(old: &Submission, new: &Submission, found: &mut Vec<Difference>) {
    fn by_key(submission: &Submission) -> Rows<'_> {
        let mut rows = Rows::new();
        for block in &submission.rows {
            for row in &block.rows {
                rows.extend(submission.facts_in(block, row).map(|fact| {
                    let key = (&*block.block, &*row.key.text, &fact.indicator, fact.year);
                    (key, fact)
                }));
            }
        }
        rows
    }
    let (before, after) = (by_key(old), by_key(new));
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).copied().collect();
    for key in keys {
        let (was, is) = (before.get(&key).copied(), after.get(&key).copied());
        let (_, row, indicator, year) = key;
        if !is_same(was, is) {
            found.push(Difference {
                item: Item::Row(row.to_owned(), indicator.clone()),
                year,
                old: was.map(|fact| fact.provenance.clone()),
                new: is.map(|fact| fact.provenance.clone()),
            });
        }
    }
}

type Bullets<'a> = BTreeMap<(&'a str, FiscalYear), Vec<&'a NarrativeItem>>;

fn by_block(submission: &Submission) -> Bullets<'_> {
    let mut blocks: Bullets<'_> = BTreeMap::new();
    for item in &submission.narratives {
        blocks
            .entry((item.block.as_str(), item.year))
            .or_default()
            .push(item);
    }
    blocks
}

/// Bullets that stand unchanged at the beginning and the end of a block are passed over; the others are paired in order.
fn bullets(old: &Submission, new: &Submission, found: &mut Vec<Difference>) {
    let (was, is) = (by_block(old), by_block(new));
    let keys: BTreeSet<_> = was.keys().chain(is.keys()).copied().collect();
    for key in keys {
        let (was, is) = (
            was.get(&key).map_or(&[][..], Vec::as_slice),
            is.get(&key).map_or(&[][..], Vec::as_slice),
        );
        let equal = |(a, b): &(&&NarrativeItem, &&NarrativeItem)| a.text == b.text;
        let head = was.iter().zip(is).take_while(equal).count();
        let (was, is) = (&was[head..], &is[head..]);
        let tail = was
            .iter()
            .rev()
            .zip(is.iter().rev())
            .take_while(equal)
            .count();
        let (was, is) = (&was[..was.len() - tail], &is[..is.len() - tail]);
        for at in 0..was.len().max(is.len()) {
            let (was, is) = (was.get(at), is.get(at));
            let position = is.or(was).map_or(0, |item| item.number);
            found.push(Difference {
                item: Item::Bullet(key.0.to_owned(), position),
                year: key.1,
                old: was.map(|item| one(item)),
                new: is.map(|item| one(item)),
            });
        }
    }
}

/// The place of a bullet with its own words.
fn one(item: &NarrativeItem) -> Provenance {
    Provenance {
        text: item.text.clone(),
        ..item.provenance.clone()
    }
}

#[cfg(test)]
mod tests;
