//! What was read, put together and checked: which submissions count, the run's as-of date, last year's facts. No threads, files
//! or clock, so that the program and a page in a browser come to the same findings; reading in parallel and every output
//! are the pipeline's.

mod earlier;
mod fate;
mod originals;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use check::{EVERYTHING, Purpose, Run, Selection, check_with};
use compile::{Frame, compile};
use definition::{Definitions, Registry, place_rows};
use diagnostic::{Diagnostic, Findings};
use model::{
    AsOf, Choices, FactState, PreviousFact, PreviousFacts, PreviousWords, SourceFile, Submission,
};
use read::{ReadResult, Waivers};

pub use earlier::{PREFIX, earlier_facts, settle};
pub use fate::Fate;
pub use originals::Again;

/// What a run works with.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// Forms, areas, indicators, report.
    pub definitions: &'a Definitions,
    /// The registry, built in or given.
    pub registry: &'a Registry,
    /// The as-of date, if given.
    pub as_of: Option<AsOf>,
    /// Last year's facts, if given.
    pub previous: Option<&'a PreviousFacts>,
    /// The bureau's reasons, if given.
    pub waivers: Option<&'a Waivers>,
    /// Which codes are looked for.
    pub selection: &'a Selection,
}

/// Files read and checked.
#[derive(Debug)]
pub struct Checked {
    /// One entry per file, by name.
    pub files: Vec<SourceFile>,
    /// The submissions, by file name.
    pub submissions: Vec<Submission>,
    /// Which submissions count.
    pub choices: Choices,
    /// Diagnostics and outcomes.
    pub findings: Findings,
    /// The run's as-of date: as given, else what most submissions say.
    pub as_of: Option<AsOf>,
    /// The senders' own bytes, of Office Open XML workbooks that something is told about.
    pub originals: BTreeMap<Arc<str>, Arc<[u8]>>,
    /// Such workbooks whose bytes were too many to be kept.
    pub too_large: BTreeSet<Arc<str>>,
    /// What gives the bytes of other files once more.
    pub again: Again,
}

impl Checked {
    /// A file that came in, looked up at once where the files stand in the order of their names.
    pub fn source(&self, file: &str) -> Option<&SourceFile> {
        SourceFile::of_file(&self.files, file)
    }

    /// A sender's own bytes, of an Office Open XML workbook that a copy is made of.
    pub fn original(&self, file: &Arc<str>) -> Option<Arc<[u8]>> {
        let kept = self.originals.get(file).cloned();
        kept.or_else(|| self.again.bytes(file))
    }
}

/// Checks what was read. `extra` are diagnostics of the edge, such as files passed over; `named` are the files that count
/// for their wards because a person said so.
pub fn check_all(
    setting: Setting<'_>,
    results: Vec<ReadResult>,
    extra: Vec<Diagnostic>,
    named: &BTreeSet<Arc<str>>,
    purpose: Purpose,
) -> Checked {
    let mut diagnostics = extra;
    let told = setting.waivers.map(|waivers| waivers.diagnostics.clone());
    diagnostics.extend(told.unwrap_or_default());
    let mut submissions = Vec::new();
    let mut files = Vec::new();
    let mut originals = Vec::new();
    for result in results {
        originals.extend(
            result
                .original
                .map(|bytes| (Arc::clone(&result.file), bytes)),
        );
        diagnostics.extend(result.diagnostics);
        let mut submission = result.submission;
        if let Some(submission) = &mut submission {
            let form = setting.definitions.form_of(submission);
            place_rows(submission, form, setting.registry);
        }
        files.push(SourceFile {
            table: result.table,
            ..source_file(result.file, result.sha256, submission.as_ref())
        });
        submissions.extend(submission);
    }
    let as_of = setting
        .as_of
        .or_else(|| prevailing_as_of(submissions.iter()));
    let whole = setting.definitions.areas.whole();
    let choices = Choices::new(&submissions, as_of, named, whole);
    for file in &mut files {
        file.used = choices.counts(&file.file);
    }
    let run = Run {
        definitions: setting.definitions,
        registry: setting.registry,
        as_of,
        submissions: &submissions,
        choices: &choices,
        previous: setting.previous,
        purpose,
        selection: setting.selection,
    };
    let reasons = setting.waivers.map(|waivers| &waivers.reasons[..]);
    let findings = check_with(&run, diagnostics, reasons.unwrap_or_default());
    let given: BTreeSet<Arc<str>> = originals.iter().map(|(file, _)| Arc::clone(file)).collect();
    let originals = originals::kept(originals, findings.diagnostics());
    let too_large = given
        .into_iter()
        .filter(|file| !originals.contains_key(file));
    Checked {
        too_large: too_large.collect(),
        again: Again::default(),
        originals,
        files,
        submissions,
        choices,
        findings,
        as_of,
    }
}

/// The as-of date that most submissions state; the later of two equally frequent ones.
fn prevailing_as_of<'a>(submissions: impl Iterator<Item = &'a Submission>) -> Option<AsOf> {
    let mut votes: BTreeMap<AsOf, usize> = BTreeMap::new();
    for as_of in submissions.filter_map(|submission| submission.as_of) {
        *votes.entry(as_of).or_default() += 1;
    }
    votes
        .into_iter()
        .max_by_key(|(as_of, count)| (*count, *as_of))
        .map(|(as_of, _)| as_of)
}

/// A file as it came; whether it is used is decided later.
fn source_file(file: Arc<str>, sha256: String, submission: Option<&Submission>) -> SourceFile {
    SourceFile {
        file,
        sha256,
        ward: submission.and_then(|one| one.ward.clone()),
        form: submission.map(|one| one.form.clone()),
        as_of: submission.and_then(|one| one.as_of),
        used: false,
        table: None,
    }
}

/// The as-of date of a run: as it is given, else what most of what was read says.
pub fn as_of(given: Option<AsOf>, results: &[ReadResult]) -> Option<AsOf> {
    given.or_else(|| prevailing_as_of(results.iter().filter_map(|one| one.submission.as_ref())))
}

/// Last year's facts out of last year's workbooks: what was read and not withheld by any code, whatever this run looks for. The
/// wards are those of that year.
pub fn previous_facts(setting: Setting<'_>, results: Vec<ReadResult>) -> PreviousFacts {
    let (mut definitions, mut registry) = (setting.definitions.clone(), setting.registry.clone());
    if let Some(as_of) = as_of(setting.as_of, &results) {
        definitions.settle(as_of);
        registry = registry.at(&definitions.areas);
    }
    let setting = Setting {
        definitions: &definitions,
        registry: &registry,
        selection: &EVERYTHING,
        ..setting
    };
    let checked = check_all(
        setting,
        results,
        Vec::new(),
        &BTreeSet::new(),
        Purpose::Compile,
    );
    let Some(as_of) = checked.as_of else {
        return PreviousFacts::default();
    };
    let forms = setting.definitions.forms_among(&checked.submissions);
    let mut words = PreviousWords::default();
    let facts = forms.into_iter().flat_map(|form| {
        let findings = of_form(&checked, &form.id.form);
        let frame = frame(setting, &checked, as_of, &form.id.form, &findings);
        let compilation = compile(frame, &checked.submissions);
        for one in compilation.narratives {
            words.add(one.ward, &form.id.form, Arc::unwrap_or_clone(one.item));
        }
        compilation.facts.into_iter()
    });
    let facts = facts.filter(|fact| fact.state == FactState::Reported);
    let facts = facts.filter_map(|row| {
        let id = row.id();
        let read = row.fact?;
        Some((
            id,
            PreviousFact {
                value: read.value.clone(),
                state: row.state,
                provenance: read.provenance.clone(),
                was: None,
            },
        ))
    });
    let facts = facts.collect();
    PreviousFacts {
        as_of: Some(as_of),
        facts,
        words,
        ..PreviousFacts::default()
    }
}

/// What `compile` is told about one form of the run.
pub fn frame<'a>(
    setting: Setting<'a>,
    checked: &'a Checked,
    as_of: AsOf,
    form: &'a str,
    findings: &'a Findings,
) -> Frame<'a> {
    Frame {
        definitions: setting.definitions,
        form,
        registry: setting.registry,
        as_of,
        findings,
        choices: &checked.choices,
        previous: setting.previous,
    }
}

/// What is told about a form: by its rules, about its files, and about files of which no form could be told.
pub fn of_form(checked: &Checked, form: &str) -> Findings {
    let is_other = |file: &Arc<str>| {
        let found = Submission::of_file(&checked.submissions, file);
        found.is_some_and(|one| one.form.form != form)
    };
    checked.findings.about(form, |told| match &told.form {
        Some(own) => own == form,
        None => !told.place.file.as_ref().is_some_and(is_other),
    })
}
