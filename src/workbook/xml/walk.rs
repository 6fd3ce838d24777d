//! The walk over a part. Who reads takes [`pieces`], namespaces set aside and broken XML as far as it goes; who patches
//! takes [`tags`] with their places, and nothing that is not whole.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::tag::{Kind, Tag};
use crate::fault::Fault;

/// What the walk meets.
pub(crate) enum Node<'a> {
    /// A tag.
    Tag(Tag<'a>),
    /// Text, references resolved; one text may come in several pieces.
    Text(Cow<'a, str>),
    /// Entities of a document's own.
    DocumentType,
}

/// Visits every tag and text of a part.
///
/// # Errors
/// The part is no well-formed XML, or the visitor refuses.
pub(crate) fn walk<'a>(
    xml: &'a str,
    visit: &mut dyn FnMut(Node<'a>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut reader = Reader::from_str(xml);
    let mut depth = 0usize;
    let mut from = 0;
    loop {
        let event = reader.read_event().map_err(|_| Fault::Unfamiliar)?;
        let to = usize::try_from(reader.buffer_position()).map_err(|_| Fault::Unfamiliar)?;
        let range = std::mem::replace(&mut from, to)..to;
        let kind = match event {
            Event::Start(_) => Kind::Open,
            Event::Empty(_) => Kind::Empty,
            Event::End(_) => Kind::Close,
            Event::Text(text) => {
                visit(Node::Text(text.xml10_content()))?;
                continue;
            }
            Event::CData(text) => {
                visit(Node::Text(text.xml10_content()))?;
                continue;
            }
            Event::GeneralRef(reference) => {
                let known = match reference.xml10_content().as_ref() {
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "amp" => Some('&'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => reference.resolve_char_ref().ok().flatten(),
                };
                // Nobody knows what another reference stands for; without it the text would be another one.
                let c = known.ok_or(Fault::Unfamiliar)?;
                visit(Node::Text(c.to_string().into()))?;
                continue;
            }
            Event::DocType(_) => {
                visit(Node::DocumentType)?;
                continue;
            }
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(Fault::Unfamiliar),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
        };
        let text = xml.get(range.clone()).ok_or(Fault::Unfamiliar)?;
        if !text.starts_with('<') || !text.ends_with('>') {
            return Err(Fault::Unfamiliar);
        }
        if kind == Kind::Close {
            depth = depth.checked_sub(1).ok_or(Fault::Unfamiliar)?;
        }
        visit(Node::Tag(Tag {
            kind,
            depth,
            range,
            text,
        }))?;
        if kind == Kind::Open {
            depth += 1;
        }
    }
}

/// Visits every tag of a part that will be changed.
///
/// # Errors
/// The part is no well-formed XML, has entities of its own, or the visitor refuses.
pub fn tags<'a>(
    xml: &'a str,
    visit: &mut dyn FnMut(&Tag<'a>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    walk(xml, &mut |node| match node {
        Node::Tag(tag) => visit(&tag),
        Node::Text(_) => Ok(()),
        // Entities of a document's own are nobody's way to write a workbook.
        Node::DocumentType => Err(Fault::Unfamiliar),
    })
}

/// What a reader meets.
pub(crate) enum Piece<'p> {
    /// An element begins.
    Open(&'p Tag<'p>),
    /// Text, or a piece of it.
    Text(&'p str),
    /// An element ends; an empty one ends right after its beginning.
    Close(&'p str),
}

/// Visits the elements and texts of a part that is only read; broken XML ends the walk.
pub(crate) fn pieces(xml: &str, visit: &mut dyn FnMut(Piece<'_>)) {
    // What was seen before the break is kept: the parser tells that the part is broken.
    let _ = whole_pieces(xml, &mut |piece| {
        visit(piece);
        Ok(())
    });
}

/// Visits the elements and texts of a part that is only read, and tells whether it is whole.
///
/// # Errors
/// The part is no well-formed XML, or the visitor refuses.
pub(crate) fn whole_pieces(
    xml: &str,
    visit: &mut dyn FnMut(Piece<'_>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    walk(xml, &mut |node| match node {
        Node::Tag(tag) => {
            if tag.kind != Kind::Close {
                visit(Piece::Open(&tag))?;
            }
            if tag.kind != Kind::Open {
                visit(Piece::Close(tag.name()))?;
            }
            Ok(())
        }
        Node::Text(text) => visit(Piece::Text(&text)),
        Node::DocumentType => Ok(()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_with_their_depth_and_place() {
        let xml = "<?xml version=\"1.0\"?><a><!-- <no/> --><x:b y:id='1&amp;2'/>t</a>";
        let mut seen = Vec::new();
        tags(xml, &mut |tag| {
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
            assert!(tags(broken, &mut |_| Ok(())).is_err(), "{broken}");
        }
    }

    #[test]
    fn all_of_a_text_is_read() {
        let mut text = String::new();
        let xml = "<t>a<!-- no -->&amp;<![CDATA[<b>]]>&#x3042;&#33;<r/>c\r\nd</t><broken";
        pieces(xml, &mut |piece| {
            if let Piece::Text(part) = piece {
                text.push_str(part);
            }
        });
        assert_eq!(text, "a&<b>あ!c\nd");
    }
}
