//! What can be wrong with the shape of a value, as `serde` comes upon it.

use std::fmt;

use diagnostic::Code;
use serde::de;

use super::places::KeyOf;
use super::words;
use crate::codes;

/// One fault of shape. The place and the key are filled in on the way up.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) code: Code,
    pub(super) at: Option<usize>,
    /// The key that it is in.
    pub(super) key: Option<KeyOf>,
    /// What is said; `None` where it is told already that a value is missing, and what stands for it will not do.
    pub(super) message: Option<String>,
}

impl Problem {
    pub(super) fn said(code: Code, at: usize, message: String) -> Self {
        Self {
            at: Some(at),
            code,
            ..de::Error::custom(message)
        }
    }

    pub(super) fn told() -> Self {
        Self {
            code: codes::VALUE,
            at: None,
            key: None,
            message: None,
        }
    }

    /// On the way up: the value begins here.
    pub(super) fn placed(mut self, offset: usize) -> Self {
        self.at = self.at.or(Some(offset));
        self
    }

    /// On the way up: it is in this key of this table, unless an inner one is known.
    pub(super) fn within(mut self, table: usize, name: &str) -> Self {
        if self.message.is_some() {
            self.key = self.key.or_else(|| Some((table, name.to_owned())));
        }
        self
    }

    /// On the way up: the table begins here, and a key that is missing is missing in it. `serde` knows no more of that
    /// key than its name.
    pub(super) fn of_table(mut self, offset: usize) -> Self {
        if self.code == codes::KEY_MISSING && self.key.is_none() {
            let key = self.message.unwrap_or_default();
            self.message = Some(format!("「{key}」がありません"));
            self.key = Some((offset, key));
        }
        self.placed(offset)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message.as_deref().unwrap_or_default())
    }
}

impl std::error::Error for Problem {}

impl de::Error for Problem {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self {
            message: Some(message.to_string()),
            ..Self::told()
        }
    }

    fn missing_field(key: &'static str) -> Self {
        Self {
            code: codes::KEY_MISSING,
            ..Self::custom(key)
        }
    }

    fn invalid_type(found: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::custom(words::instead(&words::found(found), &expected.to_string()))
    }

    fn invalid_value(found: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn invalid_length(found: usize, expected: &dyn de::Expected) -> Self {
        Self::custom(words::instead(&format!("{found}個"), &expected.to_string()))
    }

    fn unknown_variant(found: &str, expected: &'static [&'static str]) -> Self {
        Self::custom(words::no_such_word(found, expected))
    }
}
