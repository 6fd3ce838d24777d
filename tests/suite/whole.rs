//! What the office writes for the whole: its words stand in the official form, a total that it declares is held against the
//! units' sum and never added to it, and where it alone reports, it alone counts.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tempfile::TempDir;
use torimatome::check::load;
use torimatome::definition::{DefinitionSource, Definitions};
use torimatome::ledger::{FactRow, FigureRow, NarrativeRow, Row, from_csv};
use torimatome::read::{CellValue, InputFile, ReadResult, Reader, open};
use torimatome::workbook::names;
use torimatome::workbook::package::Package;

use crate::end_to_end::run_and_say as run;
use crate::support::pdf;
use crate::told::root;

const CITY: &str = "271004";
/// The parts of the handed-out workbook: its guide is the first sheet.
const GOAL_1: &str = "xl/worksheets/sheet2.xml";
const PARTICIPATION: &str = "xl/worksheets/sheet4.xml";
/// Households of 2025.
const HOUSEHOLDS: &str = "H12";

fn path(path: &Path) -> &str {
    path.to_str().expect("text")
}

/// The workbook for the whole as `template --city` makes it, with the wards' words from an earlier run.
fn handed_out(compiled: Option<&Path>) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut arguments = vec![
        "template",
        "--city",
        "--as-of",
        "2026-03-31",
        "--out",
        path(folder.path()),
    ];
    arguments.extend(
        compiled
            .into_iter()
            .flat_map(|out| ["--compiled", path(out)]),
    );
    let (code, said) = run(&arguments);
    assert_eq!(code, Some(0), "{said}");
    fs::read(folder.path().join("271004_大阪市_市の記入.xlsx")).expect("made")
}

/// The workbook with something in these cells of these parts.
fn filled(book: &[u8], cells: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut package = Package::open(book, 64 << 20).expect("a package");
    let mut parts: BTreeMap<String, String> = BTreeMap::new();
    for (part, cell, value) in cells {
        let mut text = parts
            .remove(*part)
            .unwrap_or_else(|| package.text(part).expect("whole").expect("there"));
        let from = text.find(&format!("<c r=\"{cell}\"")).expect("a cell");
        let end = from + text[from..].find("/>").expect("an empty cell");
        let is_number = value.chars().all(|c| c.is_ascii_digit());
        let (kind, inner) = if is_number {
            ("", format!("<v>{value}</v>"))
        } else {
            (" t=\"inlineStr\"", format!("<is><t>{value}</t></is>"))
        };
        text.replace_range(end..end + 2, &format!("{kind}>{inner}</c>"));
        parts.insert((*part).to_owned(), text);
    }
    package.with(&parts).expect("patched")
}

/// A run over two wards and these further files; the wards' numbers of households as in the samples, or blank.
struct Trial {
    work: TempDir,
    said: String,
}

impl Trial {
    fn new(wards: &[(&str, Vec<u8>)], further: &[(&str, Vec<u8>)]) -> Self {
        Self::after(wards, further, None)
    }

    /// With what was accepted the year before.
    fn after(
        wards: &[(&str, Vec<u8>)],
        further: &[(&str, Vec<u8>)],
        previous: Option<&Path>,
    ) -> Self {
        let work = tempfile::tempdir().expect("a folder");
        let inputs = work.path().join("in");
        fs::create_dir(&inputs).expect("a folder");
        for (name, bytes) in wards.iter().chain(further) {
            fs::write(inputs.join(name), bytes).expect("put");
        }
        let out = work.path().join("out");
        let mut arguments = vec!["compile", path(&inputs), "--out", path(&out)];
        let before = previous.into_iter();
        arguments.extend(before.flat_map(|before| ["--previous", path(before)]));
        let (_, said) = run(&arguments);
        assert!(out.join("report.pdf").is_file(), "{said}");
        Self { work, said }
    }

    fn rows<T: Row>(&self) -> Vec<T> {
        let bytes = fs::read(self.work.path().join("out").join(T::FILE)).expect("a table");
        from_csv(&bytes).expect("a table").rows
    }

    fn figure(&self, indicator: &str) -> FigureRow {
        self.figure_of(2025, indicator)
    }

    fn figure_of(&self, year: i32, indicator: &str) -> FigureRow {
        let rows: Vec<FigureRow> = self.rows();
        let is_it = |row: &FigureRow| {
            row.area.as_str() == CITY && row.year.0 == year && row.indicator.as_str() == indicator
        };
        rows.into_iter().find(is_it).expect("a figure")
    }

    fn pdf(&self, volume: &str) -> String {
        let bytes = fs::read(self.work.path().join("out").join(volume));
        pdf::squeezed(&bytes.expect("a volume"))
    }

    /// Codes told in errors and warnings about the city.
    fn told(&self) -> Vec<String> {
        let bytes = fs::read(self.work.path().join("out/findings.json")).expect("findings");
        let file: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        let findings = file["findings"].as_array().expect("a list").iter();
        let own = findings.filter(|one| one["ward"] == CITY);
        own.map(|one| one["code"].as_str().expect("a code").to_owned())
            .collect()
    }
}

fn wards() -> Vec<(&'static str, Vec<u8>)> {
    let of = |name: &'static str| (name, root(&format!("samples/r7/{name}")));
    vec![of("271225_西成区.xlsx"), of("271071_港区.xlsx")]
}

/// The wards without a number of households.
fn silent_wards() -> Vec<(&'static str, Vec<u8>)> {
    let blank = |(name, bytes): (&'static str, Vec<u8>)| {
        let mut package = Package::open(&bytes, 64 << 20).expect("a package");
        let text = package.text(PARTICIPATION).expect("whole").expect("there");
        let mut text = text.clone();
        for cell in ["E12", HOUSEHOLDS] {
            let from = text.find(&format!("<c r=\"{cell}\"")).expect("a cell");
            let value = from + text[from..].find("<v>").expect("a number");
            let end = value + text[value..].find("</v>").expect("its end") + 4;
            text.replace_range(value..end, "");
        }
        let parts = BTreeMap::from([(PARTICIPATION.to_owned(), text)]);
        (name, package.with(&parts).expect("patched"))
    };
    wards().into_iter().map(blank).collect()
}

fn definitions() -> Definitions {
    load(&DefinitionSource::BuiltIn).expect("built-in")
}

fn reading(name: &str, bytes: Vec<u8>) -> ReadResult {
    Reader::new(&definitions()).read(&InputFile::new(name, bytes, "0".repeat(64)))
}

#[test]
fn the_workbook_for_the_whole_lists_the_wards_words_and_reads_back_as_the_citys() {
    let first = Trial::new(&wards(), &[]);
    let book = handed_out(Some(&first.work.path().join("out")));
    let mut package = Package::open(&book, 64 << 20).expect("a package");
    let strings = package
        .text("xl/sharedStrings.xml")
        .expect("whole")
        .expect("there");
    let words: Vec<NarrativeRow> = first.rows();
    assert!(words.len() > 100);
    for row in &words {
        let text = row.text.replace('&', "&amp;").replace('<', "&lt;");
        assert!(strings.contains(&text), "{}", row.text);
    }
    let result = reading("届いた.xlsx", book);
    let submission = result.submission.expect("a submission");
    assert_eq!(submission.ward.expect("the whole").as_str(), CITY);
    assert!(
        submission.narratives.is_empty(),
        "the list is not the city's own words"
    );
    assert!(submission.facts.values().all(|fact| fact.value.is_blank()));
    assert!(result.diagnostics.is_empty(), "{:?}", result.diagnostics);
}

#[test]
fn words_for_the_whole_stand_in_the_official_form() {
    let words = "架空：会議の進め方を全区でそろえた。";
    let book = filled(&handed_out(None), &[(GOAL_1, "I12", words)]);
    let trial = Trial::new(&wards(), &[("市の記入.xlsx", book)]);
    assert!(trial.told().is_empty(), "{:?}", trial.told());
    let own: Vec<NarrativeRow> = trial.rows();
    let own: Vec<&NarrativeRow> = own.iter().filter(|row| row.ward.as_str() == CITY).collect();
    let [row] = own[..] else {
        panic!("one row of the city: {own:?}");
    };
    assert_eq!((row.text.as_str(), row.cell.as_str()), (words, "I12"));
    assert_eq!((row.sheet.as_str(), row.year.0), ("基本目標1", 2025));
    let squeezed: String = words.split_whitespace().collect();
    assert!(trial.pdf("report.pdf").contains(&squeezed));
    assert!(!trial.pdf("report.pdf").contains("市の記入はない"));
    // It is one of the files, and no ward.
    assert!(trial.said.contains("2/24区"), "{}", trial.said);
    let without = Trial::new(&wards(), &[]);
    let said = "市の記入はない。2区の記載は自由記述にある。";
    assert_eq!(
        without.pdf("report.pdf").matches(said).count(),
        1,
        "said once"
    );
}

#[test]
fn a_declared_total_is_held_against_the_sum_and_never_added() {
    let book = filled(&handed_out(None), &[(PARTICIPATION, HOUSEHOLDS, "90")]);
    let trial = Trial::new(&wards(), &[("市の記入.xlsx", book)]);
    let plain = Trial::new(&wards(), &[]);
    assert_eq!(trial.figure("3-1"), plain.figure("3-1"));
    assert_eq!(trial.told(), ["X414"]);
    let sum = plain.figure("3-1").value.expect("a sum");
    let same = filled(
        &handed_out(None),
        &[(PARTICIPATION, HOUSEHOLDS, &sum.to_string())],
    );
    let trial = Trial::new(&wards(), &[("市の記入.xlsx", same)]);
    assert!(trial.told().is_empty());
    assert_eq!(trial.figure("3-1"), plain.figure("3-1"));
    let facts: Vec<FactRow> = trial.rows();
    assert_eq!(
        facts.iter().filter(|row| row.ward.as_str() == CITY).count(),
        1
    );
}

/// The sum that is compiled holds the numbers of a past year that did not come again, and a declared total is held against it.
#[test]
fn a_declared_total_of_a_past_year_is_held_against_what_was_accepted_too() {
    let before = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/r6");
    let declared = |number: String| {
        let book = filled(&handed_out(None), &[(PARTICIPATION, "E12", &number)]);
        Trial::after(&wards(), &[("市の記入.xlsx", book)], Some(&before))
    };
    let plain = Trial::after(&wards(), &[], Some(&before));
    let figure = plain.figure_of(2024, "3-1");
    assert_eq!((figure.reported, figure.expected), (24, 24));
    let sum = figure.value.expect("a sum");
    let same = declared(sum.to_string());
    assert!(same.told().is_empty(), "{:?}", same.told());
    assert_eq!(same.figure_of(2024, "3-1"), figure);
    let other = declared((sum + rust_decimal::Decimal::ONE).to_string());
    assert_eq!(other.told(), ["X414"]);
    let bytes = fs::read(other.work.path().join("out/findings.json")).expect("findings");
    let said = String::from_utf8(bytes).expect("text");
    assert!(
        said.contains(&format!(
            "24区（うち22区は前年度に受け付けた数）の合計は{sum}です"
        )),
        "{said}"
    );
}

/// The council sends the sheet on participation alone, beside the office's own words.
#[test]
fn what_only_the_whole_reports_counts_alone_and_is_traced_to_its_cell() {
    let book = filled(&handed_out(None), &[(PARTICIPATION, HOUSEHOLDS, "1300")]);
    let words = filled(&handed_out(None), &[(GOAL_1, "I12", "架空の記載")]);
    let further = [("市社協_参加支援.xlsx", book), ("市の記入.xlsx", words)];
    let trial = Trial::new(&silent_wards(), &further);
    let figure = trial.figure("3-1");
    assert_eq!(
        figure.value.map(|value| value.to_string()).as_deref(),
        Some("1300")
    );
    // No ward is in it, and none should be.
    assert_eq!((figure.reported, figure.expected), (0, 0));
    assert_eq!(figure.standing, "確定");
    // The wards are not asked for what the whole reports.
    assert!(!trial.said.contains("2025年度の欄が空欄"), "{}", trial.said);
    assert!(trial.pdf("report.pdf").contains("市全体の申告"));
    let out = trial.work.path().join("out");
    let (code, said) = run(&["trace", path(&out), "3-1/2025/市"]);
    assert_eq!(code, Some(0), "{said}");
    for part in [
        "市社協_参加支援.xlsx",
        "参加支援!H12",
        "値と一致",
        "市全体の申告のまま",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let (code, said) = run(&["trace", path(&out), "市社協_参加支援.xlsx"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("3-1/2025/市"), "{said}");
}

/// A sheet of the printed form without any cell that says whose it is: by who sends it, and only where no ward is named.
#[test]
fn who_reports_for_the_whole_is_known_by_name_and_never_outvotes_a_ward() {
    let printed = root("tests/workbooks/unmerged_271225.xlsx");
    let of = |name: &str| {
        let result = reading(name, printed.clone());
        let ward = result.submission.and_then(|submission| submission.ward);
        ward.map(|code| code.to_string())
    };
    let without = |name: &str| {
        // Its own cells name the ward; take the name away to see what the file's name says.
        let mut package = Package::open(&printed, 64 << 20).expect("a package");
        let parts: Vec<String> = package.names().to_vec();
        let mut changed = BTreeMap::new();
        for part in parts.iter().filter(|part| part.ends_with(".xml")) {
            let text = package.text(part).expect("whole").expect("there");
            if text.contains("西成区") || text.contains("271225") {
                let text = text.replace("西成区", "").replace("271225", "");
                changed.insert(part.clone(), text);
            }
        }
        let bytes = package.with(&changed).expect("patched");
        let ward = reading(name, bytes)
            .submission
            .and_then(|submission| submission.ward);
        ward.map(|code| code.to_string())
    };
    assert_eq!(without("市社協.xlsx").as_deref(), Some(CITY));
    assert_eq!(
        without("R7 大阪市社会福祉協議会（参加支援）.xlsx").as_deref(),
        Some(CITY)
    );
    assert_eq!(
        without("大阪市_様式.xlsx"),
        None,
        "the city's own name stands before every ward's"
    );
    assert_eq!(without("回答.xlsx"), None);
    assert_eq!(
        without("271004_大阪市_参加支援.xlsx"),
        None,
        "a ward's sheet under the city's name is not what was handed out for the city"
    );
    assert_eq!(of("市社協から西成区へ.xlsx").as_deref(), Some("271225"));
}

#[test]
fn two_that_fill_in_the_same_for_the_whole_are_asked_about() {
    let book = |number: &str| filled(&handed_out(None), &[(PARTICIPATION, HOUSEHOLDS, number)]);
    let further = [
        ("市社協あ.xlsx", book("1300")),
        ("市社協い.xlsx", book("1301")),
    ];
    let trial = Trial::new(&silent_wards(), &further);
    assert_eq!(trial.told(), ["X403"]);
    assert_eq!(trial.figure("3-1").value, None);
}

/// What several say alike is said once; what only one of them says is not lost with the other.
#[test]
fn two_for_the_whole_that_agree_both_count_and_no_word_is_lost() {
    let book = |cells: &[(&str, &str, &str)]| {
        let mut all = vec![(PARTICIPATION, HOUSEHOLDS, "1300")];
        all.extend(cells);
        filled(&handed_out(None), &all)
    };
    let of_goal = (GOAL_1, "I12", "架空：会議の進め方をそろえた。");
    let of_participation = (PARTICIPATION, "I9", "架空：参加の場を広げた。");
    let further = [
        ("市社協あ.xlsx", book(&[of_goal])),
        ("市社協い.xlsx", book(&[of_goal, of_participation])),
    ];
    let trial = Trial::new(&silent_wards(), &further);
    assert!(trial.told().is_empty(), "{:?}", trial.told());
    let value = trial.figure("3-1").value.map(|value| value.to_string());
    assert_eq!(value.as_deref(), Some("1300"));
    let words: Vec<NarrativeRow> = trial.rows();
    let own = words.iter().filter(|row| row.ward.as_str() == CITY);
    let own: Vec<&str> = own.map(|row| row.text.as_str()).collect();
    assert_eq!(own, [of_goal.2, of_participation.2]);
    let facts: Vec<FactRow> = trial.rows();
    assert_eq!(
        facts.iter().filter(|row| row.ward.as_str() == CITY).count(),
        1
    );
}

#[test]
fn two_for_the_whole_with_other_words_in_one_block_are_told() {
    let book = |words: &str| {
        let cells = [(PARTICIPATION, HOUSEHOLDS, "1300"), (GOAL_1, "I12", words)];
        filled(&handed_out(None), &cells)
    };
    let (old, new) = (book("架空：前の文。"), book("架空：後の文。"));
    let further = [
        ("市社協あ.xlsx", old.clone()),
        ("市社協い.xlsx", new.clone()),
    ];
    let trial = Trial::new(&silent_wards(), &further);
    assert_eq!(trial.told(), ["X403"]);
    // With another date of saving the later one counts, and what the other one said is told.
    let later = |book: &[u8]| {
        let mut package = Package::open(book, 64 << 20).expect("a package");
        let core = package
            .text("docProps/core.xml")
            .expect("whole")
            .expect("there");
        let from = core.find("<dcterms:modified").expect("when");
        let year = from + core[from..].find('>').expect("its text") + 1;
        let mut core = core.clone();
        core.replace_range(year..year + 4, "2031");
        let parts = BTreeMap::from([("docProps/core.xml".to_owned(), core)]);
        package.with(&parts).expect("patched")
    };
    let further = [("市社協あ.xlsx", old), ("市社協い.xlsx", later(&new))];
    let trial = Trial::new(&silent_wards(), &further);
    assert_eq!(trial.told(), ["X406", "X407"]);
    let bytes = fs::read(trial.work.path().join("out/findings.json")).expect("findings");
    let said = String::from_utf8(bytes).expect("text");
    assert!(
        said.contains("架空：前の文。"),
        "the words that are not used"
    );
    assert!(said.contains("同じ市の「市社協い.xlsx」"), "{said}");
}

/// Rules that compare files ran where two came, though both are for the whole.
#[test]
fn rules_on_several_files_ran_on_those_for_the_whole() {
    let outcome = |further: &[(&str, Vec<u8>)], code: &str| {
        let trial = Trial::new(&wards()[..1], further);
        let bytes = fs::read(trial.work.path().join("out/findings.json")).expect("findings");
        let file: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        let mut rules = file["rules"].as_array().expect("a list").iter();
        let rule = rules.find(|rule| rule["code"] == code).expect("a rule");
        rule["outcome"].as_str().expect("a word").to_owned()
    };
    let book = filled(&handed_out(None), &[(PARTICIPATION, HOUSEHOLDS, "90")]);
    let twice = [("市社協あ.xlsx", book.clone()), ("市社協い.xlsx", book)];
    for code in ["X403", "X404", "X406"] {
        assert_eq!(outcome(&twice, code), "ran", "{code}");
        assert_eq!(outcome(&[], code), "skipped", "{code}");
    }
}

#[test]
fn a_city_that_reports_itself_has_no_workbook_for_the_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, said) = run(&[
        "template",
        "--city",
        "--as-of",
        "2024-03-31",
        "--out",
        path(folder.path()),
        "--templates",
        path(&Path::new(env!("CARGO_MANIFEST_DIR")).join("systems/kawanishi")),
    ]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("--city は使えません"), "{said}");
}

/// A ward's own workbook in which the city stands where the ward's name belongs, or that is called like the city's.
#[test]
fn a_wards_workbook_under_the_citys_name_is_nobodys() {
    let open = |name: &str, bytes: Vec<u8>| {
        open(&InputFile::new(name, bytes, "0".repeat(64))).expect("a workbook")
    };
    let told = |name: &str, say: &[(&str, &str)]| {
        let mut book = open(name, root("samples/r7/271225_西成区.xlsx"));
        let places: Vec<_> = [names::WARD, names::CODE]
            .map(|name| book.names[name].clone())
            .to_vec();
        for sheet in &mut book.sheets {
            for (at, cell) in &mut sheet.cells {
                let CellValue::Text(text) = &mut cell.value else {
                    continue;
                };
                let is_sign = places.contains(&(sheet.name.clone(), *at));
                if is_sign || text.starts_with("西成区（") {
                    for (ward, whole) in say {
                        *text = text.replace(ward, whole);
                    }
                }
            }
        }
        let result = Reader::new(&definitions()).workbook(&book, "");
        let told = result.diagnostics.iter();
        let told = told.filter(|one| one.code.id().starts_with("S12"));
        let told: Vec<String> = told
            .map(|one| format!("{} {}", one.code.id(), one.message))
            .collect();
        (result.submission.expect("read").ward, told)
    };
    let (ward, said) = told("回答.xlsx", &[("西成区", "大阪市"), ("271225", CITY)]);
    assert_eq!(ward, None);
    let [said] = &said[..] else {
        panic!("told once: {said:?}");
    };
    assert!(said.starts_with("S120 "), "{said}");
    assert!(said.contains("「大阪市」") || said.contains(CITY), "{said}");
    assert!(said.contains("配ったファイルではありません"), "{said}");
    // Without any name of its own, in a file that is called like the one handed out.
    let (ward, said) = told(
        "271004_大阪市_市の記入.xlsx",
        &[("西成区", ""), ("271225", "")],
    );
    assert_eq!(ward, None);
    assert!(
        said.iter()
            .any(|said| said.contains("配ったファイルではありません")),
        "{said:?}"
    );
    // A sheet of what was handed out, by itself and without the guide, is the city's whatever it is called.
    let mut book = open("回答.xlsx", handed_out(None));
    book.sheets.retain(|sheet| &*sheet.name == "参加支援");
    book.properties.clear();
    book.names.retain(|_, (sheet, _)| &**sheet == "参加支援");
    let result = Reader::new(&definitions()).workbook(&book, "");
    let ward = result.submission.expect("read").ward;
    assert_eq!(ward.expect("the whole").as_str(), CITY);
}

/// What is wrong in itself is wrong for the whole too, and is held out.
#[test]
fn a_declared_number_is_looked_into_like_any_other() {
    let book = |number: &str| filled(&handed_out(None), &[(PARTICIPATION, HOUSEHOLDS, number)]);
    for number in ["-5", "1.5"] {
        let book = book("77");
        let mut package = Package::open(&book, 64 << 20).expect("a package");
        let text = package.text(PARTICIPATION).expect("whole").expect("there");
        let text = text.replace("<v>77</v>", &format!("<v>{number}</v>"));
        let parts = BTreeMap::from([(PARTICIPATION.to_owned(), text)]);
        let book = package.with(&parts).expect("patched");
        let trial = Trial::new(&silent_wards(), &[("市の記入.xlsx", book)]);
        assert_eq!(trial.told(), ["V210"], "{number}");
        assert_eq!(trial.figure("3-1").value, None, "{number}");
    }
    // Under a year that has not begun.
    let later = filled(&handed_out(None), &[(PARTICIPATION, "K12", "1300")]);
    let trial = Trial::new(&silent_wards(), &[("市の記入.xlsx", later)]);
    assert_eq!(trial.told(), ["C304"]);
}

#[test]
fn a_workbook_for_the_whole_of_another_date_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, said) = run(&[
        "template",
        "--city",
        "--as-of",
        "2025-09-30",
        "--out",
        path(folder.path()),
    ]);
    assert_eq!(code, Some(0), "{said}");
    let book = fs::read(folder.path().join("271004_大阪市_市の記入.xlsx")).expect("made");
    let book = filled(&book, &[(GOAL_1, "I12", "架空の記載")]);
    let trial = Trial::new(&wards(), &[("市の記入.xlsx", book)]);
    assert_eq!(trial.told(), ["X405"]);
}

/// A sheet of ours by itself says at its head whose it is.
#[test]
fn a_sheet_of_ours_alone_is_known_by_its_head() {
    let book = handed_out(None);
    let mut package = Package::open(&book, 64 << 20).expect("a package");
    let guide = package
        .text("xl/worksheets/sheet1.xml")
        .expect("whole")
        .expect("there");
    let names = package
        .text("xl/workbook.xml")
        .expect("whole")
        .expect("there");
    let (start, end) = (names.find("<definedNames>"), names.find("</definedNames>"));
    let mut names = names.clone();
    names.replace_range(start.expect("names")..end.expect("names") + 15, "");
    let data =
        guide.find("<sheetData>").expect("cells")..guide.find("</sheetData>").expect("cells");
    let mut guide = guide.clone();
    guide.replace_range(data, "<sheetData>");
    let parts = BTreeMap::from([
        ("xl/worksheets/sheet1.xml".to_owned(), guide),
        ("xl/workbook.xml".to_owned(), names),
    ]);
    let book = package.with(&parts).expect("patched");
    let ward = reading("回答.xlsx", book)
        .submission
        .and_then(|one| one.ward);
    assert_eq!(ward.expect("the whole").as_str(), CITY);
}

#[test]
fn what_changed_in_the_words_for_the_whole_is_told() {
    let book = |words: &str| filled(&handed_out(None), &[(GOAL_1, "I12", words)]);
    let of = |words: &str| Trial::new(&wards(), &[("市の記入.xlsx", book(words))]);
    let (old, new) = (of("架空の記載"), of("架空の別の記載"));
    let [old, new] = [old, new].map(|trial| (trial.work.path().join("out"), trial));
    let (code, said) = run(&["diff", path(&old.0), path(&new.0)]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("大阪市"), "{said}");
}
