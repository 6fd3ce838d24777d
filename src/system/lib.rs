//! The few things that the system is asked for past std: of Windows the limits of a process, its console and other programs; of
//! glibc's allocator to give back what is freed.
//!
//! All the `unsafe` of the programs stands here, a call at a time; the page has its own, in `src/exports`. What follows from an
//! answer is the edge's to decide.

mod allocator;
#[cfg(all(target_os = "linux", target_env = "gnu", target_pointer_width = "64"))]
mod paged;
#[cfg(windows)]
mod windows;

pub use allocator::{give_back_now, give_back_what_is_freed};
#[cfg(all(target_os = "linux", target_env = "gnu", target_pointer_width = "64"))]
pub use paged::{Memory, paged, unpaged};
#[cfg(windows)]
pub use windows::{is_running, limit_this_process, open, owns_console};

#[cfg(not(all(target_os = "linux", target_env = "gnu", target_pointer_width = "64")))]
pub use elsewhere::*;

/// Where memory is left to the system.
#[cfg(not(all(target_os = "linux", target_env = "gnu", target_pointer_width = "64")))]
mod elsewhere {
    /// The allocator of the program.
    pub use std::alloc::System as Memory;

    /// Changes nothing here.
    pub fn paged(_: &std::path::Path) {}

    /// Changes nothing here.
    pub fn unpaged() {}
}
