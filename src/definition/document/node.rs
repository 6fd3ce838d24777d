//! One value in its place, and what one reading of a table works with.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde::de::Unexpected;
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use super::lines::{KeyOf, Lines, Scope, start};
use super::problem::Problem;
use super::words;
use crate::codes;

/// What one reading of a table works with.
pub(super) struct Reader<'a> {
    pub(super) lines: &'a Lines,
    pub(super) scope: &'a Scope,
    /// Keys whose fault is told.
    pub(super) left_out: &'a BTreeSet<KeyOf>,
    /// Keys that are missing although they must be there: empty.
    pub(super) filled_in: &'a BTreeSet<KeyOf>,
    /// Keys that nobody reads.
    pub(super) unknown: RefCell<Vec<Problem>>,
}

/// A value in its place.
#[derive(Clone, Copy)]
pub(super) struct Node<'a> {
    pub(super) reader: &'a Reader<'a>,
    pub(super) value: Value<'a>,
    pub(super) at: usize,
}

/// What is written there.
#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    Text(&'a str),
    Whole(i64),
    Number(f64),
    Flag(bool),
    Date,
    List(&'a [Spanned<DeValue<'a>>]),
    Table(&'a DeTable<'a>),
}

impl<'a> Node<'a> {
    pub(super) fn table(reader: &'a Reader<'a>, table: &'a DeTable<'a>, at: usize) -> Self {
        Self {
            reader,
            value: Value::Table(table),
            at,
        }
    }

    pub(super) fn of(reader: &'a Reader<'a>, value: &'a Spanned<DeValue<'a>>) -> Self {
        let at = start(value);
        let value = match value.get_ref() {
            DeValue::String(text) => Value::Text(text),
            DeValue::Integer(number) => whole(number),
            DeValue::Float(number) => Value::Number(number.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(flag) => Value::Flag(*flag),
            DeValue::Datetime(_) => Value::Date,
            DeValue::Array(list) => Value::List(list),
            DeValue::Table(table) => Value::Table(table),
        };
        Self { reader, value, at }
    }

    fn found(&self) -> Unexpected<'a> {
        match self.value {
            Value::Text(text) => Unexpected::Str(text),
            Value::Whole(number) => Unexpected::Signed(number),
            Value::Number(number) => Unexpected::Float(number),
            Value::Flag(flag) => Unexpected::Bool(flag),
            Value::Date => Unexpected::Other("日付"),
            Value::List(_) => Unexpected::Seq,
            Value::Table(_) => Unexpected::Map,
        }
    }

    /// Another kind of value was expected here.
    pub(super) fn not(&self, expected: &str) -> Problem {
        let message = words::instead(&words::found(self.found()), expected);
        Problem::said(codes::VALUE, self.at, message)
    }

    /// The lines of the keys of a table; 0 for those whose fault is told.
    pub(super) fn key_lines(&self) -> Vec<(String, u32)> {
        let Value::Table(table) = self.value else {
            return Vec::new();
        };
        let reader = self.reader;
        let missing = reader.filled_in.iter().filter(|(at, _)| *at == self.at);
        let missing = missing.map(|(_, key)| (key.clone(), 0));
        let written = table.keys().map(|key| {
            let name = key.get_ref().to_string();
            let is_told = reader.left_out.contains(&(self.at, name.clone()));
            let line = if is_told {
                0
            } else {
                reader.lines.at(start(key))
            };
            (name, line)
        });
        // What is written stands before what is missing: a key that was left out may be both.
        missing.chain(written).collect()
    }

    pub(super) fn line(&self) -> u32 {
        if self.at == usize::MAX {
            1
        } else {
            self.reader.lines.at(self.at)
        }
    }

    /// Refuses a name that the form does not have.
    pub(super) fn known(&self, is_block: bool) -> Result<&'a str, Problem> {
        let scope = self.reader.scope;
        let (known, what) = if is_block {
            (&scope.blocks, "文章のまとまり（block）")
        } else {
            (&scope.fields, "指標の欄")
        };
        let Value::Text(text) = self.value else {
            return Err(self.not(what));
        };
        if known.iter().any(|name| name == text) {
            return Ok(text);
        }
        let message = words::no_such(what, text, known.iter().map(String::as_str));
        Err(Problem::said(codes::REFERENCE, self.at, message))
    }
}

fn whole<'a>(number: &DeInteger<'_>) -> Value<'a> {
    let parsed = i64::from_str_radix(number.as_str(), number.radix());
    parsed.map_or(Value::Number(f64::INFINITY), Value::Whole)
}
