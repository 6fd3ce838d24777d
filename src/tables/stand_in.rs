//! What stands in for errors that are not at hand any more: of a fact that was not read or was withheld when its table was made.

use std::collections::BTreeSet;

use super::group::Group;
use definition::{Definitions, FormDefinition};
use diagnostic::{Code, Diagnostic, Place, Severity};
use ledger::FactRow;
use model::{FactState, FiscalYear, IndicatorId, Provenance, Row, Submission, Text};
use std::sync::Arc;

/// What to do about any of these.
const HINT: &str = "どの誤りのためかは、表を作ったときの点検の結果（findings.json）で確かめ、もとのファイルを直して読み直してください。";

/// A stand-in for every fact about which `told`, which is what is known of reading, says no error.
pub(super) fn stand_ins(
    (definitions, form): (&Definitions, &FormDefinition),
    submission: &Submission,
    group: &Group<'_>,
    told: &[Diagnostic],
) -> Vec<Diagnostic> {
    let errors = told.iter().filter(|one| one.severity == Severity::Error);
    let withheld = errors.flat_map(|one| {
        let year = one.fiscal_year;
        one.indicators().filter_map(move |id| Some((id, year?)))
    });
    let withheld: BTreeSet<(&IndicatorId, FiscalYear)> = withheld.collect();
    let rows_withheld = rows_withheld(group);
    let mut standing = Vec::new();
    let mut said = BTreeSet::new();
    for row in &group.facts {
        let id = row.id();
        let column = (id.indicator.clone(), id.year);
        let place = place(row, submission);
        let label = definitions.fact_label(form, &id.indicator);
        let is_of_rows = rows_withheld.contains(&column);
        let (code, message) = match (row.state, &id.row) {
            (FactState::Unreadable, Row::Whole) if !(row.text.is_empty() && is_of_rows) => {
                (Code::VALUE_UNREAD_IN_TABLE, unread(row))
            }
            (FactState::Unreadable, row_of) if *row_of != Row::Whole => {
                if told.iter().all(|one| one.place != place) {
                    let one = Diagnostic::new(Code::VALUE_UNREAD_IN_TABLE, place, unread(row));
                    let one = one.severity(Severity::Warning).year(id.year).field(label);
                    standing.push(one.hint(HINT).entered(row.text.clone()));
                }
                continue;
            }
            (FactState::Withheld | FactState::Unreadable, _) if is_of_rows => {
                (Code::ROWS_WITHHELD_IN_TABLE, rows_held())
            }
            (FactState::Withheld, _) => (Code::VALUE_WITHHELD_IN_TABLE, held(row)),
            _ => continue,
        };
        if withheld.contains(&(&id.indicator, id.year)) || !said.insert((code, column)) {
            continue;
        }
        let one = Diagnostic::new(code, place, message).hint(HINT);
        let one = one.fact(&id.indicator, id.year, label);
        standing.push(one.entered(row.text.clone()));
    }
    let ward = submission.ward.as_ref();
    standing.into_iter().map(|one| one.ward(ward)).collect()
}

/// The columns of which rows are withheld: there the figure and the rows below it do not add up.
fn rows_withheld(group: &Group<'_>) -> BTreeSet<(IndicatorId, FiscalYear)> {
    let ids = group
        .facts
        .iter()
        .filter(|row| row.state == FactState::Withheld);
    let ids = ids.map(|row| row.id()).filter(|id| !id.row.is_whole());
    ids.map(|id| (id.indicator, id.year)).collect()
}

fn place(row: &FactRow, submission: &Submission) -> Place {
    let file = &submission.file;
    match row.cell {
        Some(cell) => Place::from(&Provenance {
            file: Arc::clone(file),
            sheet: Arc::from(row.sheet.as_str()),
            cell,
            text: Text::default(),
        }),
        None => Place::file(file),
    }
}

fn unread(row: &FactRow) -> String {
    match (row.cell, row.text.trim()) {
        (None, _) => "この欄は、表を作ったときの読み取りで見つかっていません。".to_owned(),
        (_, "") => "この欄の値は、表を作ったときの読み取りで読めていません。".to_owned(),
        (_, text) => format!("この欄の「{text}」は、表を作ったときの読み取りで読めていません。"),
    }
}

fn held(row: &FactRow) -> String {
    let value = row.value.map(ledger::plain).unwrap_or_default();
    format!("この数（{value}）は、表を作ったときの点検で誤りがあり、保留されています。")
}

fn rows_held() -> String {
    "この数とその内訳は、表を作ったときの点検で誤りがあり、保留されています。".to_owned()
}
