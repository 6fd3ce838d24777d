//! What fuzzing has found and grown, once more and on the stable compiler: every input in `tests/fuzz`, through the same functions as
//! the targets. A crash that was mended stays mended.

#[path = "../fuzz/entries/mod.rs"]
mod entries;

use std::fs;
use std::path::{Path, PathBuf};

use entries::ENTRIES;

/// The files of a folder, by name; none where there is no such folder.
fn inputs(kind: &str, entry: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz");
    let Ok(files) = fs::read_dir(folder.join(kind).join(entry)) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    files.sort();
    files
}

#[test]
fn every_input_that_was_kept_is_borne() {
    let mut failed = Vec::new();
    for (entry, _) in ENTRIES {
        let grown = inputs("corpus", entry);
        assert!(grown.len() >= 3, "hardly an input for {entry}");
        for path in grown.into_iter().chain(inputs("crashes", entry)) {
            let data = fs::read(&path).expect("an input");
            if std::panic::catch_unwind(|| entries::run(entry, &data)).is_err() {
                failed.push(path);
            }
        }
    }
    assert!(failed.is_empty(), "not borne: {failed:#?}");
}

/// Each entry has its target, and each target its entry: by the names of the files and in the manifest.
#[test]
fn entries_and_targets_are_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("the manifest");
    let mut targets: Vec<String> = fs::read_dir(folder.join("targets"))
        .expect("targets")
        .map(|file| file.expect("a file").path())
        .map(|path| {
            path.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    targets.sort();
    let mut entries: Vec<&str> = ENTRIES.iter().map(|(name, _)| *name).collect();
    entries.sort_unstable();
    assert_eq!(targets, entries);
    for name in entries {
        assert!(
            manifest.contains(&format!("name = \"{name}\"\npath = \"targets/{name}.rs\"")),
            "{name}"
        );
    }
    for kind in ["corpus", "crashes"] {
        let Ok(places) = fs::read_dir(folder.join(kind)) else {
            continue;
        };
        for place in places {
            let name = place.expect("a folder").file_name();
            assert!(
                ENTRIES.iter().any(|(entry, _)| name == *entry),
                "{kind}: {name:?}"
            );
        }
    }
}
