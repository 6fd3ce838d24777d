//! Hostile files, made anew at every run: each is told or read without harm, and none takes the others with it.

mod make;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Longest time for one file; an unoptimised program on a busy machine is given more.
const MOST_TIME: Duration = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 2 });
/// Most memory of any of the program's processes for one file.
const MOST_MEMORY: u64 = 256 << 20;

const GOOD: [&str; 2] = ["271225_西成区.xlsx", "271276_北区.xlsx"];

/// What one run of the program took and said.
struct Run {
    output: String,
    errors: String,
    code: Option<i32>,
    time: Duration,
    memory: u64,
}

/// Runs again if the program was done before it could be looked at, as happens for a small file on a busy machine.
fn check(path: &Path) -> Run {
    (0..20)
        .map(|_| check_once(path))
        .find(|run| run.memory > 0 || !cfg!(target_os = "linux"))
        .expect("twenty runs, and none was measured")
}

fn check_once(path: &Path) -> Run {
    let out = tempfile::tempdir().expect("a folder");
    let streams = ["out", "err"].map(|name| out.path().join(name));
    let file = |path: &Path| Stdio::from(fs::File::create(path).expect("a file"));
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .args(["check", "--format", "json"])
        .arg(path)
        .stdout(file(&streams[0]))
        .stderr(file(&streams[1]))
        .spawn()
        .expect("the program");
    let mut memory = 0;
    let status = loop {
        memory = memory.max(peak_memory(child.id()));
        if let Some(status) = child.try_wait().expect("a status") {
            break status;
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    let read = |path: &Path| fs::read_to_string(path).expect("what it wrote");
    Run {
        output: read(&streams[0]),
        errors: read(&streams[1]),
        code: status.code(),
        time: start.elapsed(),
        memory,
    }
}

/// The largest resident memory so far of a process and of those that it started; the system keeps the mark itself.
#[cfg(target_os = "linux")]
fn peak_memory(process: u32) -> u64 {
    let folder = format!("/proc/{process}");
    let status = fs::read_to_string(format!("{folder}/status")).unwrap_or_default();
    let own = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok())
        .map_or(0, |kilobytes| kilobytes << 10);
    // Each thread has a list of its own of the processes that it started.
    let threads = fs::read_dir(format!("{folder}/task")).into_iter().flatten();
    let largest = threads
        .flatten()
        .filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok())
        .flat_map(|children| {
            let children: Vec<u32> = children
                .split_whitespace()
                .filter_map(|child| child.parse().ok())
                .collect();
            children
        })
        .map(peak_memory)
        .max();
    own.max(largest.unwrap_or(0))
}

/// Other systems keep no such mark where a safe program could read it: there, only time and output are checked.
#[cfg(not(target_os = "linux"))]
fn peak_memory(_process: u32) -> u64 {
    0
}

/// One finding of a run.
#[derive(Debug)]
struct Finding {
    code: String,
    file: String,
    message: String,
}

impl Finding {
    /// A limit that was hit is named with its number, if it is one that a person can be told.
    fn names_its_limit(&self) -> bool {
        self.code != "S103" || self.message.contains(|c: char| c.is_ascii_digit())
    }
}

fn findings(run: &Run) -> Vec<Finding> {
    let json: serde_json::Value = serde_json::from_str(&run.output).expect("JSON");
    let findings = json["findings"].as_array().expect("a list");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    findings
        .iter()
        .map(|finding| Finding {
            code: text(&finding["code"]),
            file: text(&finding["place"]["file"]),
            message: text(&finding["message"]),
        })
        .collect()
}

/// Real workbooks with a few bytes changed: what a bad line or a bad disk makes, and what finds a parser's weak spots.
#[test]
fn damaged_workbooks_of_every_kind_stop_nothing() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workbooks/containers");
    let folder = tempfile::tempdir().expect("a folder");
    let rounds: u64 =
        std::env::var("TORIMATOME_DAMAGED").map_or(12, |rounds| rounds.parse().expect("a number"));
    let mut state = 1u64;
    let mut random = |below: usize| {
        // Knuth's generator: the same damage at every run.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for kind in [
        "saved-as-xls-西成区.xls",
        "by-hand-西成区.xlsb",
        "saved-as-ods-西成区.ods",
        "cp932-names.zip",
        "strict-西成区.xlsx",
    ] {
        let whole = fs::read(source.join(kind)).expect("a container");
        for round in 0..rounds {
            let mut bytes = whole.clone();
            for _ in 0..1 + random(8) {
                let at = random(bytes.len());
                bytes[at] = u8::try_from(random(256)).expect("a byte");
            }
            if round % 4 == 3 {
                bytes.truncate(random(bytes.len()));
            }
            fs::write(folder.path().join(format!("{round}-{kind}")), bytes).expect("written");
        }
    }
    let run = check(folder.path());
    assert!(
        matches!(run.code, Some(0 | 1)),
        "{:?} {}",
        run.code,
        run.errors
    );
    assert!(run.errors.is_empty(), "{}", run.errors);
    findings(&run);
}

/// A second process reads what may end it; nobody is meant to start one by hand.
#[test]
fn the_second_process_is_no_command_for_people() {
    let help = Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .arg("--help")
        .output()
        .expect("the program");
    let help = String::from_utf8_lossy(&help.stdout);
    assert!(help.contains("check"), "{help}");
    assert!(!help.contains("read-one"), "{help}");
}

/// Folders as people link them: in circles, and to what is no longer there.
#[cfg(unix)]
#[test]
fn links_in_circles_and_to_nowhere_stop_nothing() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().expect("a folder");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/r7");
    fs::copy(sample.join(GOOD[0]), folder.path().join(GOOD[0])).expect("a sample");
    symlink(folder.path(), folder.path().join("circle")).expect("a link");
    symlink("gone", folder.path().join("nowhere.xlsx")).expect("a link");
    let run = check(folder.path());
    let found = findings(&run);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].code, "S101");
    assert!(
        found[0].message.contains("ファイルを開けません"),
        "{found:?}"
    );
    assert_eq!(found[0].file, "nowhere.xlsx");
}

/// What is wrong with how the program took one hostile file; empty if nothing is.
fn fault(name: &str, run: &Run) -> String {
    let found = findings(run);
    let is_told = found.iter().any(|finding| {
        ["S101", "S103", "S110"].contains(&finding.code.as_str())
            && finding.file.starts_with(name)
            && finding.names_its_limit()
    });
    if cfg!(target_os = "linux") {
        // A file that needs the second process is known to fill its memory: were it not seen, nothing would be.
        let is_seen = name != "empty-strings.xlsb" || run.memory >= 64 << 20;
        assert!(is_seen, "{name}: the second process was not measured");
    }
    let is_well = is_told
        && matches!(run.code, Some(0 | 1))
        && run.errors.is_empty()
        && run.time <= MOST_TIME
        && run.memory <= MOST_MEMORY;
    if is_well {
        return String::new();
    }
    format!(
        "{name}: exit {:?}, {} ms, {} MB, {found:?} {}\n",
        run.code,
        run.time.as_millis(),
        run.memory >> 20,
        run.errors
    )
}

#[test]
fn hostile_files_are_told_and_the_others_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = make::files();
    let mut faults = String::new();
    for (name, bytes) in &files {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("written");
        faults.push_str(&fault(name, &check(&path)));
    }
    assert!(faults.is_empty(), "{faults}");

    for name in GOOD {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/r7");
        fs::copy(sample.join(name), folder.path().join(name)).expect("a sample");
    }
    let run = check(folder.path());
    let found = findings(&run);
    for (name, _) in &files {
        assert!(
            found.iter().any(|finding| finding.file.starts_with(name)),
            "{name} is passed over in silence"
        );
    }
    let json: serde_json::Value = serde_json::from_str(&run.output).expect("JSON");
    let read: Vec<&str> = json["submissions"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|submission| !submission["ward"].is_null())
        .filter_map(|submission| submission["file"].as_str())
        .collect();
    assert_eq!(read, GOOD);
}
