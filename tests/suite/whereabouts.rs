//! What the program says of where it is, what it was given and what it leaves out.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::end_to_end::{run_and_say, samples, text};

/// Runs a command within a folder; its exit code, and all that it said.
fn within(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program starts");
    let said = [done.stdout, done.stderr].concat();
    (done.status.code(), String::from_utf8(said).expect("UTF-8"))
}

#[test]
fn the_folder_in_which_one_stands_is_not_exchanged_under_ones_feet() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("報告書");
    let ward = samples("r7").join("271276_北区.xlsx");
    let given = ["compile", text(&ward), "--out"];
    assert_eq!(
        run_and_say(&[&given[..], &[text(&out)]].concat()).0,
        Some(0)
    );
    fs::create_dir(out.join("中")).expect("a folder");
    for (here, named) in [(&out, "."), (&out.join("中"), ".."), (&out, text(&out))] {
        for command in [
            [&given[..], &[named]].concat(),
            vec!["accept", named, "北区", "--by", "局"],
        ] {
            let (code, said) = within(here, &command);
            assert_eq!(code, Some(2), "{command:?}: {said}");
            assert!(said.contains("cd .."), "{said}");
        }
    }
    let accepted = ["accept", "報告書", "北区", "--by", "局"];
    assert_eq!(within(folder.path(), &accepted).0, Some(0));
}

#[test]
fn tables_of_which_none_can_be_read_make_no_report_of_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    let (public, out) = (folder.path().join("公表"), folder.path().join("out"));
    let ward = samples("r7").join("271276_北区.xlsx");
    let compiled = ["compile", text(&ward), "--public", "--out", text(&public)];
    assert_eq!(run_and_say(&compiled).0, Some(0));
    let (code, said) = run_and_say(&["compile", text(&public), "--out", text(&out)]);
    assert_eq!(code, Some(3), "{said}");
    assert!(
        said.contains("読める表がありません") && !out.exists(),
        "{said}"
    );
}

#[test]
fn the_closing_lines_and_the_rules_that_did_not_run_are_said_as_asked() {
    let ward = samples("r7").join("271276_北区.xlsx");
    let (code, said) = run_and_say(&["check", text(&ward), "--quiet"]);
    assert_eq!((code, said.as_str()), (Some(0), ""));
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let compiled = ["compile", text(&ward), "--out", text(&out), "-v"];
    let (code, said) = run_and_say(&compiled);
    assert_eq!(code, Some(0));
    assert!(said.contains("実施しなかった規則"), "{said}");
    let (code, said) = run_and_say(&["check", text(&ward), "--jobs", "ひとつ"]);
    assert_eq!(code, Some(2));
    assert!(
        said.contains("整数を書いてください") && !said.contains("invalid"),
        "{said}"
    );
    assert_eq!(
        run_and_say(&["check", text(&ward), "--jobs", "２"]).0,
        Some(0)
    );
}

#[test]
fn a_file_that_gave_no_number_says_why_and_a_number_of_the_volume_leads_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let (inbox, out) = (folder.path().join("inbox"), folder.path().join("out"));
    fs::create_dir(&inbox).expect("a folder");
    let ward = samples("r7").join("271276_北区.xlsx");
    fs::copy(&ward, inbox.join("北区.xlsx")).expect("copied");
    fs::copy(&ward, inbox.join("北区（写し）.xlsx")).expect("copied");
    assert_eq!(
        run_and_say(&["compile", text(&inbox), "--out", text(&out)]).0,
        Some(0)
    );
    let facts = fs::read_to_string(out.join("facts.csv")).expect("facts");
    let unused = if facts.contains("北区（写し）.xlsx") {
        "北区.xlsx"
    } else {
        "北区（写し）.xlsx"
    };
    let (code, said) = run_and_say(&["trace", text(&out), unused]);
    assert_eq!(code, Some(2));
    assert!(
        said.contains(&format!("「{unused}」から使った数値はありません（X40")),
        "{said}"
    );
    let (code, said) = run_and_say(&["trace", text(&out), "[4]"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("「出典」の章"), "{said}");
}

#[test]
fn a_number_of_areas_that_was_printed_into_the_form_is_no_formula_that_was_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let areas = folder.path().join("地域数.csv");
    assert_eq!(run_and_say(&["areas", "--blank", text(&areas)]).0, Some(0));
    let blank = fs::read_to_string(&areas).expect("a table");
    let filled: Vec<String> = blank
        .lines()
        .map(|line| match line.strip_suffix(',') {
            Some(_) if line.contains("北区") => format!("{line}17"),
            Some(_) => format!("{line}14"),
            None => line.to_owned(),
        })
        .collect();
    fs::write(&areas, filled.join("\r\n")).expect("written");
    let ward = samples("r7").join("271276_北区.xlsx");
    let (_, said) = run_and_say(&["check", text(&ward), "--areas", text(&areas)]);
    assert!(said.contains("C303"), "the number is told: {said}");
    assert!(
        !said.contains("S140") && !said.contains("計算式が"),
        "{said}"
    );
}

#[test]
fn a_mistake_in_the_arguments_is_led_on() {
    for (given, words) in [
        (&["form"][..], "list・show"),
        (&["form", "shw"], "show のことですか"),
        (&["areas", "--out", "x"], "この命令では使えません: --out"),
        (
            &["check", "x.xlsx", "--severty", "error"],
            "--severity のことですか",
        ),
    ] {
        let (code, said) = run_and_say(given);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(words), "{given:?}: {said}");
    }
}
