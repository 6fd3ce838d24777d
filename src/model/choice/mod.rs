//! Which submission counts where a ward sent several. The one home of that decision: checking and compiling both ask here.
//!
//! # The rule
//! 1. A file that a person named (`--use`) counts for its ward.
//! 2. Else one that is filled in, not one in which nothing stands for the run's fiscal year (記入なし).
//! 3. Else the one with the later as-of date; a date after the run's is never taken.
//! 4. Else the one saved later, by the date inside the file. The file system's date would change with every copy.
//!
//! What is equal or unknown decides nothing: then none counts, unless all of them say the same. Byte-identical copies are one
//! submission. Another form
//! of the same ward is another matter; another edition of the same form is not.

mod content;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use content::{content, contradict};

use super::{AreaCode, AsOf, Submission};

/// By which rule one submission took the place of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChoiceRule {
    /// A person named it.
    Named,
    /// It is filled in, and the other is not.
    Filled,
    /// Its as-of date is later.
    LaterAsOf,
    /// It was saved later.
    LaterSaved,
}

impl ChoiceRule {
    /// The rule in Japanese.
    pub fn label(self) -> &'static str {
        match self {
            Self::Named => "--use で指定",
            Self::Filled => "もう一方は記入なし",
            Self::LaterAsOf => "時点が新しい",
            Self::LaterSaved => "ファイルの中の保存日時が新しい",
        }
    }
}

/// What becomes of a submission among those of its ward and form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// It counts for its ward.
    Counts,
    /// Another file is the same byte for byte and stands for it.
    CopyOf(Arc<str>),
    /// Another file of its ward was chosen.
    SupersededBy(Arc<str>, ChoiceRule),
    /// It cannot be told which of the ward's files counts.
    Undecided,
    /// It speaks for another date than the run.
    OtherDate,
}

impl Role {
    /// The word in Japanese.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Counts => "使用",
            Self::CopyOf(_) => "同じ内容の写し",
            Self::SupersededBy(..) => "差し替え済み",
            Self::Undecided => "採用保留",
            Self::OtherDate => "時点が違う",
        }
    }
}

/// The role of every submission whose ward is known, by file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    roles: BTreeMap<Arc<str>, Role>,
}

impl Choices {
    /// Decides for every ward and form. `as_of` is the run's date, `named` the files that a person named. For the `whole`,
    /// several workbooks may count that contradict each other nowhere.
    pub fn new(
        submissions: &[Submission],
        as_of: Option<AsOf>,
        named: &BTreeSet<Arc<str>>,
        whole: Option<&AreaCode>,
    ) -> Self {
        let mut wards: BTreeMap<(&AreaCode, &str), Vec<&Submission>> = BTreeMap::new();
        for submission in submissions {
            if let Some(ward) = &submission.ward {
                let key = (ward, submission.form.form.as_str());
                wards.entry(key).or_default().push(submission);
            }
        }
        let mut roles = BTreeMap::new();
        let groups = wards.into_iter().flat_map(|((ward, _), received)| {
            if whole == Some(ward) {
                apart_if_they_agree(received)
            } else {
                vec![received]
            }
        });
        for received in groups {
            let candidates = without_copies(received, named, &mut roles);
            decide(&candidates, as_of, named, &mut roles);
        }
        Self { roles }
    }

    /// The role of a file; `None` if its ward is unknown.
    pub fn role(&self, file: &Arc<str>) -> Option<&Role> {
        self.roles.get(file)
    }

    /// Whether the file counts for its ward.
    pub fn counts(&self, file: &Arc<str>) -> bool {
        self.role(file) == Some(&Role::Counts)
    }

    /// Whether the file is a copy of one that stands for it.
    pub fn is_copy(&self, file: &Arc<str>) -> bool {
        matches!(self.role(file), Some(Role::CopyOf(_)))
    }

    /// The file that was chosen instead, and why.
    pub fn superseded_by(&self, file: &Arc<str>) -> Option<(&Arc<str>, ChoiceRule)> {
        match self.role(file)? {
            Role::SupersededBy(chosen, rule) => Some((chosen, *rule)),
            Role::Counts | Role::CopyOf(_) | Role::Undecided | Role::OtherDate => None,
        }
    }
}

/// Submissions of which one says otherwise what another says too, together; those that can all stand beside each other, apart.
/// Files with the same bytes, or with all the same in them, are together as well: one of them stands for all.
fn apart_if_they_agree(mut received: Vec<&Submission>) -> Vec<Vec<&Submission>> {
    received.sort_by_key(|submission| Arc::clone(&submission.file));
    let mut groups: Vec<Vec<&Submission>> = Vec::new();
    for submission in received {
        let belongs = |other: &&Submission| {
            other.sha256 == submission.sha256
                || contradict(other, submission)
                || content(other) == content(submission)
        };
        let (same, others): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|group| group.iter().any(belongs));
        let mut together = vec![submission];
        together.extend(same.into_iter().flatten());
        groups = others;
        groups.push(together);
    }
    groups
}

/// One submission for every content: the named one, else the first by name. The others get their role here.
fn without_copies<'a>(
    mut received: Vec<&'a Submission>,
    named: &BTreeSet<Arc<str>>,
    roles: &mut BTreeMap<Arc<str>, Role>,
) -> Vec<&'a Submission> {
    received.sort_by_key(|s| (!named.contains(&s.file), Arc::clone(&s.file)));
    let mut first: BTreeMap<&str, &Submission> = BTreeMap::new();
    for submission in received {
        match first.get(submission.sha256.as_str()) {
            Some(known) => {
                let copy = Role::CopyOf(Arc::clone(&known.file));
                roles.insert(Arc::clone(&submission.file), copy);
            }
            None => {
                first.insert(&submission.sha256, submission);
            }
        }
    }
    first.into_values().collect()
}

fn decide<'a>(
    candidates: &[&'a Submission],
    run: Option<AsOf>,
    named: &BTreeSet<Arc<str>>,
    roles: &mut BTreeMap<Arc<str>, Role>,
) {
    let date = |s: &Submission| s.as_of.or(run);
    let differs = |s: &Submission| run.is_some() && date(s) != run;
    let by_hand = only(
        candidates
            .iter()
            .filter(|s| named.contains(&s.file))
            .copied(),
    );
    let in_time: Vec<&Submission> = candidates
        .iter()
        .copied()
        .filter(|s| run.is_none() || date(s) <= run)
        .collect();
    let blank = |s: &Submission| date(s).is_some_and(|date| s.is_blank(date.fiscal_year()));
    let is_filled = |s: &&Submission| !differs(s) && !blank(s);
    let by_filling = by_hand.is_none() && in_time.iter().any(is_filled);
    let is_passed_over = |s: &Submission| by_filling && !differs(s) && blank(s);
    let contenders = |of: &[&'a Submission]| -> Vec<&'a Submission> {
        let of = of.iter().copied();
        of.filter(|s| !is_passed_over(s)).collect()
    };
    let rivals = contenders(candidates);
    let latest = || latest(&contenders(&in_time), run).filter(|s| !differs(s));
    let chosen = by_hand.or_else(latest);
    let same = || say_the_same(&rivals).filter(|first| !differs(first));
    let (chosen, is_same) = match chosen {
        Some(chosen) => (Some(chosen), false),
        None => (same(), true),
    };
    for submission in candidates {
        let role = match chosen {
            Some(chosen) if chosen.file != submission.file && is_passed_over(submission) => {
                Role::SupersededBy(Arc::clone(&chosen.file), ChoiceRule::Filled)
            }
            Some(chosen) if is_same && chosen.file != submission.file => {
                Role::CopyOf(Arc::clone(&chosen.file))
            }
            Some(chosen) if chosen.file == submission.file && !differs(submission) => Role::Counts,
            Some(chosen) if chosen.file == submission.file => Role::OtherDate,
            Some(chosen) if by_hand.is_some() => {
                Role::SupersededBy(Arc::clone(&chosen.file), ChoiceRule::Named)
            }
            Some(chosen) if date(submission).is_some_and(|own| Some(own) < date(chosen)) => {
                Role::SupersededBy(Arc::clone(&chosen.file), ChoiceRule::LaterAsOf)
            }
            _ if differs(submission) => Role::OtherDate,
            Some(chosen) => Role::SupersededBy(Arc::clone(&chosen.file), ChoiceRule::LaterSaved),
            None => Role::Undecided,
        };
        roles.insert(Arc::clone(&submission.file), role);
    }
}

/// The first by name of several submissions, if all of them say the same.
fn say_the_same<'a>(candidates: &[&'a Submission]) -> Option<&'a Submission> {
    let first = candidates.iter().copied().min_by_key(|one| &one.file)?;
    let said = content(first);
    let mut others = candidates.iter();
    others.all(|other| content(other) == said).then_some(first)
}

/// The one with the latest as-of date, of several such the one saved last; none where that is equal or unknown.
fn latest<'a>(candidates: &[&'a Submission], run: Option<AsOf>) -> Option<&'a Submission> {
    let date = |s: &Submission| s.as_of.or(run);
    let newest = candidates.iter().map(|s| date(s)).max()?;
    let is_known = candidates.iter().all(|s| date(s).is_some());
    let top: Vec<&Submission> = candidates
        .iter()
        .copied()
        .filter(|s| !is_known || date(s) == newest)
        .collect();
    if let [one] = top[..] {
        return Some(one);
    }
    if top.iter().any(|s| s.saved.is_none()) {
        return None;
    }
    let last = top.iter().map(|s| s.saved).max()?;
    only(top.into_iter().filter(|s| s.saved == last))
}

/// The only one of them, if there is exactly one.
fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    items.next().filter(|_| items.next().is_none())
}

#[cfg(test)]
mod tests;
