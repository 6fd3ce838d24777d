//! No sentence of the documents that the definitions were made from stands in the project. `tests/sentences/windows.txt` holds no
//! words either: of every sentence, each fifth run of fifteen signs without blanks, as a number of 40 bits. Runs that are
//! headings, names or labels, which the definitions carry, are left out. So any run of nineteen signs of a sentence is found.

use std::collections::BTreeSet;
use std::path::Path;

use crate::end_to_end::contents;

const LENGTH: usize = 15;
const WINDOWS: &str = include_str!("../sentences/windows.txt");

/// FNV-1a of 64 bits, the lower 40 of them.
fn number(run: &[char]) -> u64 {
    let text: String = run.iter().collect();
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    hash & 0xff_ffff_ffff
}

fn known() -> BTreeSet<u64> {
    let numbers = WINDOWS.split_whitespace();
    let numbers = numbers.map(|number| u64::from_str_radix(number, 16).expect("a number"));
    numbers.collect()
}

/// The runs of a text that stand in a sentence.
fn found(text: &str, known: &BTreeSet<u64>) -> Vec<String> {
    let signs: Vec<char> = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    let runs = signs.windows(LENGTH);
    // A run within words of English cannot be one.
    let runs = runs.filter(|run| !run[0].is_ascii() || !run[LENGTH - 1].is_ascii());
    let found = runs.filter(|run| known.contains(&number(run)));
    found.map(|run| run.iter().collect()).collect()
}

#[test]
fn no_sentence_of_the_documents_stands_in_the_project() {
    let known = known();
    assert!(known.len() > 1900, "{}", known.len());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut read = 0;
    for folder in ["src", "templates", "systems", "samples", "tests"] {
        for (name, bytes) in contents(&root.join(folder)) {
            let Ok(text) = String::from_utf8(bytes) else {
                continue;
            };
            read += 1;
            let found = found(&text, &known);
            assert!(found.is_empty(), "{folder}/{name}: {found:?}");
        }
    }
    assert!(read > 500, "{read}");
}

#[test]
fn a_sentence_would_be_found() {
    let invented = "架空の町では朝ごとに鐘を鳴らして集まりの場所を知らせていました";
    let signs: Vec<char> = invented.chars().collect();
    let steps = (0..=signs.len() - LENGTH).step_by(5);
    let known: BTreeSet<u64> = steps.map(|at| number(&signs[at..at + LENGTH])).collect();
    // Any nineteen signs of it, wherever they begin and however they are broken.
    for at in 0..=signs.len() - 19 {
        let part: String = signs[at..at + 19].iter().collect();
        assert!(
            !found(&format!("a = \"{part}\""), &known).is_empty(),
            "{part}"
        );
        let broken = part.replacen('の', "の\n　", 1);
        assert!(!found(&broken, &known).is_empty(), "{broken}");
    }
    assert!(found("架空の町では夕ごとに鐘を鳴らして", &known).is_empty());
}
