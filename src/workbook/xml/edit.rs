//! Changes to a part, and text as it must be written in one.

use std::ops::Range;

/// Changes to a part, in any order.
#[derive(Debug, Default)]
pub struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    /// Puts a text in.
    pub fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.0.push((at..at, text.into()));
    }

    /// Puts a text in the place of another.
    pub fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.0.push((range, text.into()));
    }

    /// The part with the changes made; at one place they keep the order in which they were asked for.
    pub fn apply(mut self, xml: &str) -> String {
        self.0.sort_by_key(|(range, _)| (range.start, range.end));
        let more: usize = self.0.iter().map(|(_, text)| text.len()).sum();
        let mut out = String::with_capacity(xml.len() + more);
        let mut copied = 0;
        for (range, text) in self.0 {
            out.push_str(&xml[copied..range.start]);
            out.push_str(&text);
            copied = range.end;
        }
        out.push_str(&xml[copied..]);
        out
    }
}

/// Text for an attribute or an element.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

/// Text of a cell or a note: what XML cannot hold in Excel's own way, and what only looks like that way kept as it is.
pub fn cell_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let is_unheld = c.is_control() && !matches!(c, '\n' | '\t')
            || matches!(c, '\u{FFFE}' | '\u{FFFF}')
            || c == '_' && is_escape(&text[at..]);
        if is_unheld {
            out.push_str(&format!("_x{:04X}_", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    escaped(&out)
}

/// `_x000D_`.
fn is_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7
        && bytes[1] == b'x'
        && bytes[6] == b'_'
        && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_written_as_excel_does() {
        assert_eq!(
            cell_text("a\r<\u{1}_x000D_"),
            "a_x000D_&lt;_x0001__x005F_x000D_"
        );
    }
}
