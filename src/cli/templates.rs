//! The folder of definitions that `--templates` names, read into texts.

use std::io::ErrorKind;
use std::path::Path;

use super::exit::Failure;
use super::shown::{shown, system_words};
use crate::definition::{Faults, TemplateFile};

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
            _ => system_words(error),
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
        if path.is_dir() {
            folders.push(path);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let relative = path.strip_prefix(root).unwrap_or(&path);
            match std::fs::read_to_string(&path) {
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
    use crate::definition::DefinitionSource;

    #[test]
    fn everything_in_the_templates_folder_is_built_in() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let on_disk = DefinitionSource::Files(files(&folder).expect("readable"));
        assert_eq!(DefinitionSource::BuiltIn.files(), on_disk.files());
    }
}
