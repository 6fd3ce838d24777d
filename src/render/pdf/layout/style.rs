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
/// Fine rules.
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
    Color(0xc9, 0xd8, 0xea),
    Color(0x93, 0xb3, 0xd5),
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

    /// The same look at another size.
    pub(super) fn sized(self, size: f32) -> Self {
        Self {
            size,
            leading: self.leading * size / self.size,
            ..self
        }
    }
}
