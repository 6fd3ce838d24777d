//! Text as it can be set and written, whatever was typed: for pages, documents and their properties alike.

use unicode_normalization::char::{canonical_combining_class, compose};

/// Whether the character chooses a variant of the one before it.
pub(crate) fn is_selector(char: char) -> bool {
    matches!(char, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// The text as it can be set: line breaks as `\n`, a blank for a tab, marks joined to their base, signs without a shape left out.
///
/// Not NFC as a whole: that would turn 神 (U+FA19), the way a person writes a name, into 神.
pub(crate) fn clean(text: &str) -> String {
    if text.chars().all(is_plain) {
        return text.to_owned();
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut last: Option<char> = None;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        let char = match char {
            '\r' if chars.peek() == Some(&'\n') => continue,
            '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' => '\n',
            '\t' => ' ',
            _ if is_shapeless(char) => continue,
            _ => char,
        };
        if is_selector(char) && last.is_none_or(|last| last.is_whitespace() || is_selector(last)) {
            continue;
        }
        let joined = last
            .filter(|_| canonical_combining_class(char) != 0)
            .and_then(|last| compose(last, char));
        if let Some(joined) = joined {
            cleaned.pop();
            cleaned.push(joined);
            last = Some(joined);
        } else {
            cleaned.push(char);
            last = Some(char);
        }
    }
    cleaned
}

/// Whether a character stays as it is whatever stands beside it; nearly all are of these.
fn is_plain(char: char) -> bool {
    matches!(char, '\n' | ' '..='~' | '\u{3000}'..='\u{3029}' | '\u{3030}'..='\u{3098}' | '\u{309b}'..='\u{9fff}' | '\u{ff01}'..='\u{ff60}')
}

/// Controls, joiners, direction marks and the like; a direction override could make a number read backwards.
fn is_shapeless(char: char) -> bool {
    (char.is_control() && char != '\n')
        || matches!(char,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Text for XML, cleaned; what XML 1.0 does not allow is left out.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in clean(text).chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            _ => escaped.push(char),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decomposed_kana_are_joined_and_compatibility_ideographs_kept() {
        assert_eq!(clean("か\u{3099}ハ\u{309a}"), "がパ");
        assert_eq!(clean("\u{fa19}社"), "\u{fa19}社");
    }

    #[test]
    fn what_is_plain_stays_as_it_is() {
        for char in ('\0'..='\u{ffff}').filter(|char| is_plain(*char)) {
            let is_left = is_shapeless(char) || is_selector(char);
            let steers = matches!(char, '\t' | '\r' | '\u{b}' | '\u{c}');
            let code = char as u32;
            assert!(
                !is_left && !steers && canonical_combining_class(char) == 0,
                "{code:04X}"
            );
        }
    }

    #[test]
    fn controls_and_direction_marks_are_left_out() {
        assert_eq!(clean("a\u{0}b\u{202e}c\r\nd\te\u{7f}"), "abc\nd e");
        assert_eq!(clean("\u{fe0f}x"), "x");
    }

    #[test]
    fn what_xml_does_not_allow_is_left_out() {
        assert_eq!(escaped("a<b>\u{1}&\"\u{ffff}"), "a&lt;b&gt;&amp;&quot;");
    }
}
