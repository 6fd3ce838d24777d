//! Where what a large run keeps is laid: into a file, so that a country needs no more memory than a city. What is let go of again at
//! once, as all that reading a workbook takes, stays in memory.

use std::path::PathBuf;

/// From how many workbooks on a run is large: what a thousand say takes 80 MB.
const WORKBOOKS: usize = 1000;

/// From how many bytes of definitions on: of a thousand units they are 300 KB of text, and 7 MB in memory while they are read.
const DEFINITIONS: usize = 2 << 20;

/// The folder of the file. It has to be on a disk, which `/tmp` often is not.
fn folder() -> PathBuf {
    let named = std::env::var_os("TMPDIR").filter(|named| !named.is_empty());
    named.map_or_else(|| PathBuf::from("/var/tmp"), PathBuf::from)
}

/// Whether a run of so many workbooks is large.
pub(super) fn are_many(workbooks: usize) -> bool {
    workbooks >= WORKBOOKS
}

/// Whether definitions of so many bytes are large.
pub(super) fn are_long(bytes: usize) -> bool {
    bytes >= DEFINITIONS
}

/// From now on, and until [`keep_in_memory`], lays apart what is kept, where it is large.
pub(super) fn keep_apart(is_large: bool) {
    if is_large {
        system::paged(&folder());
    }
}

/// From now on what is kept stays in memory.
pub(super) fn keep_in_memory() {
    system::unpaged();
}

/// Lays apart what one step keeps, where it is large.
pub(super) fn kept_apart<R>(is_large: bool, make: impl FnOnce() -> R) -> R {
    keep_apart(is_large);
    let made = make();
    keep_in_memory();
    made
}
