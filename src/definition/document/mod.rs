//! A template file as text ▸ typed values with their lines. Every fault of shape is told at once, in Japanese: syntax,
//! unknown and missing keys, values of another kind. What the values mean is for `validate` and the rule kinds.
//!
//! # Decisions
//! * `serde` stops at the first fault. So reading is repeated: what was told is left out the next time, until nothing
//!   new comes. Files are small, and faults few.
//! * What a key left out for its fault would have said is taken as empty, and stands on no line: what is said about it
//!   later is dropped, because its fault is told already.

mod access;
mod deserializer;
mod lines;
mod located;
mod node;
mod nothing;
mod problem;
mod words;

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(crate) use located::Located;
pub use located::{Blocks, Field, Fields, Whole};
pub(crate) use words::no_such;

use super::codes;
use super::{Fault, Faults, TemplateFile};
pub(crate) use lines::Scope;
use lines::{KeyOf, Lines, start};
use node::{Node, Reader};
use problem::Problem;

/// A template file taken apart.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    file: &'a str,
    lines: Lines,
    root: DeTable<'a>,
}

impl<'a> Document<'a> {
    /// Takes a file apart; `None` where it is no TOML, which is told with each place.
    pub(crate) fn open(file: &'a TemplateFile, faults: &mut Faults) -> Option<Self> {
        let (root, errors) = DeTable::parse_recoverable(&file.text);
        let lines = Lines::of(&file.text);
        for error in &errors {
            let line = error.span().map(|span| lines.at(span.start));
            let message = words::syntax(error.message());
            faults.tell(codes::SYNTAX, &file.path, line, message);
        }
        errors.is_empty().then(|| Self {
            file: &file.path,
            lines,
            root: root.into_inner(),
        })
    }

    /// Every string of the file with its line.
    pub(crate) fn texts(&self) -> Vec<(&str, u32)> {
        fn gather<'t>(value: &'t Spanned<DeValue<'_>>, found: &mut Vec<(&'t str, usize)>) {
            match value.get_ref() {
                DeValue::String(text) => found.push((text, start(value))),
                DeValue::Array(items) => items.iter().for_each(|item| gather(item, found)),
                DeValue::Table(table) => table.values().for_each(|value| gather(value, found)),
                _ => {}
            }
        }
        let mut found = Vec::new();
        self.root
            .values()
            .for_each(|value| gather(value, &mut found));
        let placed = found.into_iter();
        placed.map(|(text, at)| (text, self.lines.at(at))).collect()
    }

    /// Takes an array of tables out of the file, each to be read by whoever knows its keys.
    pub(crate) fn take(&mut self, key: &str) -> Vec<Keys<'_>> {
        let found = self.root.iter().find(|(name, _)| name.get_ref() == key);
        let Some((_, value)) = found else {
            return Vec::new();
        };
        let DeValue::Array(entries) = value.get_ref() else {
            return Vec::new();
        };
        let tables = entries.iter().filter_map(|entry| {
            let table = entry.get_ref().as_table()?;
            Some((entry.span().start, table.clone()))
        });
        let (file, lines) = (self.file, &self.lines);
        let keys = |(at, table)| Keys {
            file,
            lines,
            table,
            at,
        };
        tables.map(keys).collect()
    }

    /// Reads the whole file but for the keys that others read.
    pub(crate) fn read<T: DeserializeOwned>(
        &self,
        others: &[&str],
        faults: &mut Faults,
    ) -> Option<T> {
        let (_, root) = parted(&self.root, others);
        let keys = Keys {
            file: self.file,
            lines: &self.lines,
            table: root,
            at: usize::MAX,
        };
        keys.read(&Scope::default(), faults)
    }
}

/// One table of a file: what a rule kind reads its own settings from.
#[derive(Debug)]
pub(crate) struct Keys<'a> {
    file: &'a str,
    lines: &'a Lines,
    table: DeTable<'a>,
    /// Where the table begins; also tells it from every other.
    at: usize,
}

impl Keys<'_> {
    /// The file that the table stands in.
    pub(crate) fn file(&self) -> &str {
        self.file
    }

    /// The line on which the table begins.
    pub(crate) fn line(&self) -> u32 {
        self.lines.at(self.at)
    }

    /// Takes some of the keys out, for another reader.
    pub(crate) fn split(&mut self, names: &[&str]) -> Self {
        let (taken, rest) = parted(&self.table, names);
        self.table = rest;
        Self {
            file: self.file,
            lines: self.lines,
            table: taken,
            at: self.at,
        }
    }

    /// Reads the table, every fault of it told; a value whose fault is told is taken as empty where that can be.
    pub(crate) fn read<T: DeserializeOwned>(
        &self,
        scope: &Scope,
        faults: &mut Faults,
    ) -> Option<T> {
        let mut left_out: BTreeSet<KeyOf> = BTreeSet::new();
        let mut filled_in: BTreeSet<KeyOf> = BTreeSet::new();
        let mut told: Vec<Fault> = Vec::new();
        loop {
            let reader = Reader {
                lines: self.lines,
                scope,
                left_out: &left_out,
                filled_in: &filled_in,
                unknown: RefCell::default(),
            };
            let result = T::deserialize(Node::table(&reader, &self.table, self.at));
            let unknown = reader.unknown.into_inner();
            let (key, problem) = match result {
                Ok(value) => {
                    faults.extend(told);
                    faults.extend(unknown.into_iter().filter_map(|p| self.fault(p)));
                    return Some(value);
                }
                Err(Problem::Missing { table, key }) => {
                    let key = (table, key.to_owned());
                    let problem = (!left_out.contains(&key)).then(|| Problem::missing(&key));
                    (filled_in.insert(key), problem)
                }
                Err(problem) => {
                    let key = problem.key();
                    (key.is_some_and(|key| left_out.insert(key)), Some(problem))
                }
            };
            told.extend(problem.and_then(|problem| self.fault(problem)));
            if !key {
                faults.extend(told);
                faults.extend(unknown.into_iter().filter_map(|p| self.fault(p)));
                return None;
            }
        }
    }

    fn fault(&self, problem: Problem) -> Option<Fault> {
        let (code, at, message) = problem.told()?;
        Some(Fault {
            code,
            file: self.file.to_owned(),
            line: (at != usize::MAX).then(|| self.lines.at(at)),
            message,
        })
    }
}

/// The keys with these names, and the others.
fn parted<'a>(table: &DeTable<'a>, names: &[&str]) -> (DeTable<'a>, DeTable<'a>) {
    let (mut with, mut without) = (DeTable::new(), DeTable::new());
    for (name, value) in table {
        let side = if names.contains(&&**name.get_ref()) {
            &mut with
        } else {
            &mut without
        };
        side.insert(name.clone(), value.clone());
    }
    (with, without)
}
