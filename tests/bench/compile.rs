//! Time and peak memory of the main job on `samples/`, beside a named reference measured in the same run:
//! inflating every part of the same workbooks once, the least that any reader of them must do.
//!
//! Run with `cargo bench`. Prints; asserts nothing about speed, because machines differ.

#![expect(
    clippy::disallowed_methods,
    reason = "a bench reads the samples and the clock"
)]
#![expect(clippy::print_stdout, reason = "a bench prints its measurements")]

#[path = "../suite/support/inputs.rs"]
mod inputs;

use std::fs;
use std::io::Read as _;
use std::time::{Duration, Instant};

use torimatome::assemble::{Setting, check_all, previous_facts};
use torimatome::check::{EVERYTHING, Purpose};
use torimatome::definition::DefinitionSource;
use torimatome::pipeline::{Making, compile_all, read_all};
use torimatome::read::{InputFile, Reader};

use inputs::inputs;

const ROUNDS: usize = 7;

/// The best of several rounds: the least disturbed one.
fn best(mut work: impl FnMut()) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed());
    }
    best
}

fn inflate(files: &[InputFile]) -> usize {
    let mut total = 0;
    for file in files {
        let mut archive =
            zip::ZipArchive::new(std::io::Cursor::new(&file.bytes[..])).expect("a zip");
        for at in 0..archive.len() {
            let mut bytes = Vec::new();
            archive
                .by_index(at)
                .expect("a part")
                .read_to_end(&mut bytes)
                .expect("inflates");
            total += bytes.len();
        }
    }
    total
}

/// Peak resident memory of this process in MB, where the system tells it.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024)
}

fn main() {
    let definitions = torimatome::check::load(&DefinitionSource::BuiltIn).expect("sound templates");
    let (r6, r7) = (inputs("r6"), inputs("r7"));
    let base = Setting {
        definitions: &definitions,
        registry: &definitions.registry,
        as_of: None,
        previous: None,
        waivers: None,
        selection: &EVERYTHING,
    };
    let read_with = |threads: usize, files: &[InputFile]| {
        read_all(files, &Reader::new(&definitions), threads, &|| {}).expect("threads")
    };
    let read = |files: &[InputFile]| read_with(0, files);

    let floor = best(|| {
        std::hint::black_box(inflate(&r6) + inflate(&r7));
    });
    let both: Vec<InputFile> = inputs("r6").into_iter().chain(inputs("r7")).collect();
    let reading = |threads| {
        best(|| {
            std::hint::black_box(read_with(threads, &both));
        })
    };
    let (one, two) = (reading(1), reading(2));
    let whole = best(|| {
        let previous = previous_facts(base, read(&r6));
        let setting = Setting {
            previous: Some(&previous),
            ..base
        };
        let named = std::collections::BTreeSet::new();
        let checked = check_all(setting, read(&r7), Vec::new(), &named, Purpose::Compile);
        let outputs =
            compile_all(setting, Making::default(), &checked, Vec::new()).expect("compiles");
        std::hint::black_box(outputs.files.len());
    });
    println!("48 workbooks (r6 as previous, r7), best of {ROUNDS}, wall time");
    tell(
        "reference: inflate every part once, one thread",
        floor,
        floor,
    );
    tell("read, one thread", one, floor);
    tell("read, two threads", two, floor);
    tell("read, check, compile, render everything", whole, floor);
    let gain = one.as_secs_f64() / two.as_secs_f64();
    println!("  two threads read {gain:.2} times as quickly as one");
    match peak_memory() {
        Some(megabytes) => println!("  peak memory of all rounds: {megabytes} MB"),
        None => println!("  peak memory: not told by this system"),
    }
}

/// A line of what is told: how long it took, and how many times the reference.
fn tell(what: &str, time: Duration, reference: Duration) {
    let (time, reference) = (time.as_secs_f64(), reference.as_secs_f64());
    println!(
        "  {what:<48}{:>8.1} ms  {:>6.1} x",
        time * 1e3,
        time / reference
    );
}
