//! A city as it arrived, read once; and a trial: the same city with something in it changed, read and checked anew.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use rust_decimal::Decimal;
use torimatome::assemble::{Setting, check_all, previous_facts};
use torimatome::check::{EVERYTHING, Purpose};
use torimatome::definition::{DefinitionSource, Definitions, Registry};
use torimatome::diagnostic::{Diagnostic, Findings, Severity};
use torimatome::model::{
    Area, AsOf, CellRef, Fact, FiscalYear, IndicatorId, PreviousFacts, Submission, Value,
};
use torimatome::read::{Cell, InputFile, ReadResult, Reader, Recognition, Workbook, open};

use super::city::{City, date};
use super::form::{Filling, Form};

/// The built-in definitions, loaded once.
pub(super) fn definitions() -> &'static Definitions {
    static LOADED: OnceLock<Definitions> = OnceLock::new();
    LOADED.get_or_init(|| torimatome::check::load(&DefinitionSource::BuiltIn).expect("templates"))
}

/// The blank form as of a date, drawn once.
pub(super) fn form(as_of: AsOf) -> &'static Form {
    static DRAWN: OnceLock<BTreeMap<AsOf, Form>> = OnceLock::new();
    let drawn = DRAWN.get_or_init(|| {
        let dates = super::city::DATES.map(date);
        let draw = |as_of: AsOf| (as_of, Form::draw(definitions(), as_of));
        dates.into_iter().map(draw).collect()
    });
    &drawn[&as_of]
}

/// A city as it arrived.
pub(super) struct World {
    pub(super) name: String,
    pub(super) registry: Registry,
    pub(super) as_of: AsOf,
    pub(super) previous: Option<PreviousFacts>,
    /// One per ward, in the city's order.
    pub(super) books: Vec<Workbook>,
    pub(super) read: Vec<ReadResult>,
    /// What is told of the city as it is.
    pub(super) told: Vec<Diagnostic>,
}

/// What is different from the city as it arrived.
#[derive(Default)]
pub(super) struct Trial {
    pub(super) books: BTreeMap<usize, Workbook>,
    pub(super) dropped: BTreeSet<usize>,
    /// Further files with their content's hash.
    pub(super) extra: Vec<(Workbook, String)>,
    pub(super) registry: Option<Registry>,
}

fn setting<'a>(registry: &'a Registry, previous: Option<&'a PreviousFacts>) -> Setting<'a> {
    Setting {
        definitions: definitions(),
        registry,
        as_of: None,
        previous,
        waivers: None,
        selection: &EVERYTHING,
    }
}

fn read(book: &Workbook, hash: &str) -> ReadResult {
    Reader::new(definitions()).workbook(book, hash)
}

fn findings(setting: Setting<'_>, results: Vec<ReadResult>) -> Findings {
    check_all(
        setting,
        results,
        Vec::new(),
        &BTreeSet::new(),
        Purpose::Compile,
    )
    .findings
}

impl World {
    /// A city of the sample folders, as its workbooks really are.
    pub(super) fn sample(folder: &str, previous: Option<&str>) -> Self {
        let registry = definitions().registry.clone();
        let books = sample_books(folder);
        let earlier = previous.map(|folder| {
            let books = sample_books(folder);
            let results = books.iter().map(|book| read(book, &book.file)).collect();
            previous_facts(setting(&registry, None), results)
        });
        let name = format!("samples/{folder}");
        let read = books.iter().map(|book| read(book, &book.file)).collect();
        Self::of(name, registry, books, read, earlier)
    }

    /// An invented city; `in_full` says of which wards the workbook is filled and read, and not only what reading gives.
    pub(super) fn invented(name: String, city: City, in_full: &dyn Fn(usize) -> bool) -> Self {
        let registry = &city.registry;
        let submit = |as_of: AsOf, ward: usize, filling: &Filling| -> ReadResult {
            let area = &definitions().areas.wards()[ward];
            let made = form(as_of).submission(definitions(), registry, area, filling);
            ReadResult {
                file: Arc::clone(&made.file),
                sha256: made.sha256.clone(),
                submission: Some(made),
                diagnostics: Vec::new(),
                recognition: Recognition::default(),
                original: None,
                table: None,
            }
        };
        let earlier = city.previous.as_ref().map(|(as_of, fillings)| {
            let results = fillings.iter().enumerate();
            let results = results.map(|(ward, filling)| submit(*as_of, ward, filling));
            previous_facts(setting(registry, None), results.collect())
        });
        let (mut books, mut results) = (Vec::new(), Vec::new());
        for (ward, filling) in city.fillings.iter().enumerate() {
            let made = submit(city.as_of, ward, filling);
            if !in_full(ward) {
                books.push(Workbook::default());
                results.push(made);
                continue;
            }
            let area = &definitions().areas.wards()[ward];
            let book = form(city.as_of).fill(definitions(), registry, area, filling);
            let result = read(&book, &book.file);
            assert_same(
                made.submission.as_ref().expect("a submission"),
                result.submission.as_ref().expect("a submission"),
            );
            books.push(book);
            results.push(result);
        }
        Self::of(name, city.registry, books, results, earlier)
    }

    fn of(
        name: String,
        registry: Registry,
        books: Vec<Workbook>,
        read: Vec<ReadResult>,
        previous: Option<PreviousFacts>,
    ) -> Self {
        let told = findings(setting(&registry, previous.as_ref()), read.clone());
        let first = read[0].submission.as_ref().expect("a submission");
        Self {
            as_of: first.as_of.expect("a date"),
            told: told.diagnostics().to_vec(),
            name,
            registry,
            previous,
            books,
            read,
        }
    }

    /// Errors and warnings about the city as it is.
    pub(super) fn alarms(&self) -> Vec<&Diagnostic> {
        let told = self.told.iter();
        told.filter(|d| d.severity <= Severity::Warning).collect()
    }

    pub(super) fn wards(&self) -> &'static [Area] {
        definitions().areas.wards()
    }

    pub(super) fn submission(&self, ward: usize) -> &Submission {
        self.read[ward].submission.as_ref().expect("a submission")
    }

    /// The fact of a ward as it arrived.
    pub(super) fn fact(&self, ward: usize, id: &str, year: FiscalYear) -> Option<&Fact> {
        self.submission(ward).fact(&IndicatorId::new(id), year)
    }

    pub(super) fn live(&self) -> FiscalYear {
        self.as_of.fiscal_year()
    }

    /// The fiscal years that are asked for.
    pub(super) fn due(&self) -> Vec<FiscalYear> {
        let years = definitions().forms[0]
            .years
            .iter()
            .map(|column| column.year);
        years.filter(|year| *year <= self.live()).collect()
    }

    pub(super) fn areas(&self, ward: usize, year: FiscalYear) -> u32 {
        let code = &self.wards()[ward].code;
        self.registry.count(code, year).expect("areas")
    }

    /// The findings of the city with something changed.
    pub(super) fn check(&self, trial: &Trial) -> Vec<Diagnostic> {
        let mut results = Vec::new();
        for (ward, result) in self.read.iter().enumerate() {
            if trial.dropped.contains(&ward) {
                continue;
            }
            results.push(match trial.books.get(&ward) {
                Some(book) => read(book, &format!("changed {}", book.file)),
                None => result.clone(),
            });
        }
        results.extend(trial.extra.iter().map(|(book, hash)| read(book, hash)));
        results.sort_by(|a, b| a.file.cmp(&b.file));
        let registry = trial.registry.as_ref().unwrap_or(&self.registry);
        let findings = findings(setting(registry, self.previous.as_ref()), results);
        findings.diagnostics().to_vec()
    }

    /// What is told of the trial and was not told of the city as it arrived.
    pub(super) fn news(&self, trial: &Trial) -> Vec<Diagnostic> {
        let mut told = self.check(trial);
        told.retain(|diagnostic| !self.told.contains(diagnostic));
        told
    }

    /// What is told where a ward's number is another one. Only the number is changed, so the ward's form is not read again.
    pub(super) fn news_of_number(
        &self,
        ward: usize,
        fact: &Fact,
        number: Decimal,
    ) -> Vec<Diagnostic> {
        let mut results = self.read.clone();
        let submission = results[ward].submission.as_mut().expect("a submission");
        let key = fact.key();
        let changed = submission.facts.get_mut(&key).expect("the fact");
        let changed = Arc::make_mut(changed);
        changed.value = Value::Number(number);
        changed.provenance.text = number.to_string().into();
        changed.is_formula = false;
        changed.normalisations.clear();
        let findings = findings(setting(&self.registry, self.previous.as_ref()), results);
        let mut told = findings.diagnostics().to_vec();
        told.retain(|diagnostic| !self.told.contains(diagnostic));
        told
    }

    /// A ward's workbook with other cells.
    pub(super) fn changed(&self, ward: usize, cells: &[Put]) -> Workbook {
        let mut book = self.books[ward].clone();
        for (sheet, at, cell) in cells {
            super::form::put(&mut book, sheet, *at, cell.clone());
        }
        book
    }
}

/// What is made without reading must be what reading gives.
fn assert_same(made: &Submission, read: &Submission) {
    assert_eq!(made.ward, read.ward);
    assert_eq!(made.as_of, read.as_of);
    assert_eq!(made.areas_written, read.areas_written, "{}", read.file);
    assert_eq!(made.narratives, read.narratives, "{}", read.file);
    for (key, fact) in &read.facts {
        assert_eq!(made.facts.get(key), Some(fact), "{}", read.file);
    }
    assert_eq!(made.facts.len(), read.facts.len(), "{}", read.file);
}

/// What to write into which cell; nothing empties it.
pub(super) type Put = (Arc<str>, CellRef, Option<Cell>);

/// The path of a ward's sample workbook.
pub(super) fn sample_path(folder: &str, ward: &Area) -> std::path::PathBuf {
    let name = format!("{}_{}.xlsx", ward.code, ward.name);
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    samples.join(folder).join(name)
}

fn sample_books(folder: &str) -> Vec<Workbook> {
    let wards = definitions().areas.wards().iter();
    wards
        .map(|ward| {
            let path = sample_path(folder, ward);
            let name = path.file_name().and_then(|name| name.to_str());
            let bytes = std::fs::read(&path).expect("a sample");
            let file = InputFile::new(name.expect("a name"), bytes, String::new());
            open(&file).expect("a workbook")
        })
        .collect()
}
