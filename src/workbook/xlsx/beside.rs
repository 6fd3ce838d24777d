//! What other parts put beside the values of a sheet: comments, answers to them, and text boxes.

use std::collections::BTreeMap;

use super::strings::Text;
use crate::beside::{Beside, MAX_REMARK};
use crate::package::{Package, Relations};
use crate::xml::{Piece, pieces};
use model::CellRef;

/// Adds what the parts that a sheet leads to put beside its values.
pub(crate) fn add(package: &mut Package<'_>, part: &str, beside: &mut Beside) {
    let Ok(relations) = Relations::of(package, part) else {
        return;
    };
    let mut text = |part: &str| package.text(part).ok().flatten().unwrap_or_default();
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

fn shapes(xml: &str, beside: &mut Beside) {
    let mut text = String::new();
    let mut inside = String::new();
    let (mut in_from, mut row, mut col) = (false, 0u32, 0u32);
    pieces(xml, &mut |node| match node {
        Piece::Open(open) => {
            let name = open.name();
            if name.ends_with("Anchor") {
                text.clear();
                (row, col) = (0, 0);
            }
            in_from |= name == "from";
            name.clone_into(&mut inside);
        }
        Piece::Text(part) => match inside.as_str() {
            "row" if in_from => row = part.trim().parse().unwrap_or(0),
            "col" if in_from => col = part.trim().parse().unwrap_or(0),
            "t" if text.len() < 4 * MAX_REMARK => text.push_str(part),
            _ => {}
        },
        Piece::Close(name) => {
            inside.clear();
            in_from &= name != "from";
            if name.ends_with("Anchor") {
                beside.shape(CellRef::new(row, col), &text);
            }
        }
    });
}
