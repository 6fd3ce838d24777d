//! A unit as a person names it: its name, its code with or without the check digit, its reading, or a part of those.

use super::exit::Failure;
use crate::definition::folded;
use crate::model::{Area, AreaTree, hiragana, nearest, one_slip_away};

/// The unit that is meant.
///
/// # Errors
/// None or several fit; both are told with their names.
pub(super) fn meant<'a>(areas: &'a AreaTree, typed: &str) -> Result<&'a Area, Failure> {
    let wanted = hiragana(&folded(typed));
    let wards = areas.wards();
    let whole = |ward: &&Area| {
        let names = [&ward.name, &ward.kana, &ward.code5];
        let mut names = names.into_iter().map(|name| hiragana(&folded(name)));
        ward.code.as_str() == wanted || names.any(|name| name == wanted)
    };
    let part = |ward: &&Area| {
        let (name, kana) = (hiragana(&folded(&ward.name)), hiragana(&ward.kana));
        let is_code = wanted.chars().all(|c| c.is_ascii_digit());
        !wanted.is_empty() && !is_code && (name.contains(&wanted) || kana.contains(&wanted))
    };
    let mut found: Vec<&Area> = wards.iter().filter(whole).collect();
    if found.is_empty() {
        found = wards.iter().filter(part).collect();
    }
    let unit = &areas.nouns().unit;
    let list = |wards: &[&Area]| {
        let names: Vec<&str> = wards.iter().map(|ward| ward.name.as_str()).collect();
        names.join("・")
    };
    match found[..] {
        [one] => Ok(one),
        [] => {
            if let Some(gone) = other_time(areas, &wanted) {
                return Err(Failure::usage(gone));
            }
            let names = || wards.iter().map(|ward| ward.name.as_str());
            let near = one_slip_away(typed, names()).or_else(|| nearest(typed, names()));
            let near = near.map_or_else(String::new, |near| format!("。{near}のことですか"));
            let all: Vec<&Area> = wards.iter().collect();
            Err(Failure::usage(format!(
                "この{unit}はありません: {typed}（{}）{near}",
                list(&all)
            )))
        }
        _ => Err(Failure::usage(format!(
            "「{typed}」に当たる{unit}がいくつもあります。どれか、名前の全部で指定してください（{}）",
            list(&found)
        ))),
    }
}

/// What is said of a unit that there is, but not at the time of the run.
fn other_time(areas: &AreaTree, wanted: &str) -> Option<String> {
    let is_it =
        |area: &&Area| area.code.as_str() == wanted || hiragana(&folded(&area.name)) == wanted;
    let area = areas.every().find(is_it)?;
    Some(format!(
        "{}は、この時点にありません。{}",
        area.name,
        span(areas, area)
    ))
}

/// From when to when a unit is there, and what came after it.
pub(super) fn span(areas: &AreaTree, area: &Area) -> String {
    let later = areas.later(area);
    let later = later.map_or_else(String::new, |later| format!("。{later}"));
    format!("{}です{later}", areas.span(area))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AreaCode, AreaLevel, Lifetime, Nouns};

    fn tree() -> AreaTree {
        let area = |number: u32, code: &str, name: &str, kana: &str| Area {
            code: AreaCode::new(code),
            code5: code[..5].to_owned(),
            name: name.to_owned(),
            kana: kana.to_owned(),
            level: AreaLevel::Ward,
            number,
            tile: None,
            life: Lifetime::default(),
        };
        let wards = vec![
            area(1, "100012", "東支所", "ひがししょ"),
            area(2, "100021", "東山支所", "ひがしやまししょ"),
            area(3, "100039", "みなと支所", "みなとししょ"),
        ];
        AreaTree::new(
            Nouns::general(),
            area(0, "100004", "緑市", "みどりし"),
            wards,
        )
    }

    #[test]
    fn a_unit_is_meant_by_name_code_reading_or_part_of_them() {
        let areas = tree();
        for (typed, name) in [
            ("東支所", "東支所"),
            ("100021", "東山支所"),
            ("１０００２", "東山支所"),
            ("やま", "東山支所"),
            ("ミナト", "みなと支所"),
            ("港", ""),
            ("みなとししょ", "みなと支所"),
            ("東山", "東山支所"),
            ("東", ""),
            ("10", ""),
            ("", ""),
        ] {
            let found = meant(&areas, typed).map_or("", |area| area.name.as_str());
            assert_eq!(found, name, "{typed}");
        }
        let told = meant(&areas, "東").expect_err("two").message;
        assert!(
            told.contains("東支所・東山支所") && told.contains("名前の全部"),
            "{told}"
        );
    }
}
