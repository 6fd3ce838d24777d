//! What is written is written aside first: the names of such places, how they are filled, moved, cleared away and put right after a
//! run that was ended from outside. What goes where is left to `output`, `added` and `beside`.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{Error, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
#[cfg(windows)]
use system::is_running;

use super::exit::Failure;
use super::input::is_there;
use super::private::{owner_only, private_folder};
use super::shown::{cause, shown};
use crate::ledger::Manifest;

/// Name parts of what stands beside a place: the new content while it is written, the old one while it is replaced, and what is
/// about to go.
pub(super) const WRITING: &str = "書き出し中";
pub(super) const REPLACED: &str = "前回";
const CLEARING: &str = "片付け中";
/// How often a removal is tried: on a share, or under a virus scanner, a file may be held for a moment.
const TRIES: usize = 3;

/// Where a place lies and what it is called there; `.` and `a/..` by their real names.
///
/// # Errors
/// The system does not say: what is a link must not be taken for a folder.
pub(super) fn whereabouts(out: &Path) -> std::io::Result<(PathBuf, String)> {
    let full = std::path::absolute(out).unwrap_or_else(|_| out.to_path_buf());
    let full = match full.canonicalize() {
        Ok(full) => full,
        // Windows has drives that do not tell where a folder really is.
        Err(error) if cfg!(windows) || error.kind() == ErrorKind::NotFound => full,
        Err(error) => return Err(error),
    };
    let name = full.file_name().map_or_else(
        || "out".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    );
    let parent = full
        .parent()
        .map_or_else(|| full.clone(), Path::to_path_buf);
    Ok((parent, name))
}

/// A sibling of a folder, with a telling name and this run's number.
pub(super) fn beside(out: &Path, what: &str) -> Result<PathBuf> {
    let (parent, name) = whereabouts(out).with_context(|| shown(out))?;
    Ok(parent.join(format!("{name}.{what}-{}", std::process::id())))
}

/// A place within a folder that holds other things, for what will lie there under this name; who reads the folder passes it over.
pub(super) fn within(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!(".{name}.{WRITING}-{}", std::process::id()))
}

/// Whether a name is that of such a place, whoever made it.
pub(super) fn is_waiting(name: &str) -> bool {
    let what = name
        .strip_prefix('.')
        .and_then(|name| name.rsplit_once('.'));
    what.is_some_and(|(_, what)| what.starts_with(WRITING) || what.starts_with(CLEARING))
}

/// Places that runs which are no more have left within a folder for this name; what was about to go goes.
pub(super) fn left_within(folder: &Path, name: &str) -> Vec<PathBuf> {
    for gone in named_within(folder, name, CLEARING) {
        clear(&gone);
    }
    named_within(folder, name, WRITING)
}

fn named_within(folder: &Path, name: &str, what: &str) -> Vec<PathBuf> {
    // A bare name lies in the folder of no name, which no system lists.
    let is_here = folder.as_os_str().is_empty();
    let folder = if is_here { Path::new(".") } else { folder };
    let Ok(entries) = folder.read_dir() else {
        return Vec::new();
    };
    let start = format!(".{name}.{what}-");
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let is_left = |path: &PathBuf| {
        let own = path.file_name().map(|own| own.to_string_lossy());
        let process = own.as_ref().and_then(|own| own.strip_prefix(&start));
        process.is_some_and(|process| process.parse().is_ok_and(|process| !is_alive(process)))
    };
    let mut left: Vec<PathBuf> = paths.filter(is_left).collect();
    left.sort();
    left
}

/// Puts right what a run that was ended from outside has left beside `out`: the previous output goes back
/// to its place if it was taken away and nothing came in its stead, and half-written folders are removed.
///
/// # Errors
/// The previous output cannot be moved back.
pub(super) fn recover(out: &Path) -> Result<(), Failure> {
    let Ok((parent, name)) = whereabouts(out) else {
        return Ok(());
    };
    let Ok(entries) = parent.read_dir() else {
        return Ok(());
    };
    let mut siblings: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    siblings.sort();
    for path in siblings {
        let sibling = path.file_name().map(|n| n.to_string_lossy().into_owned());
        let rest = sibling.as_deref().and_then(|s| s.strip_prefix(&name));
        let Some((what, process)) = rest
            .and_then(|rest| rest.strip_prefix('.'))
            .and_then(|rest| rest.rsplit_once('-'))
        else {
            continue;
        };
        let Ok(process) = process.parse::<u32>() else {
            continue;
        };
        if is_alive(process) {
            continue;
        }
        match what {
            REPLACED if !is_there(out)? && path.join(Manifest::FILE).is_file() => {
                move_to(&path, out).map_err(|error| {
                    Failure::unfinished(format!(
                        "前の実行が途中で止まり、前回の出力が「{}」にあります。「{}」に名前を変えてから、もう一度実行してください（{}）",
                        shown(&path),
                        shown(out),
                        cause(&error),
                    ))
                })?;
            }
            REPLACED if path.join(Manifest::FILE).is_file() => clear(&path),
            WRITING | CLEARING => clear(&path),
            _ => {}
        }
    }
    Ok(())
}

/// Whether another run with this number still goes on.
fn is_alive(process: u32) -> bool {
    process != std::process::id() && is_running(process)
}

/// Whether a process of this number runs. Where it cannot be told, leftovers are taken for dead: two runs into one folder at a
/// time are not supported.
#[cfg(not(windows))]
fn is_running(process: u32) -> bool {
    Path::new("/proc").join(process.to_string()).exists()
}

/// Removes a folder or a file of ours that is no longer wanted.
///
/// It is moved away first, in one step: a run on another machine may still be writing into what looks left behind, and then finds
/// that its place is gone, and not that half of what it wrote is.
pub(super) fn clear(place: &Path) {
    let moved = away(place).filter(|away| rename(place, away).is_ok());
    let place = moved.as_deref().unwrap_or(place);
    for _ in 0..TRIES {
        let gone = match place.symlink_metadata() {
            Ok(one) if one.is_dir() => std::fs::remove_dir_all(place),
            Ok(_) => std::fs::remove_file(place),
            // Nothing to remove is the ordinary case.
            Err(error) if error.kind() == ErrorKind::NotFound => return,
            Err(error) => Err(error),
        };
        if gone.is_ok() {
            return;
        }
    }
    // A leftover is for the next run.
}

/// What a place of ours is called while it goes: as before, and about to go.
fn away(place: &Path) -> Option<PathBuf> {
    let name = place.file_name()?.to_str()?;
    let (start, what) = name.rsplit_once('.')?;
    let is_ours = [WRITING, REPLACED].iter().any(|own| what.starts_with(own));
    is_ours.then(|| place.with_file_name(format!("{start}.{CLEARING}-{}", std::process::id())))
}

/// Makes a folder and those above it.
pub(super) fn make_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)
}

/// Does something in a folder that may have to be made for it, with those above it; what was made goes again if nothing comes of it.
///
/// # Errors
/// A folder cannot be made, or what is done fails.
pub(super) fn in_folder<T>(folder: &Path, done: impl FnOnce() -> Result<T>) -> Result<T> {
    let missing = folder.ancestors();
    let missing: Vec<&Path> = missing.take_while(|one| !one.exists()).collect();
    let result = make_folder(folder)
        .with_context(|| shown(folder))
        .and_then(|()| done());
    if result.is_err() {
        for one in missing {
            // One that holds something by now stays.
            let _ = std::fs::remove_dir(one);
        }
    }
    result
}

/// Writes files into a folder of the owner's alone, and gives the one in it that is to be moved in place.
pub(super) fn fill(aside: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<PathBuf> {
    let fresh = private_folder(aside)?;
    write_all(&fresh, files)?;
    Ok(fresh)
}

/// Fills a new folder with files. Each is on the disk when this is done: some shares say only then that they are full.
pub(super) fn write_all(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    std::fs::create_dir(folder).with_context(|| shown(folder))?;
    for (name, bytes) in files {
        let path = folder.join(name);
        make_between(folder, &path)?;
        write(&path, bytes).with_context(|| shown(&path))?;
    }
    Ok(())
}

/// Makes the folders between one that is there and a file below it; the first is never made anew, should it be gone.
pub(super) fn make_between(folder: &Path, path: &Path) -> Result<Vec<PathBuf>> {
    let between = path.ancestors().skip(1);
    let mut between: Vec<&Path> = between.take_while(|one| *one != folder).collect();
    between.reverse();
    let mut made = Vec::new();
    for one in between {
        match std::fs::create_dir(one) {
            Ok(()) => made.push(one.to_path_buf()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists && one.is_dir() => {}
            Err(error) => return Err(error).with_context(|| shown(one)),
        }
    }
    Ok(made)
}

/// Writes a new file, through to the disk.
pub(super) fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    write_by(&mut OpenOptions::new(), path, bytes)
}

/// Writes a new file that is for its owner alone, through to the disk.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    owner_only(&mut options);
    write_by(&mut options, path, bytes)
}

fn write_by(options: &mut OpenOptions, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = options.write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    match file.sync_all() {
        // Some file systems know no such thing.
        Err(error) if is_unknown(&error) => Ok(()),
        synced => synced,
    }
}

fn is_unknown(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::InvalidInput | ErrorKind::Unsupported
    )
}

/// Moves a folder or a file to a place where nothing is.
///
/// # Errors
/// The system refuses.
pub(super) fn move_to(from: &Path, to: &Path) -> Result<()> {
    rename(from, to).with_context(|| shown(to))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the edge moves what it has written in place"
)]
pub(super) fn rename(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::rename(from, to)
}

/// Gives a file its name, unless there is one of that name; where the system knows second names, `from` stays as one.
///
/// # Errors
/// There is one, or the system refuses.
pub(super) fn give_name(from: &Path, to: &Path) -> std::io::Result<()> {
    match std::fs::hard_link(from, to) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
        Err(_) if to.try_exists()? => Err(ErrorKind::AlreadyExists.into()),
        Err(_) => rename(from, to),
        linked => linked,
    }
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "tests stand outside the program and read what it wrote"
)]
mod tests {
    use super::*;

    fn folder(path: &Path, word: &str) {
        std::fs::create_dir(path).expect("a folder");
        std::fs::write(path.join(Manifest::FILE), word).expect("a file");
    }

    #[test]
    fn a_live_run_and_a_name_that_only_looks_like_ours_are_left_alone() {
        let work = tempfile::tempdir().expect("a folder");
        let out = work.path().join("out");
        let own = beside(&out, WRITING).expect("a place");
        let mut others = vec![
            "out.別-4294967295",
            "out.書き出し中-x",
            "outer.書き出し中-4294967295",
        ];
        // The first process of a system, which is always there: Windows calls it 4.
        if cfg!(target_os = "linux") {
            others.push("out.書き出し中-1");
        }
        if cfg!(windows) {
            others.push("out.書き出し中-4");
        }
        for name in &others {
            folder(&work.path().join(name), "theirs");
        }
        folder(&work.path().join("out.書き出し中-4294967295"), "dead");
        folder(&own, "dead, with this run's own number");
        recover(&out).expect("nothing fails");
        let mut left: Vec<String> = work
            .path()
            .read_dir()
            .expect("a folder")
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        left.sort();
        others.sort_unstable();
        assert_eq!(left, others);
    }
}
