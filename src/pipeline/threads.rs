//! The threads of a run and what can end it.

use std::cell::{OnceCell, RefCell};
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

/// Does a stage's work with so many threads; 0 for as many as there are cores. A machine that cannot start them, for want of
/// memory as a rule, works with fewer, and at last with none but its own.
pub(super) fn with_threads<R: Send>(
    jobs: usize,
    work: impl FnOnce() -> R + Send,
) -> Result<R, PipelineError> {
    let mut threads = match jobs {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        jobs => jobs,
    };
    let most = affordable();
    threads = if most > 1 { threads.min(most) } else { 0 };
    while threads > 0 {
        if let Some(pool) = pool_of(threads) {
            return Ok(pool.install(work));
        }
        threads /= 2;
    }
    let alone = ALONE.with(|alone| *alone.get_or_init(own_pool));
    Ok(alone.ok_or(PipelineError::Threads)?.install(work))
}

thread_local! {
    static ALONE: OnceCell<Option<&'static ThreadPool>> = const { OnceCell::new() };
    static POOLS: RefCell<BTreeMap<usize, &'static ThreadPool>> = const { RefCell::new(BTreeMap::new()) };
}

/// A pool of so many threads, which stays as long as the program runs: files are read a few at a time, and threads that begin
/// anew each time cost more than what they do.
fn pool_of(threads: usize) -> Option<&'static ThreadPool> {
    POOLS.with_borrow_mut(|pools| {
        if let Some(pool) = pools.get(&threads) {
            return Some(*pool);
        }
        let builder = ThreadPoolBuilder::new().num_threads(threads);
        let pool = builder.start_handler(|_| watch_thread()).build().ok()?;
        let pool: &'static ThreadPool = Box::leak(Box::new(pool));
        pools.insert(threads, pool);
        Some(pool)
    })
}

/// A pool of this thread and no other, which stays its pool as long as it runs.
fn own_pool() -> Option<&'static ThreadPool> {
    let builder = ThreadPoolBuilder::new().num_threads(1);
    let pool = builder.use_current_thread().build().ok()?;
    Some(Box::leak(Box::new(pool)))
}

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
