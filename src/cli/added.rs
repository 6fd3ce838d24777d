//! Files added to a folder that may hold others: all of them or none, and over nothing that is there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::aside::{
    WRITING, beside, clear, fill, give_name, in_folder, left_within, make_between, move_to,
    recover, whereabouts, within,
};
use super::exit::Failure;
use super::input::{is_file, is_there, read_file};
use super::output::refuse_sealed;
use super::private::inside;
use super::shown::{cause, shown};

/// What the place is called in which files wait to be added.
const WAITING: &str = "追加";

/// Writes files into a folder that may hold others, none of which is overwritten.
///
/// # Errors
/// A file of that name exists, or the folder cannot be written: then nothing of it is there.
pub(super) fn add_to_folder(out: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<(), Failure> {
    let out = if out.as_os_str().is_empty() {
        Path::new(".")
    } else {
        out
    };
    refuse_sealed(out)?;
    recover(out)?;
    take_back(out, files);
    for name in files.keys() {
        let held = out.join(name);
        if is_there(&held)? {
            return Err(Failure::unfinished(format!(
                "同じ名前のファイルがあるため、書き出しませんでした: {}（別のフォルダか名前を指定するか、そのファイルを移してください）",
                shown(&held)
            )));
        }
    }
    let added = match is_there(out)? {
        true => add(out, files),
        false => made_or_added(out, files),
    };
    added.map_err(|error| {
        Failure::unfinished(format!(
            "「{}」に書き出せませんでした。書き込める場所か、空きがあるかを確かめてください（{}）",
            shown(out),
            cause(&error)
        ))
    })
}

/// Of these files, those that the folder does not hold already with the very same content.
///
/// # Errors
/// What it holds cannot be read.
pub(super) fn new_in(
    folder: &Path,
    files: BTreeMap<String, Vec<u8>>,
) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let mut new = BTreeMap::new();
    for (name, bytes) in files {
        let path = folder.join(&name);
        if !is_file(&path)? || read_file(&path)? != bytes {
            new.insert(name, bytes);
        }
    }
    Ok(new)
}

/// Of the files that a run which was ended from outside has begun to add, those that this one adds anew are taken back, as long as
/// nobody has changed them.
fn take_back(out: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for left in left_within(out, WAITING) {
        for name in files.keys() {
            let (own, there) = (inside(&left).join(name), out.join(name));
            let is_it =
                read_file(&own).is_ok_and(|own| read_file(&there).is_ok_and(|it| it == own));
            if is_it {
                clear(&there);
            }
        }
        clear(&left);
    }
}

/// A folder that is not there is made, unless another run has made it meanwhile: then the files are added to that one.
fn made_or_added(out: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    make(out, files).or_else(|error| match out.is_dir() {
        true => add(out, files),
        false => Err(error),
    })
}

/// A new folder is filled aside and moved to its place in one step.
fn make(out: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    let (parent, name) = whereabouts(out).with_context(|| shown(out))?;
    let (real, aside) = (parent.join(name), beside(out, WRITING)?);
    clear(&aside);
    in_folder(&parent, || {
        let made = fill(&aside, files).and_then(|fresh| move_to(&fresh, &real));
        clear(&aside);
        made
    })
}

/// The files are written within the folder and then given their names, one after the other; what was given is taken back where one
/// cannot be.
fn add(out: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    let aside = within(out, WAITING);
    clear(&aside);
    let mut given = Vec::new();
    let added = fill(&aside, files).and_then(|fresh| give_names(&fresh, out, files, &mut given));
    if added.is_err() {
        // Files before the folders that were made for them.
        for place in given.iter().rev() {
            clear(place);
        }
    }
    clear(&aside);
    added
}

fn give_names(
    aside: &Path,
    out: &Path,
    files: &BTreeMap<String, Vec<u8>>,
    given: &mut Vec<PathBuf>,
) -> Result<()> {
    for name in files.keys() {
        let to = out.join(name);
        given.extend(make_between(out, &to)?);
        give_name(&aside.join(name), &to).with_context(|| shown(&to))?;
        given.push(to);
    }
    Ok(())
}
