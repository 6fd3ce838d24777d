//! The core of the offline page, run on a desktop: the findings and the copies of the program to the byte, and what the page says.
//! That a browser comes to the same is tried in one (`tests/page/`).

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use torimatome::checker::{Checker, Given, Level, View};
use torimatome::definition::DefinitionSource;
use torimatome::model::WrittenReason;

use crate::areas::doubtful;

fn checker(as_of: Option<&str>) -> Checker {
    let definitions =
        torimatome::check::load(&DefinitionSource::BuiltIn).expect("built-in definitions");
    let given = Given {
        as_of: as_of.map(str::to_owned),
        ..Given::of(&definitions)
    };
    // As a page carries it.
    let carried = serde_json::to_vec(&given).expect("JSON");
    Checker::new(serde_json::from_slice(&carried).expect("what was carried")).expect("a page")
}

fn put(checker: &mut Checker, is_previous: bool, path: &Path) {
    let name = path.file_name().expect("a name").to_string_lossy();
    checker.put(is_previous, &name, fs::read(path).expect("a workbook"));
}

fn books(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|ending| ["xlsx", "xlsm", "xls"].contains(&&*ending.to_string_lossy()))
    });
    paths.sort();
    paths
}

/// What the program prints of the same files.
fn printed(arguments: &[&Path], options: &[&str]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .arg("check")
        .args(arguments)
        .args(["--format", "json"])
        .args(options)
        .output()
        .expect("the program");
    String::from_utf8(run.stdout).expect("text")
}

/// One run of one file.
fn seen(path: &Path) -> (String, View, Checker) {
    let mut checker = checker(None);
    checker.begin();
    put(&mut checker, false, path);
    let findings = checker.check();
    let view = checker.view().expect("what was checked");
    (findings, view, checker)
}

#[test]
fn a_page_finds_what_the_program_finds_in_every_sample_that_something_is_told_of() {
    let mut checker = checker(None);
    let mut kinds = [0; 4];
    for path in [books("samples/faults"), books("samples/r7-real-life")].concat() {
        checker.begin();
        put(&mut checker, false, &path);
        assert_eq!(
            checker.check(),
            printed(&[&path], &[]),
            "{}",
            path.display()
        );
        let view = checker.view().expect("what was checked");
        for file in &view.files {
            kinds[file.verdict.level as usize] += 1;
            let told: usize = file.groups.iter().map(|group| group.told.len()).sum();
            assert_eq!(
                told,
                file.counts.iter().sum::<usize>(),
                "{}: nothing is lost",
                file.file
            );
        }
    }
    let [errors, warnings, fine, _] = kinds;
    assert!(errors > 5 && warnings > 0 && fine > 5, "{kinds:?}");
}

#[test]
fn files_together_and_last_years_are_taken_as_the_program_takes_them() {
    let mut checker = checker(Some("2026-03-31"));
    checker.begin();
    let (now, before) = (books("samples/r7"), books("samples/r6"));
    // In whatever order they come.
    for path in now.iter().rev() {
        put(&mut checker, false, path);
    }
    for path in &before {
        put(&mut checker, true, path);
    }
    let folder = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let earlier = folder("samples/r6");
    let options = [
        "--as-of",
        "2026-03-31",
        "--previous",
        &earlier.to_string_lossy(),
    ];
    assert_eq!(checker.check(), printed(&[&folder("samples/r7")], &options));
    let view = checker.view().expect("what was checked");
    assert_eq!(view.units.len(), 24);
    assert!(view.units.iter().all(|unit| unit.file.is_some()));
    assert_eq!(view.verdict.level, Level::Ok);
    assert_eq!(
        view.verdict.text,
        "24件のうち、誤りのあるもの0件、確認だけのもの0件、提出できるもの24件"
    );
}

#[test]
fn a_file_in_order_may_be_sent_and_one_that_is_no_form_is_said_to_be_none() {
    let (_, view, _) = seen(&books("samples/r7")[0]);
    assert_eq!(view.verdict.text, "提出できます");
    assert_eq!(view.files[0].verdict.level, Level::Ok);
    let mut checker = checker(None);
    checker.begin();
    checker.put(false, "写真.jpg", b"\xff\xd8\xff\xe0".to_vec());
    checker.check();
    let view = checker.view().expect("what was checked");
    assert_eq!(view.verdict.level, Level::Error, "{:?}", view.verdict);
    assert_eq!(view.files[0].groups[0].sheet, "ファイル全体");
}

#[test]
fn a_single_file_of_which_nobody_knows_whose_it_is_is_not_said_to_be_one_of_two() {
    let (_, view, _) = seen(Path::new("tests/workbooks/no-ward-no-date.xlsx"));
    let verdict = &view.files[0].verdict;
    assert!(verdict.text.contains("誤り"), "{verdict:?}");
}

#[test]
fn a_form_in_which_nothing_is_written_is_not_said_to_be_in_order() {
    let definitions = torimatome::check::load(&DefinitionSource::BuiltIn).expect("definitions");
    let as_of = torimatome::model::AsOf::parse_iso("2026-03-31").expect("a date");
    let ward = &definitions.areas.wards()[0];
    let form = &definitions.forms[0];
    let blank = torimatome::report::template(
        &definitions,
        form,
        &definitions.registry,
        ward,
        (as_of, None),
        None,
    );
    let bytes = torimatome::render::xlsx::form(&blank).expect("a workbook");
    let mut checker = checker(None);
    checker.begin();
    checker.put(false, "まだ.xlsx", bytes);
    checker.check();
    let view = checker.view().expect("what was checked");
    assert_eq!(
        view.files[0].verdict.text,
        "今回の年度のことが、何も書かれていません"
    );
    assert_eq!(view.verdict.level, Level::Aside);
}

#[test]
fn whatever_is_told_of_cells_of_the_form_is_marked_there_in_the_picture() {
    let (mut marked, mut in_rows) = (0, 0);
    let (folder, _) = doubtful();
    let own = books(&folder.path().to_string_lossy());
    for path in [books("samples/faults"), books("tests/workbooks"), own].concat() {
        let (_, view, _) = seen(&path);
        for file in &view.files {
            for told in file.groups.iter().flat_map(|group| &group.told) {
                for (sheet, row, col) in &told.places {
                    let sheet = &file.sheets[*sheet];
                    let at = (*row, *col);
                    let mut cells = sheet.cells.iter();
                    let cell = cells.find(|cell| (cell.at.0, cell.at.1) == at);
                    let mark = cell.and_then(|cell| cell.mark);
                    assert!(
                        mark.is_some_and(|mark| mark <= told.severity),
                        "{}: {}",
                        file.file,
                        told.message
                    );
                    marked += 1;
                    in_rows += usize::from(sheet.name == "地域別");
                }
            }
        }
    }
    assert!(marked > 100 && in_rows > 1, "{marked}, {in_rows} in rows");
}

#[test]
fn an_answer_on_the_page_goes_into_the_copy_and_is_heard_when_it_comes_back() {
    let asked = books("samples/r7-real-life").into_iter().find_map(|path| {
        let (_, view, checker) = seen(&path);
        let file = &view.files[0];
        (file.verdict.level == Level::Warning && !file.open.is_empty())
            .then(|| (file.file.clone(), file.open.clone(), checker))
    });
    let (file, open, checker) = asked.expect("a sample with warnings alone");
    let answers: Vec<WrittenReason> = open
        .iter()
        .map(|row| WrittenReason {
            text: "名簿を整理し、二重に数えていた人を除いたため。".to_owned(),
            name: "福祉　花子".to_owned(),
            ..row.clone()
        })
        .collect();
    let plain = checker.copy(&file, &[]).expect("no fault").expect("a copy");
    let copied = checker
        .copy(&file, &answers)
        .expect("no fault")
        .expect("a copy");
    assert_eq!(plain.name, copied.name);
    assert_ne!(plain.bytes, copied.bytes);
    let mut again = self::checker(None);
    again.begin();
    again.put(false, &copied.name, copied.bytes);
    again.check();
    let view = again.view().expect("what was checked");
    assert_eq!(
        view.files[0].verdict.text, "提出できます",
        "{:?}",
        view.files[0].counts
    );
    again.begin();
    again.put(false, &plain.name, plain.bytes);
    again.check();
    let view = again.view().expect("what was checked");
    assert_eq!(view.files[0].verdict.level, Level::Warning);
}

#[test]
fn what_was_handed_over_damaged_is_refused() {
    let damaged = Given {
        templates: vec![("areas.toml".to_owned(), "[".to_owned())],
        ..Given::default()
    };
    let error = Checker::new(damaged).expect_err("damaged");
    assert!(
        error
            .to_string()
            .starts_with("このページの中身が壊れています: "),
        "{error}"
    );
}
