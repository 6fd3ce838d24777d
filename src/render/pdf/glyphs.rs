//! Which glyphs a document uses, and the faces cut down to them.
//!
//! Text is kept as written up to here; where another sign is drawn for it, both are known, so that paint can say what was meant.

use std::collections::{BTreeMap, BTreeSet};

use printpdf::{Codepoint, FontMetrics, FontType, ParsedFont, PdfFontMetricsStub};

use super::super::RenderError;
use super::document::{Document, Shape};
use super::font::{Drawn, Faces, Metrics, Weight, is_selector};

/// A face cut down to the glyphs in use.
pub(super) struct CutFace {
    program: Vec<u8>,
    /// What is drawn with it, plain characters last.
    signs: Vec<Sign>,
    /// Character drawn ▸ glyph in the cut face.
    chars: BTreeMap<u32, u16>,
    /// Glyph in the full face ▸ glyph in the cut face.
    pub(super) glyphs: BTreeMap<u16, u16>,
    /// Glyph in the cut face ▸ advance.
    widths: BTreeMap<u16, u16>,
}

impl CutFace {
    /// The glyph in the cut face that a character is drawn with.
    pub(super) fn glyph(&self, char: char) -> u16 {
        self.chars.get(&u32::from(char)).copied().unwrap_or(0)
    }

    /// Every glyph of the face, and the text it stands for. Where a glyph stands for a character and for a variant of
    /// another, the character comes last, and with it what a reader takes the glyph for; the variant says its text itself.
    pub(super) fn specimen(&self) -> Vec<Codepoint> {
        let shown = |sign: &Sign| {
            let (glyph, text) = match *sign {
                Sign::Plain(char) => (self.chars.get(&u32::from(char)), char.to_string()),
                Sign::Variant(base, selector, glyph) => {
                    (self.glyphs.get(&glyph), format!("{base}{selector}"))
                }
                Sign::Rare(char, glyph) => (self.glyphs.get(&glyph), char.to_string()),
            };
            Codepoint::with_cid(glyph.copied().unwrap_or(0), 0.0, text)
        };
        self.signs.iter().map(shown).collect()
    }

    /// The face as printpdf embeds it.
    pub(super) fn embedded(&self, metrics: Metrics, weight: Weight) -> ParsedFont {
        let name = match weight {
            Weight::Regular => "AAAAAA+BIZUDGothic-Regular",
            Weight::Bold => "AAAAAB+BIZUDGothic-Bold",
            Weight::Rare => "AAAAAC+RareKanji-Regular",
        };
        let [x_min, y_min, x_max, y_max] = metrics.bounds;
        ParsedFont {
            original_bytes: self.program.clone(),
            font_index: 0,
            font_name: Some(name.to_owned()),
            codepoint_to_glyph: self.chars.clone(),
            glyph_widths: self.widths.clone(),
            units_per_em: metrics.units_per_em,
            font_metrics: FontMetrics {
                ascent: metrics.ascent,
                descent: metrics.descent,
            },
            font_type: FontType::TrueType,
            pdf_font_metrics: PdfFontMetricsStub {
                units_per_em: metrics.units_per_em,
                x_min,
                y_min,
                x_max,
                y_max,
                caret_slope_rise: 1,
                caret_slope_run: 0,
                us_weight_class: metrics.weight_class,
            },
        }
    }
}

/// The faces in use.
pub(super) struct CutFaces {
    /// Cut faces; a face without text is absent.
    pub(super) faces: BTreeMap<Weight, CutFace>,
}

impl CutFaces {
    /// Cuts the faces down to what a document draws.
    ///
    /// # Errors
    /// The subsetter refuses; a fault of the program.
    pub(super) fn new(faces: &Faces, document: &Document) -> Result<Self, RenderError> {
        let mut types = BTreeMap::new();
        for (weight, signs) in used_signs(faces, document) {
            let glyph = |sign: &Sign| match sign {
                Sign::Plain(char) => faces.drawn(*char, weight).glyph,
                Sign::Variant(_, _, glyph) | Sign::Rare(_, glyph) => *glyph,
            };
            let glyphs: BTreeSet<u16> = signs.iter().map(glyph).collect();
            let (program, remapper) = faces.subset(weight, &glyphs)?;
            let place = |glyph: u16| remapper.get(glyph).unwrap_or(0);
            let mut cut = CutFace {
                program,
                signs: Vec::new(),
                chars: BTreeMap::new(),
                glyphs: glyphs.iter().map(|glyph| (*glyph, place(*glyph))).collect(),
                widths: glyphs
                    .iter()
                    .map(|glyph| (place(*glyph), faces.glyph_width(*glyph, weight)))
                    .collect(),
            };
            for sign in &signs {
                if let Sign::Plain(char) | Sign::Rare(char, _) = sign {
                    cut.chars.insert(u32::from(*char), place(glyph(sign)));
                }
            }
            cut.signs.extend(signs.into_iter().rev());
            types.insert(weight, cut);
        }
        Ok(Self { faces: types })
    }
}

/// The signs each face has to draw.
fn used_signs(faces: &Faces, document: &Document) -> BTreeMap<Weight, BTreeSet<Sign>> {
    let mut used: BTreeMap<Weight, BTreeSet<Sign>> = BTreeMap::new();
    // Most signs come again and again; a look into this list is much quicker than one into the set.
    let mut seen = [vec![false; 0x1_0000], vec![false; 0x1_0000]];
    for item in document.pages.iter().flat_map(|page| &page.items) {
        let Shape::Text { text, weight, .. } = &item.shape else {
            continue;
        };
        used.entry(*weight).or_default();
        let seen = &mut seen[usize::from(*weight == Weight::Bold)];
        each_sign(faces, text, *weight, |sign, _| {
            if let Sign::Plain(char) = sign
                && let Some(seen) = seen.get_mut(char as usize)
                && std::mem::replace(seen, true)
            {
                return;
            }
            let face = match sign {
                Sign::Rare(..) => Weight::Rare,
                Sign::Plain(_) | Sign::Variant(..) => *weight,
            };
            used.entry(face).or_default().insert(sign);
        });
    }
    used
}

/// What stands for one sign of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// The glyph of a character.
    Plain(char),
    /// The glyph of an ideographic variant: base, selector, glyph in the full face.
    Variant(char, char, u16),
    /// A glyph of the face of rare kanji: the character, or the base of the variant.
    Rare(char, u16),
}

fn sign_of(drawn: Drawn) -> Sign {
    if drawn.face == Weight::Rare {
        Sign::Rare(drawn.char, drawn.glyph)
    } else {
        Sign::Plain(drawn.char)
    }
}

/// Visits the signs of a text; the second argument is what stands in the text, where that differs from what is drawn.
pub(super) fn each_sign(
    faces: &Faces,
    text: &str,
    weight: Weight,
    mut visit: impl FnMut(Sign, Option<&str>),
) {
    let mut chars = text.char_indices().peekable();
    while let Some((start, char)) = chars.next() {
        if let Some((at, selector)) = chars.next_if(|(_, next)| is_selector(*next)) {
            let written = &text[start..at + selector.len_utf8()];
            match faces.variant(char, selector, weight) {
                Some((Weight::Rare, glyph)) => visit(Sign::Rare(char, glyph), Some(written)),
                // The glyph of a variant can be that of another character too: what is meant is always said.
                Some((_, glyph)) => visit(Sign::Variant(char, selector, glyph), Some(written)),
                None => visit(sign_of(faces.drawn(char, weight)), Some(written)),
            }
        } else {
            let drawn = faces.drawn(char, weight);
            // A glyph of the other face can stand for a character and for a variant of it: what is meant is always said.
            let is_other = drawn.char != char || drawn.face == Weight::Rare;
            let written = is_other.then(|| &text[start..start + char.len_utf8()]);
            visit(sign_of(drawn), written);
        }
    }
}
