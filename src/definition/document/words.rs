//! What is said of a fault of shape, in Japanese; the parser's and `serde`'s own English goes no further than here.

use diagnostic::nearest;
use serde::de::Unexpected;
use toml::de::DeValue;

use super::places::LINES;

/// A fault of syntax. The parser says it in English; the few things that people get wrong have words here, and the rest
/// is told as what it is: a place that is no TOML.
pub(super) fn syntax(parser: &str) -> String {
    let known = [
        ("duplicate key", "同じキーが2回書かれています"),
        ("key with no value", "キーの後に「= 値」がありません"),
        (
            "string values must be quoted",
            "文字列は「\"」で囲んでください",
        ),
        (
            "invalid basic string",
            "文字列の終わりの「\"」がないか、使えない文字があります",
        ),
        (
            "invalid multi-line basic string",
            "文字列の終わりの「\"\"\"」がないか、使えない文字があります",
        ),
        (
            "missing escaped value",
            "「\\」の後の文字が使えません。「\\」そのものは「\\\\」と書きます",
        ),
        ("unclosed array", "「[」に対する「]」がありません"),
        ("unclosed inline table", "「{」に対する「}」がありません"),
        ("unclosed table", "表の見出しの「]」がありません"),
        ("missing comma", "値と値のあいだに「,」がありません"),
        ("extra comma", "余分な「,」があります"),
        ("invalid unquoted key", "キーに使えない文字があります"),
        ("missing table open", "「[」が足りません"),
    ];
    let found = known.iter().find(|(english, _)| parser.contains(english));
    let what = found.map_or("ここがTOMLの書き方に合いません", |(_, japanese)| japanese);
    what.to_owned()
}

/// What kind of value stands there.
pub(super) fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "文字列",
        DeValue::Integer(_) | DeValue::Float(_) => "数",
        DeValue::Boolean(_) => "trueかfalse",
        DeValue::Datetime(_) => "日付",
        DeValue::Array(_) => "リスト",
        DeValue::Table(_) => "表",
    }
}

/// What stands there.
pub(super) fn found(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Str(text) => format!("文字列「{text}」"),
        Unexpected::Signed(number) => format!("{number}"),
        Unexpected::Unsigned(number) => format!("{number}"),
        Unexpected::Float(number) => format!("小数{number}"),
        Unexpected::Bool(flag) => format!("{flag}"),
        Unexpected::Seq => "リスト".to_owned(),
        Unexpected::Map => "表".to_owned(),
        _ => "別の種類の値".to_owned(),
    }
}

/// What stands there and what should.
pub(super) fn instead(found: &str, expected: &str) -> String {
    format!("{expected}を書くところに、{found}があります")
}

/// A word that is none of those that may stand here.
pub(super) fn no_such_word(found: &str, expected: &[&str]) -> String {
    let near = nearest(found, expected.iter().copied());
    match near {
        Some(near) => format!("「{found}」は使えません（近い語: {near}）"),
        None => format!(
            "「{found}」は使えません（使える語: {}）",
            expected.join("、")
        ),
    }
}

/// A key that nobody reads.
pub(super) fn unknown_key(found: &str, known: &[&str]) -> String {
    let known: Vec<&str> = known.iter().copied().filter(|key| *key != LINES).collect();
    match nearest(found, known.iter().copied()) {
        Some(near) => format!("「{found}」というキーはありません（近いキー: {near}）"),
        None if known.is_empty() => {
            format!(
                "「{found}」というキーはありません（この種類の規則に書けるのは、kind、trial、severity、clauseだけです）"
            )
        }
        None => format!(
            "「{found}」というキーはありません（ここに書けるキー: {}）",
            known.join("、")
        ),
    }
}

/// Something that is referred to and does not exist.
pub fn no_such<'a>(what: &str, found: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    match nearest(found, known) {
        Some(near) => format!("「{found}」という{what}はありません（近い番号: {near}）"),
        None => format!("「{found}」という{what}はありません"),
    }
}
