//! Output folders and tables that somebody hands us as if we had written them.

use torimatome::definition::Definitions;
use torimatome::diff::{corrections, diff, json, text as told};
use torimatome::ledger::{
    CollectionRow, FindingsFile, Ledger, LedgerError, LookRow, Manifest, Row, csv_rows, from_csv,
};
use torimatome::read::sha256;
use torimatome::tables::{File, Frame, Given, restore};
use torimatome::trace::{
    Tracer, cell_facts, cell_text, choice_text, figure, figure_text, figures_of, list_text,
};
use torimatome::{columnar, model, render};

use super::parts::parts;
use super::{arc, built_in};

/// Most figures and facts that are traced.
const MOST: usize = 40;

/// Each part is a file of an output folder; the head is what is asked of it.
pub(super) fn folder(data: &[u8]) {
    let (head, parts) = parts(data);
    let definitions = built_in();
    let Some(ledger) = ledger(&parts, definitions) else {
        return;
    };
    let tracer = Tracer::new(&ledger, definitions);
    let _ = (tracer.knows_relations(), list_text(&ledger));
    for one in ledger.figures.iter().take(MOST) {
        let _ = figure_text(&tracer.figure(one), &ledger.manifest.registry.name);
    }
    let traces: Vec<_> = ledger.facts.iter().take(MOST).collect();
    let traces: Vec<_> = traces.into_iter().map(|fact| tracer.fact(fact)).collect();
    let _ = cell_text(&traces);
    let asked = String::from_utf8_lossy(head);
    let _ = figure(&ledger, &asked).map_err(|error| error.to_string());
    let _ = choice_text(&ledger, &figures_of(&ledger, &asked));
    let (file, cell) = asked.split_once('\n').unwrap_or((&asked, ""));
    let _ = cell_facts(&ledger, file, Some(cell)).map_err(|error| error.to_string());
    // The same folder with its tables empty but for their headings.
    let emptied = parts.iter().map(|(name, content)| {
        let line = content.iter().position(|byte| *byte == b'\n');
        let is_table = name.ends_with(".csv");
        let end = line
            .filter(|_| is_table)
            .map_or(content.len(), |line| line + 1);
        (name.clone(), &content[..end])
    });
    let emptied: Vec<(String, &[u8])> = emptied.collect();
    let other = self::ledger(&emptied, definitions).unwrap_or_else(|| ledger.clone());
    for (old, new) in [(&ledger, &ledger), (&other, &ledger), (&ledger, &other)] {
        let difference = diff(old, new);
        assert!(
            !std::ptr::eq(old, new) || difference.is_empty(),
            "a folder differs from itself"
        );
        let _ = (told(&difference), json(&difference));
        let list = corrections(&difference, definitions, "torimatome".to_owned());
        let _ = render::xlsx::report(list);
    }
    for (name, content) in &parts {
        if name == CollectionRow::FILE {
            let _ = from_csv::<CollectionRow>(content);
        }
    }
}

fn ledger(parts: &[(String, &[u8])], definitions: &Definitions) -> Option<Ledger> {
    let file = |name: &str| -> Result<Vec<u8>, Missing> {
        let found = parts.iter().find(|(own, _)| own == name);
        Ok(found.ok_or(Missing)?.1.to_vec())
    };
    Ledger::read(definitions.areas.nouns(), file).ok()
}

/// A file that is not among the parts, or is not as it should be.
struct Missing;

impl From<LedgerError> for Missing {
    fn from(error: LedgerError) -> Self {
        assert!(!error.to_string().is_empty(), "an error that says nothing");
        Self
    }
}

/// Each part is a file of a table that stands for workbooks; without parts it is a file of columns.
pub(super) fn tables(data: &[u8]) {
    let (_, parts) = parts(data);
    let mut files = Vec::new();
    let (mut manifest, mut findings) = (None, None);
    if parts.is_empty() {
        // The program catches what the reader of the format does not bear.
        let read = model::caught(|| columnar::read(data.to_vec()).map_err(|why| why.to_string()));
        let Ok(Ok((names, rows))) = read else { return };
        let rows = torimatome::ledger::as_records(names, rows, "区");
        files.push(file("facts.parquet", data, Ok(rows)));
    }
    for (name, content) in &parts {
        match name.as_str() {
            "manifest.json" => manifest = Manifest::read(content).ok(),
            "findings.json" => findings = FindingsFile::read(content).ok(),
            _ => {
                let rows = csv_rows(content).map_err(|error| error.to_string());
                let _ = from_csv::<LookRow>(content);
                files.push(file(name, content, rows));
            }
        }
    }
    if files.is_empty() {
        return;
    }
    let given = Given {
        name: arc("facts.csv"),
        files,
        manifest,
        told: findings,
    };
    let frame = Frame {
        definitions: built_in(),
        earlier: "前年度",
        has_previous: data.len().is_multiple_of(2),
    };
    let _ = restore(&given, frame);
}

fn file(name: &str, bytes: &[u8], records: Result<Vec<Vec<String>>, String>) -> File {
    File {
        name: arc(name),
        sha256: sha256(bytes),
        records,
    }
}
