//! What is printed in a place to write: dates without digits, words to choose from, boxes, bullets, room behind a label.

use crate::kinds::Kind;
use crate::words::{line, squeezed};
use model::{circled, narrow};

/// Words between which a person chooses.
const CHOICES: &[&str] = &[
    "有",
    "無",
    "有り",
    "無し",
    "あり",
    "なし",
    "ある",
    "ない",
    "はい",
    "いいえ",
    "可",
    "否",
    "可能",
    "不可",
    "済",
    "未",
    "済み",
    "未済",
    "実施",
    "未実施",
    "実施済",
    "実施済み",
    "実施中",
    "検討中",
    "予定",
    "予定なし",
    "未定",
    "該当",
    "非該当",
    "該当あり",
    "該当なし",
    "要",
    "不要",
    "○",
    "×",
    "男",
    "女",
    "する",
    "しない",
    "できる",
    "できない",
    "新規",
    "継続",
    "参加",
    "不参加",
    "その他",
];

/// A date whose digits are left out: `令和　　年　　月　　日`.
pub(crate) fn date_blank(text: &str) -> Option<Kind> {
    let mut plain = squeezed(text);
    let has_era = ["令和", "平成", "西暦"]
        .iter()
        .any(|era| plain.contains(era));
    for word in [
        "令和", "平成", "昭和", "西暦", "曜日", "現在", "提出", "記入", "作成", "報告", "から",
        "まで", "時点", "末", "頃", "午前", "午後",
    ] {
        plain = plain.replace(word, "");
    }
    let is_part = |c: char| "年月日時分度~-(),:．.".contains(c);
    let names = plain.contains('年') || plain.contains("月日") || plain.contains('時');
    let gaps = text.starts_with(char::is_whitespace)
        || text
            .split(|c: char| !c.is_whitespace())
            .any(|gap| gap.chars().count() >= 2);
    if !names || !plain.chars().all(is_part) || !(has_era || gaps) {
        return None;
    }
    // An era alone before the year, and no room to write, is a heading.
    let has_room = text.trim().chars().any(char::is_whitespace);
    has_room.then_some(if plain.contains('日') || !plain.contains('月') {
        Kind::Date
    } else {
        Kind::Month
    })
}

/// The words to choose from in one cell: `有・無`, `□実施　□未実施`, `１．ある　２．ない`.
pub(crate) fn choices_in(text: &str) -> Option<Vec<String>> {
    let boxes = |c: char| "□☐◻▢".contains(c);
    let plain: String = text.chars().map(narrow).collect();
    if plain.contains(boxes) {
        let parts = plain.split(boxes).skip(1);
        let parts: Vec<String> = parts
            .map(option_word)
            .filter(|part| !part.is_empty())
            .collect();
        return (!parts.is_empty()).then_some(parts);
    }
    let numbered: Vec<&str> = plain
        .split(|c: char| c.is_whitespace() || "・/、,".contains(c))
        .filter(|part| !part.is_empty())
        .collect();
    let is_numbered = |part: &&str| {
        let mut signs = part.chars();
        let first = signs.next().unwrap_or(' ');
        (first.is_ascii_digit() && signs.next().is_some_and(|c| ".:)".contains(c))
            || circled(first).is_some())
            && signs.next().is_some()
    };
    if numbered.len() >= 2 && numbered.iter().all(is_numbered) {
        let bare = |part: &&str| {
            let part =
                part.trim_start_matches(|c: char| c.is_ascii_digit() || circled(c).is_some());
            part.trim_start_matches(['.', ':', ')']).to_owned()
        };
        return Some(numbered.iter().map(bare).collect());
    }
    let squeezed = squeezed(text);
    let inner = squeezed.trim_matches(['(', ')']);
    let parts: Vec<&str> = inner.split(['・', '/', '、', '|']).collect();
    let known = parts.len() >= 2 && parts.iter().all(|part| CHOICES.contains(part));
    known.then(|| parts.iter().map(|part| (*part).to_owned()).collect())
}

fn option_word(part: &str) -> String {
    let part = part.trim().trim_end_matches(['・', '、', '/', ',']);
    line(part)
}

/// A word that is an answer by itself: 「はい」 at the head of a column to be ticked.
pub(crate) fn is_answer(text: &str) -> bool {
    CHOICES.contains(&squeezed(text).as_str())
}

/// Signs that stand for words to be written: `○○○`, `●●`.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let plain = squeezed(text);
    plain.chars().count() >= 2 && plain.chars().all(|c| "○〇◯●△".contains(c))
}

/// A check box and nothing else.
pub(crate) fn is_check_box(text: &str) -> bool {
    matches!(squeezed(text).as_str(), "□" | "☐" | "◻" | "▢")
}

/// A printed bullet and nothing else.
pub(crate) fn is_bullet(text: &str) -> bool {
    let plain = squeezed(text);
    // Several of them in one cell, a line each, are entries too.
    let is_dotted = !plain.is_empty() && plain.chars().all(|c| "・･•".contains(c));
    is_dotted || matches!(plain.as_str(), "●" | "-")
}

/// A label that leaves room behind it: `担当者：`, `電話（　　　）`, `〒　　-`.
pub(crate) fn room_behind(text: &str) -> bool {
    let plain: String = text.chars().map(narrow).collect();
    let trimmed = plain.trim_end();
    let ends_open = trimmed.ends_with(':') && trimmed.chars().count() > 1;
    let bracket = trimmed.rfind('(').is_some_and(|at| {
        let inside = &trimmed[at + 1..];
        inside.strip_suffix(')').is_some_and(|inside| {
            inside.chars().count() >= 2 && inside.trim().chars().all(|c| "-~".contains(c))
        })
    });
    let postal = matches!(squeezed(text).as_str(), "〒" | "〒-");
    let underline = trimmed.ends_with("__");
    ends_open || bracket || postal || underline
}
