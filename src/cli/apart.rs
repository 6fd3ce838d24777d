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

/// From now on, and until [`keep_in_memory`], lays apart what a run of so many workbooks keeps; whether they are so many.
pub(super) fn keep_apart(workbooks: usize) -> bool {
    let is_large = workbooks >= WORKBOOKS;
    if is_large {
        system::paged(&folder());
    }
    is_large
}

/// From now on what is kept stays in memory.
pub(super) fn keep_in_memory() {
    system::unpaged();
}

/// Lays apart what one step of such a run keeps.
pub(super) fn kept_apart<R>(workbooks: usize, make: impl FnOnce() -> R) -> R {
    keep_apart(workbooks);
    let made = make();
    keep_in_memory();
    made
}

/// Lays apart what is made of definitions of so many bytes.
pub(super) fn made_apart<R>(bytes: usize, make: impl FnOnce() -> R) -> R {
    kept_apart(if bytes >= DEFINITIONS { WORKBOOKS } else { 0 }, make)
}
