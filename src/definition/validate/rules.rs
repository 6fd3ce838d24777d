//! The rules of a form: each of a kind that exists, with the settings of that kind.

use super::super::document::{Keys, Located, Scope};
use super::super::{BlockKind, Entry, Faults, FormDefinition, RuleInstance, RuleKinds, codes, raw};
use super::tell::Tell;
use diagnostic::{READING, Severity, nearest};

pub(super) fn rules(
    entries: Vec<Keys<'_>>,
    form: &FormDefinition,
    kinds: &dyn RuleKinds,
    faults: &mut Faults,
) -> Vec<RuleInstance> {
    let reported = form.reported_indicators().into_iter();
    let narrative = form
        .sheets
        .iter()
        .flat_map(|sheet| &sheet.blocks)
        .filter(|block| block.kind == BlockKind::Narrative);
    let scope = Scope {
        fields: reported.map(|id| id.as_str().to_owned()).collect(),
        blocks: narrative.map(|block| block.id.clone()).collect(),
    };
    let entries = entries.into_iter();
    entries
        .filter_map(|entry| rule(entry, &scope, kinds, faults))
        .collect()
}

fn rule(
    mut keys: Keys<'_>,
    scope: &Scope,
    kinds: &dyn RuleKinds,
    faults: &mut Faults,
) -> Option<RuleInstance> {
    let common = keys.split(&raw::RULE_KEYS);
    let file = keys.file().to_owned();
    let raw: Located<raw::Rule> = common.read(scope, faults)?;
    let known = kinds.kinds();
    let kind = known.iter().find(|kind| kind.code().name() == raw.kind);
    let Some(kind) = kind else {
        let is_code = |code: &&diagnostic::Code| code.name() == raw.kind || code.id() == raw.kind;
        let names = known.iter().map(|kind| kind.code().name());
        let message = if let Some(code) = READING.iter().find(is_code) {
            format!(
                "「{}」は読み取りのコード{}で、規則の種類ではありません",
                raw.kind,
                code.id()
            )
        } else if let Some(kind) = known.iter().find(|kind| is_code(&&kind.code())) {
            format!(
                "規則の種類は、コードでなく名前で書きます（{}は {}）",
                raw.kind,
                kind.code().name()
            )
        } else if let Some(code) = kinds.codes().iter().find(is_code) {
            format!(
                "「{}」は理由についてのコード{}で、規則の種類ではありません",
                raw.kind,
                code.id()
            )
        } else {
            match nearest(&raw.kind, names) {
                Some(near) => format!(
                    "「{}」という種類の規則はありません（近い名前: {near}）",
                    raw.kind
                ),
                None => format!("「{}」という種類の規則はありません", raw.kind),
            }
        };
        Tell::new(&file, faults).at(codes::RULE_UNKNOWN, raw.line_of("kind"), message);
        return None;
    };
    let mut entry = Entry {
        keys,
        scope,
        faults,
    };
    let made = kind.make(&mut entry)?;
    Some(RuleInstance {
        code: kind.code(),
        trial: raw.trial,
        severity: raw.severity.map(|severity| match severity {
            raw::Severity::Error => Severity::Error,
            raw::Severity::Warning => Severity::Warning,
            raw::Severity::Note => Severity::Note,
        }),
        clause: raw.clause.clone(),
        made,
    })
}
