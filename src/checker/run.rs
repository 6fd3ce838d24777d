//! One run of a page: files are put in and read one by one, then checked together.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::Arc;

use answer::{Returned, copy, findings_json};
use assemble::{Checked, PREFIX, Setting, as_of, check_all, earlier_facts, settle};
use check::{EVERYTHING, Purpose};
use definition::{Definitions, Registry};
use diagnostic::Diagnostic;
use model::{AsOf, PreviousFacts, WrittenReason, count_anew};
use read::{Gather, Handling, ReadResult, Reader, handling, sha256};
use workbook::{Grid, beyond_size, largest};

use super::given::{Given, GivenError, Ground};
use super::shape::View;
use super::view::view;

/// The page's side of a run.
#[derive(Debug)]
pub struct Checker {
    definitions: Definitions,
    registry: Registry,
    as_of: Option<AsOf>,
    results: Vec<ReadResult>,
    notes: Vec<Diagnostic>,
    previous: Vec<ReadResult>,
    run: Option<Run>,
}

/// What was checked, with the definitions as of its date.
#[derive(Debug)]
struct Run {
    definitions: Definitions,
    registry: Registry,
    previous: Option<PreviousFacts>,
    /// Why what was given of last year is not used.
    earlier: Option<String>,
    checked: Checked,
}

/// A marked copy and its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Name for the file.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Checker {
    /// A page of its own.
    ///
    /// # Errors
    /// What was handed over is damaged.
    pub fn new(given: Given) -> Result<Self, GivenError> {
        let Ground {
            definitions,
            registry,
            as_of,
        } = given.ground()?;
        Ok(Self {
            definitions,
            registry,
            as_of,
            results: Vec::new(),
            notes: Vec::new(),
            previous: Vec::new(),
            run: None,
        })
    }

    /// Begins a new run with no file in it.
    pub fn begin(&mut self) {
        self.results.clear();
        self.notes.clear();
        self.previous.clear();
        self.run = None;
        count_anew();
    }

    /// Takes a file that a person chose and reads it; one of last year's is what this year's are compared with. An archive is taken
    /// as what is in it.
    pub fn put(&mut self, is_previous: bool, name: &str, bytes: Vec<u8>) {
        let name = if is_previous {
            format!("{PREFIX}/{name}")
        } else {
            name.to_owned()
        };
        let mut gather = Gather::default();
        gather.named(&name, true);
        let length = bytes.len() as u64;
        match beyond_size(length, bytes.starts_with(b"PK")) {
            Some(refusal) => gather.unread(&name, sha256(&bytes), Grid::refused(refusal)),
            None if length > largest() => {
                let sha256 = sha256(&bytes);
                gather.large_archive(&name, sha256, length, Cursor::new(bytes));
            }
            None => gather.file(&name, bytes, true),
        }
        let Gather { mut files, notes } = gather;
        for file in &mut files {
            // A page is a process of its own: what its parser does not survive ends it alone, and it is started again.
            if file.grid.is_none() && handling(&file.bytes) == Handling::OwnProcess {
                file.grid = Some(Grid::read_alone(Arc::clone(&file.bytes)).into());
            }
        }
        let reader = Reader::new(&self.definitions);
        let results = files.iter().map(|file| reader.read(file));
        if is_previous {
            self.previous.extend(results);
        } else {
            self.results.extend(results);
            self.notes.extend(notes);
        }
    }

    /// Checks what was put in: `findings.json`, to the byte what the program prints of the same files.
    pub fn check(&mut self) -> String {
        let (mut definitions, mut registry) = (self.definitions.clone(), self.registry.clone());
        let mut results = std::mem::take(&mut self.results);
        results.sort_by(|a, b| a.file.cmp(&b.file));
        let mut notes = std::mem::take(&mut self.notes);
        let (mut previous, mut earlier) = (None, None);
        if !self.previous.is_empty() {
            let mut results = std::mem::take(&mut self.previous);
            results.sort_by(|a, b| a.file.cmp(&b.file));
            let setting = setting((&definitions, &registry), self.as_of, None);
            let (facts, told) = earlier_facts(setting, results);
            // The program ends where nothing of what was given is a number of last year; the page says so and goes on.
            if facts.facts.is_empty() {
                let messages: Vec<&str> = told.iter().map(|told| told.message.as_str()).collect();
                earlier = Some(format!(
                    "前年度のファイルに、前年度の数が1つもないため、前年度とは比べていません。{}",
                    messages.concat()
                ));
            } else {
                previous = Some(facts);
                notes.extend(told);
            }
        }
        if let Some(as_of) = as_of(self.as_of, &results) {
            settle((&mut definitions, &mut registry), previous.as_mut(), as_of);
        }
        let setting = setting((&definitions, &registry), self.as_of, previous.as_ref());
        let checked = check_all(setting, results, notes, &BTreeSet::new(), Purpose::Check);
        let json = findings_json(&checked);
        self.run = Some(Run {
            definitions,
            registry,
            previous,
            earlier,
            checked,
        });
        json
    }

    /// What the page shows of what was checked; nothing before.
    pub fn view(&self) -> Option<View> {
        let run = self.run.as_ref()?;
        let ground = (&run.definitions, &run.registry);
        let last_year = (run.previous.as_ref(), run.earlier.as_deref());
        Some(view(ground, last_year, &run.checked))
    }

    /// The marked copy of a file, with the sender's answers in it; nothing where it is no submission or nothing is told of it.
    ///
    /// # Errors
    /// The copy cannot be written; a fault of the program.
    pub fn copy(&self, file: &str, answers: &[WrittenReason]) -> Result<Option<Copied>, String> {
        let Some(run) = &self.run else {
            return Ok(None);
        };
        let setting = setting(
            (&run.definitions, &run.registry),
            self.as_of,
            run.previous.as_ref(),
        );
        let mut current = answer::Copied::Told.of(&run.checked).into_iter();
        let Some(submission) = current.find(|one| *one.file == *file) else {
            return Ok(None);
        };
        let made = copy(setting, &run.checked, submission, answers);
        let Some(made) = made.map_err(|error| error.to_string())? else {
            return Ok(None);
        };
        let mut returned = Returned::default();
        returned.add(submission, made);
        let first = returned.files.into_iter().next();
        Ok(first.map(|(name, bytes)| Copied { name, bytes }))
    }
}

fn setting<'a>(
    (definitions, registry): (&'a Definitions, &'a Registry),
    as_of: Option<AsOf>,
    previous: Option<&'a PreviousFacts>,
) -> Setting<'a> {
    Setting {
        definitions,
        registry,
        as_of,
        previous,
        waivers: None,
        selection: &EVERYTHING,
    }
}
