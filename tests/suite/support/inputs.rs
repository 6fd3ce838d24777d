//! The workbooks of a folder of `samples/` as the program gets them; for the tests and the benches.

use std::fs;
use std::path::{Path, PathBuf};

use torimatome::read::InputFile;
use torimatome::read::sha256;

/// Every workbook of a folder of `samples/`, by name.
pub(crate) fn inputs(folder: &str) -> Vec<InputFile> {
    inputs_of(&format!("samples/{folder}"), |_| true)
}

/// The files of a folder of the project that are wanted, by name.
pub(crate) fn inputs_of(folder: &str, is_wanted: impl Fn(&Path) -> bool) -> Vec<InputFile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(folder).expect("a folder of ours");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| is_wanted(path))
        .collect();
    paths.sort();
    let input = |path: &PathBuf| {
        let bytes = fs::read(path).expect("a workbook");
        let name = path.file_name().expect("a name").to_string_lossy();
        let sha256 = sha256(&bytes);
        InputFile::new(&name, bytes, sha256)
    };
    paths.iter().map(input).collect()
}
