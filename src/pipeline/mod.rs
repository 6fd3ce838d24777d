//! The only place that knows the order of the stages, and the only home of threads.

mod bundle;
mod columns;
mod desk;
mod only;
mod outputs;
mod record;
mod reports;
mod returns;
mod table;
mod threads;

use rayon::prelude::*;

use crate::read::{InputFile, ReadResult, Reader};

pub use outputs::{
    Outputs, QUESTIONS, Whereabouts, compile_all, findings_github, findings_junit, findings_sarif,
};
pub use returns::returned_copies;
pub use threads::{Making, PipelineError, affordable};

/// Reads every file, in parallel, and gives the results by file name. `done` is called once per file.
///
/// # Errors
/// The threads cannot be started.
pub fn read_all(
    inputs: &[InputFile],
    reader: &Reader<'_>,
    jobs: usize,
    done: &(dyn Fn() + Sync),
) -> Result<Vec<ReadResult>, PipelineError> {
    let mut results: Vec<ReadResult> = threads::with_threads(jobs, || {
        inputs
            .par_iter()
            .map(|input| {
                let result = reader.read(input);
                done();
                result
            })
            .collect()
    })?;
    results.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(results)
}
