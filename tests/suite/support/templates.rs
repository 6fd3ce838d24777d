//! Definitions out of texts and files of the tests.

use std::fs;
use std::path::Path;

use torimatome::check::load;
use torimatome::definition::{DefinitionSource, Definitions, TemplateFile};

/// The definitions that these texts make, or what is wrong with them.
pub(crate) fn of_texts(files: &[(&str, &str)]) -> Result<Definitions, String> {
    let files = files.iter().map(|(path, text)| TemplateFile {
        path: (*path).to_owned(),
        text: (*text).to_owned(),
    });
    load(&DefinitionSource::Files(files.collect())).map_err(|faults| faults.to_string())
}

/// Files of a folder as definitions are made from.
pub(crate) fn files(folder: &Path, paths: &[&str]) -> Vec<TemplateFile> {
    let file = |path: &&str| TemplateFile {
        path: (*path).to_owned(),
        text: fs::read_to_string(folder.join(path)).expect("a file of definitions"),
    };
    paths.iter().map(file).collect()
}
