//! Raw ▸ valid: cross-references, duplicates, sums, file names. Every fault is told, with its file and line; what cannot be
//! known because of a fault is taken for right, so that one fault is told once.

mod catalogue;
mod conditions;
mod file;
mod form;
mod former;
mod registry;
mod rows;
mod rules;
mod sheet_name;
mod texts;
mod unsaid;
mod volumes;

use std::collections::BTreeSet;

use model::{Indicator, IndicatorId};
use serde::de::DeserializeOwned;

use super::definitions::Definitions;
use super::document::{bases, no_such, relocate};
use super::fault::Faults;
use super::form::FormDefinition;
use super::functions::FunctionView;
use super::guide::Guide;
use super::letters::Letters;
use super::reasons::ReasonSheet;
use super::registry::Registry;
use super::report_layout::ReportLayout;
use super::rule_kind::RuleKinds;
use super::source::{DefinitionSource, TemplateFile, top_level};
use super::tell::Tell;
use super::text_place::{self, TEXTS};
use super::{areas, codes, raw};
use catalogue::Catalogue;
use file::{open, read};
pub use sheet_name::REPORT_SHEETS;

impl Definitions {
    /// Loads and checks the definitions, rules by their kinds included.
    ///
    /// # Errors
    /// Every fault in the templates (the template author's), or an unreadable folder.
    pub fn load(source: &DefinitionSource, kinds: &dyn RuleKinds) -> Result<Self, Faults> {
        let files = source.files();
        let mut faults = Faults::default();
        let product = all(&files, kinds, &mut faults);
        faults.or(product).map(|definitions| Self {
            files,
            ..definitions
        })
    }
}

fn all(files: &[TemplateFile], kinds: &dyn RuleKinds, faults: &mut Faults) -> Option<Definitions> {
    stray(files, faults);
    let areas = one::<raw::Areas>(files, "areas.toml", faults);
    let areas = areas.and_then(|raw| areas::check(raw, &mut Tell::new("areas.toml", faults)));
    let indicators = one::<raw::Indicators>(files, "indicators.toml", faults);
    let indicators =
        indicators.map(|raw| catalogue::indicators(raw, &mut Tell::new("indicators.toml", faults)));
    let registry = match found(files, "registry.toml") {
        None => Some(Registry::default()),
        Some(file) => read::<raw::Registry>(file, faults)
            .zip(areas.as_ref())
            .and_then(|(raw, areas)| {
                registry::registry(&raw, areas, &mut Tell::new(&file.path, faults))
            }),
    };
    let guide = one::<Guide>(files, "guide.toml", faults);
    let letters = one::<Letters>(files, "letters.toml", faults);
    let reasons = one::<ReasonSheet>(files, "reasons.toml", faults);
    if let Some(sheet) = &reasons {
        self::reasons(sheet, &mut Tell::new("reasons.toml", faults));
    }
    let catalogue = Catalogue {
        indicators: indicators.as_deref(),
        registry: registry.as_ref(),
        nouns: areas.as_ref().map(|areas| areas.nouns()),
    };
    let taken = sheet_name::taken(catalogue.nouns, guide.as_ref(), reasons.as_ref());
    sheet_name::own(guide.as_ref(), reasons.as_ref(), faults);
    let forms = forms(files, kinds, &catalogue, &taken, faults);
    let reports = reports(files, &forms, &catalogue, faults);
    let mut functions = found(files, "functions.toml").and_then(|file| {
        let view = read(file, faults)?;
        functions(&view, &catalogue, &mut Tell::new(&file.path, faults));
        Some(view)
    });
    texts::of_functions(files, functions.as_mut(), faults);
    Some(Definitions {
        areas: areas?,
        indicators: indicators?,
        forms,
        registry: registry?,
        reports,
        functions,
        guide: guide?,
        letters: letters?,
        reasons: reasons?,
        codes: kinds.codes(),
        files: Vec::new(),
    })
}

/// Every form, by id and edition.
fn forms(
    files: &[TemplateFile],
    kinds: &dyn RuleKinds,
    catalogue: &Catalogue<'_>,
    taken: &sheet_name::Taken,
    faults: &mut Faults,
) -> Vec<FormDefinition> {
    let mut forms = Vec::new();
    let mut read = Vec::new();
    let editions = files.iter().filter(|file| file.is_edition());
    for file in editions.clone() {
        let Some(own) = open(file, faults) else {
            continue;
        };
        let Some(bases) = bases(&own, file, files, faults) else {
            continue;
        };
        let table = own.over(file, &bases, faults);
        let form =
            table.and_then(|table| form::form(&file.path, table, kinds, catalogue, taken, faults));
        if let Some(form) = form {
            read.push((file, bases.clone()));
            forms.push(FormDefinition {
                based_on: bases.first().map(TemplateFile::stem),
                ..form
            });
        }
        relocate(file, &bases, faults);
    }
    // Of a form that could not be read nobody knows what it asks for.
    if forms.len() == editions.count() {
        for (form, (file, bases)) in forms.iter().zip(&read) {
            rules::elsewhere(form, &forms, &mut Tell::new(&file.path, faults));
            relocate(file, bases, faults);
        }
    }
    forms.sort_by(|a: &FormDefinition, b| a.id.cmp(&b.id));
    one_form_per_indicator(&forms, catalogue.indicators, faults);
    texts::of_forms(files, &mut forms, faults);
    if !files.iter().any(TemplateFile::is_edition) {
        let message = "様式が1つもありません".to_owned();
        faults.tell(codes::UNREADABLE, "forms/", None, message);
    }
    forms
}

fn found<'a>(files: &'a [TemplateFile], path: &str) -> Option<&'a TemplateFile> {
    files.iter().find(|file| file.path == path)
}

/// The content of a file that must stand at the top of the folder.
fn one<T: DeserializeOwned>(files: &[TemplateFile], path: &str, faults: &mut Faults) -> Option<T> {
    let file = found(files, path);
    if file.is_none() {
        let message = "ファイルがありません".to_owned();
        faults.tell(codes::UNREADABLE, path, None, message);
    }
    read(file?, faults)
}

/// Files that nobody reads: a name or folder mistyped.
fn stray(files: &[TemplateFile], faults: &mut Faults) {
    for file in files {
        let parts: Vec<&str> = file.path.split('/').collect();
        let message = match parts[..] {
            ["forms", _, _] | ["reports", _] => continue,
            [top] if top == TEXTS || top_level().contains(&top) => continue,
            [top] => match diagnostic::nearest(top, top_level()) {
                Some(near) => format!("このファイルは読まれません（近い名前: {near}）"),
                None => "このファイルは読まれません".to_owned(),
            },
            _ => "このファイルは読まれません。様式は forms/＜様式＞/＜版＞.toml、報告書は reports/＜番号＞.toml に置きます"
                .to_owned(),
        };
        faults.tell(codes::FILE, &file.path, None, message);
    }
}

/// Refuses a heading that names two columns, and a sheet without a row.
fn reasons(sheet: &ReasonSheet, tell: &mut Tell<'_>) {
    let line = sheet.lines.of("columns");
    let headings = sheet.columns.all().into_iter();
    let headings = headings.flat_map(|column| column.headings());
    tell.unique("列の見出し", headings.map(|heading| (heading, line)));
    if sheet.blank_rows == 0 {
        let line = sheet.lines.of("blank-rows");
        tell.at(codes::VALUE, line, "空けておく行は1以上にします");
    }
}

/// Refuses indicators that there are not, and one that has two homes.
fn functions(view: &FunctionView, catalogue: &Catalogue<'_>, tell: &mut Tell<'_>) {
    let homes = view.functions.iter().flat_map(|function| {
        let line = function.lines.of("primary");
        function.primary.iter().map(move |id| (id, line))
    });
    let mut seen = BTreeSet::new();
    for (id, line) in homes {
        if !seen.insert(id) {
            tell.twice(line, &format!("指標「{id}」のprimary"));
        }
    }
    text_place::check(view.places(), tell);
    let line = view.lines.of("unplaced");
    catalogue.check(&view.unplaced, line, tell);
    let is_placed = |id: &&IndicatorId| {
        let mut functions = view.functions.iter();
        functions.any(|one| one.primary.contains(id) || one.also.contains(id))
    };
    if let Some(id) = view.unplaced.iter().find(is_placed) {
        let message = format!(
            "指標「{id}」は、どの機能にも当てはまらないもの（unplaced）と、機能の両方に書かれています"
        );
        tell.at(codes::INCONSISTENT, line, message);
    }
    for function in &view.functions {
        catalogue.check(&function.primary, function.lines.of("primary"), tell);
        catalogue.check(&function.also, function.lines.of("also"), tell);
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
    if let Some(general) = volumes::general(faults) {
        for report in &mut reports {
            if report.volumes.is_empty() {
                report.volumes.clone_from(&general.volume);
            }
            report
                .stands_out
                .get_or_insert_with(|| general.stands_out.clone());
            report
                .before_publishing
                .get_or_insert_with(|| general.before_publishing.clone());
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
    let report: ReportLayout = read(file, faults)?;
    let tell = &mut Tell::new(&file.path, faults);
    let line = |key| report.lines.of(key);
    tell.file_name(line("id"), &format!("reports/{}.toml", report.id));
    // By folder: a form whose own faults are told is no unknown form.
    let known = files.iter().filter_map(|file| {
        let (form, _) = file.path.strip_prefix("forms/")?.split_once('/')?;
        Some(form)
    });
    let known: BTreeSet<&str> = known.collect();
    if !known.contains(report.form.as_str()) {
        let message = no_such("様式", &report.form, known);
        tell.at(codes::REFERENCE, line("form"), message);
    }
    catalogue.check(&report.key_indicators, line("key-indicators"), tell);
    catalogue.check(&report.summary_charts, line("summary-charts"), tell);
    catalogue.check(&report.map_indicators, line("map-indicators"), tell);
    for target in &report.targets {
        let line = target.lines.of("indicator");
        catalogue.check(std::slice::from_ref(&target.indicator), line, tell);
    }
    volumes::check(&report.volumes, tell);
    Some(report)
}
