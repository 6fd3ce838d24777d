//! Files as senders send them: bytes of whatever kind, archives of parts, containers whose parser is not ours, and the offline page.

use std::sync::Arc;

use torimatome::checker::{Checker, Given};
use torimatome::model::WrittenReason;
use torimatome::read::{Gather, Handling, InputFile, Reader, handling};
use torimatome::render::xlsx::Original;
use torimatome::workbook::{Grid, open, papers};

use super::parts::{parts, zipped};
use super::{FILLED, built_in, input, sound};

/// Largest input that is looked at: what is larger is slow, and the guard's limits have tests of their own.
const LARGEST: usize = 1 << 20;

/// A file of any kind, as it comes: gathered, opened and read as the program does.
pub(super) fn package(data: &[u8]) {
    if data.len() > LARGEST {
        return;
    }
    let mut gather = Gather::default();
    gather.file("西成区.xlsx", data.to_vec(), true);
    for file in &gather.files {
        // What another process reads has a target of its own.
        if handling(&file.bytes) != Handling::OwnProcess || file.grid.is_some() {
            read(file);
        }
    }
    patched(data);
}

/// A workbook, or an archive of workbooks, whose parts are given.
pub(super) fn workbook(data: &[u8]) {
    let (_, parts) = parts(data);
    let Some(bytes) = zipped(&parts) else { return };
    if handling(&bytes) == Handling::OwnProcess {
        return;
    }
    let bytes: Arc<[u8]> = bytes.into();
    let _ = papers(&bytes);
    let _ = open(&bytes);
    package(&bytes);
}

/// What is read in a process of its own, and by the page in the page: `.xls` as it is, the others by their parts.
pub(super) fn binary(data: &[u8]) {
    let (_, parts) = parts(data);
    let bytes = match parts.is_empty() {
        true => data.to_vec(),
        false => zipped(&parts).unwrap_or_default(),
    };
    if bytes.len() > LARGEST || handling(&bytes) != Handling::OwnProcess {
        return;
    }
    let mut file = input("西成区.xls", &bytes);
    let grid = Grid::read_alone(Arc::clone(&file.bytes));
    let wire = grid.to_wire();
    let again = Grid::from_wire(&wire).expect("what was written is read back");
    assert!(again.to_wire() == wire, "it is another after the way");
    file.grid = Some(grid.into());
    read(&file);
}

/// The offline page: each part is a file that somebody puts in; one called `given` is what the page was made with.
pub(super) fn page(data: &[u8]) {
    let (head, parts) = parts(data);
    let given = parts.iter().find(|(name, _)| name == "given");
    let given = match given.map(|(_, json)| serde_json::from_slice::<Given>(json)) {
        None => Given {
            as_of: Some("2026-03-31".to_owned()),
            ..Given::of(built_in())
        },
        Some(Ok(given)) => given,
        Some(Err(_)) => return,
    };
    let Ok(mut checker) = Checker::new(given) else {
        return;
    };
    checker.begin();
    let files = || parts.iter().filter(|(name, _)| name != "given");
    for (name, bytes) in files() {
        let is_previous = name.starts_with("prev");
        checker.put(is_previous, name, bytes.to_vec());
    }
    if head.first() == Some(&b'+') {
        checker.put(false, "添えた.xlsx", FILLED.to_vec());
    }
    let json = checker.check();
    serde_json::from_str::<serde_json::Value>(&json).expect("JSON");
    let failed = json.contains("\"S106\"") && !json.contains("calamine");
    assert!(!failed, "{json}");
    let Some(view) = checker.view() else { return };
    serde_json::to_string(&view).expect("JSON");
    let words = String::from_utf8_lossy(head).into_owned();
    let answer = WrittenReason {
        code: "C302".to_owned(),
        item: "1-2".to_owned(),
        year: "2025".to_owned(),
        text: words.clone(),
        name: words,
    };
    for name in files()
        .map(|(name, _)| name.as_str())
        .chain(["添えた.xlsx"])
    {
        let _ = checker.copy(name, std::slice::from_ref(&answer));
    }
}

fn read(file: &InputFile) {
    let result = Reader::new(built_in()).read(file);
    let _ = torimatome::read::dump(&result, built_in());
    sound(&result);
}

/// What is looked for before a copy is marked; marking itself is the page's.
fn patched(data: &[u8]) {
    if let Ok(mut original) = Original::open(data) {
        let _ = (original.ending(), original.sheets_without_notes());
    }
}
