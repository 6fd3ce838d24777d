//! What other parts put beside the values of a sheet: comments, answers to them, and text boxes.

use std::collections::BTreeMap;

use super::strings::Text;
use crate::beside::{Beside, MAX_REMARK};
use crate::floating::Corner;
use crate::package::{Package, Relations};
use crate::xml::{Piece, pieces};
use model::CellRef;

/// Adds what the parts that a sheet leads to put beside its values.
pub(crate) fn add(package: &mut Package<'_>, part: &str, beside: &mut Beside) {
    let Ok(relations) = Relations::of(package, part) else {
        return;
    };
    let mut are_lost = false;
    let mut text = |part: &str| {
        let text = package.text(part);
        // The records of an .xlsb are no text, and are read by its own reader.
        are_lost |= text.is_err() && !part.ends_with(".bin");
        text.ok().flatten().unwrap_or_default()
    };
    for relation in relations.inner() {
        match relation.kind.as_str() {
            "comments" => comments(&text(&relation.target), beside),
            "drawing" => shapes(&text(&relation.target), beside),
            _ => {}
        }
    }
    // A conversation is also kept as a plain comment, which begins with a sentence of the program's own.
    for relation in relations.inner() {
        if relation.kind == "threadedComment" {
            conversations(&text(&relation.target), beside);
        }
    }
    beside.remarks_are_lost = are_lost;
}

fn comments(xml: &str, beside: &mut Beside) {
    let mut at: Option<CellRef> = None;
    let mut text = Text::default();
    pieces(xml, &mut |node| match node {
        Piece::Open(open) if open.name() == "comment" => {
            at = open.get("ref").and_then(|at| at.parse().ok());
            text = Text::default();
        }
        Piece::Close("comment") => {
            if let Some(at) = at.take() {
                beside.comment(at, &text.rich.text);
            }
        }
        other => text.visit(&other),
    });
}

/// The words of every conversation in the place of the plain comment that stands for it.
fn conversations(xml: &str, beside: &mut Beside) {
    let mut found: BTreeMap<CellRef, String> = BTreeMap::new();
    let mut at: Option<CellRef> = None;
    let mut in_text = false;
    pieces(xml, &mut |node| match node {
        Piece::Open(open) if open.name() == "threadedComment" => {
            at = open.get("ref").and_then(|at| at.parse().ok());
            if let Some(text) = at.and_then(|at| found.get_mut(&at)) {
                text.push('\n');
            }
        }
        Piece::Open(open) => in_text = open.name() == "text",
        Piece::Text(part) => {
            if let (Some(at), true) = (at, in_text) {
                found.entry(at).or_default().push_str(part);
            }
        }
        Piece::Close(_) => in_text = false,
    });
    for (at, text) in found {
        beside.comment(at, &text);
    }
}

/// A drawing as it is walked over.
#[derive(Default)]
struct Anchored {
    text: String,
    is_picture: bool,
    /// Row, column and how far into both, of the first corner and of the last.
    corners: [[i64; 4]; 2],
    size: Option<(i64, i64)>,
}

impl Anchored {
    fn corner(&self, index: usize) -> Corner {
        let [row, col, down, right] = self.corners[index];
        let number = |number: i64| u32::try_from(number).unwrap_or(0);
        Corner {
            at: CellRef::new(number(row), number(col)),
            right,
            down,
        }
    }

    /// Puts it beside the values; `kind` is the name of its anchor.
    fn keep(&self, kind: &str, beside: &mut Beside) {
        let from = self.corner(0);
        beside.shape(from.at, &self.text);
        match (kind, self.size) {
            _ if !self.is_picture => {}
            ("twoCellAnchor", _) => beside.floats(from, self.corner(1)),
            ("oneCellAnchor", Some((width, height))) => {
                beside.floats(from, from.opposite(width, height));
            }
            _ => beside.is_floating_somewhere = true,
        }
    }
}

fn shapes(xml: &str, beside: &mut Beside) {
    let mut open = Anchored::default();
    let mut inside = String::new();
    let mut corner: Option<usize> = None;
    pieces(xml, &mut |node| match node {
        Piece::Open(tag) => {
            let name = tag.name();
            match name {
                "from" => corner = Some(0),
                "to" => corner = Some(1),
                "pic" | "graphicFrame" => open.is_picture = true,
                "ext" if open.size.is_none() => {
                    let length = |name: &str| tag.get(name)?.trim().parse::<i64>().ok();
                    open.size = length("cx").zip(length("cy"));
                }
                _ if name.ends_with("Anchor") => open = Anchored::default(),
                _ => {}
            }
            name.clone_into(&mut inside);
        }
        Piece::Text(part) => {
            let place = ["row", "col", "rowOff", "colOff"];
            let place = place.iter().position(|name| *name == inside);
            match (place, corner) {
                (Some(place), Some(corner)) => {
                    open.corners[corner][place] = part.trim().parse().unwrap_or(0);
                }
                _ if inside == "t" && open.text.len() < 4 * MAX_REMARK => open.text.push_str(part),
                _ => {}
            }
        }
        Piece::Close(name) => {
            inside.clear();
            if matches!(name, "from" | "to") {
                corner = None;
            }
            if name.ends_with("Anchor") {
                open.keep(name, beside);
            }
        }
    });
}
