//! Units: as texts of their own, in labels, and behind blanks.

use crate::words::squeezed;

/// Units that stand behind numbers.
const UNITS: &[&str] = &[
    "人",
    "名",
    "件",
    "回",
    "世帯",
    "か所",
    "ヶ所",
    "カ所",
    "ヵ所",
    "箇所",
    "所",
    "円",
    "千円",
    "万円",
    "百万円",
    "日",
    "時間",
    "分",
    "団体",
    "施設",
    "台",
    "冊",
    "枚",
    "校",
    "班",
    "組",
    "戸",
    "棟",
    "%",
    "歳",
    "才",
    "か月",
    "ヶ月",
    "カ月",
    "月",
    "年",
    "年度",
    "km",
    "m",
    "m2",
    "㎡",
    "ha",
    "t",
    "kg",
    "点",
    "種類",
    "事業",
    "グループ",
    "本",
    "部",
    "個",
    "室",
    "床",
    "票",
    "社",
    "店",
    "町",
    "学級",
    "クラス",
    "園",
    "頭",
    "匹",
    "羽",
    "株",
    "人日",
];

/// The unit that a text is, brackets or not.
pub(crate) fn unit(text: &str) -> Option<String> {
    let plain = squeezed(text);
    let bare = plain.trim_matches(['(', ')', '[', ']', '/']);
    UNITS.contains(&bare).then(|| shown_unit(bare))
}

fn shown_unit(bare: &str) -> String {
    if bare == "%" {
        "％".to_owned()
    } else {
        bare.to_owned()
    }
}

/// The unit in brackets at the end of a label, or behind 単位.
pub(crate) fn unit_in(label: &str) -> Option<String> {
    let plain = squeezed(label);
    if let Some(at) = plain.find("単位") {
        let rest = plain[at + "単位".len()..].trim_start_matches([':', '/', '・']);
        let end = rest.find([')', '、', ',']).unwrap_or(rest.len());
        return UNITS
            .contains(&&rest[..end])
            .then(|| shown_unit(&rest[..end]));
    }
    let at = plain.rfind('(')?;
    let inside = plain[at + 1..]
        .trim_end_matches(|c| c != ')')
        .trim_end_matches(')');
    UNITS.contains(&inside).then(|| shown_unit(inside))
}

/// The unit of a number whose place is printed with blanks before it: `　　　人`, `（　　％）`, `（　　）回`, `／　全10か所`.
pub(crate) fn blank_before_unit(text: &str) -> Option<String> {
    let inner = text.trim_start_matches(['（', '(', '「', '[', '約', '計', '金', '延']);
    if !inner.starts_with(char::is_whitespace) {
        return None;
    }
    let plain = squeezed(inner);
    let plain = plain.trim_start_matches(')');
    if plain.starts_with('/') {
        let end = plain.trim_end_matches(')');
        let found = UNITS.iter().filter(|unit| end.contains(**unit));
        let longest = found.max_by_key(|unit| unit.len());
        return Some(longest.map_or_else(String::new, |unit| shown_unit(unit)));
    }
    let first = plain.split(['(', '/', '\n']).next().unwrap_or_default();
    unit(first)
}
