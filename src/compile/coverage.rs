//! Who has reported what, and who has not (提出状況).

use std::collections::BTreeMap;

use super::facts::Facts;
use super::select::Selection;
use super::{CoverageState, Frame, WardCoverage};
use definition::FormDefinition;
use diagnostic::{Diagnostic, counts};
use model::{AreaCode, FactState};

/// One line per ward in the city's order.
pub(super) fn coverage(
    frame: Frame<'_>,
    selection: &Selection<'_>,
    facts: &Facts,
    editions: &[&FormDefinition],
) -> Vec<WardCoverage> {
    let live = frame.as_of.fiscal_year();
    let mut told: BTreeMap<&AreaCode, Vec<&Diagnostic>> = BTreeMap::new();
    for one in frame.findings.diagnostics() {
        if let Some(ward) = &one.ward {
            told.entry(ward).or_default().push(one);
        }
    }
    let mut lines = Vec::new();
    for ward in frame.definitions.areas.wards() {
        let used = selection.used(&ward.code);
        let own = used.map(|submission| frame.definitions.form_of(submission));
        let form = own.or(editions.last().copied());
        let fields = form.into_iter().flat_map(FormDefinition::fields);
        let is_outside = |indicator| {
            let fact = facts.get(&ward.code, live, indicator);
            fact.is_some_and(|fact| fact.is_outside)
        };
        let required: Vec<_> = fields
            .map(|(_, _, field)| field)
            .filter(|field| field.is_required && !is_outside(&field.indicator))
            .collect();
        let states = required.iter().filter_map(|field| {
            facts
                .get(&ward.code, live, &field.indicator)
                .map(|fact| fact.state)
        });
        let filled = states.filter(|state| *state == FactState::Reported).count();
        let received = selection.received(&ward.code);
        let unread = selection.unread(&ward.code);
        let written = used.is_some_and(|submission| !submission.is_blank(live));
        let state = match (used, received.is_empty(), written) {
            (Some(_), _, true) => CoverageState::Submitted,
            (Some(_), _, false) => CoverageState::Empty,
            (None, true, _) if !unread.is_empty() => CoverageState::Unread,
            (None, true, _) => CoverageState::NotSubmitted,
            (None, false, _) => CoverageState::Undecided,
        };
        lines.push(WardCoverage {
            ward: ward.code.clone(),
            state,
            files: received
                .iter()
                .map(|submission| submission.file.clone())
                .chain(unread.iter().map(|one| one.file.clone()))
                .collect(),
            filled: u32::try_from(filled).unwrap_or(u32::MAX),
            required: u32::try_from(required.len()).unwrap_or(u32::MAX),
            words: used.map_or(0, |submission| {
                u32::try_from(submission.words(live)).unwrap_or(u32::MAX)
            }),
            as_of: used
                .or(received.first().copied())
                .and_then(|submission| submission.as_of),
            counts: counts(told.remove(&ward.code).into_iter().flatten()),
        });
    }
    lines
}
