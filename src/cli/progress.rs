//! A progress bar, on a terminal only, and only for more than a second's work.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::CommonOptions;
use super::shared::Streams;

/// Work shorter than this shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// Counts files done.
pub(super) struct Progress {
    bar: ProgressBar,
    started: Instant,
    is_wanted: bool,
}

impl Progress {
    /// Starts counting.
    #[expect(
        clippy::disallowed_methods,
        reason = "the bar's delay is the one use of the clock; no output depends on it"
    )]
    pub(super) fn new(common: &CommonOptions, streams: &Streams) -> Self {
        // How many there are is known when the last folder and zip has been opened.
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("読み取り {spinner} {pos}件") {
            bar.set_style(style);
        }
        Self {
            bar,
            started: Instant::now(),
            is_wanted: streams.err_is_terminal && !common.quiet,
        }
    }

    /// One more file is done.
    pub(super) fn step(&self) {
        self.bar.inc(1);
        if self.is_wanted && self.bar.is_hidden() && self.started.elapsed() >= PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Clears the line.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
