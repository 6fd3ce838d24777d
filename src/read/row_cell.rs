//! A cell of repeated rows: what a mark or a number in it says.
//!
//! Decisions: a mark is compared as it stands, because the form's formula counts it as it stands; a number must be one.
//! Whatever else is written is told once per cell and is neither yes nor no.

use rust_decimal::Decimal;

use super::doubt;
use super::session::Session;
use super::trouble;
use super::value::{self, Trouble};
use definition::{RepeatedRows, ValueColumn, ValueColumnKind};
use diagnostic::{Code, Diagnostic, Place};
use model::{
    CellRef, Fact, FiscalYear, Indicator, Normalisation, Provenance, Row, Value, is_within,
};
use workbook::{Cell, CellValue, Run, Sheet};

/// What a cell says, and what stands in its way although a person may see a value there; the row that it is of is not
/// known here.
pub(super) fn fact(
    session: &Session<'_>,
    definition: &RepeatedRows,
    sheet: &Sheet,
    column: &ValueColumn,
    year: FiscalYear,
    at: CellRef,
) -> (Fact, Option<Trouble>) {
    let provenance = session.provenance(sheet, at);
    let cell = sheet.cells.get(&at);
    let indicator = session.indicator(&column.indicator);
    let trouble = merged(sheet, at).or_else(|| trouble(session, sheet, indicator, (at, cell?)));
    let value = match column.kind {
        _ if trouble.is_some() => Value::Unreadable,
        ValueColumnKind::Mark => mark(definition, &provenance.text),
        ValueColumnKind::Count => count(cell, indicator),
    };
    let (value, normalisations) = match value {
        Value::Unreadable if trouble.is_none() => {
            as_in_a_field(session, column, &provenance.text, indicator)
        }
        known => (known, Vec::new()),
    };
    let fact = Fact {
        indicator: column.indicator.clone(),
        year,
        row: Row::Whole,
        value,
        provenance,
        denominator: None,
        normalisations,
        is_formula: cell.is_some_and(|cell| cell.is_formula),
        formula: None,
    };
    (fact, trouble)
}

/// A value merged over several rows is nobody's: of the first row it may be all of them together.
fn merged(sheet: &Sheet, at: CellRef) -> Option<Trouble> {
    let mut tall = sheet
        .merges
        .iter()
        .filter(|(first, last)| first.row < last.row);
    let (first, _) = tall.find(|(first, last)| at.is_in(*first, *last))?;
    let value = sheet.cells.get(first)?.text();
    (!value.trim().is_empty()).then_some(Trouble::Merged(value))
}

/// What speaks against a cell whatever it holds, as in any field.
fn trouble(
    session: &Session<'_>,
    sheet: &Sheet,
    indicator: &Indicator,
    (at, cell): (CellRef, &Cell),
) -> Option<Trouble> {
    let beside = &sheet.beside;
    let partly = |run: &&Run| run.to != usize::MAX;
    if beside.twice.contains(&at) {
        return Some(Trouble::Twice);
    }
    if beside.is_struck(at) {
        return Some(Trouble::Struck);
    }
    if let Some(run) = beside.runs(at).iter().find(partly) {
        return Some(Trouble::Mixed(run.look));
    }
    match &cell.value {
        CellValue::Error(_) => Some(Trouble::ErrorValue),
        CellValue::Empty if cell.is_formula => Some(Trouble::NotCalculated),
        CellValue::Number(number) => {
            let printed = beside.printed.get(&at);
            let is_other = |printed: &&String| {
                value::parse_text(printed, indicator).value.number() != Some(*number)
            };
            match printed.filter(is_other) {
                Some(printed) => Some(Trouble::Printed(printed.clone())),
                None => doubt::refuted(session, sheet, at, cell).map(Trouble::Stale),
            }
        }
        _ => None,
    }
}

/// A mark is yes, a blank or a mark for no is no: the column asks for nothing else.
fn mark(definition: &RepeatedRows, text: &str) -> Value {
    let is_in = |list: &[String]| list.iter().any(|mark| mark == text);
    if is_in(&definition.yes) {
        Value::Number(Decimal::ONE)
    } else if text.is_empty() || is_in(&definition.no) {
        Value::Number(Decimal::ZERO)
    } else {
        Value::Unreadable
    }
}

/// What a text says with the same words as in any field: 未集計, 該当なし, and a number typed as text, unless the form adds
/// the column up, whose sum passes over text.
fn as_in_a_field(
    session: &Session<'_>,
    column: &ValueColumn,
    text: &str,
    indicator: &Indicator,
) -> (Value, Vec<Normalisation>) {
    let parsed = value::parse_text(text, indicator);
    let is_added_up = session.form.field(&column.indicator).is_some();
    match parsed.value {
        known @ (Value::NotCollected | Value::NotApplicable) => (known, Vec::new()),
        Value::Number(number)
            if column.kind == ValueColumnKind::Count
                && !is_added_up
                && is_count(number, indicator) =>
        {
            (Value::Number(number), parsed.normalisations)
        }
        _ => (Value::Unreadable, Vec::new()),
    }
}

/// Whether a text would be a number, if only the form's sum did not pass over text.
fn is_text_number(session: &Session<'_>, column: &ValueColumn, text: &str) -> bool {
    let indicator = session.indicator(&column.indicator);
    let number = value::parse_text(text, indicator).value.number();
    column.kind == ValueColumnKind::Count
        && number.is_some_and(|number| is_count(number, indicator))
}

fn is_count(number: Decimal, indicator: &Indicator) -> bool {
    indicator.counts(number) && is_within(number)
}

/// A number from 0 with no more decimals than are asked for, stored as one.
fn count(cell: Option<&Cell>, indicator: &Indicator) -> Value {
    match cell.map(|cell| &cell.value) {
        None | Some(CellValue::Empty) => Value::Blank,
        Some(CellValue::Text(text)) if text.is_empty() => Value::Blank,
        Some(CellValue::Number(number)) if is_count(*number, indicator) => Value::Number(*number),
        Some(_) => Value::Unreadable,
    }
}

/// Tells of a cell that cannot be read; `key` is its row's.
pub(super) fn unreadable(
    session: &mut Session<'_>,
    definition: &RepeatedRows,
    column: &ValueColumn,
    (fact, trouble): (&Fact, Option<&Trouble>),
    key: &Provenance,
) {
    let noun = &definition.noun;
    let (wanted, hint) = match column.kind {
        ValueColumnKind::Mark => (
            format!("「{}」か空欄", definition.yes[0]),
            format!(
                "当てはまる{noun}には「{}」だけを入れ、当てはまらない{noun}は空欄にしてください。",
                definition.yes[0]
            ),
        ),
        ValueColumnKind::Count => (
            session.indicator(&column.indicator).countable(),
            "数字だけを入れてください。まだ分からないときは「未集計」と入れます。".to_owned(),
        ),
    };
    let row = if key.text.is_empty() {
        "名前のない行"
    } else {
        key.text.as_str()
    };
    let shown = fact.provenance.text.trim();
    let subject = format!("{row}の{}の欄", fact.year.wareki());
    let (message, hint) = match trouble {
        Some(trouble) => {
            let indicator = session.indicator(&column.indicator);
            trouble::words(trouble, &subject, shown, indicator)
        }
        None if is_text_number(session, column, shown) => (
            format!("{subject}の「{shown}」は文字として入っていて、合計の式が数えません。"),
            "単位などを付けずに、半角の数字だけを入れ直してください。".to_owned(),
        ),
        None if column.kind == ValueColumnKind::Count && shown.parse::<Decimal>().is_ok() => (
            format!("{subject}に「{shown}」とありますが、{wanted}のはずです。"),
            format!("数え直して、{wanted}で入れてください。"),
        ),
        None if definition.yes.iter().any(|mark| mark == shown) => (
            format!("{subject}の「{shown}」の前か後に空白か改行があり、合計の式が数えません。"),
            hint,
        ),
        None => (format!("{subject}に「{shown}」とあり、読めません。"), hint),
    };
    session.push(
        Diagnostic::new(
            Code::AREA_MARK_UNREADABLE,
            Place::from(&fact.provenance),
            format!("{message}この{noun}の値は不明として扱います。"),
        )
        .hint(hint)
        .year(fact.year)
        .field(column.header.clone())
        .entered(fact.provenance.text.clone())
        .expected(wanted),
    );
}
