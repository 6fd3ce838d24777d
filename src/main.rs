//! Hands arguments and streams to [`torimatome::cli::run`] and returns its exit code. Nothing else.

use std::process::ExitCode;

/// The system's own, and a file for what a large run keeps.
#[global_allocator]
static MEMORY: system::Memory = system::Memory;

fn main() -> ExitCode {
    let mut streams = torimatome::cli::Streams::of_this_process();
    torimatome::cli::run(std::env::args_os(), &mut streams)
}
