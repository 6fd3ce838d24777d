//! Where the files of a run lie, seen from the working folder: for formats that another program reads, which looks there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::shown::in_text;

/// Name of a file in the run ▸ its path as it was found.
#[derive(Clone, Debug, Default)]
pub(in crate::cli) struct Places(BTreeMap<String, PathBuf>);

impl Places {
    /// Notes where a file lies.
    pub(in crate::cli) fn add(&mut self, name: &str, path: &Path) {
        self.0.insert(name.to_owned(), path.to_path_buf());
    }

    /// Where a file lies and what it is called in the run, without what a member of an archive is called in it.
    pub(in crate::cli) fn of<'a>(&'a self, file: &'a str) -> Option<(&'a Path, &'a str)> {
        let ends = file.rmatch_indices('/').map(|(at, _)| at);
        let mut names = std::iter::once(file).chain(ends.map(|at| &file[..at]));
        names.find_map(|name| Some((self.0.get(name)?.as_path(), name)))
    }

    /// The path of every file below the working folder, with `/`; of a member of an archive, that of the archive with the rest
    /// behind it. One that is not below the working folder keeps its name. Looks at the disk for every file.
    pub(in crate::cli) fn seen(&self) -> impl Fn(&Arc<str>) -> Arc<str> {
        let folder = std::env::current_dir().ok();
        let below = self.0.iter().filter_map(|(name, path)| {
            let place = below_folder(folder.as_ref()?, path)?;
            Some((name.clone(), Arc::from(place)))
        });
        let below: BTreeMap<String, Arc<str>> = below.collect();
        move |file| {
            if let Some(place) = below.get(&**file) {
                return Arc::clone(place);
            }
            let mut ends = file.rmatch_indices('/').map(|(at, _)| at);
            let found = ends.find_map(|at| {
                let place = below.get(&file[..at])?;
                Some(Arc::from(format!("{place}{}", &file[at..])))
            });
            found.unwrap_or_else(|| Arc::clone(file))
        }
    }
}

/// The path below a folder. A file that is a link lies where the link does.
fn below_folder(folder: &Path, path: &Path) -> Option<String> {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    let really = Path::canonicalize(folder)
        .ok()
        .zip(parent.canonicalize().ok());
    // Windows has drives that do not tell where a folder really is.
    let (folder, parent) = match really {
        Some(both) => both,
        None => (folder.to_path_buf(), std::path::absolute(parent).ok()?),
    };
    let path = parent.join(path.file_name()?);
    path.starts_with(&folder).then(|| below(&folder, &path))
}

/// The last part of a path.
pub(super) fn own_name(path: &Path) -> String {
    path.file_name().map(in_text).unwrap_or_default()
}

/// A file's name below the folder it was found in, with `/`.
pub(super) fn below(root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).components();
    let names: Vec<String> = parts.map(|part| in_text(part.as_os_str())).collect();
    names.join("/")
}
