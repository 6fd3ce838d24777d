//! What changed between two output folders, by ward and indicator.
//!
//! Compares rows that were read back; says nothing about why, except that a fact's cell and text stand on both sides. Told to a
//! person at the screen, to machines, and as the format-free list of corrections (正誤表) that is handed on with a corrected report.

mod behind;
mod corrections;
mod json;
mod tables;
mod text;
mod words;

use std::collections::{BTreeMap, BTreeSet};

pub use corrections::corrections;
pub use json::json;
pub use text::text;

use ledger::{FactRow, FigureRow, FindingRow, Ledger, NarrativeRow};
use model::{AreaCode, CellRef, FiscalYear, IndicatorId};

/// One thing in two states; at least one side is there.
#[derive(Clone, Debug)]
pub struct Change<T> {
    /// In the old folder.
    pub old: Option<T>,
    /// In the new one.
    pub new: Option<T>,
}

impl<T: Copy> Change<T> {
    /// The new state, or the old one of what is gone.
    pub fn either(&self) -> Option<T> {
        self.new.or(self.old)
    }
}

/// The differences of two folders.
#[derive(Clone, Debug)]
pub struct Difference<'a> {
    /// The folders.
    pub sides: [&'a Ledger; 2],
    /// Wards with a workbook that counts in the new folder only, by the new folder's order.
    pub submitted: Vec<(&'a AreaCode, &'a str)>,
    /// Wards with one in the old folder only.
    pub vanished: Vec<(&'a AreaCode, &'a str)>,
    /// Figures with another value, share or standing; the city first.
    pub figures: Vec<Change<&'a FigureRow>>,
    /// Facts with another value, state or text, or in another place.
    pub facts: Vec<Change<&'a FactRow>>,
    /// Facts that are there on both sides and stand beside another denominator.
    pub bases: Vec<Change<&'a FactRow>>,
    /// Findings that only the new folder has.
    pub appeared: Vec<&'a FindingRow>,
    /// Findings that only the old folder has.
    pub resolved: Vec<&'a FindingRow>,
    /// Bullets changed, added or removed: the city's, then ward by ward.
    pub narratives: Vec<Change<&'a NarrativeRow>>,
}

impl Difference<'_> {
    /// Whether the two folders say the same.
    pub fn is_empty(&self) -> bool {
        self.has_same_content() && self.appeared.is_empty() && self.resolved.is_empty()
    }

    /// Whether they do but for the findings.
    pub fn has_same_content(&self) -> bool {
        self.submitted.is_empty()
            && self.vanished.is_empty()
            && self.figures.is_empty()
            && self.facts.is_empty()
            && self.bases.is_empty()
            && self.narratives.is_empty()
    }

    /// Whether a change is told by itself: not where all of a ward came or went, and it is one of what came or went with it.
    fn is_told<T: Copy>(
        &self,
        ward: &AreaCode,
        change: &Change<T>,
        says: impl Fn(T) -> bool,
    ) -> bool {
        let ward = ward.ward().unwrap_or_else(|| ward.clone());
        let mut wards = self.submitted.iter().chain(&self.vanished);
        let is_whole = wards.any(|(code, _)| **code == ward);
        let both = [change.old, change.new].map(|side| side.is_some_and(&says));
        !is_whole || both == [true; 2]
    }

    /// The decimals that the figures of an indicator have.
    fn decimals(&self, indicator: &IndicatorId) -> u32 {
        let figures = self.sides.iter().flat_map(|ledger| &ledger.figures);
        let own = figures.filter(|figure| figure.indicator == *indicator);
        let values = own.filter_map(|figure| figure.value);
        values.map(|value| value.scale()).max().unwrap_or(0)
    }

    /// The id of a changed figure, from the side that has it.
    fn figure_id(&self, change: &Change<&FigureRow>) -> String {
        let [old, new] = self.sides;
        match (change.old, change.new) {
            (_, Some(figure)) => new.trace_id(figure),
            (Some(figure), None) => old.trace_id(figure),
            (None, None) => String::new(),
        }
    }

    /// The name of a ward, or nothing.
    fn name(&self, code: Option<&AreaCode>) -> &str {
        let [old, new] = self.sides;
        let wards = new.wards().into_iter().chain(old.wards());
        let mut own = wards.filter(|(ward, _)| Some(*ward) == code);
        own.next().map_or("", |(_, name)| name)
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
        bases: changes(&old.facts, &new.facts, FactRow::id, |a, b| {
            a.denominator == b.denominator
        })
        .into_iter()
        .filter(|change| change.old.is_some() && change.new.is_some())
        .collect(),
        appeared,
        resolved,
        narratives: narratives(old, new),
    }
}

/// What differs, in the new side's order; then what only the old side has, in its order.
fn changes<'a, T, K: Ord + Clone>(
    old: &'a [T],
    new: &'a [T],
    id: impl Fn(&T) -> K,
    is_same: impl Fn(&T, &T) -> bool,
) -> Vec<Change<&'a T>> {
    let (old, new) = (numbered(old, &id), numbered(new, &id));
    let before: BTreeMap<&Numbered<K>, &T> = old.iter().map(|(id, row)| (id, *row)).collect();
    let after: BTreeSet<&Numbered<K>> = new.iter().map(|(id, _)| id).collect();
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
type Numbered<K> = (K, usize);

fn numbered<'a, T, K: Ord + Clone>(
    rows: &'a [T],
    id: impl Fn(&T) -> K,
) -> Vec<(Numbered<K>, &'a T)> {
    let mut known: BTreeMap<K, usize> = BTreeMap::new();
    let number = |row: &'a T| {
        let id = id(row);
        let count = known.entry(id.clone()).or_default();
        *count += 1;
        ((id, *count), row)
    };
    rows.iter().map(number).collect()
}

type Wards<'a> = Vec<(&'a AreaCode, &'a str)>;

/// Wards with a workbook that counts on the old side only, and on the new side only. One whose numbers of last year were
/// taken over is there in the figures all the same.
fn wards<'a>(old: &'a Ledger, new: &'a Ledger) -> (Wards<'a>, Wards<'a>) {
    fn came(ledger: &Ledger, code: &AreaCode) -> bool {
        let mut used = ledger.submissions.iter().filter(|one| one.used);
        used.any(|one| one.ward.as_ref() == Some(code))
    }
    let only = |these: &'a Ledger, others: &Ledger| {
        let wards = these.wards().into_iter();
        wards
            .filter(|(code, _)| came(these, code) && !came(others, code))
            .collect::<Wards<'a>>()
    };
    (only(old, new), only(new, old))
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

/// The bullets that are not the same on both sides, in the order of the folder's figures, which is the city's own.
fn narratives<'a>(old: &'a Ledger, new: &'a Ledger) -> Vec<Change<&'a NarrativeRow>> {
    let id = |row: &NarrativeRow| (row.ward.clone(), row.year, row.place().map(str::to_owned));
    let mut changes = changes(&old.narratives, &new.narratives, id, |a, b| {
        a.text == b.text
    });
    let mut wards = new.wards();
    wards.extend(old.wards());
    let whole = new.city().or(old.city()).into_iter();
    let order: Vec<&AreaCode> = whole
        .chain(wards.into_iter().map(|(code, _)| code))
        .collect();
    let rank = |row: &NarrativeRow| order.iter().position(|code| **code == row.ward);
    changes.sort_by_key(|change| {
        let rank = change.either().and_then(rank);
        rank.unwrap_or(order.len())
    });
    changes
}
