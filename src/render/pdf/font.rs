//! The faces of the report: which glyph stands for a character, how wide it is, and the subset that goes into the file.
//!
//! Decisions: one copy of the fonts in the program (`definition` leaves `templates/fonts` alone); a character without a
//! glyph is shown by a substitute, never left out, and the text behind it stays as written.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use ttf_parser::{Face, GlyphId};
use unicode_normalization::UnicodeNormalization;

use super::super::RenderError;
pub(super) use super::super::clean::{clean, is_selector};

static REGULAR: &[u8] = include_bytes!("../../../templates/fonts/BIZUDGothic-Regular.ttf");
static RARE: &[u8] = include_bytes!("../../../templates/fonts/RareKanji-Regular.ttf");
static BOLD: &[u8] = include_bytes!("../../../templates/fonts/BIZUDGothic-Bold.ttf");

/// The sign for a character the fonts lack (下駄, as printers use it).
pub(super) const GETA: char = '〓';

/// A face.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// Text.
    Regular,
    /// Headings, totals, heads of tables.
    Bold,
    /// Kanji that the other two lack, in one weight for both.
    Rare,
}

/// What is drawn for a character.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Drawn {
    /// The character whose glyph is drawn: the same, or its substitute.
    pub(super) char: char,
    /// Glyph in the full face.
    pub(super) glyph: u16,
    /// Advance in em.
    pub(super) advance: f32,
    /// Face of the glyph.
    pub(super) face: Weight,
}

/// One face, ready for look-ups.
struct Loaded {
    bytes: &'static [u8],
    face: Face<'static>,
    /// Glyphs of the basic plane, 0 for none: looking up in the file costs ten times as much.
    plane: Vec<u16>,
    /// Advance of each glyph in em.
    advances: Vec<f32>,
}

impl Loaded {
    fn new(bytes: &'static [u8]) -> Self {
        let face = Face::parse(bytes, 0).expect("internal error: the built-in font is a font");
        let mut plane = vec![0; 0x1_0000];
        let subtables = face.tables().cmap.iter().flat_map(|cmap| cmap.subtables);
        for subtable in subtables.filter(ttf_parser::cmap::Subtable::is_unicode) {
            subtable.codepoints(|code| {
                if let (Some(place), Some(glyph)) =
                    (plane.get_mut(code as usize), subtable.glyph_index(code))
                {
                    *place = glyph.0;
                }
            });
        }
        let per_em = f32::from(face.units_per_em());
        let advances = (0..face.number_of_glyphs())
            .map(|glyph| f32::from(face.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0)) / per_em)
            .collect();
        Self {
            bytes,
            face,
            plane,
            advances,
        }
    }

    fn glyph(&self, char: char) -> Option<u16> {
        match self.plane.get(char as usize) {
            Some(0) => None,
            Some(glyph) => Some(*glyph),
            None => self.face.glyph_index(char).map(|glyph| glyph.0),
        }
    }

    fn advance(&self, glyph: u16) -> f32 {
        self.advances
            .get(usize::from(glyph))
            .copied()
            .unwrap_or(1.0)
    }
}

/// Metrics the file needs, in font units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Metrics {
    /// Units per em.
    pub(super) units_per_em: u16,
    /// Above the baseline.
    pub(super) ascent: i16,
    /// Below the baseline, negative.
    pub(super) descent: i16,
    /// Bounding box of all glyphs: left, bottom, right, top.
    pub(super) bounds: [i16; 4],
    /// Weight class, 400 or 700.
    pub(super) weight_class: u16,
}

/// All faces.
pub(super) struct Faces {
    regular: Loaded,
    bold: Loaded,
    /// Loaded when the first rare kanji comes: most reports have none.
    rare: OnceLock<Loaded>,
}

impl Faces {
    /// The built-in faces, loaded once.
    pub(super) fn built_in() -> &'static Self {
        static FACES: OnceLock<Faces> = OnceLock::new();
        FACES.get_or_init(|| Self {
            regular: Loaded::new(REGULAR),
            bold: Loaded::new(BOLD),
            rare: OnceLock::new(),
        })
    }

    fn loaded(&self, weight: Weight) -> &Loaded {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
            Weight::Rare => self.rare.get_or_init(|| Loaded::new(RARE)),
        }
    }

    /// What is drawn for a character; the substitute where the face lacks it.
    pub(super) fn drawn(&self, char: char, weight: Weight) -> Drawn {
        let found = |char: char, face: Weight| {
            let loaded = self.loaded(face);
            loaded.glyph(char).map(|glyph| Drawn {
                char,
                glyph,
                advance: loaded.advance(glyph),
                face,
            })
        };
        let rare = |char: char| is_kanji(char).then(|| found(char, Weight::Rare)).flatten();
        found(char, weight)
            .or_else(|| rare(char))
            .or_else(|| {
                substitute(char).and_then(|char| found(char, weight).or_else(|| rare(char)))
            })
            .or_else(|| found(GETA, weight))
            .unwrap_or(Drawn {
                char: GETA,
                glyph: 0,
                advance: 1.0,
                face: weight,
            })
    }

    /// The glyph of an ideographic variant, if one of the faces has it, and the face.
    pub(super) fn variant(
        &self,
        base: char,
        selector: char,
        weight: Weight,
    ) -> Option<(Weight, u16)> {
        [weight, Weight::Rare].into_iter().find_map(|face| {
            let loaded = self.loaded(face);
            let found = loaded.face.glyph_variation_index(base, selector)?;
            Some((face, found.0))
        })
    }

    /// Advance in em; a variation selector has none.
    pub(super) fn advance(&self, char: char, weight: Weight) -> f32 {
        if is_selector(char) {
            0.0
        } else {
            self.drawn(char, weight).advance
        }
    }

    /// Width of a line of text in points.
    pub(super) fn width(&self, text: &str, size: f32, weight: Weight) -> f32 {
        let em: f32 = text.chars().map(|char| self.advance(char, weight)).sum();
        em * size
    }

    /// Advance of a glyph in font units.
    pub(super) fn glyph_width(&self, glyph: u16, weight: Weight) -> u16 {
        let face = &self.loaded(weight).face;
        face.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0)
    }

    /// Follows the outline of a glyph.
    pub(super) fn outline(
        &self,
        weight: Weight,
        glyph: u16,
        pen: &mut dyn ttf_parser::OutlineBuilder,
    ) {
        self.loaded(weight).face.outline_glyph(GlyphId(glyph), pen);
    }

    /// Metrics of a face.
    pub(super) fn metrics(&self, weight: Weight) -> Metrics {
        let face = &self.loaded(weight).face;
        let bounds = face.global_bounding_box();
        Metrics {
            units_per_em: face.units_per_em(),
            ascent: face.ascender(),
            descent: face.descender(),
            bounds: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max],
            weight_class: face.weight().to_number(),
        }
    }

    /// A font program with these glyphs only, and the place of each in it.
    ///
    /// # Errors
    /// The subsetter refuses the built-in font; a fault of the program.
    pub(super) fn subset(
        &self,
        weight: Weight,
        glyphs: &BTreeSet<u16>,
    ) -> Result<(Vec<u8>, subsetter::GlyphRemapper), RenderError> {
        let mut places = subsetter::GlyphRemapper::new();
        for glyph in glyphs {
            places.remap(*glyph);
        }
        subsetter::subset(self.loaded(weight).bytes, 0, &places)
            .map(|program| (program, places))
            .map_err(|error| RenderError::Pdf(error.to_string()))
    }
}

/// Whether the face of rare kanji can have the character; asked first, so that it is not loaded for an emoji.
fn is_kanji(char: char) -> bool {
    matches!(char, '\u{2e80}'..='\u{2eff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{32fff}')
}

/// A look-alike for signs the face is known to lack.
fn substitute(char: char) -> Option<char> {
    match char {
        '☐' | '▢' | '◻' | '⬜' => Some('□'),
        '☑' | '✔' | '✅' => Some('✓'),
        '☒' | '✗' | '✘' | '❌' | '✖' => Some('×'),
        '⭐' => Some('★'),
        '⭕' => Some('○'),
        '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => Some(' '),
        '‐' | '‑' | '‒' | '⁻' => Some('-'),
        '–' | '⸺' | '─' | '━' => Some('―'),
        // Its compatibility kanji is 戶, which nobody here means.
        '⼾' => Some('戸'),
        '～' => Some('〜'),
        '〜' => Some('～'),
        _ => {
            let mut folded = std::iter::once(char).nfkc();
            folded.next().filter(|_| folded.next().is_none())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(char: char) -> char {
        Faces::built_in().drawn(char, Weight::Regular).char
    }

    #[test]
    fn what_the_face_lacks_is_shown_by_a_substitute() {
        assert_eq!(shown('区'), '区');
        assert_eq!(shown('☐'), '□');
        assert_eq!(shown('☑'), '✓');
        assert_eq!(shown('⼀'), '一', "a Kangxi radical");
        assert_eq!(shown('𠮷'), '𠮷', "from the face of rare kanji");
        assert_eq!(shown('\u{2f804}'), '\u{2f804}', "a compatibility ideograph");
        assert_eq!(shown('😀'), GETA);
    }

    #[test]
    fn every_radical_is_drawn_as_a_kanji() {
        let radicals = ('\u{2f00}'..='\u{2fd5}').chain('\u{2e80}'..='\u{2e99}');
        let radicals = radicals.chain('\u{2e9b}'..='\u{2ef3}');
        let lacking: String = radicals.filter(|radical| shown(*radical) == GETA).collect();
        assert_eq!(lacking, "");
    }

    #[test]
    fn digits_are_tabular_and_half_as_wide_as_an_ideograph() {
        for weight in [Weight::Regular, Weight::Bold] {
            for digit in '0'..='9' {
                assert!((Faces::built_in().advance(digit, weight) - 0.5).abs() < 1e-6);
            }
            assert!((Faces::built_in().advance('区', weight) - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn a_variant_has_a_glyph_of_its_own() {
        let faces = Faces::built_in();
        let plain = faces.drawn('葛', Weight::Regular).glyph;
        let variant = faces.variant('葛', '\u{e0100}', Weight::Regular);
        assert!(variant.is_some_and(|(face, glyph)| face == Weight::Regular && glyph != plain));
    }

    #[test]
    fn a_variant_the_main_face_lacks_comes_from_the_other() {
        let faces = Faces::built_in();
        let variant = faces.variant('邉', '\u{e010e}', Weight::Bold);
        assert!(variant.is_some_and(|(face, _)| face == Weight::Rare));
        assert_eq!(faces.variant('区', '\u{e01ef}', Weight::Bold), None);
    }
}
