//! What stands on a sheet beside its values: comments, text boxes, hidden rows and columns, struck text, links to
//! other workbooks, and cells that are there twice.

use std::collections::{BTreeMap, BTreeSet};

use super::Package;
use super::strings::{Runs, Strikes};
use super::xml::{Element, Node, walk};
use model::CellRef;

/// First row that no hidden mark is kept for; no form reaches so far down.
const MAX_ROW: u32 = 20_000;
/// Most comments and text boxes that are kept of one sheet.
const MAX_REMARKS: usize = 2_000;
/// Most of a remark that is kept, in characters.
const MAX_REMARK: usize = 1_000;

/// How much of a text is struck through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Struck {
    /// Some of it.
    Partly,
    /// All of it.
    Wholly,
}

/// What stands on a sheet beside its values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Comments by cell.
    pub(crate) comments: BTreeMap<CellRef, String>,
    /// Text boxes: the cell at their upper left corner, and their text.
    pub(crate) shapes: Vec<(CellRef, String)>,
    /// Hidden rows.
    pub(crate) hidden_rows: BTreeSet<u32>,
    /// Hidden columns, first and last.
    pub(crate) hidden_columns: Vec<(u32, u32)>,
    /// Cells that are struck through.
    pub(crate) struck: BTreeMap<CellRef, Struck>,
    /// Formulas that look into another workbook.
    pub(crate) external: BTreeSet<CellRef>,
    /// Cells that the file holds twice.
    pub(crate) twice: BTreeSet<CellRef>,
    /// Cells that the parser refused, with what they hold.
    pub(crate) refused: BTreeMap<CellRef, String>,
}

impl Beside {
    /// Whether a person does not see this cell because its row or column is hidden.
    pub(crate) fn is_hidden(&self, at: CellRef) -> bool {
        self.hidden_rows.contains(&at.row)
            || self
                .hidden_columns
                .iter()
                .any(|(first, last)| (*first..=*last).contains(&at.col))
    }

    pub(super) fn of(package: &mut Package, part: &str, strikes: &Strikes) -> Self {
        let mut beside = Self::default();
        let xml = package.part(part).unwrap_or_default();
        cells(&xml, strikes, &mut beside);
        for (_, kind, target) in package.relations(part) {
            match kind.as_str() {
                "comments" => comments(&package.part(&target).unwrap_or_default(), &mut beside),
                "drawing" => shapes(&package.part(&target).unwrap_or_default(), &mut beside),
                _ => {}
            }
        }
        beside
    }
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
    walk(xml, &mut |node| {
        open.runs.visit(&node);
        match node {
            Node::Open(element) => match element.name() {
                "row" => {
                    row = number(&element, "r").map_or(row + 1, |row| row);
                    col = 0;
                    if element.is_set("hidden") && row > 0 && row <= MAX_ROW {
                        beside.hidden_rows.insert(row - 1);
                    }
                }
                "col" if element.is_set("hidden") && beside.hidden_columns.len() < MAX_REMARKS => {
                    if let (Some(first), Some(last)) =
                        (number(&element, "min"), number(&element, "max"))
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
                        style: number(&element, "s").unwrap_or(0) as usize,
                        is_shared: element.get("t").as_deref() == Some("s"),
                        ..Open::default()
                    };
                }
                "v" => open.in_value = true,
                "f" => open.in_formula = true,
                "t" => open.has_text = true,
                _ => {}
            },
            Node::Text(text) => {
                if open.in_value {
                    open.value.push_str(&text);
                } else if open.in_formula {
                    open.formula.push_str(&text);
                }
            }
            Node::Close("v") => open.in_value = false,
            Node::Close("f") => open.in_formula = false,
            Node::Close("c") => close(std::mem::take(&mut open), strikes, &mut seen, beside),
            Node::Close(_) => {}
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

fn number(element: &Element<'_>, name: &str) -> Option<u32> {
    element.get(name)?.parse().ok()
}

fn keep(text: &str) -> String {
    text.trim().chars().take(MAX_REMARK).collect()
}

fn comments(xml: &str, beside: &mut Beside) {
    let mut at: Option<CellRef> = None;
    let mut text = String::new();
    let mut in_text = false;
    walk(xml, &mut |node| match node {
        Node::Open(open) if open.name() == "comment" => {
            at = open.get("ref").and_then(|at| at.parse().ok());
            text.clear();
        }
        Node::Open(open) if open.name() == "t" => in_text = true,
        Node::Text(part) if in_text && text.len() < 4 * MAX_REMARK => text.push_str(&part),
        Node::Close("t") => in_text = false,
        Node::Close("comment") => {
            if let Some(at) = at.take()
                && beside.comments.len() < MAX_REMARKS
            {
                beside.comments.insert(at, keep(&text));
            }
        }
        Node::Open(_) | Node::Text(_) | Node::Close(_) => {}
    });
}

fn shapes(xml: &str, beside: &mut Beside) {
    let mut text = String::new();
    let mut inside = String::new();
    let (mut in_from, mut row, mut col) = (false, 0u32, 0u32);
    walk(xml, &mut |node| match node {
        Node::Open(open) => {
            let name = open.name();
            if name.ends_with("Anchor") {
                text.clear();
                (row, col) = (0, 0);
            }
            in_from |= name == "from";
            name.clone_into(&mut inside);
        }
        Node::Text(part) => match inside.as_str() {
            "row" if in_from => row = part.trim().parse().unwrap_or(0),
            "col" if in_from => col = part.trim().parse().unwrap_or(0),
            "t" if text.len() < 4 * MAX_REMARK => text.push_str(&part),
            _ => {}
        },
        Node::Close(name) => {
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
