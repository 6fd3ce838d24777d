//! What could not be drawn as written is said at the end of the report: signs shown by 〓, variants shown by their base.

use std::collections::BTreeMap;

use super::super::document::{Paper, Role, Shape, Tag};
use super::super::font::{Faces, GETA, Weight, clean, is_selector};
use super::composer::Composer;
use super::style::{GREY, Style};
use report::Report;

/// The last of emoji presentation, which chooses no variant of a kanji.
const EMOJI: char = '\u{fe0f}';

#[derive(Default)]
struct Missing {
    signs: BTreeMap<char, usize>,
    variants: BTreeMap<(char, char), usize>,
}

impl Missing {
    fn read(&mut self, faces: &Faces, text: &str) {
        let mut chars = text.chars().peekable();
        while let Some(char) = chars.next() {
            let selector = chars.next_if(|next| is_selector(*next));
            if char == '\n' || char == GETA {
                continue;
            }
            if faces.drawn(char, Weight::Regular).char == GETA {
                *self.signs.entry(char).or_insert(0) += 1;
            } else if let Some(selector) = selector
                && selector != EMOJI
                && faces.variant(char, selector, Weight::Regular).is_none()
            {
                *self.variants.entry((char, selector)).or_insert(0) += 1;
            }
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.signs.is_empty() {
            let total: usize = self.signs.values().sum();
            let signs = self.signs.iter();
            let list: Vec<String> = signs
                .map(|(char, times)| format!("U+{:04X}（{times}か所）", u32::from(*char)))
                .collect();
            notes.push(format!(
                "〓は、この文書の書体では表示できない文字を示します（{total}か所）。もとの文字：{}。写し取った文字列はもとのままです。",
                list.join("、")
            ));
        }
        if !self.variants.is_empty() {
            let total: usize = self.variants.values().sum();
            let variants = self.variants.iter();
            let list: Vec<String> = variants
                .map(|((base, selector), times)| {
                    format!("{base} U+{:04X}（{times}か所）", u32::from(*selector))
                })
                .collect();
            notes.push(format!(
                "異体字のうち、この文書の書体にない字形は基本の字形で示しました（{total}か所）。もとの指定：{}。写し取った文字列はもとのままです。",
                list.join("、")
            ));
        }
        notes
    }
}

/// Explains 〓 and variants shown by their base, where there are any.
pub(super) fn missing_signs(composer: &mut Composer, report: &Report) {
    let mut missing = Missing::default();
    let front = [&report.title, &report.subtitle, &report.organisation];
    for text in front.into_iter().chain(&report.notices) {
        missing.read(composer.faces, &clean(text));
    }
    for item in composer.document.pages.iter().flat_map(|page| &page.items) {
        if let Shape::Text { text, .. } = &item.shape
            && item.tag != Tag::Pagination
        {
            missing.read(composer.faces, text);
        }
    }
    for text in missing.notes() {
        if composer.document.pages.is_empty() {
            composer.begin_chapter("", Paper::A4Portrait);
        }
        composer.gap(10.0);
        let element = composer.element(Role::P);
        let span = (composer.left(), composer.width());
        composer.need(3.0 * Style::NOTE.leading);
        composer.paragraph(element, span, Style::NOTE.colored(GREY), &text);
    }
}
