//! What was set aside to read a number, told once per cell: nothing is put right in silence.

use std::collections::BTreeMap;

use super::rows;
use super::session::Session;
use diagnostic::{Code, Diagnostic, Place, Severity};
use model::{Fact, Normalisation, Value};

/// One note per cell in which something was set aside to read a number.
pub(super) fn normalisations(session: &mut Session<'_>) {
    let mut by_cell: BTreeMap<_, Vec<&Fact>> = BTreeMap::new();
    for fact in session.facts.values() {
        // A percentage that a formula shows is nothing that anybody typed in an odd way.
        let is_shown = fact.is_formula && fact.normalisations == [Normalisation::PercentFormat];
        if !fact.normalisations.is_empty() && !is_shown && !is_sum_of_rows(session, fact) {
            let place = Place::from(&fact.provenance);
            by_cell.entry(place).or_default().push(fact);
        }
    }
    let mut notes = Vec::new();
    for (place, facts) in by_cell {
        let first = facts[0];
        let mut kinds: Vec<Normalisation> = facts
            .iter()
            .flat_map(|fact| fact.normalisations.iter().copied())
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        let is_doubtful = kinds.iter().any(|kind| kind.is_doubtful());
        let kinds: Vec<&str> = kinds.into_iter().map(Normalisation::label).collect();
        let values: Vec<String> = facts
            .iter()
            .filter_map(|fact| match (&fact.value, fact.normalisations.is_empty()) {
                (Value::Number(number), false) => Some(number.normalize().to_string()),
                _ => None,
            })
            .collect();
        let values = values.join("と");
        let text: String = first
            .provenance
            .text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let label = label(session, first);
        let kinds = kinds.join("、");
        notes.push(
            Diagnostic::new(
                Code::VALUE_NORMALISED,
                place,
                format!("「{text}」を{values}と読みました（{kinds}）。"),
            )
            .severity(if is_doubtful {
                Severity::Warning
            } else {
                Severity::Note
            })
            .hint(if is_doubtful {
                "読み方が正しいか確かめ、数字だけを入力してください。"
            } else {
                "読み方が正しければ、直す必要はありません。"
            })
            .fact(&first.indicator, first.year, label)
            .entered(first.provenance.text.clone())
            .expected(values)
            .alike(kinds),
        );
    }
    session.diagnostics.extend(notes);
}

/// What the field of a fact is called, or the column of its row.
fn label(session: &Session<'_>, fact: &Fact) -> String {
    let column = session.form.rows_column(&fact.indicator);
    match column.filter(|_| !fact.row.is_whole()) {
        Some((_, column)) => column.header.clone(),
        None => session.form.field_label(&fact.indicator),
    }
}

/// Whether the value is the sum of the ward's own rows, which the form's formula reckons: nothing to tell either.
fn is_sum_of_rows(session: &Session<'_>, fact: &Fact) -> bool {
    fact.is_formula
        && fact.normalisations == [Normalisation::Formula]
        && rows::sum(session, &fact.indicator, fact.year).is_some()
}
