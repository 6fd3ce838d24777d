//! The output folder: built aside and moved in place, so that a failed run leaves the previous output whole.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
#[cfg(windows)]
use windows::is_running;

use super::exit::Failure;
use super::private::{private_folder, write_like};
use super::shown::{cause, is_held, shown, system_words};
use crate::ledger::{Manifest, to_json};

/// Marks a folder as one of ours.
const MANIFEST: &str = "manifest.json";

/// Writes the files as the new content of `out`. What a person has put beside our files stays.
///
/// # Errors
/// The folder holds something else, cannot be written, or a file in it is open in another program.
pub(super) fn replace_folder(out: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<(), Failure> {
    refuse_sealed(out)?;
    let previous = previous_files(out)?;
    if let Some(name) = held_open(out, &previous) {
        return Err(Failure::unfinished(format!(
            "「{name}」がほかのプログラム（Excelなど）で開かれているため、書き出しませんでした。閉じてから、もう一度実行してください: {}",
            shown(&out.join(name)),
        )));
    }
    let (parent, name) = whereabouts(out);
    let real = parent.join(name);
    let aside = beside(out, WRITING);
    remove(&aside);
    let result = private_folder(&aside).and_then(|fresh| {
        write_all(&fresh, files)?;
        swap(&real, &fresh, &previous)
    });
    remove(&aside);
    result.map_err(|error| {
        Failure::unfinished(format!(
            "「{}」に書き出せませんでした。書き込める場所か、開いているファイルがないかを確かめてください（{}）",
            shown(out),
            cause(&error),
        ))
    })
}

/// Refuses a folder that was sealed: what the committee saw stays as it was.
///
/// # Errors
/// The folder is sealed.
pub(super) fn refuse_sealed(out: &Path) -> Result<(), Failure> {
    let bytes = super::input::read_file(&out.join(MANIFEST)).ok();
    let manifest = bytes.and_then(|bytes| Manifest::read(&bytes).ok());
    if manifest.is_some_and(|manifest| manifest.is_final()) {
        return Err(Failure::usage(format!(
            "「{}」は確定した取りまとめなので、書き換えません。直すときは、別のフォルダに取りまとめてください（違いは torimatome diff で出せます）。",
            shown(out),
        )));
    }
    Ok(())
}

/// Writes one file of a folder of ours anew, and what the manifest says of it.
///
/// # Errors
/// The folder is none of ours, or a file cannot be written.
pub(super) fn rewrite(out: &Path, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    let cannot = |why: String| {
        Failure::unfinished(format!(
            "「{}」を書き換えられませんでした（{why}）",
            shown(&out.join(name))
        ))
    };
    let manifest = super::input::read_file(&out.join(MANIFEST))?;
    let mut manifest = Manifest::read(&manifest).map_err(|error| cannot(error.to_string()))?;
    let hash = crate::read::sha256(bytes);
    for output in manifest
        .outputs
        .iter_mut()
        .filter(|output| output.file == name)
    {
        output.sha256.clone_from(&hash);
    }
    let manifest = to_json(&manifest).into_bytes();
    for (name, bytes) in [(name, bytes), (MANIFEST, &manifest)] {
        replace_file(&out.join(name), bytes).map_err(|error| cannot(system_words(&error)))?;
    }
    Ok(())
}

/// Writes a file beside its place and moves it there: it is there whole, or as it was.
#[expect(
    clippy::disallowed_methods,
    reason = "the edge writes the output folder"
)]
pub(super) fn replace_file(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let aside = beside(path, WRITING);
    let written = write_like(path, &aside, bytes).and_then(|()| std::fs::rename(&aside, path));
    if written.is_err() {
        // What cannot be removed is no worse than what could not be written.
        let _ = std::fs::remove_file(&aside);
    }
    written
}

/// Writes files into a folder that may hold others, none of which is overwritten.
///
/// # Errors
/// A file of that name exists, or the folder cannot be written.
pub(super) fn add_to_folder(out: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<(), Failure> {
    refuse_sealed(out)?;
    if let Some(taken) = files.keys().find(|name| out.join(name).exists()) {
        let held = out.join(taken);
        return Err(Failure::unfinished(format!(
            "同じ名前のファイルがあるため、書き出しませんでした: {}",
            shown(&held)
        )));
    }
    write_all(out, files).map_err(|error| {
        Failure::unfinished(format!(
            "「{}」に書き出せませんでした（{}）",
            shown(out),
            cause(&error)
        ))
    })
}

/// Of these files, those that the folder does not hold already with the very same content.
pub(super) fn new_in(
    folder: &Path,
    mut files: BTreeMap<String, Vec<u8>>,
) -> BTreeMap<String, Vec<u8>> {
    files.retain(|name, bytes| {
        let path = folder.join(name);
        let held = path.is_file().then(|| super::input::read_file(&path).ok());
        held.flatten().as_ref() != Some(bytes)
    });
    files
}

/// Refuses a folder that holds anything but files of these names.
///
/// # Errors
/// It does, or it is no folder.
pub(super) fn refuse_foreign(out: &Path, own: &[&str]) -> Result<(), Failure> {
    let entries = names_in(out)?;
    if entries.iter().all(|name| own.contains(&name.as_str())) {
        return Ok(());
    }
    Err(foreign(out))
}

fn foreign(out: &Path) -> Failure {
    Failure::usage(format!(
        "「{}」には別のファイルがあります。空のフォルダか、前に書き出したフォルダを --out に指定してください。",
        shown(out),
    ))
}

/// What a folder holds; nothing where there is none.
fn names_in(out: &Path) -> Result<BTreeSet<String>, Failure> {
    if !out.exists() {
        return Ok(BTreeSet::new());
    }
    if !out.is_dir() {
        return Err(Failure::usage(format!(
            "--out はフォルダを指定してください: {}",
            shown(out)
        )));
    }
    // What cannot be listed cannot be written into either, which says why.
    let entries = out.read_dir().into_iter().flatten().flatten();
    Ok(entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect())
}

/// The names that an earlier run wrote.
fn previous_files(out: &Path) -> Result<BTreeSet<String>, Failure> {
    if names_in(out)?.is_empty() {
        return Ok(BTreeSet::new());
    }
    let manifest = super::input::read_file(&out.join(MANIFEST)).map_err(|_| foreign(out))?;
    let manifest = Manifest::read(&manifest).map_err(|_| foreign(out))?;
    let names = manifest.outputs.into_iter().map(|output| output.file);
    Ok(names.chain(std::iter::once(MANIFEST.to_owned())).collect())
}

/// Name parts of the folders beside `out`: a private one for the new content while it is written, the old one while it is replaced.
const WRITING: &str = "書き出し中";
const REPLACED: &str = "前回";

/// Where `out` lies and what it is called there; `.` and `a/..` by their real names.
fn whereabouts(out: &Path) -> (PathBuf, String) {
    let full = std::path::absolute(out).unwrap_or_else(|_| out.to_path_buf());
    let full = full.canonicalize().unwrap_or(full);
    let name = full.file_name().map_or_else(
        || "out".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    );
    let parent = full
        .parent()
        .map_or_else(|| full.clone(), Path::to_path_buf);
    (parent, name)
}

/// A sibling folder with a telling name.
fn beside(out: &Path, what: &str) -> PathBuf {
    let (parent, name) = whereabouts(out);
    parent.join(format!("{name}.{what}-{}", std::process::id()))
}

/// Puts right what a run that was ended from outside has left beside `out`: the previous output goes back
/// to its place if it was taken away and nothing came in its stead, and half-written folders are removed.
///
/// # Errors
/// The previous output cannot be moved back.
#[expect(
    clippy::disallowed_methods,
    reason = "the edge moves the output folder in place"
)]
pub(super) fn recover(out: &Path) -> Result<(), Failure> {
    let (parent, name) = whereabouts(out);
    let Ok(entries) = std::fs::read_dir(&parent) else {
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
            REPLACED if !out.exists() && path.join(MANIFEST).is_file() => {
                std::fs::rename(&path, out).map_err(|error| {
                    Failure::unfinished(format!(
                        "前の実行が途中で止まり、前回の出力が「{}」にあります。「{}」に名前を変えてから、もう一度実行してください（{}）",
                        shown(&path),
                        shown(out),
                        system_words(&error),
                    ))
                })?;
            }
            REPLACED if path.join(MANIFEST).is_file() => remove(&path),
            WRITING => remove(&path),
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

fn remove(folder: &Path) {
    // Nothing to remove is the ordinary case; a leftover shows up as its own failure when it is written to.
    let _ = std::fs::remove_dir_all(folder);
}

#[expect(
    clippy::disallowed_methods,
    reason = "the edge writes the output folder"
)]
fn write_all(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| shown(folder))?;
    for (name, bytes) in files {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).with_context(|| shown(parent))?;
        }
        std::fs::write(&path, bytes).with_context(|| shown(&path))?;
    }
    Ok(())
}

/// Puts the new folder in the place of the old one, and takes over what a person has put beside our files. A run may be ended from
/// outside at any moment, so that `out` must be whole at each: foreign files go into the new folder before the exchange, and the
/// exchange is one step where the system knows one. The caller removes the old one.
fn swap(out: &Path, fresh: &Path, previous: &BTreeSet<String>) -> Result<()> {
    if !out.exists() {
        return rename(fresh, out);
    }
    keep_foreign(out, fresh, previous)?;
    if exchange(fresh, out) {
        return Ok(());
    }
    swap_in_two_steps(out, fresh)
}

/// If the second step fails, the first is undone; if the run is ended between the two, [`recover`] undoes it.
fn swap_in_two_steps(out: &Path, aside: &Path) -> Result<()> {
    let old = beside(out, REPLACED);
    remove(&old);
    rename(out, &old)?;
    if let Err(error) = rename(aside, out) {
        rename(&old, out).with_context(|| format!("前回の出力は「{}」にあります", shown(&old)))?;
        return Err(error);
    }
    remove(&old);
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the edge moves the output folder in place"
)]
fn rename(from: &Path, to: &Path) -> Result<()> {
    std::fs::rename(from, to).with_context(|| shown(to))
}

/// Exchanges two folders in one step; `false` where the file system cannot.
#[cfg(target_os = "linux")]
fn exchange(a: &Path, b: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).is_ok()
}

/// Exchanges two folders in one step; `false` where the file system cannot.
#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> bool {
    false
}

/// Takes over every file that is not ours, wherever a person has put it.
#[expect(
    clippy::disallowed_methods,
    reason = "the edge moves the output folder in place"
)]
fn keep_foreign(out: &Path, aside: &Path, previous: &BTreeSet<String>) -> Result<()> {
    let mut open = vec![String::new()];
    while let Some(below) = open.pop() {
        let folder = out.join(&below);
        for entry in std::fs::read_dir(&folder).with_context(|| shown(&folder))? {
            let path = entry?.path();
            let name = path.strip_prefix(out).unwrap_or(&path);
            let name = name.to_string_lossy().replace('\\', "/");
            let to = aside.join(&name);
            if path.symlink_metadata().is_ok_and(|kind| kind.is_dir()) {
                let is_ours = previous
                    .iter()
                    .any(|ours| ours.starts_with(&format!("{name}/")));
                if !is_ours {
                    std::fs::create_dir_all(&to).with_context(|| shown(&to))?;
                }
                open.push(name);
            } else if !previous.contains(&name) && !to.exists() {
                carry(&path, &to)?;
            }
        }
    }
    Ok(())
}

/// A second name for the same content, or else a copy.
fn carry(from: &Path, to: &Path) -> Result<()> {
    if let Some(parent) = to.parent() {
        std::fs::create_dir_all(parent).with_context(|| shown(parent))?;
    }
    if std::fs::hard_link(from, to).is_err() {
        std::fs::copy(from, to).with_context(|| shown(from))?;
    }
    Ok(())
}

/// The file of ours that another program holds open, such as a report in Excel. Only Windows refuses to replace it.
fn held_open<'a>(out: &Path, previous: &'a BTreeSet<String>) -> Option<&'a str> {
    if !cfg!(windows) {
        return None;
    }
    let is_held = |name: &&String| {
        let file = std::fs::OpenOptions::new()
            .append(true)
            .open(out.join(name));
        file.is_err_and(|error| is_held(&error))
    };
    previous.iter().find(is_held).map(String::as_str)
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
        std::fs::write(path.join(MANIFEST), word).expect("a file");
    }

    fn word(path: &Path) -> String {
        std::fs::read_to_string(path.join(MANIFEST)).expect("a file")
    }

    #[test]
    fn where_the_system_knows_no_exchange_two_steps_do_it() {
        let work = tempfile::tempdir().expect("a folder");
        let (out, aside) = (work.path().join("out"), work.path().join("aside"));
        folder(&out, "old");
        folder(&aside, "new");
        swap_in_two_steps(&out, &aside).expect("a swap");
        assert_eq!(word(&out), "new");
        assert_eq!(work.path().read_dir().expect("a folder").count(), 1);
    }

    #[test]
    fn a_second_step_that_fails_undoes_the_first() {
        let work = tempfile::tempdir().expect("a folder");
        let out = work.path().join("out");
        folder(&out, "old");
        swap_in_two_steps(&out, &work.path().join("not there")).expect_err("nothing to put there");
        assert_eq!(word(&out), "old");
        assert_eq!(work.path().read_dir().expect("a folder").count(), 1);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn an_exchange_leaves_each_in_the_place_of_the_other() {
        let work = tempfile::tempdir().expect("a folder");
        let (a, b) = (work.path().join("a"), work.path().join("b"));
        folder(&a, "a");
        folder(&b, "b");
        assert!(exchange(&a, &b));
        assert_eq!((word(&a).as_str(), word(&b).as_str()), ("b", "a"));
        assert!(!exchange(&a, &work.path().join("not there")));
    }

    #[test]
    fn a_live_run_and_a_name_that_only_looks_like_ours_are_left_alone() {
        let work = tempfile::tempdir().expect("a folder");
        let out = work.path().join("out");
        let own = beside(&out, WRITING);
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
