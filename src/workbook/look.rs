//! How the characters of a cell look, where that changes what a person takes from it: struck through, raised, lowered, not to
//! be seen, tiny. Every format's fonts end here.

use serde::{Deserialize, Serialize};

/// What sets characters apart from plain ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Look {
    /// Struck through.
    Struck,
    /// Superscript.
    Raised,
    /// Subscript.
    Lowered,
    /// Hidden, or in the colour of what lies behind.
    Unseen,
    /// Far smaller than the rest.
    Tiny,
}

/// Some characters of a cell that look so; the places are bytes of the cell's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// First byte.
    pub from: usize,
    /// The byte after the last; [`usize::MAX`] for the whole cell.
    pub to: usize,
    /// How they look.
    pub look: Look,
}

impl Run {
    /// The whole cell.
    pub(crate) fn whole(look: Look) -> Self {
        Self {
            from: 0,
            to: usize::MAX,
            look,
        }
    }
}

/// Red, green and blue.
pub(crate) type Colour = u32;
/// White, the paper of every sheet.
pub(crate) const WHITE: Colour = 0x00FF_FFFF;
/// Colours whose parts differ by no more cannot be told apart: white on pale yellow is not seen.
const NEAR: u32 = 0x33;
/// A run whose characters have less than so many percent of the largest size is tiny.
const TINY: u32 = 75;

/// What of a font matters here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Font {
    pub(crate) is_struck: bool,
    pub(crate) is_raised: bool,
    pub(crate) is_lowered: bool,
    pub(crate) is_hidden: bool,
    /// `None` where it is not told or not known.
    pub(crate) colour: Option<Colour>,
    /// In hundredths of a point; nought where it is not told.
    pub(crate) size: u32,
}

impl Font {
    /// Whether what is written in it cannot be seen on this paper; `None` is a paper of unknown colour.
    pub(crate) fn is_unseen(&self, paper: Option<Colour>) -> bool {
        let is_near = |(ink, paper): (Colour, Colour)| {
            let channel = |colour: Colour, shift: u32| colour >> shift & 0xFF;
            [0, 8, 16]
                .into_iter()
                .all(|shift| channel(ink, shift).abs_diff(channel(paper, shift)) <= NEAR)
        };
        self.is_hidden || self.colour.zip(paper).is_some_and(is_near)
    }
}

/// A text with the fonts of its parts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rich {
    pub(crate) text: String,
    /// Only of a text whose parts have fonts of their own: where each part ends, and its font.
    parts: Vec<(usize, Option<Font>)>,
}

impl Rich {
    /// Adds a part; without a font it has the cell's.
    pub(crate) fn push(&mut self, text: &str, font: Option<&Font>) {
        let before = self.text.len();
        self.text.push_str(text);
        let last = self.parts.last_mut();
        match (last, font) {
            (None, None) => {}
            (None, Some(_)) => {
                if before > 0 {
                    self.parts.push((before, None));
                }
                self.parts.push((self.text.len(), font.cloned()));
            }
            (Some((end, own)), font) if own.as_ref() == font => *end = self.text.len(),
            (Some(_), font) => self.parts.push((self.text.len(), font.cloned())),
        }
    }

    /// The parts that look other than plain, in a cell of this font on this paper.
    pub(crate) fn runs(&self, cell: &Font, paper: Option<Colour>) -> Vec<Run> {
        if self.parts.is_empty() {
            return cell_runs(cell, paper);
        }
        let mut spans = Vec::new();
        let mut from = 0;
        for (to, font) in &self.parts {
            if !self.text[from..*to].trim().is_empty() {
                spans.push((from, *to, font.as_ref().unwrap_or(cell)));
            }
            from = *to;
        }
        let size = |font: &Font| if font.size == 0 { cell.size } else { font.size };
        let largest = spans.iter().map(|(.., font)| size(font)).max().unwrap_or(0);
        let mut runs = Vec::new();
        for (from, to, font) in spans {
            let looks = [
                (font.is_struck, Look::Struck),
                (font.is_raised, Look::Raised),
                (font.is_lowered, Look::Lowered),
                (font.is_unseen(paper), Look::Unseen),
                (
                    size(font) > 0 && size(font) * 100 < largest * TINY,
                    Look::Tiny,
                ),
            ];
            let looks = looks.into_iter().filter(|(is_so, _)| *is_so);
            runs.extend(looks.map(|(_, look)| Run { from, to, look }));
        }
        runs
    }
}

/// How all of a cell looks by its own font. A number that is raised as a whole is still one number.
pub(crate) fn cell_runs(font: &Font, paper: Option<Colour>) -> Vec<Run> {
    let mut runs = Vec::new();
    if font.is_struck {
        runs.push(Run::whole(Look::Struck));
    }
    if font.is_unseen(paper) {
        runs.push(Run::whole(Look::Unseen));
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(parts: &[(&str, Option<Font>)], cell: &Font) -> Vec<(usize, usize, Look)> {
        let mut rich = Rich::default();
        for (text, font) in parts {
            rich.push(text, font.as_ref());
        }
        let runs = rich.runs(cell, Some(WHITE));
        runs.iter()
            .map(|run| (run.from, run.to, run.look))
            .collect()
    }

    #[test]
    fn a_part_is_told_by_its_font_and_a_plain_text_by_its_cells() {
        let font = |size| Font {
            size,
            ..Font::default()
        };
        let raised = Font {
            is_raised: true,
            ..font(1_100)
        };
        let white = Font {
            colour: Some(WHITE),
            ..font(1_100)
        };
        let plain = font(1_100);
        assert!(looks(&[("21", None)], &plain).is_empty());
        assert_eq!(looks(&[("21", None)], &white).len(), 1);
        let found = looks(&[("2", None), ("1", Some(raised.clone()))], &plain);
        assert_eq!(found, [(1, 2, Look::Raised)]);
        let found = looks(&[("2", Some(plain.clone())), ("1", Some(white))], &plain);
        assert_eq!(found, [(1, 2, Look::Unseen)]);
        let found = looks(&[("2", None), ("1", Some(font(600)))], &plain);
        assert_eq!(found, [(1, 2, Look::Tiny)]);
        assert!(looks(&[("2", None), (" ", Some(raised))], &plain).is_empty());
    }
}
