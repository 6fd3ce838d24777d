//! How a submission stands, in the few words that every place says it in.

/// Whether it can be submitted, or how many errors and warnings stand in the way; without a full stop.
#[must_use]
pub fn verdict(errors: usize, warnings: usize) -> String {
    match (errors, warnings) {
        (0, 0) => "提出できます".to_owned(),
        (0, warnings) => format!("確認が{warnings}か所あります"),
        (errors, 0) => format!("誤りが{errors}か所あります"),
        (errors, warnings) => format!("誤りが{errors}か所、確認が{warnings}か所あります"),
    }
}
