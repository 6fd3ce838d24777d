//! The copies that go back, made on as many threads as the run may have.

use rayon::prelude::*;

use super::threads::{PipelineError, with_threads};
use crate::answer::{Copied, Returned, copy};
use crate::assemble::{Checked, Setting};

/// A copy for every submission that something is told about; nothing for a ward that has nothing to be told.
///
/// # Errors
/// The threads cannot be started, or a redrawn form cannot be written.
pub fn returned_copies(
    setting: Setting<'_>,
    jobs: usize,
    checked: &Checked,
    which: Copied,
) -> Result<Returned, PipelineError> {
    let current = which.of(checked);
    let copies: Vec<_> = with_threads(jobs, || {
        current
            .par_iter()
            .map(|submission| copy(setting, checked, submission, &[]))
            .collect()
    })?;
    let mut returned = Returned::default();
    for (submission, made) in current.iter().zip(copies) {
        if let Some(copy) = made? {
            returned.add(submission, copy);
        }
    }
    Ok(returned)
}
