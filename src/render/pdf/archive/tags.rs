//! The structure tree, the way back from each piece of content to its element, and link annotations.

use std::collections::BTreeMap;

use lopdf::{Object, ObjectId};

use super::super::super::RenderError;
use super::super::document::{Document, Element, ElementId, Scope};
use super::object::{Entries, dictionary, integer, name, text};
use super::write::FileWriter;

/// A link annotation.
pub(super) struct Annotation {
    /// Its object.
    pub(super) id: ObjectId,
    /// Element it belongs to.
    element: ElementId,
    /// Page it stands on.
    pub(super) page: usize,
}

/// Adds the link annotations of all pages, in page order.
pub(super) fn links(
    file: &mut FileWriter,
    document: &Document,
    pages: &[ObjectId],
) -> Result<Vec<Annotation>, RenderError> {
    let mut annotations = Vec::new();
    for (index, page) in document.pages.iter().enumerate() {
        let height = page.paper.height();
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
            annotations.push(Annotation {
                id: file.add(annotation)?,
                element: link.element,
                page: index,
            });
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

/// A length as PDF writes it.
pub(super) fn real(number: f32) -> Object {
    Object::Real((number * 100.0).round() / 100.0)
}

/// Adds the tree and gives its root.
pub(super) fn tree(
    file: &mut FileWriter,
    document: &Document,
    pages: &[ObjectId],
    pieces: &[Vec<ElementId>],
    annotations: &[Annotation],
) -> Result<ObjectId, RenderError> {
    let root = file.reserve();
    let ids: Vec<ObjectId> = document.elements.iter().map(|_| file.reserve()).collect();
    let places = places(pieces, document.elements.len());
    let mut links: BTreeMap<ElementId, Vec<&Annotation>> = BTreeMap::new();
    for annotation in annotations {
        links
            .entry(annotation.element)
            .or_default()
            .push(annotation);
    }
    for (index, element) in document.elements.iter().enumerate() {
        let parent = element.parent.map_or(root, |parent| ids[parent]);
        let links = links.remove(&index).unwrap_or_default();
        file.write(ids[index], |to| {
            let mut entry = Entries::begin(to);
            entry.name("S", element.role.name());
            entry.reference("P", parent);
            kids(&mut entry, places.of(index), pages, (&links, element, &ids));
            attributes(&mut entry, element);
            entry.end();
        })?;
    }
    let parents = parent_tree(file, &ids, pages, pieces, annotations)?;
    let entry = dictionary([
        ("Type", name("StructTreeRoot")),
        ("K", ids[0].into()),
        ("ParentTree", parents.into()),
        (
            "ParentTreeNextKey",
            integer(pages.len() + annotations.len()),
        ),
    ]);
    file.put(root, entry)?;
    Ok(root)
}

/// The pieces of each element, one after another: a list for each of half a million elements would take five times the room.
struct Places {
    /// Where the pieces of an element begin; one more than there are elements.
    starts: Vec<u32>,
    /// Page and number on the page.
    pieces: Vec<(u32, u32)>,
}

impl Places {
    fn of(&self, element: ElementId) -> &[(u32, u32)] {
        &self.pieces[self.starts[element] as usize..self.starts[element + 1] as usize]
    }
}

/// Turns the elements of each page into the pages of each element.
fn places(pieces: &[Vec<ElementId>], elements: usize) -> Places {
    let mut starts = vec![0; elements + 1];
    for element in pieces.iter().flatten() {
        starts[element + 1] += 1;
    }
    for element in 0..elements {
        starts[element + 1] += starts[element];
    }
    let mut next = starts.clone();
    let mut all = vec![(0, 0); starts[elements] as usize];
    for (page, elements) in (0..).zip(pieces) {
        for (number, element) in (0..).zip(elements) {
            all[next[*element] as usize] = (page, number);
            next[*element] += 1;
        }
    }
    Places {
        starts,
        pieces: all,
    }
}

/// The pieces of an element, its links and the elements below it. Its page is named once, only pieces on further pages name theirs.
fn kids(
    entry: &mut Entries<'_>,
    places: &[(u32, u32)],
    pages: &[ObjectId],
    (links, element, ids): (&[&Annotation], &Element, &[ObjectId]),
) {
    let home = places.first().map(|(page, _)| *page);
    if let Some(home) = home {
        entry.reference("Pg", pages[home as usize]);
    }
    let count = places.len() + links.len() + element.children.len();
    entry.items("K", count, |kids| {
        for (page, number) in places {
            if Some(*page) == home {
                kids.number(*number);
                continue;
            }
            kids.entries(|piece| {
                piece.name("Type", "MCR");
                piece.reference("Pg", pages[*page as usize]);
                piece.number("MCID", *number);
            });
        }
        for link in links {
            kids.entries(|object| {
                object.name("Type", "OBJR");
                object.reference("Pg", pages[link.page]);
                object.reference("Obj", link.id);
            });
        }
        for child in &element.children {
            kids.reference(ids[*child]);
        }
    });
}

fn attributes(entry: &mut Entries<'_>, element: &Element) {
    if let Some(alt) = &element.alt {
        entry.text("Alt", alt);
    }
    if let Some(actual) = &element.actual_text {
        entry.text("ActualText", actual);
    }
    let scope = element.scope.map(|scope| match scope {
        Scope::Row => "Row",
        Scope::Column => "Column",
    });
    let (columns, rows) = (element.col_span, element.row_span);
    if scope.is_none() && columns <= 1 && rows <= 1 {
        return;
    }
    entry.entries("A", |table| {
        table.name("O", "Table");
        if let Some(scope) = scope {
            table.name("Scope", scope);
        }
        if columns > 1 {
            table.number("ColSpan", columns);
        }
        if rows > 1 {
            table.number("RowSpan", rows);
        }
    });
}

fn parent_tree(
    file: &mut FileWriter,
    ids: &[ObjectId],
    pages: &[ObjectId],
    pieces: &[Vec<ElementId>],
    annotations: &[Annotation],
) -> Result<ObjectId, RenderError> {
    let mut numbers = Vec::new();
    for (page, elements) in pieces.iter().enumerate() {
        let parents: Vec<Object> = elements
            .iter()
            .map(|element| ids[*element].into())
            .collect();
        numbers.push(integer(page));
        numbers.push(file.add(parents)?.into());
    }
    for (index, annotation) in annotations.iter().enumerate() {
        numbers.push(integer(pages.len() + index));
        numbers.push(ids[annotation.element].into());
    }
    file.add(dictionary([("Nums", Object::Array(numbers))]))
}
