//! Painted pages ▸ file: tags, outline, links, metadata, colour profile, fixed ids; then the bytes.
//!
//! Target: PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2) in one file.

mod metadata;
mod object;
mod outline;
mod page;
mod tags;
mod write;

use lopdf::Object;

use super::super::RenderError;
use super::document::Document;
use super::paint::Painted;
use object::{dictionary, name};
use report::Report;
use write::FileWriter;

/// Finishes a painted document; what stands on the pages themselves is no longer needed.
///
/// # Errors
/// An object cannot be written; a fault of the program.
pub(super) fn finish(
    painted: Painted,
    document: &Document,
    report: &Report,
) -> Result<Vec<u8>, RenderError> {
    let Painted {
        faces,
        contents,
        pieces,
        compressor,
    } = painted;
    let taken = faces.objects.keys().last().map_or(0, |(number, _)| *number);
    let mut file = FileWriter::new(taken, compressor);
    for (id, object) in faces.objects {
        file.put(id, object)?;
    }
    let pages: Vec<_> = document.pages.iter().map(|_| file.reserve()).collect();
    let annotations = tags::links(&mut file, document, &pages)?;
    let page_tree = page::pages(
        &mut file,
        document,
        &pages,
        contents,
        faces.fonts,
        &annotations,
    )?;
    let root = tags::tree(&mut file, document, &pages, &pieces, &annotations)?;
    let outlines = outline::outline(&mut file, document, &pages)?;
    let mut catalog = dictionary([
        ("Type", name("Catalog")),
        ("Pages", page_tree.into()),
        ("PageLayout", name("OneColumn")),
        ("StructTreeRoot", root.into()),
        ("MarkInfo", dictionary([("Marked", true.into())]).into()),
        ("Lang", Object::string_literal("ja")),
        (
            "ViewerPreferences",
            dictionary([("DisplayDocTitle", true.into())]).into(),
        ),
        ("Metadata", metadata::metadata(&mut file, report)?.into()),
        (
            "OutputIntents",
            vec![metadata::output_intent(&mut file)?.into()].into(),
        ),
    ]);
    if let Some(outlines) = outlines {
        catalog.set("Outlines", outlines);
        catalog.set("PageMode", name("UseOutlines"));
    }
    let information = metadata::information(&mut file, report)?;
    let root = file.add(catalog)?;
    file.finish(root, information)
}
