//! What the office knows beside the workbooks, found by ward and by file: among many wards none looks through all of it.

use std::collections::HashMap;

use super::given::ReceivedDay;
use super::run::Office;
use ledger::CollectionRow;
use model::{AreaCode, AsOf};

/// The office's tables, by what is asked for.
pub(super) struct Known<'a> {
    before: HashMap<(&'a AreaCode, &'a str), Vec<&'a CollectionRow>>,
    /// The rows that name a file, with their places in the table.
    files: HashMap<&'a str, Vec<(usize, &'a ReceivedDay)>>,
    wards: HashMap<&'a AreaCode, AsOf>,
    /// The last day as given, else as the ledger knows it.
    pub(super) due: Option<AsOf>,
}

impl<'a> Known<'a> {
    pub(super) fn of(office: Office<'a>) -> Self {
        let mut before: HashMap<_, Vec<_>> = HashMap::new();
        for row in office.before.iter().filter(|row| row.number.is_some()) {
            let key = (&row.ward, row.form.as_str());
            before.entry(key).or_default().push(row);
        }
        let mut files: HashMap<_, Vec<_>> = HashMap::new();
        let mut wards = HashMap::new();
        for (at, row) in office.received.iter().enumerate() {
            match (&row.file, &row.ward) {
                (Some(file), _) => files.entry(&**file).or_default().push((at, row)),
                (None, Some(ward)) => drop(wards.entry(ward).or_insert(row.day)),
                (None, None) => {}
            }
        }
        let dues = office.before.iter().filter_map(|row| row.due);
        Self {
            before,
            files,
            wards,
            due: office.due.or_else(|| dues.max()),
        }
    }

    /// The numbered rows of a ward and form in the ledger of the run before, in its order.
    pub(super) fn before(&self, ward: &AreaCode, form: &str) -> Vec<CollectionRow> {
        let rows = self.before.get(&(ward, form)).into_iter().flatten();
        rows.map(|row| CollectionRow::clone(row)).collect()
    }

    /// On which day a file was received by the first row that names it, and no other ward.
    pub(super) fn of_file(&self, file: &str, ward: &AreaCode) -> Option<AsOf> {
        let rows = names_of(file).filter_map(|name| self.files.get(name));
        let own = rows.flatten().filter(|(_, row)| {
            let named = row.ward.as_ref();
            named.is_none_or(|named| named == ward)
        });
        let first = own.min_by_key(|(at, _)| *at);
        first.map(|(_, row)| row.day)
    }

    /// On which day a ward's return was received by the first row that names the ward alone.
    pub(super) fn of_ward(&self, ward: &AreaCode) -> Option<AsOf> {
        self.wards.get(ward).copied()
    }
}

/// By which names a table means a file: as the run calls it, and by its last part.
pub(super) fn names_of(file: &str) -> impl Iterator<Item = &str> {
    let last = file.rsplit('/').next().filter(|last| *last != file);
    std::iter::once(file).chain(last)
}
