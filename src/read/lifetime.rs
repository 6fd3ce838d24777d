//! Senders that are not there on the date they report for, and the fiscal years before a sender was as it is.

use std::sync::Arc;

use super::session::Session;
use super::ward_name::Sign;
use definition::FormDefinition;
use diagnostic::{Code, Diagnostic, Place};
use model::{AreaCode, AreaTree, AsOf, FiscalYear, Submission, Value};

/// Tells of a sender that is not there on its own as-of date, and who came after it.
pub(super) fn tell(session: &mut Session<'_>, sign: Option<&Sign>, as_of: Option<AsOf>) {
    let areas = &session.definitions.areas;
    let (Some(sign), Some(as_of)) = (sign, as_of) else {
        return;
    };
    let Some(ward) = areas.get(&sign.ward) else {
        return;
    };
    if ward.life.holds(as_of.date()) {
        return;
    }
    let unit = &areas.nouns().unit;
    let message = format!(
        "{}は{}で、{}時点にはありません。この提出物は集計に使いません。",
        ward.name,
        areas.span(ward),
        as_of.wareki()
    );
    let came = areas.later(ward);
    let came = came.map_or_else(String::new, |came| format!("{came}。"));
    let expected = format!("{}時点にある{unit}", as_of.wareki());
    let told = Diagnostic::new(Code::WARD_NOT_OF_DATE, sign.place.clone(), message)
        .hint(format!(
            "{came}どの{unit}の、いつの時点の提出かを確かめ、{unit}名か時点を直してください。"
        ))
        .field(format!("{unit}名"))
        .entered(sign.text.clone())
        .expected(expected);
    session.push(told);
}

/// The first fiscal year in which a sender has numbers of its own, where it was divided before its as-of date.
pub(super) fn since(
    areas: &AreaTree,
    ward: Option<&AreaCode>,
    as_of: Option<AsOf>,
) -> Option<FiscalYear> {
    areas.since_by(ward?, as_of?.date())
}

/// Settles the columns of the years before the sender was as it is: an empty field is not asked for, and of filled ones the
/// first is told.
pub(super) fn settle(
    submission: &mut Submission,
    form: &FormDefinition,
    areas: &AreaTree,
    told: &mut Vec<Diagnostic>,
) {
    let Some(since) = submission.since else {
        return;
    };
    let years = form.years.iter().map(|column| column.year);
    for year in years.filter(|year| *year < since) {
        let mut written = Vec::new();
        let asked = form.reported_indicators();
        for fact in submission.facts.values_mut() {
            if fact.year != year || !fact.row.is_whole() || !asked.contains(&fact.indicator) {
                continue;
            }
            let fact = Arc::make_mut(fact);
            match fact.value {
                Value::Blank => fact.value = Value::NotApplicable,
                Value::NotApplicable => {}
                Value::Number(_) | Value::NotCollected | Value::Unreadable => {
                    if !fact.is_formula {
                        written.push(fact.clone());
                    }
                }
            }
        }
        written.sort_by_key(|fact| fact.provenance.cell);
        let Some(first) = written.first() else {
            continue;
        };
        let name = submission.ward.as_ref().and_then(|code| areas.get(code));
        let name = name.map_or("", |area| area.name.as_str());
        let message = format!(
            "{year}年度の欄に記入がありますが、{name}が今の範囲になったのは{since}年度です。それより前の年度は書きません（{}か所）。",
            written.len()
        );
        let hint =
            "前の年度の数は、前年度の取りまとめから引き継ぎます。この年度の記入を消してください。";
        let label = form.field(&first.indicator);
        let label = label.map_or_else(String::new, definition::FieldDefinition::label_line);
        let one = Diagnostic::new(
            Code::CONDITION_NOT_MET,
            Place::from(&first.provenance),
            message,
        )
        .hint(hint)
        .entered(first.provenance.text.clone())
        .expected("空欄")
        .fact(&first.indicator, year, label);
        let one = written[1..].iter().fold(one, |one, fact| {
            one.also(&fact.indicator)
                .related(Place::from(&fact.provenance))
        });
        told.push(one);
    }
}
