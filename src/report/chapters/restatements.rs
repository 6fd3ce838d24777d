//! The numbers of earlier years that were changed (遡及修正), each with both sources.

use super::plain_table;
use crate::subject::Subject;
use crate::{Align, Table, TableCell};
use diagnostic::{Diagnostic, Place};

/// Every restatement; `None` where there is none.
pub(super) fn restatements(subject: Subject<'_>) -> Option<Table> {
    let told = subject.findings.diagnostics().iter();
    let rows: Vec<Vec<TableCell>> = told
        .filter(|told| told.code.is_about_restatements())
        .map(|told| row(subject, told))
        .collect();
    if rows.is_empty() {
        return None;
    }
    let columns = [
        (subject.nouns().unit.as_str(), 11.0, Align::Start),
        ("年度", 10.0, Align::Start),
        ("指標", 34.0, Align::Start),
        ("前回の値", 10.0, Align::End),
        ("前回のファイル・シート・セル", 40.0, Align::Start),
        ("今回の記載", 10.0, Align::End),
        ("今回のファイル・シート・セル", 40.0, Align::Start),
    ];
    Some(plain_table(
        "restatements",
        "前年度までの数の訂正",
        &columns,
        rows,
    ))
}

fn row(subject: Subject<'_>, told: &Diagnostic) -> Vec<TableCell> {
    let text = |text: Option<String>| text.map_or_else(|| TableCell::missing(""), TableCell::text);
    let indicator = told.indicator.as_ref();
    vec![
        told.ward.as_ref().map_or_else(
            || TableCell::missing(""),
            |ward| TableCell::head(subject.name(ward)),
        ),
        text(told.fiscal_year.map(|year| format!("{year}年度"))),
        text(indicator.map(|id| subject.indicator(id).short_label.clone())),
        text(told.expected.clone()),
        text(told.related.first().map(place)),
        text(told.entered.clone()),
        TableCell::text(place(&told.place)),
    ]
}

/// `ファイル › シート!セル`, as far as it is known.
fn place(place: &Place) -> String {
    let mut text = place.file.as_deref().unwrap_or_default().to_owned();
    if let Some(sheet) = &place.sheet {
        text.push_str(&format!(" › {sheet}"));
    }
    if let Some(cell) = place.cell {
        text.push_str(&format!("!{cell}"));
    }
    text
}
