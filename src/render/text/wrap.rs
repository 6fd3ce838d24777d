//! Widths on a terminal: breaking, shortening, and taking out what a terminal would obey.

use model::visible;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of a text; characters of ambiguous width count two, as Japanese terminals draw them.
pub(super) fn columns(text: &str) -> usize {
    text.width_cjk()
}

/// The text on one line, and with signs for what would steer the terminal or turn the line round.
pub(super) fn printable(text: &str) -> String {
    visible(&text.replace(['\n', '\r', '\t'], " ")).into_owned()
}

/// The text cut to a number of columns, with 「…」 where something is left out.
pub(super) fn shorten(text: &str, limit: usize) -> String {
    if columns(text) <= limit {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut used = columns("…");
    for c in text.chars() {
        used += c.width_cjk().unwrap_or(0);
        if used > limit {
            break;
        }
        short.push(c);
    }
    short.push('…');
    short
}

/// Characters that do not begin a line (行頭禁則).
const NOT_AT_START: &str = "、。，．・：；？！）」』】］｝〉》々ー…％%)]!?,.:;";
/// Characters that do not end a line (行末禁則).
const NOT_AT_END: &str = "（「『【［｛〈《([";

/// Breaks a text into lines of at most `room` columns; what may not begin a line hangs over instead.
pub(super) fn wrap(text: &str, room: Option<usize>) -> Vec<&str> {
    let Some(room) = room else {
        return vec![text];
    };
    let mut lines = Vec::new();
    let (mut start, mut used, mut break_at) = (0, 0, 0);
    let mut before = None;
    for (at, c) in text.char_indices() {
        if may_break(before, c) {
            break_at = at;
        }
        let width = c.width_cjk().unwrap_or(0);
        if used + width > room && break_at > start {
            lines.push(text[start..break_at].trim_end());
            start = break_at;
            used = columns(&text[start..at]);
        }
        used += width;
        before = Some(c);
    }
    lines.push(&text[start..]);
    lines
}

/// Whether a line may end between two characters: not inside a number or a Latin word, and not against 禁則.
fn may_break(before: Option<char>, after: char) -> bool {
    let Some(before) = before else {
        return false;
    };
    let is_word = |c: char| c.is_ascii_alphanumeric() || "-_./!".contains(c);
    !(NOT_AT_START.contains(after)
        || NOT_AT_END.contains(before)
        || is_word(before) && is_word(after))
}

/// Fewest columns that a text is broken to.
const LEAST: usize = 20;

/// Lines of two columns, as a help has them: what does not fit into the room goes on below where its second column begins.
pub fn hanging(text: &str, room: usize) -> String {
    let mut out = Vec::new();
    for line in text.lines() {
        // Columns are kept apart by two blanks at least, and no sentence has them.
        let start = line.rfind("  ").map_or(0, |at| at + 2);
        let (head, rest) = line.split_at(start);
        let indent = columns(head);
        if columns(line) <= room || indent + LEAST > room {
            out.push(line.to_owned());
            continue;
        }
        for (number, part) in wrap(rest, Some(room - indent)).into_iter().enumerate() {
            let before = match number {
                0 => head.to_owned(),
                _ => " ".repeat(indent),
            };
            out.push(format!("{before}{}", part.trim_end()));
        }
    }
    out.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_to_the_width_and_lose_nothing() {
        let text = "書かれている数は20で、西成区の2025年度の名簿提供地域数16を超えています。";
        for room in [20, 30, 40] {
            let lines = wrap(text, Some(room));
            assert_eq!(lines.concat(), text);
            assert!(lines.len() > 1);
            for line in lines {
                assert!(columns(line) <= room, "{room}: {line}");
                assert!(!line.starts_with(['、', '。']), "{line}");
            }
        }
    }

    #[test]
    fn numbers_and_names_stay_whole() {
        let lines = wrap("あああああ12345年度", Some(12));
        assert_eq!(lines, ["あああああ", "12345年度"]);
    }

    #[test]
    fn a_terminal_gets_no_orders() {
        assert_eq!(
            printable("a\u{1b}[31m\nb\u{202E}"),
            "a［U+001B］[31m b［U+202E］"
        );
    }

    #[test]
    fn long_labels_are_cut_and_say_so() {
        assert_eq!(shorten("①相談受付件数", 48), "①相談受付件数");
        assert_eq!(shorten("あいうえおかき", 8), "あいう…");
    }
}
