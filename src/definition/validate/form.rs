//! Raw ▸ valid for one form: ids, shapes of blocks, and rules that exist.

use std::collections::BTreeSet;

use super::super::area_sheet;
use super::super::{
    BlockDefinition, BlockKind, DefinitionError, FieldDefinition, FieldLayout, FormDefinition,
    Guidance, RuleInstance, SheetDefinition, YearColumn, raw,
};
use super::{inconsistent, resolve};
use diagnostic::{Code, Severity};
use model::{EditionId, FiscalYear, Indicator};

pub(super) fn form(
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
    let sheets = raw.sheet.into_iter();
    let sheets = sheets
        .map(|sheet| self::sheet(path, sheet, indicators, &mut seen))
        .collect::<Result<_, _>>()?;
    let rules = raw
        .rule
        .into_iter()
        .map(|rule| self::rule(path, rule, indicators, &seen))
        .collect::<Result<_, _>>()?;
    let form = FormDefinition {
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
        area_sheet: raw.area_sheet,
        rules,
    };
    area_sheet::check(&form, indicators).map_err(|reason| inconsistent(path, reason))?;
    Ok(form)
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
