//! Folding of printed text so that labels can be compared; what is shown is never folded.
//!
//! Width is folded and blanks are dropped, but ①, ㈱ and Ⅰ stay themselves: NFKC would turn ① into 1.

use model::{circled, narrow};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Characters that take no place on the sheet.
fn is_invisible(c: char) -> bool {
    // No kana and no kanji: asking Unicode costs more.
    if matches!(c, '\u{3001}'..='\u{9FFF}') {
        return false;
    }
    c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200D}' | '\u{FEFF}' | '\u{2060}')
}

/// Whether a character is normal whatever stands beside it. No mark above a letter is, and nothing that such a mark joins.
fn is_settled_alone(c: char) -> bool {
    let is_kana_or_kanji =
        matches!(c, '\u{3001}'..='\u{3029}' | '\u{3030}'..='\u{3098}' | '\u{309B}'..='\u{9FFF}');
    is_kana_or_kanji
        || c < '\u{300}'
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2460}'..='\u{26FF}' | '\u{FF01}'..='\u{FF60}')
}

/// Width folded, blanks kept as they are; for numbers and dates.
pub(super) fn fold_width(text: &str) -> String {
    text.chars().map(narrow).collect()
}

/// Width folded and blanks dropped; for comparing labels.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut kana = String::new();
    let mut is_settled = true;
    for c in text.chars() {
        if matches!(c, '\u{FF61}'..='\u{FF9F}') {
            kana.push(c);
            continue;
        }
        if !kana.is_empty() {
            folded.extend(kana.nfkc());
            kana.clear();
        }
        if !is_invisible(c) {
            is_settled &= is_settled_alone(c);
            folded.push(narrow(c));
        }
    }
    if !kana.is_empty() {
        folded.extend(kana.nfkc());
    }
    // Normalising costs more than all the rest, and hardly any text needs it; even to ask costs as much.
    if is_settled || is_nfc(&folded) {
        folded
    } else {
        folded.nfc().collect()
    }
}

/// Folded, without the mark that numbers a label: 「①」「(1)」「1.」.
pub(super) fn label_key(text: &str) -> String {
    without_mark(&fold(text)).to_owned()
}

/// Whether a folded text may be put behind another as it is. Marks above a letter join with what stands before them.
pub(super) fn stands_alone(key: &str) -> bool {
    let is_whole =
        |c: char| c.is_ascii() || matches!(c, '\u{3001}'..='\u{3098}' | '\u{309B}'..='\u{9FFF}');
    key.is_empty() || key.starts_with(is_whole)
}

/// Takes the leading number mark off a folded label.
pub(super) fn without_mark(folded: &str) -> &str {
    let text = folded.trim_start_matches(['・', '●', '○']);
    if let Some(rest) = text.strip_prefix(|c| circled(c).is_some()) {
        return rest;
    }
    let bracketed = text.strip_prefix('(');
    let inner = bracketed.unwrap_or(text);
    let rest = inner.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = inner.len() - rest.len();
    if digits == 0 || digits > 2 {
        return text;
    }
    let closed = rest.trim_start_matches([')', '.', '、', ':']);
    if bracketed.is_some() && closed.len() == rest.len() {
        return text;
    }
    closed
}

/// How alike two folded labels are, from 0 to 100: twice the shared pairs of neighbours over all pairs.
pub(super) fn likeness(a: &str, b: &str) -> usize {
    let pairs = |text: &str| {
        let chars: Vec<char> = text.chars().collect();
        chars
            .windows(2)
            .map(|pair| (pair[0], pair[1]))
            .collect::<Vec<_>>()
    };
    let left = pairs(a);
    let mut right = pairs(b);
    let all = left.len() + right.len();
    if all == 0 {
        return 0;
    }
    let mut shared = 0;
    for pair in left {
        if let Some(at) = right.iter().position(|other| *other == pair) {
            right.swap_remove(at);
            shared += 1;
        }
    }
    200 * shared / all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixed_widths_of_one_header_line_fold_together() {
        assert_eq!(fold("2024（令和６）年度"), fold("２０２４(令和6) 年度"));
        assert_eq!(fold("ｱｳﾄﾘｰﾁ･ﾊﾞ"), "アウトリーチ・バ");
    }

    #[test]
    fn circled_numbers_stay_distinct() {
        assert_eq!(fold("①㈱Ⅰ"), "①㈱Ⅰ");
        assert_ne!(fold("①相談"), fold("1相談"));
    }

    #[test]
    fn what_is_normal_alone_is_normal_beside_anything() {
        use unicode_normalization::char::canonical_combining_class as class;
        use unicode_normalization::{IsNormalized, is_nfc_quick};
        let settled = ('\0'..='\u{FFFF}').filter(|c| is_settled_alone(*c));
        for c in settled.map(narrow) {
            let alone = is_nfc_quick(std::iter::once(c));
            assert!(
                alone == IsNormalized::Yes && class(c) == 0,
                "{:04X}",
                c as u32
            );
        }
    }

    #[test]
    fn a_name_from_a_mac_is_the_same_name() {
        assert_eq!(fold("か\u{3099}くと\u{3099}う区"), fold("がくどう区"));
    }

    #[test]
    fn a_label_is_known_by_its_words() {
        let printed =
            "①定期的に活動者が集まり、地域内の見守りに\n　ついて情報共有や意見交換をしている地域数";
        for typed in [
            "（１）定期的に活動者が集まり、地域内の見守りについて情報共有や意見交換をしている地域数",
            "1．定期的に活動者が集まり、地域内の見守りについて情報共有や意見交換をしている地域数",
            "　①定期的に活動者が集まり、地域内の見守りに\r\n　　ついて情報共有や意見交換をしている地域数",
        ] {
            assert_eq!(label_key(typed), label_key(printed), "{typed}");
        }
        assert_eq!(label_key("（回答数）"), "(回答数)");
        assert_eq!(label_key("2024（令和６）年度"), "2024(令和6)年度");
    }

    #[test]
    fn likeness_tells_a_slip_from_another_label() {
        assert!(
            likeness(
                "見守り相談室と連携をおこなった件数",
                "見守り相談室と連携を行った件数"
            ) >= 75
        );
        assert!(likeness("つながる場の開催件数", "研修会の開催件数") < 75);
    }
}
