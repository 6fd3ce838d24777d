//! Where a line may end, by the classes of JLREQ (W3C, Requirements for Japanese Text Layout, 3.1.7 and 3.1.8), written down
//! apart from the program's own lists.

/// Closing brackets, hyphens, dividing punctuation, middle dots, full stops, commas, iteration marks, the prolonged sound mark,
/// small kana, and what follows a number (cl-02 to cl-07, cl-09 to cl-11, cl-13); then their half-width forms.
const NOT_FIRST: &str = "’”)〕]}〉》」』】⦆〙〗»〟）］｝｠‐〜゠–～！？!?‼⁇⁈⁉・：；:;。．.、，,ヽヾゝゞ々〻ー\
    ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ゛゜°′″℃¢￠%％‰ℓ㏋\
    ｡｣､･ｧｨｩｪｫｬｭｮｯｰﾞﾟ";

/// Opening brackets and what precedes a number (cl-01, cl-12); then their half-width forms.
const NOT_LAST: &str = "‘“(〔[{〈《「『【⦅〘〖«〝（［｛｟¥￥$＄£￡#＃€№｢";

/// All that may not begin a line.
pub(super) fn not_first() -> Vec<char> {
    NOT_FIRST.chars().collect()
}

/// All that may not end a line.
pub(super) fn not_last() -> Vec<char> {
    NOT_LAST.chars().collect()
}

fn may_break(before: char, after: char) -> bool {
    !NOT_FIRST.contains(after) && !NOT_LAST.contains(before) && !is_mark(after)
}

/// What belongs to the sign before it: combining sound marks, variation selectors.
fn is_mark(char: char) -> bool {
    matches!(char, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether a text may not be broken between two lines of it. Where the first line has no better place at all, it may.
pub(super) fn is_broken(one: &str, next: &str) -> bool {
    // Stands for a text that goes on elsewhere.
    if ["…（続き", "…続き"]
        .iter()
        .any(|mark| next.starts_with(mark))
        || next == "…"
    {
        return false;
    }
    let (Some(before), Some(after)) = (one.chars().last(), next.chars().next()) else {
        return false;
    };
    let chars: Vec<char> = one.chars().collect();
    let has_better = chars.windows(2).any(|pair| may_break(pair[0], pair[1]));
    is_mark(after) || (has_better && !may_break(before, after))
}
