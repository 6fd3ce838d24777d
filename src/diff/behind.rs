//! Which wards' cells stand behind a changed figure: what is in it on either side, held against each other.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::words::{self, NOTHING};
use super::{Change, Difference};
use definition::Definitions;
use ledger::{FactRow, FigureRow, Ledger};
use trace::{FigureTrace, Tracer};

/// Of more wards than so many, the others are counted: their cells stand in the table of the facts.
const MOST: usize = 6;

/// Both folders, ready to be traced.
pub(super) struct Behind<'a> {
    difference: &'a Difference<'a>,
    sides: [Tracer<'a>; 2],
}

/// A ward, and the row of it where the figure is not of that row itself.
type Who<'a> = (&'a str, Option<String>);

/// What a ward put into a figure.
struct Part<'a> {
    value: Decimal,
    base: Option<Decimal>,
    facts: [Option<&'a FactRow>; 2],
}

impl Part<'_> {
    fn words(&self) -> String {
        let share = words::share(Some(self.value), self.base);
        share.unwrap_or_else(|| words::number(self.value))
    }

    fn is_same(&self, other: &Part<'_>) -> bool {
        (self.value, self.base) == (other.value, other.base)
    }

    /// The cells, of two facts those that are not the other's.
    fn places(&self, other: Option<&Part<'_>>) -> Vec<String> {
        let others = other.map(|other| other.facts);
        let is_other = |at: usize, fact: &FactRow| {
            let other = others.and_then(|facts| facts[at]);
            other.is_none_or(|other| other.value != fact.value)
        };
        let facts = self.facts.iter().enumerate();
        let facts = facts.filter_map(|(at, fact)| fact.map(|fact| (at, fact)));
        facts
            .filter(|(at, fact)| is_other(*at, fact))
            .map(|(_, fact)| words::place(fact))
            .collect()
    }
}

impl<'a> Behind<'a> {
    pub(super) fn new(difference: &'a Difference<'a>, definitions: &'a Definitions) -> Self {
        let sides = difference.sides;
        Self {
            difference,
            sides: sides.map(|ledger| Tracer::new(ledger, definitions)),
        }
    }

    /// What is behind a change, a line each: the two sides of a rate, how many wards are in it, and the cells ward by ward.
    pub(super) fn lines(&self, change: &Change<&'a FigureRow>) -> Vec<String> {
        let mut lines = Vec::new();
        if let (Some(old), Some(new)) = (change.old, change.new) {
            let [before, after] =
                [old, new].map(|row| words::share(row.numerator, row.denominator));
            lines.extend(told("分子/分母", before, after));
            let standing = |ledger: &Ledger, row: &FigureRow| {
                Some(format!("{}（{}）", ledger.share(row), row.standing))
            };
            let [before, after] = self.difference.sides;
            lines.extend(told("報告", standing(before, old), standing(after, new)));
        }
        lines.extend(self.cells(change));
        lines
    }

    fn cells(&self, change: &Change<&'a FigureRow>) -> Vec<String> {
        let [old, new] = &self.sides;
        let before = change.old.map(|figure| old.figure(figure));
        let after = change.new.map(|figure| new.figure(figure));
        let (was, is) = (parts(before.as_ref()), parts(after.as_ref()));
        let total = change.either().is_some_and(|row| {
            let sides = self.difference.sides.iter();
            sides.clone().any(|ledger| ledger.is_total(&row.area))
        });
        let mut lines = Vec::new();
        let mut add = |who: &Who<'_>, old: Option<&Part<'_>>, new: Option<&Part<'_>>| {
            if let (Some(old), Some(new)) = (old, new)
                && old.is_same(new)
            {
                return;
            }
            let name = name(who, total);
            let before_words = side(old, before.as_ref(), who.0);
            let after_words = side(new, after.as_ref(), who.0);
            let places = new.map(|new| new.places(old)).unwrap_or_default();
            let places = match places[..] {
                [] => old.map(|old| old.places(new)).unwrap_or_default(),
                _ => places,
            };
            let places = match places[..] {
                [] => String::new(),
                _ => format!("（{}）", places.join("、")),
            };
            lines.push(format!("{name}{before_words}→{after_words}{places}"));
        };
        for (who, part) in &is {
            add(who, find(&was, who), Some(part));
        }
        for (who, part) in &was {
            if find(&is, who).is_none() {
                add(who, Some(part), None);
            }
        }
        shortened(lines, &self.difference.sides[1].nouns.unit)
    }
}

fn find<'p, 'a>(parts: &'p [(Who<'a>, Part<'a>)], who: &Who<'_>) -> Option<&'p Part<'a>> {
    let mut own = parts.iter().filter(|(other, _)| other == who);
    own.next().map(|(_, part)| part)
}

/// What is in a figure, by ward in the order of the file; several rows of one ward that cannot be told apart are put together.
fn parts<'a>(trace: Option<&FigureTrace<'a>>) -> Vec<(Who<'a>, Part<'a>)> {
    let mut parts: Vec<(Who<'a>, Part<'a>)> = Vec::new();
    let mut known: BTreeMap<Who<'a>, usize> = BTreeMap::new();
    let Some(trace) = trace else {
        return parts;
    };
    for one in &trace.contributions {
        let who = (one.ward, trace.row_of(one));
        let base = one.base.as_ref();
        let part = Part {
            value: one.value,
            base: base.map(|base| base.value),
            facts: [one.fact, base.and_then(|base| base.fact)],
        };
        match known.get(&who).and_then(|at| parts.get_mut(*at)) {
            Some((_, first)) => {
                first.value += part.value;
                first.base = first.base.zip(part.base).map(|(a, b)| a + b);
            }
            None => {
                known.insert(who.clone(), parts.len());
                parts.push((who, part));
            }
        }
    }
    parts
}

fn name((ward, row): &Who<'_>, is_total: bool) -> String {
    let ward = if is_total { *ward } else { "" };
    let row = row.as_deref().unwrap_or_default();
    match format!("{ward} {row}").trim() {
        "" => String::new(),
        name => format!("{name} "),
    }
}

/// What a side says of a ward; where it is not in the figure, why.
fn side(part: Option<&Part<'_>>, trace: Option<&FigureTrace<'_>>, ward: &str) -> String {
    if let Some(part) = part {
        return part.words();
    }
    let absent = trace.into_iter().flat_map(|trace| &trace.absent);
    let mut own = absent.filter(|absent| absent.ward == ward);
    match own.next() {
        Some(absent) => format!("{NOTHING}（{}）", absent.reason),
        None => NOTHING.to_owned(),
    }
}

fn told(what: &str, old: Option<String>, new: Option<String>) -> Option<String> {
    (old != new).then(|| {
        let [old, new] = [old, new].map(|side| side.unwrap_or_else(|| NOTHING.to_owned()));
        format!("{what} {old}→{new}")
    })
}

fn shortened(mut lines: Vec<String>, unit: &str) -> Vec<String> {
    if lines.len() > MOST {
        let others = lines.len() - MOST + 1;
        lines.truncate(MOST - 1);
        lines.push(format!("ほか{others}{unit}（「記入」に示す）"));
    }
    lines
}
