//! The output folder: built aside and moved in place, so that a failed run leaves the previous output whole.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, Result, anyhow};

use super::aside::{
    REPLACED, WRITING, beside, clear, fill, in_folder, is_waiting, make_folder, move_to,
    whereabouts,
};
use super::exit::Failure;
use super::input::{entries, is_file, is_folder, is_there, read_file};
use super::private::as_before;
use super::shown::{cause, is_held, shown};
use crate::ledger::{Manifest, to_json};

/// Marks a folder as one of ours.
const MANIFEST: &str = "manifest.json";

/// Writes the files as the new content of `out`. What a person has put beside our files stays.
///
/// # Errors
/// The folder holds something else, cannot be written, or a file in it is open in another program.
pub(super) fn replace_folder(out: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<(), Failure> {
    refuse_sealed(out)?;
    refuse_held(out, &previous_files(out)?)?;
    // Asked again when all is written: another run may have put its own output there by then.
    replace(out, files, &|| previous_files(out)).map_err(|why| {
        Failure::unfinished(format!(
            "「{}」に書き出せませんでした。書き込める場所か、開いているファイルがないかを確かめてください（{why}）",
            shown(out),
        ))
    })
}

/// Refuses a folder of which another program holds a file open.
fn refuse_held(out: &Path, previous: &BTreeSet<String>) -> Result<(), Failure> {
    match held_open(out, previous) {
        None => Ok(()),
        Some(name) => Err(Failure::unfinished(format!(
            "「{name}」がほかのプログラム（Excelなど）で開かれているため、書き出しませんでした。閉じてから、もう一度実行してください: {}",
            shown(&out.join(name)),
        ))),
    }
}

/// Which files of a folder are of an earlier run of ours.
type Previous<'p> = dyn Fn() -> Result<BTreeSet<String>, Failure> + 'p;

/// Puts the files in the place of the previous ones; every other file of the folder stays.
fn replace(
    out: &Path,
    files: &BTreeMap<String, Vec<u8>>,
    previous: &Previous<'_>,
) -> Result<(), String> {
    let written = || -> Result<()> {
        let (parent, name) = whereabouts(out).with_context(|| shown(out))?;
        let (real, aside) = (parent.join(name), beside(out, WRITING)?);
        clear(&aside);
        in_folder(&parent, || {
            let made = fill(&aside, files).and_then(|fresh| swap(&real, &fresh, previous));
            clear(&aside);
            made
        })
    };
    written().map_err(|error| cause(&error))
}

/// Refuses a folder that was sealed: what the committee saw stays as it was.
///
/// # Errors
/// The folder is sealed, or whether it is cannot be read.
pub(super) fn refuse_sealed(out: &Path) -> Result<(), Failure> {
    let path = out.join(MANIFEST);
    let manifest = match is_file(&path)? {
        true => Manifest::read(&read_file(&path)?).ok(),
        false => None,
    };
    if manifest.is_some_and(|manifest| manifest.is_final()) {
        return Err(Failure::usage(format!(
            "「{}」は確定した取りまとめなので、書き換えません。直すときは、別のフォルダに取りまとめてください（違いは torimatome diff で出せます）。",
            shown(out),
        )));
    }
    Ok(())
}

/// Writes one file of a folder of ours anew, and what the manifest says of it: both at once, and all others as they are.
///
/// # Errors
/// The folder is none of ours, or a file cannot be written.
pub(super) fn rewrite(out: &Path, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    let cannot = |why: String| {
        Failure::unfinished(format!(
            "「{}」を書き換えられませんでした。書き込める場所か、開いているファイルがないかを確かめてください（{why}）",
            shown(&out.join(name))
        ))
    };
    let manifest = read_file(&out.join(MANIFEST))?;
    let mut manifest = Manifest::read(&manifest).map_err(|error| cannot(error.to_string()))?;
    let hash = crate::read::sha256(bytes);
    for output in manifest
        .outputs
        .iter_mut()
        .filter(|output| output.file == name)
    {
        output.sha256.clone_from(&hash);
    }
    let files = BTreeMap::from([
        (name.to_owned(), bytes.to_vec()),
        (MANIFEST.to_owned(), to_json(&manifest).into_bytes()),
    ]);
    let own: BTreeSet<String> = files.keys().cloned().collect();
    refuse_held(out, &own)?;
    replace(out, &files, &|| Ok(own.clone())).map_err(cannot)
}

/// Refuses a folder that holds anything but files of these names.
///
/// # Errors
/// It does, or it is no folder.
pub(super) fn refuse_foreign(out: &Path, own: &[&str]) -> Result<(), Failure> {
    let entries = names_in(out)?;
    let is_own = |name: &String| own.contains(&name.as_str()) || is_waiting(name);
    if entries.iter().all(is_own) {
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
    if !is_there(out)? {
        return Ok(BTreeSet::new());
    }
    if !is_folder(out)? {
        return Err(Failure::usage(format!(
            "--out はフォルダを指定してください: {}",
            shown(out)
        )));
    }
    let paths = entries(out)?;
    let names = paths.iter().filter_map(|path| path.file_name());
    Ok(names
        .map(|name| name.to_string_lossy().into_owned())
        .collect())
}

/// The names that an earlier run wrote.
fn previous_files(out: &Path) -> Result<BTreeSet<String>, Failure> {
    if names_in(out)?.is_empty() {
        return Ok(BTreeSet::new());
    }
    let manifest = out.join(MANIFEST);
    if !is_file(&manifest)? {
        return Err(foreign(out));
    }
    let manifest = Manifest::read(&read_file(&manifest)?).map_err(|_| foreign(out))?;
    let names = manifest.outputs.into_iter().map(|output| output.file);
    Ok(names.chain(std::iter::once(MANIFEST.to_owned())).collect())
}

/// Puts the new folder in the place of the old one, which carries over what a person has put beside our files.
///
/// A run may be ended from outside at any moment, so that `out` must be whole at each: foreign files go into the
/// new folder before the exchange, and the exchange is one step where the system knows one. The caller removes the old one.
fn swap(out: &Path, fresh: &Path, previous: &Previous<'_>) -> Result<()> {
    if !out.try_exists().with_context(|| shown(out))? {
        return move_to(fresh, out);
    }
    let previous = previous().map_err(|failure| anyhow!(failure.message))?;
    keep_foreign(out, fresh, &previous)?;
    if exchange(fresh, out) {
        return Ok(());
    }
    swap_in_two_steps(out, fresh)
}

/// If the second step fails, the first is undone; if the run is ended between the two, `recover` undoes it.
fn swap_in_two_steps(out: &Path, aside: &Path) -> Result<()> {
    let old = beside(out, REPLACED)?;
    clear(&old);
    move_to(out, &old)?;
    if let Err(error) = move_to(aside, out) {
        move_to(&old, out).with_context(|| format!("前回の出力は「{}」にあります", shown(&old)))?;
        return Err(error);
    }
    clear(&old);
    Ok(())
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

/// Takes over every file that is not ours, wherever a person has put it, and the rights of those that are written anew.
#[expect(
    clippy::disallowed_methods,
    reason = "the edge moves the output folder in place"
)]
fn keep_foreign(out: &Path, aside: &Path, previous: &BTreeSet<String>) -> Result<()> {
    as_before(out, aside);
    let mut open = vec![String::new()];
    while let Some(below) = open.pop() {
        let folder = out.join(&below);
        for entry in std::fs::read_dir(&folder).with_context(|| shown(&folder))? {
            let path = entry.with_context(|| shown(&folder))?.path();
            let name = path.strip_prefix(out).unwrap_or(&path);
            let name = name.to_string_lossy().replace('\\', "/");
            let to = aside.join(&name);
            let kind = path.symlink_metadata().with_context(|| shown(&path))?;
            if kind.is_dir() {
                let is_ours = previous
                    .iter()
                    .any(|ours| ours.starts_with(&format!("{name}/")));
                if !is_ours {
                    make_folder(&to).with_context(|| shown(&to))?;
                }
                as_before(&path, &to);
                open.push(name);
            } else if !previous.contains(&name) && !to.try_exists().with_context(|| shown(&to))? {
                carry(&path, &to)?;
            } else if kind.is_file() {
                as_before(&path, &to);
            }
        }
    }
    Ok(())
}

/// A second name for the same content, or else a copy.
fn carry(from: &Path, to: &Path) -> Result<()> {
    if let Some(parent) = to.parent() {
        make_folder(parent).with_context(|| shown(parent))?;
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
}
