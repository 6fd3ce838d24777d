//! What became of a file among those that came, for whoever tells its sender how it stands. What is told of it is in the findings.

use std::sync::Arc;

use model::{Role, Submission};

use super::Checked;

/// What became of a file, beside what is told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate<'a> {
    /// It is no submission.
    Unread,
    /// This file was chosen in its place.
    Superseded(&'a Arc<str>),
    /// Nothing stands in it of the fiscal year that is asked for.
    Blank,
    /// It is this file once more.
    Copy(&'a Arc<str>),
    /// It stands beside another one of the same ward, and nobody can say which one counts.
    Undecided,
    /// It is a submission like any other.
    Checked,
}

impl Checked {
    /// What became of a file.
    pub fn fate(&self, file: &Arc<str>) -> Fate<'_> {
        let Some(submission) = Submission::of_file(&self.submissions, file) else {
            return Fate::Unread;
        };
        match self.choices.role(file) {
            Some(Role::SupersededBy(chosen, _)) => Fate::Superseded(chosen),
            _ if self.is_blank(submission) => Fate::Blank,
            Some(Role::CopyOf(first)) => Fate::Copy(first),
            Some(Role::Undecided) => Fate::Undecided,
            // What is wrong with its ward or its date is told of it.
            Some(Role::Counts | Role::OtherDate) | None => Fate::Checked,
        }
    }

    fn is_blank(&self, submission: &Submission) -> bool {
        let as_of = self.as_of.or(submission.as_of);
        as_of.is_some_and(|as_of| submission.is_blank(as_of.fiscal_year()))
    }
}
