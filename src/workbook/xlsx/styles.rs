//! The looks of cells: what the style sheet says of a font, of the paper behind it, and of how a number is shown.

use std::collections::BTreeMap;

use crate::look::{Colour, Font, WHITE};
use crate::number_format::NumberFormat;
use crate::style::Style;
use crate::xml::{Piece, Tag, pieces};

/// Colours by their place in the old palette, as far as they matter.
const PALETTE: [Colour; 2] = [0, WHITE];

/// The styles of a workbook by their place in the list.
#[derive(Default)]
pub(super) struct Styles(Vec<Style>);

impl Styles {
    pub(super) fn get(&self, index: usize) -> Option<&Style> {
        self.0.get(index)
    }

    pub(super) fn of(xml: &str) -> Self {
        let mut found = Found::default();
        pieces(xml, &mut |node| match node {
            Piece::Open(open) => found.open(open),
            Piece::Close("font") => {
                if let Some(font) = found.font.take() {
                    found.fonts.push(font);
                }
            }
            Piece::Close("fill") => {
                if let Some(paper) = found.paper.take() {
                    found.papers.push(paper);
                }
            }
            Piece::Close(list @ ("fonts" | "fills" | "cellXfs")) if found.list == list => {
                found.list = "";
            }
            Piece::Close(_) | Piece::Text(_) => {}
        });
        Self(found.styles)
    }
}

#[derive(Default)]
struct Found {
    /// The list that is being walked over.
    list: &'static str,
    codes: BTreeMap<u32, NumberFormat>,
    fonts: Vec<Font>,
    font: Option<Font>,
    papers: Vec<Option<Colour>>,
    paper: Option<Option<Colour>>,
    styles: Vec<Style>,
}

impl Found {
    fn open(&mut self, open: &Tag<'_>) {
        match (self.list, open.name()) {
            (_, "numFmt") => {
                if let (Some(id), Some(code)) = (open.number("numFmtId"), open.get("formatCode")) {
                    self.codes
                        .entry(id)
                        .or_insert_with(|| NumberFormat::new(&code));
                }
            }
            ("", "fonts") => self.list = "fonts",
            ("", "fills") => self.list = "fills",
            ("", "cellXfs") => self.list = "cellXfs",
            ("fonts", "font") => self.font = Some(Font::default()),
            ("fonts", _) => {
                if let Some(font) = &mut self.font {
                    font_part(font, open);
                }
            }
            ("fills", "fill") => self.paper = Some(Some(WHITE)),
            ("fills", "patternFill") => {
                let kind = open.get("patternType");
                let is_none = matches!(kind.as_deref(), None | Some("none"));
                self.paper = Some(is_none.then_some(WHITE));
            }
            ("fills", "gradientFill") => self.paper = Some(None),
            ("fills", "fgColor") if self.paper == Some(None) => self.paper = Some(colour(open)),
            ("cellXfs", "xf") => {
                let place = |name: &str| open.number(name).unwrap_or(0) as usize;
                let format = open.number("numFmtId").unwrap_or(0);
                self.styles.push(Style {
                    font: self.fonts.get(place("fontId")).cloned().unwrap_or_default(),
                    paper: self
                        .papers
                        .get(place("fillId"))
                        .copied()
                        .unwrap_or(Some(WHITE)),
                    format: match self.codes.get(&format) {
                        Some(known) => known.clone(),
                        None => NumberFormat::built_in(format),
                    },
                });
            }
            _ => {}
        }
    }
}

/// Takes up one element of a font, in the style sheet or of a run.
pub(super) fn font_part(font: &mut Font, open: &Tag<'_>) {
    match open.name() {
        "strike" => font.is_struck = open.is_on(),
        "vertAlign" => {
            let kind = open.get("val");
            font.is_raised = kind.as_deref() == Some("superscript");
            font.is_lowered = kind.as_deref() == Some("subscript");
        }
        "vanish" => font.is_hidden = open.is_on(),
        "color" => font.colour = colour(open),
        "sz" => {
            let size: Option<f64> = open.get("val").and_then(|size| size.parse().ok());
            font.size = size.map_or(0, |size| (size * 100.0).clamp(0.0, 100_000.0) as u32);
        }
        _ => {}
    }
}

/// A colour as far as it can be told: its own, of the old palette, or paper and ink of the theme.
fn colour(open: &Tag<'_>) -> Option<Colour> {
    let tint: f64 = open
        .get("tint")
        .and_then(|tint| tint.parse().ok())
        .unwrap_or(0.0);
    if tint.abs() > f64::EPSILON {
        return None;
    }
    if let Some(rgb) = open.get("rgb") {
        let plain = rgb.get(rgb.len().checked_sub(6)?..)?;
        return Colour::from_str_radix(plain, 16).ok();
    }
    match (open.number("theme"), open.number("indexed")) {
        // The first colour of a theme is its paper, the second its ink.
        (Some(0), _) => Some(WHITE),
        (Some(1), _) => Some(0),
        (None, Some(index)) if index < 16 => PALETTE.get(index as usize % 8).copied(),
        (None, Some(64)) => Some(0),
        (None, Some(65)) => Some(WHITE),
        _ => None,
    }
}
