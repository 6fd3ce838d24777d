//! What a code is: an entry of a closed list. Numbers are never reused; each carries the text that `explain` prints.
//! Codes are declared where they are spoken of; the list is put together once, in `check`.
//!
//! Families: D definitions, S source (file, sheet, identification), V value in a cell,
//! C consistency inside a submission, X across submissions, T across time.

use super::Severity;

/// A code; equality and order are those of its identifier.
#[derive(Clone, Copy)]
pub struct Code(&'static CodeEntry);

impl Code {
    /// The code of an entry; written with [`code!`](macro@crate::code).
    pub const fn new(entry: &'static CodeEntry) -> Self {
        Self(entry)
    }

    /// Its entry in the list.
    pub fn entry(self) -> &'static CodeEntry {
        self.0
    }

    /// `C301`.
    pub fn id(self) -> &'static str {
        self.0.id
    }

    /// `above-area-count`.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// Whether it tells of a reason and not of the data; such a diagnostic is itself no matter for a reason.
    pub fn is_about_reasons(self) -> bool {
        self.0.topic == Topic::Reason
    }

    /// Whether it says that an accepted figure of an earlier year was changed.
    pub fn is_about_restatements(self) -> bool {
        self.0.topic == Topic::Restatement
    }

    /// Whether it stands in for an error that is not at hand: told only where no other error withholds the fact.
    pub fn is_stand_in(self) -> bool {
        self.0.topic == Topic::StandIn || self == Self::ROWS_WITHHELD_IN_TABLE
    }

    /// Finds a code of a list by identifier (any case) or name.
    pub fn find_in(codes: &[Self], text: &str) -> Option<Self> {
        codes
            .iter()
            .copied()
            .find(|code| code.id().eq_ignore_ascii_case(text) || code.name() == text)
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.id(), self.name())
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Code {}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.id().cmp(other.id())
    }
}

/// One entry of the list.
#[derive(Debug)]
pub struct CodeEntry {
    /// Letter and three digits.
    pub id: &'static str,
    /// Kebab-case name of the fault.
    pub name: &'static str,
    /// Default severity.
    pub severity: Severity,
    /// Japanese explanation in Markdown with fixed headings.
    pub explanation: &'static str,
    /// What it speaks of, where a later stage must know.
    pub topic: Topic,
}

/// What a code speaks of, as far as later stages treat it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// The data.
    Data,
    /// A reason, not the data.
    Reason,
    /// A figure of an earlier year that was accepted otherwise.
    Restatement,
    /// A ward's numbers that are another ward's.
    Copy,
    /// A number that every ward has.
    Alike,
    /// A figure and the rows below it that do not add up to it: an error withholds them as well.
    Rows,
    /// An error that is not at hand: told only where no other error withholds the fact.
    StandIn,
}

/// A code, declared where it is spoken of: identifier, name, severity, the file that explains it, and its topic if it is
/// not the data.
#[macro_export]
macro_rules! code {
    ($id:literal $name:literal $severity:ident $explanation:literal) => {
        $crate::code!($id $name $severity $explanation Data)
    };
    ($id:literal $name:literal $severity:ident $explanation:literal $topic:ident) => {
        $crate::Code::new(&$crate::CodeEntry {
            id: $id,
            name: $name,
            severity: $crate::Severity::$severity,
            explanation: include_str!($explanation),
            topic: $crate::Topic::$topic,
        })
    };
}
