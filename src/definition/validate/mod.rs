//! Raw ▸ valid: cross-references, duplicates, sums, file names. Every fault is told, with its file and line; what cannot be
//! known because of a fault is taken for right, so that one fault is told once.

mod catalogue;
mod form;
mod rules;
mod sheet_name;
mod tell;

use std::collections::BTreeSet;

use diagnostic::Code;
use model::Indicator;
use serde::de::DeserializeOwned;

use super::codes;
use super::document::{Document, Located, no_such};
use super::{
    Definitions, Faults, FormDefinition, FunctionDefinition, FunctionView, Registry, ReportLayout,
    RuleKinds, TemplateFile, guide, raw, reasons,
};
use catalogue::Catalogue;
pub use sheet_name::REPORT_SHEETS;
pub(super) use tell::Tell;

/// Files that stand at the top of the templates folder.
const TOP_LEVEL: [&str; 6] = [
    "areas.toml",
    "functions.toml",
    "guide.toml",
    "indicators.toml",
    "reasons.toml",
    "registry.toml",
];

pub(super) fn definitions(
    files: Vec<TemplateFile>,
    kinds: &dyn RuleKinds,
) -> Result<Definitions, Faults> {
    let mut faults = Faults::default();
    let product = all(&files, kinds, &mut faults);
    faults.or(product).map(|definitions| Definitions {
        files,
        ..definitions
    })
}

fn all(files: &[TemplateFile], kinds: &dyn RuleKinds, faults: &mut Faults) -> Option<Definitions> {
    stray(files, faults);
    let areas = one::<Located<raw::Areas>>(files, "areas.toml", faults);
    let areas =
        areas.and_then(|raw| super::areas::check(raw, &mut Tell::new("areas.toml", faults)));
    let raw_indicators = one::<raw::Indicators>(files, "indicators.toml", faults);
    let indicators = raw_indicators
        .map(|raw| catalogue::indicators(raw, &mut Tell::new("indicators.toml", faults)));
    let registry_file = files.iter().find(|file| file.path == "registry.toml");
    let registry = match registry_file {
        None => Some(Registry::default()),
        Some(file) => read::<raw::Registry>(file, faults)
            .zip(areas.as_ref())
            .and_then(|(raw, areas)| {
                catalogue::registry(&raw, areas, &mut Tell::new("registry.toml", faults))
            }),
    };
    let guide = one::<super::Guide>(files, "guide.toml", faults);
    let reasons = one::<Located<super::ReasonSheet>>(files, "reasons.toml", faults);
    words(files, "guide.toml", faults);
    words(files, "reasons.toml", faults);
    if let Some(reasons) = &reasons {
        reasons::check(reasons, &mut Tell::new("reasons.toml", faults));
    }
    let catalogue = Catalogue {
        indicators: indicators.as_deref(),
        registry: registry.as_ref(),
        nouns: areas.as_ref().map(|areas| areas.nouns()),
    };
    let taken = sheet_name::taken(guide.as_ref(), reasons.as_deref());
    let forms = forms(files, kinds, &catalogue, &taken, faults);
    let reports = reports(files, &forms, &catalogue, faults);
    let functions = files.iter().find(|file| file.path == "functions.toml");
    let functions = functions.and_then(|file| {
        let raw = read(file, faults)?;
        Some(self::functions(
            raw,
            &catalogue,
            &mut Tell::new("functions.toml", faults),
        ))
    });
    Some(Definitions {
        areas: areas?,
        indicators: indicators?,
        forms,
        registry: registry?,
        reports,
        functions,
        guide: guide?,
        reasons: reasons?.into_inner(),
        codes: kinds.codes(),
        files: Vec::new(),
    })
}

/// Every form, by id and edition.
fn forms(
    files: &[TemplateFile],
    kinds: &dyn RuleKinds,
    catalogue: &Catalogue<'_>,
    taken: &sheet_name::Taken<'_>,
    faults: &mut Faults,
) -> Vec<FormDefinition> {
    let mut forms = Vec::new();
    let is_form = |file: &&TemplateFile| {
        file.path.starts_with("forms/") && file.path.matches('/').count() == 2
    };
    for file in files.iter().filter(is_form) {
        forms.extend(form::form(file, kinds, catalogue, taken, faults));
    }
    forms.sort_by(|a: &FormDefinition, b| a.id.cmp(&b.id));
    one_form_per_indicator(&forms, catalogue.indicators, faults);
    if !files.iter().any(|file| is_form(&file)) {
        let message = "様式が1つもありません".to_owned();
        faults.tell(codes::UNREADABLE, "forms/", None, message);
    }
    forms
}

/// Opens a file whose whole content has one shape, and refuses empty texts in it.
fn read<T: DeserializeOwned>(file: &TemplateFile, faults: &mut Faults) -> Option<T> {
    let document = Document::open(file, faults)?;
    tell::empty_texts(&document, &file.path, faults);
    document.read(&[], faults)
}

/// The content of a file at the top of the folder.
fn one<T: DeserializeOwned>(files: &[TemplateFile], path: &str, faults: &mut Faults) -> Option<T> {
    let file = files.iter().find(|file| file.path == path);
    if file.is_none() {
        let message = "ファイルがありません".to_owned();
        faults.tell(codes::UNREADABLE, path, None, message);
    }
    read(file?, faults)
}

/// Refuses placeholders that nobody fills in.
fn words(files: &[TemplateFile], path: &str, faults: &mut Faults) {
    let Some(file) = files.iter().find(|file| file.path == path) else {
        return;
    };
    // A fault of syntax is told by whoever reads the file.
    let Some(document) = Document::open(file, &mut Faults::default()) else {
        return;
    };
    for (text, line) in document.texts() {
        for message in guide::unknown_placeholders(text) {
            faults.tell(codes::TEXT, path, Some(line), message);
        }
    }
}

/// Files that nobody reads: a name or folder mistyped.
fn stray(files: &[TemplateFile], faults: &mut Faults) {
    for file in files {
        let parts: Vec<&str> = file.path.split('/').collect();
        let message = match parts[..] {
            ["forms", _, _] | ["reports", _] => continue,
            [top] if TOP_LEVEL.contains(&top) => continue,
            [top] => match diagnostic::nearest(top, TOP_LEVEL) {
                Some(near) => format!("このファイルは読まれません（近い名前: {near}）"),
                None => "このファイルは読まれません".to_owned(),
            },
            _ => "このファイルは読まれません。様式は forms/＜様式＞/＜版＞.toml、報告書は reports/＜番号＞.toml に置きます"
                .to_owned(),
        };
        faults.tell(codes::FILE, &file.path, None, message);
    }
}

fn functions(raw: raw::Functions, catalogue: &Catalogue<'_>, tell: &mut Tell<'_>) -> FunctionView {
    let mut homes: Vec<String> = Vec::new();
    let mut functions = Vec::new();
    for function in raw.function {
        let line = function.line_of("primary");
        for id in &function.primary {
            if homes.contains(id) {
                tell.twice(line, &format!("指標「{id}」のprimary"));
            }
            homes.push(id.clone());
        }
        let primary = catalogue.resolve(&function.primary, line, tell);
        let also = catalogue.resolve(&function.also, function.line_of("also"), tell);
        let function = function.into_inner();
        functions.push(FunctionDefinition {
            number: function.number,
            name: function.name,
            statute: function.statute,
            projects: function.projects,
            primary,
            also,
        });
    }
    FunctionView {
        title: raw.title,
        note: raw.note,
        functions,
    }
}

/// A figure is made of the facts of one form, so an indicator belongs to one: to any of its editions.
fn one_form_per_indicator(
    forms: &[FormDefinition],
    indicators: Option<&[Indicator]>,
    faults: &mut Faults,
) {
    for indicator in indicators.unwrap_or_default() {
        let asking = forms
            .iter()
            .filter(|form| form.field(&indicator.id).is_some());
        let asking: BTreeSet<&str> = asking.map(|form| form.id.form.as_str()).collect();
        if asking.len() > 1 {
            let asking: Vec<&str> = asking.into_iter().collect();
            let message = format!(
                "指標{}を複数の様式が求めています（{}）。様式ごとに別の指標にします",
                indicator.id,
                asking.join("、")
            );
            faults.tell(codes::INCONSISTENT, "indicators.toml", None, message);
        }
    }
}

/// The layouts by form, and a plain one for a form without any.
fn reports(
    files: &[TemplateFile],
    forms: &[FormDefinition],
    catalogue: &Catalogue<'_>,
    faults: &mut Faults,
) -> Vec<ReportLayout> {
    let mut reports = Vec::new();
    for file in files
        .iter()
        .filter(|file| file.path.starts_with("reports/"))
    {
        reports.extend(report(file, files, catalogue, faults));
    }
    // Later editions replace earlier ones, so that the newest names the plain report.
    for form in forms.iter().rev() {
        if !reports.iter().any(|report| report.form == form.id.form) {
            reports.push(ReportLayout::plain(form));
        }
    }
    reports.sort_by(|a, b| (&a.form, &a.id).cmp(&(&b.form, &b.id)));
    reports
}

fn report(
    file: &TemplateFile,
    files: &[TemplateFile],
    catalogue: &Catalogue<'_>,
    faults: &mut Faults,
) -> Option<ReportLayout> {
    let raw: Located<raw::Report> = read(file, faults)?;
    let tell = &mut Tell::new(&file.path, faults);
    tell.file_name(raw.line_of("id"), &format!("reports/{}.toml", raw.id));
    // By folder: a form whose own faults are told is no unknown form.
    let known = files.iter().filter_map(|file| {
        let (form, _) = file.path.strip_prefix("forms/")?.split_once('/')?;
        Some(form)
    });
    let known: BTreeSet<&str> = known.collect();
    if !known.contains(raw.form.as_str()) {
        let message = no_such("様式", &raw.form, known);
        tell.at(codes::REFERENCE, raw.line_of("form"), message);
    }
    let mut resolve = |ids: &[String], key: &str| catalogue.resolve(ids, raw.line_of(key), tell);
    Some(ReportLayout {
        key_indicators: resolve(&raw.key_indicators, "key-indicators"),
        summary_charts: resolve(&raw.summary_charts, "summary-charts"),
        map_indicators: resolve(&raw.map_indicators, "map-indicators"),
        id: raw.id.clone(),
        form: raw.form.clone(),
        title: raw.title.clone(),
        organisation: raw.organisation.clone(),
        notes: raw.notes.clone(),
    })
}

/// A fault as `validate` tells it: what kind, on which line, in which words.
pub(super) type Said = (Code, u32, String);
