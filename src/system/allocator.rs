//! How the allocator keeps what the program has freed. Only glibc's has to be told.

/// From this size on, in bytes, a piece is asked of the system for itself and goes back with its end: the size that glibc starts with.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: libc::c_int = 128 * 1024;

/// How much of what smaller pieces stood in is kept, in bytes: what one workbook is read in and the next one again. With no more than
/// glibc starts with, two threads read an eighth more slowly.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const KEPT: libc::c_int = 1024 * 1024;

/// From now on large pieces that are freed go back to the system at once. By itself glibc raises both of its limits to the largest
/// piece that was ever freed (32 MiB at most, mallopt(3)): then a file that was put together stays in memory behind what is kept,
/// and the next one beside it.
pub fn give_back_what_is_freed() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    for (limit, bytes) in [
        (libc::M_MMAP_THRESHOLD, LARGE),
        (libc::M_TRIM_THRESHOLD, KEPT),
    ] {
        // SAFETY: two numbers are given and no pointer. Where it is refused, everything stays as it was.
        unsafe { libc::mallopt(limit, bytes) };
    }
}

/// Gives back what has been freed so far between what is still held: where much was asked for at once, most of a page may be empty.
pub fn give_back_now() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: a number is given and no pointer.
    unsafe {
        libc::malloc_trim(0)
    };
}
