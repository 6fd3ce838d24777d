//! The submissions by ward, and which of them counts: as decided in [`model::Choices`], nothing is chosen here.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::{Frame, ReceivedFile, Replacement, Resubmission};
use diagnostic::Code;
use model::{AreaCode, NarrativeItem, Submission, differences};

/// The submissions by ward.
pub(super) struct Selection<'a> {
    used: HashMap<AreaCode, &'a Submission>,
    received: BTreeMap<AreaCode, Vec<&'a Submission>>,
    unread: BTreeMap<AreaCode, Vec<Unread<'a>>>,
    whole: Vec<&'a Submission>,
}

/// A file that could not be opened and, by its name, is a ward's; and the code that says why.
#[derive(Clone, Copy)]
pub(super) struct Unread<'a> {
    pub(super) file: &'a Arc<str>,
    pub(super) code: Code,
}

impl<'a> Selection<'a> {
    /// The submission that counts for a ward.
    pub(super) fn used(&self, ward: &AreaCode) -> Option<&'a Submission> {
        self.used.get(ward).copied()
    }

    /// The submissions that count for the whole at once, by file name; no two contradict each other.
    pub(super) fn for_whole(&self) -> impl Iterator<Item = &'a Submission> {
        self.whole.iter().copied()
    }

    /// The words written for the whole, each once though several files may hold a block.
    pub(super) fn words_for_whole(&self) -> Vec<Arc<NarrativeItem>> {
        let mut known = BTreeSet::new();
        let mut words = Vec::new();
        for submission in self.for_whole() {
            let is_new =
                |one: &&Arc<NarrativeItem>| !known.contains(&(one.block.as_str(), one.year));
            let own: Vec<&Arc<NarrativeItem>> =
                submission.narratives.iter().filter(is_new).collect();
            known.extend(own.iter().map(|one| (one.block.as_str(), one.year)));
            words.extend(own.into_iter().cloned());
        }
        words
    }

    /// Everything that came for a ward, by file name.
    pub(super) fn received(&self, ward: &AreaCode) -> &[&'a Submission] {
        self.received.get(ward).map_or(&[], Vec::as_slice)
    }

    /// The files by which a ward's return came, if none of them could be opened.
    pub(super) fn unread(&self, ward: &AreaCode) -> &[Unread<'a>] {
        self.unread.get(ward).map_or(&[], Vec::as_slice)
    }
}

/// Sorts the submissions by ward.
pub(super) fn select<'a>(frame: Frame<'a>, submissions: &[&'a Submission]) -> Selection<'a> {
    let mut used = HashMap::new();
    let mut received: BTreeMap<AreaCode, Vec<&Submission>> = BTreeMap::new();
    let mut whole = Vec::new();
    for submission in submissions.iter().copied() {
        if let Some(ward) = &submission.ward {
            if frame.definitions.areas.is_whole(ward) && frame.choices.counts(&submission.file) {
                whole.push(submission);
            }
            received.entry(ward.clone()).or_default().push(submission);
            if frame.choices.counts(&submission.file) {
                used.insert(ward.clone(), submission);
            }
        }
    }
    whole.sort_by(|a, b| a.file.cmp(&b.file));
    for candidates in received.values_mut() {
        candidates.sort_by(|a, b| a.file.cmp(&b.file));
    }
    let mut unread: BTreeMap<AreaCode, Vec<Unread<'a>>> = BTreeMap::new();
    for told in frame.findings.diagnostics() {
        let is_unread = [
            Code::FILE_UNREADABLE,
            Code::PROGRAM_FAILED,
            Code::FILE_PROTECTED,
            Code::FILE_BEYOND_LIMIT,
        ]
        .contains(&told.code);
        if let (true, None, Some(ward), Some(file)) =
            (is_unread, &told.place.sheet, &told.ward, &told.place.file)
            && !received.contains_key(ward)
        {
            unread.entry(ward.clone()).or_default().push(Unread {
                file,
                code: told.code,
            });
        }
    }
    Selection {
        used,
        received,
        unread,
        whole,
    }
}

/// The wards that sent more than one file, in the city's order: what became of each file and what was changed.
pub(super) fn resubmissions(frame: Frame<'_>, selection: &Selection<'_>) -> Vec<Resubmission> {
    let mut found = Vec::new();
    for ward in frame.definitions.areas.wards() {
        let received = selection.received(&ward.code);
        if received.len() < 2 {
            continue;
        }
        let of = |file: &str| received.iter().find(|s| *s.file == *file);
        let mut one = Resubmission {
            ward: ward.code.clone(),
            files: Vec::new(),
            replacements: Vec::new(),
        };
        for old in received {
            if let Some(role) = frame.choices.role(&old.file) {
                one.files.push(ReceivedFile {
                    file: old.file.clone(),
                    as_of: old.as_of,
                    saved: old.saved,
                    role: role.clone(),
                });
            }
            let chosen = frame.choices.superseded_by(&old.file);
            if let Some(new) = chosen.and_then(|(file, _)| of(file)) {
                one.replacements.push(Replacement {
                    old: old.file.clone(),
                    new: new.file.clone(),
                    form: new.form.clone(),
                    differences: differences(old, new),
                });
            }
        }
        found.push(one);
    }
    found
}
