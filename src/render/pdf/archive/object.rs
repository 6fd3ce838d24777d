//! The smallest objects of a PDF file: names, texts, numbers and dictionaries.

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

/// A number of pages or pieces as PDF writes it.
pub(super) fn integer(number: usize) -> Object {
    Object::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}
