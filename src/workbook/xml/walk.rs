//! The walk over a part. Who reads takes [`pieces`], namespaces set aside and broken XML as far as it goes; who patches
//! takes [`tags`] with their places, and nothing that is not whole.
//!
//! # Decisions
//! * Tags and plain text, of which a sheet has thousands, are told apart here; whatever else XML has is asked of `quick-xml`,
//!   token by token. It checks and copies every token, which was a fifth of reading a workbook.
//! * Names are held to be the same where an element ends, and a name ends where a blank, a slash or the tag ends: what is not
//!   so is broken.

use std::borrow::Cow;

use memchr::{memchr, memchr2};
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesText, Event};

use super::tag::{Kind, Tag, is_blank};
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
    let bytes = xml.as_bytes();
    let mut open: Vec<&'a str> = Vec::new();
    let mut at = 0;
    while let Some(length) = memchr2(b'<', b'&', &bytes[at..]) {
        let from = at + length;
        if length > 0 {
            visit(Node::Text(plain(&xml[at..from])))?;
        }
        if bytes[from] == b'&' || matches!(bytes.get(from + 1), Some(b'!' | b'?')) {
            at = from + other(&xml[from..], visit)?;
            continue;
        }
        let mut tag = tag_at(xml, from).ok_or(Fault::Unfamiliar)?;
        at = tag.range.end;
        if tag.kind == Kind::Close && open.pop() != Some(tag.name) {
            return Err(Fault::Unfamiliar);
        }
        tag.depth = open.len();
        if tag.kind == Kind::Open {
            open.push(tag.name);
        }
        visit(Node::Tag(tag))?;
    }
    if at < xml.len() {
        visit(Node::Text(plain(&xml[at..])))?;
    }
    open.is_empty().then_some(()).ok_or(Fault::Unfamiliar)
}

/// A text without references, its line ends as XML has them.
fn plain(text: &str) -> Cow<'_, str> {
    BytesText::from_escaped(text).xml10_content()
}

/// The tag that a text begins with, of which nobody asks how deep it lies.
pub fn first_tag(xml: &str) -> Option<Tag<'_>> {
    tag_at(xml, 0)
}

/// The tag that begins at a place; none where it has no name, does not end, or where neither a blank nor its end stands behind
/// the name.
fn tag_at(xml: &str, from: usize) -> Option<Tag<'_>> {
    let bytes = &xml.as_bytes()[from..];
    let is_close = bytes.get(1) == Some(&b'/');
    let start = if is_close { 2 } else { 1 };
    // Nearly every byte is greater than any sign that ends a name.
    let is_end = |byte: &u8| {
        *byte <= b'>' && (is_blank(*byte) || matches!(byte, b'/' | b'<' | b'>' | b'"' | b'\''))
    };
    let length = bytes.get(start..)?.iter().position(is_end)?;
    let end = start + length;
    let (kind, to) = match (bytes[end], bytes.get(end + 1)) {
        _ if length == 0 => return None,
        (b'>', _) if is_close => (Kind::Close, end + 1),
        (b'>', _) => (Kind::Open, end + 1),
        (b'/', Some(b'>')) if !is_close => (Kind::Empty, end + 2),
        (b'/' | b'<' | b'"' | b'\'', _) => return None,
        _ => {
            let to = end + tag_length(&bytes[end..])?;
            let is_empty = bytes[to - 2] == b'/';
            let is_bare = || bytes[end..to - 1].iter().all(|byte| is_blank(*byte));
            match (is_close, is_empty) {
                (true, _) if is_bare() => (Kind::Close, to),
                (true, _) => return None,
                (false, true) => (Kind::Empty, to),
                (false, false) => (Kind::Open, to),
            }
        }
    };
    Some(Tag {
        kind,
        depth: 0,
        range: from..from + to,
        text: &xml[from..from + to],
        name: &xml[from + start..from + end],
    })
}

/// Bytes up to the end of a tag: the first `>` that stands in no attribute.
fn tag_length(bytes: &[u8]) -> Option<usize> {
    let end = memchr(b'>', bytes)?;
    // As nearly always: whatever was opened before it is closed.
    let before = &bytes[..end];
    let quotes = before.iter().filter(|byte| **byte == b'"').count();
    if quotes % 2 == 0 && !before.contains(&b'\'') {
        return Some(end + 1);
    }
    let mut quote = 0;
    let end = bytes.iter().position(|byte| {
        match (quote, *byte) {
            (0, b'"' | b'\'') => quote = *byte,
            (0, byte) => return byte == b'>',
            (_, byte) if byte == quote => quote = 0,
            _ => {}
        }
        false
    });
    end.map(|end| end + 1)
}

/// Visits what is no tag and no plain text; gives its length.
fn other<'a>(
    xml: &'a str,
    visit: &mut dyn FnMut(Node<'a>) -> Result<(), Fault>,
) -> Result<usize, Fault> {
    let mut reader = Reader::from_str(xml);
    let event = reader.read_event().map_err(|_| Fault::Unfamiliar)?;
    let length = usize::try_from(reader.buffer_position()).map_err(|_| Fault::Unfamiliar)?;
    match event {
        Event::CData(text) => visit(Node::Text(text.xml10_content()))?,
        Event::GeneralRef(reference) => {
            let known = match resolve_xml_entity(&reference.xml10_content()) {
                Some(known) => Some(Cow::Borrowed(known)),
                None => {
                    let sign = reference.resolve_char_ref().ok().flatten();
                    sign.map(|sign| sign.to_string().into())
                }
            };
            // Nobody knows what another reference stands for; without it the text would be another one.
            visit(Node::Text(known.ok_or(Fault::Unfamiliar)?))?;
        }
        Event::DocType(_) => visit(Node::DocumentType)?,
        Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        Event::Start(_) | Event::Empty(_) | Event::End(_) | Event::Text(_) | Event::Eof => {
            return Err(Fault::Unfamiliar);
        }
    }
    Ok(length)
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

    /// What the walk meets, in words.
    fn walked(xml: &str) -> Option<Vec<String>> {
        let mut seen = Vec::new();
        let told = walk(xml, &mut |node| {
            seen.push(match node {
                Node::Tag(tag) => format!("{:?} {} {} {}", tag.kind, tag.name, tag.depth, tag.text),
                Node::Text(text) => format!("text {text}"),
                Node::DocumentType => "document type".to_owned(),
            });
            Ok(())
        });
        told.ok().map(|()| seen)
    }

    /// The same by the library alone. Names that end in neither a blank nor the end of the tag are broken, which it does not hold
    /// against a part.
    fn by_the_library(xml: &str) -> Option<Vec<String>> {
        let mut reader = Reader::from_str(xml);
        let (mut seen, mut depth, mut from) = (Vec::new(), 0, 0);
        loop {
            let event = reader.read_event().ok()?;
            let to = usize::try_from(reader.buffer_position()).expect("a place");
            let text = &xml[std::mem::replace(&mut from, to)..to];
            let mut tag = |kind, name: &str, depth: usize| {
                let is_name = !name.is_empty() && !name.contains(['/', '<', '>', '"', '\'']);
                is_name.then(|| seen.push(format!("{kind:?} {name} {depth} {text}")))
            };
            match event {
                Event::Start(start) => {
                    tag(Kind::Open, start.name().as_ref(), depth)?;
                    depth += 1;
                }
                Event::Empty(start) => tag(Kind::Empty, start.name().as_ref(), depth)?,
                Event::End(end) => {
                    depth -= 1;
                    tag(Kind::Close, end.name().as_ref(), depth)?;
                }
                Event::Text(text) => seen.push(format!("text {}", text.xml10_content())),
                Event::CData(text) => seen.push(format!("text {}", text.xml10_content())),
                Event::GeneralRef(reference) => {
                    let sign = reference.resolve_char_ref().ok()?;
                    let text = match sign {
                        Some(sign) => sign.to_string(),
                        None => resolve_xml_entity(&reference.xml10_content())?.to_owned(),
                    };
                    seen.push(format!("text {text}"));
                }
                Event::DocType(_) => seen.push("document type".to_owned()),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof => return (depth == 0).then_some(seen),
            }
        }
    }

    #[test]
    fn the_library_alone_sees_the_same_however_a_part_is_broken() {
        let xml = concat!(
            "<?xml version=\"1.0\"?>\r\n<!DOCTYPE a [<!ELEMENT a (b)><!ENTITY c '>'>]><!-- <no/> -->",
            "<x:a b='1>2' c=\"'\"><b/><b >あ\r\nい&amp;&#x3042;<![CDATA[<b>]]></b ></x:a> "
        );
        assert!(walked(xml).is_some_and(|seen| seen.len() > 10));
        let places: Vec<usize> = xml.char_indices().map(|(at, _)| at).collect();
        let mut whole = 0;
        for at in places {
            let (before, rest) = xml.split_at(at);
            let next = rest.chars().next().map_or(0, char::len_utf8);
            let signs = [
                "", "<", ">", "/", "&", ";", "\"", "'", " ", "!", "?", "]", "-", "a", "\r",
            ];
            for sign in signs {
                for broken in [
                    format!("{before}{sign}{rest}"),
                    format!("{before}{sign}{}", &rest[next..]),
                    format!("{before}{sign}"),
                ] {
                    let seen = walked(&broken);
                    whole += usize::from(seen.is_some());
                    assert_eq!(seen, by_the_library(&broken), "{broken}");
                }
            }
        }
        assert!(whole > 1000, "only {whole} were whole");
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
