//! Breaks text into lines by the Japanese rules (禁則): no 「、」 at the start of a line, no 「（」 at its end,
//! words, numbers and numbers with their unit kept whole where they fit.

use super::super::font::{Faces, is_selector};
use super::style::Style;
use model::Nouns;

/// A line of text.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Line {
    /// Text; blanks at its end stand outside the width.
    pub(in super::super) text: String,
    /// Width in points, without blanks at the end.
    pub(in super::super) width: f32,
}

/// How bad a break before a character is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Break {
    /// Not at all.
    Free,
    /// It splits a word or a number from its unit.
    Splits,
    /// It breaks 禁則.
    Forbidden,
    /// It would tear a sign apart.
    Never,
}

/// What stays with the number before it, beside what the levels are called.
const UNITS: [&str; 22] = [
    "か所", "カ所", "ヵ所", "ヶ所", "箇所", "世帯", "年度", "時間", "団体", "事例", "件", "人",
    "回", "名", "円", "％", "%", "年", "月", "日", "点", "歳",
];

/// What no line begins with (JLREQ cl-02 to cl-07, cl-09 to cl-11, cl-13, and … as a word's end); sorted.
const NOT_FIRST: [char; 122] = [
    '!', '%', ')', ',', '.', ':', ';', '?', ']', '}', '¢', '°', '»', '‐', '–', '’', '”', '‥', '…',
    '‰', '′', '″', '‼', '⁇', '⁈', '⁉', '℃', 'ℓ', '⦆', '、', '。', '々', '〉', '》', '」', '』',
    '】', '〕', '〗', '〙', '〜', '〟', '〻', 'ぁ', 'ぃ', 'ぅ', 'ぇ', 'ぉ', 'っ', 'ゃ', 'ゅ', 'ょ',
    'ゎ', 'ゕ', 'ゖ', '゛', '゜', 'ゝ', 'ゞ', '゠', 'ァ', 'ィ', 'ゥ', 'ェ', 'ォ', 'ッ', 'ャ', 'ュ',
    'ョ', 'ヮ', 'ヵ', 'ヶ', '・', 'ー', 'ヽ', 'ヾ', 'ㇰ', 'ㇱ', 'ㇲ', 'ㇳ', 'ㇴ', 'ㇵ', 'ㇶ', 'ㇷ',
    'ㇸ', 'ㇹ', 'ㇺ', 'ㇻ', 'ㇼ', 'ㇽ', 'ㇾ', 'ㇿ', '㏋', '！', '％', '）', '，', '．', '：', '；',
    '？', '］', '｝', '～', '｠', '｡', '｣', '､', '･', 'ｧ', 'ｨ', 'ｩ', 'ｪ', 'ｫ', 'ｬ', 'ｭ', 'ｮ', 'ｯ',
    'ｰ', 'ﾞ', 'ﾟ', '￠',
];

/// What no line ends with (JLREQ cl-01, cl-12); sorted.
const NOT_LAST: [char; 31] = [
    '#', '$', '(', '[', '{', '£', '¥', '«', '‘', '“', '€', '№', '⦅', '〈', '《', '「', '『', '【',
    '〔', '〖', '〘', '〝', '＃', '＄', '（', '［', '｛', '｟', '｢', '￡', '￥',
];

/// What belongs to a word or number when it stands inside it; sorted.
const JOINING: [char; 18] = [
    '!', '#', '%', '&', '\'', '+', ',', '-', '.', '/', ':', '=', '?', '@', '_', '~', '，', '．',
];

/// Whether the character is a mark that joins with the one before it.
fn joins_above(char: char) -> bool {
    // No kana and no kanji, and nothing of ASCII: asking Unicode costs more.
    let is_plain =
        char.is_ascii() || matches!(char, '\u{3041}'..='\u{3096}' | '\u{30A0}'..='\u{9FFF}');
    !is_plain && unicode_normalization::char::canonical_combining_class(char) != 0
}

/// Whether a line may not begin with the character.
pub(super) fn is_barred_from_start(char: char) -> bool {
    !matches!(char, '\u{4E00}'..='\u{9FFF}') && NOT_FIRST.binary_search(&char).is_ok()
}

/// Whether a line may not end with the character.
pub(super) fn is_barred_from_end(char: char) -> bool {
    !matches!(char, '\u{4E00}'..='\u{9FFF}') && NOT_LAST.binary_search(&char).is_ok()
}

fn is_digit(char: char) -> bool {
    char.is_ascii_digit() || ('０'..='９').contains(&char)
}

fn is_of_word(char: char) -> bool {
    char.is_ascii_alphanumeric()
        || ('０'..='９').contains(&char)
        || ('Ａ'..='Ｚ').contains(&char)
        || ('ａ'..='ｚ').contains(&char)
        || ('\u{c0}'..='\u{24f}').contains(&char)
}

fn joins_words(char: char) -> bool {
    JOINING.binary_search(&char).is_ok()
}

/// How bad a break before each character is; the first entry stands for the start of the text.
pub(super) fn breaks(chars: &[char], nouns: &Nouns) -> Vec<Break> {
    let mut breaks = vec![Break::Free; chars.len()];
    for (index, pair) in chars.windows(2).enumerate() {
        breaks[index + 1] = between(chars, index, pair[0], pair[1]);
    }
    keep_numbers_with_units(chars, nouns, &mut breaks);
    keep_short_pieces_whole(chars, &mut breaks);
    breaks
}

/// The longest piece that is kept whole.
const PIECE: usize = 5;

/// Keeps 「（未提出）」 and the items of 「北区、天王寺区、西区」 whole: a name is read at one glance or twice.
fn keep_short_pieces_whole(chars: &[char], breaks: &mut [Break]) {
    let mut start = 0;
    let with_end = chars.iter().chain(&['、']);
    for (place, char) in with_end.enumerate() {
        let is_end = matches!(
            char,
            '、' | '（' | '）' | '(' | ')' | ' ' | '：' | '\u{3000}'
        );
        if !is_end {
            continue;
        }
        let piece = &chars[start..place];
        let is_bracketed =
            start > 0 && matches!((chars[start - 1], char), ('（', '）') | ('(', ')'));
        let is_item = start > 0 && !is_bracketed && piece.iter().all(|char| is_kanji(*char));
        if (2..=PIECE).contains(&piece.len()) && (is_bracketed || is_item) {
            for inner in &mut breaks[start + 1..place] {
                *inner = (*inner).max(Break::Splits);
            }
        }
        start = place + 1;
    }
}

fn is_kanji(char: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&char) || char == '々'
}

fn between(chars: &[char], index: usize, before: char, after: char) -> Break {
    // One or more joining signs with a letter or digit on both sides, as in `https://` or `1,234`.
    let is_inside_word = |middle: usize| {
        let is_other = |char: &&char| !joins_words(**char);
        joins_words(chars[middle])
            && chars[..middle]
                .iter()
                .rev()
                .find(is_other)
                .copied()
                .is_some_and(is_of_word)
            && chars[middle..]
                .iter()
                .find(is_other)
                .copied()
                .is_some_and(is_of_word)
    };
    if is_selector(after) || joins_above(after) {
        Break::Never
    } else if is_barred_from_start(after) || is_barred_from_end(before) {
        Break::Forbidden
    } else if is_of_word(before) && (is_of_word(after) || is_inside_word(index + 1))
        || is_inside_word(index)
        || matches!((before, after), ('…', '…') | ('―', '―') | ('—', '—'))
        || matches!(before, '－' | '＋' | '±' | '-' | '+') && is_digit(after)
        // What is typed: `--out`, `-v`.
        || before == '-' && (after == '-' || is_of_word(after))
    {
        Break::Splits
    } else {
        Break::Free
    }
}

fn keep_numbers_with_units(chars: &[char], nouns: &Nouns, breaks: &mut [Break]) {
    let mut splits = |place: usize| breaks[place] = breaks[place].max(Break::Splits);
    for place in 1..chars.len() {
        if is_digit(chars[place]) && matches!(chars[place - 1], '第' | '約') {
            splits(place);
        }
        if is_digit(chars[place])
            && place >= 2
            && matches!(chars[place - 2..place], ['令', '和'] | ['平', '成'])
        {
            splits(place - 1);
            splits(place);
        }
        // 「北区 12件」: the number belongs to the name.
        if place >= 2
            && is_digit(chars[place])
            && chars[place - 1] == ' '
            && is_kanji(chars[place - 2])
        {
            splits(place - 1);
            splits(place);
        }
        if is_digit(chars[place - 1]) && !is_digit(chars[place]) {
            let levels = [nouns.unit.as_str(), &nouns.part];
            let units = UNITS.iter().copied().chain(levels);
            let length = |unit: &str| {
                let length = unit.chars().count();
                let is_here = unit.chars().eq(chars[place..].iter().copied().take(length));
                is_here.then_some(length)
            };
            for offset in 0..units.filter_map(length).max().unwrap_or(0) {
                splits(place + offset);
            }
        }
    }
}

/// Breaks a text into lines no wider than `width`; a single character wider than that stands alone.
pub(super) fn break_lines(
    faces: &Faces,
    nouns: &Nouns,
    text: &str,
    width: f32,
    style: Style,
) -> Vec<Line> {
    let mut lines = Vec::new();
    for paragraph in text.trim_end_matches('\n').split('\n') {
        if let Some(line) = whole_line(faces, paragraph, width, style) {
            lines.push(line);
            continue;
        }
        let chars: Vec<char> = paragraph.chars().collect();
        let advances: Vec<f32> = chars
            .iter()
            .map(|char| faces.advance(*char, style.weight) * style.size)
            .collect();
        let breaks = breaks(&chars, nouns);
        let mut start = 0;
        let mut ends = Vec::new();
        while start < chars.len() {
            start = line_end(&chars, &advances, &breaks, start, width);
            ends.push(start);
        }
        keep_company(&chars, &advances, &breaks, &mut ends, width);
        start = 0;
        for end in ends {
            lines.push(line(&chars[start..end], &advances[start..end]));
            start = end;
        }
    }
    lines
}

/// A paragraph that is no wider than a line, as most are in tables.
fn whole_line(faces: &Faces, paragraph: &str, width: f32, style: Style) -> Option<Line> {
    let (mut used, mut up_to_blanks) = (0.0, 0.0);
    for char in paragraph.chars() {
        used += faces.advance(char, style.weight) * style.size;
        if used > width {
            return None;
        }
        if !is_blank(char) {
            up_to_blanks = used;
        }
    }
    Some(Line {
        text: paragraph.to_owned(),
        width: up_to_blanks,
    })
}

/// A last line of fewer signs than this is company for nobody: 「た。」.
const LONELY: usize = 3;
/// How many signs it has instead.
const COMPANY: std::ops::RangeInclusive<usize> = 4..=12;
/// Only lines of at least this many signs give some of theirs up.
const GENEROUS: usize = 14;

/// Lets the line before a last line of one or two signs end earlier, where a word begins if there is such a place.
fn keep_company(
    chars: &[char],
    advances: &[f32],
    breaks: &[Break],
    ends: &mut [usize],
    width: f32,
) {
    let [before @ .., last_but_one, end] = ends else {
        return;
    };
    let start = before.last().copied().unwrap_or(0);
    let (end, last) = (*end, *last_but_one);
    if end - last >= LONELY || last - start < GENEROUS {
        return;
    }
    let places = COMPANY.map(|signs| end.saturating_sub(signs));
    let good = places.filter(|place| {
        let long: f32 = advances[*place..end].iter().sum();
        breaks[*place] == Break::Free && *place > start && long <= width
    });
    // Of equally good ones the last.
    let best = good
        .rev()
        .max_by_key(|place| begins_word(chars[place - 1], chars[*place]));
    *last_but_one = best.unwrap_or(last);
}

/// How likely a word begins between two signs: after a comma, or after hiragana and before none, surely; between kanji
/// perhaps.
fn begins_word(before: char, after: char) -> u8 {
    let is_hiragana = |sign: char| ('ぁ'..='ゖ').contains(&sign);
    let is_katakana = |sign: char| ('ァ'..='ー').contains(&sign);
    match (is_hiragana(before), is_hiragana(after)) {
        _ if matches!(before, '、' | '。' | '」' | '）') => 2,
        (true, false) => 2,
        (false, false) if is_katakana(before) && is_katakana(after) => 0,
        (false, false) => 1,
        (_, true) => 0,
    }
}

fn line(chars: &[char], advances: &[f32]) -> Line {
    let blanks = chars
        .iter()
        .rev()
        .take_while(|char| is_blank(**char))
        .count();
    Line {
        text: chars.iter().collect(),
        width: advances[..chars.len() - blanks].iter().sum(),
    }
}

fn is_blank(char: char) -> bool {
    matches!(char, ' ' | '\u{a0}' | '\u{3000}')
}

/// Where the line that begins at `start` ends: the last good place that fits, else the last less good one.
fn line_end(chars: &[char], advances: &[f32], breaks: &[Break], start: usize, width: f32) -> usize {
    let mut used = 0.0;
    let mut fits = start;
    while fits < chars.len() {
        // A hair of tolerance: sums of halves are exact, sums of 8.5 times a half are not.
        let is_over = used + advances[fits] > width + 0.01;
        if is_over && fits > start && !is_blank(chars[fits]) {
            break;
        }
        used += advances[fits];
        fits += 1;
    }
    if fits == chars.len() {
        return fits;
    }
    for limit in [Break::Free, Break::Splits, Break::Forbidden] {
        let place = (start + 1..=fits)
            .rev()
            .find(|place| breaks[*place] <= limit);
        if let Some(place) = place {
            return place;
        }
    }
    fits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn nouns() -> Nouns {
        Nouns {
            unit: "区".to_owned(),
            part: "地域".to_owned(),
            ..Nouns::default()
        }
    }

    fn lines(text: &str, ems: f32) -> Vec<String> {
        break_lines(
            Faces::built_in(),
            &nouns(),
            text,
            ems * Style::BODY.size,
            Style::BODY,
        )
        .into_iter()
        .map(|line| line.text)
        .collect()
    }

    #[test]
    fn no_line_begins_with_a_full_stop_or_ends_with_a_bracket() {
        assert_eq!(
            lines("見守りを強化した。次", 8.0),
            ["見守りを強化し", "た。次"]
        );
        assert_eq!(
            lines("会議を開催（８回）した", 6.0),
            ["会議を開催", "（８回）した"]
        );
    }

    #[test]
    fn what_is_typed_keeps_its_dashes() {
        assert_eq!(
            lines("分冊を選ぶときは --volumes です", 9.0),
            ["分冊を選ぶときは ", "--volumes です"]
        );
        assert_eq!(lines("理由は -v で", 4.2), ["理由は ", "-v で"]);
    }

    #[test]
    fn a_number_stays_with_its_unit() {
        assert_eq!(
            lines("相談対応は123件だった", 6.5),
            ["相談対応は", "123件だった"]
        );
        assert_eq!(
            lines("開催は令和7年度から", 5.0),
            ["開催は", "令和7年度", "から"]
        );
        assert_eq!(
            lines("合計は1,234世帯です", 5.4),
            ["合計は", "1,234世帯", "です"]
        );
    }

    #[test]
    fn a_word_is_split_only_if_it_does_not_fit_by_itself() {
        assert_eq!(
            lines("参照https://example.jp/x", 11.5),
            ["参照", "https://example.jp/x"]
        );
        assert_eq!(lines("aaaaaaaaaa", 3.0), ["aaaaaa", "aaaa"]);
    }

    #[test]
    fn a_last_line_of_two_signs_gets_company() {
        let text = "活動者どうしが困っていることを出し合い、対応の工夫を共有した。";
        assert_eq!(
            lines(text, 29.0),
            [
                "活動者どうしが困っていることを出し合い、対応の工夫を",
                "共有した。"
            ]
        );
        // Where a word surely begins, rather than inside 「空欄」.
        assert_eq!(
            lines(
                "合うように直してください。％の欄は空欄でもかまいません。",
                26.0
            ),
            [
                "合うように直してください。％の欄は",
                "空欄でもかまいません。"
            ]
        );
        assert_eq!(
            lines(
                "相談が増え、体調の悪化に早く気づき、医療のサービスにつながった。",
                30.0
            ),
            [
                "相談が増え、体調の悪化に早く気づき、医療の",
                "サービスにつながった。"
            ]
        );
        // Short lines, as in narrow cells, keep what they have.
        assert_eq!(lines("見守りを強化した。", 7.0), ["見守りを強化し", "た。"]);
    }

    #[test]
    fn a_short_list_item_and_what_stands_in_brackets_stay_whole() {
        assert_eq!(
            lines("含まない区：北区、天王寺区、西区", 12.0),
            ["含まない区：北区、", "天王寺区、西区"]
        );
        assert_eq!(
            lines("大きい区　中央区 100.0％、天王寺区 99.0％", 18.0),
            ["大きい区　中央区 100.0％、", "天王寺区 99.0％"]
        );
        assert_eq!(
            lines("含まない区：天王寺区（未提出）、西区", 13.0),
            ["含まない区：天王寺区", "（未提出）、西区"]
        );
    }

    #[test]
    fn a_variant_is_never_torn_from_its_selector() {
        let text = "葛\u{e0100}".repeat(5);
        for line in lines(&text, 2.0) {
            assert_eq!(line.chars().count() % 2, 0, "{line:?}");
        }
    }

    #[test]
    fn the_tables_are_sorted() {
        assert!(NOT_FIRST.is_sorted() && NOT_LAST.is_sorted() && JOINING.is_sorted());
    }

    fn any_text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            4 => "[ぁ-んァ-ヶ一-龠]{1,6}",
            2 => "[、。」）ーっ々％]{1,2}",
            2 => "[（「『]{1,2}",
            2 => "[0-9]{1,5}(件|人|世帯|区|％|年度)?",
            1 => "[a-zA-Z/.:-]{1,12}",
            1 => " |\u{3000}|\n",
            1 => "葛\u{e0100}|𠮷|😀|ｶﾞ|é",
        ];
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn lines_fit_keep_the_text_and_the_rules(text in any_text(), halves in 2u16..60) {
            let (faces, width) = (Faces::built_in(), f32::from(halves) * 5.0);
            for paragraph in text.split('\n') {
                let lines = break_lines(faces, &nouns(), paragraph, width, Style::BODY);
                let joined: String = lines.iter().map(|line| line.text.as_str()).collect();
                prop_assert_eq!(&joined, paragraph);
                let chars: Vec<char> = paragraph.chars().collect();
                let breaks = breaks(&chars, &nouns());
                let mut start = 0;
                for line in &lines {
                    let count = line.text.chars().count();
                    prop_assert!(line.width <= width + 0.02 || line.text.chars().filter(|char| !is_selector(*char)).count() == 1);
                    let end = start + count;
                    if end < chars.len() && breaks[end] >= Break::Forbidden {
                        prop_assert!((start + 1..end).all(|place| breaks[place] >= Break::Forbidden), "{:?} could end earlier", line.text);
                    }
                    start = end;
                }
            }
        }
    }
}
