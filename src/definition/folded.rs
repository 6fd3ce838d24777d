//! Texts as they are compared when somebody typed them again.

use model::narrow;
use unicode_normalization::UnicodeNormalization;

/// At one width and without blanks.
pub fn folded(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

/// As it may be typed in either width, without blanks: half-width kana are the common ones, with their voicing marks, and a
/// number in a circle stays itself.
pub(crate) fn typed(text: &str) -> String {
    let is_half = |c: char| ('\u{FF61}'..='\u{FF9F}').contains(&c);
    let kept = text.chars().filter(|c| !c.is_whitespace());
    if !text.contains(is_half) {
        return kept.map(narrow).collect();
    }
    let apart = kept.flat_map(|c| {
        let whole = is_half(c).then(|| std::iter::once(c).nfkd());
        let narrow = (!is_half(c)).then(|| narrow(c));
        whole.into_iter().flatten().chain(narrow)
    });
    apart.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_width_kana_are_the_same_letters() {
        assert_eq!(typed("ﾐﾄﾞﾘ町 １丁目"), "ミドリ町1丁目");
        assert_eq!(typed("ｶﾞｰﾃﾞﾝ①"), "ガーデン①");
        assert_eq!(typed("ミドリ"), typed("ﾐﾄﾞﾘ"));
    }
}
