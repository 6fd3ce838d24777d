//! Texts of others as a person sees them: what steers a terminal, turns a line round or cannot be seen becomes a sign.
//! Data files keep every text as it was written.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character is a control, or one that turns the direction of writing or breaks a line unseen.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{061C}'
                | '\u{200B}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{2069}'
                | '\u{FEFF}'
        )
}

/// The text with a sign such as ［U+202E］ for every character that would not be seen.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_unseen(c) {
            let _ = write!(shown, "［U+{:04X}］", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// As [`visible`], line by line: what ends a line goes on doing so.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| c != '\n' && is_unseen(c)) {
        return Cow::Borrowed(text);
    }
    let lines: Vec<Cow<'_, str>> = text.split('\n').map(visible).collect();
    Cow::Owned(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_becomes_a_sign_and_all_else_stays() {
        assert_eq!(visible("西成区　①\u{1F600}"), "西成区　①\u{1F600}");
        assert_eq!(
            visible("a\u{202E}b\u{1b}[2J\n"),
            "a［U+202E］b［U+001B］[2J［U+000A］"
        );
        assert_eq!(
            visible_lines("a\u{200E}\nb\r\n"),
            "a［U+200E］\nb［U+000D］\n"
        );
    }
}
