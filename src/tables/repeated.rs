//! Rows of a table that are about rows of a form ▸ the repeated rows of a submission. What stands on one row of one sheet is one row.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bullets::{column_of, place};
use super::facts::{Sheets, fact};
use super::group::Group;
use definition::{FormDefinition, RepeatedRows, folded};
use ledger::{FactRow, NarrativeRow};
use model::{CellRef, Fact, FactKey, Provenance, Row, RowStanding, RowWritten, RowsWritten};

/// Everything that stands on one row of a sheet.
#[derive(Default)]
struct OneRow<'a> {
    facts: Vec<&'a FactRow>,
    words: Vec<(&'a str, &'a NarrativeRow, CellRef)>,
}

/// The repeated rows of a file and what they say; `unit` is the name of who sent it.
pub(super) fn repeated(
    group: &Group<'_>,
    form: &FormDefinition,
    (file, unit): (&Arc<str>, &str),
    sheets: &mut Sheets,
) -> (Vec<RowsWritten>, BTreeMap<FactKey, Arc<Fact>>) {
    let (mut blocks, mut facts) = (Vec::new(), BTreeMap::new());
    for definition in &form.rows {
        let mut sheet_rows: BTreeMap<(&str, u32), OneRow<'_>> = BTreeMap::new();
        for row in &group.facts {
            let id = row.id();
            if let Some(cell) = row.cell
                && !id.row.is_whole()
                && definition.column(&id.indicator).is_some()
            {
                let one = sheet_rows.entry((&row.sheet, cell.row)).or_default();
                one.facts.push(row);
            }
        }
        for row in &group.words {
            let column = column_of(form, row).filter(|(rows, _)| rows.id == definition.id);
            if let (Some((_, column)), Some((sheet, cell))) = (column, place(row)) {
                let one = sheet_rows.entry((sheet, cell.row)).or_default();
                one.words.push((&column.id, row, cell));
            }
        }
        let Some(((sheet, _), _)) = sheet_rows.first_key_value() else {
            continue;
        };
        let mut block = RowsWritten {
            block: definition.id.clone(),
            file: Arc::clone(file),
            sheet: sheets.named(sheet),
            rows: Vec::new(),
            columns: BTreeMap::new(),
        };
        for ((sheet, _), one) in &sheet_rows {
            let row = written(definition, (&block, unit), &sheets.named(sheet), one);
            let own = one.facts.iter().filter_map(|row| fact(row, file, sheets));
            for fact in own {
                let cell = fact.provenance.cell;
                let column = (fact.indicator.clone(), fact.year);
                let range = block.columns.entry(column).or_insert((cell, cell));
                *range = (range.0.min(cell), range.1.max(cell));
                let fact = Fact {
                    row: row.row.clone(),
                    ..fact
                };
                facts.insert(fact.key(), Arc::new(fact));
            }
            block.rows.push(row);
        }
        blocks.push(block);
    }
    (blocks, facts)
}

/// A row as it was written, as far as a table says it: the cell of its key is not in it, so that it is known by its first cell.
fn written(
    definition: &RepeatedRows,
    (block, unit): (&RowsWritten, &str),
    sheet: &Arc<str>,
    one: &OneRow<'_>,
) -> RowWritten {
    let facts = one.facts.iter().filter_map(|row| row.cell);
    let cell = facts
        .chain(one.words.iter().map(|(_, _, cell)| *cell))
        .min();
    let told = one.facts.first().map(|row| row.id().row);
    let position = Row::Entry((block.rows.len() + 1).to_string());
    let row = told.unwrap_or(position);
    let name = name(one, &row, unit);
    let text = key(definition, &block.rows, (&name, &row));
    let provenance = |cell: CellRef, text: &str| Provenance {
        file: Arc::clone(&block.file),
        sheet: Arc::clone(sheet),
        cell,
        text: text.into(),
    };
    let mut codes = definition.code.iter();
    let printed = codes.find(|code| definition.bare_key(&code.code) == definition.bare_key(&text));
    let is_printed = |column: &str, text: &str| {
        let words = printed.and_then(|printed| printed.words.get(column));
        words.is_some_and(|printed| folded(printed) == folded(text))
    };
    let words = one.words.iter();
    let mut own = words.filter(|(column, row, _)| !is_printed(column, &row.text));
    RowWritten {
        row,
        key: provenance(cell.unwrap_or(CellRef::new(0, 0)), &text),
        name,
        standing: RowStanding::Unregistered,
        has_own_words: own.next().is_some(),
        texts: one
            .words
            .iter()
            .map(|(column, row, cell)| ((*column).to_owned(), provenance(*cell, &row.text)))
            .collect(),
    }
}

/// What a row is called: as its words say, else behind the name of its unit, else its key.
fn name(one: &OneRow<'_>, row: &Row, unit: &str) -> String {
    if let Some((_, words, _)) = one.words.first() {
        return words.number.clone();
    }
    let title = one.facts.first().map_or("", |row| row.ward_name.trim());
    let own = title.strip_prefix(unit).unwrap_or(title).trim();
    row.key().unwrap_or(own).to_owned()
}

/// The key as it was written: a row that had none was given a name, and so was a second one with the same key.
fn key(definition: &RepeatedRows, above: &[RowWritten], (name, row): (&str, &Row)) -> String {
    let number = match row {
        Row::Part(number) => Some(*number),
        Row::Entry(key) => key.parse().ok(),
        Row::Whole | Row::Code(_) => None,
    };
    if number.is_some_and(|number| definition.unnamed(number) == name) {
        return String::new();
    }
    let bare = name
        .strip_suffix('）')
        .and_then(|rest| rest.rsplit_once('（'));
    let again = bare.filter(|(first, number)| {
        number.parse::<usize>().is_ok() && above.iter().any(|row| row.name == *first)
    });
    again.map_or(name, |(first, _)| first).to_owned()
}
