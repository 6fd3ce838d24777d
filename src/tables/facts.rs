//! Rows of a table ▸ facts of a submission, each with the provenance that it had.

use std::collections::BTreeMap;
use std::sync::Arc;

use ledger::FactRow;
use model::{Fact, FactKey, FactState, Provenance, Row, Value, WrittenNumber};

/// What a row says; nothing where the field was not found, or the form did not have it.
pub(super) fn fact(row: &FactRow, file: &Arc<str>, sheets: &mut Sheets) -> Option<Fact> {
    let id = row.id();
    let provenance = Provenance {
        file: Arc::clone(file),
        sheet: sheets.named(&row.sheet),
        cell: row.cell?,
        text: (&row.text).into(),
    };
    let value = match (row.state, row.value) {
        (FactState::Reported | FactState::Withheld, Some(number)) => Value::Number(number),
        (FactState::Blank, _) => Value::Blank,
        (FactState::NotApplicable, _) => Value::NotApplicable,
        (FactState::NotCollected, _) => Value::NotCollected,
        // A field in which nothing stands and about which there is an error.
        (FactState::Unreadable, _) if row.text.is_empty() => Value::Blank,
        (FactState::Unreadable, _) => Value::Unreadable,
        (FactState::NotOnForm | FactState::Reported | FactState::Withheld, _) => return None,
    };
    Some(Fact {
        indicator: id.indicator,
        year: id.year,
        // Whether it was written beside the value or comes of the registry is settled when the registry is: see `below`.
        denominator: row.denominator.map(|value| {
            Box::new(WrittenNumber {
                value,
                provenance: provenance.clone(),
            })
        }),
        row: id.row,
        value,
        provenance,
        normalisations: Vec::new(),
        is_formula: false,
        formula: None,
    })
}

/// The names of sheets, each held once.
#[derive(Debug, Default)]
pub(super) struct Sheets(BTreeMap<String, Arc<str>>);

impl Sheets {
    pub(super) fn named(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.0.get(name) {
            return Arc::clone(known);
        }
        let named: Arc<str> = Arc::from(name);
        self.0.insert(name.to_owned(), Arc::clone(&named));
        named
    }
}

/// The facts about the unit as a whole.
pub(super) fn whole_facts(
    rows: &[&FactRow],
    file: &Arc<str>,
    sheets: &mut Sheets,
) -> BTreeMap<FactKey, Arc<Fact>> {
    let own = rows.iter().filter(|row| row.id().row == Row::Whole);
    let facts = own.filter_map(|row| fact(row, file, sheets));
    facts.map(|fact| (fact.key(), Arc::new(fact))).collect()
}
