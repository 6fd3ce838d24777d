//! The mails: to every ward that owes something, and to those whose submission was accepted.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::given::Contact;
use super::run::{Copies, Run};
use super::state::Standing;
use definition::{Definitions, Letter};
use diagnostic::{Code, Diagnostic, Severity};
use ledger::CollectionRow;
use model::AsOf;

/// A mail that goes to a ward.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterFile {
    /// Name of its file.
    pub name: String,
    /// What it is called: 督促, 返却, 受理.
    pub kind: String,
    /// Its text: to whom, subject, body.
    pub text: String,
    /// The row of the ledger that it is about, by its place there.
    pub row: usize,
}

/// The mails of a run, in the order of the ledger; nothing for a ward that has nothing to do.
pub fn letters(run: Run<'_>, rows: &[CollectionRow], copies: &Copies) -> Vec<LetterFile> {
    let forms: BTreeSet<&str> = rows.iter().map(|row| row.form.as_str()).collect();
    let mut names: BTreeMap<String, u32> = BTreeMap::new();
    let mut letters = Vec::new();
    // What came before and is not among the files of this run has come all the same.
    let have_come = rows.iter().filter(|row| row.number.is_some());
    let have_come: HashSet<_> = have_come.map(|row| (&row.ward, &row.form)).collect();
    let contacts = run.contacts();
    for (at, row) in rows.iter().enumerate() {
        let has_come = have_come.contains(&(&row.ward, &row.form));
        if Standing::of(row) == Some(Standing::Missing) && has_come {
            continue;
        }
        let open = open(run, row);
        let Some(letter) = letter(run.definitions, row, &open) else {
            continue;
        };
        let of_form = match forms.len() {
            0 | 1 => String::new(),
            _ => format!("_{}", row.form),
        };
        let stem = format!("{}_{}{of_form}", letter.name, row.ward_name);
        let count = names.entry(stem.clone()).or_default();
        *count += 1;
        let again = match count {
            1 => String::new(),
            count => format!("（{count}）"),
        };
        letters.push(LetterFile {
            name: format!("{stem}{again}.txt"),
            kind: letter.name.clone(),
            text: text(
                run,
                row,
                (letter, contacts.get(&row.ward).copied()),
                &open,
                copies,
            ),
            row: at,
        });
    }
    letters
}

/// What is open about a row's file: errors, then warnings that nobody has explained.
fn open<'a>(run: Run<'a>, row: &CollectionRow) -> Vec<&'a Diagnostic> {
    let own = run.checked.findings.of_file(&row.file);
    // Nobody has to mend what the program itself failed on.
    let own = own.filter(|told| told.code != Code::PROGRAM_FAILED);
    let mut open: Vec<&Diagnostic> = own.filter(|told| told.severity < Severity::Note).collect();
    open.sort_by_key(|told| told.severity);
    open
}

fn letter<'a>(
    definitions: &'a Definitions,
    row: &CollectionRow,
    open: &[&Diagnostic],
) -> Option<&'a Letter> {
    let letters = &definitions.letters;
    match Standing::of(row)? {
        Standing::Missing => Some(&letters.reminder),
        Standing::Blank => Some(&letters.blank),
        Standing::Accepted => Some(&letters.accepted),
        Standing::Returned | Standing::Unread | Standing::Undecided | Standing::OtherDate => {
            Some(&letters.returned).filter(|_| !open.is_empty())
        }
        Standing::Received | Standing::Superseded | Standing::Gone => None,
    }
}

fn text(
    run: Run<'_>,
    row: &CollectionRow,
    (letter, contact): (&Letter, Option<&Contact>),
    open: &[&Diagnostic],
    copies: &Copies,
) -> String {
    let person = contact.map(|contact| contact.name.clone());
    let person = person.filter(|name| !name.is_empty());
    let form = run.definitions.editions(&row.form).next_back();
    let as_of = run.checked.as_of.map(AsOf::wareki);
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let known = [
        ("ward", some(&row.ward_name)),
        ("person", person.or_else(|| some("ご担当者"))),
        ("form", form.map(|form| form.name.clone())),
        ("as_of", as_of),
        ("due", row.due.map(AsOf::wareki_day)),
        ("late", some(&row.late)),
        ("received", row.received.map(AsOf::wareki_day)),
        ("copy", copies.get(row.file.as_str()).cloned()),
        ("count", Some(open.len().to_string())),
        ("contact", run.definitions.guide.contact.clone()),
        ("file", some(&row.file)),
        ("list", Some(list(open)).filter(|text| !text.is_empty())),
    ];
    let to = contact.map_or_else(String::new, |contact| {
        let address = match contact.mail.as_str() {
            "" => String::new(),
            mail => format!(" <{mail}>"),
        };
        format!("宛先: {}{address}\n", contact.name)
    });
    let subject = Letter::fill(&letter.subject, &known).replace('\n', " ");
    format!(
        "{to}件名: {subject}\n\n{}\n",
        Letter::fill(&letter.body, &known)
    )
}

/// What is open, one below the other, each with what to do.
fn list(open: &[&Diagnostic]) -> String {
    let mut lines = Vec::new();
    for (number, told) in (1..).zip(open) {
        let place = told.place.in_file().unwrap_or_default();
        let field = told.field.clone().unwrap_or_default();
        let year = told
            .fiscal_year
            .map_or_else(String::new, |year| format!("（{year}年度）"));
        let head = format!(
            "{number}. 【{}】{place}　{field}{year}",
            told.severity.label()
        );
        lines.push(head.trim_end().to_owned());
        lines.push(format!("　{}", told.message));
        if !told.hint.is_empty() {
            lines.push(format!("　→ {}", told.hint));
        }
    }
    lines.join("\n")
}
