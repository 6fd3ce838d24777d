//! tests/workbooks/*.xlsx ▸ the dump of what was read, compared with the .txt beside each; for the many of
//! tests/workbooks/odd/ only what differs from the plain form.
//!
//! On a difference the whole new reading is printed, to be reviewed and put into the .txt by hand.

mod against_plain;

use std::path::{Path, PathBuf};

use torimatome::definition::{DefinitionSource, Definitions};
use torimatome::read::{InputFile, ReadResult, Reader, dump, table_rows};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workbooks")
}

#[expect(clippy::disallowed_methods, reason = "a test reads its own fixtures")]
fn input(path: &Path) -> InputFile {
    let odd = folder().join("odd");
    let below = path
        .strip_prefix(&odd)
        .or_else(|_| path.strip_prefix(folder()))
        .expect("a fixture");
    let name = below.to_string_lossy().replace('\\', "/");
    let bytes = std::fs::read(path).expect("a readable fixture");
    InputFile::new(&name, bytes, "0".repeat(64))
}

fn definitions() -> Definitions {
    torimatome::check::load(&DefinitionSource::BuiltIn).expect("the built-in definitions")
}

#[expect(clippy::disallowed_methods, reason = "a test lists its own fixtures")]
fn below(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of fixtures") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            below(&path, paths);
        } else if path.extension().is_some_and(|ending| ending == "xlsx") {
            paths.push(path);
        }
    }
}

/// The workbooks that the library reads by itself; containers go through the program, in a test of their own.
fn fixtures() -> Vec<PathBuf> {
    let mut paths = Vec::new();
    below(&folder(), &mut paths);
    // Those of told/ and blanks/ have tests of their own, which say what must be found in each.
    let is_elsewhere = |path: &PathBuf| {
        ["blanks", "containers", "told"]
            .iter()
            .any(|name| path.starts_with(folder().join(name)))
    };
    paths.retain(|path| !is_elsewhere(path));
    paths.sort();
    paths
}

/// What the .txt beside a workbook holds.
fn told(path: &Path, plain: &str, definitions: &Definitions) -> String {
    let found = dump(&Reader::new(definitions).read(&input(path)), definitions);
    if path.starts_with(folder().join("odd")) {
        against_plain::against_plain(plain, &found)
    } else {
        found
    }
}

fn reading(name: &str, definitions: &Definitions) -> ReadResult {
    Reader::new(definitions).read(&input(&folder().join(name)))
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a test reads its own expectations"
)]
fn every_workbook_reads_as_reviewed() {
    let definitions = definitions();
    let fixtures = fixtures();
    assert!(fixtures.len() >= 150, "fixtures are missing");
    let plain = reading("printed-text-西成区.xlsx", &definitions);
    let plain = dump(&plain, &definitions);
    let mut faults = String::new();
    for path in fixtures {
        let found = told(&path, &plain, &definitions);
        let expected = std::fs::read_to_string(path.with_extension("txt")).unwrap_or_default();
        let expected = expected.replace("\r\n", "\n");
        if expected != found {
            faults.push_str(&format!(
                "==== {}\n{}\n---- the whole reading\n{found}\n",
                path.display(),
                against_plain::against_plain(&expected, &found)
            ));
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

/// Containers go through the whole program: some are read by a second process, which the library alone does not start.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a test reads its own fixtures and runs the program"
)]
fn every_container_reads_as_reviewed() {
    let folder = folder().join("containers");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .expect("the containers")
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| !name.ends_with(".txt"))
        .collect();
    names.sort();
    for ending in ["xls", "xlsb", "xlsm", "xlsx", "ods", "zip"] {
        let dotted = format!(".{ending}");
        assert!(
            names.iter().any(|name| name.ends_with(&dotted)),
            "no {ending}"
        );
    }
    let mut faults = String::new();
    for name in names {
        let run = std::process::Command::new(env!("CARGO_BIN_EXE_torimatome"))
            .args(["inspect", &name])
            .current_dir(&folder)
            .output()
            .expect("the program");
        let found = String::from_utf8_lossy(&run.stdout);
        let expected =
            std::fs::read_to_string(folder.join(format!("{name}.txt"))).unwrap_or_default();
        let expected = expected.replace("\r\n", "\n");
        if expected != found || !run.stderr.is_empty() {
            faults.push_str(&format!(
                "==== {name}\n{}\n---- the whole reading\n{found}\n{}\n",
                against_plain::against_plain(&expected, &found),
                String::from_utf8_lossy(&run.stderr)
            ));
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test reads its own list")]
fn every_workbook_says_why_it_exists() {
    let readme = std::fs::read_to_string(folder().join("README.md")).expect("the list");
    for path in fixtures() {
        let name = input(&path).name.replace(".xlsx", "");
        assert!(readme.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn reading_twice_gives_the_same_text() {
    let definitions = definitions();
    let name = "as-typed-西成区.xlsx";
    let first = dump(&reading(name, &definitions), &definitions);
    let second = dump(&reading(name, &definitions), &definitions);
    assert_eq!(first, second);
}

#[test]
fn every_diagnostic_of_a_submission_says_what_to_do_and_whose_it_is() {
    let definitions = definitions();
    for path in fixtures() {
        let result = Reader::new(&definitions).read(&input(&path));
        let ward = result
            .submission
            .as_ref()
            .and_then(|submission| submission.ward.clone());
        for diagnostic in &result.diagnostics {
            assert!(!diagnostic.hint.is_empty(), "{diagnostic:?}");
            assert!(diagnostic.message.ends_with('。'), "{diagnostic:?}");
            let by_name = definitions.areas.wards().iter().any(|ward| {
                Some(&ward.code) == diagnostic.ward.as_ref() && result.file.contains(&ward.name)
            });
            // A file that cannot be opened has nothing but its name to say whose it may be.
            let is_unread = result.submission.is_none() && (by_name || diagnostic.ward.is_none());
            assert!(is_unread || diagnostic.ward == ward, "{diagnostic:?}");
        }
    }
}

#[test]
fn no_fixture_turns_a_missing_value_into_zero() {
    let definitions = definitions();
    for path in fixtures() {
        let Some(submission) = Reader::new(&definitions).read(&input(&path)).submission else {
            continue;
        };
        for fact in submission.facts.values() {
            let is_zero = fact.value.number().is_some_and(|number| number.is_zero());
            let says_so = fact.provenance.text.contains(['0', '０'])
                || ["なし", "無", "無し", "ゼロ"].contains(&fact.provenance.text.trim());
            assert!(!is_zero || says_so, "{fact:?}");
        }
    }
}

#[test]
fn a_table_workbook_gives_its_rows() {
    let rows = table_rows(&input(&folder().join("other-workbook.xlsx"))).expect("rows");
    assert_eq!(rows[1], ["月", "金額"]);
    let refused = table_rows(&input(&folder().join("zero-bytes.xlsx"))).expect_err("refused");
    assert!(refused.contains("0バイト"), "{refused}");
}
