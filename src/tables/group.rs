//! The rows of a table by whom and what file they are of; what was taken over from an earlier collection stands apart.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::{Fault, Rows};
use ledger::{FactRow, NarrativeRow};
use model::{AreaCode, AsOf, FactId};

/// Everything that a table says of one file.
#[derive(Debug, Default)]
pub(super) struct Group<'a> {
    pub(super) facts: Vec<&'a FactRow>,
    pub(super) words: Vec<&'a NarrativeRow>,
    /// Lines about it that cannot be read.
    pub(super) faults: Vec<&'a Fault>,
    /// Facts of which several files of the table say otherwise: none of them counts.
    pub(super) twice: BTreeSet<FactId>,
}

impl Group<'_> {
    /// Takes out what stands there twice; where it says two things, both.
    fn settle(&mut self) {
        let mut known: BTreeMap<FactId, &FactRow> = BTreeMap::new();
        let mut twice = BTreeSet::new();
        self.facts.retain(|row| match known.get(&row.id()) {
            None => known.insert(row.id(), row).is_none(),
            Some(other) => {
                if (other.value, other.state) != (row.value, row.state) {
                    twice.insert(row.id());
                }
                false
            }
        });
        self.facts.retain(|row| !twice.contains(&row.id()));
        self.twice = twice;
        let mut words: Vec<&NarrativeRow> = Vec::new();
        let mut seen = BTreeSet::new();
        for row in std::mem::take(&mut self.words) {
            if seen.insert((row.year, row.place(), &row.cell, &row.text)) {
                words.push(row);
            }
        }
        self.words = words;
    }

    /// The date that its numbers speak for; of a file of words alone the table does not say it.
    pub(super) fn as_of(&self) -> Option<AsOf> {
        self.facts.iter().map(|row| row.as_of).max()
    }
}

/// Whose file it is, and what it is called.
pub(super) type Of<'a> = (AreaCode, &'a str);

/// A table by unit and file.
#[derive(Debug, Default)]
pub(super) struct Groups<'a> {
    pub(super) all: BTreeMap<Of<'a>, Group<'a>>,
    /// How many rows were taken over from an earlier collection.
    pub(super) carried: usize,
}

/// Sorts the rows of a table. `run` is the date of the run that wrote it, `earlier` what its names of earlier files begin with.
pub(super) fn groups<'a>(rows: &'a Rows, run: Option<AsOf>, earlier: &str) -> Groups<'a> {
    let is_earlier = |file: &str| {
        let rest = file.strip_prefix(earlier);
        rest.is_some_and(|rest| rest.starts_with('/'))
    };
    let mut groups = Groups::default();
    let mut taken_over: BTreeSet<&str> = BTreeSet::new();
    for row in &rows.facts {
        if is_earlier(&row.file) && run.is_some_and(|run| row.as_of < run) {
            taken_over.insert(&row.file);
            groups.carried += 1;
            continue;
        }
        let of = (row.id().ward, row.file.as_str());
        groups.all.entry(of).or_default().facts.push(row);
    }
    for row in &rows.words {
        let of = (row.ward.clone(), row.file.as_str());
        let is_own = groups.all.contains_key(&of);
        if is_earlier(&row.file) && (taken_over.contains(row.file.as_str()) || !is_own) {
            groups.carried += 1;
            continue;
        }
        groups.all.entry(of).or_default().words.push(row);
    }
    groups.all.values_mut().for_each(Group::settle);
    for fault in &rows.faults {
        if let Some((id, file)) = &fault.about
            && let Some(group) = groups.all.get_mut(&(id.ward.clone(), file.as_str()))
        {
            group.faults.push(fault);
        }
    }
    groups
}
