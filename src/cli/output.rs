//! The output folder: built aside and moved in place, so that a failed run leaves the previous output whole.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, Result, anyhow};

use super::aside::{
    REPLACED, WRITING, beside, clear, fill, in_folder, is_waiting, make_folder, move_to,
    whereabouts,
};
use super::beside::numbered;
use super::exit::Failure;
use super::folder::unreadable;
use super::input::{entries, is_file, is_folder, is_there, read_file};
use super::private::as_before;
use super::shown::{cause, is_held, shown};
use super::turn::Turn;
use crate::ledger::{CollectionRow, Manifest, Row, to_json};
use crate::read::sha256;

/// Where in a folder lies what a person has made of a file of ours.
const BY_HAND: &str = "手直し";

/// The files that an earlier run of ours has written into a folder, each with its hash; of the manifest there is none.
type Known = BTreeMap<String, Option<String>>;

/// What writing a folder anew has done to what stood there.
#[derive(Debug, Default)]
pub(super) struct Replaced {
    /// Files of ours that a person had written into, as they are called now.
    pub(super) kept: Vec<String>,
    /// Files and folders that an earlier run had written and this one has not.
    pub(super) gone: Vec<String>,
}

/// Writes the files as the new content of `out`. What a person has put beside our files stays, and what a person has written into
/// one of ours is kept in a folder of its own. `ledger` is the one that this run has read there and goes on from.
///
/// # Errors
/// The folder holds something else, cannot be written, a file in it is open in another program, or the ledger is another one by now.
pub(super) fn replace_folder(
    out: &Path,
    files: &BTreeMap<String, Vec<u8>>,
    ledger: Option<&[u8]>,
) -> Result<Replaced, Failure> {
    let _turn = Turn::at(out);
    refuse_sealed(out)?;
    refuse_outdated(out, files, ledger)?;
    let before = previous_files(out)?;
    refuse_held(out, &before)?;
    // Asked again when all is written: another run may have put its own output there by then.
    let kept = replace(out, files, &|| previous_files(out)).map_err(|why| {
        Failure::unfinished(format!(
            "「{}」に書き出せませんでした。書き込める場所か、開いているファイルがないかを確かめてください（{why}）",
            shown(out),
        ))
    })?;
    let (before, now) = (at_the_top(before.keys()), at_the_top(files.keys()));
    let gone = before.difference(&now).map(|name| (*name).to_owned());
    Ok(Replaced {
        kept,
        gone: gone.collect(),
    })
}

/// The names at the top of the folder: of what stands in a folder, that one's.
fn at_the_top<'n>(names: impl Iterator<Item = &'n String>) -> BTreeSet<&'n str> {
    names
        .map(|name| name.split('/').next().unwrap_or(name))
        .collect()
}

/// Refuses the folder in which the person stands, and those above it: a folder is exchanged whole, and who stands in the old one
/// is nowhere afterwards.
///
/// # Errors
/// It is one of them.
pub(super) fn refuse_own_place(out: &Path) -> Result<(), Failure> {
    let (Ok(here), Ok(out)) = (std::env::current_dir(), out.canonicalize()) else {
        return Ok(());
    };
    if !here.canonicalize().unwrap_or(here).starts_with(&out) {
        return Ok(());
    }
    Err(Failure::usage(format!(
        "いまいるフォルダは丸ごと入れ替えられないので、書き出せません: {}（「cd ..」で外へ出て、フォルダの名前を指定してください）",
        shown(&out),
    )))
}

/// Refuses to write over a ledger that this run has not read: an acceptance that was made meanwhile would be lost.
fn refuse_outdated(
    out: &Path,
    files: &BTreeMap<String, Vec<u8>>,
    ledger: Option<&[u8]>,
) -> Result<(), Failure> {
    let path = out.join(CollectionRow::FILE);
    if !is_file(&path)? {
        return Ok(());
    }
    let there = read_file(&path)?;
    let is_ours = |bytes: &Vec<u8>| *bytes == there;
    if ledger == Some(&there[..]) || files.get(CollectionRow::FILE).is_some_and(is_ours) {
        return Ok(());
    }
    Err(Failure::unfinished(format!(
        "取りまとめのあいだに「{}」が書き換えられた（受理など）ため、書き出しませんでした。もう一度実行してください。",
        shown(&path),
    )))
}

/// Refuses a folder of which another program holds a file open.
fn refuse_held(out: &Path, previous: &Known) -> Result<(), Failure> {
    match held_open(out, previous) {
        None => Ok(()),
        Some(name) => Err(Failure::unfinished(format!(
            "「{name}」がほかのプログラム（Excelなど）で開かれているため、書き出しませんでした。閉じてから、もう一度実行してください: {}",
            shown(&out.join(name)),
        ))),
    }
}

/// Which files of a folder are of an earlier run of ours.
type Previous<'p> = dyn Fn() -> Result<Known, Failure> + 'p;

/// Puts the files in the place of the previous ones; every other file of the folder stays. Gives what was kept of ours.
fn replace(
    out: &Path,
    files: &BTreeMap<String, Vec<u8>>,
    previous: &Previous<'_>,
) -> Result<Vec<String>, String> {
    let written = || -> Result<Vec<String>> {
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
    let path = out.join(Manifest::FILE);
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
    let manifest = read_file(&out.join(Manifest::FILE))?;
    let mut manifest = Manifest::read(&manifest).map_err(|error| unreadable(&error))?;
    let hash = sha256(bytes);
    for output in manifest
        .outputs
        .iter_mut()
        .filter(|output| output.file == name)
    {
        output.sha256.clone_from(&hash);
    }
    let files = BTreeMap::from([
        (name.to_owned(), bytes.to_vec()),
        (Manifest::FILE.to_owned(), to_json(&manifest).into_bytes()),
    ]);
    let own: Known = files.keys().map(|name| (name.clone(), None)).collect();
    refuse_held(out, &own)?;
    replace(out, &files, &|| Ok(own.clone())).map_err(cannot)?;
    Ok(())
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
fn previous_files(out: &Path) -> Result<Known, Failure> {
    if names_in(out)?.is_empty() {
        return Ok(Known::new());
    }
    let manifest = out.join(Manifest::FILE);
    if !is_file(&manifest)? {
        return Err(foreign(out));
    }
    let manifest = Manifest::read(&read_file(&manifest)?).map_err(|_| foreign(out))?;
    let outputs = manifest.outputs.into_iter();
    let known = outputs.map(|output| (output.file, Some(output.sha256)));
    Ok(known
        .chain(std::iter::once((Manifest::FILE.to_owned(), None)))
        .collect())
}

/// Puts the new folder in the place of the old one, which carries over what a person has put beside our files.
///
/// A run may be ended from outside at any moment, so that `out` must be whole at each: foreign files go into the
/// new folder before the exchange, and the exchange is one step where the system knows one. The caller removes the old one.
fn swap(out: &Path, fresh: &Path, previous: &Previous<'_>) -> Result<Vec<String>> {
    if !out.try_exists().with_context(|| shown(out))? {
        return move_to(fresh, out).map(|()| Vec::new());
    }
    let previous = previous().map_err(|failure| anyhow!(failure.message))?;
    let kept = keep_foreign(out, fresh, &previous)?;
    if !exchange(fresh, out) {
        swap_in_two_steps(out, fresh)?;
    }
    Ok(kept)
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

/// Takes over every file that is not ours, wherever a person has put it, and the rights of those that are written anew. One of ours
/// that is not as it was written is taken over as well, under a name of its own, which is given back.
#[expect(
    clippy::disallowed_methods,
    reason = "the edge moves the output folder in place"
)]
fn keep_foreign(out: &Path, aside: &Path, previous: &Known) -> Result<Vec<String>> {
    as_before(out, aside);
    let mut kept = Vec::new();
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
                    .keys()
                    .any(|ours| ours.starts_with(&format!("{name}/")));
                if !is_ours {
                    make_folder(&to).with_context(|| shown(&to))?;
                }
                as_before(&path, &to);
                open.push(name);
            } else if !previous.contains_key(&name)
                && !to.try_exists().with_context(|| shown(&to))?
            {
                carry(&path, &to)?;
            } else if kind.is_file() {
                if is_by_hand(&path, previous.get(&name), &to)? {
                    let name = free_by_hand(&name, [out, aside]);
                    carry(&path, &aside.join(&name))?;
                    kept.push(name);
                }
                as_before(&path, &to);
            }
        }
    }
    kept.sort();
    Ok(kept)
}

/// Whether a person has written something into a file of ours that is not in the new one either.
fn is_by_hand(path: &Path, known: Option<&Option<String>>, new: &Path) -> Result<bool> {
    let Some(Some(hash)) = known else {
        return Ok(false);
    };
    let held = read_file(path).map_err(|failure| anyhow!(failure.message))?;
    Ok(sha256(&held) != *hash && read_file(new).map_or(true, |new| new != held))
}

/// A name for it that nothing has.
fn free_by_hand(name: &str, folders: [&Path; 2]) -> String {
    let (below, name) = name.rsplit_once('/').unwrap_or(("", name));
    let free = (1..).map(|number| {
        let name = numbered(name, number);
        let below = Path::new(BY_HAND).join(below).join(name);
        below.to_string_lossy().replace('\\', "/")
    });
    let is_there = |name: &String| folders.iter().any(|folder| folder.join(name).exists());
    let mut free = free.skip_while(is_there);
    free.next().expect("internal error: the numbers do not end")
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
fn held_open<'a>(out: &Path, previous: &'a Known) -> Option<&'a str> {
    if !cfg!(windows) {
        return None;
    }
    let is_held = |name: &&String| {
        let file = std::fs::OpenOptions::new()
            .append(true)
            .open(out.join(name));
        file.is_err_and(|error| is_held(&error))
    };
    previous.keys().find(is_held).map(String::as_str)
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

    fn word(path: &Path) -> String {
        std::fs::read_to_string(path.join(Manifest::FILE)).expect("a file")
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

    #[test]
    fn a_ledger_that_was_written_meanwhile_is_not_written_over() {
        let work = tempfile::tempdir().expect("a folder");
        let out = work.path();
        let new = BTreeMap::from([(CollectionRow::FILE.to_owned(), b"new".to_vec())]);
        let refused = |read| refuse_outdated(out, &new, read).is_err();
        assert!(!refused(None), "there is none");
        std::fs::write(out.join(CollectionRow::FILE), "accepted").expect("a file");
        assert!(refused(None), "it came meanwhile");
        assert!(refused(Some(b"read")), "it was changed meanwhile");
        assert!(!refused(Some(b"accepted")), "it is the one that was read");
        std::fs::write(out.join(CollectionRow::FILE), "new").expect("a file");
        assert!(!refused(Some(b"read")), "another run wrote the same");
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
