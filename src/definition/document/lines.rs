//! Where things stand in a file, and what names in it may refer to.

use toml::Spanned;

/// The lines of a text, by offset.
#[derive(Clone, Debug)]
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at).collect())
    }

    pub(super) fn at(&self, offset: usize) -> u32 {
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
}

/// A table and a key of it.
pub(super) type KeyOf = (usize, String);

/// Where a value begins.
pub(super) fn start<T>(value: &Spanned<T>) -> usize {
    value.span().start
}
