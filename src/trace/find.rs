//! What a person types ▸ a figure or the facts of a cell; where there is none, the nearest that there are.

use std::sync::Arc;

use definition::folded;
use ledger::{FactRow, FigureRow, Ledger};
use model::{CellRef, edits};

/// How many near ones are offered.
const OFFERED: usize = 3;

/// Nothing of that name; whoever typed it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FindError {
    /// No such figure.
    #[error("この番号の数値はありません: {typed}（近い番号: {}）", near.join("、"))]
    Figure {
        /// As typed.
        typed: String,
        /// The nearest ids.
        near: Vec<String>,
    },
    /// A file that came and gave no number: it does not count, or nothing could be read from it.
    #[error("「{file}」から使った数値はありません{}", why(told))]
    NotUsed {
        /// The file.
        file: String,
        /// What was told of it.
        told: Vec<String>,
    },
    /// A number in brackets, as the committee's volume prints it beside a figure.
    #[error(
        "「{typed}」は、報告書の中だけの番号です。報告書の「出典」の章で、同じ番号の行にある 1-2/2025/市 のような番号を指定してください"
    )]
    InBrackets {
        /// As typed.
        typed: String,
    },
    /// No facts of such a file.
    #[error("このファイルの数値はありません: {typed}（近いファイル: {}）", near.join("、"))]
    File {
        /// As typed.
        typed: String,
        /// The nearest file names.
        near: Vec<String>,
    },
    /// No fact in such a cell.
    #[error("このセルから読んだ数値はありません: {typed}（近いセル: {}）", near.join("、"))]
    Cell {
        /// As typed.
        typed: String,
        /// The nearest cells of the file.
        near: Vec<String>,
    },
}

/// What was told of a file, in brackets; nothing where nothing was.
fn why(told: &[String]) -> String {
    match told {
        [] => String::new(),
        told => format!("（{}）", told.join(" ")),
    }
}

/// Whether it is a number as the committee's volume prints it: `[4]`.
fn is_in_brackets(key: &str) -> bool {
    let inner = key.strip_prefix('[').and_then(|key| key.strip_suffix(']'));
    inner.is_some_and(|inner| !inner.is_empty() && inner.chars().all(|c| c.is_ascii_digit()))
}

/// The figure of an id such as `1-2/2025/市`, also with a ward's name or code, and with 「番号」 before it.
///
/// # Errors
/// There is none.
pub fn figure<'a>(ledger: &'a Ledger, typed: &str) -> Result<&'a FigureRow, FindError> {
    let key = folded(typed);
    let key = key
        .trim_start_matches("出典")
        .trim_start_matches("番号")
        .to_owned();
    let is_it = |figure: &&FigureRow| {
        let stem = folded(&format!("{}/{}/", figure.indicator, figure.year));
        key.strip_prefix(&stem).is_some_and(|area| {
            let of_city =
                area == folded(&ledger.nouns.whole) && Some(&figure.area) == ledger.city();
            of_city || folded(&figure.area_name) == area || figure.area.as_str() == area
        })
    };
    ledger.figures.iter().find(is_it).ok_or_else(|| {
        if is_in_brackets(&key) {
            return FindError::InBrackets {
                typed: typed.to_owned(),
            };
        }
        let ids = ledger.figures.iter().map(|figure| ledger.trace_id(figure));
        FindError::Figure {
            typed: typed.to_owned(),
            near: nearest(&key, ids),
        }
    })
}

/// The figures of which every word that was typed says something: the area, the indicator, its label, the fiscal year, or the
/// value as it is printed. Empty where a word fits none.
pub fn figures_of<'a>(ledger: &'a Ledger, typed: &str) -> Vec<&'a FigureRow> {
    let words: Vec<String> = typed.split_whitespace().map(folded).collect();
    let plain = |text: &str| folded(text).replace(',', "");
    let says = |figure: &FigureRow, word: &str| {
        let year = figure.year.to_string();
        let value = plain(&figure.value_text());
        let bare = value.trim_end_matches(|c: char| !c.is_ascii_digit());
        let number = plain(word);
        // A number is the whole value: 12 is not in 1,257.
        let is_value = !value.is_empty() && (number == value || number == bare);
        let is_named =
            folded(&figure.area_name).contains(word) || folded(&figure.label).contains(word);
        let is_number = word
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'));
        is_value
            || (!is_number && is_named)
            || word == year
            || word == folded(&figure.era_year)
            || word == folded(figure.indicator.as_str())
            || word == figure.area.as_str()
    };
    let fits =
        |figure: &&FigureRow| !words.is_empty() && words.iter().all(|word| says(figure, word));
    ledger.figures.iter().filter(fits).collect()
}

/// The facts of a file, all of them or those of one cell: `基本目標1!H14`, `'基本目標1'!H14` or `H14`.
///
/// # Errors
/// There is none.
pub fn cell_facts<'a>(
    ledger: &'a Ledger,
    file: &str,
    cell: Option<&str>,
) -> Result<Vec<&'a FactRow>, FindError> {
    let key = folded(file);
    let base = |name: &str| folded(name.rsplit('/').next().unwrap_or(name));
    let all = || ledger.facts.iter();
    let mut facts: Vec<&FactRow> = all().filter(|fact| fact.file == file).collect();
    if facts.is_empty() {
        facts = all().filter(|fact| folded(&fact.file) == key).collect();
    }
    if facts.is_empty() {
        facts = all()
            .filter(|fact| base(&fact.file) == base(file))
            .collect();
    }
    if facts.is_empty() {
        let came = ledger.submissions.iter().map(|one| &one.file);
        let is_it = |name: &&Arc<str>| folded(name) == key || base(name) == base(file);
        if let Some(name) = came
            .clone()
            .find(|name| ***name == *file)
            .or_else(|| came.clone().find(is_it))
        {
            return Err(not_used(ledger, name));
        }
        let mut files: Vec<String> = ledger.facts.iter().map(|fact| fact.file.clone()).collect();
        files.dedup();
        return Err(FindError::File {
            typed: file.to_owned(),
            near: nearest(&key, files),
        });
    }
    let Some(typed) = cell else {
        return Ok(facts);
    };
    let (sheet, address) = typed.rsplit_once('!').unwrap_or(("", typed));
    let sheet = folded(sheet.trim_matches('\''));
    let address = folded(address).parse::<CellRef>().ok();
    let of_sheet = |fact: &&&FactRow| sheet.is_empty() || folded(&fact.sheet) == sheet;
    let found: Vec<&FactRow> = facts
        .iter()
        .filter(of_sheet)
        .filter(|fact| address.is_some() && fact.cell == address)
        .copied()
        .collect();
    if found.is_empty() {
        let mut places: Vec<(u32, String)> = facts
            .iter()
            .filter(|fact| of_sheet(fact) || !facts.iter().any(|fact| of_sheet(&fact)))
            .filter_map(|fact| Some((distance(fact.cell?, address), fact.place())))
            .collect();
        places.sort();
        places.dedup();
        return Err(FindError::Cell {
            typed: typed.to_owned(),
            near: places
                .into_iter()
                .take(OFFERED)
                .map(|(_, place)| place)
                .collect(),
        });
    }
    Ok(found)
}

/// A file that gave no number, with what was told of it as a whole or what keeps it from being read.
fn not_used(ledger: &Ledger, file: &str) -> FindError {
    let about = ledger.findings.iter();
    let about =
        about.filter(|told| told.place.file.as_deref() == Some(file) && told.place.cell.is_none());
    let told = about.map(|told| format!("{} {}", told.code, told.message));
    FindError::NotUsed {
        file: file.to_owned(),
        told: told.take(OFFERED).collect(),
    }
}

fn distance(cell: CellRef, wanted: Option<CellRef>) -> u32 {
    wanted.map_or(0, |wanted| {
        cell.row.abs_diff(wanted.row) + cell.col.abs_diff(wanted.col)
    })
}

fn nearest(typed: &str, names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut ranked: Vec<(usize, String)> = names
        .into_iter()
        .map(|name| (edits(typed, &folded(&name)), name))
        .collect();
    // Stable: of equally near ones, the first of the file.
    ranked.sort_by_key(|(edits, _)| *edits);
    ranked
        .into_iter()
        .take(OFFERED)
        .map(|(_, name)| name)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_changed_added_and_dropped_letters() {
        assert_eq!(edits("1-2/2025/市", "1-2/2025/市"), 0);
        assert_eq!(edits("1-9/2025/市", "1-2/2025/市"), 1);
        assert_eq!(edits("1-2/2025", "1-2/2025/市"), 2);
        assert_eq!(edits("", "abc"), 3);
    }
}
