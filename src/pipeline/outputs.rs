//! From checked submissions to every output file: compile, build the report once, render the files in parallel.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::returns::returned_copies;
use super::{Checked, PipelineError, Setting, frame, pool, sha256};
use crate::compile::{Compilation, compile};
use crate::model::AsOf;
use crate::render::manifest::{FileHash, Manifest, RegistryEntry};
use crate::render::{self, RenderError};
use crate::report::{self, SourceFile, Subject};

/// Every output file of `compile` by name, and the findings for the exit code.
#[derive(Debug)]
pub struct Outputs {
    /// File name within the output folder ▸ bytes, by name.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Figures, for the closing lines.
    pub compilation: Compilation,
}

/// Compiles what was checked and renders every file.
///
/// # Errors
/// No as-of date is known, or a renderer fails.
pub fn compile_all(
    setting: Setting<'_>,
    checked: &Checked,
    previous_files: Vec<FileHash>,
) -> Result<Outputs, PipelineError> {
    let as_of = checked.as_of.ok_or(PipelineError::NoAsOf)?;
    let compilation = compile(frame(setting, checked, as_of), &checked.submissions);
    let mut files = render_all(setting, checked, &compilation)?;
    let manifest =
        render::manifest::manifest(&manifest(setting, checked, as_of, previous_files, &files))?;
    files.insert("manifest.json".to_owned(), manifest);
    Ok(Outputs { files, compilation })
}

type Job<'a> = Box<dyn Fn() -> Result<Vec<u8>, RenderError> + Send + Sync + 'a>;

/// Renders the independent outputs in parallel; the order of the map is that of the names.
fn render_all(
    setting: Setting<'_>,
    checked: &Checked,
    compilation: &Compilation,
) -> Result<BTreeMap<String, Vec<u8>>, PipelineError> {
    let city_forms = report::city_forms(setting.definitions, compilation);
    let subject = Subject {
        definitions: setting.definitions,
        registry: setting.registry,
        compilation,
        findings: &checked.findings,
        files: &checked.files,
        city_forms: &city_forms,
        stamp: setting.stamp,
    };
    let document = report::build(subject);
    let copies = returned_copies(setting, checked)?;
    let jobs: Vec<(String, Job<'_>)> = vec![
        (
            "report.pdf".to_owned(),
            Box::new(|| render::pdf::report(&document)),
        ),
        (
            "report.xlsx".to_owned(),
            Box::new(|| render::xlsx::report(&document)),
        ),
        (
            "facts.csv".to_owned(),
            Box::new(|| render::csv::table(&report::facts(subject))),
        ),
        (
            "figures.csv".to_owned(),
            Box::new(|| render::csv::table(&report::figures(subject))),
        ),
        (
            "narrative.csv".to_owned(),
            Box::new(|| render::csv::table(&report::narrative(subject))),
        ),
        (
            "findings.json".to_owned(),
            Box::new(|| Ok(findings_json(checked).into_bytes())),
        ),
        (
            "returns/返却一覧.csv".to_owned(),
            Box::new(|| render::csv::table(&report::returns(subject, &copies.names))),
        ),
    ];
    let rendered: Vec<_> =
        pool(setting.jobs)?.install(|| jobs.par_iter().map(|(_, job)| job()).collect());
    let mut files = BTreeMap::new();
    for ((name, _), bytes) in jobs.iter().zip(rendered) {
        files.insert(name.clone(), bytes?);
    }
    let copies = copies.files.into_iter();
    files.extend(copies.map(|(name, bytes)| (format!("returns/{name}"), bytes)));
    Ok(files)
}

/// The findings as SARIF.
pub fn findings_sarif(checked: &Checked) -> String {
    render::sarif::findings(&checked.findings, &submission_entries(checked))
}

/// The findings as JUnit XML.
pub fn findings_junit(checked: &Checked) -> String {
    render::junit::findings(&checked.findings, &submission_entries(checked))
}

/// `findings.json`, which is also what `check --format json` prints.
pub fn findings_json(checked: &Checked) -> String {
    render::json::findings(
        &checked.findings,
        checked.as_of,
        &submission_entries(checked),
    )
}

/// The files as `findings.json` lists them.
fn submission_entries(checked: &Checked) -> Vec<render::json::SubmissionEntry> {
    let entry = |file: &SourceFile| render::json::SubmissionEntry {
        ward: file.ward.clone(),
        file: Arc::clone(&file.file),
        sha256: file.sha256.clone(),
        edition: file.edition.clone(),
        as_of: file.as_of,
        used: file.used,
    };
    checked.files.iter().map(entry).collect()
}

fn manifest(
    setting: Setting<'_>,
    checked: &Checked,
    as_of: AsOf,
    previous: Vec<FileHash>,
    outputs: &BTreeMap<String, Vec<u8>>,
) -> Manifest {
    let definitions = setting.definitions;
    let form = definitions.form();
    let hash = |file: &str, bytes: &[u8]| FileHash {
        file: file.to_owned(),
        sha256: sha256(bytes),
    };
    let years = form
        .years
        .iter()
        .map(|column| column.year)
        .filter(|year| *year <= as_of.fiscal_year());
    let years: Vec<_> = years.collect();
    Manifest {
        schema: "torimatome.manifest/1",
        program: format!("torimatome {}", env!("CARGO_PKG_VERSION")),
        form: format!("{}/{}", form.id, form.edition),
        as_of: as_of.iso(),
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
        limits: crate::read::limits(),
        definitions: definitions
            .files
            .iter()
            .map(|file| hash(&file.path, file.text.as_bytes()))
            .collect(),
        inputs: checked
            .files
            .iter()
            .map(|file| FileHash {
                file: file.file.to_string(),
                sha256: file.sha256.clone(),
            })
            .collect(),
        previous,
        waivers: setting.waivers.map(|waivers| FileHash {
            file: waivers.file.to_string(),
            sha256: waivers.sha256.clone(),
        }),
        outputs: outputs
            .iter()
            .map(|(name, bytes)| hash(name, bytes))
            .collect(),
    }
}
