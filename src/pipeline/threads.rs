//! The threads of a run and what can end it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::collection::Office;
use crate::definition::Volume;
use crate::ledger::FileHash;
use crate::model::{Nouns, Stamp, watch_thread};
use crate::render::RenderError;

/// How the outputs are made and which; by default all, with as many threads as there are cores and without a date.
#[derive(Clone, Copy, Debug, Default)]
pub struct Making<'a> {
    /// When the outputs are made, if that is to stand in them.
    pub stamp: Option<Stamp>,
    /// Threads; 0 for as many as there are cores.
    pub jobs: usize,
    /// What the volumes that are wanted are called; empty for all.
    pub volumes: &'a [String],
    /// The outputs that are wanted, by name, by folder or by name without its ending; empty for all.
    pub only: &'a [String],
    /// The published tables as Parquet too.
    pub parquet: bool,
    /// A file for each unit, beside the volume that holds a page for each.
    pub each_unit: bool,
    /// What the office knows beside the workbooks.
    pub office: Office<'a>,
    /// The files that it was read from.
    pub office_files: &'a [FileHash],
    /// The files of the tables that were given in the place of workbooks.
    pub tables: &'a [FileHash],
    /// The outputs are sealed: nobody writes over them, and they say nothing of being provisional.
    pub is_final: bool,
    /// For readers outside the office: nothing says which file, cell or person a thing came from.
    pub is_public: bool,
}

impl Making<'_> {
    /// Whether a volume is to be written: asked for or, where none is, usual; outside the office none that is for it alone.
    pub fn wants(&self, volume: &Volume, nouns: &Nouns) -> bool {
        let mut said = self.volumes.iter();
        let is_usual = self.volumes.is_empty() && !volume.optional;
        let is_meant = is_usual || said.any(|said| volume.is_called(said, nouns));
        is_meant && !(self.is_public && volume.internal)
    }
}

/// Does a stage's work with so many threads, this one among them; 0 for as many as there are cores. A machine that cannot start
/// others, for want of memory as a rule, works with this one alone.
pub(super) fn with_threads<R: Send>(
    jobs: usize,
    work: impl FnOnce() -> R + Send,
) -> Result<R, PipelineError> {
    let threads = match jobs {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        jobs => jobs,
    };
    match pool_of(threads.min(affordable()).min(MOST)) {
        Some(pool) => Ok(pool.install(work)),
        None if rayon::current_thread_index().is_some() => Ok(work()),
        None => Err(PipelineError::Threads),
    }
}

thread_local! {
    static POOLS: RefCell<BTreeMap<usize, Option<&'static ThreadPool>>> =
        const { RefCell::new(BTreeMap::new()) };
}

/// A pool of so many threads, which stays as long as the program runs: files are read a few at a time, and threads that begin
/// anew each time cost more than what they do. The first that a thread asks for is made of the thread itself and others: one that
/// only waits would have a heap of its own for nothing. Where the others cannot be started there is no pool, and that thread
/// counts as one that works for itself.
fn pool_of(threads: usize) -> Option<&'static ThreadPool> {
    POOLS.with_borrow_mut(|pools| {
        let is_first = pools.is_empty();
        let pool = pools.entry(threads);
        *pool.or_insert_with(|| {
            let builder = ThreadPoolBuilder::new().num_threads(threads);
            let builder = builder.start_handler(|_| watch_thread());
            let builder = match is_first {
                true => builder.use_current_thread(),
                false => builder,
            };
            builder.build().ok().map(|pool| &*Box::leak(Box::new(pool)))
        })
    })
}

/// Most threads of a run: beyond as many as any machine has cores they only cost.
const MOST: usize = 64;

/// Address space that a thread may take for its stack and its heap.
#[cfg(unix)]
const OF_A_THREAD: u64 = 192 << 20;

/// How many threads the memory that this process may have is enough for.
pub fn affordable() -> usize {
    #[cfg(unix)]
    if let Ok(most) = rlimit::Resource::AS.get_soft() {
        return usize::try_from(most / OF_A_THREAD)
            .unwrap_or(usize::MAX)
            .max(1);
    }
    usize::MAX
}

/// The run cannot be finished; never the fault of a single workbook.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// No workbook states an as-of date and none was given: the user's to say.
    #[error(
        "時点がわかりません。どのファイルにも時点が書かれていないため、--as-of 2026-03-31 のように指定してください。"
    )]
    NoAsOf,
    /// No output is called what `--only` names: the user's to say.
    #[error("--only の「{said}」というものは書き出しません{near}。書き出せるもの: {known}")]
    NoSuchOutput {
        /// As given.
        said: String,
        /// What may be meant.
        near: String,
        /// What there is.
        known: String,
    },
    /// A renderer failed: a fault of the program or of the machine.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// Threads could not be started: the machine's.
    #[error(
        "メモリが足りないため、処理を始められませんでした。ほかのプログラムを閉じてから、もう一度実行してください。"
    )]
    Threads,
}
