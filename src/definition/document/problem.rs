//! What can be wrong with the shape of a value, as `serde` comes upon it.

use std::fmt;

use diagnostic::Code;
use serde::de;

use super::lines::KeyOf;
use super::words;
use crate::codes;

/// One fault of shape.
#[derive(Debug)]
pub(super) enum Problem {
    /// A key that must be there is not. `serde` does not know the table; it is filled in on the way up.
    Missing {
        /// The table.
        table: usize,
        /// The key.
        key: &'static str,
    },
    /// A value that stands for one that is missing will not do; that it is missing is told already.
    Told,
    /// Anything else, with what is said of it. The place and the key are filled in on the way up.
    Said {
        code: Code,
        at: Option<usize>,
        key: Option<KeyOf>,
        message: String,
    },
}

impl Problem {
    pub(super) fn said(code: Code, at: usize, message: String) -> Self {
        Self::Said {
            code,
            at: Some(at),
            key: None,
            message,
        }
    }

    pub(super) fn missing((table, key): &KeyOf) -> Self {
        let message = format!("「{key}」がありません");
        Self::said(codes::KEY_MISSING, *table, message)
    }

    /// On the way up: the value begins here.
    pub(super) fn placed(self, offset: usize) -> Self {
        match self {
            Self::Said {
                code,
                at: None,
                key,
                message,
            } => Self::Said {
                code,
                at: Some(offset),
                key,
                message,
            },
            other => other,
        }
    }

    /// On the way up: it is in this key of this table, unless an inner one is known.
    pub(super) fn within(self, table: usize, name: &str) -> Self {
        match self {
            Self::Said {
                code,
                at,
                key: None,
                message,
            } => Self::Said {
                code,
                at,
                key: Some((table, name.to_owned())),
                message,
            },
            other => other,
        }
    }

    /// On the way up: a key that is missing is missing in this table, unless an inner one is known.
    pub(super) fn of_table(self, offset: usize) -> Self {
        match self {
            Self::Missing {
                table: NOWHERE,
                key,
            } => Self::Missing { table: offset, key },
            other => other.placed(offset),
        }
    }

    /// The key that it is in.
    pub(super) fn key(&self) -> Option<KeyOf> {
        match self {
            Self::Missing { .. } | Self::Told => None,
            Self::Said { key, .. } => key.clone(),
        }
    }

    /// Code, place and words, where there is something to be said.
    pub(super) fn told(self) -> Option<(Code, usize, String)> {
        match self {
            Self::Missing { table, key } => Self::missing(&(table, key.to_owned())).told(),
            Self::Told => None,
            Self::Said {
                code, at, message, ..
            } => Some((code, at.unwrap_or(usize::MAX), message)),
        }
    }
}

/// The table of a missing key before it is known.
const NOWHERE: usize = usize::MAX - 1;

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { key, .. } => f.write_str(key),
            Self::Told => Ok(()),
            Self::Said { message, .. } => f.write_str(message),
        }
    }
}

impl std::error::Error for Problem {}

impl de::Error for Problem {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Said {
            code: codes::VALUE,
            at: None,
            key: None,
            message: message.to_string(),
        }
    }

    fn missing_field(key: &'static str) -> Self {
        Self::Missing {
            table: NOWHERE,
            key,
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
