//! The looks of a binary workbook's cells, as its style sheet keeps them.

use std::collections::BTreeMap;

use super::super::looks::{Looks, PALETTE, indexed, size};
use super::records::{Fields, Records};
use crate::look::{Colour, Font, WHITE};
use crate::number_format::NumberFormat;
use crate::style::Style;

/// Reads the style sheet.
pub(super) fn read(part: &[u8]) -> Looks {
    const COLOUR: u32 = 475;
    let own = Records::new(part).filter(|(kind, _)| *kind == COLOUR);
    let own: Vec<Colour> = own
        .filter_map(|(_, mut fields)| {
            let rgb = fields.take(3)?;
            Some(u32::from_be_bytes([0, rgb[0], rgb[1], rgb[2]]))
        })
        .collect();
    let mut found = Found {
        // The first eight stand in the list too.
        palette: own
            .get(8..)
            .map_or_else(|| PALETTE.to_vec(), <[Colour]>::to_vec),
        ..Found::default()
    };
    for (kind, fields) in Records::new(part) {
        found.visit(kind, fields);
    }
    Looks {
        fonts: found.fonts,
        styles: found.styles,
    }
}

#[derive(Default)]
struct Found {
    palette: Vec<Colour>,
    codes: BTreeMap<u16, NumberFormat>,
    fonts: Vec<Font>,
    papers: Vec<Option<Colour>>,
    /// Inside the list of cell formats; there is another one of named styles.
    is_cells: bool,
    styles: Vec<Style>,
}

impl Found {
    fn visit(&mut self, kind: u32, mut fields: Fields<'_>) {
        match kind {
            43 => {
                let font = self.font(fields);
                self.fonts.push(font.unwrap_or_default());
            }
            44 => {
                if let (Some(number), Some(code)) = (fields.u16(), fields.text()) {
                    self.codes.insert(number, NumberFormat::new(&code));
                }
            }
            45 => {
                let paper = match fields.u32() {
                    Some(0) => Some(WHITE),
                    Some(1) => self.colour(fields),
                    _ => None,
                };
                self.papers.push(paper);
            }
            617 => self.is_cells = true,
            618 => self.is_cells = false,
            47 if self.is_cells => {
                let style = self.style(fields);
                self.styles.push(style.unwrap_or_default());
            }
            _ => {}
        }
    }

    fn style(&self, mut fields: Fields<'_>) -> Option<Style> {
        let (_, format) = (fields.u16()?, fields.u16()?);
        let (font, paper) = (usize::from(fields.u16()?), usize::from(fields.u16()?));
        Some(Style {
            font: self.fonts.get(font).cloned().unwrap_or_default(),
            paper: self.papers.get(paper).copied().unwrap_or(Some(WHITE)),
            format: match self.codes.get(&format) {
                Some(known) => known.clone(),
                None => NumberFormat::built_in(u32::from(format)),
            },
        })
    }

    fn font(&self, mut fields: Fields<'_>) -> Option<Font> {
        let (height, flags) = (fields.u16()?, fields.u16()?);
        let (_, raised) = (fields.u16()?, fields.u16()?);
        fields.take(4)?;
        Some(Font {
            is_struck: flags & 8 != 0,
            is_raised: raised == 1,
            is_lowered: raised == 2,
            is_hidden: false,
            colour: self.colour(fields),
            size: size(height),
        })
    }

    /// A colour as far as it can be told: its own, of the palette, or paper and ink of the theme.
    fn colour(&self, mut fields: Fields<'_>) -> Option<Colour> {
        let (kind, number, tint) = (fields.byte()? >> 1, fields.byte()?, fields.u16()?);
        let rgb = fields.take(3)?;
        if tint != 0 {
            return None;
        }
        match (kind, number) {
            (1, number) => indexed(usize::from(number), &self.palette),
            (2, _) => Some(u32::from_be_bytes([0, rgb[0], rgb[1], rgb[2]])),
            (3, 0) => Some(WHITE),
            (3, 1) => Some(0),
            _ => None,
        }
    }
}
