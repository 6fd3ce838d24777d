//! The rules of a form: each of a kind that exists, with the settings of that kind.

use super::catalogue::Catalogue;
use crate::document::{Scope, Table, no_such};
use crate::fault::Faults;
use crate::form::FormDefinition;
use crate::rule_instance::RuleInstance;
use crate::rule_kind::{Entry, RuleKinds};
use crate::sheet::BlockKind;
use crate::source::{GENERAL_RULES, TemplateFile};
use crate::tell::Tell;
use crate::{codes, raw};
use diagnostic::{Code, READING, Severity, nearest};
use model::{Indicator, IndicatorId};

/// The list of rules that go for the form as a whole, and the list of what it states of its own tables.
pub(super) const LISTS: [&str; 2] = ["rule", "check"];

/// The rules of one of the two lists.
pub(super) fn rules(
    list: &str,
    entries: Vec<Table<'_>>,
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
        keys: &[],
    };
    let entries = entries.into_iter();
    entries
        .filter_map(|entry| rule(list, entry, (form, &scope), kinds, faults))
        .collect()
}

/// The rules of a form that lists none: those that hold for any form, over what this one asks for.
pub(super) fn general(
    form: &FormDefinition,
    catalogue: &Catalogue<'_>,
    kinds: &dyn RuleKinds,
    faults: &mut Faults,
) -> Vec<RuleInstance> {
    let reported = form.reported_indicators();
    let ids = |is_it: fn(&Indicator) -> bool| {
        let is_one = |id: &&IndicatorId| catalogue.indicator(id).is_some_and(is_it);
        let own = reported.iter().filter(is_one);
        own.map(IndicatorId::as_str).collect::<Vec<_>>()
    };
    let blocks = form.sheets.iter().flat_map(|sheet| &sheet.blocks);
    let words = blocks.filter(|block| block.kind == BlockKind::Narrative);
    let file = TemplateFile {
        path: "rules.toml".to_owned(),
        text: GENERAL_RULES.to_owned(),
    };
    let table = Table::open(&file, faults);
    let entries = table.map(|mut table| table.take_tables(LISTS[0], faults));
    let entries = entries.into_iter().flatten().filter_map(|mut entry| {
        let (key, items) = match entry.take_text("over").as_deref() {
            None => return Some(entry),
            Some("percents") => ("fields", ids(Indicator::is_percent)),
            Some("sums") => {
                let of_rows = reported.iter().filter(|id| form.rows_column(id).is_some());
                ("fields", of_rows.map(IndicatorId::as_str).collect())
            }
            Some("ratios") => ("fields", ids(|one| one.roll_up.ratio().is_some())),
            Some("words") => (
                "blocks",
                words.clone().map(|block| block.id.as_str()).collect(),
            ),
            Some(_) => return (!form.rows.is_empty()).then_some(entry),
        };
        entry.put_list(key, &items);
        (!items.is_empty()).then_some(entry)
    });
    rules(LISTS[0], entries.collect(), form, kinds, faults)
}

fn rule(
    list: &str,
    mut keys: Table<'_>,
    (form, scope): (&FormDefinition, &Scope),
    kinds: &dyn RuleKinds,
    faults: &mut Faults,
) -> Option<RuleInstance> {
    let common = keys.split(&raw::RULE_KEYS);
    let raw: raw::Rule = common.read(scope, faults)?;
    let known = kinds.kinds();
    let kind = known.iter().find(|kind| kind.code().name() == raw.kind);
    let Some(kind) = kind else {
        let message = no_such_kind(&raw.kind, kinds);
        let line = raw.lines.of("kind");
        Tell::new(keys.file, faults).at(codes::RULE_UNKNOWN, line, message);
        return None;
    };
    let own = LISTS[usize::from(kind.is_stated())];
    if own != list {
        let message = format!(
            "「{}」は[[{own}]]に書きます（[[{list}]]ではありません）",
            raw.kind
        );
        let line = raw.lines.of("kind");
        Tell::new(keys.file, faults).at(codes::RULE_UNKNOWN, line, message);
        return None;
    }
    let mut entry = Entry {
        keys,
        scope,
        form,
        faults,
        elsewhere: None,
    };
    let made = kind.make(&mut entry)?;
    let line = raw.lines.of("kind");
    Some(RuleInstance {
        elsewhere: entry.elsewhere.map(|indicator| (indicator, line)),
        code: kind.code(),
        trial: raw.trial,
        severity: raw.severity.map(|severity| match severity {
            raw::Severity::Error => Severity::Error,
            raw::Severity::Warning => Severity::Warning,
            raw::Severity::Note => Severity::Note,
        }),
        clause: raw.clause,
        made,
    })
}

/// Tells of a form's rules that name a figure which no other form asks for.
pub(super) fn elsewhere(form: &FormDefinition, forms: &[FormDefinition], tell: &mut Tell<'_>) {
    let others = forms.iter().filter(|other| other.id.form != form.id.form);
    let asked: Vec<IndicatorId> = others
        .flat_map(FormDefinition::reported_indicators)
        .collect();
    let named = form.rules.iter().filter_map(|rule| rule.elsewhere.as_ref());
    for (indicator, line) in named.filter(|(indicator, _)| !asked.contains(indicator)) {
        let known = asked.iter().map(IndicatorId::as_str);
        let message = no_such("ほかの様式の指標", indicator.as_str(), known);
        tell.at(codes::REFERENCE, *line, message);
    }
}

/// What is said of a kind that is none: a code of another sort, a code in place of the name, or a name mistyped.
fn no_such_kind(found: &str, kinds: &dyn RuleKinds) -> String {
    let known: Vec<Code> = kinds.kinds().iter().map(|kind| kind.code()).collect();
    let is_it = |code: &&Code| code.name() == found || code.id() == found;
    if let Some(code) = READING.iter().find(is_it) {
        let id = code.id();
        return format!("「{found}」は読み取りのコード{id}で、規則の種類ではありません");
    }
    if let Some(code) = known.iter().find(is_it) {
        let name = code.name();
        return format!("規則の種類は、コードでなく名前で書きます（{found}は {name}）");
    }
    if let Some(code) = kinds.codes().iter().find(is_it) {
        let id = code.id();
        return format!("「{found}」は理由についてのコード{id}で、規則の種類ではありません");
    }
    let near = nearest(found, known.iter().map(|code| code.name()));
    let near = near.map_or_else(String::new, |near| format!("（近い名前: {near}）"));
    format!("「{found}」という種類の規則はありません{near}")
}
