//! Memory that need not stay in memory: what a large run keeps is laid into a file that nobody else sees, and the system fetches a
//! page of it when it is looked at. Without that a run over a country needs as much memory as all its workbooks say; Windows does
//! the same by itself, with the file that it has for it, and elsewhere everything stays in memory.
//!
//! The file has no name from its first moment and is gone with the process. It grows only while its place keeps at least half of the
//! room that it had; beyond that, and wherever the system refuses anything, memory is memory.

use std::alloc::{GlobalAlloc, Layout, System};
use std::ffi::{CStr, CString};
use std::fs::File;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsRawFd as _, FromRawFd as _, IntoRawFd as _};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::ptr::{null_mut, with_exposed_provenance_mut};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use dlmalloc::{Allocator, Dlmalloc};

use super::allocator::give_back_now;

/// Addresses set aside for it, in bytes: what 700,000 workbooks come to. They cost nothing until something is laid there.
const ROOM: usize = 64 << 30;
/// How much the file grows at once, in bytes.
const STEP: usize = 16 << 20;
/// How much of all its memory the process holds before it hands back the pages of the file, in bytes.
const MOST_HELD: usize = 160 << 20;
/// How much of it goes back at once, in bytes.
const AT_ONCE: usize = 32 << 20;
/// How much of the room is gone through for it before that is counted again, in bytes: not all of it is held.
const TURN: usize = 64 << 20;
/// How often that is looked at: after so many pieces that were asked for.
const PIECES_BETWEEN: usize = 256;
/// And after so long while little is laid there, and while everything is: who looks through much of it brings in a gigabyte in a
/// tenth of a second, sixteen pages with each, and need not ask for anything.
const LOOK: [Duration; 2] = [Duration::from_millis(8), Duration::from_micros(500)];
/// No address of a process: where the room lies until there is one.
const NOWHERE: usize = 1 << 63;

/// Where the room begins.
static START: AtomicUsize = AtomicUsize::new(NOWHERE);
/// How much of it lies in the file.
static USED: AtomicUsize = AtomicUsize::new(0);
/// The file.
static FILE: AtomicI32 = AtomicI32::new(-1);
/// How large it may grow.
static LIMIT: AtomicU64 = AtomicU64::new(0);
/// What the system says of this process's memory.
static HELD: AtomicI32 = AtomicI32::new(-1);
/// Where the pages that have been there longest begin.
static OLDEST: Mutex<usize> = Mutex::new(0);
/// How many pieces were asked for.
static ASKED: AtomicUsize = AtomicUsize::new(0);
/// Whether what is asked for now is laid there.
static IS_ON: AtomicBool = AtomicBool::new(false);
/// What stands where in it.
static PIECES: Mutex<Dlmalloc<Pages>> = Mutex::new(Dlmalloc::new_with_allocator(Pages));

/// The allocator of the program: the system's own, but for what is laid into the file.
#[derive(Debug)]
pub struct Memory;

fn is_paged(piece: *mut u8) -> bool {
    piece.addr().wrapping_sub(START.load(Ordering::Relaxed)) < ROOM
}

fn with_pieces<R>(ask: impl FnOnce(&mut Dlmalloc<Pages>) -> R) -> R {
    ask(&mut PIECES.lock().unwrap_or_else(PoisonError::into_inner))
}

/// A piece in the file; null where nothing is laid there now, and where it has no more room.
#[inline]
fn laid(ask: impl FnOnce(&mut Dlmalloc<Pages>) -> *mut u8) -> *mut u8 {
    if !IS_ON.load(Ordering::Relaxed) {
        return null_mut();
    }
    let asked = ASKED.fetch_add(1, Ordering::Relaxed);
    if asked.is_multiple_of(PIECES_BETWEEN) {
        hand_back();
    }
    with_pieces(ask)
}

// SAFETY: every piece goes back to the allocator that gave it, which is told by where it lies; both keep the promises of the trait.
unsafe impl GlobalAlloc for Memory {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the layout is as the caller promises.
        let piece = laid(|all| unsafe { all.malloc(layout.size(), layout.align()) });
        if !piece.is_null() {
            return piece;
        }
        // SAFETY: the same layout.
        unsafe { System.alloc(layout) }
    }

    #[inline]
    unsafe fn dealloc(&self, piece: *mut u8, layout: Layout) {
        let (size, align) = (layout.size(), layout.align());
        if is_paged(piece) {
            // SAFETY: what lies there was given by it, for this layout.
            return with_pieces(|all| unsafe { all.free(piece, size, align) });
        }
        // SAFETY: what does not lie there was given by the system, for this layout.
        unsafe { System.dealloc(piece, layout) }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the layout is as the caller promises.
        let piece = laid(|all| unsafe { all.calloc(layout.size(), layout.align()) });
        if !piece.is_null() {
            return piece;
        }
        // SAFETY: the same layout.
        unsafe { System.alloc_zeroed(layout) }
    }

    #[inline]
    unsafe fn realloc(&self, piece: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if !is_paged(piece) {
            // SAFETY: as for `dealloc`, and the new size is as the caller promises.
            return unsafe { System.realloc(piece, layout, size) };
        }
        let (was, align) = (layout.size(), layout.align());
        // SAFETY: as for `dealloc`, and the new size is as the caller promises.
        let moved = with_pieces(|all| unsafe { all.realloc(piece, was, align, size) });
        if !moved.is_null() {
            return moved;
        }
        // SAFETY: the file has no more room: the piece, which is as it was, is copied out of it, no more of it than there is, and freed.
        unsafe {
            let out = System.alloc(Layout::from_size_align_unchecked(size, align));
            if !out.is_null() {
                out.copy_from_nonoverlapping(piece, was.min(size));
                self.dealloc(piece, layout);
            }
            out
        }
    }
}

/// Gives the pieces their room, a step of the file at a time, and never takes any back.
struct Pages;

// SAFETY: what is given is the next part of the room, mapped from a part of the file that is there, and nobody else's.
unsafe impl Allocator for Pages {
    fn alloc(&self, size: usize) -> (*mut u8, usize, u32) {
        let nothing = (null_mut(), 0, 0);
        let at = USED.load(Ordering::Relaxed);
        let Some(size) = size.checked_next_multiple_of(STEP) else {
            return nothing;
        };
        // A file of fewer bytes than this machine has addresses.
        let behind = (at as u64).saturating_add(size as u64);
        if behind > LIMIT.load(Ordering::Relaxed) {
            return nothing;
        }
        match map(at, size) {
            Some(part) => {
                USED.store(at + size, Ordering::Relaxed);
                (part, size, 0)
            }
            None => nothing,
        }
    }

    fn remap(&self, _: *mut u8, _: usize, _: usize, _: bool) -> *mut u8 {
        null_mut()
    }

    fn free_part(&self, _: *mut u8, _: usize, _: usize) -> bool {
        false
    }

    fn free(&self, _: *mut u8, _: usize) -> bool {
        false
    }

    fn can_release_part(&self, _: u32) -> bool {
        false
    }

    fn allocates_zeros(&self) -> bool {
        true
    }

    fn page_size(&self) -> usize {
        page()
    }
}

/// Lays a part of the file into the room. The part is made sure of first: a page that the disk has no place for would end the program.
fn map(at: usize, size: usize) -> Option<*mut u8> {
    let file = FILE.load(Ordering::Relaxed);
    let (from, length) = (i64::try_from(at).ok()?, i64::try_from(size).ok()?);
    // SAFETY: no pointer is given.
    if unsafe { libc::fallocate(file, 0, from, length) } != 0 {
        return None;
    }
    let place = with_exposed_provenance_mut(START.load(Ordering::Relaxed) + at);
    let rights = libc::PROT_READ | libc::PROT_WRITE;
    let kind = libc::MAP_SHARED | libc::MAP_FIXED;
    // SAFETY: the place lies in the room, at most up to its end by the file's limit, and nothing has been laid there.
    let part = unsafe { libc::mmap(place, size, rights, kind, file, from) };
    if part == libc::MAP_FAILED {
        return None;
    }
    if size == STEP {
        // A step of small pieces is written on at once, and all its pages together come more cheaply. Where the system is too old for it,
        // nothing is lost.
        // SAFETY: the part is mapped.
        unsafe { libc::madvise(part, size, libc::MADV_POPULATE_WRITE) };
    }
    Some(part.cast())
}

/// From now on what is asked for is laid into a file in a folder, which the first call makes, on every thread and until
/// [`unpaged`]. Nothing changes where there cannot be one.
pub fn paged(folder: &Path) {
    let is_there = START.load(Ordering::Relaxed) != NOWHERE || begin(folder).is_ok();
    IS_ON.store(is_there, Ordering::Relaxed);
}

/// From now on what is asked for lies in memory again; what lies in the file stays there.
pub fn unpaged() {
    IS_ON.store(false, Ordering::Relaxed);
}

fn begin(folder: &Path) -> io::Result<()> {
    let (file, limit) = nameless(folder)?;
    let held = open(c"/proc/self/statm", libc::O_RDONLY)?;
    let (rights, kind) = (
        libc::PROT_NONE,
        libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
    );
    // SAFETY: the system chooses the place, and nothing can be read or written there yet.
    let room = unsafe { libc::mmap(null_mut(), ROOM, rights, kind, -1, 0) };
    if room == libc::MAP_FAILED {
        return Err(io::Error::last_os_error());
    }
    let watching = std::thread::Builder::new().stack_size(64 << 10).spawn(|| {
        loop {
            std::thread::sleep(LOOK[usize::from(IS_ON.load(Ordering::Relaxed))]);
            hand_back();
        }
    });
    if let Err(error) = watching {
        // SAFETY: it was just set aside, and nothing lies there.
        unsafe { libc::munmap(room, ROOM) };
        return Err(error);
    }
    LIMIT.store(limit.min(ROOM as u64), Ordering::Relaxed);
    // It stays open as long as the process.
    FILE.store(file.into_raw_fd(), Ordering::Relaxed);
    START.store(room.expose_provenance(), Ordering::Relaxed);
    HELD.store(held.into_raw_fd(), Ordering::Relaxed);
    give_back_now();
    Ok(())
}

/// std opens nothing without a name.
fn open(path: &CStr, how: libc::c_int) -> io::Result<File> {
    // SAFETY: the text ends with a zero and outlives the call.
    let file = unsafe { libc::open(path.as_ptr(), how | libc::O_CLOEXEC, 0o600) };
    if file < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the descriptor is a new one, and nobody else closes it.
    Ok(unsafe { File::from_raw_fd(file) })
}

/// A file without a name, for its owner alone, and how large it may grow.
fn nameless(folder: &Path) -> io::Result<(File, u64)> {
    let folder = CString::new(folder.as_os_str().as_bytes())?;
    let file = open(&folder, libc::O_TMPFILE | libc::O_EXCL | libc::O_RDWR)?;
    let mut place = MaybeUninit::<libc::statvfs>::uninit();
    // SAFETY: the descriptor is open, and the pointer is to a structure of that kind.
    if unsafe { libc::fstatvfs(file.as_raw_fd(), place.as_mut_ptr()) } != 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the call has filled it.
    let place = unsafe { place.assume_init() };
    let free = place.f_bavail.saturating_mul(place.f_frsize);
    let mut most = MaybeUninit::<libc::rlimit>::uninit();
    // SAFETY: the pointer is to a structure of that kind.
    if unsafe { libc::getrlimit(libc::RLIMIT_FSIZE, most.as_mut_ptr()) } != 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the call has filled it.
    let most = unsafe { most.assume_init() };
    Ok((file, (free / 2).min(most.rlim_cur)))
}

/// How large a page of memory is, in bytes.
fn page() -> usize {
    // SAFETY: a number is given and no pointer.
    let bytes = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    usize::try_from(bytes).unwrap_or(4096)
}

/// Hands pages of the file back where the process holds much, those first that have been there longest. What was written on them
/// stays, and the next look at a page fetches it.
fn hand_back() {
    let is_over = |most: usize| pages_held().is_some_and(|pages| pages * page() > most);
    if !is_over(MOST_HELD) {
        return;
    }
    let mut oldest = OLDEST.lock().unwrap_or_else(PoisonError::into_inner);
    let used = USED.load(Ordering::Relaxed);
    for _ in 0..=used / TURN {
        if !is_over(MOST_HELD - AT_ONCE) {
            break;
        }
        let at = if *oldest < used { *oldest } else { 0 };
        let room = with_exposed_provenance_mut(START.load(Ordering::Relaxed) + at);
        let length = TURN.min(used - at);
        // SAFETY: this part of the room is mapped from the file and shared with it, so that nothing is lost.
        unsafe { libc::madvise(room, length, libc::MADV_DONTNEED) };
        *oldest = at + length;
    }
}

/// How many pages of memory the process holds: the second number of its `statm`.
fn pages_held() -> Option<usize> {
    let mut text = [0u8; 64];
    let (file, room) = (HELD.load(Ordering::Relaxed), text.len());
    // SAFETY: the pointer is to as many bytes as may be written.
    let length = unsafe { libc::pread(file, text.as_mut_ptr().cast(), room, 0) };
    let text = text.get(..usize::try_from(length).ok()?)?;
    let text = std::str::from_utf8(text).ok()?;
    text.split(' ').nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether every byte of a piece, up to this length, is this one.
    fn is_filled(piece: *mut u8, length: usize, with: u8) -> bool {
        // SAFETY: every caller's piece has at least this length and was filled so far.
        let bytes = unsafe { std::slice::from_raw_parts(piece, length) };
        bytes.iter().all(|byte| *byte == with)
    }

    /// One test: the room is the process's.
    #[test]
    fn what_lies_in_the_file_outlasts_its_pages_and_its_end() {
        let layout = |size| Layout::from_size_align(size, 16).expect("a layout");
        // SAFETY: each piece is used within its length, and freed once with its layout.
        unsafe {
            paged(Path::new("/nowhere/at/all"));
            let plain = Memory.alloc(layout(100));
            assert!(!is_paged(plain), "without a file memory is memory");

            paged(&std::env::temp_dir());
            let first = Memory.alloc(layout(3000));
            assert!(is_paged(first), "with one it lies there");
            first.write_bytes(7, 3000);
            let zeroed = Memory.alloc_zeroed(layout(100_000));
            assert!(is_paged(zeroed) && is_filled(zeroed, 100_000, 0));
            let plain = Memory.realloc(plain, layout(100), 200);
            assert!(!is_paged(plain), "what lies in memory stays there");

            let room = with_exposed_provenance_mut(START.load(Ordering::Relaxed));
            let used = USED.load(Ordering::Relaxed);
            assert_eq!(libc::madvise(room, used, libc::MADV_DONTNEED), 0);
            assert!(is_filled(first, 3000, 7), "a page that went comes back");

            unpaged();
            let beside = Memory.alloc(layout(100));
            assert!(!is_paged(beside));
            let grown = Memory.realloc(first, layout(3000), 5_000_000);
            assert!(is_paged(grown) && is_filled(grown, 3000, 7));

            paged(Path::new("/nowhere/at/all"));
            LIMIT.store(used as u64, Ordering::Relaxed);
            let large = Memory.alloc(layout(64 << 20));
            assert!(!is_paged(large), "a full file leaves the rest to memory");
            let out = Memory.realloc(grown, layout(5_000_000), 80 << 20);
            assert!(!is_paged(out) && is_filled(out, 3000, 7));

            for (piece, size) in [
                (plain, 200),
                (zeroed, 100_000),
                (beside, 100),
                (large, 64 << 20),
                (out, 80 << 20),
            ] {
                Memory.dealloc(piece, layout(size));
            }
            unpaged();
        }
    }
}
