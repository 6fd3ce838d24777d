//! What a rule may see.

use crate::definition::{Definitions, Registry};
use crate::model::{AsOf, PreviousFacts, Submission};

/// What the findings are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A ward checks its own workbook: nobody expects the others.
    Check,
    /// The bureau compiles all wards.
    Compile,
}

/// What a rule may see.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Forms, areas, indicators.
    pub definitions: &'a Definitions,
    /// The registry of this run.
    pub registry: &'a Registry,
    /// The run's as-of date, if it was given or could be told from the submissions.
    pub as_of: Option<AsOf>,
    /// Every submission, in file-name order.
    pub submissions: &'a [Submission],
    /// Last year's facts, if given.
    pub previous: Option<&'a PreviousFacts>,
    /// What the findings are for.
    pub purpose: Purpose,
}

impl Context<'_> {
    /// The as-of date that holds for a submission: its own, else the run's.
    pub fn as_of_for(&self, submission: &Submission) -> Option<AsOf> {
        submission.as_of.or(self.as_of)
    }
}
