//! The smallest objects of a PDF file: names, texts, numbers and dictionaries; and how an object is written (ISO 32000-1, 7.3).

use std::io::Write as _;

use lopdf::{Dictionary, Object, ObjectId, StringFormat};

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
        Object::Reference(id) => write_reference(*id, to),
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

/// A dictionary written entry by entry. Of structure elements a file has up to half a million, and as an [`Object`] each would take an
/// allocation for every key and name.
pub(super) struct Entries<'a>(&'a mut Vec<u8>);

impl<'a> Entries<'a> {
    /// Begins one; [`Self::end`] ends it.
    pub(super) fn begin(to: &'a mut Vec<u8>) -> Self {
        to.extend(b"<<");
        Self(to)
    }

    pub(super) fn name(&mut self, key: &str, value: &str) {
        write_name(key.as_bytes(), self.0);
        write_name(value.as_bytes(), self.0);
    }

    pub(super) fn number(&mut self, key: &str, value: u32) {
        write_name(key.as_bytes(), self.0);
        self.0.push(b' ');
        write_number(value, self.0);
    }

    pub(super) fn reference(&mut self, key: &str, value: ObjectId) {
        write_name(key.as_bytes(), self.0);
        self.0.push(b' ');
        write_reference(value, self.0);
    }

    pub(super) fn text(&mut self, key: &str, value: &str) {
        write_name(key.as_bytes(), self.0);
        write(&text(value), self.0);
    }

    pub(super) fn entries(&mut self, key: &str, value: impl FnOnce(&mut Entries<'_>)) {
        write_name(key.as_bytes(), self.0);
        let mut entries = Entries::begin(self.0);
        value(&mut entries);
        entries.end();
    }

    /// So many items: nothing for none, one by itself, more as an array.
    pub(super) fn items(&mut self, key: &str, count: usize, items: impl FnOnce(&mut Items<'_>)) {
        if count == 0 {
            return;
        }
        write_name(key.as_bytes(), self.0);
        let is_array = count > 1;
        if is_array {
            self.0.push(b'[');
        }
        items(&mut Items {
            to: self.0,
            is_parted: is_array,
        });
        if is_array {
            self.0.push(b']');
        }
    }

    pub(super) fn end(self) {
        self.0.extend(b">>");
    }
}

/// The items of an array, written one after another.
pub(super) struct Items<'a> {
    to: &'a mut Vec<u8>,
    /// What stands before the next parts it from that.
    is_parted: bool,
}

impl Items<'_> {
    pub(super) fn number(&mut self, value: u32) {
        self.part();
        write_number(value, self.to);
    }

    pub(super) fn reference(&mut self, value: ObjectId) {
        self.part();
        write_reference(value, self.to);
    }

    pub(super) fn entries(&mut self, value: impl FnOnce(&mut Entries<'_>)) {
        let mut entries = Entries::begin(self.to);
        value(&mut entries);
        entries.end();
        self.is_parted = false;
    }

    fn part(&mut self) {
        if !self.is_parted {
            self.to.push(b' ');
        }
        self.is_parted = false;
    }
}

fn write_reference((number, generation): ObjectId, to: &mut Vec<u8>) {
    write_number(number, to);
    to.push(b' ');
    write_number(u32::from(generation), to);
    to.extend(b" R");
}

/// Writes a number of no sign.
pub(super) fn write_number(number: u32, to: &mut Vec<u8>) {
    // As many digits as the greatest has.
    let mut digits = [0; 10];
    let (mut from, mut rest) = (digits.len(), number);
    loop {
        from -= 1;
        digits[from] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    to.extend(&digits[from..]);
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

    #[test]
    fn what_is_written_entry_by_entry_is_what_the_same_object_is() {
        let inner = || {
            dictionary([
                ("S", name("a/b")),
                ("Pg", Object::Reference((4_294_967_295, 0))),
            ])
        };
        let write_inner = |entries: &mut Entries<'_>| {
            entries.name("S", "a/b");
            entries.reference("Pg", (4_294_967_295, 0));
        };
        let lists: [Vec<Object>; 5] = [
            vec![],
            vec![10.into()],
            vec![inner().into()],
            vec![
                0.into(),
                907.into(),
                inner().into(),
                inner().into(),
                1.into(),
            ],
            vec![inner().into(), Object::Reference((3, 0))],
        ];
        for list in lists {
            let mut whole = dictionary([("Alt", text("あ")), ("D", inner().into())]);
            match &list[..] {
                [] => {}
                [one] => whole.set("K", one.clone()),
                _ => whole.set("K", list.clone()),
            }
            whole.set("N", 12);
            let (mut as_object, mut by_entry) = (Vec::new(), Vec::new());
            write(&whole.into(), &mut as_object);
            let mut entries = Entries::begin(&mut by_entry);
            entries.text("Alt", "あ");
            entries.entries("D", write_inner);
            entries.items("K", list.len(), |items| {
                for item in &list {
                    match item {
                        Object::Integer(number) => {
                            items.number(u32::try_from(*number).expect("small"));
                        }
                        Object::Reference(id) => items.reference(*id),
                        _ => items.entries(write_inner),
                    }
                }
            });
            entries.number("N", 12);
            entries.end();
            assert_eq!(String::from_utf8(by_entry), String::from_utf8(as_object));
        }
    }
}
