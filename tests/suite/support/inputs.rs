//! The workbooks of a folder of `samples/` as the program gets them; for the tests and the benches.

use std::fs;
use std::path::{Path, PathBuf};

use torimatome::read::InputFile;
use torimatome::read::sha256;

/// Every workbook of the folder, by name.
pub(crate) fn inputs(folder: &str) -> Vec<InputFile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("samples")
        .join(folder);
    let entries = fs::read_dir(folder).expect("the samples");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
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
