//! One value in its place, and what one reading of a table works with.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde::de::Unexpected;
use toml::Spanned;
use toml::de::DeValue;

use super::places::{KeyOf, LineEnds, Scope, start};
use super::problem::Problem;
use super::words;
use crate::codes;

/// What one reading of a table works with.
pub(super) struct Reader<'a> {
    pub(super) ends: &'a LineEnds,
    pub(super) scope: &'a Scope,
    /// Keys whose fault is told.
    pub(super) left_out: &'a BTreeSet<KeyOf>,
    /// Keys that are missing although they must be there: empty.
    pub(super) filled_in: &'a BTreeSet<KeyOf>,
    /// Keys that nobody reads.
    pub(super) unknown: &'a RefCell<Vec<Problem>>,
}

impl Reader<'_> {
    /// Whether the fault of a key is told. Nearly always nothing is, and then nothing is made to look for it.
    pub(super) fn is_left_out(&self, table: usize, name: &str) -> bool {
        !self.left_out.is_empty() && self.left_out.contains(&(table, name.to_owned()))
    }
}

/// A value in its place.
#[derive(Clone, Copy)]
pub(super) struct Node<'a> {
    pub(super) reader: &'a Reader<'a>,
    /// What is written; `None` for what must be there and is not: empty of whatever kind is asked for.
    pub(super) value: Option<&'a DeValue<'a>>,
    /// Where it begins; also tells a table from every other.
    pub(super) at: usize,
}

impl<'a> Node<'a> {
    pub(super) fn of(reader: &'a Reader<'a>, value: &'a Spanned<DeValue<'a>>) -> Self {
        Self {
            reader,
            value: Some(value.get_ref()),
            at: start(value),
        }
    }

    /// Another kind of value was expected here.
    pub(super) fn not(&self, expected: &str) -> Problem {
        let Some(value) = self.value else {
            return Problem::told();
        };
        let found = match value {
            DeValue::String(text) => Unexpected::Str(text),
            DeValue::Integer(_) => {
                whole(value).map_or(Unexpected::Float(f64::INFINITY), Unexpected::Signed)
            }
            DeValue::Float(number) => {
                Unexpected::Float(number.as_str().parse().unwrap_or(f64::NAN))
            }
            DeValue::Boolean(flag) => Unexpected::Bool(*flag),
            DeValue::Datetime(_) => Unexpected::Other("日付"),
            DeValue::Array(_) => Unexpected::Seq,
            DeValue::Table(_) => Unexpected::Map,
        };
        let message = words::instead(&words::found(found), expected);
        Problem::said(codes::VALUE, self.at, message)
    }

    /// The lines of a table and its keys, and of the keys of the tables in it; 0 for those whose fault is told.
    pub(super) fn key_lines(&self) -> Vec<(String, u32)> {
        let Some(DeValue::Table(table)) = self.value else {
            return Vec::new();
        };
        let reader = self.reader;
        let line = |at: usize, table: usize, name: &str| {
            if reader.is_left_out(table, name) {
                0
            } else {
                reader.ends.line(at)
            }
        };
        let own = if self.at == usize::MAX { 0 } else { self.at };
        let mut lines = vec![(String::new(), reader.ends.line(own))];
        for (key, value) in table {
            let name = &**key.get_ref();
            lines.push((name.to_owned(), line(start(key), self.at, name)));
            if let DeValue::Table(inner) = value.get_ref() {
                lines.extend(inner.keys().map(|key| {
                    let below = &**key.get_ref();
                    let line = line(start(key), start(value), below);
                    (format!("{name}.{below}"), line)
                }));
            }
        }
        let missing = reader.filled_in.iter().filter(|(at, _)| *at == self.at);
        lines.extend(missing.map(|(_, key)| (key.clone(), 0)));
        lines
    }
}

/// The number, if it is a whole one.
pub(super) fn whole(value: &DeValue<'_>) -> Option<i64> {
    let number = value.as_integer()?;
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}
