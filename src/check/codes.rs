//! The closed list of codes, put together once from where each is declared: definitions, reading, rules, reasons.

use std::sync::LazyLock;

use definition::codes::CODES as OF_DEFINITIONS;
use diagnostic::{Code, READING};

use super::rules::RULES;
use super::waiver::codes::CODES as OF_REASONS;

static ALL: LazyLock<Vec<Code>> = LazyLock::new(|| {
    let of_rules = RULES.iter().map(|kind| kind.code());
    let mut told: Vec<Code> = READING.iter().copied().chain(of_rules).collect();
    told.extend_from_slice(OF_REASONS);
    told.sort_by_key(|code| &code.id()[1..]);
    OF_DEFINITIONS.iter().copied().chain(told).collect()
});

/// Every code, those of definitions first, the others by number.
pub fn codes() -> &'static [Code] {
    &ALL
}

/// Every code that can be told of a submission.
pub fn submission_codes() -> &'static [Code] {
    &ALL[OF_DEFINITIONS.len()..]
}

/// The code with this identifier (any case) or name.
pub fn find_code(text: &str) -> Option<Code> {
    Code::find_in(codes(), text)
}
