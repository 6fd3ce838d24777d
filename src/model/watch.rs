//! A panic costs what it happened in and nothing more: caught here, with the place in the program for whoever mends it.
//! What is then told is left to whoever catches.
//!
//! Where a panic cannot be caught, as in a browser, it ends the instance. Whoever starts the next one says by number which call
//! failed and where ([`remember`]); the same work then goes past that call as if the panic had been caught, and comes to the same
//! end as on a desktop.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, OnceLock};

thread_local! {
    static WATCHED: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs something; where it panicked, gives the place in the program, or nothing if that is not known.
///
/// # Errors
/// It panicked.
pub fn caught<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    let number = NUMBER.get();
    NUMBER.set(number + 1);
    if let Some(place) = REMEMBERED.with_borrow(|known| known.get(&number).cloned()) {
        return Err(place);
    }
    RUNNING.with_borrow_mut(|running| running.push(number));
    let result = unwound(run);
    RUNNING.with_borrow_mut(|running| running.pop());
    result
}

thread_local! {
    /// The calls of [`caught`] on this thread so far.
    static NUMBER: Cell<u64> = const { Cell::new(0) };
    /// The numbers of those that are running, the innermost last.
    static RUNNING: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
    /// The calls that are known to fail, and where in the program.
    static REMEMBERED: RefCell<BTreeMap<u64, String>> = const { RefCell::new(BTreeMap::new()) };
}

/// The innermost call of [`caught`] that is running on this thread, by number, for [`remember`].
pub fn running() -> Option<u64> {
    RUNNING.with_borrow(|running| running.last().copied())
}

/// From here on the call of [`caught`] with this number fails at once: in an instance before this one it did, at this place.
pub fn remember(number: u64, place: String) {
    REMEMBERED.with_borrow_mut(|known| known.insert(number, place));
}

/// Counts the calls from the beginning again: the same work over again has the same numbers.
pub fn count_anew() {
    NUMBER.set(0);
}

/// Where the last panic was that [`silence`] kept from being printed; for whoever looks at an instance that has ended.
pub fn last_place() -> String {
    let mut last = LAST.lock().map(|last| last.clone()).unwrap_or_default();
    if last.is_empty() {
        last = PLACE.with_borrow(String::clone);
    }
    last
}

fn unwound<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    let outer = WATCHED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(run));
    WATCHED.set(outer);
    result.map_err(|_| {
        let own = PLACE.take();
        // A thread that worked for this one failed, and its place is not ours.
        let last = LAST.lock().map(|mut last| std::mem::take(&mut *last));
        if own.is_empty() {
            last.unwrap_or_default()
        } else {
            own
        }
    })
}

/// What a person says to whoever mends the program: the same fault with the same file has the same number, on any machine.
pub fn case_number(place: &str, subject: &str) -> String {
    // FNV-1a: short, the same everywhere, and nothing hangs on its strength.
    let bytes = place.bytes().chain([0]).chain(subject.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let short = (hash >> 32) ^ (hash & 0xffff_ffff);
    format!("{:04X}-{:04X}", short >> 16, short & 0xffff)
}

static LAST: Mutex<String> = Mutex::new(String::new());
static PROVOKED: OnceLock<String> = OnceLock::new();
static HAS_FAILED: AtomicBool = AtomicBool::new(false);

/// From here on the program fails on purpose where [`may_fail`] is told this, for whoever tries what becomes of the rest.
pub fn provoke(what: &str) {
    // A second wish changes nothing.
    let _ = PROVOKED.set(what.to_owned());
}

/// A place where a fault can be provoked: reading a file, running a rule, writing an output.
///
/// # Panics
/// Where it was provoked, and never otherwise.
pub fn may_fail(what: &str) {
    if let Some(wanted) = PROVOKED.get().filter(|wanted| *wanted == what) {
        HAS_FAILED.store(true, Ordering::Relaxed);
        panic!("provoked: {wanted}");
    }
}

/// The wish for a fault at a place that the program did not come to: there is none of that name, or not in this run.
pub fn provoked_in_vain() -> Option<&'static str> {
    let wanted = PROVOKED.get().map(String::as_str);
    wanted.filter(|_| !HAS_FAILED.load(Ordering::Relaxed))
}

/// From here on a panic of this thread is told by whoever waits for the thread.
pub fn watch_thread() {
    WATCHED.set(true);
}

/// Keeps a panic that is caught from being printed: its English trace would only frighten the person at the terminal.
pub fn silence() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if WATCHED.get() {
                let place = panic.location().map(|at| place(at.file(), at.line()));
                let place = place.unwrap_or_default();
                if let Ok(mut last) = LAST.lock() {
                    last.clone_from(&place);
                }
                PLACE.set(place);
            } else {
                others(panic);
            }
        }));
    });
}

/// `src/check/peers.rs:206`; of a dependency without the folders of whoever built the program.
fn place(file: &str, line: u32) -> String {
    let file = file.replace('\\', "/");
    let parts: Vec<&str> = file.split('/').collect();
    let is_far = file.starts_with('/') || file.contains(':');
    let kept = parts
        .len()
        .saturating_sub(if is_far { 3 } else { parts.len() });
    format!("{}:{line}", parts[kept..].join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_with_its_place_and_the_watch_falls_again() {
        silence();
        let place = caught(|| assert!(!WATCHED.get(), "on purpose")).expect_err("a panic");
        assert!(place.starts_with("src/model/watch.rs:"), "{place}");
        assert!(!WATCHED.get());
        assert_eq!(caught(|| caught(|| WATCHED.get())), Ok(Ok(true)));
        assert!(!WATCHED.get());
    }

    #[test]
    fn a_call_that_is_known_to_fail_fails_at_once_and_by_its_number_only() {
        count_anew();
        let mut numbers = Vec::new();
        for _ in 0..3 {
            let _ = caught(|| numbers.extend(running()));
        }
        assert_eq!(numbers, [0, 1, 2]);
        assert_eq!(running(), None);
        remember(1, "src/check/peers.rs:206".to_owned());
        count_anew();
        let again: Vec<_> = (0..3).map(|at| caught(move || at)).collect();
        let failed = Err("src/check/peers.rs:206".to_owned());
        assert_eq!(again, [Ok(0), failed, Ok(2)]);
    }

    #[test]
    fn a_place_does_not_tell_who_built_the_program() {
        assert_eq!(place("src/check/rule.rs", 7), "src/check/rule.rs:7");
        let far = "/home/x/registry/rust_decimal-1.0/src/ops.rs";
        assert_eq!(place(far, 7), "rust_decimal-1.0/src/ops.rs:7");
        assert_eq!(place("C:\\x\\a-1\\src\\b.rs", 7), "a-1/src/b.rs:7");
    }
}
