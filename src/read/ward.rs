//! Whose workbook it is: the template's cells, else a cell that holds a ward's name, else file and folder names.
//!
//! The printed form has no place for the ward. All signs must agree; if they do not, no ward is taken.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::fold::fold;
use super::grid::Grid;
use super::session::Session;
use super::ward_name::{Names, Sign};
use super::whole;
use diagnostic::{Code, Diagnostic, Place};
use model::{AreaCode, AreaTree, Nouns};
use workbook::names as template_names;

/// Custom property that may name the ward by code or name.
const WARD_PROPERTY: &str = "torimatome-ward";

/// Tells the ward of a workbook, by the first of its signs.
pub(super) fn read(session: &mut Session<'_>, pages: &[&Grid<'_>]) -> Option<Sign> {
    let areas = &session.definitions.areas;
    let (names, labels) = (session.names, ward_labels(areas.nouns()));
    let (mut signs, mut unknown) = template(session, names);
    let named: Vec<Place> = signs.iter().map(|sign| sign.place.clone()).collect();
    for page in pages {
        let (found, odd) = labelled(session, names, &labels, page);
        let seen: Vec<Place> = found.iter().map(|sign: &Sign| sign.place.clone()).collect();
        signs.extend(
            found
                .into_iter()
                .filter(|sign| !named.contains(&sign.place)),
        );
        let others = cells(session, names, page).into_iter();
        signs.extend(
            others.filter(|sign| !named.contains(&sign.place) && !seen.contains(&sign.place)),
        );
        unknown = unknown.or(odd);
    }
    signs.extend(file_name(session, names));
    if signs.is_empty() {
        match whole::named(session, names, pages) {
            Some(Ok(sign)) => signs.push(sign),
            Some(Err(odd)) => unknown = unknown.or(Some(odd)),
            None => {}
        }
    }
    session.recognition.ward = signs.iter().map(|sign| sign.shown.clone()).collect();
    if let Some(diagnostic) = unknown {
        session.push(diagnostic);
        return None;
    }
    let wards: BTreeSet<&AreaCode> = signs.iter().map(|sign| &sign.ward).collect();
    match (signs.first(), wards.len()) {
        (None, _) => {
            let unit = &areas.nouns().unit;
            session.push(
                Diagnostic::new(
                    Code::WARD_UNKNOWN,
                    Place::file(session.file()),
                    format!("どの{unit}の提出か、シートにもファイル名にも書かれていません。"),
                )
                .hint(nearly_named(session.file(), names))
                .field(format!("{unit}名"))
                .expected(format!("{unit}の名前")),
            );
            None
        }
        (Some(_), 1) => signs.into_iter().next(),
        (Some(_), _) => {
            disagree(session, &signs);
            None
        }
    }
}

/// What to do where no ward is named: a word of the file's name may be one slip away from one.
fn nearly_named(file: &str, names: &Names<'_>) -> String {
    let unit = &names.nouns.unit;
    let own: String = file.rsplit('/').next().unwrap_or(file).nfc().collect();
    let stem = own.rsplit_once('.').map_or(own.as_str(), |(stem, _)| stem);
    let mut words = stem.split(|c: char| !c.is_alphabetic());
    let near = words.find_map(|word| Some((word, names.meant(word)?)));
    match near {
        Some((word, ward)) => format!(
            "ファイル名の「{word}」が「{}」のことであれば、ファイル名を直すか、シートの右上に{unit}名を書いてください。",
            ward.name
        ),
        None => format!("ファイル名に{unit}名を入れるか、シートの右上に{unit}名を書いてください。"),
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
    let unit = &areas.nouns().unit;
    let mut diagnostic = Diagnostic::new(
        Code::WARD_DISAGREES,
        places[0].place.clone(),
        format!(
            "{unit}名が食い違っていて、どの{unit}の提出か決められません: {}。",
            said.join("、")
        ),
    )
    .hint(format!(
        "どの{unit}の提出かを確かめ、シートの{unit}名とファイル名を同じ{unit}にそろえてください。"
    ))
    .field(format!("{unit}名"))
    .entered(places[0].text.clone())
    .expected(format!("すべて同じ{unit}名"));
    for sign in &places[1..] {
        diagnostic = diagnostic.related(sign.place.clone());
    }
    session.push(diagnostic);
}

/// The property and the template's cells; a name there that is no ward is told.
fn template(session: &Session<'_>, names: &Names<'_>) -> (Vec<Sign>, Option<Diagnostic>) {
    let mut signs = Vec::new();
    let mut unknown = None;
    if let Some(text) = session.workbook.properties.get(WARD_PROPERTY) {
        signs.extend(names.sender(text).map(|ward| Sign {
            ward: ward.code.clone(),
            place: Place::file(session.file()),
            shown: format!("文書のプロパティ「{text}」"),
            text: text.clone(),
        }));
    }
    for name in [template_names::WARD, template_names::CODE] {
        let Some((sheet, at)) = session.workbook.names.get(name) else {
            continue;
        };
        let Some(sheet) = session.workbook.sheet(sheet) else {
            continue;
        };
        let text = session.provenance(sheet, *at).text.to_string();
        if text.trim().is_empty() {
            continue;
        }
        let place = session.cell_place(sheet, *at);
        match names.sender(&text) {
            Some(_) if whole::is_borrowed(session, names, &text) => {
                unknown = Some(whole::borrowed(names, place, text));
            }
            Some(ward) => signs.push(Sign {
                ward: ward.code.clone(),
                place,
                shown: format!("{}!{at}「{}」", sheet.name, text.trim()),
                text,
            }),
            None => unknown = Some(no_ward(names, place, text)),
        }
    }
    (signs, unknown)
}

fn no_ward(names: &Names<'_>, place: Place, text: String) -> Diagnostic {
    let unit = &names.nouns.unit;
    let key = fold(&text);
    let is_code = !key.is_empty() && key.chars().all(|c| c.is_ascii_digit());
    let (field, what) = if is_code {
        ("団体コード".to_owned(), "番号")
    } else {
        (format!("{unit}名"), unit.as_str())
    };
    let near = if is_code {
        names.near_code(&key)
    } else {
        let near = names.meant(&text).or_else(|| names.before(&text));
        near.map(|near| format!("「{}」", near.name))
    };
    let hint = match near {
        Some(near) => format!("{near}のことであれば、そのとおりに書き直してください。"),
        None if is_code => format!("団体コードを正しく書くか、{unit}名だけにしてください。"),
        None => format!("{unit}名を正しく書いてください（例: 最後に「{unit}」を付けた名前）。"),
    };
    Diagnostic::new(
        Code::WARD_UNKNOWN,
        place,
        format!("{field}の欄の「{}」という{what}はありません。", text.trim()),
    )
    .hint(hint)
    .expected(format!(
        "{unit}の{}",
        if is_code { "団体コード" } else { "名前" }
    ))
    .field(field)
    .entered(text)
}

/// Words that label the cell to their right, or the rest of their own cell, as the ward; folded.
fn ward_labels(Nouns { unit, .. }: &Nouns) -> Vec<String> {
    let labels = [
        format!("{unit}名"),
        format!("行政{unit}"),
        format!("行政{unit}名"),
        format!("提出{unit}"),
        format!("提出{unit}名"),
        "団体名".to_owned(),
        "団体コード".to_owned(),
    ];
    labels.iter().map(|label| fold(label)).collect()
}

/// What stands beside a label above the year headers: nothing but a ward may stand there.
fn labelled(
    session: &Session<'_>,
    names: &Names<'_>,
    labels: &[String],
    page: &Grid<'_>,
) -> (Vec<Sign>, Option<Diagnostic>) {
    let sheet = page.sheet;
    let above: Vec<_> = page.above_headers(0).collect();
    let (mut signs, mut odd) = (Vec::new(), None);
    for (index, label) in above.iter().enumerate() {
        let key = label.key().trim_end_matches(':');
        if !labels.iter().any(|known| known == key) {
            continue;
        }
        let mut right = above[index + 1..].iter();
        let Some(seen) = right.find(|seen| seen.at.row == label.at.row && !seen.is_blank()) else {
            continue;
        };
        let text = seen.text().into_owned();
        let place = session.cell_place(sheet, seen.at);
        match names.sender(&text) {
            Some(_) if whole::is_borrowed(session, names, &text) => {
                odd = Some(whole::borrowed(names, place, text));
            }
            Some(ward) => signs.push(Sign {
                ward: ward.code.clone(),
                place,
                shown: format!("{}!{}「{}」", sheet.name, seen.at, text.trim()),
                text,
            }),
            None => odd = Some(no_ward(names, place, text)),
        }
    }
    (signs, odd)
}

/// Short texts in the head of a sheet, and anywhere outside the year columns a cell that is nothing but a name.
fn cells(session: &Session<'_>, names: &Names<'_>, page: &Grid<'_>) -> Vec<Sign> {
    let (sheet, areas) = (page.sheet, &session.definitions.areas);
    let top = whole::top(session, page);
    let labels: BTreeSet<_> = page.labels().iter().map(|seen| seen.at).collect();
    let mut signs = Vec::new();
    for seen in page.cells() {
        let (at, key) = (seen.at, seen.key());
        if key.chars().count() > whole::MAX_NAME {
            continue;
        }
        let found: Vec<AreaCode> = if at.row < top {
            let wards = names.among(key);
            if is_address(areas, key, &wards) {
                Vec::new()
            } else {
                wards
            }
        } else if labels.contains(&at) {
            let name = key.rsplit([':', '名']).next().unwrap_or(key);
            names.full(name)
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
fn file_name(session: &Session<'_>, names: &Names<'_>) -> Vec<Sign> {
    let path: String = session.file().nfc().collect();
    let mut signs = Vec::new();
    for (depth, part) in path.rsplit('/').enumerate() {
        let found = names.in_part(part, depth);
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
pub(super) fn of_unread(names: &Names<'_>, file: &str) -> Option<AreaCode> {
    let path: String = file.nfc().collect();
    let mut found = BTreeSet::new();
    for (depth, part) in path.rsplit('/').enumerate() {
        found.extend(names.in_part(part, depth));
    }
    if found.len() == 1 {
        found.pop_first()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use definition::DefinitionSource;

    #[test]
    fn an_unreadable_file_belongs_to_the_one_ward_it_names() {
        let areas = check::load(&DefinitionSource::BuiltIn)
            .expect("built-in")
            .areas;
        let names = Names::of(&areas);
        let of = |name: &str| of_unread(&names, name).map(|code| code.to_string());
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
                &Names::of(&definitions.areas).among(&key),
            )
        };
        assert!(is("大阪市北区中之島1-3-20"));
        assert!(is("提出先：北区役所"));
        assert!(!is("西成区（271225）"));
        assert!(!is("区名：西成区役所"));
    }
}
