//! A tag as it stands in its part: its name, its attributes with their places, and the same tag with one of them changed.

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
}

impl<'a> Tag<'a> {
    /// Name with its prefix.
    pub fn qualified(&self) -> &'a str {
        let text = self.text.trim_start_matches(['<', '/']);
        let end = text.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
        &text[..end.unwrap_or(text.len())]
    }

    /// Name without prefix.
    pub fn name(&self) -> &'a str {
        local(self.qualified())
    }

    /// The prefix with its colon, for elements of the same namespace.
    pub fn prefix(&self) -> &'a str {
        let whole = self.qualified();
        whole.rfind(':').map_or("", |at| &whole[..=at])
    }

    /// An attribute by its name: the one without a prefix if there is one, else one of another namespace.
    pub fn get(&self, name: &str) -> Option<String> {
        let mut prefixed = None;
        for (key, value) in attributes(self.text) {
            let key = &self.text[key];
            if key == name {
                return content(&self.text[value]);
            }
            if prefixed.is_none() && local(key) == name && !key.starts_with("xmlns:") {
                prefixed = Some(value);
            }
        }
        content(&self.text[prefixed?])
    }

    /// An attribute that is a number.
    pub fn number(&self, name: &str) -> Option<u32> {
        self.get(name)?.trim().parse().ok()
    }

    /// Whether a flag is on.
    pub fn is_set(&self, name: &str) -> bool {
        matches!(self.get(name).as_deref(), Some("1" | "true" | "on"))
    }

    /// Whether a formatting element is on: it is unless it says otherwise.
    pub(crate) fn is_on(&self) -> bool {
        !matches!(
            self.get("val").as_deref(),
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
    key.rsplit(':').next().unwrap_or(key)
}

/// What an attribute holds: references resolved, and breaks between words as the blanks that they stand for.
fn content(written: &str) -> Option<String> {
    if written.contains(['\n', '\r', '\t']) {
        let blanks = written
            .replace("\r\n", " ")
            .replace(['\n', '\r', '\t'], " ");
        return Some(unescape(&blanks).ok()?.into_owned());
    }
    Some(unescape(written).ok()?.into_owned())
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
        };
        assert_eq!(tag.get("r").as_deref(), Some("A1"));
        assert_eq!(tag.get("id").as_deref(), Some("rId1"));
        assert_eq!(tag.get("t").as_deref(), Some("a &\nb"));
        assert_eq!(tag.get("s"), None);
    }
}
