//! The sheet parts of a package made readable where one bad cell would cost the parser the whole sheet; what the cell held
//! is kept for the reader to tell.

use model::CellRef;

use crate::xml::{Edits, Kind, Node, Tag, walk};

/// A cell that was made readable: sheet, address, and what it holds.
pub(super) type Mended = (String, CellRef, String);

/// The errors that the parser knows.
const KNOWN_ERRORS: [&str; 7] = [
    "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!",
];

/// The sheet with its bad cells replaced by `#VALUE!`, and these cells. `None` for a sheet that is no XML.
pub(super) fn sheet(xml: &str, name: &str, strings: usize) -> Option<(String, Vec<Mended>)> {
    let mut edits = Edits::default();
    let mut mended = Vec::new();
    let (mut row, mut col) = (0u32, 0u32);
    let mut open: Option<Open<'_>> = None;
    walk(xml, &mut |node| {
        match (node, open.as_mut()) {
            (Node::Tag(tag), Some(cell)) if tag.depth > cell.tag.depth => cell.child(&tag),
            (Node::Tag(tag), _) if tag.name() == "c" && tag.kind == Kind::Close => {
                let Some(cell) = open.take() else {
                    return Ok(());
                };
                if !cell.is_good(strings) {
                    let whole = cell.tag.range.start..tag.range.end;
                    let error = cell.at.map(|at| error_cell(&cell.tag, at));
                    edits.replace(whole, error.unwrap_or_default());
                    mended.extend(cell.at.map(|at| (name.to_owned(), at, cell.value)));
                }
            }
            (Node::Tag(tag), _) if tag.kind != Kind::Close => match tag.name() {
                "row" => {
                    row = tag.number("r").unwrap_or(row + 1);
                    col = 0;
                }
                "c" => {
                    let at: Option<CellRef> = match tag.get("r") {
                        Some(text) => text.parse().ok(),
                        None => row.checked_sub(1).map(|row| CellRef::new(row, col)),
                    };
                    col = at.map_or(col + 1, |at| at.col + 1);
                    if tag.kind == Kind::Open {
                        open = Some(Open::new(tag, at));
                    }
                }
                _ => {}
            },
            (Node::Text(text), Some(cell)) if cell.in_value => cell.value.push_str(&text),
            _ => {}
        }
        Ok(())
    })
    .ok()?;
    Some((edits.apply(xml), mended))
}

/// An error cell with the same prefix and style.
fn error_cell(tag: &Tag<'_>, at: CellRef) -> String {
    let (cell, prefix) = (tag.qualified(), tag.prefix());
    let style = tag.get("s");
    let style = style
        .filter(|style| style.chars().all(|c| c.is_ascii_digit()))
        .map_or_else(String::new, |style| format!(" s=\"{style}\""));
    format!("<{cell} r=\"{at}\"{style} t=\"e\"><{prefix}v>#VALUE!</{prefix}v></{cell}>")
}

/// A cell that is being walked over.
struct Open<'a> {
    tag: Tag<'a>,
    at: Option<CellRef>,
    value: String,
    in_value: bool,
    /// An element that no cell has.
    is_strange: bool,
}

impl<'a> Open<'a> {
    fn new(tag: Tag<'a>, at: Option<CellRef>) -> Self {
        Self {
            tag,
            at,
            value: String::new(),
            in_value: false,
            is_strange: false,
        }
    }

    /// A tag between the cell's own.
    fn child(&mut self, tag: &Tag<'_>) {
        let is_own = tag.depth == self.tag.depth + 1;
        self.in_value = is_own && tag.kind == Kind::Open && tag.name() == "v";
        if tag.kind != Kind::Close {
            self.is_strange |= is_own && !matches!(tag.name(), "v" | "f" | "is");
        }
    }

    /// Whether the parser takes this content under this type, at a place that it knows.
    fn is_good(&self, strings: usize) -> bool {
        if self.is_strange || self.at.is_none() {
            return false;
        }
        if self.value.is_empty() {
            return true;
        }
        match self.tag.get("t").unwrap_or_default().as_str() {
            "" | "n" => self.value.parse::<f64>().is_ok_and(f64::is_finite),
            "s" => self
                .value
                .parse::<usize>()
                .is_ok_and(|index| index < strings),
            "b" => matches!(self.value.as_str(), "0" | "1"),
            "e" => KNOWN_ERRORS.contains(&self.value.as_str()),
            "str" | "d" | "inlineStr" => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(cells: &str) -> Vec<String> {
        let xml =
            format!("<worksheet><sheetData><row r=\"3\">{cells}</row></sheetData></worksheet>");
        let (text, cells) = sheet(&xml, "1", 2).expect("well-formed");
        let again = sheet(&text, "1", 2).expect("well-formed");
        assert!(again.1.is_empty(), "{text}");
        cells
            .into_iter()
            .map(|(_, at, value)| format!("{at} {value}"))
            .collect()
    }

    #[test]
    fn only_what_the_parser_refuses_is_replaced() {
        assert!(
            mended("<c r=\"A3\"><v>1.5</v></c><c r=\"B3\" t=\"s\"><v>1</v></c><c/>").is_empty()
        );
        assert!(
            mended("<c r=\"A3\" t=\"e\"><v>#REF!</v></c><c t=\"b\"><f>A1</f><v>1</v></c>")
                .is_empty()
        );
        assert_eq!(mended("<c r=\"A3\"><v>1,68</v></c>"), ["A3 1,68"]);
        assert_eq!(mended("<c/><c t=\"s\"><v>2</v></c>"), ["B3 2"]);
        assert_eq!(
            mended("<c r=\"C3\" t=\"e\"><v>#SPILL!</v></c>"),
            ["C3 #SPILL!"]
        );
        assert_eq!(
            mended("<c r=\"C3\"><v>7</v><extLst><x/></extLst></c>"),
            ["C3 7"]
        );
    }

    #[test]
    fn a_cell_without_a_place_is_left_out() {
        assert!(mended("<c r=\"0\"><v>7</v></c>").is_empty());
    }
}
