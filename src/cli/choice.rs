//! `--use`: from what the user wrote to the files of the run. Which file counts is decided elsewhere, by `model::Choices`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization as _;

use super::exit::Failure;
use super::shown::shown;
use crate::model::AreaCode;
use crate::read::ReadResult;

/// The files of the run that the user named: by path, by the name that the messages show, or by the bare file name.
///
/// # Errors
/// A name fits none of the files, or several.
pub(super) fn find(
    named: &[PathBuf],
    roots: &[PathBuf],
    files: &[Arc<str>],
) -> Result<BTreeSet<Arc<str>>, Failure> {
    let mut found = BTreeSet::new();
    for given in named {
        let of_name = |name: &String| -> Vec<&Arc<str>> {
            let is_meant = |file: &&Arc<str>| plain(file) == *name;
            files.iter().filter(is_meant).collect()
        };
        let names = names(given, roots);
        let mut fitting = names
            .iter()
            .map(of_name)
            .find(|fitting| !fitting.is_empty())
            .unwrap_or_default();
        if fitting.is_empty() {
            let ending = format!("/{}", plain(&given.to_string_lossy()));
            fitting = files
                .iter()
                .filter(|file| plain(file).ends_with(&ending))
                .collect();
        }
        match fitting[..] {
            [one] => found.insert(Arc::clone(one)),
            [] => {
                return Err(Failure::usage(format!(
                    "--use のファイルは、渡されたファイルの中にありません: {}",
                    shown(given)
                )));
            }
            _ => {
                let names: Vec<&str> = fitting.iter().map(|file| file.as_ref()).collect();
                return Err(Failure::usage(format!(
                    "--use の「{}」に当たるファイルがいくつもあります: {}",
                    shown(given),
                    names.join("、")
                )));
            }
        };
    }
    Ok(found)
}

/// A named file must say whose it is, and two different ones of the same ward decide nothing.
///
/// # Errors
/// The ward of a named file is unknown, or two different files of a ward are named.
pub(super) fn one_per_ward(
    named: &BTreeSet<Arc<str>>,
    results: &[ReadResult],
    unit: &str,
) -> Result<(), Failure> {
    let mut wards: BTreeMap<&AreaCode, &ReadResult> = BTreeMap::new();
    for result in results.iter().filter(|r| named.contains(&r.file)) {
        let ward = result.submission.as_ref().and_then(|s| s.ward.as_ref());
        let Some(ward) = ward else {
            return Err(Failure::usage(format!(
                "--use のファイルは、どの{unit}の提出か分からないため使えません: {}",
                result.file
            )));
        };
        match wards.insert(ward, result) {
            Some(other) if other.sha256 != result.sha256 => {
                return Err(Failure::usage(format!(
                    "--use で同じ{unit}のファイルを2つ指定しています: {}、{}",
                    other.file, result.file
                )));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The names that a path may have among the files of the run, the likelier first.
fn names(given: &Path, roots: &[PathBuf]) -> Vec<String> {
    let mut names = vec![plain(&given.to_string_lossy())];
    for root in roots {
        below(given, root, &mut names);
        if let (Ok(given), Ok(root)) = (given.canonicalize(), root.canonicalize()) {
            below(&given, &root, &mut names);
        }
    }
    names
}

/// What is left of a path below a folder or archive that was given, then with more and more of the folder's own path in
/// front: files of the same name are told apart by it.
fn below(given: &Path, root: &Path, names: &mut Vec<String>) {
    let (given, root) = (given.to_string_lossy(), root.to_string_lossy());
    let (given, root) = (plain(&given), plain(&root));
    let root = root.trim_end_matches('/');
    let Some(rest) = given.strip_prefix(root) else {
        return;
    };
    let mut name = match rest.strip_prefix('/') {
        Some(rest) => rest.to_owned(),
        None if rest.is_empty() => String::new(),
        None => return,
    };
    for folder in root.rsplit('/') {
        if !name.is_empty() {
            names.push(name.clone());
            name.insert(0, '/');
        }
        name.insert_str(0, folder);
    }
    names.push(name);
}

/// One spelling for the same name: a Mac writes が as two characters, Windows a backslash.
fn plain(name: &str) -> String {
    name.trim_start_matches("./")
        .replace('\\', "/")
        .nfc()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(given: &str) -> Result<Vec<String>, String> {
        let files = [
            "西成区.xlsx",
            "修正/西成区.xlsx",
            "修正/港区.xlsx",
            "が.xlsx",
            "再/提出/北区.xlsx",
        ]
        .map(Arc::from);
        let roots = ["r7/提出", "r7/再/提出", "別/が.xlsx"].map(PathBuf::from);
        find(&[PathBuf::from(given)], &roots, &files)
            .map(|names| names.iter().map(ToString::to_string).collect())
            .map_err(|failure| failure.message)
    }

    #[test]
    fn a_file_is_named_by_path_by_shown_name_or_by_bare_name() {
        let only = |name: &str| Ok(vec![name.to_owned()]);
        assert_eq!(found("r7/提出/西成区.xlsx"), only("西成区.xlsx"));
        assert_eq!(
            found("./r7/提出/修正/西成区.xlsx"),
            only("修正/西成区.xlsx")
        );
        assert_eq!(found("西成区.xlsx"), only("西成区.xlsx"));
        assert_eq!(found("修正/西成区.xlsx"), only("修正/西成区.xlsx"));
        assert_eq!(found("港区.xlsx"), only("修正/港区.xlsx"));
        assert_eq!(found("別/が.xlsx"), only("が.xlsx"));
        assert_eq!(found("r7/再/提出/北区.xlsx"), only("再/提出/北区.xlsx"));
        assert_eq!(found("か\u{3099}.xlsx"), only("が.xlsx"));
    }

    #[test]
    fn a_name_that_fits_nothing_is_a_mistake() {
        let told = found("旭区.xlsx").expect_err("there is none");
        assert!(told.contains("旭区.xlsx"), "{told}");
    }

    #[test]
    fn a_name_that_fits_several_is_a_mistake() {
        let files = ["a/西成区.xlsx", "b/西成区.xlsx"].map(Arc::from);
        let told = find(&[PathBuf::from("西成区.xlsx")], &[], &files).expect_err("two");
        assert!(
            told.message.contains("a/西成区.xlsx、b/西成区.xlsx"),
            "{}",
            told.message
        );
    }
}
