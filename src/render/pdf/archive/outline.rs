//! Nested bookmarks, closed below the chapters.

use lopdf::ObjectId;

use super::super::super::RenderError;
use super::super::document::{Bookmark, Document};
use super::object::{dictionary, integer, name, text};
use super::tags::destination;
use super::write::FileWriter;

/// A bookmark with those below it.
struct Branch<'a> {
    mark: &'a Bookmark,
    below: Vec<Self>,
}

/// Adds the outline; `None` without bookmarks.
pub(super) fn outline(
    file: &mut FileWriter,
    document: &Document,
    pages: &[ObjectId],
) -> Result<Option<ObjectId>, RenderError> {
    let branches = nested(&document.bookmarks);
    if branches.is_empty() {
        return Ok(None);
    }
    let root = file.reserve();
    let (first, last) = add(file, document, pages, &branches, root)?;
    let entry = dictionary([
        ("Type", name("Outlines")),
        ("First", first.into()),
        ("Last", last.into()),
        ("Count", integer(branches.len())),
    ]);
    file.put(root, entry)?;
    Ok(Some(root))
}

fn nested(marks: &[Bookmark]) -> Vec<Branch<'_>> {
    let mut branches = Vec::new();
    let mut rest = marks;
    while let Some((mark, after)) = rest.split_first() {
        let deeper = after
            .iter()
            .take_while(|next| next.level > mark.level)
            .count();
        let (below, next) = after.split_at(deeper);
        branches.push(Branch {
            mark,
            below: nested(below),
        });
        rest = next;
    }
    branches
}

fn add(
    file: &mut FileWriter,
    document: &Document,
    pages: &[ObjectId],
    branches: &[Branch<'_>],
    parent: ObjectId,
) -> Result<(ObjectId, ObjectId), RenderError> {
    let ids: Vec<ObjectId> = branches.iter().map(|_| file.reserve()).collect();
    for (index, branch) in branches.iter().enumerate() {
        let mark = branch.mark;
        let height = document.pages[mark.page].paper.height();
        let mut entry = dictionary([
            ("Title", text(&mark.title)),
            ("Parent", parent.into()),
            ("Dest", destination(pages[mark.page], height - mark.y)),
        ]);
        if index > 0 {
            entry.set("Prev", ids[index - 1]);
        }
        if let Some(next) = ids.get(index + 1) {
            entry.set("Next", *next);
        }
        if !branch.below.is_empty() {
            let (first, last) = add(file, document, pages, &branch.below, ids[index])?;
            entry.set("First", first);
            entry.set("Last", last);
            // Negative: shown closed.
            entry.set(
                "Count",
                -i64::try_from(branch.below.len()).unwrap_or(i64::MAX),
            );
        }
        file.put(ids[index], entry)?;
    }
    Ok((ids[0], ids[ids.len() - 1]))
}
