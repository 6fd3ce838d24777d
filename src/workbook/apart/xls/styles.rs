//! The looks of an old workbook's cells: fonts, number formats and cell formats, and the palette they take colours from.

use std::collections::BTreeMap;

use super::super::bits::{u16_at, u32_at};
use super::super::looks::{Looks, PALETTE, indexed, size};
use super::records::{Record, Texts};
use crate::look::{Colour, Font, WHITE};
use crate::number_format::NumberFormat;
use crate::style::Style;

/// Most fonts and cell formats that are kept.
const MAX_KEPT: usize = 70_000;

/// What has been found so far; colours are known when all of it is.
#[derive(Default)]
pub(super) struct Found {
    fonts: Vec<(Font, usize)>,
    codes: BTreeMap<u16, NumberFormat>,
    cells: Vec<Cell>,
    palette: Vec<Colour>,
}

/// A cell format by the numbers it is made of.
struct Cell {
    font: usize,
    format: u16,
    /// The pattern of the paper, its colour, and the one below.
    pattern: u32,
    front: usize,
}

impl Found {
    /// Takes up one record; a broken one is none.
    pub(super) fn visit(&mut self, record: &Record<'_>, texts: Texts) {
        let content = record.content;
        match record.kind {
            0x0031 if self.fonts.len() < MAX_KEPT => {
                self.fonts.push(font(content).unwrap_or_default());
                // No font has the number 4.
                if self.fonts.len() == 4 {
                    self.fonts.push((Font::default(), 0x7FFF));
                }
            }
            0x041E => {
                let code = if texts.is_wide {
                    record.cursor(2).text().map(|(code, _)| code)
                } else {
                    content.get(3..).map(|code| texts.old(code))
                };
                if let (Some(number), Some(code)) = (u16_at(content, 0), code) {
                    self.codes.insert(number, NumberFormat::new(&code));
                }
            }
            0x00E0 if self.cells.len() < MAX_KEPT => {
                let found = cell(content, texts.is_wide);
                self.cells.push(found.unwrap_or(Cell {
                    font: 0,
                    format: 0,
                    pattern: 0,
                    front: 64,
                }));
            }
            0x0092 => {
                let colours = content.get(2..).unwrap_or_default().chunks_exact(4);
                self.palette = colours
                    .map(|rgb| u32::from_be_bytes([0, rgb[0], rgb[1], rgb[2]]))
                    .collect();
            }
            _ => {}
        }
    }

    /// All of it with its colours.
    pub(super) fn looks(&self) -> Looks {
        let palette = if self.palette.is_empty() {
            &PALETTE[..]
        } else {
            &self.palette
        };
        let colour = |number: usize| indexed(number, palette);
        let fonts: Vec<Font> = self
            .fonts
            .iter()
            .map(|(font, number)| Font {
                colour: colour(*number),
                ..font.clone()
            })
            .collect();
        let styles = self.cells.iter().map(|cell| Style {
            font: fonts.get(cell.font).cloned().unwrap_or_default(),
            paper: match cell.pattern {
                0 => Some(WHITE),
                1 => colour(cell.front),
                _ => None,
            },
            format: match self.codes.get(&cell.format) {
                Some(known) => known.clone(),
                None => NumberFormat::built_in(u32::from(cell.format)),
            },
        });
        Looks {
            styles: styles.collect(),
            fonts,
        }
    }
}

fn font(content: &[u8]) -> Option<(Font, usize)> {
    let (height, flags) = (u16_at(content, 0)?, u16_at(content, 2)?);
    let raised = u16_at(content, 8)?;
    let font = Font {
        is_struck: flags & 8 != 0,
        is_raised: raised == 1,
        is_lowered: raised == 2,
        is_hidden: false,
        colour: None,
        size: size(height),
    };
    Some((font, usize::from(u16_at(content, 4)?)))
}

fn cell(content: &[u8], is_wide: bool) -> Option<Cell> {
    let (pattern, front) = if is_wide {
        (u32_at(content, 14)? >> 26, u16_at(content, 18)?)
    } else {
        let paper = u32_at(content, 8)?;
        (paper >> 16 & 0x3F, u16_at(content, 8)?)
    };
    Some(Cell {
        font: usize::from(u16_at(content, 0)?),
        format: u16_at(content, 2)?,
        pattern,
        front: usize::from(front & 0x7F),
    })
}
