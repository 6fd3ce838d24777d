//! Texts: the table of strings, and the text of one cell or string with the fonts of its parts.

use std::borrow::Cow;

use super::styles::font_part;
use crate::look::{Font, Rich};
use crate::xml::{Piece, pieces};

/// The strings of a workbook by their place in its table.
pub(super) fn table(xml: &str) -> Vec<Rich> {
    let mut strings = Vec::new();
    let mut text = Text::default();
    pieces(xml, &mut |node| {
        if let Piece::Close("si") = node {
            strings.push(std::mem::take(&mut text).rich);
        } else {
            text.visit(&node);
        }
    });
    strings
}

/// A text that is being walked over: an `si`, an `is`, or a comment.
#[derive(Default)]
pub(super) struct Text {
    pub(super) rich: Rich,
    /// Whether there was any text element, be it empty.
    pub(super) is_there: bool,
    font: Option<Font>,
    in_font: bool,
    in_reading: bool,
    own: Option<(String, bool)>,
}

impl Text {
    pub(super) fn visit(&mut self, node: &Piece<'_>) {
        match node {
            Piece::Open(open) => match open.name() {
                "r" => self.font = None,
                "rPr" => (self.in_font, self.font) = (true, Some(Font::default())),
                "rPh" => self.in_reading = true,
                "t" if !self.in_reading => {
                    let keeps = open.get("space").as_deref() == Some("preserve");
                    self.own = Some((String::new(), keeps));
                }
                _ => {
                    if let (true, Some(font)) = (self.in_font, &mut self.font) {
                        font_part(font, open);
                    }
                }
            },
            Piece::Text(part) => {
                if let Some((text, _)) = &mut self.own {
                    text.push_str(part);
                }
            }
            Piece::Close("rPr") => self.in_font = false,
            Piece::Close("rPh") => self.in_reading = false,
            Piece::Close("r") => self.font = None,
            Piece::Close("t") => {
                if let Some((text, keeps)) = self.own.take() {
                    // Without the attribute, blanks around the text are the layout of the file.
                    let blank = [' ', '\t', '\r', '\n'];
                    let text = if keeps {
                        &text
                    } else {
                        text.trim_matches(blank)
                    };
                    self.rich.push(&decoded(text), self.font.as_ref());
                    self.is_there = true;
                }
            }
            Piece::Close(_) => {}
        }
    }
}

/// `_x000D_` as the character that it stands for.
pub(crate) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let unit = |at: usize| {
        let part = text.get(at..at + 7)?;
        let digits = part.strip_prefix("_x")?.strip_suffix('_')?;
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        u16::from_str_radix(digits, 16).ok().filter(|_| is_hex)
    };
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let mut units = Vec::new();
        while let Some(next) = unit(at) {
            units.push(next);
            at += 7;
        }
        out.push_str(&String::from_utf16_lossy(&units));
        if let Some(c) = text[at..].chars().next() {
            out.push(c);
            at += c.len_utf8();
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_a_string_is_read_and_nothing_beside_it() {
        let xml = concat!(
            "<sst><si><t>a<!-- no -->b<![CDATA[<c>]]>&#100;</t></si>",
            "<si><r><t>西</t></r><r><rPr><strike/></rPr><t>成</t></r>",
            "<rPh sb=\"0\" eb=\"1\"><t>にし</t></rPh></si><si/>",
            "<si><t xml:space=\"preserve\"> x_x000D__x005F_x000D_ </t></si></sst>"
        );
        let texts: Vec<String> = table(xml).into_iter().map(|rich| rich.text).collect();
        assert_eq!(texts, ["ab<c>d", "西成", "", " x\r_x000D_ "]);
        let plain = Font::default();
        assert!(table(xml)[0].runs(&plain, None).is_empty());
        assert_eq!(table(xml)[1].runs(&plain, None).len(), 1);
    }

    #[test]
    fn what_stands_for_a_character_becomes_it() {
        assert_eq!(decoded("a_x3042_b_xZZZZ__x00"), "aあb_xZZZZ__x00");
        assert_eq!(decoded("_xD83D__xDE00_"), "😀");
    }
}
