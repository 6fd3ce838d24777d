//! Words of repeated rows, as they were written. Rows that ask for numbers are for `rows`, which prints their words too.
//!
//! # Decisions
//! * Entries stand unit by unit. Codes stand in the order of the form, and under each the units that wrote something of
//!   their own; a code on which nobody did is listed once, with what the form prints beside it.

use super::head_cell;
use crate::subject::Subject;
use crate::{Align, Column, Row, RowKind, Table, TableCell};
use compile::CompiledRow;
use definition::{RepeatedRows, RowCode, RowsKind, WordKind};
use model::Provenance;

/// Widths in half-width characters: of a unit's name, of a key, of a code with what it stands for, and of a place.
const UNIT: f64 = 13.0;
const KEY: f64 = 18.0;
const CODE: f64 = 30.0;
const PLACE: f64 = 44.0;

/// Stands in place of a unit where none changed what the form prints.
const AS_PRINTED: &str = "印刷のまま";

/// The table of a block that holds words alone; `None` where nothing at all was sent for it.
pub(super) fn table(subject: Subject<'_>, definition: &RepeatedRows) -> Option<Table> {
    let sent = subject.compilation.rows.iter();
    let sent: Vec<&CompiledRow> = sent.filter(|row| row.block == definition.id).collect();
    if sent.is_empty() {
        return None;
    }
    let is_code = |row: &&&CompiledRow| {
        let mut codes = definition.code.iter();
        codes.any(|code| row.row.key() == Some(&code.code))
    };
    let of_codes = definition.code.iter().flat_map(|code| {
        let own = sent.iter().filter(|row| row.row.key() == Some(&code.code));
        let own: Vec<Row> = own
            .filter(|row| row.has_own_words)
            .map(|row| written(subject, definition, row))
            .collect();
        if own.is_empty() {
            vec![printed(definition, code)]
        } else {
            own
        }
    });
    let others = sent.iter().filter(|row| !is_code(row));
    let others = others.map(|row| written(subject, definition, row));
    let rows: Vec<Row> = of_codes.chain(others).collect();
    let unit = &subject.nouns().unit;
    let is_of_codes = definition.rows == RowsKind::OnePerCode;
    let key_width = if is_of_codes { CODE } else { KEY };
    let leading = [
        (UNIT, unit.as_str()),
        (key_width, definition.key_header.as_str()),
    ];
    let ending = (PLACE, "ファイル・シート・セル");
    let all = leading
        .into_iter()
        .chain(columns(definition))
        .chain([ending]);
    let (columns, head) = all
        .map(|(width, header)| {
            let column = Column {
                width,
                align: Align::Start,
            };
            (column, head_cell(header, 1, 1))
        })
        .unzip();
    Some(Table {
        id: format!("rows-{}", definition.id),
        caption: definition.name.clone(),
        columns,
        head: vec![head],
        row_keys: vec![None; rows.len()],
        rows,
        notes: notes(subject, definition, &sent),
        filter: false,
        tidy: false,
    })
}

fn notes(subject: Subject<'_>, definition: &RepeatedRows, sent: &[&CompiledRow]) -> Vec<String> {
    let is_of_codes = definition.rows == RowsKind::OnePerCode;
    let own = sent.iter().filter(|row| row.has_own_words || !is_of_codes);
    let mut wards: Vec<_> = own.map(|row| &row.ward).collect();
    let count = wards.len();
    wards.dedup();
    let (unit, noun) = (&subject.nouns().unit, &definition.noun);
    let mut notes = vec![format!(
        "{}{unit}が、のべ{count}の{noun}に記入した。",
        wards.len()
    )];
    if definition.code.iter().any(|code| !code.words.is_empty()) {
        notes.push(format!(
            "「{AS_PRINTED}」の{noun}には、様式に印刷されたことばを載せた。"
        ));
    }
    if definition.unaligned {
        notes.push(
            "列ごとの一覧であり、同じ行に並ぶものどうしの対応を表すものではない。".to_owned(),
        );
    }
    notes
}

fn written(subject: Subject<'_>, definition: &RepeatedRows, row: &CompiledRow) -> Row {
    let ward = subject.definitions.areas.get(&row.ward);
    let mut cells = vec![
        TableCell::text(ward.map_or("", |ward| &ward.name)),
        TableCell::head(named(definition, row)),
    ];
    cells.extend(texts(definition, row));
    cells.push(place(row.texts.values().next()));
    Row {
        kind: RowKind::Body,
        cells,
    }
}

/// A code on which nobody wrote anything.
fn printed(definition: &RepeatedRows, code: &RowCode) -> Row {
    let nobody = if code.words.is_empty() {
        "記入なし"
    } else {
        AS_PRINTED
    };
    let mut cells = vec![
        TableCell::missing(nobody),
        TableCell::head(with_meaning(code)),
    ];
    cells.extend(definition.text.iter().map(|column| {
        let printed = code.words.get(&column.id);
        printed.map_or_else(|| TableCell::missing(""), TableCell::text)
    }));
    cells.push(TableCell::missing(""));
    Row {
        kind: RowKind::Body,
        cells,
    }
}

/// A row's name; of a code, with what it stands for.
fn named(definition: &RepeatedRows, row: &CompiledRow) -> String {
    let mut codes = definition.code.iter();
    let code = codes.find(|code| row.row.key() == Some(&code.code));
    code.map_or_else(|| row.name.clone(), with_meaning)
}

fn with_meaning(code: &RowCode) -> String {
    if code.label == code.code {
        code.code.clone()
    } else {
        format!("{}　{}", code.code, code.label)
    }
}

/// The words of a row.
pub(super) fn texts(definition: &RepeatedRows, row: &CompiledRow) -> Vec<TableCell> {
    let words = definition.text.iter().map(|text| {
        let words = row.texts.get(&text.id).map(|words| &words.text);
        let words = words.filter(|words| !words.is_empty());
        words.map_or_else(
            || TableCell::missing("記入なし"),
            |words| TableCell::text(words.as_str()),
        )
    });
    words.collect()
}

/// Width and head of every column of words.
pub(super) fn columns(definition: &RepeatedRows) -> impl Iterator<Item = (f64, &str)> {
    definition.text.iter().map(|text| {
        let width = match text.kind {
            WordKind::Lines => 44.0,
            WordKind::Words | WordKind::Mail | WordKind::Organisation => 24.0,
            WordKind::Choice | WordKind::Date | WordKind::Month | WordKind::Phone => 16.0,
        };
        (width, text.header.as_str())
    })
}

pub(super) fn place(place: Option<&Provenance>) -> TableCell {
    place.map_or_else(
        || TableCell::missing(""),
        |place| TableCell::text(place.to_string()),
    )
}
