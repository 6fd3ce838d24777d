//! When a workbook was last saved, and the properties that whoever made it has given it.

use std::collections::BTreeMap;

use crate::package::{Package, Relations};
use crate::xml::{Piece, pieces};

/// When it was saved, as the file writes it, and the properties of its own.
pub(crate) fn of(package: &mut Package<'_>) -> (Option<String>, BTreeMap<String, String>) {
    let Ok(top) = Relations::of(package, "") else {
        return (None, BTreeMap::new());
    };
    let mut text = |kind: &str| {
        let part = top.first(kind);
        let text = part.and_then(|part| package.text(part).ok().flatten());
        text.unwrap_or_default()
    };
    (
        saved(&text("core-properties")),
        custom(&text("custom-properties")),
    )
}

fn saved(xml: &str) -> Option<String> {
    let mut saved: Option<String> = None;
    let mut inside = false;
    pieces(xml, &mut |node| match node {
        Piece::Open(open) => inside = open.name() == "modified",
        Piece::Text(text) if inside => saved.get_or_insert_default().push_str(text),
        Piece::Close(_) => inside = false,
        Piece::Text(_) => {}
    });
    saved
}

fn custom(xml: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open: Option<(String, String)> = None;
    let mut in_value = false;
    pieces(xml, &mut |node| match node {
        Piece::Open(tag) if tag.name() == "property" => {
            open = tag.get("name").map(|name| (name, String::new()));
        }
        Piece::Open(_) => in_value = true,
        Piece::Text(text) => {
            if let (Some((_, value)), true) = (&mut open, in_value) {
                value.push_str(text);
            }
        }
        Piece::Close("property") => {
            in_value = false;
            found.extend(open.take());
        }
        Piece::Close(_) => in_value = false,
    });
    found
}
