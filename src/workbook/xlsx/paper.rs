//! How the paper of a sheet looks: the styles of its cells, whether they hold anything or not, and its validations.

use std::collections::BTreeMap;

use crate::bounds::{MAX_COL, MAX_ROW};
use crate::number_format::{NumberFormat, Shows};
use crate::paper::{Format, Paper, PaperCell, Shade, Validation};
use crate::xml::{Piece, Tag, pieces};
use model::CellRef;

/// Most cells whose look is kept of one sheet: any form that a person fills in has fewer.
const MOST: usize = 200_000;

/// Colours differ in their parts by no more, and are grey.
const GREY: u32 = 12;
/// Every part of a colour is at least this, and it is white.
const WHITE: u32 = 0xFA;

/// The looks of cells by their place in the list of styles.
pub(super) fn looks(xml: &str) -> Vec<PaperCell> {
    let mut found = Looks::default();
    pieces(xml, &mut |piece| match piece {
        Piece::Open(open) => found.open(open),
        Piece::Close(name) => found.close(name),
        Piece::Text(_) => {}
    });
    found.looks
}

#[derive(Default)]
struct Looks {
    list: &'static str,
    codes: BTreeMap<u32, (Format, u32)>,
    sizes: Vec<u32>,
    shades: Vec<Shade>,
    frames: Vec<([bool; 4], bool)>,
    is_diagonal: bool,
    looks: Vec<PaperCell>,
}

/// The lists of a style sheet that matter here.
const LISTS: [&str; 5] = ["numFmts", "fonts", "fills", "borders", "cellXfs"];

impl Looks {
    fn open(&mut self, open: &Tag<'_>) {
        let name = open.name();
        if self.list.is_empty() {
            self.list = LISTS.into_iter().find(|list| *list == name).unwrap_or("");
            return;
        }
        match (self.list, name) {
            ("numFmts", "numFmt") => {
                if let (Some(id), Some(code)) = (open.number("numFmtId"), open.get("formatCode")) {
                    self.codes.insert(id, format_of(&code));
                }
            }
            ("fonts", "font") => self.sizes.push(0),
            ("fonts", "sz") => {
                let size: Option<f64> = open.get("val").and_then(|size| size.parse().ok());
                if let (Some(size), Some(last)) = (size, self.sizes.last_mut()) {
                    *last = (size * 100.0).clamp(0.0, 100_000.0) as u32;
                }
            }
            ("fills", "fill") => self.shades.push(Shade::None),
            ("fills", "patternFill") => {
                let kind = open.get("patternType").unwrap_or_default();
                if let Some(last) = self.shades.last_mut() {
                    // A pattern of dots or lines says the same as grey.
                    let is_plain = matches!(kind.as_str(), "" | "none" | "solid");
                    *last = if is_plain { Shade::None } else { Shade::Grey };
                }
            }
            ("fills", "fgColor") => {
                if let Some(last) = self.shades.last_mut()
                    && *last == Shade::None
                {
                    *last = shade(open);
                }
            }
            ("borders", "border") => {
                self.is_diagonal = open.is_set("diagonalUp") || open.is_set("diagonalDown");
                self.frames.push(([false; 4], false));
            }
            ("borders", side) => {
                let style = open.get("style").unwrap_or_default();
                let is_drawn = !style.is_empty() && style != "none";
                let sides = ["top", "right", "bottom", "left"];
                let place = sides.iter().position(|name| *name == side);
                if let Some((frame, is_crossed)) = self.frames.last_mut() {
                    match place {
                        Some(place) => frame[place] = is_drawn,
                        None if side == "diagonal" => *is_crossed = is_drawn && self.is_diagonal,
                        None => {}
                    }
                }
            }
            ("cellXfs", "xf") => self.style(open),
            ("cellXfs", "protection") => {
                if let Some(last) = self.looks.last_mut() {
                    last.is_unlocked = matches!(open.get("locked").as_deref(), Some("0" | "false"));
                }
            }
            _ => {}
        }
    }

    fn style(&mut self, open: &Tag<'_>) {
        let place = |name: &str| open.number(name).unwrap_or(0) as usize;
        let format = open.number("numFmtId").unwrap_or(0);
        let (frame, is_crossed) = self
            .frames
            .get(place("borderId"))
            .copied()
            .unwrap_or_default();
        let (meant, decimals) = self
            .codes
            .get(&format)
            .copied()
            .unwrap_or_else(|| built_in(format));
        self.looks.push(PaperCell {
            frame,
            is_crossed,
            shade: self
                .shades
                .get(place("fillId"))
                .copied()
                .unwrap_or_default(),
            is_unlocked: false,
            format: meant,
            decimals,
            size: self.sizes.get(place("fontId")).copied().unwrap_or_default(),
        });
    }

    fn close(&mut self, name: &str) {
        if name == self.list {
            self.list = "";
        }
    }
}

fn format_of(code: &str) -> (Format, u32) {
    if code == "@" {
        return (Format::Text, 0);
    }
    let format = NumberFormat::new(code);
    let meant = match format.shows {
        Shows::Date => Format::Date,
        _ if format.is_percent || code.contains('%') || code.contains('％') => Format::Percent,
        _ if code.contains(['0', '#']) => Format::Number,
        _ => Format::General,
    };
    (meant, format.decimals)
}

/// The format that the office programs know by its place in their own list.
fn built_in(id: u32) -> (Format, u32) {
    let decimals = match id {
        2 | 4 | 10 | 39 | 40 | 43 | 44 => 2,
        _ => 0,
    };
    let meant = match id {
        0 => Format::General,
        9 | 10 => Format::Percent,
        49 => Format::Text,
        1..=8 | 37..=44 => Format::Number,
        _ => match NumberFormat::built_in(id).shows {
            Shows::Date => Format::Date,
            _ => Format::General,
        },
    };
    (meant, decimals)
}

/// A colour as far as it says something: its own, of the old palette, or of the theme.
fn shade(open: &Tag<'_>) -> Shade {
    let tint: f64 = open
        .get("tint")
        .and_then(|tint| tint.parse().ok())
        .unwrap_or(0.0);
    let is_tinted = tint.abs() > f64::EPSILON;
    if let Some(rgb) = open.get("rgb") {
        let plain = rgb.get(rgb.len().saturating_sub(6)..).unwrap_or_default();
        return u32::from_str_radix(plain, 16).map_or(Shade::None, of_rgb);
    }
    match (open.number("theme"), open.number("indexed")) {
        (Some(0), _) if !is_tinted => Shade::None,
        (Some(0 | 1), _) => Shade::Grey,
        (Some(theme), _) => {
            Shade::Colour(0x100_0000 + theme * 1_000 + (tint * 100.0 + 100.0) as u32)
        }
        (None, Some(9 | 64 | 65)) | (None, None) => Shade::None,
        (None, Some(8 | 22 | 23 | 55 | 63)) => Shade::Grey,
        (None, Some(index)) => Shade::Colour(0x200_0000 + index),
    }
}

fn of_rgb(rgb: u32) -> Shade {
    let parts = [rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF];
    let (least, most) = (
        parts.iter().min().copied().unwrap_or(0),
        parts.iter().max().copied().unwrap_or(0),
    );
    if least >= WHITE {
        Shade::None
    } else if most - least <= GREY {
        Shade::Grey
    } else {
        Shade::Colour(rgb)
    }
}

/// The paper of a sheet part.
pub(super) fn paper(xml: &str, looks: &[PaperCell]) -> Paper {
    let mut walk = Walk {
        looks,
        paper: Paper::default(),
        row: 0,
        col: 0,
        open: None,
        inside: String::new(),
    };
    pieces(xml, &mut |piece| match piece {
        Piece::Open(open) => walk.open(open),
        Piece::Text(text) => walk.text(text),
        Piece::Close(name) => walk.close(name),
    });
    walk.paper
}

struct Walk<'a> {
    looks: &'a [PaperCell],
    paper: Paper,
    row: u32,
    col: u32,
    open: Option<Validation>,
    inside: String,
}

impl Walk<'_> {
    fn open(&mut self, open: &Tag<'_>) {
        match open.name() {
            "row" => {
                self.row = open.number("r").unwrap_or(self.row + 1);
                self.col = 0;
            }
            "c" => {
                self.col += 1;
                let named: Option<CellRef> = open.get("r").and_then(|at| at.parse().ok());
                if let Some(at) = named {
                    (self.row, self.col) = (at.row + 1, at.col + 1);
                }
                let at = CellRef::new(self.row.saturating_sub(1), self.col - 1);
                let look = self.looks.get(open.number("s").unwrap_or(0) as usize);
                let is_near = at.row < MAX_ROW && at.col < MAX_COL;
                if let Some(look) = look.filter(|look| **look != PaperCell::default())
                    && is_near
                    && self.paper.cells.len() < MOST
                {
                    self.paper.cells.insert(at, *look);
                }
            }
            "sheetProtection" => self.paper.is_protected = open.is_set("sheet"),
            "dataValidation" => {
                self.open = Some(Validation {
                    regions: regions(&open.get("sqref").unwrap_or_default()),
                    kind: open.get("type").unwrap_or_default(),
                    source: String::new(),
                    prompt: open.get("prompt").unwrap_or_default(),
                });
            }
            name => name.clone_into(&mut self.inside),
        }
    }

    fn text(&mut self, text: &str) {
        let Some(validation) = &mut self.open else {
            return;
        };
        match self.inside.as_str() {
            "formula1" | "f" => validation.source.push_str(text),
            "sqref" => validation.regions.extend(regions(text)),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "dataValidation" => self.paper.validations.extend(self.open.take()),
            // What follows the first formula is the other end of a range.
            "formula1" => self.inside.clear(),
            "f" if self.inside == "f" => self.inside.clear(),
            _ => {}
        }
    }
}

fn regions(text: &str) -> Vec<(CellRef, CellRef)> {
    text.split_whitespace()
        .filter_map(CellRef::region)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_cell_has_a_frame_a_colour_and_a_lock() {
        let looks = looks(concat!(
            "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"0.0&quot;％&quot;\"/></numFmts>",
            "<fonts><font><sz val=\"14\"/></font></fonts>",
            "<fills><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>",
            "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFFFFFCC\"/><bgColor indexed=\"64\"/></patternFill></fill>",
            "<fill><patternFill patternType=\"solid\"><fgColor theme=\"0\" tint=\"-0.15\"/></patternFill></fill></fills>",
            "<borders><border/><border diagonalUp=\"1\"><left style=\"thin\"/><right/><top style=\"thin\"/><bottom/><diagonal style=\"thin\"/></border></borders>",
            "<cellXfs><xf/><xf numFmtId=\"170\" fillId=\"2\" borderId=\"1\"><protection locked=\"0\"/></xf><xf fillId=\"3\" numFmtId=\"49\"/></cellXfs></styleSheet>"
        ));
        assert_eq!(looks[1].frame, [true, false, false, true]);
        assert!(looks[1].is_crossed && looks[1].is_unlocked);
        assert_eq!(looks[1].shade, Shade::Colour(0xFF_FFCC));
        assert_eq!(looks[1].format, Format::Percent);
        assert_eq!(
            (looks[2].shade, looks[2].format, looks[2].size),
            (Shade::Grey, Format::Text, 1_400)
        );
        let paper = paper(
            "<worksheet><sheetProtection sheet=\"1\"/><sheetData><row r=\"2\"><c r=\"B2\" s=\"1\"/><c/></row></sheetData>\
             <dataValidations><dataValidation type=\"list\" sqref=\"B2 D4:E5\"><formula1>\"有,無\"</formula1><formula2>x</formula2></dataValidation></dataValidations></worksheet>",
            &looks,
        );
        assert!(paper.is_protected && paper.look(CellRef::new(1, 1)).is_unlocked);
        let validation = &paper.validations[0];
        assert_eq!(
            (validation.regions.len(), validation.source.as_str()),
            (2, "\"有,無\"")
        );
    }
}
