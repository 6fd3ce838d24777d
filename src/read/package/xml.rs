//! A walk over the elements and texts of one part, namespaces set aside. Broken XML ends the walk.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// What the walk meets.
pub(super) enum Node<'a> {
    /// An element begins.
    Open(Element<'a>),
    /// Text, entities resolved.
    Text(String),
    /// An element ends; an empty one ends right after its beginning.
    Close(&'a str),
}

/// The opening tag of an element.
pub(super) struct Element<'a>(&'a BytesStart<'a>);

impl Element<'_> {
    /// Name without prefix.
    pub(super) fn name(&self) -> &str {
        let whole = self.0.name().0;
        whole.rsplit(':').next().unwrap_or(whole)
    }

    /// An attribute by its name without prefix.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.0
            .attributes()
            .flatten()
            .find(|attribute| attribute.key.local_name().as_ref() == name)
            .and_then(|attribute| {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
                Some(value.into_owned())
            })
    }

    /// Whether a flag is on.
    pub(super) fn is_set(&self, name: &str) -> bool {
        matches!(self.get(name).as_deref(), Some("1" | "true" | "on"))
    }

    /// Whether a formatting element is on: it is unless it says otherwise.
    pub(super) fn is_on(&self) -> bool {
        !matches!(
            self.get("val").as_deref(),
            Some("0" | "false" | "off" | "noStrike")
        )
    }
}

/// Visits every node; `false` if the part is no well-formed XML.
pub(super) fn walk(xml: &str, visit: &mut dyn FnMut(Node<'_>)) -> bool {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => visit(Node::Open(Element(&start))),
            Ok(Event::Empty(start)) => {
                visit(Node::Open(Element(&start)));
                visit(Node::Close(start.local_name().as_ref()));
            }
            Ok(Event::End(end)) => visit(Node::Close(end.local_name().as_ref())),
            Ok(Event::Text(text)) => visit(Node::Text(text.xml10_content().into_owned())),
            Ok(Event::CData(text)) => visit(Node::Text(text.xml10_content().into_owned())),
            Ok(Event::GeneralRef(entity)) => {
                let known = match entity.xml10_content().as_ref() {
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "amp" => Some('&'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => entity.resolve_char_ref().ok().flatten(),
                };
                if let Some(c) = known {
                    visit(Node::Text(c.to_string()));
                }
            }
            Ok(Event::Eof) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}
