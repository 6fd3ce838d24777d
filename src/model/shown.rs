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

/// Whether a character leaves no trace among the digits of a number, though in a text it may have its use: beside those of
/// [`is_unseen`] what joins or varies the letter before it, tags, and letters that are drawn as a blank.
pub fn hides_in_number(c: char) -> bool {
    is_unseen(c)
        || matches!(
            c,
            '\u{00AD}'
                | '\u{034F}'
                | '\u{115F}'..='\u{1160}'
                | '\u{17B4}'..='\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200C}'..='\u{200D}'
                | '\u{206A}'..='\u{206F}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FFA0}'
                | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E0FFF}'
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
