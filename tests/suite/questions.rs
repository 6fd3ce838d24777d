//! 確認一覧.csv: every open warning, filled in with reason and name, is answered in the next run, whatever it is about.

use std::collections::BTreeSet;

use torimatome::assemble::{Checked, Setting, check_all, previous_facts};
use torimatome::check::{EVERYTHING, Purpose};
use torimatome::definition::{DefinitionSource, Definitions};
use torimatome::diagnostic::{Diagnostic, Severity};
use torimatome::ledger::{csv_of, csv_rows};
use torimatome::model::PreviousFacts;
use torimatome::pipeline::read_all;
use torimatome::read::{InputFile, Reader, Waivers, waivers};
use torimatome::report::open_questions;

use super::support::inputs::{inputs, inputs_of};

const WHY: &str = "名簿を整理し、二重に数えていた人を除いたため。";

fn books(folder: &str) -> Vec<InputFile> {
    inputs_of(folder, |path| {
        path.extension().is_some_and(|ending| ending == "xlsx")
    })
}

fn setting<'a>(
    definitions: &'a Definitions,
    previous: Option<&'a PreviousFacts>,
    waivers: Option<&'a Waivers>,
) -> Setting<'a> {
    Setting {
        definitions,
        registry: &definitions.registry,
        as_of: None,
        previous,
        waivers,
        selection: &EVERYTHING,
    }
}

fn checked(
    definitions: &Definitions,
    previous: &PreviousFacts,
    files: &[InputFile],
    given: Option<&Waivers>,
) -> Checked {
    let setting = setting(definitions, Some(previous), given);
    let read = read_all(files, &Reader::new(definitions), 1, &|| {}).expect("threads");
    let named = BTreeSet::new();
    check_all(setting, read, Vec::new(), &named, Purpose::Compile)
}

fn open(checked: &Checked) -> Vec<&Diagnostic> {
    let all = checked.findings.diagnostics().iter();
    all.filter(|d| d.severity == Severity::Warning && !d.code.is_about_reasons())
        .collect()
}

/// The list with reason and name in every row, as a clerk gives it back.
fn answered(definitions: &Definitions, checked: &Checked) -> Waivers {
    let (found, came) = (&checked.findings, &checked.submissions);
    let list = csv_of(open_questions(definitions, found, came)).expect("a table");
    let mut rows = csv_rows(&list).expect("a table");
    for row in &mut rows[1..] {
        let blank: Vec<usize> = (0..row.len()).rev().take(2).collect();
        assert!(blank.iter().all(|at| row[*at].is_empty()), "{row:?}");
        (row[blank[1]], row[blank[0]]) = (WHY.to_owned(), "局 太郎".to_owned());
    }
    waivers("確認一覧.csv", "0".repeat(64), (None, &rows), definitions).expect("a table of reasons")
}

#[test]
fn every_open_warning_can_be_answered_from_the_list() {
    let definitions = torimatome::check::load(&DefinitionSource::BuiltIn).expect("built-in");
    let last = read_all(&inputs("r6"), &Reader::new(&definitions), 1, &|| {}).expect("threads");
    let previous = previous_facts(setting(&definitions, None, None), last);
    let mut runs: Vec<Vec<InputFile>> = vec![books("samples/r7-real-life")];
    for folder in ["tests/workbooks", "tests/workbooks/told", "samples/faults"] {
        runs.extend(books(folder).into_iter().map(|book| vec![book]));
    }
    let mut codes = BTreeSet::new();
    for files in runs {
        let first = checked(&definitions, &previous, &files, None);
        codes.extend(open(&first).iter().map(|told| told.code.id()));
        let given = answered(&definitions, &first);
        assert!(given.diagnostics.is_empty(), "{:?}", given.diagnostics);
        let second = checked(&definitions, &previous, &files, Some(&given));
        let left: Vec<String> = open(&second)
            .iter()
            .map(|told| format!("{} {}: {}", files[0].name, told.code.id(), told.message))
            .collect();
        assert!(left.is_empty(), "{left:#?}");
    }
    assert!(codes.len() >= 12, "{codes:?}");
}
