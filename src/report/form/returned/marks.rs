//! Which cells a returned copy marks, and with what.

use std::collections::{BTreeMap, BTreeSet};

use super::super::ward_fill::Target;
use crate::{Mark, MarkedCell};
use diagnostic::{Diagnostic, Place, Severity};
use model::{Submission, visible_lines};

/// The cells of the form by their places in the sender's file.
pub(super) struct Targets(BTreeMap<Place, Target>);

impl Targets {
    pub(super) fn new(submission: &Submission) -> Self {
        let mut places: BTreeMap<Place, Target> = BTreeMap::new();
        for fact in submission.whole_facts() {
            let target = Target::Field(fact.indicator.clone(), fact.year);
            places.insert(Place::from(&fact.provenance), target);
        }
        for item in &submission.narratives {
            let target = Target::Bullet(item.block.to_string(), item.year, item.number);
            places
                .entry(Place::from(&item.provenance))
                .or_insert(target);
        }
        for block in &submission.rows {
            let id = &block.block;
            for (number, row) in (1..).zip(&block.rows) {
                places.insert(Place::from(&row.key), Target::RowKey(id.clone(), number));
                for fact in submission.facts_in(block, row) {
                    let target = Target::Row(id.clone(), number, fact.indicator.clone(), fact.year);
                    places.insert(Place::from(&fact.provenance), target);
                }
            }
        }
        Self(places)
    }

    /// The cell of the form that a diagnostic is about.
    pub(super) fn of(&self, submission: &Submission, diagnostic: &Diagnostic) -> Option<Target> {
        if diagnostic.place.file.as_ref() != Some(&submission.file) {
            return None;
        }
        match (&diagnostic.indicator, diagnostic.fiscal_year) {
            (Some(indicator), Some(year)) => Some(Target::Field(indicator.clone(), year)),
            _ => self.0.get(&diagnostic.place).cloned(),
        }
    }

    /// The cells of the form that a diagnostic names: its own first, and each once.
    pub(super) fn all(&self, submission: &Submission, diagnostic: &Diagnostic) -> Vec<Target> {
        let mut targets = Vec::new();
        let others = diagnostic.related.iter();
        let others = others.filter_map(|place| self.0.get(place).cloned());
        for target in self.of(submission, diagnostic).into_iter().chain(others) {
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
        targets
    }

    /// Diagnostics by the cell of the form that they are about, the worst severity first.
    pub(super) fn marks(
        &self,
        submission: &Submission,
        diagnostics: &[&Diagnostic],
    ) -> BTreeMap<Target, Mark> {
        let mut marks: BTreeMap<Target, Mark> = BTreeMap::new();
        for diagnostic in diagnostics {
            if diagnostic.place.file.as_ref() != Some(&submission.file) {
                continue;
            }
            // One message may be about several cells: each of them in this file carries it.
            for target in self.all(submission, diagnostic) {
                add(&mut marks, target, diagnostic);
            }
        }
        marks
    }
}

/// The marked cells of the sender's own workbook, by sheet, row and column.
pub(super) fn cells(submission: &Submission, diagnostics: &[&Diagnostic]) -> Vec<MarkedCell> {
    let mut marks: BTreeMap<Place, Mark> = BTreeMap::new();
    for diagnostic in diagnostics {
        let fact = diagnostic.indicator.as_ref().zip(diagnostic.fiscal_year);
        let fact = fact.and_then(|(indicator, year)| submission.fact(indicator, year));
        let own = match diagnostic.place.cell {
            Some(_) => Some(diagnostic.place.clone()),
            None => fact.map(|fact| Place::from(&fact.provenance)),
        };
        let places: BTreeSet<Place> = own
            .into_iter()
            .chain(diagnostic.related.iter().cloned())
            .filter(|place| place.file.as_ref() == Some(&submission.file) && place.cell.is_some())
            .collect();
        for place in places {
            add(&mut marks, place, diagnostic);
        }
    }
    marks
        .into_iter()
        .filter_map(|(place, mark)| {
            let cell = place.cell?;
            Some(MarkedCell {
                sheet: place.sheet?.to_string(),
                row: cell.row,
                col: cell.col,
                mark,
            })
        })
        .collect()
}

/// Adds a message to a cell's mark; the worst severity counts.
fn add<K: Ord>(marks: &mut BTreeMap<K, Mark>, key: K, diagnostic: &Diagnostic) {
    let severity: Severity = diagnostic.severity;
    let text = format!(
        "【{} {}】{}",
        severity.label(),
        diagnostic.code.id(),
        advice(diagnostic)
    );
    marks
        .entry(key)
        .and_modify(|mark| {
            mark.severity = mark.severity.min(severity);
            mark.text.push('\n');
            mark.text.push_str(&text);
        })
        .or_insert(Mark { severity, text });
}

/// What is wrong and what to do.
fn advice(diagnostic: &Diagnostic) -> String {
    let message = visible_lines(&diagnostic.message);
    if diagnostic.hint.is_empty() {
        message.into_owned()
    } else {
        format!("{message}\n→ {}", visible_lines(&diagnostic.hint))
    }
}
