//! Fonts and styles by their numbers, as the two binary formats keep them, and the colours of their palette.

use crate::look::{Colour, Font, Rich};
use crate::style::Style;

/// What the cells and texts of a workbook look like.
#[derive(Default)]
pub(super) struct Looks {
    pub(super) fonts: Vec<Font>,
    pub(super) styles: Vec<Style>,
}

/// The colours that every workbook begins with, from the ninth on.
pub(super) const PALETTE: [Colour; 56] = [
    0x00_0000, 0xFF_FFFF, 0xFF_0000, 0x00_FF00, 0x00_00FF, 0xFF_FF00, 0xFF_00FF, 0x00_FFFF,
    0x80_0000, 0x00_8000, 0x00_0080, 0x80_8000, 0x80_0080, 0x00_8080, 0xC0_C0C0, 0x80_8080,
    0x99_99FF, 0x99_3366, 0xFF_FFCC, 0xCC_FFFF, 0x66_0066, 0xFF_8080, 0x00_66CC, 0xCC_CCFF,
    0x00_0080, 0xFF_00FF, 0xFF_FF00, 0x00_FFFF, 0x80_0080, 0x80_0000, 0x00_8080, 0x00_00FF,
    0x00_CCFF, 0xCC_FFFF, 0xCC_FFCC, 0xFF_FF99, 0x99_CCFF, 0xFF_99CC, 0xCC_99FF, 0xFF_CC99,
    0x33_66FF, 0x33_CCCC, 0x99_CC00, 0xFF_CC00, 0xFF_9900, 0xFF_6600, 0x66_6699, 0x96_9696,
    0x00_3366, 0x33_9966, 0x00_3300, 0x33_3300, 0x99_3300, 0x99_3366, 0x33_3399, 0x33_3333,
];

/// A colour by its number: eight fixed ones, the palette, and those of the window and of comments.
pub(super) fn indexed(number: usize, palette: &[Colour]) -> Option<Colour> {
    match number {
        0..8 => PALETTE.get(number).copied(),
        8..64 => palette.get(number - 8).copied(),
        64 | 77 | 81 | 0x7FFF => Some(0),
        65 | 78 => Some(crate::look::WHITE),
        _ => None,
    }
}

/// A font's size in the measure of [`Font::size`], from twentieths of a point.
pub(super) fn size(twentieths: u16) -> u32 {
    u32::from(twentieths) * 5
}

/// A text whose parts have fonts of their own from certain characters on; these are counted in UTF-16.
pub(super) fn rich(text: &str, runs: &[(usize, usize)], fonts: &[Font]) -> Rich {
    let mut rich = Rich::default();
    let mut runs = runs.iter().peekable();
    let (mut from, mut units) = (0, 0);
    let mut font: Option<&Font> = None;
    for (at, c) in text.char_indices() {
        while let Some((start, number)) = runs.peek()
            && *start <= units
        {
            if at > from {
                rich.push(&text[from..at], font);
                from = at;
            }
            font = fonts.get(*number);
            runs.next();
        }
        units += c.len_utf16();
    }
    rich.push(&text[from..], font);
    rich
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::{Look, WHITE};

    #[test]
    fn a_run_begins_at_its_character() {
        let plain = Font::default();
        let raised = Font {
            is_raised: true,
            ..Font::default()
        };
        let fonts = [plain.clone(), raised];
        let looks = |text: &str, runs: &[(usize, usize)]| {
            let found = rich(text, runs, &fonts);
            assert_eq!(found.text, text);
            let runs = found.runs(&plain, Some(WHITE));
            runs.iter()
                .map(|run| (run.from, run.to, run.look))
                .collect::<Vec<_>>()
        };
        assert!(looks("21", &[]).is_empty());
        assert_eq!(looks("21", &[(1, 1)]), [(1, 2, Look::Raised)]);
        assert_eq!(looks("21件", &[(0, 1), (1, 0)]), [(0, 1, Look::Raised)]);
        assert_eq!(looks("😀1", &[(2, 1)]), [(4, 5, Look::Raised)]);
        assert!(looks("21", &[(7, 1), (0, 9)]).is_empty());
    }

    #[test]
    fn colours_are_known_by_their_number() {
        assert_eq!(indexed(1, &PALETTE), Some(WHITE));
        assert_eq!(indexed(9, &[7, 8]), Some(8));
        assert_eq!(indexed(0x7FFF, &PALETTE), Some(0));
        assert_eq!(indexed(70, &PALETTE), None);
    }
}
