//! The levels with their nouns, the city and its wards: raw ▸ [`AreaTree`].

use std::collections::BTreeSet;

use super::document::no_such;
use super::tell::Tell;
use super::{codes, lifetimes, raw};
use model::{Area, AreaCode, AreaLevel, AreaTree, Lifetime, Nouns, Tile};

/// The levels that there may be, from the whole down: the city always, the others where the municipality has them.
const LEVELS: [&str; 3] = ["city", "ward", "area"];

/// What the parts of anything are called, where no level has a noun for them.
const PARTS: &str = "内訳";

/// The tree, or `None` where the levels cannot be known. Tells of levels that are no levels, a level that is missing, and
/// areas that cannot be told apart.
pub(super) fn check(raw: raw::Areas, tell: &mut Tell<'_>) -> Option<AreaTree> {
    let nouns = nouns(&raw, tell);
    distinct(&raw, tell);
    let lives = lifetimes::check(&raw.ward, tell);
    let also = raw.city.also;
    let city = Area {
        code5: raw.city.code5.unwrap_or_else(|| raw.city.code.clone()),
        code: AreaCode::new(raw.city.code),
        name: raw.city.name,
        kana: raw.city.kana,
        level: AreaLevel::City,
        number: 0,
        tile: None,
        life: Lifetime::default(),
    };
    let wards = (1..).zip(raw.ward.into_iter().zip(lives));
    let wards = wards.map(|(place, (ward, life))| Area {
        life,
        code5: ward.code5.unwrap_or_else(|| ward.code.clone()),
        code: AreaCode::new(ward.code),
        name: ward.name,
        kana: ward.kana,
        level: AreaLevel::Ward,
        number: ward.number.unwrap_or(place),
        tile: ward.tile.map(|[row, col]| Tile { row, col }),
    });
    let mut wards: Vec<Area> = wards.collect();
    wards.sort_by_key(|ward| ward.number);
    nouns.map(|nouns| AreaTree::new(nouns, city, wards).reported_by(also))
}

fn nouns(raw: &raw::Areas, tell: &mut Tell<'_>) -> Option<Nouns> {
    let mut found: [Option<&str>; LEVELS.len()] = [None; LEVELS.len()];
    let (mut next, mut count) = (0, None);
    for level in &raw.level {
        let line = level.lines.of("id");
        let Some(at) = LEVELS.iter().position(|id| *id == level.id) else {
            let message = format!(
                "{}（{}）",
                no_such("階層", &level.id, LEVELS),
                LEVELS.join("、")
            );
            tell.at(codes::REFERENCE, line, message);
            continue;
        };
        if at < next {
            let message = "levelは、上の階層から順に1つずつ書きます";
            tell.at(codes::INCONSISTENT, line, message);
        }
        if level.count.is_some() && at + 1 < LEVELS.len() {
            let message = "数の呼び名（count）は、areaの階層にだけ書きます";
            tell.at(codes::INCONSISTENT, level.lines.of("count"), message);
        }
        count = level.count.clone().or(count);
        found[at] = Some(&level.noun);
        next = at + 1;
    }
    let [city, ward, area] = found;
    if ward.is_some() == raw.ward.is_empty() {
        let message = "階層（level）のwardと[[ward]]は、どちらも書くか、どちらも書かないかです";
        tell.at(codes::INCONSISTENT, raw.lines.of("level"), message);
    }
    let Some(city) = city else {
        let message = "階層（level）のcityがありません";
        tell.at(codes::KEY_MISSING, raw.lines.of("level"), message);
        return None;
    };
    let part = area.unwrap_or(PARTS);
    Some(Nouns {
        whole: city.to_owned(),
        unit: ward.unwrap_or(city).to_owned(),
        part: part.to_owned(),
        count: count.unwrap_or_else(|| format!("{part}数")),
    })
}

/// Tells of two areas with one code, name or number, and of a code that is printed for an area below another ward.
fn distinct(raw: &raw::Areas, tell: &mut Tell<'_>) {
    let of = |key| raw.ward.iter().map(move |ward| (ward, ward.lines.of(key)));
    let (city, wards) = (&raw.city, of("code"));
    let codes = wards.map(|(ward, line)| (&ward.code, line));
    tell.unique("団体コード", std::iter::once((&city.code, 0)).chain(codes));
    let names = of("name").map(|(ward, line)| (&ward.name, line));
    tell.unique("名前", std::iter::once((&city.name, 0)).chain(names));
    for (ward, line) in of("code") {
        file_name("団体コード", &ward.code, line, tell);
    }
    for (ward, line) in of("name") {
        file_name("名前", &ward.name, line, tell);
    }
    let places = (1..).zip(of("number"));
    let numbers = places.map(|(place, (ward, line))| (ward.number.unwrap_or(place), line));
    tell.unique("number", numbers);
    let known: BTreeSet<AreaCode> = of("code")
        .map(|(ward, _)| AreaCode::new(&ward.code))
        .collect();
    for (ward, line) in of("code") {
        if let Some(above) = AreaCode::new(&ward.code).among(&known).ward() {
            let message = format!(
                "団体コード{}は、{above}の下の階層の番号と見分けられません",
                ward.code
            );
            tell.at(codes::INCONSISTENT, line, message);
        }
    }
}

/// Codes and names are part of the names of files and of what `trace` is asked for.
fn file_name(what: &str, text: &str, line: u32, tell: &mut Tell<'_>) {
    let unfit = |c: &char| c.is_control() || "/\\:*?\"<>|#@".contains(*c);
    if let Some(sign) = text.chars().find(unfit) {
        let (text, sign) = (text.escape_debug(), sign.escape_debug());
        let message =
            format!("{what}「{text}」に「{sign}」は使えません（ファイルの名前に使うため）");
        tell.at(codes::VALUE, line, message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Scope, Table};
    use crate::fault::Faults;
    use crate::source::TemplateFile;

    /// The tree of these levels and wards, and what is told of them.
    fn tree(levels: &str, codes: &[&str]) -> (Option<AreaTree>, String) {
        let mut text = String::new();
        for level in levels.split_whitespace() {
            let (id, noun) = level.split_once('=').expect("id and noun");
            text += &format!("[[level]]\nid = \"{id}\"\nnoun = \"{noun}\"\n");
        }
        text += "[city]\ncode = \"0\"\ncode5 = \"\"\nname = \"甲\"\nkana = \"こう\"\n";
        for (at, code) in codes.iter().enumerate() {
            text += &format!(
                "[[ward]]\nnumber = {}\ncode = \"{code}\"\ncode5 = \"\"\nname = \"乙{at}\"\nkana = \"おつ\"\n",
                at + 1
            );
        }
        let file = TemplateFile {
            path: "areas.toml".to_owned(),
            text,
        };
        let mut faults = Faults::default();
        let table = Table::open(&file, &mut faults).expect("as written");
        let raw = table.read(&Scope::default(), &mut faults);
        let raw = raw.expect("as written");
        let tree = check(raw, &mut Tell::new(&file.path, &mut faults));
        let told: Vec<String> = faults.iter().map(|fault| fault.message.clone()).collect();
        (tree, told.join("\n"))
    }

    #[test]
    fn the_nouns_are_those_of_the_levels_that_there_are() {
        let nouns = |levels: &str, codes: &[&str]| {
            let nouns = tree(levels, codes).0.expect("good levels").nouns().clone();
            [nouns.whole, nouns.unit, nouns.part]
        };
        let full = nouns("city=市 ward=学区 area=町内", &["1", "2"]);
        assert_eq!(full, ["市", "学区", "町内"]);
        assert_eq!(nouns("city=区 ward=学区", &["1"]), ["区", "学区", "内訳"]);
        assert_eq!(nouns("city=町 area=班", &[]), ["町", "町", "班"]);
    }

    #[test]
    fn levels_and_codes_that_contradict_are_refused() {
        let told = |levels: &str, codes: &[&str]| tree(levels, codes).1;
        assert_eq!(
            told("city=市 word=区", &["1"]),
            "「word」という階層はありません（近い番号: ward）（city、ward、area）\n階層（level）のwardと[[ward]]は、どちらも書くか、どちらも書かないかです"
        );
        assert_eq!(
            told("ward=区 city=市", &["1"]),
            "levelは、上の階層から順に1つずつ書きます"
        );
        assert_eq!(told("ward=区", &["1"]), "階層（level）のcityがありません");
        let both = "階層（level）のwardと[[ward]]は、どちらも書くか、どちらも書かないかです";
        assert_eq!(told("city=市 ward=区", &[]), both);
        assert_eq!(told("city=市", &["1"]), both);
        assert_eq!(
            told("city=市 ward=区", &["1", "1"]),
            "団体コード「1」が2つあります"
        );
        assert_eq!(
            told("city=市 ward=区", &["A", "A-01"]),
            "団体コードA-01は、Aの下の階層の番号と見分けられません"
        );
        assert_eq!(told("city=市 ward=区", &["A-1", "B-01"]), "");
    }
}
