//! Whether a reason states a cause: what is left of it without the phrases that say nothing.

use unicode_normalization::UnicodeNormalization;

use definition::NoCause;

/// Shorter phrases are too common within other words to be cut out of a sentence.
const SHORTEST_PHRASE: usize = 3;

/// Endings that add nothing.
const POLITE: [&str; 3] = ["でした", "です", "ます"];

/// Whether a reason states a cause.
pub(super) fn is_stated(text: &str, words: &NoCause) -> bool {
    let mut phrases: Vec<String> = words.phrases.iter().map(|phrase| letters(phrase)).collect();
    let mut rest = letters(text);
    for ending in POLITE {
        rest = rest.strip_suffix(ending).unwrap_or(&rest).to_owned();
    }
    if phrases.contains(&rest) || phrases.contains(&letters(text)) {
        return false;
    }
    phrases.retain(|phrase| phrase.chars().count() >= SHORTEST_PHRASE);
    phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.chars().count()));
    for phrase in &phrases {
        rest = rest.replace(phrase.as_str(), "");
    }
    rest.chars().count() >= words.shortest
}

/// The letters alone, at one width and in lower case: no digits, no marks.
fn letters(text: &str) -> String {
    let folded = text.nfkc().filter(|c| c.is_alphabetic());
    folded.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use definition::DefinitionSource;

    #[test]
    fn what_says_only_that_it_was_checked_is_no_cause() {
        let definitions = crate::load(&DefinitionSource::BuiltIn).expect("built-in");
        let is = |text: &str| is_stated(text, &definitions.reasons.no_cause);
        for text in [
            "",
            "OK",
            "ＯＫです",
            "ok",
            "確認済",
            "確認済み。",
            "確認しました",
            "問題なし",
            "問題ありません。",
            "はい",
            "同上",
            "〃",
            "数値を確認しました",
            "確認済・問題なし",
            "OK（確認済）",
            "12",
            "2026/4/1",
            "－－－－",
            "なし",
            "再確認しました。正しい数値です。",
        ] {
            assert!(!is(text), "{text}");
        }
        for text in [
            "台風で中止したため",
            "名簿を整理し、二重に数えていた12人を除いたため。",
            "対象者なし（相談が0件のため）",
            "昨年度は集計の誤り。名簿で確認済み",
            "制度改正",
            "システム更新中",
            "同じ世帯を2区で数えていたため",
        ] {
            assert!(is(text), "{text}");
        }
    }
}
