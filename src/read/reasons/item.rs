//! Which indicator a clerk means: 1-2, the printed label, the short one, or 「基本目標1 ②」.

use super::super::fold::{fold, label_key};
use definition::{Definitions, FieldDefinition, FormDefinition, SheetDefinition};
use model::{IndicatorId, circled};

/// Fewest letters of a label that was cut with 「…」.
const SHORTEST_CUT: usize = 6;

/// What a field's name may mean.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Item {
    /// The indicators it may mean.
    pub(super) indicators: Vec<IndicatorId>,
    /// The form's name of the sheet that it names.
    pub(super) sheet: Option<String>,
}

/// Tells what a clerk means; nothing where the words are those of no indicator.
pub(super) fn resolve(definitions: &Definitions, form: &FormDefinition, text: &str) -> Item {
    let key = fold(text);
    let (sheet, rest) = named_sheet(form, &key);
    let rest = rest.trim_matches([
        'の', ':', '!', '・', ',', '、', '/', '>', '›', '-', '「', '」',
    ]);
    let indicators = if rest.is_empty() {
        Vec::new()
    } else if let Some(id) = by_id(definitions, rest) {
        vec![id]
    } else {
        // A label may end with a bracket of its own, and begin like the name of a sheet.
        let bare = rest.trim_matches(['(', ')']);
        let tries = [(sheet, rest), (sheet, bare), (None, key.as_str())];
        tries
            .into_iter()
            .map(|(sheet, words)| by_words(definitions, form, sheet, words))
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    };
    Item {
        indicators,
        sheet: sheet.map(|sheet| sheet.name.clone()),
    }
}

/// Fewest letters of a sheet's name that was cut at its beginning.
const SHORTEST_END: usize = 3;

/// A name, and what it may be cut to: 「目標1」 for one that says first what kind of aim it is.
fn endings(name: &str) -> impl Iterator<Item = &str> {
    let cut = name.char_indices().skip(1).map(|(at, _)| &name[at..]);
    let cut = cut.filter(|end| end.chars().count() >= SHORTEST_END);
    std::iter::once(name).chain(cut)
}

/// The sheet that a text begins or ends with, and what is left of the text.
fn named_sheet<'a, 'k>(
    form: &'a FormDefinition,
    key: &'k str,
) -> (Option<&'a SheetDefinition>, &'k str) {
    for sheet in &form.sheets {
        let name = fold(&sheet.name);
        for name in endings(&name) {
            if let Some(rest) = key.strip_prefix(name) {
                return (Some(sheet), rest);
            }
            let end = key.trim_end_matches([')', '」']);
            if let Some(rest) = end
                .strip_suffix(name)
                .filter(|rest| rest.ends_with(['(', '「']))
            {
                return (Some(sheet), rest);
            }
        }
    }
    (None, key)
}

/// By identifier; also where Excel has made a date of it: 1-2 typed into a cell becomes 1月2日.
fn by_id(definitions: &Definitions, key: &str) -> Option<IndicatorId> {
    let plain = key.strip_prefix("指標").unwrap_or(key);
    let known = |id: &str| {
        let id = IndicatorId::new(id);
        definitions
            .indicator(&id)
            .map(|indicator| indicator.id.clone())
    };
    // An identifier may be followed by its label: 「1-2 ②情報が寄せられた地域数」.
    let end = plain.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let begin = &plain[..end.unwrap_or(plain.len())];
    known(&begin.to_ascii_lowercase()).or_else(|| {
        let (month, day) = month_and_day(plain)?;
        known(&format!("{month}-{day}"))
    })
}

fn month_and_day(key: &str) -> Option<(u32, u32)> {
    let parts: Vec<u32> = key
        .trim_end_matches('日')
        .split(['-', '/', '月'])
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    match parts[..] {
        [month, day] => Some((month, day)),
        [year, month, day] if year >= 1900 => Some((month, day)),
        _ => None,
    }
}

fn by_words(
    definitions: &Definitions,
    form: &FormDefinition,
    sheet: Option<&SheetDefinition>,
    rest: &str,
) -> Vec<IndicatorId> {
    let on_sheet = |of: &SheetDefinition| sheet.is_none_or(|sheet| sheet.id == of.id);
    let fields: Vec<&FieldDefinition> = form
        .fields()
        .filter(|(of, ..)| on_sheet(of))
        .map(|(.., field)| field)
        .collect();
    let wanted = label_key(rest);
    let is_cut = rest.ends_with('…');
    let cut = wanted.trim_end_matches('…');
    let mut found = Vec::new();
    for field in &fields {
        let labels = std::iter::once(&field.label).chain(&field.aliases);
        let labels: Vec<String> = labels.map(|label| label_key(label)).collect();
        for id in std::iter::once(&field.indicator).chain(&field.rate) {
            let short = definitions.indicator(id).map(|known| &known.short_label);
            let own: &[String] = if *id == field.indicator { &labels } else { &[] };
            let short = short.map(|short| label_key(short));
            let is_it = |label: &String| {
                *label == wanted
                    || is_cut && cut.chars().count() >= SHORTEST_CUT && label.starts_with(cut)
            };
            if own.iter().chain(&short).any(is_it) {
                found.push(id.clone());
            }
        }
    }
    if found.is_empty() {
        found = by_mark(&fields, rest);
    }
    found
}

/// By the circled number, alone or with 割合 or ％ after it.
fn by_mark(fields: &[&FieldDefinition], rest: &str) -> Vec<IndicatorId> {
    let mut chars = rest.chars();
    let Some(mark) = chars.next().filter(|sign| circled(*sign).is_some()) else {
        return Vec::new();
    };
    let after = chars.as_str().trim_matches(['の', '(', ')']);
    let is_rate = matches!(after, "割合" | "%" | "率" | "の割合");
    if !is_rate && !after.is_empty() {
        return Vec::new();
    }
    let marked = fields
        .iter()
        .filter(|field| field.label.trim_start().starts_with(mark));
    marked
        .filter_map(|field| {
            if is_rate {
                field.rate.clone()
            } else {
                Some(field.indicator.clone())
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use definition::DefinitionSource;

    fn ids(text: &str) -> String {
        let definitions = check::load(&DefinitionSource::BuiltIn).expect("built-in");
        let item = resolve(&definitions, &definitions.forms[0], text);
        let ids: Vec<&str> = item.indicators.iter().map(IndicatorId::as_str).collect();
        ids.join(" ")
    }

    #[test]
    fn an_indicator_is_known_however_a_clerk_writes_it() {
        for text in [
            "1-4",
            "１－４",
            "指標1-4",
            "1-4 ④相談対応件数",
            "④見守り相談室に寄せられた相談対応件数",
            "見守り相談室に寄せられた相談対応件数",
            "④相談対応件数",
            "基本目標1　④",
            "基本目標１の④",
            "目標1④",
            "④（基本目標1）",
            "基本目標1　④見守り相談室に寄せられた相談対応件数",
            "④見守り相談室に寄せられ…",
            "1月4日",
            "2026-01-04",
            "2026/1/4",
        ] {
            assert_eq!(ids(text), "1-4", "{text}");
        }
        assert_eq!(ids("②情報が寄せられた地域の割合"), "1-2-rate");
        assert_eq!(ids("基本目標1 ②の割合"), "1-2-rate");
        assert_eq!(ids("1-2-rate"), "1-2-rate");
        assert_eq!(
            ids("②地域の活動者から気になる方の情報が見守り相談室に寄せられた地域数（割合）"),
            "1-2"
        );
        assert_eq!(ids("（回答数）"), "2-6-answers");
        assert_eq!(ids("2-6-answers"), "2-6-answers");
        assert_eq!(ids("②"), "1-2 2-2");
        assert_eq!(ids("参加支援につながった対象世帯数"), "3-1");
    }

    #[test]
    fn words_of_no_indicator_mean_none() {
        for text in [
            "",
            "取組内容",
            "基本目標1　取組内容",
            "9-9",
            "⑨",
            "相談…",
            "区名",
            "基本目標1",
        ] {
            assert_eq!(ids(text), "", "{text}");
        }
    }
}
