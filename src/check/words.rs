//! What a block of words says, told roughly: whether it holds words at all, whether two texts are the same, and whether it
//! says that there is nothing to say. Width, blanks and marks play no part. Tells nothing itself.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::Earlier;
use diagnostic::Severity;
use model::{FiscalYear, NarrativeItem, Provenance, Submission};

/// Answers that say there is nothing to say.
const NOTHING: [&str; 16] = [
    "特になし",
    "特に無し",
    "とくになし",
    "特にない",
    "特にありません",
    "特段なし",
    "なし",
    "無し",
    "ありません",
    "該当なし",
    "該当無し",
    "変更なし",
    "変化なし",
    "前年度と同じ",
    "前年度同様",
    "同上",
];

/// A text without width, blanks and marks, for comparing.
pub(super) fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '0'..='9' | 'a'..='z' | 'A'..='Z' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '一'..='龥' =>
            {
                key.push(c);
            }
            '！'..='～' => {
                let narrow = char::from_u32(c as u32 - 0xFEE0);
                key.extend(narrow.filter(char::is_ascii_alphanumeric));
            }
            ' '..='~' | '\n' | '\u{3000}' | '、' | '。' | '「' | '」' | '・' => {}
            // Normalising costs more than all the rest, and hardly any text needs it.
            _ => return normalised(text).collect(),
        }
    }
    key
}

fn normalised(text: &str) -> impl Iterator<Item = char> {
    text.nfkc().filter(|c| c.is_alphanumeric())
}

fn holds_words(text: &str) -> bool {
    normalised(text).next().is_some()
}

/// The bullets of a block and year that hold words, in order.
pub(super) fn bullets<'a>(
    submission: &'a Submission,
    block: &str,
    year: FiscalYear,
) -> Vec<&'a NarrativeItem> {
    submission
        .narratives
        .iter()
        .map(Arc::as_ref)
        .filter(|item| item.block == block && item.year == year && holds_words(&item.text))
        .collect()
}

/// Whether a text only says that there is nothing to say.
pub(super) fn is_nothing(text: &str) -> bool {
    let key = key(text);
    NOTHING.iter().any(|nothing| key == *nothing)
}

/// Whether an error or a warning has been told about the block, so that its words may not be what the ward meant.
pub(super) fn is_doubted(earlier: &Earlier, label: &str, at: &Provenance) -> bool {
    earlier.about(&at.file).any(|told| {
        told.severity != Severity::Note
            && told.place.sheet.as_ref() == Some(&at.sheet)
            && told.field.as_deref() == Some(label)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_blanks_and_marks_play_no_part() {
        assert_eq!(key("・見守り　を ５回、続けた。"), key("見守りを5回続けた"));
        assert_eq!(key("・－…○"), "");
        assert_ne!(key("5回"), key("6回"));
    }

    #[test]
    fn the_short_way_gives_what_normalising_gives() {
        for text in [
            "・見守り（５回）を続けた。ＡＢＣ～ｚ「ヴァー」、10％\n",
            "か\u{3099}くと\u{3099}う ①㈱Ⅰ ｶﾞｷﾞ",
            "ヷヺゖ龥一ー!~{}＠［",
        ] {
            assert_eq!(key(text), normalised(text).collect::<String>(), "{text}");
        }
    }

    #[test]
    fn nothing_to_say_is_the_whole_text() {
        assert!(is_nothing("・特になし。"));
        assert!(is_nothing("（特に なし）"));
        assert!(!is_nothing("特になし。ただし担い手は減った。"));
    }
}
