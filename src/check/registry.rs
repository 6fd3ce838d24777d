//! The list of rules, one line each.

use super::Rule;

/// Every rule kind, in the order of its code.
pub const RULES: &[&dyn Rule] = &[];
