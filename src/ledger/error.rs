//! What cannot be read back, with the file and why.

/// What cannot be read back.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct LedgerError {
    /// File within the output folder.
    pub file: String,
    /// Why, in Japanese.
    pub reason: String,
}

/// What stands in a heading for the noun of the level that reports, where that is not known.
pub(super) const ANY_UNIT: &str = "○";

impl LedgerError {
    /// The same with the headings as they are called where a unit is called so.
    #[must_use]
    pub fn naming(self, unit: &str) -> Self {
        let (any, own) = (format!("「{ANY_UNIT}"), format!("「{unit}"));
        Self {
            reason: self.reason.replace(&any, &own),
            ..self
        }
    }
}
