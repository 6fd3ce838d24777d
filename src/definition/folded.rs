//! Texts as they are compared when somebody typed them again.

use unicode_normalization::UnicodeNormalization;

/// At one width and without blanks.
pub fn folded(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

/// A letter, digit or sign of ASCII that was typed at full width, and the many dashes, at the common width.
pub(crate) fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '−' | '‐' | '‑' | '–' | '—' | '―' => '-',
        other => other,
    }
}
