//! The definitions that `--templates` names: a folder, read into texts, or a workbook, made into texts.

use std::io::ErrorKind;
use std::path::Path;

use super::apart::{are_long, kept_apart};
use super::args::CommonOptions;
use super::exit::Failure;
use super::input::{is_file, one_workbook, text_of};
use super::shown::{in_text, shown, system_words};
use crate::authored::{Composed, Layout, composed};
use crate::check::RULES;
use crate::definition::{DefinitionSource, Definitions, Faults, RuleKind as _, TemplateFile};
use crate::model::Nouns;

/// Loads the definitions that the options name.
pub(super) fn definitions(common: &CommonOptions) -> Result<Definitions, Failure> {
    let loaded = match &common.templates {
        Some(path) => load(path)?,
        None => crate::check::load(&DefinitionSource::BuiltIn),
    };
    loaded.map_err(|error| Failure::unfinished(error.to_string()))
}

/// Loads the definitions of a folder or of a workbook; faults are told with line or cell.
///
/// # Errors
/// The folder, files in it or the workbook cannot be read.
pub(super) fn load(path: &Path) -> Result<Result<Definitions, Faults>, Failure> {
    if is_file(path)? {
        return Ok(loaded(from_workbook(path)?).1);
    }
    let files = files(path)?;
    let bytes = files.iter().map(|file| file.text.len()).sum();
    let load = || crate::check::load(&DefinitionSource::Files(files));
    Ok(kept_apart(are_long(bytes), load))
}

/// The files of a workbook, and what comes of loading them.
pub(super) fn loaded(composed: Composed) -> (Vec<TemplateFile>, Result<Definitions, Faults>) {
    let files = composed.files.clone();
    let loaded = crate::check::load(&DefinitionSource::Files(files.clone()));
    (files, composed.told(loaded))
}

/// The files of a definition that stands in a workbook.
///
/// # Errors
/// The workbook cannot be read.
pub(super) fn from_workbook(path: &Path) -> Result<Composed, Failure> {
    let (_, workbook) = one_workbook(path)?;
    let name = path.file_name().map(in_text).unwrap_or_default();
    Ok(composed(&layout(), &workbook, &name))
}

/// How definitions are laid out as workbooks, with the rules that there are.
pub(super) fn layout() -> Layout {
    let named = |is_stated| {
        let kinds = RULES.iter().filter(|kind| kind.is_stated() == is_stated);
        let codes = kinds.map(|kind| kind.code());
        let named = codes.map(|code| (code.name().to_owned(), code.title(&Nouns::general())));
        named.collect::<Vec<_>>()
    };
    Layout::new(&named(false), &named(true))
}

/// The TOML files below a folder.
///
/// # Errors
/// The folder or files in it cannot be read; every one of them is named.
pub(super) fn files(folder: &Path) -> Result<Vec<TemplateFile>, Failure> {
    let (mut files, mut faults) = (Vec::new(), Faults::default());
    gather(folder, folder, &mut files, &mut faults);
    let read = faults.or(Some(files));
    read.map_err(|faults| Failure::unfinished(faults.to_string()))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the edge reads the folder that the user names"
)]
fn gather(root: &Path, folder: &Path, files: &mut Vec<TemplateFile>, faults: &mut Faults) {
    let mut unreadable = |whole: &Path, error: &std::io::Error| {
        let told = match error.kind() {
            ErrorKind::InvalidData => {
                "文字コードがUTF-8ではありません。メモ帳の「名前を付けて保存」で、文字コードにUTF-8を選んで保存し直してください"
                    .to_owned()
            }
            _ => format!(
                "{}。開けるか、共有フォルダにつながっているかを確かめて、もう一度実行してください",
                system_words(error)
            ),
        };
        let path = whole
            .strip_prefix(root)
            .ok()
            .filter(|rest| rest.iter().next().is_some());
        let path = path.unwrap_or(whole);
        faults.unreadable(&shown(path), &told);
    };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return unreadable(folder, &error),
    };
    let mut folders = Vec::new();
    for entry in entries {
        let path = match entry {
            Ok(entry) => entry.path(),
            Err(error) => {
                unreadable(folder, &error);
                continue;
            }
        };
        let is_folder = match path.metadata() {
            Ok(one) => one.is_dir(),
            Err(error) => {
                unreadable(&path, &error);
                continue;
            }
        };
        if is_folder {
            folders.push(path);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let relative = path.strip_prefix(root).unwrap_or(&path);
            match text_of(&path) {
                Ok(text) => files.push(TemplateFile {
                    path: relative.to_string_lossy().replace('\\', "/"),
                    text,
                }),
                Err(error) => unreadable(&path, &error),
            }
        }
    }
    for folder in folders {
        gather(root, &folder, files, faults);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_in_the_templates_folder_is_built_in() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let on_disk = DefinitionSource::Files(files(&folder).expect("readable"));
        assert_eq!(DefinitionSource::BuiltIn.files(), on_disk.files());
    }
}
