//! Texts as they are compared when somebody typed them again.

use unicode_normalization::UnicodeNormalization;

/// At one width and without blanks.
pub fn folded(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}
