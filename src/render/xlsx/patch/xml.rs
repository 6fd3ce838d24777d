//! A part as a string of tags with their places, so that single tags can be changed and all else stays as it is.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::Event;

use super::Unpatchable;

/// What a tag does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Begins an element.
    Open,
    /// Is an element without content.
    Empty,
    /// Ends an element.
    Close,
}

/// A tag as it stands in its part.
#[derive(Clone, Debug)]
pub(super) struct Tag<'a> {
    pub(super) kind: Kind,
    /// How many elements are open around it.
    pub(super) depth: usize,
    /// Its place in the part.
    pub(super) range: Range<usize>,
    /// From `<` to `>`.
    pub(super) text: &'a str,
}

impl<'a> Tag<'a> {
    /// Name with its prefix.
    fn qualified(&self) -> &'a str {
        let text = self.text.trim_start_matches(['<', '/']);
        let end = text.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
        &text[..end.unwrap_or(text.len())]
    }

    /// Name without prefix.
    pub(super) fn name(&self) -> &'a str {
        let whole = self.qualified();
        whole.rsplit(':').next().unwrap_or(whole)
    }

    /// The prefix with its colon, for elements of the same namespace.
    pub(super) fn prefix(&self) -> &'a str {
        let whole = self.qualified();
        whole.rfind(':').map_or("", |at| &whole[..=at])
    }

    /// An attribute by its name without prefix.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let found =
            attributes(self.text).find(|(key, _)| local(&self.text[key.clone()]) == name)?;
        let value = &self.text[found.1];
        unescape(value).ok().map(std::borrow::Cow::into_owned)
    }

    /// An attribute that is a number.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.get(name)?.trim().parse().ok()
    }

    pub(super) fn is_set(&self, name: &str) -> bool {
        matches!(self.get(name).as_deref(), Some("1" | "true"))
    }

    /// The tag with an attribute of no namespace changed or added.
    pub(super) fn with(&self, name: &str, value: &str) -> String {
        with_attribute(self.text, name, value)
    }

    /// Of an empty element, the opening tag.
    pub(super) fn opened(text: &str) -> String {
        format!(
            "{}>",
            text.trim_end_matches('>').trim_end_matches('/').trim_end()
        )
    }
}

/// A tag's text with an attribute of no namespace changed or added.
pub(super) fn with_attribute(tag: &str, name: &str, value: &str) -> String {
    let value = escaped(value);
    let mut text = tag.to_owned();
    if let Some((_, place)) = attributes(tag).find(|(key, _)| tag[key.clone()] == *name) {
        text.replace_range(place, &value);
    } else {
        let end = tag.trim_end_matches('>').trim_end_matches('/').len();
        let end = tag[..end].trim_end().len();
        text.insert_str(end, &format!(" {name}=\"{value}\""));
    }
    text
}

/// A tag's text without an attribute.
pub(super) fn without_attribute(tag: &str, name: &str) -> String {
    let mut text = tag.to_owned();
    if let Some((key, value)) = attributes(tag).find(|(key, _)| tag[key.clone()] == *name) {
        text.replace_range(key.start..value.end + 1, "");
    }
    text
}

fn local(key: &str) -> &str {
    key.rsplit(':').next().unwrap_or(key)
}

/// Every attribute of a tag: the places of its name and of its value.
fn attributes(tag: &str) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let mut at = tag
        .find(|c: char| c.is_ascii_whitespace())
        .unwrap_or(tag.len());
    std::iter::from_fn(move || {
        let rest = &tag[at..];
        let from = at + (rest.len() - rest.trim_start().len());
        let equals = from + tag.get(from..)?.find('=')?;
        let key = from..from + tag[from..equals].trim_end().len();
        let after = &tag[equals + 1..];
        let open = equals + 1 + (after.len() - after.trim_start().len());
        let quote = tag[open..]
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\''))?;
        let end = open + 1 + tag[open + 1..].find(quote)?;
        at = end + 1;
        Some((key, open + 1..end))
    })
}

/// Visits every tag of a part.
///
/// # Errors
/// The part is no well-formed XML, or the visitor refuses.
pub(super) fn walk<'a>(
    xml: &'a str,
    visit: &mut dyn FnMut(&Tag<'a>) -> Result<(), Unpatchable>,
) -> Result<(), Unpatchable> {
    let mut reader = Reader::from_str(xml);
    let place = |reader: &Reader<&[u8]>| {
        usize::try_from(reader.buffer_position()).map_err(|_| Unpatchable::Unfamiliar)
    };
    let mut depth = 0usize;
    loop {
        let from = place(&reader)?;
        let event = reader.read_event().map_err(|_| Unpatchable::Unfamiliar)?;
        let kind = match event {
            Event::Start(_) => Kind::Open,
            Event::Empty(_) => Kind::Empty,
            Event::End(_) => Kind::Close,
            // Entities of a document's own are nobody's way to write a workbook.
            Event::DocType(_) => return Err(Unpatchable::Unfamiliar),
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(Unpatchable::Unfamiliar),
            _ => continue,
        };
        let range = from..place(&reader)?;
        let text = xml.get(range.clone()).ok_or(Unpatchable::Unfamiliar)?;
        if !text.starts_with('<') || !text.ends_with('>') {
            return Err(Unpatchable::Unfamiliar);
        }
        if kind == Kind::Close {
            depth = depth.checked_sub(1).ok_or(Unpatchable::Unfamiliar)?;
        }
        visit(&Tag {
            kind,
            depth,
            range,
            text,
        })?;
        if kind == Kind::Open {
            depth += 1;
        }
    }
}

/// Changes to a part, in any order.
#[derive(Debug, Default)]
pub(super) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    pub(super) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.0.push((at..at, text.into()));
    }

    pub(super) fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.0.push((range, text.into()));
    }

    /// The part with the changes made; at one place they keep the order in which they were asked for.
    pub(super) fn apply(mut self, xml: &str) -> String {
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
pub(super) fn escaped(text: &str) -> String {
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
pub(super) fn cell_text(text: &str) -> String {
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
    fn attributes_are_changed_in_place() {
        let tag = "<x:c r = 'A1' s=\"3\" t=\"s\"/>";
        assert_eq!(
            with_attribute(tag, "s", "9"),
            "<x:c r = 'A1' s=\"9\" t=\"s\"/>"
        );
        assert_eq!(
            with_attribute("<c r=\"A1\">", "s", "9"),
            "<c r=\"A1\" s=\"9\">"
        );
        assert_eq!(with_attribute("<c />", "s", "9"), "<c s=\"9\" />");
        assert_eq!(without_attribute(tag, "s"), "<x:c r = 'A1'  t=\"s\"/>");
        assert_eq!(Tag::opened("<row r=\"1\" />"), "<row r=\"1\">");
    }

    #[test]
    fn tags_are_found_with_their_depth_and_place() {
        let xml = "<?xml version=\"1.0\"?><a><!-- <no/> --><x:b y:id='1&amp;2'/>t</a>";
        let mut seen = Vec::new();
        walk(xml, &mut |tag| {
            seen.push((tag.name().to_owned(), tag.prefix().to_owned(), tag.depth));
            if tag.name() == "b" {
                assert_eq!(tag.get("id").as_deref(), Some("1&2"));
                assert_eq!(&xml[tag.range.clone()], "<x:b y:id='1&amp;2'/>");
            }
            Ok(())
        })
        .expect("well-formed");
        let expected = [("a", "", 0), ("b", "x:", 1), ("a", "", 0)];
        let expected: Vec<_> = expected
            .map(|(name, prefix, depth)| (name.to_owned(), prefix.to_owned(), depth))
            .to_vec();
        assert_eq!(seen, expected);
        for broken in ["<a>", "<a></b>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"] {
            assert!(walk(broken, &mut |_| Ok(())).is_err(), "{broken}");
        }
    }

    #[test]
    fn what_xml_cannot_hold_is_written_as_excel_does() {
        assert_eq!(
            cell_text("a\r<\u{1}_x000D_"),
            "a_x000D_&lt;_x0001__x005F_x000D_"
        );
    }
}
