//! Characters of two widths, by which one text is typed in two ways, and characters that a name cannot have.

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

/// Katakana as hiragana: a reading, or a word that is typed freely, comes in either.
pub fn hiragana(text: &str) -> String {
    let of = |c: char| match c {
        'ァ'..='ヶ' => char::from_u32(c as u32 - 0x60).unwrap_or(c),
        other => other,
    };
    text.chars().map(of).collect()
}

/// An identifier as part of a defined name of a workbook: letters and digits stay, every other character is an underscore.
pub fn name_part(id: &str) -> String {
    let kept = |c: char| match c.is_alphanumeric() || c == '.' {
        true => c,
        false => '_',
    };
    id.chars().map(kept).collect()
}
