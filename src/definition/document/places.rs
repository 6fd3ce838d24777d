//! Where things stand in a file, and what names in it may refer to.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

/// By this name of a field the reader knows that a table's lines are asked for; nobody writes it.
pub(super) const LINES: &str = "$lines";

/// The lines of a table: its own, its keys', and those of the keys of tables in it, as `key.inner`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Lines(BTreeMap<String, u32>);

impl Lines {
    /// The line of a key, else of the table; 0 where a fault of the key is told already.
    pub(crate) fn of(&self, key: &str) -> u32 {
        let own = || self.0.get("").copied().unwrap_or_default();
        self.0.get(key).copied().unwrap_or_else(own)
    }
}

/// Where the lines of a text end.
#[derive(Clone, Debug)]
pub(super) struct LineEnds(Vec<usize>);

impl LineEnds {
    pub(super) fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at).collect())
    }

    /// A line ends here too, although nothing is written there.
    pub(super) fn end_at(&mut self, offset: usize) {
        self.0.push(offset);
    }

    /// The line ends of a further text.
    pub(super) fn append(&mut self, text: &str) {
        self.0.extend(text.match_indices('\n').map(|(at, _)| at));
    }

    pub(super) fn line(&self, offset: usize) -> u32 {
        let line = self.0.partition_point(|end| *end < offset) + 1;
        u32::try_from(line).unwrap_or(u32::MAX)
    }
}

/// What names in a table may refer to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    /// Indicators that the form asks for.
    pub(crate) fields: Vec<String>,
    /// Blocks of words of the form.
    pub(crate) blocks: Vec<String>,
    /// Keys at the top of the file that another reader takes.
    pub(crate) keys: &'static [&'static str],
}

/// A table and a key of it.
pub(super) type KeyOf = (usize, String);

/// Where a value begins.
pub(super) fn start<T>(value: &Spanned<T>) -> usize {
    value.span().start
}
