//! A sheet that the parser refuses because of some cells: those cells become error cells, and all others are kept.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use model::CellRef;

/// A cell that was made readable: sheet, address, and what it holds.
pub(crate) type Mended = (String, CellRef, String);

/// The errors that the parser knows.
const KNOWN_ERRORS: [&str; 7] = [
    "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!",
];

/// The sheet with its bad cells replaced by `#VALUE!`, and these cells. `None` for a sheet that is no XML.
pub(super) fn sheet(xml: &str, name: &str, strings: usize) -> Option<(String, Vec<Mended>)> {
    let mut reader = Reader::from_str(xml);
    let mut out = String::with_capacity(xml.len());
    let mut mended = Vec::new();
    let (mut row, mut col) = (0u32, 0u32);
    let mut copied = 0usize;
    loop {
        let before = usize::try_from(reader.buffer_position()).ok()?;
        match reader.read_event().ok()? {
            Event::Start(start) if start.local_name().as_ref() == "row" => {
                let written = attribute(&start, "r").and_then(|r| r.parse().ok());
                row = written.unwrap_or(row + 1);
                col = 0;
            }
            Event::Empty(start) if start.local_name().as_ref() == "c" => {
                col = attribute(&start, "r")
                    .and_then(|at| at.parse::<CellRef>().ok())
                    .map_or(col + 1, |at| at.col + 1);
            }
            Event::Start(start) if start.local_name().as_ref() == "c" => {
                let written = attribute(&start, "r");
                let at: Option<CellRef> = match &written {
                    Some(text) => text.parse().ok(),
                    None => row.checked_sub(1).map(|row| CellRef::new(row, col)),
                };
                col = at.map_or(col + 1, |at| at.col + 1);
                let content = Content::read(&mut reader)?;
                let kind = attribute(&start, "t").unwrap_or_default();
                if at.is_some() && content.is_good(&kind, strings) {
                    continue;
                }
                out.push_str(xml.get(copied..before)?);
                copied = usize::try_from(reader.buffer_position()).ok()?;
                if let Some(at) = at {
                    out.push_str(&error_cell(&start, at));
                    mended.push((name.to_owned(), at, content.value));
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    out.push_str(xml.get(copied..)?);
    Some((out, mended))
}

/// An error cell with the same prefix and style.
fn error_cell(start: &BytesStart<'_>, at: CellRef) -> String {
    let cell = start.name();
    let cell = cell.as_ref();
    let value = format!("{}v", cell.strip_suffix('c').unwrap_or_default());
    let style = attribute(start, "s")
        .filter(|style| style.chars().all(|c| c.is_ascii_digit()))
        .map_or_else(String::new, |style| format!(" s=\"{style}\""));
    format!("<{cell} r=\"{at}\"{style} t=\"e\"><{value}>#VALUE!</{value}></{cell}>")
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    start
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.as_ref() == name)
        .and_then(|attribute| {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
            Some(value.into_owned())
        })
}

/// What stands between a cell's tags.
#[derive(Default)]
struct Content {
    value: String,
    /// An element that no cell has.
    is_strange: bool,
}

impl Content {
    /// Reads up to the cell's end.
    fn read(reader: &mut Reader<&[u8]>) -> Option<Self> {
        let mut content = Self::default();
        let mut depth = 0usize;
        let mut in_value = false;
        loop {
            match reader.read_event().ok()? {
                Event::Start(start) => {
                    content.child(depth, start.local_name().as_ref());
                    in_value = depth == 0 && start.local_name().as_ref() == "v";
                    depth += 1;
                }
                Event::Empty(start) => content.child(depth, start.local_name().as_ref()),
                Event::Text(text) if in_value => content.value.push_str(&text.xml10_content()),
                Event::End(_) if depth == 0 => return Some(content),
                Event::End(_) => {
                    depth -= 1;
                    in_value = false;
                }
                Event::Eof => return None,
                _ => {}
            }
        }
    }

    fn child(&mut self, depth: usize, name: &str) {
        self.is_strange |= depth == 0 && !matches!(name, "v" | "f" | "is");
    }

    /// Whether the parser takes this content under this type.
    fn is_good(&self, kind: &str, strings: usize) -> bool {
        if self.is_strange {
            return false;
        }
        if self.value.is_empty() {
            return true;
        }
        match kind {
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
