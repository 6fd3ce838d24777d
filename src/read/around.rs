//! What stands around the one number of a text: 約, 程度, a mark for a note. For messages only; it is never set aside.

use super::fold::{fold, fold_width};
use model::Indicator;

/// Longest words that a message quotes.
const MAX_WORDS: usize = 15;

/// A number and the words before and behind it, as written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Around {
    pub(super) before: String,
    pub(super) number: String,
    pub(super) after: String,
}

impl Around {
    /// `None` where there is no number, more than one, or nothing beside it but brackets and the field's unit.
    pub(super) fn of(text: &str, indicator: &Indicator) -> Option<Self> {
        let text = text.trim();
        let wide = fold_width(text);
        let (chars, folded): (Vec<char>, Vec<char>) =
            (text.chars().collect(), wide.chars().collect());
        let is_number = |c: &char| c.is_ascii_digit() || matches!(c, ',' | '.');
        let from = folded.iter().position(char::is_ascii_digit)?;
        let length = folded[from..].iter().take_while(|c| is_number(c)).count();
        let part = |range: std::ops::Range<usize>| -> String {
            chars.get(range).unwrap_or(&[]).iter().collect()
        };
        let before = part(0..from).trim().to_owned();
        let number: String = folded[from..from + length].iter().collect();
        let behind = part(from + length..chars.len());
        let behind = behind.trim();
        let after = behind
            .strip_prefix(indicator.unit.as_str())
            .unwrap_or(behind)
            .trim()
            .to_owned();
        let after_key = fold(&after);
        let is_mark = after_key
            .trim_start_matches(['(', '[', '<'])
            .starts_with(['※', '*', '注', '†', '‡']);
        let says = |words: &str| {
            let key = fold(words);
            !key.trim_matches(['(', ')', '-', '▲', '△']).is_empty()
        };
        let is_short = |words: &str| words.chars().count() <= MAX_WORDS && !words.contains('\n');
        let has_one = is_mark || !after_key.contains(|c: char| c.is_ascii_digit());
        let is_plain = number
            .chars()
            .next_back()
            .is_some_and(|c| c.is_ascii_digit());
        (has_one
            && is_plain
            && is_short(&before)
            && is_short(&after)
            && (says(&before) || says(&after)))
        .then_some(Self {
            before,
            number,
            after,
        })
    }

    /// `「約」と「程度」`.
    pub(super) fn words(&self) -> String {
        let words = [&self.before, &self.after].into_iter();
        let words: Vec<String> = words
            .filter(|words| !words.is_empty())
            .map(|words| format!("「{words}」"))
            .collect();
        words.join("と")
    }
}
