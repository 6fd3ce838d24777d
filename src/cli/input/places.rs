//! Where the files of a run lie, seen from the working folder: for formats that another program reads, which looks there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::shown::in_text;

/// Name of a file in the run ▸ its path below the working folder, with `/`.
#[derive(Debug, Default)]
pub(in crate::cli) struct Places(BTreeMap<String, Arc<str>>);

impl Places {
    /// Notes where a file lies. One that is not below the working folder keeps its name.
    pub(in crate::cli) fn add(&mut self, name: &str, path: &Path) {
        if let Some(place) = below_working_folder(path) {
            self.0.insert(name.to_owned(), Arc::from(place));
        }
    }

    /// The path of a file; of a member of an archive, that of the archive with the rest behind it.
    pub(in crate::cli) fn of(&self, file: &Arc<str>) -> Arc<str> {
        if let Some(place) = self.0.get(&**file) {
            return Arc::clone(place);
        }
        let mut ends = file.rmatch_indices('/').map(|(at, _)| at);
        let found = ends.find_map(|at| {
            let place = self.0.get(&file[..at])?;
            Some(Arc::from(format!("{place}{}", &file[at..])))
        });
        found.unwrap_or_else(|| Arc::clone(file))
    }
}

/// The path below the working folder. A file that is a link lies where the link does.
fn below_working_folder(path: &Path) -> Option<String> {
    let folder = std::env::current_dir().ok()?.canonicalize().ok()?;
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let parent: PathBuf = parent.unwrap_or(Path::new(".")).canonicalize().ok()?;
    let path = parent.join(path.file_name()?);
    path.starts_with(&folder).then(|| below(&folder, &path))
}

/// A file's name below the folder it was found in, with `/`.
pub(super) fn below(root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).components();
    let names: Vec<String> = parts.map(|part| in_text(part.as_os_str())).collect();
    names.join("/")
}
