//! What a browser calls of [`checker`]: memory handed over by address and length. A panic ends the instance; what it was and which
//! call it was, the next one is told ([`remember`]), so that the same files come to the same findings as on a desktop.

use std::cell::RefCell;

use checker::Checker;
use model::WrittenReason;

thread_local! {
    static CHECKER: RefCell<Option<Checker>> = const { RefCell::new(None) };
    static ANSWER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Gives an answer: its address in the upper half, its length in the lower. It holds until the next answer.
fn give(bytes: Vec<u8>) -> u64 {
    ANSWER.with_borrow_mut(|answer| {
        *answer = bytes;
        ((answer.as_ptr() as u64) << 32) | answer.len() as u64
    })
}

/// # Safety
/// Address and length are those of one [`alloc`] that nobody has taken yet.
unsafe fn taken(at: *mut u8, length: usize) -> Vec<u8> {
    // SAFETY: `alloc` gave a boxed slice of this length away.
    unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(at, length)) }.into_vec()
}

/// # Safety
/// As [`taken`].
unsafe fn text(at: *mut u8, length: usize) -> String {
    // SAFETY: as the caller says.
    String::from_utf8_lossy(&unsafe { taken(at, length) }).into_owned()
}

fn with<T>(run: impl FnOnce(&mut Checker) -> T) -> Option<T> {
    CHECKER.with_borrow_mut(|checker| checker.as_mut().map(run))
}

/// Room for so many bytes, to be filled and handed over.
#[unsafe(no_mangle)]
pub extern "C" fn alloc(length: usize) -> *mut u8 {
    Box::into_raw(vec![0u8; length].into_boxed_slice()).cast()
}

/// Begins: what the page was made with, as JSON. Answers with nothing, or with why it cannot begin.
///
/// # Safety
/// From [`alloc`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn start(at: *mut u8, length: usize) -> u64 {
    model::silence();
    model::watch_thread();
    // SAFETY: as the caller says.
    let given = unsafe { taken(at, length) };
    let given = serde_json::from_slice(&given).map_err(|error| error.to_string());
    match given.and_then(|given| Checker::new(given).map_err(|error| error.to_string())) {
        Ok(checker) => {
            CHECKER.set(Some(checker));
            give(Vec::new())
        }
        Err(reason) => give(reason.into_bytes()),
    }
}

/// Begins a run with no file in it.
#[unsafe(no_mangle)]
pub extern "C" fn begin() {
    with(Checker::begin);
}

/// Takes a file: of last year's where `previous` is 1.
///
/// # Safety
/// Both from [`alloc`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn put(
    previous: u32,
    name: *mut u8,
    name_length: usize,
    at: *mut u8,
    length: usize,
) {
    // SAFETY: as the caller says.
    let (name, bytes) = unsafe { (text(name, name_length), taken(at, length)) };
    with(|checker| checker.put(previous == 1, &name, bytes));
}

/// Checks what was put in; the findings as JSON.
#[unsafe(no_mangle)]
pub extern "C" fn check() -> u64 {
    give(with(Checker::check).unwrap_or_default().into_bytes())
}

/// What the page shows, as JSON.
#[unsafe(no_mangle)]
pub extern "C" fn view() -> u64 {
    let view = with(|checker| checker.view()).flatten();
    give(serde_json::to_vec(&view).unwrap_or_default())
}

/// The marked copy of a file, with the answers that a JSON list holds: the length of its name as four bytes, the name, the file.
/// Nothing where there is none.
///
/// # Safety
/// Both from [`alloc`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn copy(
    name: *mut u8,
    name_length: usize,
    answers: *mut u8,
    answers_length: usize,
) -> u64 {
    // SAFETY: as the caller says.
    let (name, answers) = unsafe { (text(name, name_length), taken(answers, answers_length)) };
    let answers: Vec<WrittenReason> = serde_json::from_slice(&answers).unwrap_or_default();
    let copied = with(|checker| checker.copy(&name, &answers));
    let Some(Ok(Some(copied))) = copied else {
        return give(Vec::new());
    };
    let length = u32::try_from(copied.name.len()).unwrap_or_default();
    let mut answer = length.to_le_bytes().to_vec();
    answer.extend_from_slice(copied.name.as_bytes());
    answer.extend_from_slice(&copied.bytes);
    give(answer)
}

/// SHA-256 in hexadecimal.
///
/// # Safety
/// From [`alloc`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sha256(at: *mut u8, length: usize) -> u64 {
    // SAFETY: as the caller says.
    let bytes = unsafe { taken(at, length) };
    give(read::sha256(&bytes).into_bytes())
}

/// After the instance has ended: where in the program.
#[unsafe(no_mangle)]
pub extern "C" fn place() -> u64 {
    give(model::last_place().into_bytes())
}

/// After the instance has ended: which call it was; all ones where it was none that can be gone past.
#[unsafe(no_mangle)]
pub extern "C" fn running() -> u64 {
    model::running().unwrap_or(u64::MAX)
}

/// Goes past a call that ended an instance before this one.
///
/// # Safety
/// From [`alloc`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn remember(number: u64, at: *mut u8, length: usize) {
    // SAFETY: as the caller says.
    model::remember(number, unsafe { text(at, length) });
}

/// Fails on purpose from now on at a place such as `read:FILE`, to try what becomes of the rest.
///
/// # Safety
/// From [`alloc`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn provoke(at: *mut u8, length: usize) {
    // SAFETY: as the caller says.
    model::provoke(&unsafe { text(at, length) });
}
