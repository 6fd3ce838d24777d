//! What is checked, and what for.

use super::selection::Selection;
use definition::{Definitions, Registry};
use model::{AsOf, Choices, PreviousFacts, Submission};

/// What the findings are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A ward checks its own workbook: nobody expects the others.
    Check,
    /// The bureau compiles all wards.
    Compile,
}

/// What is to be checked, submissions of any forms.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// Forms, areas, indicators.
    pub definitions: &'a Definitions,
    /// The registry of this run.
    pub registry: &'a Registry,
    /// The run's as-of date, if it was given or could be told from the submissions.
    pub as_of: Option<AsOf>,
    /// Every submission, in file-name order.
    pub submissions: &'a [Submission],
    /// Which of them count.
    pub choices: &'a Choices,
    /// Last year's facts, if given.
    pub previous: Option<&'a PreviousFacts>,
    /// What the findings are for.
    pub purpose: Purpose,
    /// Which codes are looked for.
    pub selection: &'a Selection,
}

impl<'a> Run<'a> {
    /// The submission of a file.
    pub(super) fn submission(&self, file: &str) -> Option<&'a Submission> {
        Submission::of_file(self.submissions, file)
    }
}
