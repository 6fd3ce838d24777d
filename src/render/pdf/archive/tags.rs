//! The structure tree, the way back from each piece of content to its element, and link annotations.

use lopdf::{Dictionary, Document as File, Object, ObjectId};

use super::super::super::RenderError;
use super::super::document::{Document, Element, ElementId, Scope};
use super::{dictionary, fault, integer, name, text};

/// A link annotation.
pub(super) struct Annotation {
    /// Its object.
    id: ObjectId,
    /// Element it belongs to.
    element: ElementId,
    /// Page it stands on.
    page: usize,
}

/// Adds the link annotations of all pages.
pub(super) fn links(
    file: &mut File,
    document: &Document,
    pages: &[ObjectId],
) -> Result<Vec<Annotation>, RenderError> {
    let mut annotations = Vec::new();
    for (index, page) in document.pages.iter().enumerate() {
        let height = page.paper.height();
        let mut references = Vec::new();
        for link in &page.links {
            let area = link.area;
            let corners = [
                area.x,
                height - area.y - area.height,
                area.x + area.width,
                height - area.y,
            ];
            let target = document
                .pages
                .get(link.page)
                .map_or(0.0, |target| target.paper.height());
            let annotation = dictionary([
                ("Type", name("Annot")),
                ("Subtype", name("Link")),
                ("Rect", Object::Array(corners.map(real).to_vec())),
                ("Border", Object::Array(vec![0.into(), 0.into(), 0.into()])),
                ("Contents", text(&link.description)),
                // Printed like everything else: PDF/A asks for it.
                ("F", 4.into()),
                ("StructParent", integer(pages.len() + annotations.len())),
                ("Dest", destination(pages[link.page], target - link.y)),
            ]);
            let id = file.add_object(annotation);
            references.push(Object::Reference(id));
            annotations.push(Annotation {
                id,
                element: link.element,
                page: index,
            });
        }
        let entry = file
            .get_dictionary_mut(pages[index])
            .map_err(|error| fault(&error.to_string()))?;
        entry.set("StructParents", integer(index));
        entry.set("Tabs", name("S"));
        if references.is_empty() {
            entry.remove(b"Annots");
        } else {
            entry.set("Annots", references);
        }
    }
    Ok(annotations)
}

/// A place on a page.
pub(super) fn destination(page: ObjectId, y: f32) -> Object {
    Object::Array(vec![
        page.into(),
        name("XYZ"),
        0.into(),
        real(y + 6.0),
        Object::Null,
    ])
}

fn real(number: f32) -> Object {
    Object::Real((number * 100.0).round() / 100.0)
}

/// Adds the tree and gives its root.
pub(super) fn tree(
    file: &mut File,
    document: &Document,
    pages: &[ObjectId],
    places: &[Vec<(usize, usize)>],
    pieces: &[Vec<ElementId>],
    annotations: &[Annotation],
) -> ObjectId {
    let root = file.new_object_id();
    let ids: Vec<ObjectId> = document
        .elements
        .iter()
        .map(|_| file.new_object_id())
        .collect();
    for (index, element) in document.elements.iter().enumerate() {
        let parent = element.parent.map_or(root, |parent| ids[parent]);
        let mut entry = dictionary([("S", name(element.role.name())), ("P", parent.into())]);
        let mut kids = content(&mut entry, &places[index], pages);
        let own = annotations
            .iter()
            .filter(|annotation| annotation.element == index);
        kids.extend(own.map(|annotation| {
            let object = [
                ("Type", name("OBJR")),
                ("Pg", pages[annotation.page].into()),
                ("Obj", annotation.id.into()),
            ];
            Object::Dictionary(dictionary(object))
        }));
        kids.extend(
            element
                .children
                .iter()
                .map(|child| Object::Reference(ids[*child])),
        );
        if kids.len() == 1 {
            entry.set("K", kids.remove(0));
        } else if !kids.is_empty() {
            entry.set("K", kids);
        }
        attributes(&mut entry, element);
        file.objects.insert(ids[index], Object::Dictionary(entry));
    }
    let parents = parent_tree(file, &ids, pages, pieces, annotations);
    let entry = dictionary([
        ("Type", name("StructTreeRoot")),
        ("K", ids[0].into()),
        ("ParentTree", parents.into()),
        (
            "ParentTreeNextKey",
            integer(pages.len() + annotations.len()),
        ),
    ]);
    file.objects.insert(root, Object::Dictionary(entry));
    root
}

/// The pieces of an element: its page is named once, only pieces on further pages name theirs.
fn content(entry: &mut Dictionary, places: &[(usize, usize)], pages: &[ObjectId]) -> Vec<Object> {
    let home = places.first().map(|(page, _)| *page);
    if let Some(home) = home {
        entry.set("Pg", pages[home]);
    }
    let piece = |(page, number): &(usize, usize)| {
        if Some(*page) == home {
            return integer(*number);
        }
        let piece = [
            ("Type", name("MCR")),
            ("Pg", pages[*page].into()),
            ("MCID", integer(*number)),
        ];
        Object::Dictionary(dictionary(piece))
    };
    places.iter().map(piece).collect()
}

fn attributes(entry: &mut Dictionary, element: &Element) {
    if let Some(alt) = &element.alt {
        entry.set("Alt", text(alt));
    }
    if let Some(actual) = &element.actual_text {
        entry.set("ActualText", text(actual));
    }
    let mut table = dictionary([("O", name("Table"))]);
    match element.scope {
        Some(Scope::Row) => table.set("Scope", name("Row")),
        Some(Scope::Column) => table.set("Scope", name("Column")),
        None => {}
    }
    if element.col_span > 1 {
        table.set("ColSpan", i64::from(element.col_span));
    }
    if element.row_span > 1 {
        table.set("RowSpan", i64::from(element.row_span));
    }
    if table.len() > 1 {
        entry.set("A", table);
    }
}

fn parent_tree(
    file: &mut File,
    ids: &[ObjectId],
    pages: &[ObjectId],
    pieces: &[Vec<ElementId>],
    annotations: &[Annotation],
) -> ObjectId {
    let mut numbers = Vec::new();
    for (page, elements) in pieces.iter().enumerate() {
        let parents: Vec<Object> = elements
            .iter()
            .map(|element| ids[*element].into())
            .collect();
        let list = file.add_object(parents);
        numbers.push(integer(page));
        numbers.push(list.into());
    }
    for (index, annotation) in annotations.iter().enumerate() {
        numbers.push(integer(pages.len() + index));
        numbers.push(ids[annotation.element].into());
    }
    file.add_object(dictionary([("Nums", Object::Array(numbers))]))
}
