//! A table ▸ one reading result for each file that it speaks of, as if the file had been read here.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bullets::bullets;
use super::facts::{Sheets, whole_facts};
use super::form::edition;
use super::given::{Frame, Given};
use super::group::{Group, Of, groups};
use super::repeated::repeated;
use super::rows::{File, rows};
use super::stand_in::stand_ins;
use super::told::{self, Carries};
use definition::FormDefinition;
use diagnostic::{Diagnostic, Place};
use ledger::{FactRow, Manifest, SubmissionRow, to_csv};
use model::{AreaCode, AsOf, FiscalYear, NarrativeItem, Provenance, SavedAt, Submission};
use read::{ReadResult, Recognition, sha256};

/// What a table gave.
#[derive(Debug, Default)]
pub struct Restored {
    /// One result for each file that it speaks of, in the order of their names.
    pub results: Vec<ReadResult>,
    /// What is told of the table, and what its own run told of files that are not in it.
    pub notes: Vec<Diagnostic>,
}

impl Restored {
    /// Calls every file otherwise, where another of the run has its name.
    pub fn rename(&mut self, name: &dyn Fn(&Arc<str>) -> Option<Arc<str>>) {
        let place = |place: &mut Place| {
            let other = place.file.as_ref().and_then(name);
            place.file = other.or_else(|| place.file.take());
        };
        let told = |told: &mut Diagnostic| {
            place(&mut told.place);
            told.related.iter_mut().for_each(place);
        };
        self.notes.iter_mut().for_each(told);
        for result in &mut self.results {
            result.diagnostics.iter_mut().for_each(told);
            let Some(other) = name(&result.file) else {
                continue;
            };
            if let Some(submission) = &mut result.submission {
                call(submission, &other);
            }
            result.file = other;
        }
    }
}

/// Calls the file of a submission so, wherever it is named.
fn call(submission: &mut Submission, name: &Arc<str>) {
    let own = |place: &mut Provenance| place.file = Arc::clone(name);
    submission.file = Arc::clone(name);
    for fact in submission.facts.values_mut() {
        let fact = Arc::make_mut(fact);
        own(&mut fact.provenance);
        let below = fact.denominator.iter_mut();
        below.for_each(|below| own(&mut below.provenance));
    }
    for item in &mut submission.narratives {
        own(&mut Arc::make_mut(item).provenance);
    }
    submission.blocks.values_mut().for_each(own);
    for block in &mut submission.rows {
        block.file = Arc::clone(name);
        for row in &mut block.rows {
            own(&mut row.key);
            row.texts.values_mut().for_each(own);
        }
    }
}

/// Makes the submissions of a table again. Trouble with it is told, and never costs another one.
pub fn restore(given: &Given, frame: Frame<'_>) -> Restored {
    let rows = rows(&given.files, frame.definitions);
    let mut notes = rows.notes.clone();
    notes.extend(told::refused(&rows));
    let is_public = !rows.facts.is_empty() && rows.facts.iter().all(|row| row.file.is_empty());
    if is_public {
        notes.push(told::published(&given.name));
        return Restored {
            notes,
            ..Restored::default()
        };
    }
    let run = given.manifest.as_ref();
    let run = run.and_then(|run| AsOf::parse_iso(&run.as_of));
    let run = run.or_else(|| rows.facts.iter().map(|row| row.as_of).max());
    let groups = groups(&rows, run, frame.earlier);
    let areas = &frame.definitions.areas;
    let units = areas.every().chain([areas.city()]);
    let one = One {
        given,
        frame,
        run,
        units: units.map(|area| (&area.code, area.name.as_str())).collect(),
        submissions: submissions_by_file(given),
        is_as_written: is_as_written(given),
    };
    let mut told = told::by_file(given);
    let mut results = Vec::new();
    for (of, group) in &groups.all {
        let told = told.remove(of.1).unwrap_or_default();
        results.push(one.result(of, group, told));
    }
    results.sort_by(|a, b| a.file.cmp(&b.file));
    notes.extend(told::faults(&rows, &groups, frame.definitions));
    // What is left is about files that are not in the table, as those that could not be opened.
    notes.extend(told.into_values().flatten());
    notes.extend(told::carries(&Carries {
        given,
        frame,
        results: &results,
        groups: &groups,
        is_as_written: one.is_as_written,
    }));
    Restored { results, notes }
}

/// What the table's own run says of each file.
fn submissions_by_file(given: &Given) -> BTreeMap<&str, &SubmissionRow> {
    let told = given.told.iter().flat_map(|told| &told.submissions);
    told.map(|one| (&*one.file, one)).collect()
}

/// Whether every file of the table is as its run wrote it; where there is no manifest, nobody knows.
fn is_as_written(given: &Given) -> bool {
    given.manifest.as_ref().is_some_and(|manifest| {
        let is_output = |file: &File| {
            let mut outputs = manifest.outputs.iter();
            outputs.any(|output| output.sha256 == file.sha256)
        };
        given.files.iter().all(is_output)
    })
}

/// What making the submissions of one table needs.
struct One<'a> {
    given: &'a Given,
    frame: Frame<'a>,
    /// The as-of date of the run that wrote it.
    run: Option<AsOf>,
    /// The names of the units.
    units: BTreeMap<&'a AreaCode, &'a str>,
    submissions: BTreeMap<&'a str, &'a SubmissionRow>,
    is_as_written: bool,
}

impl One<'_> {
    /// The result for one file.
    fn result(
        &self,
        (ward, name): &Of<'_>,
        group: &Group<'_>,
        diagnostics: Vec<Diagnostic>,
    ) -> ReadResult {
        let definitions = self.frame.definitions;
        let file: Arc<str> = Arc::from(*name);
        let own = self.submissions.get(name);
        let sha256 = match own.filter(|_| self.is_as_written) {
            Some(own) => own.sha256.clone(),
            None => said(group),
        };
        let as_of = group.as_of().or(self.run);
        let among = self.given.manifest.iter();
        let among: Vec<&str> = among.flat_map(Manifest::forms).collect();
        let named = own.and_then(|own| own.edition.as_deref());
        let form = edition(definitions, group, (named, &among), as_of);
        let mut result = ReadResult {
            file: Arc::clone(&file),
            sha256,
            submission: None,
            diagnostics,
            recognition: Recognition::default(),
            original: None,
            table: Some(Arc::clone(&self.given.name)),
        };
        let Some(form) = form else {
            let told = told::form_unknown(&file, &self.given.name);
            result.diagnostics.push(told.ward(Some(ward)));
            return result;
        };
        let mut sheets = Sheets::default();
        let unit = self.units.get(ward).copied().unwrap_or_default();
        let mut facts = whole_facts(&group.facts, &file, &mut sheets);
        let (rows, of_rows) = repeated(group, form, (&file, unit), &mut sheets);
        facts.extend(of_rows);
        let (narratives, faulty) = bullets(group, form, &file);
        let submission = Submission {
            file: Arc::clone(&file),
            sha256: result.sha256.clone(),
            form: form.id.clone(),
            ward: Some(ward.clone()),
            as_of,
            since: as_of.and_then(|as_of| definitions.areas.since_by(ward, as_of.date())),
            saved: self.saved(name),
            facts,
            blocks: first_cells(&narratives),
            narratives,
            areas_written: BTreeMap::new(),
            reasons: Vec::new(),
            rows,
            is_sample: self
                .given
                .manifest
                .as_ref()
                .is_some_and(|run| run.has_sample_data),
        };
        self.tell(form, &submission, group, &mut result.diagnostics);
        let faulty = faulty.into_iter();
        let faulty = faulty.map(|row| told::bullet(row, &file).ward(Some(ward)));
        result.diagnostics.extend(faulty);
        result.submission = Some(submission);
        result
    }

    /// When a file was saved last, as it said when its table was made.
    fn saved(&self, name: &str) -> Option<SavedAt> {
        let saved = self.given.manifest.as_ref()?.saved.get(name)?;
        SavedAt::parse(saved)
    }

    /// What stands in for what the table's own run told and what does not come again by itself.
    fn tell(
        &self,
        form: &FormDefinition,
        submission: &Submission,
        group: &Group<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let definitions = self.frame.definitions;
        let standing = stand_ins((definitions, form), submission, group, diagnostics);
        diagnostics.extend(standing);
        let gone = told::not_of_date(&definitions.areas, submission, diagnostics);
        diagnostics.extend(gone);
    }
}

/// Where the blocks of words stand in which there are any.
fn first_cells(narratives: &[Arc<NarrativeItem>]) -> BTreeMap<(String, FiscalYear), Provenance> {
    let mut cells = BTreeMap::new();
    for item in narratives {
        let block = (item.block.to_string(), item.year);
        cells
            .entry(block)
            .or_insert_with(|| item.provenance.clone());
    }
    cells
}

/// What a table says of a file, as a hash: the same wherever the rows stand, where the hash of the file itself is not known.
fn said(group: &Group<'_>) -> String {
    let mut facts: Vec<FactRow> = group.facts.iter().map(|row| (*row).clone()).collect();
    facts.sort_by_cached_key(FactRow::id);
    let mut words: Vec<_> = group.words.iter().map(|row| (*row).clone()).collect();
    words.sort_by(|a, b| (a.year, a.place(), &a.text).cmp(&(b.year, b.place(), &b.text)));
    let bytes = to_csv(&facts, "").into_iter().chain(to_csv(&words, ""));
    let bytes: Vec<u8> = bytes.flatten().collect();
    sha256(&bytes)
}
