//! Raw ▸ valid for one form: ids, shapes of blocks, and rules that exist.

use std::collections::BTreeSet;

use super::super::area_sheet;
use super::super::{
    BlockDefinition, BlockKind, DefinitionError, FieldDefinition, FieldLayout, FormDefinition,
    Guidance, RuleInstance, SheetDefinition, YearColumn, raw,
};
use super::{inconsistent, resolve};
use diagnostic::{Code, Severity};
use model::{Denominator, EditionId, FiscalYear, Indicator, Nouns, RollUp};

pub(super) fn form(
    path: &str,
    raw: raw::Form,
    nouns: &Nouns,
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
    let sheets = raw.sheet.into_iter();
    let sheets = sheets
        .map(|sheet| self::sheet(path, sheet, indicators, &mut seen))
        .collect::<Result<_, _>>()?;
    let rules = raw
        .rule
        .into_iter()
        .map(|rule| self::rule(path, rule, indicators, &seen))
        .collect::<Result<_, _>>()?;
    let mut form = FormDefinition {
        counts_areas: false,
        id: EditionId {
            form: raw.id,
            edition: raw.edition,
        },
        name: raw.name,
        edition_name: raw.edition_name,
        title: raw.title,
        signature: raw.signature,
        philosophy_label: raw.philosophy_label,
        philosophy: raw.philosophy,
        goals_label: raw.goals_label,
        goals: raw.goals,
        area_noun: raw.area_noun.unwrap_or_else(|| nouns.count.clone()),
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
        area_sheet: raw.area_sheet,
        rules,
    };
    let of_areas = |field: &FieldDefinition| {
        matches!(
            field.layout,
            FieldLayout::OfAreas | FieldLayout::OfAreasWithRate
        )
    };
    let bare = form.years.iter().find(|year| year.area_total.is_none());
    if let (Some(year), true) = (bare, form.fields().any(|(_, _, field)| of_areas(field))) {
        return Err(inconsistent(
            path,
            format!(
                "of-areasの欄のある様式には、どの年度にもarea-totalが要ります: {}",
                year.year
            ),
        ));
    }
    form.counts_areas = counts_areas(&form, indicators);
    area_sheet::check(&form, indicators).map_err(|reason| inconsistent(path, reason))?;
    Ok(form)
}

/// Whether the form has anything to do with the areas below the wards.
fn counts_areas(form: &FormDefinition, indicators: &[Indicator]) -> bool {
    let divides = |indicator: &&Indicator| {
        let by_areas = matches!(
            &indicator.roll_up,
            RollUp::RatioOfSums {
                denominator: Denominator::Areas,
                ..
            }
        );
        by_areas && form.measures(indicator)
    };
    form.area_sheet.is_some()
        || form.years.iter().any(|year| year.area_total.is_some())
        || indicators.iter().any(|indicator| divides(&indicator))
}

fn sheet(
    path: &str,
    sheet: raw::Sheet,
    indicators: &[Indicator],
    seen: &mut BTreeSet<String>,
) -> Result<SheetDefinition, DefinitionError> {
    let mut blocks = Vec::new();
    for block in sheet.block {
        if !seen.insert(block.id.clone()) {
            return Err(inconsistent(
                path,
                format!("同じidのblockが2つあります: {}", block.id),
            ));
        }
        blocks.push(self::block(path, block, indicators, seen)?);
    }
    let guidance = sheet.guidance.into_iter();
    Ok(SheetDefinition {
        id: sheet.id,
        name: sheet.name,
        tag: sheet.tag,
        theme: sheet.theme,
        caption: sheet.caption,
        guidance: guidance
            .map(|item| Guidance {
                mark: item.mark,
                heading: item.heading,
            })
            .collect(),
        blocks,
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
    blocks: &BTreeSet<String>,
) -> Result<RuleInstance, DefinitionError> {
    let code = Code::find(&rule.kind).filter(|code| code.name() == rule.kind);
    if code.is_none() {
        return Err(inconsistent(
            path,
            format!("ない種類のruleです: {}", rule.kind),
        ));
    }
    if let Some(unknown) = rule.blocks.iter().find(|block| !blocks.contains(*block)) {
        return Err(inconsistent(path, format!("ないblockです: {unknown}")));
    }
    Ok(RuleInstance {
        kind: rule.kind,
        fields: resolve(path, rule.fields, indicators)?,
        blocks: rule.blocks,
        trial: rule.trial,
        severity: rule.severity.map(|severity| match severity {
            raw::Severity::Error => Severity::Error,
            raw::Severity::Warning => Severity::Warning,
            raw::Severity::Note => Severity::Note,
        }),
        clause: rule.clause,
        parameters: rule.parameters,
    })
}
