//! From checked submissions to every output file: compile, build the report once, render the files in parallel.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::bundle::bundle;
use super::columns::{Columns, columns};
use super::desk::{Desk, desk};
use super::only::{Only, keep};
use super::record::{inputs, saved};
use super::reports::{Job, Made, job, names_of_volumes, volumes, workbooks};
use super::returns::returned_copies;
use super::table::table;
use super::threads::{Making, PipelineError, with_threads};
use crate::answer::{Copied, Returned, findings_json, submission_rows};
use crate::assemble::{Checked, Setting, frame, of_form};
use crate::compile::{Compilation, compile};
use crate::definition::{FormDefinition, ReportLayout};
use crate::diagnostic::Findings;
use crate::ledger::{
    CollectionRow, FOLDER, FactRow, FigureRow, FileHash, LookRow, Manifest, NarrativeRow,
    RegistryEntry, Row, SubmissionRow, csv_of, to_json,
};
use crate::model::{AsOf, FiscalYear, Nouns, SourceFile, Stamp};
use crate::read::sha256;
use crate::render::{self, RenderError};
use crate::report::{self, FormSheet, Subject};

/// The open warnings, as a file of reasons that lacks nothing but reason and name.
pub const QUESTIONS: &str = "確認一覧.csv";

/// Every output file of `compile` by name, and the findings for the exit code.
#[derive(Debug)]
pub struct Outputs {
    /// File name within the output folder ▸ bytes, by name.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What is made and not wanted, by name.
    pub left_out: Vec<String>,
    /// Figures by form, for the closing lines.
    pub compilations: Vec<Compilation>,
    /// The ledger of the collection; nothing in what is made to be published.
    pub ledger: Vec<CollectionRow>,
    /// How many numbers have more digits behind the point than Parquet holds, which were rounded off there.
    pub rounded: usize,
}

/// Compiles what was checked and renders every file.
///
/// # Errors
/// No as-of date is known, or a renderer fails.
pub fn compile_all(
    setting: Setting<'_>,
    making: Making<'_>,
    checked: &Checked,
    previous_files: Vec<FileHash>,
) -> Result<Outputs, PipelineError> {
    let as_of = checked.as_of.ok_or(PipelineError::NoAsOf)?;
    let parts: Vec<Part<'_>> = parts(setting, checked, as_of);
    let compiled: Vec<&Compilation> = parts.iter().map(|part| &part.compilation).collect();
    let only = Only(making.only);
    let mut not_made = Vec::new();
    let copies = if making.is_public {
        Returned::default()
    } else if only.wants_of(RETURNS) {
        returned_copies(setting, making.jobs, checked, Copied::Open)?
    } else {
        not_made.push(RETURNS.to_owned());
        Returned::default()
    };
    let mut desk = match making.is_public {
        true => Desk::default(),
        false => desk(setting, making, checked, &compiled, &copies)?,
    };
    let (mut files, others) = render_all(setting, making, checked, &parts)?;
    not_made.extend(others);
    files.append(&mut desk.files);
    let copies = copies.files.into_iter();
    files.extend(copies.map(|(name, bytes)| (format!("returns/{name}"), bytes)));
    let run = (as_of, making.stamp, previous_files);
    let mut manifest = Manifest {
        standing: match making.is_final {
            true => Manifest::FINAL.to_owned(),
            false => Manifest::PROVISIONAL.to_owned(),
        },
        office: making.office_files.to_vec(),
        ..manifest(setting, (checked, making.tables), &parts, run)
    };
    // Columns are made of the tables, and some of them may be what is named.
    let rounded = if making.parquet || only.wants_of(FOLDER) {
        published(setting, making, (&parts, &manifest), &mut files)?
    } else {
        not_made.push(FOLDER.to_owned());
        0
    };
    manifest.left_out = keep(&mut files, only, not_made)?;
    let left_out = manifest.left_out.clone();
    manifest.outputs = files
        .iter()
        .map(|(name, bytes)| FileHash {
            file: name.clone(),
            sha256: sha256(bytes),
        })
        .collect();
    let manifest = if making.is_public {
        manifest.public()
    } else {
        manifest
    };
    files.insert(Manifest::FILE.to_owned(), to_json(&manifest).into_bytes());
    let compilations = parts.into_iter().map(|part| part.compilation).collect();
    Ok(Outputs {
        files,
        left_out,
        compilations,
        ledger: desk.ledger,
        rounded,
    })
}

/// Adds what is made of the tables: the open-data bundle, and the columns where they are wanted. Gives how many numbers those do not
/// hold to the digit.
fn published(
    setting: Setting<'_>,
    making: Making<'_>,
    (parts, manifest): (&[Part<'_>], &Manifest),
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<usize, PipelineError> {
    let own = match making.is_public {
        true => manifest.clone().public(),
        false => manifest.clone(),
    };
    let forms = parts.iter().map(|part| part.form);
    let about = (&own, making.parquet);
    files.extend(bundle(setting.definitions, forms, about, files)?);
    let made = match making.parquet {
        true => columns(files)?,
        false => Columns::default(),
    };
    files.extend(made.files);
    Ok(made.rounded)
}

/// One form of the run.
struct Part<'a> {
    form: &'a FormDefinition,
    compilation: Compilation,
    findings: Findings,
    files: Vec<SourceFile>,
    city_forms: Vec<FormSheet>,
}

/// The forms that came, each compiled for itself.
fn parts<'a>(setting: Setting<'a>, checked: &Checked, as_of: AsOf) -> Vec<Part<'a>> {
    let forms = setting.definitions.forms_among(&checked.submissions);
    let part = |form: &'a FormDefinition| {
        let id = form.id.form.as_str();
        let findings = of_form(checked, id);
        let frame = frame(setting, checked, as_of, id, &findings);
        let compilation = compile(frame, &checked.submissions);
        let is_own = |file: &&SourceFile| file.form.as_ref().is_none_or(|own| own.form == id);
        Part {
            form: compilation.newest(setting.definitions),
            city_forms: report::city_forms(setting.definitions, setting.registry, &compilation),
            files: checked.files.iter().filter(is_own).cloned().collect(),
            compilation,
            findings,
        }
    };
    forms.into_iter().map(part).collect()
}

impl Part<'_> {
    fn subject<'a>(
        &'a self,
        setting: Setting<'a>,
        making: Making<'_>,
        layout: &'a ReportLayout,
    ) -> Subject<'a> {
        Subject {
            definitions: setting.definitions,
            form: self.form,
            layout,
            registry: setting.registry,
            compilation: &self.compilation,
            findings: &self.findings,
            files: &self.files,
            city_forms: &self.city_forms,
            stamp: making.stamp,
            is_final: making.is_final,
            is_public: making.is_public,
        }
    }
}

/// Outputs by name.
type Files = BTreeMap<String, Vec<u8>>;

/// The folder of what goes back to the wards.
const RETURNS: &str = "returns";
/// The tables of which the bundle of open data is made.
const PUBLISHED: [&str; 3] = [FactRow::FILE, FigureRow::FILE, NarrativeRow::FILE];

/// Renders the independent outputs that are wanted in parallel, each of what is made for it alone and let go with it; gives the
/// names of those that are not wanted as well.
fn render_all(
    setting: Setting<'_>,
    making: Making<'_>,
    checked: &Checked,
    parts: &[Part<'_>],
) -> Result<(Files, Vec<String>), PipelineError> {
    let only = Only(making.only);
    let layouts = wanted(setting, making, parts);
    let subjects: Vec<Subject<'_>> = layouts
        .iter()
        .map(|(part, layout)| part.subject(setting, making, layout))
        .collect();
    let of_volumes = names_of_volumes(making, &subjects);
    let mut left_out = Vec::new();
    // A workbook takes as long as several volumes and the most memory of all: it is begun first and they beside it, or it would be
    // alone at the end, on top of all of them.
    let (first, last) = if of_volumes.iter().any(|name| only.wants_any(name)) {
        (workbooks(&subjects), volumes(making, &subjects))
    } else {
        left_out.extend(of_volumes);
        (Vec::new(), Vec::new())
    };
    let between = tables(setting, making, checked, &subjects);
    let jobs = first.into_iter().chain(between).chain(last);
    let is_wanted = |(name, _): &(String, Job<'_>)| {
        // The bundle is made of the tables.
        only.wants_any(name)
            || (making.parquet || only.wants_of(FOLDER)) && PUBLISHED.contains(&name.as_str())
    };
    let (jobs, others): (Vec<_>, Vec<_>) = jobs.partition(is_wanted);
    left_out.extend(others.into_iter().map(|(name, _)| name));
    let made: Vec<_> = with_threads(making.jobs, || {
        let jobs = jobs.into_par_iter();
        jobs.map(|(_, job)| job()).collect()
    })?;
    let made = made
        .into_iter()
        .collect::<Result<Vec<Made>, RenderError>>()?;
    let mut files = Files::new();
    for (name, bytes) in made.into_iter().flatten() {
        match bytes {
            Some(bytes) => drop(files.insert(name, bytes)),
            None => left_out.push(name),
        }
    }
    Ok((files, left_out))
}

/// Every layout of the forms that came, with the volumes that are wanted; outside the office without those for it alone.
fn wanted<'a>(
    setting: Setting<'_>,
    making: Making<'_>,
    parts: &'a [Part<'a>],
) -> Vec<(&'a Part<'a>, ReportLayout)> {
    let nouns = setting.definitions.areas.nouns();
    let mut layouts = Vec::new();
    for part in parts {
        let own = setting.definitions.reports_of(&part.form.id.form);
        let wanted = own.map(|layout| layout.with_volumes(|volume| making.wants(volume, nouns)));
        layouts.extend(wanted.map(|layout| (part, layout)));
    }
    layouts
}

/// The files for machines. Those that say which file and cell a thing came from are for the office alone.
fn tables<'a>(
    setting: Setting<'a>,
    making: Making<'_>,
    checked: &'a Checked,
    subjects: &[Subject<'a>],
) -> Vec<(String, Job<'a>)> {
    let areas = &setting.definitions.areas;
    // The tables hold every form, each once however many reports are made of it.
    let mut once = subjects.to_vec();
    once.dedup_by_key(|subject| subject.layout.form.as_str());
    let once: Arc<[Subject<'a>]> = once.into();
    let mut jobs: Vec<(String, Job<'a>)> = Vec::new();
    let own = Arc::clone(&once);
    let facts = move || table(areas, own.iter().flat_map(|one| report::facts(*one)));
    jobs.push(job(FactRow::FILE, facts));
    let own = Arc::clone(&once);
    let figures = move || table(areas, own.iter().flat_map(|one| report::figures(*one)));
    jobs.push(job(FigureRow::FILE, figures));
    let own = Arc::clone(&once);
    let narrative = move || table(areas, own.iter().flat_map(|one| report::narrative(*one)));
    jobs.push(job(NarrativeRow::FILE, narrative));
    if making.is_public {
        let look = move || table(areas, once.iter().flat_map(|one| report::to_look_at(*one)));
        jobs.push(job(LookRow::FILE, look));
        return jobs;
    }
    let findings = || Ok(findings_json(checked).into_bytes());
    jobs.push(job("findings.json", findings));
    let questions = move || {
        let (found, came) = (&checked.findings, &checked.submissions);
        let rows = report::open_questions(setting.definitions, found, came);
        csv_of(rows).map_err(|error| RenderError::Csv(error.to_string()))
    };
    jobs.push(job(QUESTIONS, questions));
    jobs
}

/// A file's name for another program, which looks for it from the working folder.
pub type Whereabouts<'a> = &'a dyn Fn(&Arc<str>) -> Arc<str>;

/// The findings as a SARIF log.
pub fn findings_sarif(checked: &Checked, nouns: &Nouns, at: Whereabouts<'_>) -> String {
    let (findings, rows) = located(checked, at);
    render::sarif::findings(&findings, &rows, nouns)
}

/// The findings as JUnit XML.
pub fn findings_junit(checked: &Checked, nouns: &Nouns, at: Whereabouts<'_>) -> String {
    let (findings, rows) = located(checked, at);
    render::junit::findings(&findings, &rows, nouns)
}

/// The findings as annotations for GitHub.
pub fn findings_github(checked: &Checked, nouns: &Nouns, at: Whereabouts<'_>) -> String {
    render::github::findings(&located(checked, at).0, nouns)
}

fn located(checked: &Checked, at: Whereabouts<'_>) -> (Findings, Vec<SubmissionRow>) {
    let mut rows = submission_rows(checked);
    for row in &mut rows {
        row.file = at(&row.file);
    }
    (checked.findings.located(at), rows)
}

fn manifest(
    setting: Setting<'_>,
    (checked, tables): (&Checked, &[FileHash]),
    parts: &[Part<'_>],
    (as_of, stamp, previous): (AsOf, Option<Stamp>, Vec<FileHash>),
) -> Manifest {
    let definitions = setting.definitions;
    let hash = |file: &str, bytes: &[u8]| FileHash {
        file: file.to_owned(),
        sha256: sha256(bytes),
    };
    let editions = parts.iter().flat_map(|part| &part.compilation.editions);
    let editions: Vec<String> = editions.map(ToString::to_string).collect();
    let years = parts.iter().flat_map(|part| &part.compilation.years);
    let years: BTreeSet<FiscalYear> = years.copied().collect();
    Manifest {
        left_out: Vec::new(),
        schema: Manifest::SCHEMA.to_owned(),
        program: format!("torimatome {}", env!("CARGO_PKG_VERSION")),
        form: editions.join(" "),
        as_of: as_of.iso(),
        created: stamp.map(Stamp::iso),
        has_sample_data: parts.iter().any(|part| part.compilation.has_sample_data),
        registry: RegistryEntry {
            name: setting.registry.name.clone(),
            totals: years
                .iter()
                .map(|year| (year.to_string(), setting.registry.total(*year)))
                .collect(),
            has_synthetic: years
                .iter()
                .any(|year| setting.registry.has_synthetic(*year)),
        },
        limits: crate::read::limits()
            .into_iter()
            .map(|(name, limit)| (name.to_owned(), limit))
            .collect(),
        definitions: definitions
            .files
            .iter()
            .map(|file| hash(&file.path, file.text.as_bytes()))
            .collect(),
        inputs: inputs(checked, tables),
        saved: saved(checked),
        previous,
        standing: String::new(),
        office: Vec::new(),
        waivers: setting.waivers.map(|waivers| FileHash {
            file: waivers.file.to_string(),
            sha256: waivers.sha256.clone(),
        }),
        outputs: Vec::new(),
    }
}
