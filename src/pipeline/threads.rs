//! The threads of a run and what can end it.

use crate::model::Stamp;
use crate::render::RenderError;

/// How the outputs are made; by default with as many threads as there are cores and without a date.
#[derive(Clone, Copy, Debug, Default)]
pub struct Making {
    /// When the outputs are made, if that is to stand in them.
    pub stamp: Option<Stamp>,
    /// Threads; 0 for as many as there are cores.
    pub jobs: usize,
}

/// The threads that share a stage's work; 0 for as many as there are cores.
pub(super) fn pool(jobs: usize) -> Result<rayon::ThreadPool, PipelineError> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(jobs);
    builder
        .build()
        .map_err(|error| PipelineError::Threads(error.to_string()))
}

/// The run cannot be finished; never the fault of a single workbook.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// No workbook states an as-of date and none was given: the user's to say.
    #[error(
        "時点がわかりません。どのファイルにも時点が書かれていないため、--as-of 2026-03-31 のように指定してください。"
    )]
    NoAsOf,
    /// A renderer failed: a fault of the program or of the machine.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// Threads could not be started: the machine's.
    #[error("並列処理を始められませんでした: {0}")]
    Threads(String),
}
