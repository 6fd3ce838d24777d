//! What changed between two output folders, by ward and indicator.
//!
//! Compares rows that were read back; says nothing about why, except that a fact's cell and text stand on both sides.

mod json;
mod text;

use std::collections::{BTreeMap, BTreeSet};

pub use json::json;
pub use text::text;

use ledger::{FactRow, FigureRow, FindingRow, Ledger, NarrativeRow};
use model::{AreaCode, CellRef, FactId, FiscalYear, IndicatorId};

/// One thing in two states; at least one side is there.
#[derive(Clone, Debug)]
pub struct Change<T> {
    /// In the old folder.
    pub old: Option<T>,
    /// In the new one.
    pub new: Option<T>,
}

/// The differences of two folders.
#[derive(Clone, Debug)]
pub struct Difference<'a> {
    /// The folders.
    pub sides: [&'a Ledger; 2],
    /// Wards with figures in the new folder only, by the new folder's order.
    pub submitted: Vec<(&'a AreaCode, &'a str)>,
    /// Wards with figures in the old folder only.
    pub vanished: Vec<(&'a AreaCode, &'a str)>,
    /// Figures with another value, share or standing; the city first.
    pub figures: Vec<Change<&'a FigureRow>>,
    /// Facts with another value, state or text, or in another place.
    pub facts: Vec<Change<&'a FactRow>>,
    /// Findings that only the new folder has.
    pub appeared: Vec<&'a FindingRow>,
    /// Findings that only the old folder has.
    pub resolved: Vec<&'a FindingRow>,
    /// Bullets changed, added or removed, per ward with any.
    pub narratives: Vec<(&'a str, usize)>,
}

impl Difference<'_> {
    /// Whether the two folders say the same.
    pub fn is_empty(&self) -> bool {
        self.submitted.is_empty()
            && self.vanished.is_empty()
            && self.figures.is_empty()
            && self.facts.is_empty()
            && self.appeared.is_empty()
            && self.resolved.is_empty()
            && self.narratives.is_empty()
    }
}

/// Compares two folders.
pub fn diff<'a>(old: &'a Ledger, new: &'a Ledger) -> Difference<'a> {
    let (vanished, submitted) = wards(old, new);
    let (resolved, appeared) = findings(old, new);
    Difference {
        sides: [old, new],
        submitted,
        vanished,
        figures: changes(&old.figures, &new.figures, FigureRow::id, |a, b| {
            let shown =
                |f: &FigureRow| (f.value, f.numerator, f.denominator, f.reported, f.expected);
            shown(a) == shown(b) && a.standing == b.standing
        }),
        facts: changes(&old.facts, &new.facts, FactRow::id, |a, b| {
            let place = |f: &FactRow| (f.sheet.clone(), f.cell, f.text.clone());
            a.value == b.value && a.state == b.state && place(a) == place(b)
        }),
        appeared,
        resolved,
        narratives: narratives(old, new),
    }
}

/// What differs, in the new side's order; then what only the old side has, in its order.
fn changes<'a, T>(
    old: &'a [T],
    new: &'a [T],
    id: impl Fn(&T) -> FactId,
    is_same: impl Fn(&T, &T) -> bool,
) -> Vec<Change<&'a T>> {
    let (old, new) = (numbered(old, &id), numbered(new, &id));
    let before: BTreeMap<&Numbered, &T> = old.iter().map(|(id, row)| (id, *row)).collect();
    let after: BTreeSet<&Numbered> = new.iter().map(|(id, _)| id).collect();
    let mut changes = Vec::new();
    for (id, row) in &new {
        let old = before.get(id).copied();
        if old.is_none_or(|old| !is_same(old, row)) {
            changes.push(Change {
                old,
                new: Some(row),
            });
        }
    }
    for (_, row) in old.iter().filter(|(id, _)| !after.contains(id)) {
        changes.push(Change {
            old: Some(row),
            new: None,
        });
    }
    changes
}

/// Whom, when and what a row is about, and the how many-th of such rows it is: behind the one that counts may stand another one that
/// came and does not.
type Numbered = (FactId, usize);

fn numbered<'a, T>(rows: &'a [T], id: impl Fn(&T) -> FactId) -> Vec<(Numbered, &'a T)> {
    let mut known: BTreeMap<FactId, usize> = BTreeMap::new();
    let number = |row: &'a T| {
        let id = id(row);
        let count = known.entry(id.clone()).or_default();
        *count += 1;
        ((id, *count), row)
    };
    rows.iter().map(number).collect()
}

type Wards<'a> = Vec<(&'a AreaCode, &'a str)>;

/// Wards with facts on the old side only, and on the new side only.
fn wards<'a>(old: &'a Ledger, new: &'a Ledger) -> (Wards<'a>, Wards<'a>) {
    fn with_facts(ledger: &Ledger) -> Wards<'_> {
        // What is declared for the whole is no ward's.
        let is_total = |code: &AreaCode| ledger.is_total(code);
        let mut wards: Wards<'_> = ledger
            .facts
            .iter()
            .filter(|fact| fact.ward.ward().is_none() && !is_total(&fact.ward))
            .map(|fact| (&fact.ward, fact.ward_name.as_str()))
            .collect();
        wards.dedup();
        wards
    }
    let (before, after) = (with_facts(old), with_facts(new));
    let only = |these: &Wards<'a>, others: &Wards<'a>| {
        let is_other = |code: &AreaCode| others.iter().any(|(other, _)| *other == code);
        these
            .iter()
            .filter(|(code, _)| !is_other(code))
            .copied()
            .collect::<Wards<'a>>()
    };
    (only(&before, &after), only(&after, &before))
}

type Identity<'a> = (
    &'a str,
    Option<&'a AreaCode>,
    Option<&'a IndicatorId>,
    Option<FiscalYear>,
    Option<&'a str>,
    Option<&'a str>,
    Option<CellRef>,
);

/// What makes two findings the same: code and place, not the words. A ward's file may have another name by now.
fn identity(finding: &FindingRow) -> Identity<'_> {
    let file = finding.place.file.as_deref();
    (
        finding.code.as_str(),
        finding.ward.as_ref(),
        finding.indicator.as_ref(),
        finding.fiscal_year,
        file.filter(|_| finding.ward.is_none()),
        finding.place.sheet.as_deref(),
        finding.place.cell,
    )
}

/// Findings on the old side only, and on the new side only; equal ones are paired off one by one.
fn findings<'a>(old: &'a Ledger, new: &'a Ledger) -> (Vec<&'a FindingRow>, Vec<&'a FindingRow>) {
    fn beyond<'a>(these: &'a Ledger, others: &'a Ledger) -> Vec<&'a FindingRow> {
        let mut left: BTreeMap<Identity<'_>, usize> = BTreeMap::new();
        for finding in &others.findings {
            *left.entry(identity(finding)).or_default() += 1;
        }
        let is_alone = |finding: &&'a FindingRow| match left.get_mut(&identity(finding)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        };
        these.findings.iter().filter(is_alone).collect()
    }
    (beyond(old, new), beyond(new, old))
}

/// How many bullets of each ward are not the same on both sides.
fn narratives<'a>(old: &'a Ledger, new: &'a Ledger) -> Vec<(&'a str, usize)> {
    type Bullet<'a> = (&'a AreaCode, FiscalYear, [&'a str; 3]);
    fn by_place(rows: &[NarrativeRow]) -> BTreeMap<Bullet<'_>, &NarrativeRow> {
        rows.iter()
            .map(|row| ((&row.ward, row.year, row.place()), row))
            .collect()
    }
    let (before, after) = (by_place(&old.narratives), by_place(&new.narratives));
    let places: BTreeSet<&Bullet<'_>> = before.keys().chain(after.keys()).collect();
    let mut counts: BTreeMap<&AreaCode, (&str, usize)> = BTreeMap::new();
    for place in places {
        let (old, new) = (before.get(place), after.get(place));
        if old.map(|row| &row.text) != new.map(|row| &row.text)
            && let Some(row) = new.or(old)
        {
            let count = counts.entry(&row.ward).or_insert((&row.ward_name, 0));
            count.1 += 1;
        }
    }
    // In the order of the folder's figures, which is the city's own.
    let mut wards = new.wards();
    wards.extend(old.wards());
    let whole = new.city().or(old.city()).into_iter();
    let mut ordered = Vec::new();
    for code in whole.chain(wards.into_iter().map(|(code, _)| code)) {
        ordered.extend(counts.remove(code));
    }
    ordered
}
