//! Raw ▸ valid: cross-references, duplicate ids, file stems. Faults are told with the file they stand in.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use super::{
    BlockDefinition, BlockKind, DefinitionError, Definitions, FieldDefinition, FieldLayout,
    FormDefinition, FunctionDefinition, FunctionView, Guidance, Registry, ReportLayout,
    RuleInstance, SheetDefinition, TemplateFile, YearColumn, raw,
};
use crate::diagnostic::{Code, Severity};
use crate::model::{
    Area, AreaCode, AreaLevel, AreaTree, Denominator, FiscalYear, Indicator, IndicatorId, RollUp,
    Tile, ValueKind,
};

pub(super) fn definitions(files: Vec<TemplateFile>) -> Result<Definitions, DefinitionError> {
    let areas = areas(parse(file(&files, "areas.toml")?)?);
    let indicators = indicators(parse(file(&files, "indicators.toml")?)?)?;
    let raw_registry: raw::Registry = parse(file(&files, "registry.toml")?)?;
    let registry = registry(&raw_registry, &areas)?;
    let mut forms = Vec::new();
    for form_file in files.iter().filter(|file| file.path.starts_with("forms/")) {
        forms.push(form(&form_file.path, parse(form_file)?, &indicators)?);
    }
    forms.sort_by(|a: &FormDefinition, b| a.edition.cmp(&b.edition));
    if forms.is_empty() {
        return Err(inconsistent("forms/", "様式が1つもありません"));
    }
    let report_file = files.iter().find(|file| file.path.starts_with("reports/"));
    let report_file =
        report_file.ok_or_else(|| inconsistent("reports/", "報告書の定義がありません"))?;
    let report = report(&report_file.path, parse(report_file)?, &indicators)?;
    let functions = functions(parse(file(&files, "functions.toml")?)?, &indicators)?;
    Ok(Definitions {
        areas,
        indicators,
        forms,
        registry,
        report,
        functions,
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

fn areas(raw: raw::Areas) -> AreaTree {
    let city = Area {
        code: AreaCode::new(raw.city.code),
        code5: raw.city.code5,
        name: raw.city.name,
        kana: raw.city.kana,
        level: AreaLevel::City,
        number: 0,
        tile: None,
    };
    let mut wards: Vec<Area> = raw
        .ward
        .into_iter()
        .map(|ward| Area {
            code: AreaCode::new(ward.code),
            code5: ward.code5,
            name: ward.name,
            kana: ward.kana,
            level: AreaLevel::Ward,
            number: ward.number,
            tile: ward.tile.map(|[row, col]| Tile { row, col }),
        })
        .collect();
    wards.sort_by_key(|ward| ward.number);
    AreaTree::new(city, wards)
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
                    format!("areas.tomlにない区です: {}", ward.code),
                ));
            }
        }
    }
    let registry = Registry::built_in(raw).map_err(|reason| inconsistent(path, reason))?;
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

fn form(
    path: &str,
    raw: raw::Form,
    indicators: &[Indicator],
) -> Result<FormDefinition, DefinitionError> {
    if path != format!("forms/{}/{}.toml", raw.id, raw.edition) {
        return Err(inconsistent(
            path,
            format!(
                "ファイル名はid/editionと同じにします: {}/{}",
                raw.id, raw.edition
            ),
        ));
    }
    let mut seen = BTreeSet::new();
    let mut sheets = Vec::new();
    for sheet in raw.sheet {
        let mut blocks = Vec::new();
        for block in sheet.block {
            if !seen.insert(block.id.clone()) {
                return Err(inconsistent(
                    path,
                    format!("同じidのblockが2つあります: {}", block.id),
                ));
            }
            blocks.push(self::block(path, block, indicators, &mut seen)?);
        }
        sheets.push(SheetDefinition {
            id: sheet.id,
            name: sheet.name,
            tag: sheet.tag,
            theme: sheet.theme,
            caption: sheet.caption,
            guidance: sheet
                .guidance
                .into_iter()
                .map(|item| Guidance {
                    mark: item.mark,
                    heading: item.heading,
                })
                .collect(),
            blocks,
        });
    }
    let rules = raw
        .rule
        .into_iter()
        .map(|rule| self::rule(path, rule, indicators))
        .collect::<Result<_, _>>()?;
    Ok(FormDefinition {
        id: raw.id,
        edition: raw.edition,
        name: raw.name,
        edition_name: raw.edition_name,
        title: raw.title,
        signature: raw.signature,
        philosophy_label: raw.philosophy_label,
        philosophy: raw.philosophy,
        goals_label: raw.goals_label,
        goals: raw.goals,
        area_noun: raw.area_noun,
        sample_mark: raw.sample_mark,
        years: raw
            .year
            .into_iter()
            .map(|y| YearColumn {
                year: FiscalYear(y.year),
                header: y.header,
                area_total: y.area_total,
            })
            .collect(),
        sheets,
        rules,
    })
}

fn block(
    path: &str,
    block: raw::Block,
    indicators: &[Indicator],
    seen: &mut BTreeSet<String>,
) -> Result<BlockDefinition, DefinitionError> {
    let narrative = block.kind == raw::BlockKind::Narrative;
    if narrative != block.field.is_empty() || narrative != (block.bullets > 0) {
        return Err(inconsistent(
            path,
            format!(
                "narrativeにはbullets、indicatorsにはfieldが要ります: {}",
                block.id
            ),
        ));
    }
    let mut fields = Vec::new();
    for field in block.field {
        let mut ids = resolve(path, vec![field.indicator.clone()], indicators)?;
        let rate = resolve(path, field.rate.into_iter().collect(), indicators)?.pop();
        if (field.layout == raw::Layout::OfAreasWithRate) != rate.is_some() {
            return Err(inconsistent(
                path,
                format!(
                    "of-areas-with-rateとrateは一緒に使います: {}",
                    field.indicator
                ),
            ));
        }
        if !seen.insert(format!("field {}", field.indicator)) {
            return Err(inconsistent(
                path,
                format!("同じ指標の欄が2つあります: {}", field.indicator),
            ));
        }
        fields.push(FieldDefinition {
            indicator: ids.remove(0),
            rate,
            label: field.label,
            aliases: field.aliases,
            group: field.group,
            layout: match field.layout {
                raw::Layout::Count => FieldLayout::Count,
                raw::Layout::OfAreas => FieldLayout::OfAreas,
                raw::Layout::OfAreasWithRate => FieldLayout::OfAreasWithRate,
                raw::Layout::Percent => FieldLayout::Percent,
            },
            is_required: field.required,
        });
    }
    Ok(BlockDefinition {
        id: block.id,
        kind: if narrative {
            BlockKind::Narrative
        } else {
            BlockKind::Indicators
        },
        label: block.label,
        label_note: block.label_note,
        bullets: block.bullets,
        continues: block.continues,
        fields,
    })
}

fn rule(
    path: &str,
    rule: raw::Rule,
    indicators: &[Indicator],
) -> Result<RuleInstance, DefinitionError> {
    let code = Code::find(&rule.kind).filter(|code| code.name() == rule.kind);
    if code.is_none() {
        return Err(inconsistent(
            path,
            format!("ない種類のruleです: {}", rule.kind),
        ));
    }
    Ok(RuleInstance {
        kind: rule.kind,
        fields: resolve(path, rule.fields, indicators)?,
        severity: rule.severity.map(|severity| match severity {
            raw::Severity::Error => Severity::Error,
            raw::Severity::Warning => Severity::Warning,
            raw::Severity::Note => Severity::Note,
        }),
        clause: rule.clause,
        parameters: rule.parameters,
    })
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
        title: raw.title,
        organisation: raw.organisation,
        key_indicators: resolve(path, raw.key_indicators, indicators)?,
        summary_charts: resolve(path, raw.summary_charts, indicators)?,
        map_indicators: resolve(path, raw.map_indicators, indicators)?,
        notes: raw.notes,
    })
}
