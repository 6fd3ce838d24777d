//! What the words of a form say of the form itself: notes, examples, sheets that are none, years and months.

use model::{circled, narrow};

/// At one width, without blanks.
pub(crate) fn squeezed(text: &str) -> String {
    text.chars()
        .map(narrow)
        .filter(|c| !c.is_whitespace())
        .collect()
}

/// On one line, blanks as they are but at the ends.
pub(crate) fn line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

/// A note, not a label.
pub(crate) fn is_note(text: &str) -> bool {
    let plain = squeezed(text);
    ["※", "注)", "(注", "注:", "*", "＊"]
        .iter()
        .any(|mark| plain.starts_with(mark))
}

/// The label of a row that shows how to fill in the others.
pub(crate) fn is_example(text: &str) -> bool {
    let plain = squeezed(text);
    let bare = plain.trim_matches(['(', ')', '【', '】', '〔', '〕', '<', '>', ':']);
    let bare = bare.trim_end_matches(|c: char| c.is_ascii_digit());
    matches!(
        bare,
        "例" | "記入例" | "記載例" | "入力例" | "例示" | "見本"
    )
}

/// A cell that holds an example of what is to be written in it.
pub(crate) fn holds_example(text: &str) -> bool {
    let plain = squeezed(text);
    ["例)", "(例)", "例:", "【例】", "例〉", "〈例〉"]
        .iter()
        .any(|mark| plain.starts_with(mark))
}

/// A place that others fill in.
pub(crate) fn is_for_others(label: &str) -> bool {
    let plain = squeezed(label);
    let words = [
        "記入不要",
        "記入しない",
        "入力不要",
        "記載不要",
        "事務処理",
        "事務局使用",
        "使用欄",
        "受付欄",
        "受付印",
        "受理印",
        "受付番号",
        "決裁",
        "押印",
        "処理欄",
        "審査欄",
        "確認印",
    ];
    words.iter().any(|word| plain.contains(word)) || plain == "印"
}

/// An office whose holder puts a stamp.
pub(crate) fn is_office(text: &str) -> bool {
    let offices = "局長 部長 次長 課長 課長補佐 係長 主査 主任 係 係員 担当 起案 供覧 合議";
    let plain = squeezed(text);
    offices.split(' ').any(|office| office == plain)
}

/// A sheet that explains or holds lists.
pub(crate) fn is_no_form(sheet: &str) -> bool {
    let plain = squeezed(sheet);
    let words = [
        "記入例",
        "記載例",
        "入力例",
        "作成例",
        "見本",
        "記入要領",
        "記載要領",
        "作成要領",
        "入力要領",
        "留意",
        "マスタ",
        "プルダウン",
        "リスト",
        "選択肢",
        "コード表",
        "コード一覧",
        "はじめに",
        "手引",
        "注意事項",
        "Q&A",
    ];
    words.iter().any(|word| plain.contains(word)) || plain == "例"
}

/// The fiscal year that a heading names.
pub(crate) fn fiscal_year(text: &str) -> Option<i32> {
    let plain = squeezed(text);
    let at = plain.find("年度")?;
    let before = plain[..at].replace(")", "").replace("元", "1");
    let digits: String = before
        .chars()
        .rev()
        .take_while(char::is_ascii_digit)
        .collect();
    let number: i32 = digits.chars().rev().collect::<String>().parse().ok()?;
    let rest = &before[..before.len() - digits.len()];
    let year = if number >= 1000 {
        number
    } else if rest.ends_with("令和") || rest.ends_with(['R', 'r']) {
        number + 2018
    } else if rest.ends_with("平成") || rest.ends_with(['H', 'h']) {
        number + 1988
    } else {
        return None;
    };
    (1990..=2100).contains(&year).then_some(year)
}

/// A heading that is a month, a quarter or a half of a year, or the like.
pub(crate) fn is_period(text: &str) -> bool {
    let plain = squeezed(text);
    let bare = plain.trim_start_matches('第');
    let digits = bare.trim_start_matches(|c: char| {
        c.is_ascii_digit() || "一二三四".contains(c) || circled(c).is_some()
    });
    let ends = [
        "月",
        "月分",
        "四半期",
        "期",
        "半期",
        "月末",
        "Q",
        "週",
        "月~",
    ];
    let has_number = digits.len() < bare.len();
    (has_number
        && (ends.contains(&digits) || digits.starts_with("四半期") || digits.starts_with("月~")))
        || matches!(
            bare,
            "上半期"
                | "下半期"
                | "上期"
                | "下期"
                | "前期"
                | "後期"
                | "前年度"
                | "今年度"
                | "本年度"
                | "次年度"
                | "来年度"
        )
        || fiscal_year(text).is_some()
}
