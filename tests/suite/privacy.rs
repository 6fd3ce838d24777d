//! Nothing of what a sender wrote leaves by a way that is not meant for it: a fault of the program names places in the program and
//! nothing of a workbook, what is written aside is for its owner alone, and neither an end nor a failure leaves a piece of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use torimatome::check::codes;
use torimatome::workbook::package::Package;

/// A ward whose sample has nothing wrong, and another.
const FILE: &str = "271225_西成区.xlsx";
const OTHER: &str = "271276_北区.xlsx";

fn sample(file: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/r7");
    folder.join(file)
}

/// The texts of a workbook as they are stored.
fn stored(file: &str) -> BTreeSet<String> {
    let bytes = fs::read(sample(file)).expect("a sample");
    let mut package = Package::open(&bytes, 64 << 20).expect("a package");
    let strings = package.text("xl/sharedStrings.xml").expect("whole");
    let strings = strings.expect("there");
    let texts = strings.split("</t>").filter_map(|piece| {
        let (_, tag) = piece.rsplit_once("<t")?;
        Some(tag.split_once('>')?.1.to_owned())
    });
    texts.collect()
}

/// What the ward itself wrote, and what tells it from any other: no word of the form or of the explanations, and no code of a unit.
fn words(folder: &Path) -> Vec<String> {
    let others = stored(OTHER);
    let explained = said(&torimatome(folder, &["explain"]));
    let own = stored(FILE).into_iter();
    let own: Vec<String> = own
        .filter(|text| text.chars().count() >= 6 && text.parse::<u64>().is_err())
        .filter(|text| !others.contains(text) && !explained.contains(text.as_str()))
        .collect();
    assert!(own.len() > 50, "{} texts", own.len());
    own
}

fn torimatome(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

fn said(run: &Output) -> String {
    let streams = [&run.stdout, &run.stderr];
    streams
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .concat()
}

/// What a folder holds, by name.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// A folder with the sample in it, and nothing else.
fn inbox() -> tempfile::TempDir {
    let work = tempfile::tempdir().expect("a folder");
    fs::copy(sample(FILE), work.path().join(FILE)).expect("a copy");
    work
}

/// The number that a person says to whoever mends the program.
fn case(said: &str) -> String {
    let (_, after) = said
        .split_once("受付番号 ")
        .unwrap_or_else(|| panic!("no number: {said}"));
    after.chars().take(9).collect()
}

/// A run that fails at a place: it says so with a number, nothing of the trace of a panic, and no word of the ward. Nothing where
/// the run does not come to the place.
fn failed(folder: &Path, command: &[&str], place: &str, words: &[String]) -> Option<String> {
    let arguments = [command, &["--provoke-fault", place]].concat();
    let run = torimatome(folder, &arguments);
    let told = said(&run);
    if told.contains("この実行で通らない場所です") {
        return None;
    }
    assert_eq!(run.status.code(), Some(4), "{arguments:?}: {told}");
    for trace in ["panicked", "provoked", "RUST_BACKTRACE"] {
        assert!(!told.contains(trace), "{arguments:?}: {told}");
    }
    for word in words {
        assert!(!told.contains(word.as_str()), "{arguments:?}: {word}");
    }
    Some(case(&told))
}

#[test]
fn a_fault_of_the_program_says_no_word_of_a_workbook() {
    let work = inbox();
    let words = words(work.path());
    // The words are there to be said: who asks for them gets them.
    let read = said(&torimatome(work.path(), &["inspect", FILE]));
    assert!(words.iter().filter(|word| read.contains(*word)).count() > 50);
    let mut cases = BTreeSet::new();
    let reading = format!("read:{FILE}");
    for format in ["text", "json", "jsonl", "sarif", "junit", "github"] {
        for place in [reading.as_str(), "check:T504"] {
            let command = ["check", FILE, "--format", format, "-v"];
            cases.extend(failed(work.path(), &command, place, &words));
        }
    }
    assert_eq!(cases.len(), 2, "the same case whatever the format");
    for code in codes() {
        let place = format!("check:{}", code.id());
        cases.extend(failed(work.path(), &["check", FILE], &place, &words));
    }
    for place in ["run", "write:facts.csv", "write:report.xlsx"] {
        let command = ["compile", FILE, "--out", "out"];
        cases.extend(failed(work.path(), &command, place, &words));
        assert_eq!(names(work.path()), [FILE], "{place}");
    }
    assert!(cases.len() > 25, "{cases:?}");
}

/// The number is made of the place in the program and the SHA-256 of the file: neither its words nor its name can be had from it.
#[test]
fn the_number_of_a_case_hangs_on_the_bytes_of_a_file_and_not_on_its_name() {
    let work = inbox();
    fs::copy(sample(FILE), work.path().join("西成区の写し.xlsx")).expect("a copy");
    fs::copy(sample(OTHER), work.path().join(OTHER)).expect("a copy");
    let case = |file: &str| {
        let place = format!("read:{file}");
        failed(work.path(), &["check", file], &place, &[]).expect("a fault")
    };
    assert_eq!(case(FILE), case("西成区の写し.xlsx"));
    assert_ne!(case(FILE), case(OTHER));
    let is_number = |c: char| c.is_ascii_hexdigit() || c == '-';
    assert!(case(FILE).chars().all(is_number), "{}", case(FILE));
}

/// A folder of the machine's and one of the person's, in which a run may leave nothing: neither as it ends nor as it fails.
#[test]
fn no_run_leaves_anything_in_a_common_place() {
    let work = inbox();
    let common = tempfile::tempdir().expect("a folder");
    let old = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workbooks/told");
    let old = fs::read_dir(old).expect("workbooks").find_map(|entry| {
        let path = entry.expect("an entry").path();
        path.extension()
            .is_some_and(|ending| ending == "xls")
            .then_some(path)
    });
    // One that is read by a process of its own.
    let old = old.expect("a workbook of the old format");
    fs::copy(old, work.path().join("old.xls")).expect("a copy");
    let reading = format!("read:{FILE}");
    for (command, code) in [
        (vec!["check", FILE, "old.xls"], None),
        (vec!["check", FILE, "--provoke-fault", &reading], Some(4)),
        (vec!["inspect", FILE], Some(0)),
        (
            vec![
                "compile",
                FILE,
                "--out",
                "out",
                "--provoke-fault",
                "write:facts.csv",
            ],
            Some(4),
        ),
        (
            vec!["compile", FILE, "--out", "out", "--only", "facts"],
            Some(0),
        ),
        (
            vec!["compile", FILE, "--out", "out", "--only", "facts"],
            Some(0),
        ),
        (vec!["compile", FILE, "--out", FILE], Some(2)),
    ] {
        let run = Command::new(env!("CARGO_BIN_EXE_torimatome"))
            .current_dir(work.path())
            .args(&command)
            .envs(["TMPDIR", "TMP", "TEMP", "HOME"].map(|name| (name, common.path())))
            .output()
            .expect("the program starts");
        let told = said(&run);
        assert!(
            code.is_none_or(|code| run.status.code() == Some(code)),
            "{command:?}: {told}"
        );
        assert_eq!(names(common.path()), Vec::<String>::new(), "{command:?}");
        let mut left = names(work.path());
        left.retain(|name| name != "out");
        assert_eq!(left, [FILE, "old.xls"], "{command:?}");
    }
}

/// What is written stands in a folder for its owner alone until it is whole; then it has the rights of any other folder.
#[test]
#[cfg(unix)]
fn what_is_written_aside_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let rights = |path: &Path| {
        let data = path.metadata().ok();
        data.map(|data| data.permissions().mode() & 0o777)
    };
    let work = inbox();
    let usual = work.path().join("usual");
    fs::create_dir(&usual).expect("a folder");
    let mut seen = 0;
    // The folder is there for a moment: it is looked for until it was seen a few times.
    for _ in 0..50 {
        let mut run = Command::new(env!("CARGO_BIN_EXE_torimatome"))
            .current_dir(work.path())
            .args(["compile", FILE, "--out", "out", "--quiet"])
            .spawn()
            .expect("the program starts");
        while run.try_wait().expect("it runs").is_none() {
            for name in names(work.path()) {
                if let Some(found) =
                    rights(&work.path().join(&name)).filter(|_| name.starts_with("out.書き出し中"))
                {
                    assert_eq!(found, 0o700, "{name}");
                    seen += 1;
                }
            }
        }
        assert!(run.wait().expect("an end").success());
        assert_eq!(names(work.path()), [FILE, "out", "usual"]);
        assert_eq!(rights(&work.path().join("out")), rights(&usual));
        if seen > 3 {
            break;
        }
    }
    assert!(seen > 0, "the folder was never seen");
}

/// README's table of who can hand us what: each line names the tests that hold it, and those are there.
#[test]
fn every_line_of_the_threat_model_names_tests_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("README");
    let lines = readme
        .lines()
        .skip_while(|line| !line.starts_with("| Who |"));
    let rows: Vec<&str> = lines
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .collect();
    assert!(rows.len() >= 12, "{} rows", rows.len());
    for row in rows {
        let held = row.trim_end_matches(['|', ' ']).rsplit('|').next();
        let held = held.expect("a last cell");
        let named: Vec<&str> = held.split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "nothing holds: {row}");
        for one in named {
            let (file, test) = one.split_once(": ").unwrap_or((one, ""));
            let places = [root.join("tests/suite").join(file), root.join(file)];
            let path = places.iter().find(|path| path.is_file());
            let path = path.unwrap_or_else(|| panic!("no such file: {one}"));
            let text = fs::read_to_string(path).expect("text");
            let is_there = test.is_empty() || text.contains(&format!("fn {test}() {{"));
            assert!(is_there, "no such test: {one}");
        }
    }
}
