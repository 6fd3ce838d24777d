//! The levels with their nouns, the city and its wards: raw ▸ [`AreaTree`].

use std::collections::BTreeSet;

use super::raw;
use model::{Area, AreaCode, AreaLevel, AreaTree, Nouns, Tile};

/// The levels that there may be, from the whole down: the city always, the others where the municipality has them.
const LEVELS: [&str; 3] = ["city", "ward", "area"];

/// What the parts of anything are called, where no level has a noun for them.
const PARTS: &str = "内訳";

/// Checks `areas.toml`.
///
/// # Errors
/// Levels that are no levels, a noun that is missing, or areas that cannot be told apart.
pub(super) fn check(raw: raw::Areas) -> Result<AreaTree, String> {
    let nouns = nouns(&raw.level, !raw.ward.is_empty())?;
    let city = Area {
        code: AreaCode::new(raw.city.code),
        code5: raw.city.code5,
        name: raw.city.name,
        kana: raw.city.kana,
        level: AreaLevel::City,
        number: 0,
        tile: None,
    };
    let wards = raw.ward.into_iter().map(|ward| Area {
        code: AreaCode::new(ward.code),
        code5: ward.code5,
        name: ward.name,
        kana: ward.kana,
        level: AreaLevel::Ward,
        number: ward.number,
        tile: ward.tile.map(|[row, col]| Tile { row, col }),
    });
    let mut wards: Vec<Area> = wards.collect();
    wards.sort_by_key(|ward| ward.number);
    distinct(&city, &wards)?;
    Ok(AreaTree::new(nouns, city, wards))
}

fn nouns(levels: &[raw::Level], has_wards: bool) -> Result<Nouns, String> {
    let mut found: [Option<&str>; LEVELS.len()] = [None; LEVELS.len()];
    let (mut next, mut count) = (0, None);
    for level in levels {
        let at = LEVELS.iter().position(|id| *id == level.id);
        let at =
            at.ok_or_else(|| format!("ない階層です: {}（{}）", level.id, LEVELS.join("、")))?;
        if at < next {
            return Err(format!(
                "levelは上の階層から順に1つずつ書きます: {}",
                level.id
            ));
        }
        if level.noun.trim().is_empty() {
            return Err(format!("階層の呼び名（noun）が空です: {}", level.id));
        }
        if level.count.is_some() && at + 1 < LEVELS.len() {
            return Err(format!(
                "数の呼び名（count）はareaの階層にだけ書きます: {}",
                level.id
            ));
        }
        count = level.count.clone().or(count);
        found[at] = Some(&level.noun);
        next = at + 1;
    }
    let [city, ward, area] = found;
    let city = city.ok_or("cityの階層（level）がありません")?;
    if ward.is_some() != has_wards {
        return Err(
            "階層（level）のwardと[[ward]]は、どちらも書くか、どちらも書かないかです".to_owned(),
        );
    }
    let part = area.unwrap_or(PARTS);
    Ok(Nouns {
        whole: city.to_owned(),
        unit: ward.unwrap_or(city).to_owned(),
        part: part.to_owned(),
        count: count.unwrap_or_else(|| format!("{part}数")),
    })
}

/// Refuses two areas with one code, name or number, and a code that is printed for an area below another ward.
fn distinct(city: &Area, wards: &[Area]) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for area in std::iter::once(city).chain(wards) {
        let marks = [
            ("団体コード", area.code.as_str()),
            ("名前", &area.name),
            ("number", &area.number.to_string()),
        ];
        for (what, mark) in marks {
            if !seen.insert((what, mark.to_owned())) {
                return Err(format!("同じ{what}が2つあります: {mark}"));
            }
        }
    }
    let codes: BTreeSet<AreaCode> = wards.iter().map(|ward| ward.code.clone()).collect();
    for code in &codes {
        if let Some(above) = code.clone().among(&codes).ward() {
            return Err(format!(
                "団体コード{code}は、{above}の下の階層の番号と見分けられません"
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(levels: &str, codes: &[&str]) -> Result<AreaTree, String> {
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
        check(toml::from_str(&text).expect("as written"))
    }

    #[test]
    fn the_nouns_are_those_of_the_levels_that_there_are() {
        let nouns = |levels: &str, codes: &[&str]| {
            let nouns = tree(levels, codes).expect("good levels").nouns().clone();
            [nouns.whole, nouns.unit, nouns.part]
        };
        let full = nouns("city=市 ward=学区 area=町内", &["1", "2"]);
        assert_eq!(full, ["市", "学区", "町内"]);
        assert_eq!(nouns("city=区 ward=学区", &["1"]), ["区", "学区", "内訳"]);
        assert_eq!(nouns("city=町 area=班", &[]), ["町", "町", "班"]);
    }

    #[test]
    fn levels_and_codes_that_contradict_are_refused() {
        let told = |levels: &str, codes: &[&str]| tree(levels, codes).expect_err("a fault");
        assert_eq!(
            told("city=市 word=区", &["1"]),
            "ない階層です: word（city、ward、area）"
        );
        assert_eq!(
            told("ward=区 city=市", &["1"]),
            "levelは上の階層から順に1つずつ書きます: city"
        );
        assert_eq!(told("ward=区", &["1"]), "cityの階層（level）がありません");
        assert_eq!(
            told("city= ward=区", &["1"]),
            "階層の呼び名（noun）が空です: city"
        );
        let both = "階層（level）のwardと[[ward]]は、どちらも書くか、どちらも書かないかです";
        assert_eq!(told("city=市 ward=区", &[]), both);
        assert_eq!(told("city=市", &["1"]), both);
        assert_eq!(
            told("city=市 ward=区", &["1", "1"]),
            "同じ団体コードが2つあります: 1"
        );
        assert_eq!(
            told("city=市 ward=区", &["A", "A-01"]),
            "団体コードA-01は、Aの下の階層の番号と見分けられません"
        );
        assert!(tree("city=市 ward=区", &["A-1", "B-01"]).is_ok());
    }
}
