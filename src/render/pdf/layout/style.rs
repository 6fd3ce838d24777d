//! Sizes, colours and margins: the report's typography in one place.
//!
//! Every pair of text and ground has a contrast of at least 4.5 to 1, and nothing is told by colour alone: the report is
//! printed in black and white more often than not.

use super::super::document::Color;
use super::super::font::Weight;

/// Text.
pub(super) const INK: Color = Color(0x1a, 0x1a, 0x1a);
/// Secondary text, 7 to 1 on white.
pub(super) const GREY: Color = Color(0x59, 0x59, 0x59);
/// Headings, bars.
pub(super) const NAVY: Color = Color(0x1f, 0x3a, 0x5f);
/// Bars of charts.
pub(super) const BAR: Color = Color(0x4a, 0x76, 0xa8);
/// 誤り, always bold and with a mark.
pub(super) const ERROR: Color = Color(0x9b, 0x11, 0x11);
/// 確認, always with a mark.
pub(super) const WARNING: Color = Color(0x7a, 0x45, 0x00);
/// Rules.
pub(super) const RULE: Color = Color(0x6b, 0x72, 0x80);
/// Fine rules between rows and columns; they only guide the eye.
pub(super) const FINE: Color = Color(0xc3, 0xc9, 0xd1);
/// Ground of table heads.
pub(super) const HEAD_GROUND: Color = Color(0xe1, 0xe8, 0xf1);
/// Ground of totals, boxes.
pub(super) const SOFT_GROUND: Color = Color(0xf3, 0xf5, 0xf8);
/// White.
pub(super) const WHITE: Color = Color(0xff, 0xff, 0xff);
/// Grounds of map tiles, lightest first.
pub(super) const SHADES: [Color; 5] = [
    Color(0xed, 0xf2, 0xf8),
    Color(0xbc, 0xcf, 0xe6),
    Color(0x86, 0xa8, 0xce),
    Color(0x3d, 0x6a, 0xa0),
    Color(0x18, 0x36, 0x60),
];

/// Left and right margin.
pub(super) const SIDE: f32 = 48.0;
/// Top margin; the header stands in it.
pub(super) const TOP: f32 = 54.0;
/// Bottom margin; the footer stands in it.
pub(super) const BOTTOM: f32 = 48.0;

/// How text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style {
    /// Type size.
    pub(super) size: f32,
    /// Distance of baselines.
    pub(super) leading: f32,
    /// Face.
    pub(super) weight: Weight,
    /// Colour.
    pub(super) color: Color,
}

impl Style {
    const fn new(size: f32, leading: f32, weight: Weight, color: Color) -> Self {
        Self {
            size,
            leading,
            weight,
            color,
        }
    }

    /// The report's title.
    pub(super) const TITLE: Self = Self::new(22.0, 32.0, Weight::Bold, NAVY);
    /// The line under it.
    pub(super) const SUBTITLE: Self = Self::new(13.0, 20.0, Weight::Regular, INK);
    /// A chapter's title.
    pub(super) const H1: Self = Self::new(18.0, 26.0, Weight::Bold, NAVY);
    /// A section.
    pub(super) const H2: Self = Self::new(13.0, 20.0, Weight::Bold, NAVY);
    /// A subsection.
    pub(super) const H3: Self = Self::new(11.0, 16.0, Weight::Bold, INK);
    /// Paragraphs and lists.
    pub(super) const BODY: Self = Self::new(10.0, 16.0, Weight::Regular, INK);
    /// Notes, captions.
    pub(super) const NOTE: Self = Self::new(7.5, 10.6, Weight::Regular, GREY);
    /// Captions of tables and charts.
    pub(super) const CAPTION: Self = Self::new(9.5, 14.0, Weight::Bold, INK);
    /// Header and footer.
    pub(super) const FURNITURE: Self = Self::new(7.5, 10.0, Weight::Regular, GREY);
    /// Trace ids and sources.
    pub(super) const TRACE: Self = Self::new(6.0, 7.4, Weight::Regular, GREY);

    /// The same in bold.
    pub(super) fn bold(self) -> Self {
        Self {
            weight: Weight::Bold,
            ..self
        }
    }

    /// The same in another colour.
    pub(super) fn colored(self, color: Color) -> Self {
        Self { color, ..self }
    }

    /// The same look at another size and distance of baselines.
    pub(super) const fn sized_to(self, size: f32, leading: f32) -> Self {
        Self {
            size,
            leading,
            ..self
        }
    }

    /// The same look at another size.
    pub(super) fn sized(self, size: f32) -> Self {
        Self {
            size,
            leading: self.leading * size / self.size,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::map::shade_and_ink;
    use super::*;

    /// Relative luminance (WCAG 2.1).
    fn luminance(Color(red, green, blue): Color) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    fn contrast(one: Color, other: Color) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// What a copier makes of a colour, from 0 for black to 1 for white.
    fn grey(Color(red, green, blue): Color) -> f64 {
        let [red, green, blue] = [red, green, blue].map(|part| f64::from(part) / 255.0);
        0.299 * red + 0.587 * green + 0.114 * blue
    }

    #[test]
    fn contrast_is_counted_as_the_guidelines_do() {
        assert!((contrast(Color(0, 0, 0), WHITE) - 21.0).abs() < 0.01);
        assert!((contrast(Color(0x76, 0x76, 0x76), WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn text_stands_out_from_every_ground_it_is_set_on() {
        for ink in [INK, GREY, NAVY, ERROR, WARNING] {
            for ground in [WHITE, SOFT_GROUND, HEAD_GROUND] {
                let ratio = contrast(ink, ground);
                assert!(ratio >= 4.5, "{ink:?} on {ground:?}: {ratio:.2}");
            }
        }
        for shade in 0..SHADES.len() {
            let (ground, ink) = shade_and_ink(u8::try_from(shade).expect("five shades"));
            let ratio = contrast(ink, ground);
            assert!(ratio >= 4.5, "shade {shade}: {ratio:.2}");
        }
    }

    #[test]
    fn what_pictures_say_by_a_mark_stands_out_from_the_paper() {
        for mark in [BAR, NAVY, RULE, ERROR, WARNING] {
            let ratio = contrast(mark, WHITE);
            assert!(ratio >= 3.0, "{mark:?}: {ratio:.2}");
        }
    }

    #[test]
    fn a_copier_keeps_the_shades_of_the_map_apart() {
        let mut lighter = grey(WHITE);
        for (index, shade) in SHADES.into_iter().enumerate() {
            // The lightest has a frame and need only not be taken for a tile without a value.
            let least = if index == 0 { 0.04 } else { 0.14 };
            let step = lighter - grey(shade);
            assert!(step >= least, "shade {index}: {step:.3}");
            lighter = grey(shade);
        }
    }
}
