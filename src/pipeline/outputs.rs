//! From checked submissions to every output file: compile, build the report once, render the files in parallel.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Checked, PipelineError, Setting, frame, pool, sha256};
use crate::compile::{Compilation, compile};
use crate::diagnostic::Diagnostic;
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
    };
    let document = report::build(subject);
    let (copies, copy_names) = returned_copies(setting, checked);
    let mut jobs: Vec<(String, Job<'_>)> = vec![
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
            Box::new(|| render::csv::table(&report::returns(subject, &copy_names))),
        ),
    ];
    for (name, form) in &copies {
        jobs.push((
            format!("returns/{name}"),
            Box::new(move || render::xlsx::form(form)),
        ));
    }
    let rendered: Vec<_> =
        pool(setting.jobs)?.install(|| jobs.par_iter().map(|(_, job)| job()).collect());
    let mut files = BTreeMap::new();
    for ((name, _), bytes) in jobs.iter().zip(rendered) {
        files.insert(name.clone(), bytes?);
    }
    Ok(files)
}

/// The wards' own copies with their diagnostics marked, by file name, and which copy belongs to which file;
/// nothing for a ward that has nothing to be told.
fn returned_copies(
    setting: Setting<'_>,
    checked: &Checked,
) -> (
    BTreeMap<String, report::FormWorkbook>,
    BTreeMap<Arc<str>, String>,
) {
    let (mut copies, mut names) = (BTreeMap::new(), BTreeMap::new());
    let Some(as_of) = checked.as_of else {
        return (copies, names);
    };
    for submission in &checked.submissions {
        let about = |d: &&Diagnostic| d.place.file.as_ref() == Some(&submission.file);
        let diagnostics: Vec<Diagnostic> = checked
            .findings
            .diagnostics()
            .iter()
            .filter(about)
            .cloned()
            .collect();
        // Nobody has to correct a file that another one has replaced.
        let is_superseded = checked.choices.superseded_by(&submission.file).is_some();
        if diagnostics.is_empty() || is_superseded {
            continue;
        }
        let (definitions, registry) = (setting.definitions, setting.registry);
        let form = report::ward_return(definitions, registry, submission, as_of, &diagnostics);
        if let Some(form) = form {
            // Windows takes names that differ in case only for one.
            let is_taken = |name: &str| {
                let mut taken = copies.keys();
                taken.any(|other: &String| other.to_lowercase() == name.to_lowercase())
            };
            let name = free_name(&submission.file, is_taken);
            names.insert(Arc::clone(&submission.file), name.clone());
            copies.insert(name, form);
        }
    }
    (copies, names)
}

/// The name of a returned copy. Files of different folders may come to the same name: then a number tells them apart.
fn free_name(file: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let flat = file.replace('/', "_");
    let stem = flat.strip_suffix(".xlsx").unwrap_or(&flat);
    let numbered = (2..).map(|number| format!("{stem}_点検結果（{number}）.xlsx"));
    let mut names = std::iter::once(format!("{stem}_点検結果.xlsx")).chain(numbered);
    names
        .find(|name| !is_taken(name))
        .expect("internal error: the numbers do not end")
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
        outputs: outputs
            .iter()
            .map(|(name, bytes)| hash(name, bytes))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_different_files_never_take_one_name() {
        let mut names: Vec<String> = Vec::new();
        for file in ["a/北区.xlsx", "a_北区.xlsx", "北区.xls", "北区.xlsx"] {
            let name = free_name(file, |name| names.iter().any(|taken| taken == name));
            names.push(name);
        }
        let expected = [
            "a_北区_点検結果.xlsx",
            "a_北区_点検結果（2）.xlsx",
            "北区.xls_点検結果.xlsx",
            "北区_点検結果.xlsx",
        ];
        assert_eq!(names, expected);
    }
}
