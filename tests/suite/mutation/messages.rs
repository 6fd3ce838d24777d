//! Every message in one file that a Japanese reader can review from top to bottom: `tests/snapshots/messages.md`.
//!
//! The examples come from the 発火 cases of tests/rules, from reviewed workbooks and from planted slips; of each code every
//! wording once, as the terminal shows it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::report_fixture::nouns;
use rayon::prelude::*;
use torimatome::check::explain;
use torimatome::check::submission_codes;
use torimatome::diagnostic::{Code, Diagnostic, Findings};
use torimatome::model::{FiscalYear, IndicatorId};
use torimatome::read::{Gather, InputFile, Reader};
use torimatome::render::text::{TextOptions, findings};
use torimatome::report::{Entry, WardValues, filled};

use super::mutant::Mutant;
use super::world::{World, definitions};
use crate::rule_case::parse;

/// Workbooks of tests/workbooks whose messages no case and no mutant makes.
const WORKBOOKS: [&str; 15] = [
    "cut-short.xlsx",
    "encrypted.xlsx",
    "zero-bytes.xlsx",
    "far-cell-西成区.xlsx",
    "odd/comment-only-西成区.xlsx",
    "odd/text-box-西成区.xlsx",
    "odd/struck-cell-西成区.xlsx",
    "odd/struck-words-西成区.xlsx",
    "told/errors-in-words.xlsx",
    "told/sheet-twice.xlsx",
    "odd/link-left-西成区.xlsx",
    "odd/reasons-half-filled-西成区.xlsx",
    "no-ward-no-date.xlsx",
    "dates-disagree-西成区.xlsx",
    "odd/remarks-column-西成区.xlsx",
];
/// What is told of tables that stand for workbooks.
const OF_TABLES: [Code; 6] = [
    Code::TABLE_UNREADABLE,
    Code::TABLE_ROW_UNREADABLE,
    Code::VALUE_UNREAD_IN_TABLE,
    Code::VALUE_WITHHELD_IN_TABLE,
    Code::ROWS_WITHHELD_IN_TABLE,
    Code::TABLE_PARTIAL,
];
/// Most wordings that are shown of one code.
const MOST_EXAMPLES: usize = 6;
/// Longest message and longest hint, in characters.
const LONGEST_MESSAGE: usize = 160;
const LONGEST_HINT: usize = 170;

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What the terminal shows of one diagnostic, without the heading of its ward.
fn shown(diagnostic: &Diagnostic) -> String {
    let alone = Findings::new(
        vec![diagnostic.clone()],
        Vec::new(),
        torimatome::check::submission_codes(),
        &|_| 0,
    );
    let text = findings(&alone, definitions(), TextOptions::default());
    let lines = text
        .lines()
        .skip_while(|line| line.starts_with(['■', '［']));
    lines
        .take_while(|line| !line.is_empty())
        .map(|line| format!("{line}\n"))
        .collect()
}

/// The wording of a message: what is left without numbers and quotations.
fn wording(diagnostic: &Diagnostic) -> String {
    let mut wording = String::new();
    let mut depth = 0;
    for c in diagnostic.message.chars() {
        match c {
            '「' => depth += 1,
            '」' => depth -= 1,
            c if depth == 0 && !c.is_ascii_digit() && c != '.' => wording.push(c),
            _ => {}
        }
    }
    // Wards and cells differ; the sentence does not.
    for ward in definitions().areas.wards() {
        wording = wording.replace(&ward.name, "");
    }
    wording.retain(|c| !c.is_ascii());
    wording
}

/// What the 発火 cases of every rule say under the rule's own code.
fn of_cases() -> Vec<Diagnostic> {
    let mut told = Vec::new();
    for code in submission_codes() {
        let path = folder(&format!("tests/rules/{}.md", code.name()));
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        for case in parse(&text.replace("\r\n", "\n")) {
            if !case.title.starts_with("発火") || case.expected.is_none() {
                continue;
            }
            let findings = case.findings(definitions());
            let own = findings.diagnostics().iter().filter(|d| d.code == *code);
            told.extend(own.cloned());
        }
    }
    told
}

fn of_workbooks() -> Vec<Diagnostic> {
    let mut told = Vec::new();
    for name in WORKBOOKS {
        let path = folder("tests/workbooks").join(name);
        let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        told.extend(
            Reader::new(definitions())
                .read(&InputFile::new(name, bytes, String::new()))
                .diagnostics,
        );
    }
    told
}

/// A mark on the sheet of areas that is none; no sample ward's form has that sheet filled in so.
fn of_areas() -> Vec<Diagnostic> {
    let wards = definitions().areas.wards().iter();
    let mut named = wards.filter(|ward| definitions().registry.area_names(&ward.code).len() > 2);
    let ward = named.next().expect("a ward with named areas");
    let year = FiscalYear(2025);
    let mut values = WardValues::default();
    for (row, (id, mark)) in (1..).zip([("1-1", "△"), ("1-3", "12人")]) {
        let entry = Entry::Text(mark.to_owned());
        values.row_cell("area", row, IndicatorId::new(id), year, entry);
    }
    let as_of = super::city::date("2026-03-31");
    let form = filled(
        definitions(),
        &definitions().forms[0],
        &definitions().registry,
        ward,
        as_of,
        &values,
    );
    let bytes = torimatome::render::xlsx::form(&form).expect("a form");
    let file = InputFile::new("西成区.xlsx", bytes, String::new());
    let told = Reader::new(definitions())
        .read(&file)
        .diagnostics
        .into_iter();
    told.filter(|d| d.code == Code::AREA_MARK_UNREADABLE)
        .collect()
}

/// One mutant of each kind.
fn of_mutants() -> Vec<Diagnostic> {
    let worlds = super::worlds();
    let mut mutants: BTreeMap<(Code, &str), (&World, &Mutant)> = BTreeMap::new();
    for (world, of_world) in &worlds {
        for mutant in of_world {
            let key = (mutant.code, mutant.kind);
            mutants.entry(key).or_insert((world, mutant));
        }
    }
    let mutants: Vec<(&World, &Mutant)> = mutants.into_values().collect();
    let judge = |(world, mutant): &(&World, &Mutant)| {
        let told = mutant.judge(world).told.into_iter();
        told.filter(|d| d.code == mutant.code).collect::<Vec<_>>()
    };
    mutants.par_iter().flat_map_iter(judge).collect()
}

/// What only the program says: a file beside the workbooks that is none.
fn of_the_program() -> String {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("送付のお知らせ.docx"), "PK").expect("a file");
    let ward = &definitions().areas.wards()[0];
    let sample = super::world::sample_path("r7", ward);
    std::fs::copy(sample, folder.path().join("北区.xlsx")).expect("a copy");
    let mut program = Command::new(env!("CARGO_BIN_EXE_torimatome"));
    let output = program
        .arg("check")
        .arg(folder.path())
        .output()
        .expect("it runs");
    let text = String::from_utf8(output.stdout).expect("text");
    let lines = text
        .lines()
        .skip_while(|line| !line.contains(Code::FILE_NOT_READ.id()));
    lines
        .take_while(|line| !line.is_empty())
        .map(|line| format!("{line}\n"))
        .collect()
}

fn title(code: Code) -> String {
    let text = explain(code, &nouns());
    let first = text.lines().next().unwrap_or_default();
    first.trim_start_matches("# ").to_owned()
}

/// What is told of a code that needs definitions of its own.
fn told_elsewhere(code: Code) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    if code == Code::CONDITION_NOT_MET {
        told = crate::conditions::told();
    }
    if code == Code::ROW_WORD_UNREADABLE {
        told = crate::word_rows::told();
    }
    if [Code::CONDITION_NOT_MET, Code::WARD_NOT_OF_DATE].contains(&code) {
        told.extend(crate::regrouped::told());
    }
    if OF_TABLES.contains(&code) {
        told.extend(crate::tables::told());
    }
    told.retain(|one| one.code == code);
    told
}

/// The whole file, and what is amiss in it.
fn document() -> (String, Vec<String>) {
    let mut text = String::from(
        "# 点検の指摘の文面\n\nコードの順に、言い回しごとに1つずつ。試験が作る（`tests/suite/mutation/messages.rs`）。数と区は例。\n\n直すには：文面はもとのところ（src）で直し、`cargo test --test suite mutation::messages` を動かすと、新しい全文が target/tmp/messages.md にできる。上から読み、よければこのファイルに写す。\n",
    );
    let told: Vec<Diagnostic> = of_cases()
        .into_iter()
        .chain(of_workbooks())
        .chain(of_areas())
        .chain(of_mutants())
        .collect();
    let mut amiss = Vec::new();
    // A fault of the program names a line of it; tests/cli/program.md shows one.
    let shown_here = |code: &&Code| **code != Code::PROGRAM_FAILED;
    for code in submission_codes().iter().filter(shown_here) {
        text.push_str(&format!(
            "\n## {}（{}）\n",
            title(*code),
            code.entry().severity.label()
        ));
        let mut wordings = BTreeSet::new();
        let mut examples: Vec<String> = Vec::new();
        for diagnostic in told.iter().filter(|d| d.code == *code) {
            if !wordings.insert((diagnostic.severity, wording(diagnostic))) {
                continue;
            }
            amiss.extend(faults(diagnostic));
            if examples.len() < MOST_EXAMPLES {
                examples.push(shown(diagnostic));
            }
        }
        if *code == Code::FILE_NOT_READ {
            examples.push(of_the_program());
        }
        if *code == Code::FILE_NAME_UNSEEN {
            let mut gather = Gather::default();
            gather.named("回答\n.xlsx", true);
            examples.extend(gather.notes.iter().map(shown));
        }
        if *code == Code::SIGN_UNSEEN {
            let unread = crate::told::root("tests/workbooks/told/formula-unread.xls");
            let told = crate::told::reading_apart(unread).diagnostics;
            examples.extend(told.iter().filter(|one| one.code == *code).map(shown));
        }
        let told = told_elsewhere(*code);
        amiss.extend(told.iter().flat_map(faults));
        examples.extend(told.iter().map(shown));
        if examples.is_empty() {
            amiss.push(format!("{}: no example", code.id()));
        }
        for example in examples {
            text.push_str(&format!("\n```text\n{example}```\n"));
        }
    }
    (text, amiss)
}

/// What a reader would stumble over.
fn faults(diagnostic: &Diagnostic) -> Vec<String> {
    let shown = shown(diagnostic);
    let mut faults = Vec::new();
    let mut fault = |what: &str| faults.push(format!("{what}: {shown}"));
    if shown.lines().count() > 3 {
        fault("more than three lines");
    }
    if diagnostic.message.chars().count() > LONGEST_MESSAGE {
        fault("a long message");
    }
    if diagnostic.hint.chars().count() > LONGEST_HINT {
        fault("a long hint");
    }
    if diagnostic.hint.is_empty() {
        fault("nothing to do");
    }
    for sentence in [&diagnostic.message, &diagnostic.hint] {
        if !sentence.ends_with(['。', '）']) {
            fault("a sentence without its end");
        }
        if sentence.contains("。。") || sentence.contains("  ") {
            fault("a slip of our own");
        }
    }
    faults
}

#[test]
fn every_message_reads_as_it_was_reviewed() {
    let (text, amiss) = document();
    assert!(amiss.is_empty(), "{}", amiss.join("\n"));
    let path = folder("tests/snapshots/messages.md");
    let reviewed = std::fs::read_to_string(&path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    if reviewed != text {
        let proposal = Path::new(env!("CARGO_TARGET_TMPDIR")).join("messages.md");
        std::fs::write(&proposal, &text).expect("target/tmp can be written");
        let differs = text
            .lines()
            .zip(reviewed.lines())
            .find(|(now, then)| now != then);
        panic!(
            "the messages differ from tests/snapshots/messages.md, first at {differs:?}; read the new ones in {} and copy them there if they are right",
            proposal.display()
        );
    }
}
