//! The output folder: built aside and moved in place, so that a failed run leaves the previous output whole.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::exit::Failure;

/// Marks a folder as one of ours.
const MANIFEST: &str = "manifest.json";

/// Writes the files as the new content of `out`. What a person has put beside our files stays.
///
/// # Errors
/// The folder holds something else, cannot be written, or a file in it is open in another program.
pub(super) fn replace_folder(out: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<(), Failure> {
    let previous = previous_files(out)?;
    let aside = beside(out, "書き出し中");
    remove(&aside);
    let result = write_all(&aside, files).and_then(|()| swap(out, &aside, &previous));
    if result.is_err() {
        remove(&aside);
    }
    result.map_err(|error| {
        Failure::unfinished(format!(
            "「{}」に書き出せませんでした。書き込める場所か、開いているファイルがないかを確かめてください（{error:#}）",
            out.display(),
        ))
    })
}

/// Writes files into a folder that may hold others, none of which is overwritten.
///
/// # Errors
/// A file of that name exists, or the folder cannot be written.
pub(super) fn add_to_folder(out: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<(), Failure> {
    if let Some(taken) = files.keys().find(|name| out.join(name).exists()) {
        let shown = out.join(taken);
        return Err(Failure::unfinished(format!(
            "同じ名前のファイルがあるため、書き出しませんでした: {}",
            shown.display()
        )));
    }
    write_all(out, files).map_err(|error| {
        Failure::unfinished(format!(
            "「{}」に書き出せませんでした（{error:#}）",
            out.display()
        ))
    })
}

/// The names that an earlier run wrote.
fn previous_files(out: &Path) -> Result<BTreeSet<String>, Failure> {
    if !out.exists() {
        return Ok(BTreeSet::new());
    }
    if !out.is_dir() {
        return Err(Failure::usage(format!(
            "--out はフォルダを指定してください: {}",
            out.display()
        )));
    }
    let is_empty = out
        .read_dir()
        .is_ok_and(|mut entries| entries.next().is_none());
    if is_empty {
        return Ok(BTreeSet::new());
    }
    let foreign = || {
        Failure::usage(format!(
            "「{}」には別のファイルがあります。空のフォルダか、前に書き出したフォルダを --out に指定してください。",
            out.display(),
        ))
    };
    let manifest = super::input::read_file(&out.join(MANIFEST)).map_err(|_| foreign())?;
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).map_err(|_| foreign())?;
    let names = manifest["outputs"].as_array().ok_or_else(foreign)?;
    let names = names
        .iter()
        .filter_map(|entry| entry["file"].as_str())
        .map(str::to_owned);
    Ok(names.chain(std::iter::once(MANIFEST.to_owned())).collect())
}

/// A sibling folder with a telling name.
fn beside(out: &Path, what: &str) -> PathBuf {
    let name = out
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_else(|| "out".to_owned());
    out.with_file_name(format!("{name}.{what}-{}", std::process::id()))
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
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    for (name, bytes) in files {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).with_context(|| parent.display().to_string())?;
        }
        std::fs::write(&path, bytes).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// Moves the new folder in place; if the second step fails, the first is undone.
#[expect(
    clippy::disallowed_methods,
    reason = "the edge moves the output folder in place"
)]
fn swap(out: &Path, aside: &Path, previous: &BTreeSet<String>) -> Result<()> {
    if !out.exists() {
        return std::fs::rename(aside, out).with_context(|| out.display().to_string());
    }
    let old = beside(out, "前回");
    remove(&old);
    std::fs::rename(out, &old).with_context(|| out.display().to_string())?;
    if let Err(error) = std::fs::rename(aside, out) {
        std::fs::rename(&old, out)
            .with_context(|| format!("前回の出力は「{}」にあります", old.display()))?;
        return Err(error).with_context(|| out.display().to_string());
    }
    keep_foreign(&old, out, previous)?;
    remove(&old);
    Ok(())
}

/// Carries over what a person has put beside our files.
#[expect(
    clippy::disallowed_methods,
    reason = "the edge moves the output folder in place"
)]
fn keep_foreign(old: &Path, out: &Path, previous: &BTreeSet<String>) -> Result<()> {
    let ours: BTreeSet<&str> = previous
        .iter()
        .filter_map(|name| name.split('/').next())
        .collect();
    for entry in std::fs::read_dir(old)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        if !ours.contains(name.as_str()) && !out.join(&name).exists() {
            std::fs::rename(&path, out.join(&name)).with_context(|| path.display().to_string())?;
        }
    }
    Ok(())
}
