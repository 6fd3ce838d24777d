//! The report of the sample city, built as the main job builds it; for the tests and the bench.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use torimatome::check::{EVERYTHING, Purpose};
use torimatome::compile::{Frame, compile};
use torimatome::definition::{DefinitionSource, Definitions};
use torimatome::pipeline::{Setting, check_all, previous_facts, read_all, sha256};
use torimatome::read::InputFile;
use torimatome::report::{Report, Subject, build, city_forms};

fn inputs(folder: &str) -> Vec<InputFile> {
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

/// The report of `samples/r7` after `samples/r6`, as the main job builds it.
pub(crate) fn report() -> Report {
    let definitions = Definitions::load(&DefinitionSource::BuiltIn).expect("sound templates");
    let base = Setting {
        definitions: &definitions,
        registry: &definitions.registry,
        as_of: None,
        previous: None,
        waivers: None,
        selection: &EVERYTHING,
        stamp: None,
        jobs: 1,
    };
    let read = |folder| read_all(&inputs(folder), &definitions, 1, &|| {}).expect("threads");
    let previous = previous_facts(base, read("r6"));
    let setting = Setting {
        previous: Some(&previous),
        ..base
    };
    let named = BTreeSet::new();
    let checked = check_all(setting, read("r7"), Vec::new(), &named, Purpose::Compile);
    let frame = Frame {
        definitions: &definitions,
        registry: &definitions.registry,
        as_of: checked.as_of.expect("a date"),
        findings: &checked.findings,
        choices: &checked.choices,
    };
    let compilation = compile(frame, &checked.submissions);
    let city_forms = city_forms(&definitions, &compilation);
    build(Subject {
        definitions: &definitions,
        registry: &definitions.registry,
        compilation: &compilation,
        findings: &checked.findings,
        files: &checked.files,
        city_forms: &city_forms,
        stamp: None,
    })
}
