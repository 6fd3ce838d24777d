//! The folder of definitions that `--templates` names, read into texts.

use std::path::Path;

use super::exit::Failure;
use crate::definition::{DefinitionError, TemplateFile};

/// The TOML files below a folder.
///
/// # Errors
/// The folder or a file in it cannot be read.
pub(super) fn files(folder: &Path) -> Result<Vec<TemplateFile>, Failure> {
    let mut files = Vec::new();
    gather(folder, folder, &mut files).map_err(|error| Failure::unfinished(error.to_string()))?;
    Ok(files)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the edge reads the folder that the user names"
)]
fn gather(
    root: &Path,
    folder: &Path,
    files: &mut Vec<TemplateFile>,
) -> Result<(), DefinitionError> {
    let unreadable = |path: &Path, error: std::io::Error| DefinitionError::Unreadable {
        path: path.display().to_string(),
        reason: error.to_string(),
    };
    for entry in std::fs::read_dir(folder).map_err(|error| unreadable(folder, error))? {
        let path = entry.map_err(|error| unreadable(folder, error))?.path();
        if path.is_dir() {
            gather(root, &path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
            let relative = path.strip_prefix(root).unwrap_or(&path);
            files.push(TemplateFile {
                path: relative.to_string_lossy().replace('\\', "/"),
                text,
            });
        }
    }
    Ok(())
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
