//! What is fuzzed: one function for each place where bytes from outside come in. The targets and the suite's replay both call these;
//! how bytes are made and kept is theirs. A function returns if the program bears the bytes, and panics if it does not.

mod books;
mod folders;
mod forms;
mod grids;
mod parts;
mod words;

use std::sync::{Arc, OnceLock};

use torimatome::definition::{DefinitionSource, Definitions};
use torimatome::diagnostic::Code;
use torimatome::model::silence;
use torimatome::read::{InputFile, ReadResult, open, sha256};
use torimatome::workbook::Workbook;

/// A place where bytes come in: its name, and what is done with them.
pub(crate) type Entry = (&'static str, fn(&[u8]));

/// Every entry; the name is that of the target and of the folders with its inputs.
pub(crate) const ENTRIES: [Entry; 11] = [
    ("values", words::values),
    ("dates", words::dates),
    ("grid", grids::grid),
    ("definitions", forms::definitions),
    ("draft", forms::draft),
    ("package", books::package),
    ("workbook", books::workbook),
    ("binary", books::binary),
    ("page", books::page),
    ("folder", folders::folder),
    ("tables", folders::tables),
];

/// A workbook as a unit fills it in; its figures are invented.
const FILLED: &[u8] = include_bytes!("../../../samples/r7/271225_西成区.xlsx");

/// Does what the entry of this name does.
///
/// # Panics
/// There is none of that name, or the program does not bear the bytes.
pub(crate) fn run(name: &str, data: &[u8]) {
    // The program's own way with panics: what it catches is told with its place, and not printed.
    silence();
    let entry = ENTRIES.iter().find(|(own, _)| *own == name);
    let (_, done) = entry.expect("an entry of this name");
    done(data);
}

fn built_in() -> &'static Definitions {
    static BUILT_IN: OnceLock<Definitions> = OnceLock::new();
    BUILT_IN.get_or_init(|| {
        torimatome::check::load(&DefinitionSource::BuiltIn).expect("definitions without a fault")
    })
}

fn filled() -> &'static Workbook {
    static GRID: OnceLock<Workbook> = OnceLock::new();
    GRID.get_or_init(|| open(&input("西成区.xlsx", FILLED)).expect("a workbook that opens"))
}

fn input(name: &str, bytes: &[u8]) -> InputFile {
    InputFile::new(name, bytes.to_vec(), sha256(bytes))
}

/// The reader catches what goes wrong in itself and says so; here that is a failure. What goes wrong in calamine is known: the
/// program reads such files in a process of its own, and says so too.
fn sound(result: &ReadResult) {
    for told in &result.diagnostics {
        assert!(
            told.code != Code::PROGRAM_FAILED || told.message.contains("calamine"),
            "{}",
            told.message
        );
    }
    let Some(submission) = &result.submission else {
        return;
    };
    for fact in submission.facts.values() {
        // In a column of marks, nothing written is a no.
        let is_number = fact.value.number().is_some() && fact.row.is_whole();
        assert!(
            !is_number || !fact.provenance.text.trim().is_empty(),
            "a number out of nothing: {fact:?}"
        );
    }
}

/// The text that bytes are, whatever they are.
fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}

fn arc(text: &str) -> Arc<str> {
    Arc::from(text)
}
