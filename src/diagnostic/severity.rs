//! How grave a diagnostic is, in the words of people and of machines.

use serde::{Deserialize, Serialize};

/// What a diagnostic does to the fact it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 誤り: the fact is withheld from the compilation.
    Error,
    /// 確認: the fact is used and flagged.
    Warning,
    /// 参考: for information.
    Note,
}

impl Severity {
    /// All of them, the gravest first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Note];

    /// The Japanese word a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Self::Error => "誤り",
            Self::Warning => "確認",
            Self::Note => "参考",
        }
    }

    /// The English key of the machine formats.
    pub fn key(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}
