//! A run down to its tables, and the tables back to what a run begins with.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use torimatome::answer::findings_json;
use torimatome::assemble::{Setting, check_all, frame, of_form, settle};
use torimatome::check::{EVERYTHING, Purpose};
use torimatome::compile::compile;
use torimatome::definition::{Definitions, Registry};
use torimatome::diagnostic::Diagnostic;
use torimatome::ledger::{FactRow, FigureRow, FileHash, FindingsFile, Manifest, csv_rows, to_csv};
use torimatome::model::{AsOf, PreviousFacts};
use torimatome::read::{ReadResult, sha256};
use torimatome::report::{self, Subject};
use torimatome::tables::{self, File, Frame, Given, Restored, restore};

/// What the stages are told beside what was read.
#[derive(Clone, Copy)]
pub(super) struct World<'a> {
    pub(super) definitions: &'a Definitions,
    pub(super) previous: Option<&'a PreviousFacts>,
}

/// The tables of a run, and what stands beside them.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) facts: Vec<u8>,
    pub(super) figures: Vec<u8>,
    pub(super) narrative: Vec<u8>,
    pub(super) findings: Vec<u8>,
    pub(super) is_sample: bool,
    pub(super) saved: BTreeMap<String, String>,
    pub(super) as_of: Option<AsOf>,
}

impl Written {
    /// The tables alone, as text, for comparing.
    pub(super) fn tables(&self) -> [String; 3] {
        let tables = [&self.facts, &self.figures, &self.narrative];
        tables.map(|bytes| String::from_utf8(bytes.clone()).expect("UTF-8"))
    }

    /// The facts as rows.
    pub(super) fn rows(&self) -> Vec<FactRow> {
        let table = torimatome::ledger::from_csv::<FactRow>(&self.facts);
        table.expect("our own table").rows
    }

    /// The figures as rows.
    pub(super) fn figure_rows(&self) -> Vec<FigureRow> {
        let table = torimatome::ledger::from_csv::<FigureRow>(&self.figures);
        table.expect("our own table").rows
    }

    pub(super) fn findings(&self) -> FindingsFile {
        FindingsFile::read(&self.findings).expect("our own findings")
    }

    /// The tables as somebody gives them; with what its run left beside them, or bare.
    pub(super) fn given(&self, name: &str, is_bare: bool) -> Given {
        let files = [
            ("facts.csv", &self.facts),
            ("narrative.csv", &self.narrative),
        ];
        let outputs = files.map(|(file, bytes)| FileHash {
            file: file.to_owned(),
            sha256: sha256(bytes),
        });
        let manifest = Manifest {
            as_of: self.as_of.map(AsOf::iso).unwrap_or_default(),
            has_sample_data: self.is_sample,
            saved: self.saved.clone(),
            outputs: outputs.to_vec(),
            ..Manifest::default()
        };
        Given {
            name: Arc::from(format!("{name}/facts.csv")),
            files: files
                .map(|(file, bytes)| self::file(name, file, bytes))
                .to_vec(),
            manifest: (!is_bare).then_some(manifest),
            told: (!is_bare).then(|| self.findings()),
        }
    }
}

/// A file of a table.
pub(super) fn file(folder: &str, name: &str, bytes: &[u8]) -> File {
    File {
        name: Arc::from(format!("{folder}/{name}")),
        sha256: sha256(bytes),
        records: csv_rows(bytes).map_err(|error| error.to_string()),
    }
}

/// Checks and compiles what was read, down to the tables.
pub(super) fn write(world: World<'_>, read: Vec<ReadResult>, notes: Vec<Diagnostic>) -> Written {
    let (definitions, registry, previous) = settled(world, &read);
    let setting = Setting {
        definitions: &definitions,
        registry: &registry,
        as_of: None,
        previous: previous.as_ref(),
        waivers: None,
        selection: &EVERYTHING,
    };
    let (mut read, mut notes) = (read, notes);
    notes.extend(tables::settle(&mut read, &definitions, &registry));
    let none = BTreeSet::new();
    let checked = check_all(setting, read, notes, &none, Purpose::Compile);
    let (mut facts, mut figures, mut narrative) = (Vec::new(), Vec::new(), Vec::new());
    for form in definitions.forms_among(&checked.submissions) {
        let Some(as_of) = checked.as_of else { continue };
        let id = form.id.form.as_str();
        let findings = of_form(&checked, id);
        let compilation = compile(
            frame(setting, &checked, as_of, id, &findings),
            &checked.submissions,
        );
        let layout = definitions.reports_of(id).next().expect("a layout");
        let subject = Subject {
            definitions: &definitions,
            form: compilation.newest(&definitions),
            layout,
            registry: &registry,
            compilation: &compilation,
            findings: &findings,
            files: &checked.files,
            city_forms: &[],
            stamp: None,
            is_final: false,
            is_public: false,
        };
        facts.extend(report::facts(subject));
        figures.extend(report::figures(subject));
        narrative.extend(report::narrative(subject));
    }
    let unit = &definitions.areas.nouns().unit;
    Written {
        facts: to_csv(&facts, unit).expect("a table"),
        figures: to_csv(&figures, unit).expect("a table"),
        narrative: to_csv(&narrative, unit).expect("a table"),
        findings: findings_json(&checked).into_bytes(),
        is_sample: checked.submissions.iter().any(|one| one.is_sample),
        saved: checked
            .submissions
            .iter()
            .filter_map(|one| Some((one.file.to_string(), one.saved?.iso())))
            .collect(),
        as_of: checked.as_of,
    }
}

/// The definitions, the registry and last year's facts as of the date of what was read.
fn settled(
    world: World<'_>,
    read: &[ReadResult],
) -> (Definitions, Registry, Option<PreviousFacts>) {
    let mut definitions = world.definitions.clone();
    let mut registry = definitions.registry.clone();
    let mut previous = world.previous.cloned();
    if let Some(as_of) = torimatome::assemble::as_of(None, read) {
        settle((&mut definitions, &mut registry), previous.as_mut(), as_of);
    }
    (definitions, registry, previous)
}

/// Reads tables back, as results and what is told of them.
pub(super) fn back(world: World<'_>, tables: &[Given]) -> (Vec<ReadResult>, Vec<Diagnostic>) {
    let frame = Frame {
        definitions: world.definitions,
        earlier: torimatome::assemble::PREFIX,
        has_previous: world.previous.is_some(),
    };
    let (mut results, mut notes) = (Vec::new(), Vec::new());
    for table in tables {
        let Restored {
            results: own,
            notes: told,
        } = restore(table, frame);
        results.extend(own);
        notes.extend(told);
    }
    results.sort_by(|a, b| a.file.cmp(&b.file));
    (results, notes)
}
