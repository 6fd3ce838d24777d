//! Where template text comes from: built into the program, or files that somebody gives. Leaves reading files to the edge.

use include_dir::{Dir, include_dir};

use super::text_place::TEXTS;

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
static TOP_LEVEL: [(&str, &str); 7] = [
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
    ("letters.toml", include_str!("../../templates/letters.toml")),
    ("reasons.toml", include_str!("../../templates/reasons.toml")),
    (
        "registry.toml",
        include_str!("../../templates/registry.toml"),
    ),
];

/// What stands in for files at the top that a folder does not have; it says nothing of any form or municipality.
static GENERAL: [(&str, &str); 3] = [
    ("guide.toml", include_str!("general/guide.toml")),
    ("letters.toml", include_str!("general/letters.toml")),
    ("reasons.toml", include_str!("general/reasons.toml")),
];

/// The rules of a form that lists none.
pub(crate) const GENERAL_RULES: &str = include_str!("general/rules.toml");
/// The volumes of a report that names none.
pub(crate) const GENERAL_VOLUMES: &str = include_str!("general/volumes.toml");

/// The files that stand at the top of the templates folder.
pub(crate) fn top_level() -> [&'static str; 7] {
    TOP_LEVEL.map(|(path, _)| path)
}

/// One template file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFile {
    /// Path below the templates folder, with `/`.
    pub path: String,
    /// Text.
    pub text: String,
}

impl TemplateFile {
    /// Whether it is an edition of a form.
    pub(crate) fn is_edition(&self) -> bool {
        let mut parts = self.path.split('/');
        let (top, _form, name) = (parts.next(), parts.next(), parts.next());
        top == Some("forms") && parts.next().is_none() && name.is_some_and(|name| name != TEXTS)
    }

    /// Name without its folder and ending.
    pub(crate) fn stem(&self) -> String {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.trim_end_matches(".toml").to_owned()
    }
}

/// Where the definitions come from.
#[derive(Clone, Debug, Default)]
pub enum DefinitionSource {
    /// The templates built into the program.
    #[default]
    BuiltIn,
    /// Files that replace them all.
    Files(Vec<TemplateFile>),
}

impl DefinitionSource {
    /// The TOML files, sorted by path.
    pub fn files(&self) -> Vec<TemplateFile> {
        let mut files = match self {
            Self::BuiltIn => built_in(),
            Self::Files(files) => with_general(files),
        };
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files
    }
}

fn with_general(files: &[TemplateFile]) -> Vec<TemplateFile> {
    let mut files = files.to_vec();
    for (path, text) in GENERAL {
        if !files.iter().any(|file| file.path == path) {
            let (path, text) = (path.to_owned(), text.to_owned());
            files.push(TemplateFile { path, text });
        }
    }
    files
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
