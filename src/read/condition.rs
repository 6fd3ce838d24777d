//! Fields and blocks that are asked for under a condition: where it does not hold, an empty field is 該当なし, and a filled one
//! is told, once for each cause. Where nobody knows whether it holds, everything stays as it was read.

use std::sync::Arc;

use definition::{Applies, Condition, FieldDefinition, FormDefinition};
use diagnostic::{Code, Diagnostic, Place};
use model::{FactKey, FiscalYear, IndicatorId, Provenance, Submission, Value};

/// Settles what is not asked for in a submission.
pub(super) fn settle(
    submission: &mut Submission,
    form: &FormDefinition,
    told: &mut Vec<Diagnostic>,
) {
    let is_asked = |year: &FiscalYear| submission.since.is_none_or(|since| *year >= since);
    let years = form.years.iter().map(|column| column.year);
    let years: Vec<FiscalYear> = years.filter(is_asked).collect();
    for year in years {
        let mut against: Vec<Against<'_>> = Vec::new();
        let fields = form.fields().map(|(_, _, field)| field);
        for field in fields.filter(|field| !field.conditions.is_empty()) {
            if form.applies(&field.conditions, submission, year) == Applies::No {
                let at = self::field(submission, (field, year), told);
                against.extend(at.map(|at| Against {
                    conditions: &field.conditions,
                    label: field.label_line(),
                    indicator: Some(&field.indicator),
                    at,
                }));
            }
        }
        against.extend(words(submission, form, year));
        // What hangs on the same thing is wrong for the same cause.
        while let Some(first) = against.first() {
            let conditions = first.conditions;
            let (own, rest) = against
                .into_iter()
                .partition(|one| one.conditions == conditions);
            told.push(not_asked(submission, form, year, own));
            against = rest;
        }
    }
}

/// Something that is written although it is not asked for.
struct Against<'d> {
    conditions: &'d [Condition],
    label: String,
    indicator: Option<&'d IndicatorId>,
    at: Provenance,
}

/// A field that is not asked for in a fiscal year, and its percentage: the first of their cells in which something stands all
/// the same.
fn field(
    submission: &mut Submission,
    (field, year): (&FieldDefinition, FiscalYear),
    told: &[Diagnostic],
) -> Option<Provenance> {
    let mut written = None;
    for indicator in std::iter::once(&field.indicator).chain(&field.rate) {
        let key = FactKey::whole(indicator.clone(), year);
        let Some(fact) = submission.facts.get_mut(&key) else {
            continue;
        };
        let fact = Arc::make_mut(fact);
        let place = Place::from(&fact.provenance);
        match fact.value {
            Value::NotApplicable => {}
            // What stood there and was no number is told.
            Value::Blank if told.iter().any(|one| one.place == place) => {}
            Value::Blank => fact.value = Value::NotApplicable,
            Value::Number(_) | Value::NotCollected | Value::Unreadable => {
                let is_own_rate = *indicator != field.indicator && fact.is_formula;
                if written.is_none() && !is_own_rate {
                    written = Some(fact.provenance.clone());
                }
            }
        }
    }
    written
}

/// Blocks of words that are not asked for in a fiscal year and in which something stands all the same.
fn words<'d>(
    submission: &Submission,
    form: &'d FormDefinition,
    year: FiscalYear,
) -> Vec<Against<'d>> {
    let blocks = form.sheets.iter().flat_map(|sheet| &sheet.blocks);
    let against = blocks.filter_map(|block| {
        let conditions = block.when.as_slice();
        let mut written = submission.narratives.iter();
        let first = written.find(|one| one.block == block.id && one.year == year);
        let first = first.filter(|_| !conditions.is_empty())?;
        let is_against = form.applies(conditions, submission, year) == Applies::No;
        is_against.then(|| Against {
            conditions,
            label: block.label.clone(),
            indicator: None,
            at: first.provenance.clone(),
        })
    });
    against.collect()
}

/// What is told of what is written although it is not asked for, all for one cause.
fn not_asked(
    submission: &Submission,
    form: &FormDefinition,
    year: FiscalYear,
    against: Vec<Against<'_>>,
) -> Diagnostic {
    let first = &against[0];
    let conditions = first.conditions;
    let asked = form.asked_when(conditions);
    let broken = conditions.iter().filter(|one| {
        let alone = std::slice::from_ref(*one);
        form.applies(alone, submission, year) == Applies::No
    });
    let cells = broken.filter_map(|one| one.cell(form, submission, year));
    let cells: Vec<&Provenance> = cells.collect();
    let place = |cell: &Provenance| {
        let elsewhere = (cell.sheet != first.at.sheet).then(|| format!("{}!", cell.sheet));
        format!("{}{}", elsewhere.unwrap_or_default(), cell.cell)
    };
    let there = cells.iter().map(|cell| match cell.text.is_empty() {
        true => format!("{}は空欄", place(cell)),
        false => format!("{}は「{}」", place(cell), cell.text),
    });
    let there: Vec<String> = there.collect();
    let what = match &against[..] {
        [one] if one.indicator.is_some() => format!("{year}年度の欄"),
        [one] => format!("{year}年度の「{}」", one.label),
        several => {
            let each = several
                .iter()
                .map(|one| format!("「{}」（{}）", one.label, place(&one.at)));
            format!("{year}年度の{}", each.collect::<Vec<_>>().join("、"))
        }
    };
    let there = match &there[..] {
        [] => String::new(),
        there => format!("（{}）", there.join("、")),
    };
    let message = format!("{what}に記入がありますが、{asked}欄です{there}。");
    let hint = "どちらが正しいか確かめ、条件になっている欄を直すか、この記入を消してください。";
    let told = Diagnostic::new(Code::CONDITION_NOT_MET, Place::from(&first.at), message)
        .hint(hint)
        .entered(first.at.text.clone())
        .expected("空欄");
    let told = match first.indicator {
        Some(indicator) => told.fact(indicator, year, first.label.clone()),
        None => told.year(year).field(first.label.clone()),
    };
    let others = &against[1..];
    let told = others
        .iter()
        .filter_map(|one| one.indicator)
        .fold(told, Diagnostic::also);
    let others = others.iter().map(|one| &one.at);
    let places = others.chain(cells).map(Place::from);
    places.fold(told, Diagnostic::related)
}
