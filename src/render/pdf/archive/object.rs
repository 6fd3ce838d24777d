//! The smallest objects of a PDF file: names, texts, numbers and dictionaries; and how an object is written (ISO 32000-1, 7.3).

use std::io::Write as _;

use lopdf::{Dictionary, Object, StringFormat};

use super::super::super::RenderError;
use super::super::paint::utf16;

pub(super) fn fault(reason: &str) -> RenderError {
    RenderError::Pdf(reason.to_owned())
}

/// A text string.
pub(super) fn text(text: &str) -> Object {
    Object::String(utf16(text), StringFormat::Hexadecimal)
}

pub(super) fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

pub(super) fn dictionary<const N: usize>(entries: [(&str, Object); N]) -> Dictionary {
    entries.into_iter().collect()
}

/// Writes an object with no more blanks than it needs. A stream stands by itself: of one only its dictionary is written.
pub(super) fn write(object: &Object, to: &mut Vec<u8>) {
    match object {
        Object::Null => to.extend(b"null"),
        Object::Boolean(is) => to.extend(is.to_string().into_bytes()),
        Object::Integer(number) => print(to, format_args!("{number}")),
        Object::Real(number) => print(to, format_args!("{number}")),
        Object::Name(name) => write_name(name, to),
        Object::String(text, StringFormat::Hexadecimal) => {
            const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
            to.push(b'<');
            let halves = text.iter().flat_map(|byte| [byte >> 4, byte & 15]);
            to.extend(halves.map(|half| DIGITS[usize::from(half)]));
            to.push(b'>');
        }
        Object::String(text, StringFormat::Literal) => {
            to.push(b'(');
            for byte in text {
                match byte {
                    b'(' | b')' | b'\\' => to.extend([b'\\', *byte]),
                    b'\r' => to.extend(b"\\r"),
                    _ => to.push(*byte),
                }
            }
            to.push(b')');
        }
        Object::Array(items) => {
            to.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 && is_bare(item) {
                    to.push(b' ');
                }
                write(item, to);
            }
            to.push(b']');
        }
        Object::Dictionary(entries) => write_entries(entries, to),
        Object::Stream(stream) => write_entries(&stream.dict, to),
        Object::Reference((number, generation)) => {
            print(to, format_args!("{number} {generation} R"));
        }
    }
}

fn print(to: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    to.write_fmt(text)
        .expect("internal error: writing to memory cannot fail");
}

fn write_entries(entries: &Dictionary, to: &mut Vec<u8>) {
    to.extend(b"<<");
    for (key, value) in entries {
        write_name(key, to);
        if is_bare(value) {
            to.push(b' ');
        }
        write(value, to);
    }
    to.extend(b">>");
}

fn write_name(name: &[u8], to: &mut Vec<u8>) {
    to.push(b'/');
    for byte in name {
        if b"()<>[]{}/%#".contains(byte) || !(33..=126).contains(byte) {
            print(to, format_args!("#{byte:02X}"));
        } else {
            to.push(*byte);
        }
    }
}

/// Whether nothing of an object itself parts it from what stands before it.
fn is_bare(object: &Object) -> bool {
    matches!(
        object,
        Object::Null
            | Object::Boolean(_)
            | Object::Integer(_)
            | Object::Real(_)
            | Object::Reference(_)
    )
}

/// A number of pages or pieces as PDF writes it.
pub(super) fn integer(number: usize) -> Object {
    Object::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_written_with_no_more_blanks_than_it_needs() {
        let inner = dictionary([("Kind of", name("a/b")), ("R", Object::Reference((7, 0)))]);
        let whole = dictionary([
            ("N", Object::Null),
            (
                "A",
                vec![1.into(), name("B"), Object::Real(-0.5), true.into()].into(),
            ),
            ("D", inner.into()),
            ("T", text("あ")),
            ("L", Object::string_literal("a(b)\\\r")),
        ]);
        let mut bytes = Vec::new();
        write(&whole.into(), &mut bytes);
        let expected = concat!(
            "<</N null/A[1/B -0.5 true]/D<</Kind#20of/a#2Fb/R 7 0 R>>",
            "/T<FEFF3042>/L(a\\(b\\)\\\\\\r)>>"
        );
        assert_eq!(String::from_utf8(bytes).expect("ASCII"), expected);
    }
}
