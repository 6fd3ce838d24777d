//! The layout as text: what tests compare and what one reads first when a page looks wrong.

use std::fmt::Write;

use super::super::document::{Document, Element, Scope, Shape, Tag};
use super::super::font::Faces;

/// One line per item, lengths in points: left end, baseline, width × type size; then the tree and the bookmarks.
pub(in super::super) fn dump(faces: &Faces, document: &Document) -> String {
    let mut out = String::new();
    for (index, page) in document.pages.iter().enumerate() {
        let _ = writeln!(out, "ページ{} {}", index + 1, page.paper.name());
        for item in &page.items {
            let tag = match item.tag {
                Tag::Content(id) => document.elements[id].role.name().to_owned(),
                Tag::Pagination => "柱".to_owned(),
                Tag::Decoration => "罫".to_owned(),
            };
            let _ = match &item.shape {
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
                Shape::Fill { area, color } => writeln!(
                    out,
                    "  {tag} 面 {:.0},{:.0} {:.0}×{:.0} #{:02x}{:02x}{:02x}",
                    area.x, area.y, area.width, area.height, color.0, color.1, color.2
                ),
                // Rules are many and say little; they are counted by the tests that need them.
                Shape::Rule { .. } => continue,
            };
        }
        for link in &page.links {
            let _ = writeln!(out, "  → ページ{} {}", link.page + 1, link.description);
        }
    }
    out.push_str("構造\n");
    if let Some(root) = document.elements.first() {
        branch(document, root, 1, &mut out);
    }
    out.push_str("しおり\n");
    for mark in &document.bookmarks {
        let depth = "  ".repeat(usize::from(mark.level));
        let _ = writeln!(out, "{depth}{} {}", mark.title, mark.page + 1);
    }
    out
}

fn branch(document: &Document, element: &Element, depth: usize, out: &mut String) {
    let _ = write!(out, "{}{}", "  ".repeat(depth), element.role.name());
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
        branch(document, &document.elements[*child], depth + 1, out);
    }
}
