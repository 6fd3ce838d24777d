//! Which submission counts for each ward. Nothing is guessed: where two differ, neither is taken.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Frame;
use crate::diagnostic::Code;
use crate::model::{AreaCode, Submission};

/// The submissions by ward.
pub(super) struct Selection<'a> {
    used: BTreeMap<AreaCode, &'a Submission>,
    received: BTreeMap<AreaCode, Vec<&'a Submission>>,
}

impl<'a> Selection<'a> {
    /// The submission that counts for a ward.
    pub(super) fn used(&self, ward: &AreaCode) -> Option<&'a Submission> {
        self.used.get(ward).copied()
    }

    /// Everything that came for a ward, by file name.
    pub(super) fn received(&self, ward: &AreaCode) -> &[&'a Submission] {
        self.received.get(ward).map_or(&[], Vec::as_slice)
    }
}

/// Chooses: one usable submission counts, byte-identical copies count once, anything else leaves the ward out.
pub(super) fn select<'a>(frame: Frame<'_>, submissions: &'a [Submission]) -> Selection<'a> {
    let refused: BTreeSet<&Arc<str>> = frame
        .findings
        .diagnostics()
        .iter()
        .filter(|d| [Code::WARD_UNKNOWN, Code::WARD_DISAGREES].contains(&d.code))
        .filter_map(|d| d.place.file.as_ref())
        .collect();
    let mut received: BTreeMap<AreaCode, Vec<&Submission>> = BTreeMap::new();
    for submission in submissions {
        if let Some(ward) = &submission.ward {
            received.entry(ward.clone()).or_default().push(submission);
        }
    }
    let mut used = BTreeMap::new();
    for (ward, candidates) in &mut received {
        candidates.sort_by(|a, b| a.file.cmp(&b.file));
        let mut usable: Vec<&Submission> = candidates
            .iter()
            .copied()
            .filter(|s| !refused.contains(&s.file))
            .filter(|s| s.as_of.is_none_or(|as_of| as_of == frame.as_of))
            .collect();
        usable.dedup_by(|a, b| a.sha256 == b.sha256);
        let distinct: BTreeSet<&str> = usable.iter().map(|s| s.sha256.as_str()).collect();
        if let (1, Some(first)) = (distinct.len(), usable.first()) {
            used.insert(ward.clone(), *first);
        }
    }
    Selection { used, received }
}
