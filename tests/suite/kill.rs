//! A run that is ended from outside at any moment leaves the old output or the new one, whole; runs at once keep out of each other's way.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

/// Moments spread over a whole run, and moments close to the writing of the output.
const OVER_THE_RUN: u32 = 30;
const WHILE_WRITING: u32 = 20;
/// Wards in a run: few, so that the test stays short.
const WARDS: usize = 3;

/// Steele, Lea and Flood's splitmix64, seeded: the same moments in every run of the test.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 to 999.
    fn permille(&mut self) -> u32 {
        u32::try_from(self.next() % 1000).expect("below 1000")
    }
}

/// A folder with the first workbooks of a sample year.
fn inputs(year: &str, folder: &Path) -> PathBuf {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("samples")
        .join(year);
    let mut files: Vec<PathBuf> = fs::read_dir(samples)
        .expect("samples")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let folder = folder.join(year);
    fs::create_dir(&folder).expect("a folder");
    for file in files.iter().take(WARDS) {
        let name = file.file_name().expect("a name");
        fs::copy(file, folder.join(name)).expect("a copy");
    }
    folder
}

fn start(input: &Path, out: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .arg("compile")
        .arg(input)
        .arg("--out")
        .arg(out)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

fn manifest(folder: &Path) -> serde_json::Value {
    let bytes = fs::read(folder.join("manifest.json"))
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    serde_json::from_slice(&bytes).expect("JSON")
}

/// The output as a reader finds it. Without an exchange in one step, the old one may stand beside its place for a moment.
fn found(out: &Path) -> PathBuf {
    if out.exists() || cfg!(target_os = "linux") {
        return out.to_path_buf();
    }
    siblings(out)
        .into_iter()
        .find(|path| path.to_string_lossy().contains("前回"))
        .expect("neither the output nor the one before")
}

fn siblings(out: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(out.parent().expect("a parent"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path != out
                && path
                    .file_name()
                    .is_some_and(|name| name.to_string_lossy().starts_with("out."))
        })
        .collect();
    paths.sort();
    paths
}

/// Every file that the manifest lists is there as it was written, and none is missing; gives the as-of date.
fn whole(out: &Path) -> String {
    let folder = found(out);
    let manifest = manifest(&folder);
    let listed: BTreeMap<&str, &str> = manifest["outputs"]
        .as_array()
        .expect("outputs")
        .iter()
        .map(|entry| {
            let text = |key: &str| entry[key].as_str().expect("text");
            (text("file"), text("sha256"))
        })
        .collect();
    assert!(listed.len() >= 7, "a full list of outputs");
    for (name, hash) in listed {
        let bytes = fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let found: String = Sha256::digest(&bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(found, hash, "{name}");
    }
    assert_eq!(
        fs::read_to_string(folder.join("メモ.txt")).expect("what a person put there"),
        "残す"
    );
    manifest["as_of"].as_str().expect("a date").to_owned()
}

#[test]
fn a_run_ended_at_any_moment_leaves_a_whole_output() {
    let work = tempfile::tempdir().expect("a folder");
    let inputs = [inputs("r6", work.path()), inputs("r7", work.path())];
    let dates = ["2025-03-31", "2026-03-31"];
    let out = work.path().join("out");
    // The second has twice as many years as the first, and takes longer.
    let typical = [0, 1].map(|at| {
        let begun = Instant::now();
        assert!(start(&inputs[at], &out).wait().expect("an end").success());
        let typical = begun.elapsed();
        fs::write(out.join("メモ.txt"), "残す").expect("a note");
        assert_eq!(whole(&out), dates[at]);
        typical
    });

    let mut random = Random(0x6b69_6c6c);
    let mut current = 1;
    let (mut before, mut after, mut writing) = (0, 0, 0);
    for round in 0..OVER_THE_RUN + WHILE_WRITING {
        let other = 1 - current;
        let mut child = start(&inputs[other], &out);
        if round < OVER_THE_RUN {
            // A little beyond the end, too.
            std::thread::sleep(typical[other] * random.permille() / 900);
        } else {
            let known = siblings(&out);
            let patience = Instant::now();
            while siblings(&out) == known
                && child.try_wait().expect("a state").is_none()
                && patience.elapsed() < Duration::from_secs(60)
            {}
            // On a machine that has other work the exchange comes late: some kills wait for it.
            while round % 5 == 4
                && manifest(&found(&out))["as_of"] != dates[other]
                && child.try_wait().expect("a state").is_none()
                && patience.elapsed() < Duration::from_secs(60)
            {}
            // The writing takes a few milliseconds; some kills come at once, some after the exchange.
            std::thread::sleep(Duration::from_micros(u64::from(
                random.permille() * random.permille() / 200,
            )));
        }
        child.kill().expect("an end");
        child.wait().expect("an end");
        let date = whole(&out);
        assert!(dates.contains(&date.as_str()), "{date}");
        writing += u32::from(!siblings(&out).is_empty());
        if date == dates[other] {
            after += 1;
            current = other;
        } else {
            before += 1;
        }
    }
    assert!(
        before > 0 && after > 0,
        "kills both before and after the exchange: {before}, {after}"
    );
    assert!(writing > 0, "no kill fell into the writing");

    // The next run cleans up.
    assert!(start(&inputs[0], &out).wait().expect("an end").success());
    assert_eq!(whole(&out), dates[0]);
    assert_eq!(siblings(&out), Vec::<PathBuf>::new());
}

#[test]
fn an_output_taken_away_and_not_replaced_comes_back() {
    let work = tempfile::tempdir().expect("a folder");
    let input = inputs("r6", work.path());
    let out = work.path().join("out");
    assert!(start(&input, &out).wait().expect("an end").success());
    // A process number that no system gives.
    fs::rename(&out, work.path().join("out.前回-4294967295")).expect("a move");
    fs::create_dir(work.path().join("out.書き出し中-4294967295")).expect("a leftover");
    fs::create_dir(work.path().join("out.前回-mine")).expect("a person's own folder");
    let nothing = work.path().join("nothing");
    fs::create_dir(&nothing).expect("a folder");
    let status = start(&nothing, &out).wait().expect("an end");
    assert_eq!(status.code(), Some(3), "nothing to read");
    assert_eq!(manifest(&out)["as_of"], "2025-03-31");
    assert_eq!(siblings(&out), [work.path().join("out.前回-mine")]);
}

/// What a person put into our own subfolder stays as well.
#[test]
fn what_a_person_put_between_our_files_stays() {
    let work = tempfile::tempdir().expect("a folder");
    let input = inputs("r6", work.path());
    let out = work.path().join("out");
    assert!(start(&input, &out).wait().expect("an end").success());
    for name in ["returns/返した日.txt", "控え/旧/一覧.txt"] {
        let path = out.join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, name).expect("a file");
    }
    fs::write(out.join("returns/返却一覧.csv"), "書き換え").expect("a file of ours");
    assert!(start(&input, &out).wait().expect("an end").success());
    for name in ["returns/返した日.txt", "控え/旧/一覧.txt"] {
        assert_eq!(fs::read_to_string(out.join(name)).expect("the file"), name);
    }
    let list = |place: &str| fs::read_to_string(out.join(place).join("返却一覧.csv"));
    assert_ne!(list("returns").expect("ours"), "書き換え");
    assert_eq!(
        list("手直し/returns").expect("what was made of it"),
        "書き換え"
    );
    // As it was written it is not kept, and what was kept stays.
    assert!(start(&input, &out).wait().expect("an end").success());
    assert_eq!(
        list("手直し/returns").expect("what was made of it"),
        "書き換え"
    );
    let kept = fs::read_dir(out.join("手直し/returns")).expect("a folder");
    assert_eq!(kept.count(), 1);
    fs::write(out.join("returns/返却一覧.csv"), "もう一度").expect("a file of ours");
    assert!(start(&input, &out).wait().expect("an end").success());
    let second = out.join("手直し/returns/返却一覧（2）.csv");
    assert_eq!(fs::read_to_string(second).expect("it"), "もう一度");
}

/// What was added by an ended run, and what waited to be added: a process number that no system gives.
const WAITING: &str = ".追加.書き出し中-4294967295";

fn template(out: &Path) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .args(["template", "--as-of", "2026-03-31", "--ward", "都島区"])
        .args(["--ward", "福島区", "--out"])
        .arg(out)
        .output()
        .expect("the program starts")
}

#[test]
fn files_that_an_ended_run_has_begun_to_add_are_added_anew() {
    let work = tempfile::tempdir().expect("a folder");
    let (out, whole) = (work.path().join("out"), work.path().join("whole"));
    assert!(template(&whole).status.success());
    fs::create_dir(&out).expect("a folder");
    fs::write(out.join("メモ.txt"), "残す").expect("a note");
    // One file has its name already, as written; the other still waits, half of it.
    let waiting = out.join(WAITING).join("中身");
    fs::create_dir_all(&waiting).expect("a leftover");
    for place in [&waiting, &out] {
        fs::write(place.join("271021_都島区.xlsx"), "ours").expect("a file");
    }
    fs::write(waiting.join("271039_福島区.xlsx"), "ou").expect("a file");
    let added = template(&out);
    assert!(added.status.success(), "{added:?}");
    for name in ["271021_都島区.xlsx", "271039_福島区.xlsx"] {
        let of = |folder: &Path| fs::read(folder.join(name)).expect("a file");
        assert_eq!(of(&out), of(&whole), "{name}");
    }
    let mut left: Vec<_> = fs::read_dir(&out)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    left.sort();
    assert_eq!(
        left,
        ["271021_都島区.xlsx", "271039_福島区.xlsx", "メモ.txt"]
    );
}

/// What a person has changed since, or put there, is no leftover: nothing is written over it, and nothing else is begun.
#[test]
fn a_file_that_was_changed_since_the_run_ended_is_refused_as_any_other() {
    let work = tempfile::tempdir().expect("a folder");
    let out = work.path().join("out");
    let waiting = out.join(WAITING).join("中身");
    fs::create_dir_all(&waiting).expect("a leftover");
    fs::write(waiting.join("271021_都島区.xlsx"), "ours").expect("a file");
    fs::write(out.join("271021_都島区.xlsx"), "記入した").expect("a file");
    let refused = template(&out);
    assert_eq!(refused.status.code(), Some(4));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("271021_都島区.xlsx"), "{said}");
    assert!(!out.join("271039_福島区.xlsx").exists());
    let kept = fs::read_to_string(out.join("271021_都島区.xlsx")).expect("the file");
    assert_eq!(kept, "記入した");
}

/// `accept` writes the ledger and the manifest that knows its hash: both at once, and what a person put there stays.
#[test]
fn accepting_leaves_nothing_beside_and_everything_else_as_it_was() {
    let work = tempfile::tempdir().expect("a folder");
    let input = inputs("r7", work.path());
    let out = work.path().join("out");
    assert!(start(&input, &out).wait().expect("an end").success());
    fs::write(out.join("メモ.txt"), "残す").expect("a note");
    // What an ended run has left goes here, too.
    fs::create_dir(work.path().join("out.書き出し中-4294967295")).expect("a leftover");
    let report = fs::read(out.join("report.xlsx")).expect("the report");
    let accepted = Command::new(env!("CARGO_BIN_EXE_torimatome"))
        .args(["accept"])
        .arg(&out)
        .args(["都島区", "--by", "架空 花子"])
        .output()
        .expect("the program starts");
    assert!(accepted.status.success(), "{accepted:?}");
    whole(&out);
    assert_eq!(fs::read(out.join("report.xlsx")).expect("it"), report);
    let ledger = fs::read_to_string(out.join("提出台帳.csv")).expect("the ledger");
    assert!(ledger.contains("架空 花子"));
    assert_eq!(siblings(&out), Vec::<PathBuf>::new());
}

/// Runs that begin at the same moment all come to a good end.
fn all_at_once(runs: impl Iterator<Item = Command>) {
    let started: Vec<Child> = runs
        .map(|mut run| {
            run.stdout(Stdio::null()).stderr(Stdio::piped());
            run.spawn().expect("the program")
        })
        .collect();
    for run in started {
        let ended = run.wait_with_output().expect("an end");
        let told = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success(), "{told}");
    }
}

/// Colleagues accept at the same time, each another ward: none of it is lost.
#[test]
fn what_several_accept_at_once_is_all_in_the_ledger() {
    let work = tempfile::tempdir().expect("a folder");
    let input = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/r7");
    let out = work.path().join("out");
    assert!(start(&input, &out).wait().expect("an end").success());
    fs::write(out.join("メモ.txt"), "残す").expect("a note");
    let wards = ["北区", "都島区", "福島区", "此花区", "中央区", "西区"];
    all_at_once(wards.iter().map(|ward| {
        let mut run = Command::new(env!("CARGO_BIN_EXE_torimatome"));
        run.arg("accept").arg(&out).args([ward, "--by"]);
        run.arg(format!("{ward}の架空 花子"));
        run
    }));
    whole(&out);
    let ledger = fs::read_to_string(out.join("提出台帳.csv")).expect("the ledger");
    for ward in wards {
        assert!(ledger.contains(&format!("{ward}の架空 花子")), "{ledger}");
    }
    assert_eq!(siblings(&out), Vec::<PathBuf>::new());
    let beside = fs::read_dir(work.path()).expect("the folder");
    let beside = beside.map(|one| one.expect("an entry").file_name());
    assert!(
        beside
            .into_iter()
            .all(|name| !name.to_string_lossy().starts_with('.'))
    );
}

/// Several runs that each add a file to a folder that is not there yet: one of them makes it, and the others add to it.
#[test]
fn runs_that_begin_at_once_all_add_to_the_folder_that_one_of_them_makes() {
    let work = tempfile::tempdir().expect("a folder");
    for round in 0..20 {
        let out = work.path().join(format!("{round}"));
        all_at_once((0..6).map(|number| {
            let mut run = Command::new(env!("CARGO_BIN_EXE_torimatome"));
            run.args(["areas", "--blank"]);
            run.arg(out.join(format!("{number}.csv")));
            run
        }));
        let there = fs::read_dir(&out).expect("the folder").count();
        assert_eq!(there, 6, "round {round}");
    }
}
