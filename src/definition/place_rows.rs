//! Tells which row each written row is: which unit below, which entry, which code. Done once, before anything is checked.
//!
//! # Decisions
//! * Nothing is lost: a row whose key is not known, or stands there already, becomes a row of its own beside the others.
//! * A row of which it was told before which one it is, as one out of a table, stays that one where its key is not known.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::form::FormDefinition;
use super::registry::Registry;
use super::repeated_rows::{RepeatedRows, RowsKind};
use model::{Fact, FactKey, Row, RowStanding, RowWritten, RowsWritten, Submission};

/// A key that a row may have.
struct Known {
    key: String,
    name: String,
    row: Row,
}

/// Puts the facts of repeated rows under the rows that they are about; `registry` knows the units below.
pub fn place_rows(submission: &mut Submission, form: &FormDefinition, registry: &Registry) {
    let mut placed: BTreeMap<FactKey, Arc<Fact>> = BTreeMap::new();
    for block in &mut submission.rows {
        let Some(definition) = form.rows_block(&block.block) else {
            continue;
        };
        let parts = match (&submission.ward, definition.rows) {
            (Some(ward), RowsKind::OnePerPart) => registry.area_names(ward),
            _ => &[],
        };
        let parts = parts.iter().map(|part| Known {
            key: definition.bare_key(&part.name),
            name: part.name.clone(),
            row: Row::Part(part.number),
        });
        let codes = definition.code.iter().map(|code| Known {
            key: definition.bare_key(&code.code),
            name: code.code.clone(),
            row: Row::Code(code.code.clone()),
        });
        let known: Vec<Known> = parts.chain(codes).collect();
        let before: Vec<Row> = block.rows.iter().map(|row| row.row.clone()).collect();
        place(definition, &known, &mut block.rows);
        for (before, row) in before.iter().zip(&block.rows) {
            placed.extend(taken(&mut submission.facts, block, before, &row.row));
        }
    }
    submission.facts.extend(placed);
}

/// Takes out what a row says and gives it back under another row.
fn taken(
    facts: &mut BTreeMap<FactKey, Arc<Fact>>,
    block: &RowsWritten,
    before: &Row,
    row: &Row,
) -> Vec<(FactKey, Arc<Fact>)> {
    let key = |(indicator, year): &(_, _)| FactKey {
        row: before.clone(),
        ..FactKey::whole(model::IndicatorId::clone(indicator), *year)
    };
    let own = block.columns.keys().filter_map(|at| facts.remove(&key(at)));
    own.map(|fact| Fact {
        row: row.clone(),
        ..Arc::unwrap_or_clone(fact)
    })
    .map(|fact| (fact.key(), Arc::new(fact)))
    .collect()
}

fn place(definition: &RepeatedRows, known: &[Known], rows: &mut [RowWritten]) {
    let mut next = u32::try_from(known.len()).unwrap_or(u32::MAX);
    let bare = |row: &RowWritten| definition.bare_key(&row.key.text);
    let keys: Vec<String> = rows.iter().map(bare).collect();
    for index in 0..rows.len() {
        let key = &keys[index];
        let is_free = definition.rows == RowsKind::Free;
        let is_it = |other: &String| other == key && !key.is_empty() && !is_free;
        let first = keys[..index].iter().position(is_it);
        let found = known.iter().find(|known| known.key == *key);
        if let (None, Some(found)) = (first, found) {
            let row = &mut rows[index];
            row.row = found.row.clone();
            row.name.clone_from(&found.name);
            row.standing = RowStanding::Known;
            continue;
        }
        next += 1;
        let is_kept = is_told(index, &rows[index].row) && !is_taken(known, rows, index);
        let name = match first {
            Some(first) => {
                let copies = keys[..=index].iter().filter(|other| *other == key).count();
                format!("{}（{copies}）", rows[first].name)
            }
            None if key.is_empty() && is_kept => rows[index].name.clone(),
            None if key.is_empty() => definition.unnamed(next),
            None => rows[index].key.text.to_string(),
        };
        let row = &mut rows[index];
        row.standing = match first {
            Some(first) => RowStanding::Twice(first),
            None if known.is_empty() => RowStanding::Unregistered,
            None => RowStanding::Unknown,
        };
        match (definition.rows, &row.row) {
            (_, Row::Part(number)) if is_kept => next = next.max(*number),
            _ if is_kept => {}
            (RowsKind::OnePerPart, _) => row.row = Row::Part(next),
            (RowsKind::OnePerCode, _) => row.row = Row::Code(name.clone()),
            (RowsKind::OnePerEntry, _) => row.row = Row::Entry(name.clone()),
            (RowsKind::Free, _) => row.row = Row::Entry(next.to_string()),
        }
        row.name = name;
    }
}

/// Whether it was told before which row it is: else it stands under its position.
fn is_told(index: usize, row: &Row) -> bool {
    *row != Row::Entry((index + 1).to_string())
}

/// Whether a known row, or one above, is already what a row was told to be.
fn is_taken(known: &[Known], rows: &[RowWritten], index: usize) -> bool {
    let told = &rows[index].row;
    let mut above = rows[..index].iter();
    known.iter().any(|known| known.row == *told) || above.any(|other| other.row == *told)
}
