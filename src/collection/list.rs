//! The list of what goes out: one row for every letter, and for every file with something open of which no ward is known.

use std::collections::HashSet;

use super::letters::LetterFile;
use super::run::{Copies, Run};
use super::state::Standing;
use diagnostic::{Severity, counts};
use ledger::{CollectionRow, ReturnRow};

/// The list, in the order of the ledger; behind it the files of nobody.
pub fn to_send(
    run: Run<'_>,
    rows: &[CollectionRow],
    letters: &[LetterFile],
    copies: &Copies,
) -> Vec<ReturnRow> {
    let told = |file: &str| counts(run.checked.findings.of_file(file));
    let contacts = run.contacts();
    let copy = |file: &str| copies.get(file).cloned().unwrap_or_default();
    let mut list = Vec::new();
    for letter in letters {
        let row = &rows[letter.row];
        let contact = contacts.get(&row.ward);
        let [errors, warnings, notes] = match row.file.as_str() {
            "" => [0; 3],
            file => told(file),
        };
        list.push(ReturnRow {
            ward: Some(row.ward.clone()),
            ward_name: row.ward_name.clone(),
            file: row.file.clone(),
            errors,
            warnings,
            notes,
            copy: match Standing::of(row) {
                Some(Standing::Accepted) => String::new(),
                _ => copy(&row.file),
            },
            kind: letter.kind.clone(),
            letter: letter.name.clone(),
            contact: contact.map(|one| one.name.clone()).unwrap_or_default(),
            mail: contact.map(|one| one.mail.clone()).unwrap_or_default(),
        });
    }
    let listed: HashSet<&str> = rows.iter().map(|row| row.file.as_str()).collect();
    for source in &run.checked.files {
        let file = source.file.as_ref();
        let mut own = run.checked.findings.of_file(file);
        if listed.contains(file) || !own.any(|told| told.severity < Severity::Note) {
            continue;
        }
        let known = source.ward.as_ref();
        let known = known.and_then(|ward| run.definitions.areas.get(ward));
        let [errors, warnings, notes] = told(file);
        list.push(ReturnRow {
            ward: source.ward.clone(),
            ward_name: known.map(|ward| ward.name.clone()).unwrap_or_default(),
            file: file.to_owned(),
            errors,
            warnings,
            notes,
            copy: copy(file),
            kind: run.definitions.letters.returned.name.clone(),
            letter: String::new(),
            contact: String::new(),
            mail: String::new(),
        });
    }
    list
}
