//! A template file as text ▸ typed values with their lines. Every fault of shape is told at once, in Japanese: syntax,
//! unknown and missing keys, values of another kind. What the values mean is for `validate` and the rule kinds.
//!
//! # Decisions
//! * `serde` stops at the first fault. So reading is repeated: what was told is left out the next time, until nothing
//!   new comes. Files are small, and faults few.
//! * What a key left out for its fault would have said is taken as empty, and stands on no line: what is said about it
//!   later is dropped, because its fault is told already.

mod deserializer;
mod edition;
mod names;
mod node;
mod parts;
mod places;
mod problem;
mod resolved;
mod tree;
mod words;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(crate) use edition::{AFTER, BASED_ON, REMOVE, bases, relocate};
pub use names::{Blocks, Field, Fields, Whole};
pub(crate) use places::{Lines, Scope};
pub use resolved::{Change, Difference, Resolved, resolved};
pub use tree::{Tree, dotted, quoted};
pub use words::no_such;

use super::codes;
use super::fault::{Fault, FaultPlace, Faults};
use super::source::TemplateFile;
use node::{Node, Reader};
use places::{KeyOf, LineEnds, start};
use problem::Problem;

/// A table of a template file: the file itself, or one whose keys only somebody else knows.
#[derive(Debug)]
pub(crate) struct Table<'a> {
    pub(crate) file: &'a str,
    ends: Rc<LineEnds>,
    keys: DeValue<'a>,
    /// Where the table begins; also tells it from every other.
    at: usize,
}

impl<'a> Table<'a> {
    /// Takes a file apart; `None` where it is no TOML, which is told with each place.
    pub(crate) fn open(file: &'a TemplateFile, faults: &mut Faults) -> Option<Self> {
        let (root, errors) = DeTable::parse_recoverable(&file.text);
        let ends = LineEnds::of(&file.text);
        for error in &errors {
            let line = error.span().map(|span| ends.line(span.start));
            let message = words::syntax(error.message());
            faults.tell(codes::SYNTAX, &file.path, line, message);
        }
        errors.is_empty().then(|| Self {
            file: &file.path,
            ends: Rc::new(ends),
            keys: DeValue::Table(root.into_inner()),
            at: usize::MAX,
        })
    }

    /// Every string of the table with its line.
    pub(crate) fn texts(&self) -> Vec<(&str, u32)> {
        fn gather<'t>(value: &'t DeValue<'_>, at: usize, found: &mut Vec<(&'t str, usize)>) {
            let mut below = |value: &'t Spanned<DeValue<'_>>| {
                gather(value.get_ref(), start(value), found);
            };
            match value {
                DeValue::String(text) => found.push((text, at)),
                DeValue::Array(items) => items.iter().for_each(below),
                DeValue::Table(table) => table.values().for_each(&mut below),
                _ => {}
            }
        }
        let mut found = Vec::new();
        gather(&self.keys, self.at, &mut found);
        let placed = found.into_iter();
        placed
            .map(|(text, at)| (text, self.ends.line(at)))
            .collect()
    }

    /// Whether a key is written.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.keys.get(key).is_some()
    }

    /// The line on which the table begins.
    pub(crate) fn line(&self) -> u32 {
        self.ends.line(self.at)
    }

    /// Takes some of the keys out, for another reader.
    pub(crate) fn split(&mut self, names: &[&str]) -> Self {
        let mut taken = DeTable::new();
        if let DeValue::Table(keys) = &mut self.keys {
            let entries = names.iter().filter_map(|name| keys.remove_entry(*name));
            taken.extend(entries);
        }
        self.at(DeValue::Table(taken), self.at)
    }

    /// Takes a key out whose value is a text.
    pub(crate) fn take_text(&mut self, key: &str) -> Option<String> {
        let DeValue::Table(keys) = &mut self.keys else {
            return None;
        };
        let text = keys.remove(key)?.into_inner();
        text.as_str().map(str::to_owned)
    }

    /// Puts a list of texts under a key, where the table itself begins.
    pub(crate) fn put_list(&mut self, key: &'a str, items: &[&str]) {
        let at = self.at..self.at;
        let items = items.iter().map(|item| {
            let text = DeValue::String((*item).to_owned().into());
            Spanned::new(at.clone(), text)
        });
        let list = Spanned::new(at.clone(), DeValue::Array(items.collect()));
        if let DeValue::Table(keys) = &mut self.keys {
            keys.insert(Spanned::new(at, key.into()), list);
        }
    }

    /// Takes out the tables of an array of them, each to be read by whoever knows its keys; whatever else stands there is told.
    pub(crate) fn take_tables(&mut self, key: &str, faults: &mut Faults) -> Vec<Self> {
        let mut tables = Vec::new();
        let mut not = |value: &DeValue<'_>, at: usize| {
            let found = words::kind(value);
            let message = words::instead(found, &format!("[[{key}]]で始まる表"));
            faults.tell(codes::VALUE, self.file, Some(self.ends.line(at)), message);
        };
        let DeValue::Table(keys) = &mut self.keys else {
            return tables;
        };
        let Some(value) = keys.remove(key) else {
            return tables;
        };
        let at = start(&value);
        match value.into_inner() {
            DeValue::Array(entries) => {
                for entry in entries {
                    let at = start(&entry);
                    match entry.into_inner() {
                        keys @ DeValue::Table(_) => tables.push(self.at(keys, at)),
                        other => not(&other, at),
                    }
                }
            }
            other => not(&other, at),
        }
        tables
    }

    fn at(&self, keys: DeValue<'a>, at: usize) -> Self {
        Self {
            file: self.file,
            ends: Rc::clone(&self.ends),
            keys,
            at,
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
        let mut told: Vec<Problem> = Vec::new();
        let unknown = RefCell::default();
        let value = loop {
            let reader = Reader {
                ends: &self.ends,
                scope,
                left_out: &left_out,
                filled_in: &filled_in,
                unknown: &unknown,
            };
            let node = Node {
                reader: &reader,
                value: Some(&self.keys),
                at: self.at,
            };
            let problem = match T::deserialize(node) {
                Ok(value) => break Some(value),
                Err(problem) => problem,
            };
            let is_new = match problem.key.clone() {
                // A key that was left out for its fault is missing now.
                Some(key) if problem.code == codes::KEY_MISSING => {
                    if !left_out.contains(&key) {
                        told.push(problem);
                    }
                    filled_in.insert(key)
                }
                key => {
                    told.push(problem);
                    key.is_some_and(|key| left_out.insert(key))
                }
            };
            if !is_new {
                break None;
            }
            unknown.borrow_mut().clear();
        };
        told.append(&mut unknown.borrow_mut());
        faults.extend(told.into_iter().filter_map(|problem| self.fault(problem)));
        value
    }

    fn fault(&self, problem: Problem) -> Option<Fault> {
        let at = problem.at.filter(|at| *at != usize::MAX);
        Some(Fault {
            code: problem.code,
            file: self.file.to_owned(),
            place: at.map(|at| FaultPlace::Line(self.ends.line(at))),
            message: problem.message?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many tables are found under a key, and what is said of the rest.
    fn tables(text: &str) -> (usize, String) {
        let file = TemplateFile {
            path: "a.toml".to_owned(),
            text: text.to_owned(),
        };
        let mut faults = Faults::default();
        let mut table = Table::open(&file, &mut faults).expect("TOML");
        let found = table.take_tables("rule", &mut faults).len();
        let told = faults.iter().map(|fault| {
            format!(
                "{} {}",
                fault.place.as_ref().expect("a line"),
                fault.message
            )
        });
        (found, told.collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn what_is_no_list_of_tables_is_told_and_not_passed_over() {
        assert_eq!(tables("[[rule]]\nkind = 1\n[[rule]]\n"), (2, String::new()));
        assert_eq!(tables("x = 1"), (0, String::new()));
        let told = |found: &str, line| {
            format!("{line} [[rule]]で始まる表を書くところに、{found}があります")
        };
        assert_eq!(tables("\n[rule]\nkind = 1"), (0, told("表", 2)));
        assert_eq!(tables("rule = \"なし\""), (0, told("文字列", 1)));
        assert_eq!(tables("rule = []"), (0, String::new()));
        assert_eq!(tables("rule = [{ kind = 1 },\n 3]"), (1, told("数", 2)));
    }
}
