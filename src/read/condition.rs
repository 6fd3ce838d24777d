//! Fields and blocks that are asked for under a condition: where it does not hold, an empty field is 該当なし, and a filled one
//! is told. Where nobody knows whether it holds, everything stays as it was read.

use definition::{Applies, Condition, FieldDefinition, FormDefinition};
use diagnostic::{Code, Diagnostic, Place};
use model::{FactKey, FiscalYear, Provenance, Submission, Value};

/// Settles what is not asked for in a submission.
pub(super) fn settle(
    submission: &mut Submission,
    form: &FormDefinition,
    told: &mut Vec<Diagnostic>,
) {
    for year in form.years.iter().map(|column| column.year) {
        let fields = form.fields().map(|(_, _, field)| field);
        for field in fields.filter(|field| !field.conditions.is_empty()) {
            if form.applies(&field.conditions, submission, year) == Applies::No {
                self::field(submission, form, (field, year), told);
            }
        }
        words(submission, form, year, told);
    }
}

/// A field that is not asked for in a fiscal year, and its percentage.
fn field(
    submission: &mut Submission,
    form: &FormDefinition,
    (field, year): (&FieldDefinition, FiscalYear),
    told: &mut Vec<Diagnostic>,
) {
    let mut is_told = false;
    for indicator in std::iter::once(&field.indicator).chain(&field.rate) {
        let key = FactKey::whole(indicator.clone(), year);
        let Some(fact) = submission.facts.get_mut(&key) else {
            continue;
        };
        let place = Place::from(&fact.provenance);
        match fact.value {
            Value::NotApplicable => {}
            // What stood there and was no number is told.
            Value::Blank if told.iter().any(|one| one.place == place) => {}
            Value::Blank => fact.value = Value::NotApplicable,
            Value::Number(_) | Value::NotCollected | Value::Unreadable => {
                let at = fact.provenance.clone();
                if is_told || (*indicator != field.indicator && fact.is_formula) {
                    continue;
                }
                is_told = true;
                let what = format!("{year}年度の欄");
                let one = not_asked(submission, form, (&field.conditions, year), (&what, &at));
                told.push(one.fact(indicator, year, field.label_line()));
            }
        }
    }
}

/// Blocks of words that are not asked for in a fiscal year.
fn words(
    submission: &Submission,
    form: &FormDefinition,
    year: FiscalYear,
    told: &mut Vec<Diagnostic>,
) {
    for block in form.sheets.iter().flat_map(|sheet| &sheet.blocks) {
        let conditions = block.when.as_slice();
        let mut written = submission.narratives.iter();
        let first = written.find(|one| one.block == block.id && one.year == year);
        let Some(first) = first.filter(|_| !conditions.is_empty()) else {
            continue;
        };
        if form.applies(conditions, submission, year) == Applies::No {
            let what = format!("{year}年度の「{}」", block.label);
            let at = &first.provenance;
            let one = not_asked(submission, form, (conditions, year), (&what, at));
            told.push(one.year(year).field(block.label.clone()));
        }
    }
}

/// What is told of something that is written although it is not asked for.
fn not_asked(
    submission: &Submission,
    form: &FormDefinition,
    (conditions, year): (&[Condition], FiscalYear),
    (what, at): (&str, &Provenance),
) -> Diagnostic {
    let asked = form.asked_when(conditions);
    let broken = conditions.iter().filter(|one| {
        let alone = std::slice::from_ref(*one);
        form.applies(alone, submission, year) == Applies::No
    });
    let cells = broken.filter_map(|one| one.cell(form, submission, year));
    let cells: Vec<&Provenance> = cells.collect();
    let there = cells.iter().map(|cell| {
        let elsewhere = (cell.sheet != at.sheet).then(|| format!("{}!", cell.sheet));
        let place = format!("{}{}", elsewhere.unwrap_or_default(), cell.cell);
        match cell.text.is_empty() {
            true => format!("{place}は空欄"),
            false => format!("{place}は「{}」", cell.text),
        }
    });
    let there: Vec<String> = there.collect();
    let message = format!(
        "{what}に記入がありますが、{asked}欄です（{}）。",
        there.join("、")
    );
    let hint = "どちらが正しいか確かめ、条件になっている欄を直すか、この記入を消してください。";
    let told = Diagnostic::new(Code::CONDITION_NOT_MET, Place::from(at), message)
        .hint(hint)
        .entered(at.text.clone())
        .expected("空欄");
    let places = cells.into_iter().map(Place::from);
    places.fold(told, Diagnostic::related)
}
