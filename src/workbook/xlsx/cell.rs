//! One cell of a sheet part: everything its elements say, and what that is under its type.

use super::strings::{Text, decoded};
use crate::cell::CellValue;
use crate::look::{Font, Rich, Run, WHITE, cell_runs};
use crate::style::Style;
use crate::value;
use crate::xml::{Piece, Tag};
use model::CellRef;

/// A cell that is being walked over. One serves for all cells of a sheet, so that its texts find their room already made.
#[derive(Default)]
pub(super) struct Open {
    /// Where it stands, if its address is one.
    pub(super) at: Option<CellRef>,
    pub(super) style: usize,
    /// Whether it holds a formula.
    pub(super) is_formula: bool,
    kind: String,
    has_metadata: bool,
    /// Elements open inside it.
    depth: usize,
    part: Part,
    has_value: bool,
    value: String,
    /// It holds more than one value.
    pub(super) has_two: bool,
    /// What its formula says; empty where the cell shares that of another.
    pub(super) formula: String,
    /// The number of the formula that it shares with others.
    pub(super) shared: Option<u32>,
    text: Option<Text>,
}

/// The child of a cell that is being walked over.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Part {
    #[default]
    Other,
    Value,
    Formula,
    Text,
}

/// What a cell holds.
#[derive(Default)]
pub(super) struct Content {
    pub(super) value: Option<CellValue>,
    pub(super) runs: Vec<Run>,
    /// What it holds instead of a value of its type.
    pub(super) refused: Option<String>,
}

impl Open {
    /// Begins with the next cell; `counted` is where it stands if its tag does not say so. Gives what the tag says.
    pub(super) fn begin(&mut self, tag: &Tag<'_>, counted: Option<CellRef>) -> Option<CellRef> {
        let [at, style, kind, metadata] = tag.look_up_all(["r", "s", "t", "vm"]);
        let named: Option<CellRef> = at.as_ref().and_then(|at| at.parse().ok());
        let style = style.and_then(|style| style.trim().parse::<u32>().ok());
        self.at = if at.is_some() { named } else { counted };
        self.style = style.unwrap_or(0) as usize;
        self.kind.clear();
        self.kind.push_str(kind.as_deref().unwrap_or_default());
        self.has_metadata = metadata.is_some();
        (self.is_formula, self.has_value, self.has_two) = (false, false, false);
        (self.depth, self.part) = (0, Part::Other);
        self.value.clear();
        self.formula.clear();
        (self.shared, self.text) = (None, None);
        named
    }

    pub(super) fn visit(&mut self, node: &Piece<'_>) {
        match node {
            Piece::Open(open) => {
                if self.depth == 0 {
                    self.part = match open.name() {
                        "v" => Part::Value,
                        "f" => Part::Formula,
                        "is" => Part::Text,
                        _ => Part::Other,
                    };
                    if self.part == Part::Value {
                        self.has_two |= self.has_value;
                        self.has_value = true;
                        self.value.clear();
                    }
                    if self.part == Part::Formula {
                        self.is_formula = true;
                        let is_shared = open.look_up("t").as_deref() == Some("shared");
                        self.shared = open.number("si").filter(|_| is_shared);
                    }
                }
                self.depth += 1;
            }
            Piece::Close(_) => self.depth = self.depth.saturating_sub(1),
            Piece::Text(text) => match self.part {
                Part::Value if self.depth == 1 => self.value.push_str(text),
                Part::Formula if self.depth == 1 => self.formula.push_str(text),
                _ => {}
            },
        }
        if self.part == Part::Text {
            self.text.get_or_insert_default().visit(node);
        }
        if self.depth == 0 {
            self.part = Part::Other;
        }
    }

    /// Whether what it holds is a place in the table of strings.
    pub(super) fn is_of_table(&self) -> bool {
        self.kind == "s" && !self.value.trim().is_empty() && self.inline().is_none()
    }

    /// Whether it says anything at all.
    pub(super) fn holds(&self) -> bool {
        self.inline().is_some() || !self.value.is_empty() || !self.formula.is_empty()
    }

    /// Its own text, be it empty.
    fn inline(&self) -> Option<&Rich> {
        let text = self.text.as_ref()?;
        text.is_there.then_some(&text.rich)
    }

    /// Whether its formula looks into another workbook, whose number or name stands in square brackets.
    pub(super) fn is_external(&self) -> bool {
        self.is_formula && (self.formula.contains(".xls") || bracketed_number(&self.formula))
    }

    /// Whether its value is a picture: Excel's own, which older programs see as an error, or that of WPS Office.
    pub(super) fn is_picture(&self) -> bool {
        self.has_metadata && self.kind == "e"
            || self.is_formula && self.formula.contains("DISPIMG(")
    }

    /// What it holds under its type.
    pub(super) fn content(
        &self,
        strings: &[Rich],
        style: Option<&Style>,
        is_1904: bool,
    ) -> Content {
        let plain = Style {
            paper: Some(WHITE),
            ..Style::default()
        };
        let style = style.unwrap_or(&plain);
        let by_font = |font: &Font| cell_runs(font, style.paper);
        let rich = |rich: &Rich| Content {
            value: Some(CellValue::Text(rich.text.clone())),
            runs: rich.runs(&style.font, style.paper),
            refused: None,
        };
        if let Some(own) = self.inline() {
            return rich(own);
        }
        if !self.has_value {
            return Content::default();
        }
        let held = &self.value;
        let trimmed = held.trim();
        let found = match self.kind.as_str() {
            "str" | "inlineStr" => Ok(Some(CellValue::Text(decoded(held).into_owned()))),
            _ if trimmed.is_empty() => Ok(None),
            "s" => match trimmed
                .parse::<usize>()
                .ok()
                .and_then(|index| strings.get(index))
            {
                Some(found) => return rich(found),
                None => Err(()),
            },
            "" | "n" => match trimmed.parse::<f64>() {
                Ok(number) if number.is_finite() => {
                    Ok(Some(value::formatted(number, style.format.shows, is_1904)))
                }
                _ if self.kind.is_empty() => Ok(Some(CellValue::Text(held.clone()))),
                _ => Err(()),
            },
            "b" => match trimmed.to_ascii_lowercase().as_str() {
                "0" | "false" => Ok(Some(CellValue::Bool(false))),
                "1" | "true" => Ok(Some(CellValue::Bool(true))),
                _ => Err(()),
            },
            "d" => Ok(Some(value::iso(trimmed))),
            "e" if trimmed.starts_with('#') => Ok(Some(CellValue::Error(trimmed.to_owned()))),
            _ => Err(()),
        };
        let refused = found.is_err().then(|| held.clone());
        let value = found.unwrap_or_else(|()| Some(CellValue::Error(held.clone())));
        Content {
            runs: value
                .as_ref()
                .map_or_else(Vec::new, |_| by_font(&style.font)),
            value,
            refused,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_workbook_is_known_by_its_number() {
        assert!(bracketed_number("[1]Sheet!A1*2"));
        assert!(!bracketed_number("Table1[1]+A1"));
        assert!(!bracketed_number("SUM(A1:A2)"));
    }
}
