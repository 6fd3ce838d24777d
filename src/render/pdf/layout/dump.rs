//! The layout as text: what tests compare and what one reads first when a page looks wrong.

use std::fmt::Write;

use super::super::document::{Document, ElementId, Scope, Shape, Tag};
use super::super::font::Faces;

/// How much the dump tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Detail {
    /// What a person reviews.
    Reviewed,
    /// Every item, and which element it belongs to.
    Full,
}

/// One line per item, lengths in points: left end, baseline, width × type size; then the tree and the bookmarks.
pub(in super::super) fn dump(faces: &Faces, document: &Document, detail: Detail) -> String {
    let mut out = String::new();
    for (index, page) in document.pages.iter().enumerate() {
        let _ = writeln!(out, "ページ{} {}", index + 1, page.paper.name());
        for item in &page.items {
            let tag = match item.tag {
                Tag::Content(id) => named(document, id, detail),
                Tag::Pagination => "柱".to_owned(),
                Tag::Decoration => "罫".to_owned(),
            };
            shape(&mut out, faces, &tag, &item.shape, detail);
        }
        for link in &page.links {
            let _ = writeln!(out, "  → ページ{} {}", link.page + 1, link.description);
        }
    }
    out.push_str("構造\n");
    if !document.elements.is_empty() {
        branch(document, 0, 1, detail, &mut out);
    }
    out.push_str("しおり\n");
    for mark in &document.bookmarks {
        let depth = "  ".repeat(usize::from(mark.level));
        let _ = writeln!(out, "{depth}{} {}", mark.title, mark.page + 1);
    }
    out
}

fn named(document: &Document, id: ElementId, detail: Detail) -> String {
    let name = document.elements[id].role.name();
    match detail {
        Detail::Reviewed => name.to_owned(),
        Detail::Full => format!("{name}#{id}"),
    }
}

fn shape(out: &mut String, faces: &Faces, tag: &str, shape: &Shape, detail: Detail) {
    let _ = match shape {
        Shape::Text {
            x,
            y,
            size,
            weight,
            is_turned,
            text,
            ..
        } => {
            let wide = faces.width(text, *size, *weight);
            let turned = if *is_turned { "↻" } else { "" };
            writeln!(
                out,
                "  {tag} {x:.1},{y:.1} {wide:.1}×{size:.1}{turned} {text}"
            )
        }
        Shape::Fill { area, color } => {
            let places = usize::from(detail == Detail::Full);
            writeln!(
                out,
                "  {tag} 面 {:.places$},{:.places$} {:.places$}×{:.places$} #{:02x}{:02x}{:02x}",
                area.x, area.y, area.width, area.height, color.0, color.1, color.2
            )
        }
        // Rules are many and say little to a person.
        Shape::Rule { from, to, .. } if detail == Detail::Full => writeln!(
            out,
            "  {tag} 線 {:.1},{:.1} {:.1},{:.1}",
            from.0, from.1, to.0, to.1
        ),
        Shape::Rule { .. } => Ok(()),
    };
}

fn branch(document: &Document, id: ElementId, depth: usize, detail: Detail, out: &mut String) {
    let element = &document.elements[id];
    let _ = write!(out, "{}{}", "  ".repeat(depth), named(document, id, detail));
    if element.col_span > 1 || element.row_span > 1 {
        let _ = write!(out, " {}×{}", element.col_span, element.row_span);
    }
    if let Some(scope) = element.scope {
        out.push_str(match scope {
            Scope::Row => " 行の見出し",
            Scope::Column => " 列の見出し",
        });
    }
    if let Some(alt) = &element.alt {
        let _ = write!(out, " 「{alt}」");
    }
    out.push('\n');
    for child in &element.children {
        branch(document, *child, depth + 1, detail, out);
    }
}
