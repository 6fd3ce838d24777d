//! A table of facts or of words that a spreadsheet has opened and saved: what it made of our words is put back where that is certain,
//! and every line that cannot be placed is named. Nothing is dropped.

use std::collections::BTreeMap;

use super::rows::{FactRow, NarrativeRow};
use super::table::Table;
use model::{Area, AreaCode, AreaTree, FactId, IndicatorId, LARGEST_WORDS, is_within, narrow};
use rust_decimal::Decimal;

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

/// What was put back in a table, and the lines that cannot be placed, each with why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repair {
    /// What was put back, by column.
    pub done: Vec<PutBack>,
    /// The lines that are in the table no more.
    pub faults: Vec<(usize, String)>,
}

/// Puts the indicators and the codes of a table back. Rows that are about nothing that is known, or that contradict each other,
/// are taken out.
pub fn put_back(
    table: &mut Table<FactRow>,
    is_known: &dyn Fn(&IndicatorId) -> bool,
    areas: &AreaTree,
) -> Repair {
    let (mut done, codes) = (Done::new(), Codes::of(areas));
    let (mut faults, mut seen) = (BTreeMap::new(), BTreeMap::<FactId, Vec<usize>>::new());
    for at in 0..table.rows.len() {
        let (row, line) = (&mut table.rows[at], table.lines[at]);
        let repaired = indicator(row, is_known)
            .and_then(|first| Ok([first, codes.area((&mut row.ward, &row.ward_name))?]));
        match repaired {
            Ok(changes) => note(&mut done, line, changes),
            Err(what) => {
                faults.insert(at, what);
                continue;
            }
        }
        let row = &table.rows[at];
        if row.value.is_some_and(|number| !is_within(number)) {
            let what = format!("数が大きすぎます（上限は{LARGEST_WORDS}）");
            faults.insert(at, what);
        } else if let Some(value) = row.value.filter(|_| says_otherwise(row)) {
            let what = format!(
                "値「{value}」が、記載「{}」と違います。どちらが正しいか、もとのファイルで確かめてください",
                row.text
            );
            faults.insert(at, what);
        }
        let same = seen.entry(row.id()).or_default();
        // Which of the two is right nobody knows.
        if let Some(other) = same
            .iter()
            .find(|other| contradict(&table.rows[**other], row))
        {
            let told = |line: usize| format!("{line}行目と同じ年度・指標ですが、値が違います");
            faults.insert(at, told(table.lines[*other]));
            faults.entry(*other).or_insert_with(|| told(line));
        }
        same.push(at);
    }
    Repair {
        done: done.into_values().collect(),
        faults: take_out(table, faults),
    }
}

/// Whether what stood in the field is plainly another number than the value: one of the two was changed since they were written.
fn says_otherwise(row: &FactRow) -> bool {
    let signs = row.text.trim().chars().map(narrow);
    let plain: String = signs.filter(|sign| *sign != ',').collect();
    let (Some(value), Ok(written)) = (row.value, plain.parse::<Decimal>()) else {
        return false;
    };
    // A cell that shows per cent holds a share of one.
    value != written && written.checked_mul(Decimal::ONE_HUNDRED) != Some(value)
}

/// Whether two rows about the same say otherwise of one file. What another file says is another matter: behind a number that was
/// accepted before stands what came in its stead.
fn contradict(one: &FactRow, other: &FactRow) -> bool {
    one.file == other.file && (one.value, one.state) != (other.value, other.state)
}

/// Puts the codes of a table of words back. Rows of units that are not known are taken out.
pub fn put_back_words(table: &mut Table<NarrativeRow>, areas: &AreaTree) -> Repair {
    let (mut done, mut faults, codes) = (Done::new(), BTreeMap::new(), Codes::of(areas));
    let rows = table.rows.iter_mut().zip(&table.lines);
    for (at, (row, line)) in rows.enumerate() {
        match codes.area((&mut row.ward, &row.ward_name)) {
            Ok(change) => note(&mut done, *line, [change]),
            Err(what) => {
                faults.insert(at, what);
            }
        }
    }
    Repair {
        done: done.into_values().collect(),
        faults: take_out(table, faults),
    }
}

/// Takes the rows at these places out of a table, and gives their lines.
fn take_out<T>(table: &mut Table<T>, faults: BTreeMap<usize, String>) -> Vec<(usize, String)> {
    if faults.is_empty() {
        return Vec::new();
    }
    let lines = table.lines.clone();
    let kept = |at: &usize| !faults.contains_key(at);
    let (mut of_rows, mut of_lines) = (0.., 0..);
    table
        .rows
        .retain(|_| of_rows.next().as_ref().is_some_and(kept));
    table
        .lines
        .retain(|_| of_lines.next().as_ref().is_some_and(kept));
    let faults = faults.into_iter();
    faults.map(|(at, what)| (lines[at], what)).collect()
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

/// The codes of every area, quick to look up.
struct Codes<'a> {
    areas: &'a AreaTree,
    known: BTreeMap<&'a str, &'a Area>,
}

impl<'a> Codes<'a> {
    fn of(areas: &'a AreaTree) -> Self {
        let every = areas.every().chain([areas.city()]);
        Self {
            areas,
            known: every.map(|area| (area.code.as_str(), area)).collect(),
        }
    }

    /// A spreadsheet takes the noughts off the front of a code.
    fn area(&self, (code, name): (&mut AreaCode, &str)) -> Result<Change, String> {
        let unit = code.ward().unwrap_or_else(|| code.clone());
        let name = name.trim();
        let was = code.to_string();
        let nouns = self.areas.nouns();
        let change = if self.known.contains_key(unit.as_str()) {
            None
        } else {
            let is_it = |code: &str| code.trim_start_matches('0') == unit.as_str().trim();
            let mut wards = self.areas.wards().iter();
            let ward = if was.trim().is_empty() {
                self.areas.ward_named(name)
            } else {
                wards.find(|ward| is_it(ward.code.as_str()))
            };
            let ward =
                ward.ok_or_else(|| format!("団体コード「{was}」の{}がありません", nouns.unit))?;
            *code = match code.part() {
                Some(number) => ward.code.below(number),
                None => ward.code.clone(),
            };
            Some(("団体コード", was, code.to_string()))
        };
        let own: Option<&AreaCode> = code.part().is_none().then_some(&*code);
        match own.and_then(|code| self.known.get(code.as_str())) {
            Some(known) if !name.is_empty() && known.name != name => Err(format!(
                "団体コード{}は{}ですが、{}名は「{name}」です",
                known.code, known.name, nouns.unit
            )),
            _ => Ok(change),
        }
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
