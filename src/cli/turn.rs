//! One run at a time where a folder is read and written anew: who would change what another is about to change waits for its turn.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::aside::{clear, whereabouts};

/// What the file beside a folder is called that says whose turn it is.
const TURN: &str = "使用中";
/// How often, and how long apart, it is looked whether the turn has come: longer than most runs take to write.
const TRIES: usize = 250;
const BETWEEN: Duration = Duration::from_millis(20);

/// A run's turn at a folder; it ends with this value, and with the run however that ends.
#[derive(Debug)]
pub(super) struct Turn {
    /// `None` once it is given back.
    file: Option<File>,
    path: PathBuf,
}

impl Turn {
    /// Waits for the turn at a folder. Where the system has no such thing, or nothing can be written beside the folder, there is none: who then
    /// writes is told so by the system, or looks once more at what is there.
    pub(super) fn at(out: &Path) -> Option<Self> {
        let (parent, name) = whereabouts(out).ok()?;
        let path = parent.join(format!(".{name}.{TURN}"));
        loop {
            let file = taken(&path)?;
            // Who had the turn before has taken the file away: then others wait at a new one.
            if is_still_at(&file, &path) {
                return Some(Self {
                    file: Some(file),
                    path,
                });
            }
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // Windows removes no file that is open.
        if cfg!(windows) {
            self.file = None;
        }
        // One that stays is taken by the next run.
        clear(&self.path);
    }
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    options
}

/// What came of an attempt to be the only one that has the file.
enum Attempt {
    Taken(File),
    HeldByAnother,
    /// The system has no such thing, or nothing can be written there.
    Never,
}

/// Opens the file as the only one that has it; the system takes that back when the process ends. Who waits for one that does not move
/// goes on without.
fn taken(path: &Path) -> Option<File> {
    for _ in 0..TRIES {
        match attempt(path) {
            Attempt::Taken(file) => return Some(file),
            Attempt::HeldByAnother => std::thread::sleep(BETWEEN),
            Attempt::Never => return None,
        }
    }
    None
}

#[cfg(unix)]
fn attempt(path: &Path) -> Attempt {
    use rustix::fs::{FlockOperation, flock};
    use rustix::io::Errno;
    // One that a colleague has made may be for reading only.
    let opened = options().open(path);
    let Ok(file) = opened.or_else(|_| OpenOptions::new().read(true).open(path)) else {
        return Attempt::Never;
    };
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Attempt::Taken(file),
        Err(Errno::WOULDBLOCK | Errno::INTR) => Attempt::HeldByAnother,
        Err(_) => {
            clear(path);
            Attempt::Never
        }
    }
}

#[cfg(windows)]
fn attempt(path: &Path) -> Attempt {
    use std::os::windows::fs::OpenOptionsExt as _;
    const SHARED: i32 = 32;
    const GOING: i32 = 5;
    match options().share_mode(0).open(path) {
        Ok(file) => Attempt::Taken(file),
        Err(error) if matches!(error.raw_os_error(), Some(SHARED | GOING)) => {
            Attempt::HeldByAnother
        }
        Err(_) => Attempt::Never,
    }
}

/// Whether the file that is open is the one of that name.
#[cfg(unix)]
fn is_still_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let is_it = || Some((file.metadata().ok()?, path.metadata().ok()?));
    is_it().is_some_and(|(open, there)| (open.dev(), open.ino()) == (there.dev(), there.ino()))
}

/// Whether the file that is open is the one of that name: nobody else can have taken it away.
#[cfg(windows)]
fn is_still_at(_: &File, _: &Path) -> bool {
    true
}
