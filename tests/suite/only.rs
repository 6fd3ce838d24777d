//! `compile --only`: what is named is written, with what later runs rest on, and what was left out is said.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use torimatome::ledger::Manifest;

use crate::end_to_end::{run_and_say, text};

const ALWAYS: [&str; 3] = ["findings.json", "manifest.json", "提出台帳.csv"];

fn compile(out: &Path, more: &[&str]) -> (Option<i32>, String) {
    let given = ["compile", "samples/r7/271276_北区.xlsx", "--out", text(out)];
    run_and_say(&[&given, more].concat())
}

/// What stands in the folder itself.
fn names(out: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(out).expect("a folder").flatten();
    entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

fn manifest(out: &Path) -> Manifest {
    Manifest::read(&fs::read(out.join("manifest.json")).expect("a manifest")).expect("read")
}

fn with_always(own: &[&str]) -> BTreeSet<String> {
    own.iter()
        .chain(&ALWAYS)
        .map(|name| (*name).to_owned())
        .collect()
}

#[test]
fn what_is_named_is_written_and_the_rest_is_said_to_be_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let whole = folder.path().join("whole");
    assert_eq!(compile(&whole, &[]).0, Some(0));
    assert!(manifest(&whole).left_out.is_empty());
    for (only, own) in [
        ("report.pdf,facts.csv", &["report.pdf", "facts.csv"][..]),
        ("report", &["report.pdf", "report.xlsx"]),
        ("returns/", &["returns"]),
        ("data,確認一覧", &["data", "確認一覧.csv"]),
    ] {
        let (code, said) = compile(&out, &["--only", only]);
        assert_eq!(code, Some(0), "{only}: {said}");
        assert_eq!(names(&out), with_always(own), "{only}");
        for name in own.iter().filter(|name| out.join(name).is_file()) {
            let same = fs::read(out.join(name)).ok() == fs::read(whole.join(name)).ok();
            assert!(same, "{only}: {name} is what it is in a whole run");
        }
        let written: BTreeSet<String> = manifest(&out)
            .outputs
            .into_iter()
            .map(|one| one.file)
            .collect();
        let left_out: BTreeSet<String> = manifest(&out).left_out.into_iter().collect();
        let all: BTreeSet<String> = manifest(&whole)
            .outputs
            .into_iter()
            .map(|one| one.file)
            .collect();
        assert!(written.is_disjoint(&left_out), "{only}");
        // Of a folder that was not even made nothing is known but its name.
        let is_told = |name: &String| {
            let folder = name.split('/').next().unwrap_or(name);
            written.contains(name) || left_out.contains(name) || left_out.contains(folder)
        };
        let untold: Vec<&String> = all.iter().filter(|name| !is_told(name)).collect();
        assert_eq!(untold, Vec::<&String>::new(), "{only}");
        let is_known = |told: &&String| {
            let folder = format!("{told}/");
            all.iter()
                .any(|name| name == *told || name.starts_with(&folder))
        };
        let told = written.union(&left_out);
        let unknown: Vec<&String> = told.filter(|one| !is_known(one)).collect();
        assert_eq!(unknown, Vec::<&String>::new(), "{only}");
        assert!(
            said.contains("書き出さなかったもの（--only の指定により）: "),
            "{said}"
        );
        assert!(said.contains("wards.pdf"), "{said}");
    }
}

#[test]
fn the_ledger_goes_on_and_a_whole_run_puts_everything_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    assert_eq!(
        compile(&out, &["--only", "report.pdf", "--due", "R8.4.20"]).0,
        Some(0)
    );
    let accept = Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .arg("accept")
        .arg(&out)
        .args(["北区", "--by", "局", "--on", "R8.4.21"])
        .output()
        .expect("the program starts");
    assert_eq!(accept.status.code(), Some(0), "{accept:?}");
    fs::write(out.join("メモ.txt"), "人のもの").expect("written");
    assert_eq!(compile(&out, &["--only", "facts.csv"]).0, Some(0));
    assert_eq!(names(&out), with_always(&["facts.csv", "メモ.txt"]));
    assert_eq!(compile(&out, &[]).0, Some(0));
    assert!(out.join("report.xlsx").is_file() && out.join("returns").is_dir());
    let ledger = fs::read_to_string(out.join("提出台帳.csv")).expect("a ledger");
    assert!(
        ledger.contains(",2026-04-20,") && ledger.contains(",2026-04-21,局,"),
        "{ledger}"
    );
    assert_eq!(
        compile(&out, &["--only", "report.pdf", "--final"]).0,
        Some(0)
    );
    assert_eq!(
        compile(&out, &["--only", "facts.csv"]).0,
        Some(2),
        "it is sealed"
    );
}

#[test]
fn a_name_of_no_output_is_refused_with_the_nearest_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let (code, said) = compile(&out, &["--only", "report.pdf,fact.csv"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("「fact.csv」") && said.contains("facts.csv のことですか"),
        "{said}"
    );
    assert!(said.contains("書き出せるもの: "), "{said}");
    assert!(!out.exists());
}

#[test]
fn what_was_there_before_and_is_written_no_more_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    assert!(!compile(&out, &[]).1.contains("取り除いたもの"));
    let (code, said) = compile(&out, &["--only", "report.pdf,"]);
    assert_eq!(code, Some(0), "a comma too many names nothing more: {said}");
    let line = said.lines().find(|line| line.contains("取り除いたもの: "));
    let line = line.unwrap_or_else(|| panic!("{said}"));
    for name in ["facts.csv", "report.xlsx", "data", "確認一覧.csv"] {
        let is_told = line.contains(name);
        assert_eq!(is_told, !out.join(name).exists(), "{name}: {line}");
    }
    assert!(!line.contains("report.pdf") && !line.contains("manifest.json"));
    // Whoever asks this folder for more is told that it was written in part.
    let (code, said) = run_and_say(&["trace", text(&out)]);
    assert_eq!(code, Some(3));
    assert!(said.contains("--only で一部だけを書き出したもの"), "{said}");
}
