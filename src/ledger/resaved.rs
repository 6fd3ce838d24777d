//! A table of facts or of words that a spreadsheet has opened and saved: what it made of our words is put back where that is certain,
//! and every line that cannot be placed is named. Nothing is dropped.

use std::collections::BTreeMap;

use super::rows::{FactRow, NarrativeRow};
use super::table::Table;
use model::{AreaCode, AreaTree, FactId, IndicatorId, LARGEST_WORDS, is_within};

/// What was put back: the line of the first such row, what stood there, what it was read as, and in how many rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutBack {
    /// The heading of its column.
    pub column: &'static str,
    /// The first line.
    pub line: usize,
    /// What stands there.
    pub was: String,
    /// What it was before.
    pub is: String,
    /// How many rows.
    pub rows: usize,
}

/// Puts the indicators and the codes of a table back, and gives what was put back.
///
/// # Errors
/// Rows that are about nothing that is known, or contradict each other: each with its line.
pub fn put_back(
    table: &mut Table<FactRow>,
    is_known: &dyn Fn(&IndicatorId) -> bool,
    areas: &AreaTree,
) -> Result<Vec<PutBack>, Vec<(usize, String)>> {
    let mut done = Done::new();
    let mut faults = Vec::new();
    let mut seen: BTreeMap<FactId, usize> = BTreeMap::new();
    for at in 0..table.rows.len() {
        let (row, line) = (&mut table.rows[at], table.lines[at]);
        let repaired = indicator(row, is_known)
            .and_then(|first| Ok([first, area((&mut row.ward, &row.ward_name), areas)?]));
        match repaired {
            Ok(changes) => note(&mut done, line, changes),
            Err(what) => {
                faults.push((line, what));
                continue;
            }
        }
        let row = &table.rows[at];
        if row.value.is_some_and(|number| !is_within(number)) {
            faults.push((line, format!("数が大きすぎます（上限は{LARGEST_WORDS}）")));
        }
        let before = seen.insert(row.id(), at);
        if let Some(before) = before.map(|at| (table.lines[at], &table.rows[at]))
            && (before.1.value, before.1.state) != (row.value, row.state)
        {
            faults.push((
                line,
                format!("{}行目と同じ年度・指標ですが、値が違います", before.0),
            ));
        }
    }
    if faults.is_empty() {
        Ok(done.into_values().collect())
    } else {
        Err(faults)
    }
}

/// Puts the codes of a table of words back, and gives what was put back.
///
/// # Errors
/// Rows of units that are not known: each with its line.
pub fn put_back_words(
    table: &mut Table<NarrativeRow>,
    areas: &AreaTree,
) -> Result<Vec<PutBack>, Vec<(usize, String)>> {
    let mut done = Done::new();
    let mut faults = Vec::new();
    for (row, line) in table.rows.iter_mut().zip(&table.lines) {
        match area((&mut row.ward, &row.ward_name), areas) {
            Ok(change) => note(&mut done, *line, [change]),
            Err(what) => faults.push((*line, what)),
        }
    }
    match faults.is_empty() {
        true => Ok(done.into_values().collect()),
        false => Err(faults),
    }
}

/// What was put back, by column.
type Done = BTreeMap<&'static str, PutBack>;

fn note(done: &mut Done, line: usize, changes: impl IntoIterator<Item = Change>) {
    for (column, was, is) in changes.into_iter().flatten() {
        let one = PutBack {
            column,
            line,
            was,
            is,
            rows: 0,
        };
        done.entry(column).or_insert(one).rows += 1;
    }
}

/// A change of one cell: its column, what stood there, what it was.
type Change = Option<(&'static str, String, String)>;

/// 1月4日 is what a spreadsheet makes of `1-4`.
fn indicator(row: &mut FactRow, is_known: &dyn Fn(&IndicatorId) -> bool) -> Result<Change, String> {
    let id = row.id().indicator;
    if is_known(&id) {
        return Ok(None);
    }
    let was = row.indicator.as_str().trim().to_owned();
    let candidates = std::iter::once(was.clone()).chain(from_date(&was));
    let mut known: Vec<IndicatorId> = candidates.map(IndicatorId::new).filter(is_known).collect();
    known.dedup();
    match known.pop() {
        Some(only) if known.is_empty() => {
            let is = only.to_string();
            row.indicator = only;
            Ok(Some(("指標", was, is)))
        }
        _ => Err(format!("指標「{was}」は、様式の定義にありません")),
    }
}

/// What may have become a date: month and day, or a month with a year behind.
fn from_date(text: &str) -> Vec<String> {
    let day = text.split([' ', 'T']).next().unwrap_or_default();
    let plain = day.replace(['月', '/', '.'], "-");
    let parts: Vec<&str> = plain.trim_end_matches('日').split('-').collect();
    let number = |part: &str| part.parse::<u32>().ok().filter(|number| *number > 0);
    let month = |part: &str| {
        let names = "jan feb mar apr may jun jul aug sep oct nov dec";
        let part = part.to_lowercase();
        (1u32..)
            .zip(names.split(' '))
            .find_map(|(at, name)| (part == name).then_some(at))
    };
    let found = match parts[..] {
        [one, other] => match (month(one), number(one), month(other), number(other)) {
            (Some(month), _, _, Some(day)) => vec![(month, day), (day, month)],
            (_, Some(day), Some(month), _) => vec![(month, day)],
            (_, Some(month), _, Some(day)) => vec![(month, day)],
            _ => Vec::new(),
        },
        [year, one, other] if year.len() == 4 && number(year).is_some() => {
            number(one).zip(number(other)).into_iter().collect()
        }
        [one, other, year] if year.len() == 4 && number(year).is_some() => {
            number(one).zip(number(other)).into_iter().collect()
        }
        _ => Vec::new(),
    };
    found
        .into_iter()
        .map(|(one, other)| format!("{one}-{other}"))
        .collect()
}

/// A spreadsheet takes the noughts off the front of a code.
fn area((code, name): (&mut AreaCode, &str), areas: &AreaTree) -> Result<Change, String> {
    let unit = code.ward().unwrap_or_else(|| code.clone());
    let name = name.trim();
    let was = code.to_string();
    let change = if areas.get(&unit).is_some() {
        None
    } else {
        let is_it = |code: &str| code.trim_start_matches('0') == unit.as_str().trim();
        let mut wards = areas.wards().iter();
        let ward = if was.trim().is_empty() {
            areas.ward_named(name)
        } else {
            wards.find(|ward| is_it(ward.code.as_str()))
        };
        let ward =
            ward.ok_or_else(|| format!("団体コード「{was}」の{}がありません", areas.nouns().unit))?;
        *code = match code.part() {
            Some(number) => ward.code.below(number),
            None => ward.code.clone(),
        };
        Some(("団体コード", was, code.to_string()))
    };
    let own: Option<&AreaCode> = code.part().is_none().then_some(&*code);
    match own.and_then(|code| areas.get(code)) {
        Some(known) if !name.is_empty() && known.name != name => Err(format!(
            "団体コード{}は{}ですが、{}名は「{name}」です",
            known.code,
            known.name,
            areas.nouns().unit
        )),
        _ => Ok(change),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_makes_of_an_indicator_leads_back() {
        for text in [
            "1月4日",
            "4-Jan",
            "2026-01-04",
            "2026/1/4",
            "1/4/2026",
            "01/04",
            "2026-01-04 00:00:00",
        ] {
            assert_eq!(from_date(text), ["1-4"], "{text}");
        }
        assert_eq!(from_date("Jan-13"), ["1-13", "13-1"]);
        for text in ["1-4-rate", "", "件数", "0月4日"] {
            assert_eq!(from_date(text), [""; 0], "{text}");
        }
    }
}
