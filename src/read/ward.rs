//! Whose workbook it is: the template's cells, else a cell that holds a ward's name, else file and folder names.
//!
//! The printed form has no place for the ward. All signs must agree; if they do not, no ward is taken.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::fold::fold;
use super::grid::Grid;
use super::session::Session;
use diagnostic::{Code, Diagnostic, Place};
use model::{Area, AreaCode, AreaTree};
use workbook::names;

/// Custom property that may name the ward by code or name.
const WARD_PROPERTY: &str = "torimatome-ward";
/// A cell longer than this tells a story, not a name.
const MAX_NAME: usize = 30;

/// One sign of the ward.
struct Sign {
    ward: AreaCode,
    place: Place,
    shown: String,
    text: String,
}

/// Tells the ward of a workbook.
pub(super) fn read(session: &mut Session<'_>, pages: &[&Grid<'_>]) -> Option<AreaCode> {
    let areas = &session.definitions.areas;
    let (mut signs, unknown) = template(session, areas);
    let mut unknown = unknown;
    let named: Vec<Place> = signs.iter().map(|sign| sign.place.clone()).collect();
    let names = folded_names(areas);
    for page in pages {
        let (found, odd) = labelled(session, areas, page);
        let seen: Vec<Place> = found.iter().map(|sign: &Sign| sign.place.clone()).collect();
        signs.extend(
            found
                .into_iter()
                .filter(|sign| !named.contains(&sign.place)),
        );
        let others = cells(session, &names, page).into_iter();
        signs.extend(
            others.filter(|sign| !named.contains(&sign.place) && !seen.contains(&sign.place)),
        );
        unknown = unknown.or(odd);
    }
    signs.extend(file_name(session, areas));
    session.recognition.ward = signs.iter().map(|sign| sign.shown.clone()).collect();
    if let Some(diagnostic) = unknown {
        session.push(diagnostic);
        return None;
    }
    let wards: BTreeSet<&AreaCode> = signs.iter().map(|sign| &sign.ward).collect();
    match (signs.first(), wards.len()) {
        (None, _) => {
            session.push(
                Diagnostic::new(
                    Code::WARD_UNKNOWN,
                    Place::file(session.file()),
                    "どの区の提出か、シートにもファイル名にも書かれていません。",
                )
                .hint("ファイル名に区名を入れるか、シートの右上に区名を書いてください。")
                .field("区名")
                .expected("区の名前"),
            );
            None
        }
        (Some(first), 1) => Some(first.ward.clone()),
        (Some(_), _) => {
            disagree(session, &signs);
            None
        }
    }
}

fn name_of<'a>(areas: &'a AreaTree, code: &AreaCode) -> &'a str {
    areas.get(code).map_or("", |area| area.name.as_str())
}

fn disagree(session: &mut Session<'_>, signs: &[Sign]) {
    let areas = &session.definitions.areas;
    let mut said: Vec<String> = Vec::new();
    let mut places: Vec<&Sign> = Vec::new();
    for sign in signs {
        if !places.iter().any(|known| known.ward == sign.ward) {
            said.push(format!("{}は{}", sign.shown, name_of(areas, &sign.ward)));
            places.push(sign);
        }
    }
    let mut diagnostic = Diagnostic::new(
        Code::WARD_DISAGREES,
        places[0].place.clone(),
        format!(
            "区名が食い違っていて、どの区の提出か決められません: {}。",
            said.join("、")
        ),
    )
    .hint("どの区の提出かを確かめ、シートの区名とファイル名を同じ区にそろえてください。")
    .field("区名")
    .entered(places[0].text.clone())
    .expected("すべて同じ区名");
    for sign in &places[1..] {
        diagnostic = diagnostic.related(sign.place.clone());
    }
    session.push(diagnostic);
}

/// The property and the template's cells; a name there that is no ward is told.
fn template(session: &Session<'_>, areas: &AreaTree) -> (Vec<Sign>, Option<Diagnostic>) {
    let mut signs = Vec::new();
    let mut unknown = None;
    if let Some(text) = session.workbook.properties.get(WARD_PROPERTY) {
        signs.extend(exact(areas, text).map(|ward| Sign {
            ward: ward.code.clone(),
            place: Place::file(session.file()),
            shown: format!("文書のプロパティ「{text}」"),
            text: text.clone(),
        }));
    }
    for name in [names::WARD, names::CODE] {
        let Some((sheet, at)) = session.workbook.names.get(name) else {
            continue;
        };
        let Some(sheet) = session.workbook.sheet(sheet) else {
            continue;
        };
        let text = session.provenance(sheet, *at).text;
        if text.trim().is_empty() {
            continue;
        }
        let place = session.cell_place(sheet, *at);
        match exact(areas, &text) {
            Some(ward) => signs.push(Sign {
                ward: ward.code.clone(),
                place,
                shown: format!("{}!{at}「{}」", sheet.name, text.trim()),
                text,
            }),
            None => unknown = Some(no_ward(place, text)),
        }
    }
    (signs, unknown)
}

fn no_ward(place: Place, text: String) -> Diagnostic {
    Diagnostic::new(
        Code::WARD_UNKNOWN,
        place,
        format!("区名の欄の「{}」という区はありません。", text.trim()),
    )
    .hint("区名を正しく書いてください（例: 最後に「区」を付けた名前）。")
    .field("区名")
    .entered(text)
    .expected("区の名前")
}

/// Words that label the cell to their right, or the rest of their own cell, as the ward.
const WARD_LABELS: [&str; 7] = [
    "区名",
    "行政区",
    "行政区名",
    "提出区",
    "提出区名",
    "団体名",
    "団体コード",
];

/// What stands beside a label above the year headers: nothing but a ward may stand there.
fn labelled(
    session: &Session<'_>,
    areas: &AreaTree,
    page: &Grid<'_>,
) -> (Vec<Sign>, Option<Diagnostic>) {
    let sheet = page.sheet;
    let above: Vec<_> = page.above_headers(0).collect();
    let (mut signs, mut odd) = (Vec::new(), None);
    for (index, label) in above.iter().enumerate() {
        if !WARD_LABELS.contains(&label.key().trim_end_matches(':')) {
            continue;
        }
        let mut right = above[index + 1..].iter();
        let Some(seen) = right.find(|seen| seen.at.row == label.at.row && !seen.is_blank()) else {
            continue;
        };
        let text = seen.text().into_owned();
        let place = session.cell_place(sheet, seen.at);
        match exact(areas, &text) {
            Some(ward) => signs.push(Sign {
                ward: ward.code.clone(),
                place,
                shown: format!("{}!{}「{}」", sheet.name, seen.at, text.trim()),
                text,
            }),
            None => odd = Some(no_ward(place, text)),
        }
    }
    (signs, odd)
}

/// A ward by its name or code alone, with or without the city before it.
fn exact<'a>(areas: &'a AreaTree, text: &str) -> Option<&'a Area> {
    let key = fold(text);
    let city = fold(&areas.city().name);
    let plain = key.strip_prefix(city.as_str()).unwrap_or(&key);
    areas.wards().iter().find(|ward| {
        let name = fold(&ward.name);
        plain == name
            || key == ward.code.as_str()
            || key == ward.code5
            || name.strip_suffix('区') == Some(plain)
    })
}

/// Short texts above the year headers, and anywhere outside the year columns a cell that is nothing but a name.
fn cells(session: &Session<'_>, names: &[(String, &Area)], page: &Grid<'_>) -> Vec<Sign> {
    let (sheet, areas) = (page.sheet, &session.definitions.areas);
    let top = page.headers.first().map_or(0, |header| header.row);
    let labels: BTreeSet<_> = page.labels().iter().map(|seen| seen.at).collect();
    let mut signs = Vec::new();
    for seen in page.cells() {
        let (at, key) = (seen.at, seen.key());
        if key.chars().count() > MAX_NAME {
            continue;
        }
        let found: Vec<AreaCode> = if at.row < top {
            let wards = wards_among(names, key);
            if is_address(areas, key, &wards) {
                Vec::new()
            } else {
                wards
            }
        } else if labels.contains(&at) {
            let name = key.rsplit([':', '名']).next().unwrap_or(key);
            let wards = names.iter().filter(|(folded, _)| folded == name);
            wards.map(|(_, ward)| ward.code.clone()).collect()
        } else {
            Vec::new()
        };
        let text = seen.text();
        signs.extend(found.into_iter().map(|ward| Sign {
            ward,
            place: session.cell_place(sheet, at),
            shown: format!("{}!{at}「{}」", sheet.name, text.trim()),
            text: text.clone().into_owned(),
        }));
    }
    signs
}

/// Words before an address: where to send, whom to ask.
const ADDRESS_WORDS: [&str; 6] = ["先", "住所", "所在地", "〒", "電話", "TEL"];

/// The address of an office that stands in some ward says nothing about the sender.
fn is_address(areas: &AreaTree, key: &str, wards: &[AreaCode]) -> bool {
    let mut rest = key.to_owned();
    for ward in wards.iter().filter_map(|code| areas.get(code)) {
        rest = rest
            .replace(ward.code.as_str(), "")
            .replace(&ward.code5, "");
    }
    rest.contains(|c: char| c.is_ascii_digit())
        || ADDRESS_WORDS.iter().any(|word| rest.contains(word))
}

/// Names in the file's own name, and whole names in the folders that it lies in.
fn file_name(session: &Session<'_>, areas: &AreaTree) -> Vec<Sign> {
    let path: String = session.file().nfc().collect();
    let mut signs = Vec::new();
    for (depth, part) in path.rsplit('/').enumerate() {
        let found = in_part(areas, part, depth);
        let kind = if depth == 0 {
            "ファイル名"
        } else {
            "フォルダー名"
        };
        signs.extend(found.into_iter().map(|ward| Sign {
            ward,
            place: Place::file(session.file()),
            shown: format!("{kind}「{part}」"),
            text: part.to_owned(),
        }));
    }
    signs
}

/// The ward that the name of an unreadable file speaks of, so that the message finds its way; never a sender's identity.
pub(super) fn of_unread(areas: &AreaTree, file: &str) -> Option<AreaCode> {
    let path: String = file.nfc().collect();
    let mut found = BTreeSet::new();
    for (depth, part) in path.rsplit('/').enumerate() {
        found.extend(in_part(areas, part, depth));
    }
    if found.len() == 1 {
        found.pop_first()
    } else {
        None
    }
}

/// The wards in one part of a path; depth 0 is the file itself, where a name without 区 counts too.
fn in_part(areas: &AreaTree, part: &str, depth: usize) -> Vec<AreaCode> {
    let key = fold(part);
    let found = wards_in(areas, &key);
    if found.is_empty() && depth == 0 {
        short_names_in(areas, &key)
    } else {
        found
    }
}

/// The wards by their folded names; the longest first, so that one name inside another is not found.
fn folded_names(areas: &AreaTree) -> Vec<(String, &Area)> {
    let wards = areas.wards().iter();
    let mut names: Vec<_> = wards.map(|ward| (fold(&ward.name), ward)).collect();
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.chars().count()));
    names
}

/// Every ward whose name or code stands in a text.
fn wards_in(areas: &AreaTree, key: &str) -> Vec<AreaCode> {
    wards_among(&folded_names(areas), key)
}

fn wards_among(names: &[(String, &Area)], key: &str) -> Vec<AreaCode> {
    let has_name = names.iter().any(|(name, _)| key.contains(name.as_str()));
    if !has_name && !key.contains(|c: char| c.is_ascii_digit()) {
        return Vec::new();
    }
    let shorts: Vec<&str> = names
        .iter()
        .filter_map(|(name, _)| name.strip_suffix('区'))
        .filter(|short| short.chars().count() > 1)
        .collect();
    let mut rest = key.to_owned();
    let mut found = BTreeSet::new();
    for (name, ward) in names {
        while let Some(at) = rest.find(name.as_str()) {
            // A word that goes on is no ward, and neither is a name that only ends like one.
            let goes_on = rest[at + name.len()..].starts_with(['域', '間', '分', '画']);
            let ends_like = shorts.iter().any(|short| rest[..at].ends_with(*short));
            if !goes_on && !ends_like {
                found.insert(ward.code.clone());
            }
            rest.replace_range(at..at + name.len(), "\u{0}");
        }
        for number in rest.split(|c: char| !c.is_ascii_digit()) {
            if number == ward.code.as_str() || number == ward.code5 {
                found.insert(ward.code.clone());
            }
        }
    }
    found.into_iter().collect()
}

/// Names without 区, as in 【…】 or 「…_修正版」; a name of one character is too common a word.
fn short_names_in(areas: &AreaTree, key: &str) -> Vec<AreaCode> {
    let mut names: Vec<(String, &Area)> = areas
        .wards()
        .iter()
        .filter_map(|ward| {
            let name = fold(&ward.name);
            name.strip_suffix('区')
                .map(|short| (short.to_owned(), ward))
        })
        .filter(|(short, _)| short.chars().count() > 1)
        .collect();
    names.sort_by_key(|(short, _)| std::cmp::Reverse(short.chars().count()));
    let mut rest = key.to_owned();
    let mut found = BTreeSet::new();
    for (short, ward) in names {
        if rest.contains(&short) {
            rest = rest.replace(&short, "\u{0}");
            found.insert(ward.code.clone());
        }
    }
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use definition::DefinitionSource;

    fn found(text: &str) -> Vec<String> {
        let definitions = check::load(&DefinitionSource::BuiltIn).expect("built-in");
        let key = fold(text);
        let mut codes = wards_in(&definitions.areas, &key);
        if codes.is_empty() {
            codes = short_names_in(&definitions.areas, &key);
        }
        codes
            .iter()
            .map(|code| name_of(&definitions.areas, code).to_owned())
            .collect()
    }

    #[test]
    fn an_unreadable_file_belongs_to_the_one_ward_it_names() {
        let areas = check::load(&DefinitionSource::BuiltIn)
            .expect("built-in")
            .areas;
        let of = |name: &str| of_unread(&areas, name).map(|code| code.to_string());
        assert_eq!(
            of("此花区（パスワードは別送）.xlsx").as_deref(),
            Some("271047")
        );
        assert_eq!(of("西成区/回答.xlsx").as_deref(), Some("271225"));
        assert_eq!(of("回答.xlsx"), None);
        assert_eq!(of("西成区・北区.xlsx"), None, "two wards are none");
    }

    #[test]
    fn an_address_is_no_sign_of_the_sender() {
        let definitions = check::load(&DefinitionSource::BuiltIn).expect("built-in");
        let is = |text: &str| {
            let key = fold(text);
            is_address(
                &definitions.areas,
                &key,
                &wards_in(&definitions.areas, &key),
            )
        };
        assert!(is("大阪市北区中之島1-3-20"));
        assert!(is("提出先：北区役所"));
        assert!(!is("西成区（271225）"));
        assert!(!is("区名：西成区役所"));
    }

    #[test]
    fn a_name_that_only_ends_like_a_ward_is_none() {
        assert!(found("西成北区").is_empty() || found("西成北区") == ["西成区"]);
        assert_eq!(found("西成区・浪速区").len(), 2);
    }

    #[test]
    fn the_longest_name_wins() {
        assert_eq!(found("東住吉区.xlsx"), ["東住吉区"]);
        assert_eq!(found("西淀川区_推進状況.xlsx"), ["西淀川区"]);
        assert_eq!(found("【東淀川】確認シート(修正版).xlsx"), ["東淀川区"]);
        assert_eq!(found("271225_R7.xlsx"), ["西成区"]);
        assert_eq!(found("大阪市北区役所"), ["北区"]);
        assert!(found("関西区域のまとめ.xlsx").is_empty());
        assert!(found("西_最終.xlsx").is_empty());
        assert_eq!(found("住吉区と東住吉区.xlsx").len(), 2);
    }
}
