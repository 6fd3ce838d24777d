//! A tag as it stands in its part: its name, its attributes with their places, and the same tag with one of them changed.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::escape::unescape;

use super::edit::escaped;

/// What a tag does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Begins an element.
    Open,
    /// Is an element without content.
    Empty,
    /// Ends an element.
    Close,
}

/// A tag as it stands in its part.
#[derive(Clone, Debug)]
pub struct Tag<'a> {
    /// What it does.
    pub kind: Kind,
    /// How many elements are open around it.
    pub depth: usize,
    /// Its place in the part.
    pub range: Range<usize>,
    /// From `<` to `>`.
    pub text: &'a str,
    /// Name with its prefix.
    pub(super) name: &'a str,
}

impl<'a> Tag<'a> {
    /// Name with its prefix.
    pub fn qualified(&self) -> &'a str {
        self.name
    }

    /// Name without prefix.
    pub fn name(&self) -> &'a str {
        local(self.name)
    }

    /// The prefix with its colon, for elements of the same namespace.
    pub fn prefix(&self) -> &'a str {
        self.name.rfind(':').map_or("", |at| &self.name[..=at])
    }

    /// An attribute by its name: the one without a prefix if there is one, else one of another namespace.
    pub fn get(&self, name: &str) -> Option<String> {
        self.look_up(name).map(Cow::into_owned)
    }

    /// As [`Self::get`], borrowed where it stands in the part as it reads.
    pub fn look_up(&self, name: &str) -> Option<Cow<'a, str>> {
        let [found] = self.look_up_all([name]);
        found
    }

    /// Several attributes in one walk over the tag, each as [`Self::look_up`] gives it.
    pub fn look_up_all<const N: usize>(&self, names: [&str; N]) -> [Option<Cow<'a, str>>; N] {
        let mut found: [Option<Cow<'a, str>>; N] = [const { None }; N];
        let mut is_own = [false; N];
        let name_end = self.text.len().min(1 + self.name.len());
        for (key, value) in attributes_from(self.text, name_end) {
            let key = &self.text[key];
            for (at, name) in names.iter().enumerate() {
                // Most attributes are none of those, and most names are of one letter: asking for the last one first is quicker.
                let may_be = key.as_bytes().last() == name.as_bytes().last();
                if is_own[at] || !may_be || name.len() > 1 && !key.ends_with(name) {
                    continue;
                }
                is_own[at] = key.len() == name.len();
                let is_prefixed = found[at].is_none()
                    && key[..key.len() - name.len()].ends_with(':')
                    && !key.starts_with("xmlns:");
                if is_own[at] || is_prefixed {
                    found[at] = content(&self.text[value.clone()]);
                }
            }
        }
        found
    }

    /// An attribute that is a number.
    pub fn number(&self, name: &str) -> Option<u32> {
        self.look_up(name)?.trim().parse().ok()
    }

    /// Whether a flag is on.
    pub fn is_set(&self, name: &str) -> bool {
        Self::means_yes(self.look_up(name).as_deref())
    }

    /// Whether what a flag says is that it is on.
    pub(crate) fn means_yes(said: Option<&str>) -> bool {
        matches!(said, Some("1" | "true" | "on"))
    }

    /// Whether a formatting element is on: it is unless it says otherwise.
    pub(crate) fn is_on(&self) -> bool {
        !matches!(
            self.look_up("val").as_deref(),
            Some("0" | "false" | "off" | "noStrike")
        )
    }

    /// The tag with an attribute of no namespace changed or added.
    pub fn with(&self, name: &str, value: &str) -> String {
        with_attribute(self.text, name, value)
    }

    /// Of an empty element, the opening tag.
    pub fn opened(text: &str) -> String {
        format!(
            "{}>",
            text.trim_end_matches('>').trim_end_matches('/').trim_end()
        )
    }
}

/// A tag's text with an attribute of no namespace changed or added.
pub fn with_attribute(tag: &str, name: &str, value: &str) -> String {
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
pub fn without_attribute(tag: &str, name: &str) -> String {
    let mut text = tag.to_owned();
    if let Some((key, value)) = attributes(tag).find(|(key, _)| tag[key.clone()] == *name) {
        text.replace_range(key.start..value.end + 1, "");
    }
    text
}

fn local(key: &str) -> &str {
    let colon = key.as_bytes().iter().rposition(|byte| *byte == b':');
    colon.map_or(key, |colon| &key[colon + 1..])
}

/// What an attribute holds: references resolved, and breaks between words as the blanks that they stand for.
fn content(written: &str) -> Option<Cow<'_, str>> {
    let is_special = |byte: &u8| *byte <= b'&' && matches!(byte, b'&' | b'\n' | b'\r' | b'\t');
    if !written.as_bytes().iter().any(is_special) {
        return Some(Cow::Borrowed(written));
    }
    let blanks = written
        .replace("\r\n", " ")
        .replace(['\n', '\r', '\t'], " ");
    Some(Cow::Owned(unescape(&blanks).ok()?.into_owned()))
}

/// Every attribute of a tag: the places of its name and of its value.
fn attributes(tag: &str) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let name_end = place(tag.as_bytes(), 0, is_blank);
    attributes_from(tag, name_end.unwrap_or(tag.len()))
}

/// The same from a place on, such as the end of its name.
fn attributes_from(tag: &str, mut at: usize) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let bytes = tag.as_bytes();
    std::iter::from_fn(move || {
        while is_blank(*bytes.get(at)?) {
            at += 1;
        }
        let from = at;
        while *bytes.get(at)? != b'=' {
            at += 1;
        }
        let mut to = at;
        while to > from && is_blank(bytes[to - 1]) {
            to -= 1;
        }
        at += 1;
        while is_blank(*bytes.get(at)?) {
            at += 1;
        }
        let quote = bytes[at];
        if !matches!(quote, b'"' | b'\'') {
            return None;
        }
        at += 1;
        let value = at;
        while *bytes.get(at)? != quote {
            at += 1;
        }
        at += 1;
        Some((from..to, value..at - 1))
    })
}

/// Whether a byte parts attributes. A letter is told apart from all of them by being greater.
pub(super) fn is_blank(byte: u8) -> bool {
    byte <= b' ' && byte.is_ascii_whitespace()
}

/// The first byte of a kind, from a place on.
fn place(bytes: &[u8], from: usize, is: impl Fn(u8) -> bool) -> Option<usize> {
    let found = bytes.get(from..)?.iter().position(|byte| is(*byte));
    found.map(|at| from + at)
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
    fn a_namespace_is_no_attribute_of_the_same_name() {
        let tag = Tag {
            kind: Kind::Empty,
            depth: 0,
            range: 0..0,
            text: "<c xmlns:r='x' r:id='rId1' r='A1' t='a\n&amp;&#10;b'/>",
            name: "c",
        };
        assert_eq!(tag.get("r").as_deref(), Some("A1"));
        assert_eq!(tag.get("id").as_deref(), Some("rId1"));
        assert_eq!(tag.get("t").as_deref(), Some("a &\nb"));
        assert_eq!(tag.get("s"), None);
    }
}
