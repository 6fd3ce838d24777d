//! Page objects: paper, content, links, and the tree they hang on.

use lopdf::{Object, ObjectId, Stream};

use super::super::super::RenderError;
use super::super::document::Document;
use super::object::{dictionary, integer, name};
use super::tags::{Annotation, real};
use super::write::FileWriter;

/// Adds the pages under the numbers kept for them, and gives the root of their tree.
pub(super) fn pages(
    file: &mut FileWriter,
    document: &Document,
    pages: &[ObjectId],
    contents: Vec<Stream>,
    fonts: ObjectId,
    annotations: &[Annotation],
) -> Result<ObjectId, RenderError> {
    let tree = file.reserve();
    let resources = file.add(dictionary([("Font", fonts.into())]))?;
    let mut links = annotations.chunk_by(|a, b| a.page == b.page).peekable();
    for (index, (page, content)) in document.pages.iter().zip(contents).enumerate() {
        let corner = [0.0, 0.0, page.paper.width(), page.paper.height()];
        let mut entry = dictionary([
            ("Type", name("Page")),
            ("Parent", tree.into()),
            ("MediaBox", Object::Array(corner.map(real).to_vec())),
            ("Resources", resources.into()),
            ("Contents", file.add(content)?.into()),
            ("StructParents", integer(index)),
            ("Tabs", name("S")),
        ]);
        if let Some(links) = links.next_if(|links| links[0].page == index) {
            let links = links.iter().map(|link| Object::Reference(link.id));
            entry.set("Annots", links.collect::<Vec<_>>());
        }
        file.put(pages[index], entry)?;
    }
    let kids = pages.iter().map(|page| Object::Reference(*page));
    let entry = dictionary([
        ("Type", name("Pages")),
        ("Count", integer(pages.len())),
        ("Kids", kids.collect::<Vec<_>>().into()),
    ]);
    file.put(tree, entry)?;
    Ok(tree)
}
