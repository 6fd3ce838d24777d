//! What printpdf does not write: tags, outline, links, metadata, colour profile, fixed ids; then the bytes.
//!
//! The only home of lopdf. Target: PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2) in one file.

mod metadata;
mod outline;
mod tags;
mod write;

use lopdf::{Dictionary, Object, ObjectId, StringFormat};

use super::super::RenderError;
use super::document::Document;
use super::paint::{Painted, utf16};
use crate::report::Report;

/// Finishes a painted document.
///
/// # Errors
/// The object tree is not as printpdf makes it; a fault of the program.
pub(super) fn finish(
    painted: Painted,
    document: &Document,
    report: &Report,
) -> Result<Vec<u8>, RenderError> {
    let Painted {
        mut file,
        places,
        pieces,
    } = painted;
    "1.7".clone_into(&mut file.version);
    let pages: Vec<ObjectId> = file.get_pages().into_values().collect();
    if pages.len() != document.pages.len() {
        return Err(fault("pages were lost"));
    }
    let annotations = tags::links(&mut file, document, &pages)?;
    let root = tags::tree(&mut file, document, &pages, &places, &pieces, &annotations);
    let outlines = outline::outline(&mut file, document, &pages);
    let metadata = metadata::metadata(&mut file, report);
    let intent = metadata::output_intent(&mut file);
    metadata::information(&mut file, report)?;
    let catalog = file
        .catalog_mut()
        .map_err(|error| fault(&error.to_string()))?;
    catalog.set("StructTreeRoot", root);
    catalog.set("MarkInfo", dictionary([("Marked", true.into())]));
    catalog.set("Lang", Object::string_literal("ja"));
    catalog.set(
        "ViewerPreferences",
        dictionary([("DisplayDocTitle", true.into())]),
    );
    catalog.set("Metadata", metadata);
    catalog.set("OutputIntents", vec![Object::Dictionary(intent)]);
    if let Some(outlines) = outlines {
        catalog.set("Outlines", outlines);
        catalog.set("PageMode", name("UseOutlines"));
    }
    write::write(file)
}

fn fault(reason: &str) -> RenderError {
    RenderError::Pdf(reason.to_owned())
}

/// A text string.
fn text(text: &str) -> Object {
    Object::String(utf16(text), StringFormat::Hexadecimal)
}

fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

fn dictionary<const N: usize>(entries: [(&str, Object); N]) -> Dictionary {
    entries.into_iter().collect()
}

/// A number of pages or pieces as PDF writes it.
fn integer(number: usize) -> Object {
    Object::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}
