//! Where template text comes from: built into the program, or a folder given by the user.
//!
//! One of the two places that may read files.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::DefinitionError;

// Folder by folder, so that templates/fonts (7 MB) is not built in a second time beside render's own copy.
// The test below compares this list with what stands on disk.
static FOLDERS: [(&str, Dir<'_>); 2] = [
    (
        "forms",
        include_dir!("$CARGO_MANIFEST_DIR/../../templates/forms"),
    ),
    (
        "reports",
        include_dir!("$CARGO_MANIFEST_DIR/../../templates/reports"),
    ),
];
static TOP_LEVEL: [(&str, &str); 6] = [
    ("areas.toml", include_str!("../../templates/areas.toml")),
    (
        "functions.toml",
        include_str!("../../templates/functions.toml"),
    ),
    ("guide.toml", include_str!("../../templates/guide.toml")),
    (
        "indicators.toml",
        include_str!("../../templates/indicators.toml"),
    ),
    ("reasons.toml", include_str!("../../templates/reasons.toml")),
    (
        "registry.toml",
        include_str!("../../templates/registry.toml"),
    ),
];

/// One template file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFile {
    /// Path below the templates folder, with `/`.
    pub path: String,
    /// Text.
    pub text: String,
}

/// Where the definitions come from.
#[derive(Clone, Debug, Default)]
pub enum DefinitionSource {
    /// The templates built into the program.
    #[default]
    BuiltIn,
    /// A folder that replaces them all.
    Folder(PathBuf),
}

impl DefinitionSource {
    /// The TOML files, sorted by path.
    ///
    /// # Errors
    /// The folder or a file in it cannot be read.
    pub fn files(&self) -> Result<Vec<TemplateFile>, DefinitionError> {
        let mut files = match self {
            Self::BuiltIn => built_in(),
            Self::Folder(folder) => from_folder(folder, folder)?,
        };
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }
}

fn built_in() -> Vec<TemplateFile> {
    let top_level = TOP_LEVEL.iter().map(|(path, text)| TemplateFile {
        path: (*path).to_owned(),
        text: (*text).to_owned(),
    });
    let below = FOLDERS
        .iter()
        .flat_map(|(name, folder)| built_in_folder(name, folder));
    top_level.chain(below).collect()
}

fn built_in_folder(name: &str, dir: &Dir<'_>) -> Vec<TemplateFile> {
    let mut files: Vec<TemplateFile> = dir
        .files()
        .filter(|file| {
            file.path()
                .extension()
                .is_some_and(|extension| extension == "toml")
        })
        .filter_map(|file| {
            Some(TemplateFile {
                path: format!("{name}/{}", file.path().to_str()?.replace('\\', "/")),
                text: file.contents_utf8()?.to_owned(),
            })
        })
        .collect();
    for child in dir.dirs() {
        files.extend(built_in_folder(name, child));
    }
    files
}

#[expect(
    clippy::disallowed_methods,
    reason = "--templates names a folder; this file is its only reader"
)]
fn from_folder(root: &Path, folder: &Path) -> Result<Vec<TemplateFile>, DefinitionError> {
    let unreadable = |path: &Path, error: std::io::Error| DefinitionError::Unreadable {
        path: path.display().to_string(),
        reason: error.to_string(),
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| unreadable(folder, error))? {
        let path = entry.map_err(|error| unreadable(folder, error))?.path();
        if path.is_dir() {
            files.extend(from_folder(root, &path)?);
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
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_in_the_templates_folder_is_built_in() {
        let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../templates"));
        let on_disk = DefinitionSource::Folder(folder).files().expect("readable");
        assert_eq!(
            DefinitionSource::BuiltIn.files().expect("built in"),
            on_disk
        );
    }
}
