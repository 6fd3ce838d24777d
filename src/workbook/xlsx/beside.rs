//! What stands on a sheet beside its values: comments, text boxes, hidden rows and columns, struck text, links to
//! other workbooks, and cells that are there twice.

use std::collections::BTreeSet;

use super::strings::{Runs, Strikes};
use crate::beside::{Beside, Struck};
use crate::package::{Package, Relations};
use crate::xml::{Piece, pieces};
use model::CellRef;

/// First row that no hidden mark is kept for; no form reaches so far down.
const MAX_ROW: u32 = 20_000;
/// Most comments and text boxes that are kept of one sheet.
const MAX_REMARKS: usize = 2_000;
/// Most of a remark that is kept, in characters.
const MAX_REMARK: usize = 1_000;

/// What stands on the sheet of a part.
pub(super) fn of(package: &mut Package<'_>, part: &str, strikes: &Strikes) -> Beside {
    let mut beside = Beside::default();
    let mut text = |part: &str| package.text(part).ok().flatten().unwrap_or_default();
    cells(&text(part), strikes, &mut beside);
    let Ok(relations) = Relations::of(package, part) else {
        return beside;
    };
    let mut text = |part: &str| package.text(part).ok().flatten().unwrap_or_default();
    for relation in relations.inner() {
        match relation.kind.as_str() {
            "comments" => comments(&text(&relation.target), &mut beside),
            "drawing" => shapes(&text(&relation.target), &mut beside),
            _ => {}
        }
    }
    beside
}

/// The cell that is being walked over.
#[derive(Default)]
struct Open {
    at: Option<CellRef>,
    style: usize,
    is_shared: bool,
    runs: Runs,
    value: String,
    in_value: bool,
    formula: String,
    in_formula: bool,
    has_text: bool,
}

fn cells(xml: &str, strikes: &Strikes, beside: &mut Beside) {
    let mut seen = BTreeSet::new();
    let (mut row, mut col) = (0u32, 0u32);
    let mut open = Open::default();
    pieces(xml, &mut |node| {
        open.runs.visit(&node);
        match node {
            Piece::Open(element) => match element.name() {
                "row" => {
                    row = element.number("r").map_or(row + 1, |row| row);
                    col = 0;
                    if element.is_set("hidden") && row > 0 && row <= MAX_ROW {
                        beside.hidden_rows.insert(row - 1);
                    }
                }
                "col" if element.is_set("hidden") && beside.hidden_columns.len() < MAX_REMARKS => {
                    if let (Some(first), Some(last)) =
                        (element.number("min"), element.number("max"))
                    {
                        let columns = (first.saturating_sub(1), last.saturating_sub(1));
                        beside.hidden_columns.push(columns);
                    }
                }
                "c" => {
                    col += 1;
                    let named: Option<CellRef> = element.get("r").and_then(|at| at.parse().ok());
                    if let Some(at) = named {
                        (row, col) = (at.row + 1, at.col + 1);
                    }
                    open = Open {
                        at: named
                            .or_else(|| Some(CellRef::new(row.checked_sub(1)?, col - 1)))
                            .filter(|at| at.row < MAX_ROW),
                        style: element.number("s").unwrap_or(0) as usize,
                        is_shared: element.get("t").as_deref() == Some("s"),
                        ..Open::default()
                    };
                }
                "v" => open.in_value = true,
                "f" => open.in_formula = true,
                "t" => open.has_text = true,
                _ => {}
            },
            Piece::Text(text) => {
                if open.in_value {
                    open.value.push_str(text);
                } else if open.in_formula {
                    open.formula.push_str(text);
                }
            }
            Piece::Close("v") => open.in_value = false,
            Piece::Close("f") => open.in_formula = false,
            Piece::Close("c") => close(std::mem::take(&mut open), strikes, &mut seen, beside),
            Piece::Close(_) => {}
        }
    });
}

fn close(open: Open, strikes: &Strikes, seen: &mut BTreeSet<CellRef>, beside: &mut Beside) {
    let Some(at) = open.at else { return };
    let holds = open.has_text || !open.value.is_empty() || !open.formula.is_empty();
    if !holds {
        return;
    }
    if !seen.insert(at) {
        beside.twice.insert(at);
    }
    // A reference to another workbook carries its number or name in square brackets.
    if open.formula.contains(".xls") || bracketed_number(&open.formula) {
        beside.external.insert(at);
    }
    let by_style = strikes
        .styles
        .contains(&open.style)
        .then_some(Struck::Wholly);
    let by_text = if open.is_shared {
        let index: Option<usize> = open.value.parse().ok();
        index.and_then(|index| strikes.texts.get(&index).copied())
    } else {
        open.runs.said()
    };
    if let Some(struck) = by_text.or(by_style) {
        beside.struck.insert(at, struck);
    }
}

/// `[1]Sheet!A1`: a number in square brackets with a sheet after it.
fn bracketed_number(formula: &str) -> bool {
    formula.split('[').skip(1).any(|rest| {
        rest.split_once(']').is_some_and(|(inner, after)| {
            !inner.is_empty() && inner.chars().all(|c| c.is_ascii_digit()) && after.contains('!')
        })
    })
}

fn keep(text: &str) -> String {
    text.trim().chars().take(MAX_REMARK).collect()
}

fn comments(xml: &str, beside: &mut Beside) {
    let mut at: Option<CellRef> = None;
    let mut text = String::new();
    let mut in_text = false;
    pieces(xml, &mut |node| match node {
        Piece::Open(open) if open.name() == "comment" => {
            at = open.get("ref").and_then(|at| at.parse().ok());
            text.clear();
        }
        Piece::Open(open) if open.name() == "t" => in_text = true,
        Piece::Text(part) if in_text && text.len() < 4 * MAX_REMARK => text.push_str(part),
        Piece::Close("t") => in_text = false,
        Piece::Close("comment") => {
            if let Some(at) = at.take()
                && beside.comments.len() < MAX_REMARKS
            {
                beside.comments.insert(at, keep(&text));
            }
        }
        Piece::Open(_) | Piece::Text(_) | Piece::Close(_) => {}
    });
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
            if name.ends_with("Anchor")
                && !text.trim().is_empty()
                && beside.shapes.len() < MAX_REMARKS
            {
                beside.shapes.push((CellRef::new(row, col), keep(&text)));
            }
        }
    });
}
