//! The few things that the system is asked for past std: of Windows the limits of a process, its console and other programs; of
//! glibc's allocator to give back what is freed.
//!
//! All the `unsafe` of the programs stands here, a call at a time; the page has its own, in `src/exports`. What follows from an
//! answer is the edge's to decide.

mod allocator;
#[cfg(windows)]
mod windows;

pub use allocator::give_back_what_is_freed;
#[cfg(windows)]
pub use windows::{is_running, limit_this_process, open, owns_console};
