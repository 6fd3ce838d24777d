//! Raw ▸ valid: cross-references, duplicate ids, file stems. Faults are told with the file they stand in.

mod form;

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use super::{
    DefinitionError, Definitions, FormDefinition, FunctionDefinition, FunctionView, Registry,
    ReportLayout, TemplateFile, areas, guide, raw, reasons,
};
use model::{
    AreaCode, AreaTree, Denominator, FiscalYear, Indicator, IndicatorId, RollUp, ValueKind,
};

pub(super) fn definitions(files: Vec<TemplateFile>) -> Result<Definitions, DefinitionError> {
    let areas = areas::check(parse(file(&files, "areas.toml")?)?)
        .map_err(|reason| inconsistent("areas.toml", reason))?;
    let indicators = indicators(parse(file(&files, "indicators.toml")?)?)?;
    let registry_file = files.iter().find(|file| file.path == "registry.toml");
    let registry = match registry_file {
        Some(file) => registry(&parse(file)?, &areas)?,
        None => Registry::default(),
    };
    let mut forms = Vec::new();
    for form_file in files.iter().filter(|file| file.path.starts_with("forms/")) {
        forms.push(form::form(
            &form_file.path,
            parse(form_file)?,
            areas.nouns(),
            &indicators,
        )?);
    }
    forms.sort_by(|a: &FormDefinition, b| a.id.cmp(&b.id));
    if forms.is_empty() {
        return Err(inconsistent("forms/", "様式が1つもありません"));
    }
    one_form_per_indicator(&forms, &indicators)?;
    let reports = reports(&files, &forms, &indicators)?;
    let functions = files.iter().find(|file| file.path == "functions.toml");
    let functions = functions
        .map(|file| self::functions(parse(file)?, &indicators))
        .transpose()?;
    let guide = guide::check(parse(file(&files, "guide.toml")?)?)
        .map_err(|reason| inconsistent("guide.toml", reason))?;
    let reasons = reasons::check(parse(file(&files, "reasons.toml")?)?)
        .map_err(|reason| inconsistent("reasons.toml", reason))?;
    Ok(Definitions {
        areas,
        indicators,
        forms,
        registry,
        reports,
        functions,
        guide,
        reasons,
        files,
    })
}

fn file<'a>(files: &'a [TemplateFile], path: &str) -> Result<&'a TemplateFile, DefinitionError> {
    files
        .iter()
        .find(|file| file.path == path)
        .ok_or_else(|| DefinitionError::Unreadable {
            path: path.to_owned(),
            reason: "ファイルがありません".to_owned(),
        })
}

fn parse<T: DeserializeOwned>(file: &TemplateFile) -> Result<T, DefinitionError> {
    toml::from_str(&file.text).map_err(|error| DefinitionError::Malformed {
        path: file.path.clone(),
        reason: error.to_string(),
    })
}

fn inconsistent(path: &str, reason: impl Into<String>) -> DefinitionError {
    DefinitionError::Inconsistent {
        path: path.to_owned(),
        reason: reason.into(),
    }
}

fn registry(raw: &raw::Registry, areas: &AreaTree) -> Result<Registry, DefinitionError> {
    let path = "registry.toml";
    for ward in &raw.ward {
        match areas.get(&AreaCode::new(&ward.code)) {
            Some(area) if area.name == ward.name => {}
            Some(area) => {
                return Err(inconsistent(
                    path,
                    format!(
                        "{}は{}です（{}ではありません）",
                        ward.code, area.name, ward.name
                    ),
                ));
            }
            None => {
                return Err(inconsistent(
                    path,
                    format!("areas.tomlにない{}です: {}", areas.nouns().unit, ward.code),
                ));
            }
        }
    }
    let registry =
        Registry::built_in(raw, areas.nouns()).map_err(|reason| inconsistent(path, reason))?;
    if let Some((ward, reason)) = registry.contradiction(areas.nouns()) {
        let name = areas.get(&ward).map_or("", |area| area.name.as_str());
        return Err(inconsistent(path, format!("{name}の{reason}")));
    }
    for (year, total) in &raw.total {
        let year = FiscalYear(
            year.parse()
                .map_err(|_| inconsistent(path, format!("年度を読めません: {year}")))?,
        );
        if registry.total(year) != *total {
            return Err(inconsistent(
                path,
                format!(
                    "{year}年度の合計は{}で、{total}ではありません",
                    registry.total(year)
                ),
            ));
        }
    }
    Ok(registry)
}

fn indicators(raw: raw::Indicators) -> Result<Vec<Indicator>, DefinitionError> {
    let path = "indicators.toml";
    let ids: BTreeSet<String> = raw
        .indicator
        .iter()
        .map(|indicator| indicator.id.clone())
        .collect();
    if ids.len() != raw.indicator.len() {
        return Err(inconsistent(path, "同じidの指標が2つあります"));
    }
    let known = |id: &str| {
        if ids.contains(id) {
            Ok(IndicatorId::new(id))
        } else {
            Err(inconsistent(
                path,
                format!("ない指標を参照しています: {id}"),
            ))
        }
    };
    raw.indicator
        .into_iter()
        .map(|raw| {
            let roll_up = match &raw.roll_up {
                raw::RollUp::Named(raw::RollUpName::Sum) => RollUp::Sum,
                raw::RollUp::Named(raw::RollUpName::None) => RollUp::None,
                raw::RollUp::Ratio {
                    ratio: [numerator, denominator],
                } => RollUp::RatioOfSums {
                    numerator: known(numerator)?,
                    denominator: if denominator == "areas" {
                        Denominator::Areas
                    } else {
                        Denominator::Indicator(known(denominator)?)
                    },
                },
            };
            Ok(Indicator {
                id: IndicatorId::new(raw.id),
                label: raw.label,
                short_label: raw.short_label,
                unit: raw.unit,
                kind: match raw.kind {
                    raw::Kind::Stock => ValueKind::Stock,
                    raw::Kind::YearToDate => ValueKind::YearToDate,
                    raw::Kind::Survey => ValueKind::Survey,
                    raw::Kind::Derived => ValueKind::Derived,
                },
                roll_up,
                decimals: raw.decimals,
                plan_page: raw.plan_page,
                auxiliary: raw.auxiliary,
                caveat: raw.caveat,
            })
        })
        .collect()
}

/// Checks that every id names an indicator of the catalogue.
fn resolve(
    path: &str,
    ids: Vec<String>,
    indicators: &[Indicator],
) -> Result<Vec<IndicatorId>, DefinitionError> {
    ids.into_iter()
        .map(|id| {
            let id = IndicatorId::new(id);
            if indicators.iter().any(|indicator| indicator.id == id) {
                Ok(id)
            } else {
                Err(inconsistent(
                    path,
                    format!("indicators.tomlにない指標です: {id}"),
                ))
            }
        })
        .collect()
}

fn functions(
    raw: raw::Functions,
    indicators: &[Indicator],
) -> Result<FunctionView, DefinitionError> {
    let path = "functions.toml";
    let mut functions = Vec::new();
    let mut homes = BTreeSet::new();
    for function in raw.function {
        let primary = resolve(path, function.primary, indicators)?;
        for id in &primary {
            if !homes.insert(id.clone()) {
                return Err(inconsistent(
                    path,
                    format!("primaryは1つの指標に1つです: {id}"),
                ));
            }
        }
        functions.push(FunctionDefinition {
            number: function.number,
            name: function.name,
            statute: function.statute,
            projects: function.projects,
            primary,
            also: resolve(path, function.also, indicators)?,
        });
    }
    Ok(FunctionView {
        title: raw.title,
        note: raw.note,
        functions,
    })
}

/// A figure is made of the facts of one form, so an indicator belongs to one: to any of its editions.
fn one_form_per_indicator(
    forms: &[FormDefinition],
    indicators: &[Indicator],
) -> Result<(), DefinitionError> {
    for indicator in indicators {
        let asking = forms
            .iter()
            .filter(|form| form.field(&indicator.id).is_some());
        let asking: BTreeSet<&str> = asking.map(|form| form.id.form.as_str()).collect();
        if asking.len() > 1 {
            let asking: Vec<&str> = asking.into_iter().collect();
            let reason = format!(
                "指標{}を複数の様式が求めています（{}）。様式ごとに別の指標にします",
                indicator.id,
                asking.join("、")
            );
            return Err(inconsistent("indicators.toml", reason));
        }
    }
    Ok(())
}

/// The layouts by form, and a plain one for a form without any.
fn reports(
    files: &[TemplateFile],
    forms: &[FormDefinition],
    indicators: &[Indicator],
) -> Result<Vec<ReportLayout>, DefinitionError> {
    let mut reports = Vec::new();
    for file in files
        .iter()
        .filter(|file| file.path.starts_with("reports/"))
    {
        let report = report(&file.path, parse(file)?, indicators)?;
        if !forms.iter().any(|form| form.id.form == report.form) {
            let reason = format!("ない様式の報告書です: {}", report.form);
            return Err(inconsistent(&file.path, reason));
        }
        reports.push(report);
    }
    // Later editions replace earlier ones, so that the newest names the plain report.
    for form in forms.iter().rev() {
        if !reports.iter().any(|report| report.form == form.id.form) {
            reports.push(ReportLayout::plain(form));
        }
    }
    reports.sort_by(|a, b| (&a.form, &a.id).cmp(&(&b.form, &b.id)));
    Ok(reports)
}

fn report(
    path: &str,
    raw: raw::Report,
    indicators: &[Indicator],
) -> Result<ReportLayout, DefinitionError> {
    if path != format!("reports/{}.toml", raw.id) {
        return Err(inconsistent(
            path,
            format!("ファイル名はidと同じにします: {}", raw.id),
        ));
    }
    Ok(ReportLayout {
        id: raw.id,
        form: raw.form,
        title: raw.title,
        organisation: raw.organisation,
        key_indicators: resolve(path, raw.key_indicators, indicators)?,
        summary_charts: resolve(path, raw.summary_charts, indicators)?,
        map_indicators: resolve(path, raw.map_indicators, indicators)?,
        notes: raw.notes,
    })
}
