//! The names of a ward's areas in the registry, and the fiscal years in which each of them holds.

use std::collections::BTreeMap;

use model::{AreaCode, FiscalYear, Nouns};

/// One area of a ward.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaName {
    /// Running number within the ward, from 1, in the order of the registry; never given to another area.
    pub number: u32,
    /// Name.
    pub name: String,
    /// The fiscal years in which it holds, first and last; `None` for without an end.
    pub spans: Vec<(Option<FiscalYear>, Option<FiscalYear>)>,
}

impl AreaName {
    /// Whether it is an area of that fiscal year.
    pub fn holds_in(&self, year: FiscalYear) -> bool {
        self.spans.iter().any(|(first, last)| {
            first.is_none_or(|first| first <= year) && last.is_none_or(|last| year <= last)
        })
    }
}

/// Names by ward.
pub(super) type AreaNames = BTreeMap<AreaCode, Vec<AreaName>>;

/// Adds a name, or another span of one that is there already.
///
/// # Errors
/// The spans of one name overlap, or end before they begin.
pub(super) fn add(
    names: &mut AreaNames,
    nouns: &Nouns,
    ward: &AreaCode,
    name: &str,
    first: Option<FiscalYear>,
    last: Option<FiscalYear>,
) -> Result<(), String> {
    let part = &nouns.part;
    if let (Some(first), Some(last)) = (first, last)
        && last < first
    {
        return Err(format!(
            "{part}「{name}」の有効終了年度{last}が有効開始年度{first}より前です"
        ));
    }
    let of_ward = names.entry(ward.clone()).or_default();
    let number = u32::try_from(of_ward.len() + 1).unwrap_or(u32::MAX);
    let Some(known) = of_ward.iter_mut().find(|known| known.name == name) else {
        of_ward.push(AreaName {
            number,
            name: name.to_owned(),
            spans: vec![(first, last)],
        });
        return Ok(());
    };
    let apart = |(a, b): &(Option<FiscalYear>, Option<FiscalYear>)| {
        let before = |end: Option<FiscalYear>, start: Option<FiscalYear>| matches!((end, start), (Some(end), Some(start)) if end < start);
        before(*b, first) || before(last, *a)
    };
    if !known.spans.iter().all(apart) {
        return Err(format!("{part}「{name}」が同じ年度に2回あります"));
    }
    known.spans.push((first, last));
    Ok(())
}

/// What contradicts the counts: a ward with names whose number in some year is not its number of areas.
pub(super) fn contradiction(
    names: &AreaNames,
    nouns: &Nouns,
    counts: impl Iterator<Item = (AreaCode, FiscalYear, u32)>,
) -> Option<(AreaCode, String)> {
    for (ward, year, count) in counts {
        let Some(of_ward) = names.get(&ward) else {
            continue;
        };
        let named = of_ward.iter().filter(|name| name.holds_in(year)).count();
        if usize::try_from(count) != Ok(named) {
            let part = &nouns.part;
            let reason = format!(
                "{year}年度の{part}数は{count}ですが、その年度に有効な{part}名は{named}です"
            );
            return Some((ward, reason));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nouns() -> Nouns {
        Nouns {
            whole: "市".to_owned(),
            unit: "区".to_owned(),
            part: "地域".to_owned(),
            count: "地域数".to_owned(),
        }
    }

    fn year(year: i32) -> Option<FiscalYear> {
        Some(FiscalYear(year))
    }

    #[test]
    fn a_name_may_hold_in_several_spans_but_not_twice_in_one_year() {
        let mut names = AreaNames::new();
        let ward = AreaCode::new("000001");
        for (name, first, last) in [
            ("甲", year(2024), year(2024)),
            ("乙", None, None),
            ("甲", year(2026), None),
        ] {
            add(&mut names, &nouns(), &ward, name, first, last).expect("spans that lie apart");
        }
        let first = &names[&ward][0];
        assert_eq!((first.number, names[&ward][1].number), (1, 2));
        let holds = [2023, 2024, 2025, 2026, 2030].map(|y| first.holds_in(FiscalYear(y)));
        assert_eq!(holds, [false, true, false, true, true]);
        let again = add(&mut names, &nouns(), &ward, "乙", year(2025), year(2025));
        assert_eq!(again, Err("地域「乙」が同じ年度に2回あります".to_owned()));
        assert!(add(&mut names, &nouns(), &ward, "丙", year(2026), year(2025)).is_err());
    }

    #[test]
    fn names_must_be_as_many_as_the_areas_of_the_year() {
        let mut names = AreaNames::new();
        let ward = AreaCode::new("000001");
        add(&mut names, &nouns(), &ward, "甲", None, None).expect("a name");
        add(&mut names, &nouns(), &ward, "乙", None, year(2024)).expect("a name");
        let counts = |second: u32| {
            [
                (ward.clone(), FiscalYear(2024), 2),
                (ward.clone(), FiscalYear(2025), second),
            ]
            .into_iter()
        };
        assert_eq!(contradiction(&names, &nouns(), counts(1)), None);
        let told = contradiction(&names, &nouns(), counts(2)).expect("two areas, one name");
        assert_eq!(
            told.1,
            "2025年度の地域数は2ですが、その年度に有効な地域名は1です"
        );
    }
}
