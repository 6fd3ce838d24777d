//! Characters of two widths, by which one text is typed in two ways.

/// One character at the common width: full-width ASCII to ASCII, the many dashes to one.
pub fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{A0}' => ' ',
        '−' | '‐' | '‑' | '–' | '—' | '―' | '﹣' => '-',
        '〜' => '~',
        '￥' => '¥',
        other => other,
    }
}
