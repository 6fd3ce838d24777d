//! A panic inside the parser becomes a broken file; whoever sets the panic hook can tell such a panic from one of ours.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static OPENING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is inside the parser, where a panic is the file's fault and is told as a diagnostic.
pub fn is_opening() -> bool {
    OPENING.with(Cell::get)
}

/// Runs the parser; `None` if it panicked.
pub(crate) fn caught<T>(parse: impl FnOnce() -> T) -> Option<T> {
    OPENING.with(|opening| opening.set(true));
    let result = catch_unwind(AssertUnwindSafe(parse)).ok();
    OPENING.with(|opening| opening.set(false));
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_and_the_flag_falls_again() {
        assert!(!is_opening());
        assert_eq!(caught(is_opening), Some(true));
        assert_eq!(caught(|| assert!(!is_opening(), "on purpose")), None);
        assert!(!is_opening());
    }
}
