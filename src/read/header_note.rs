//! The rows right below the year headers in which a form says which column is to be filled: nobody's words.

use std::ops::Range;

use super::bullet::leads;
use super::fold::fold;
use super::grid::Grid;
use super::locate::{Found, Labels};
use definition::{BlockDefinition, Guide};

/// Longest note of a form of somebody else, in characters.
const MAX_NOTE: usize = 25;

/// The texts below the year headers of the distributed form, folded; a placeholder splits a text into two.
#[derive(Debug)]
pub(super) struct Notes(Vec<Vec<String>>);

impl Notes {
    pub(super) fn of(guide: &Guide) -> Self {
        let notes = &guide.year_notes;
        let filled = [&notes.last_filled, &notes.earlier_filled];
        let always = [&notes.earlier, &notes.live, &notes.later];
        let notes = always.into_iter().chain(filled.into_iter().flatten());
        let split = |note: &String| {
            note.split(['{', '}'])
                .step_by(2)
                .map(fold)
                .collect::<Vec<_>>()
        };
        Self(notes.map(split).collect())
    }

    /// Whether it is what the distributed form says below a year.
    pub(super) fn is_one(&self, key: &str) -> bool {
        self.0.iter().any(|pieces| is_made_of(key, pieces))
    }

    /// The rows of a block without those of notes at their beginning.
    pub(super) fn below(
        &self,
        grid: &Grid<'_>,
        labels: &Labels,
        block: &BlockDefinition,
        rows: Range<u32>,
    ) -> Range<u32> {
        let mut start = rows.start;
        let header = grid.header_for(start);
        if header.is_some_and(|header| header.row + 1 == start) {
            let label = match labels.block(block) {
                Found::One(place) => Some(place.first.row),
                Found::None | Found::Many(_) => None,
            };
            while start < rows.end && self.is_note(grid, block, label, start..rows.end) {
                start += 1;
            }
        }
        start..rows.end
    }

    /// Whether the first of these rows holds notes: those of the distributed form, or a short text without a leader in
    /// several years, above the block's label, in one row more than the form prints, with leaders further down.
    fn is_note(
        &self,
        grid: &Grid<'_>,
        block: &BlockDefinition,
        label: Option<u32>,
        rows: Range<u32>,
    ) -> bool {
        let first = texts(grid, rows.start);
        if first.is_empty() {
            return false;
        }
        if first.iter().all(|text| self.is_one(&fold(text))) {
            return true;
        }
        let is_short = |text: &String| text.chars().count() <= MAX_NOTE && !text.contains('。');
        let is_surplus = rows.end - rows.start > block.bullets;
        first.len() > 1
            && label != Some(rows.start)
            && is_surplus
            && first.iter().all(|text| is_short(text) && !leads(text))
            && (rows.start + 1..rows.end).any(|row| texts(grid, row).iter().any(|text| leads(text)))
    }
}

/// What stands in the year columns of a row.
fn texts(grid: &Grid<'_>, row: u32) -> Vec<String> {
    let Some(header) = grid.header_for(row) else {
        return Vec::new();
    };
    header
        .columns_of_years()
        .flat_map(|columns| grid.region(row..row + 1, columns.clone()))
        .filter(|seen| !seen.is_blank())
        .map(|seen| seen.text().trim().to_owned())
        .collect()
}

/// Whether a text consists of these pieces with anything between them.
fn is_made_of(text: &str, pieces: &[String]) -> bool {
    let Some((first, rest)) = pieces.split_first() else {
        return false;
    };
    let Some(mut after) = text.strip_prefix(first.as_str()) else {
        return false;
    };
    let Some((last, middle)) = rest.split_last() else {
        return after.is_empty();
    };
    for piece in middle {
        let Some(at) = after.find(piece.as_str()) else {
            return false;
        };
        after = &after[at + piece.len()..];
    }
    after.ends_with(last.as_str())
}

#[cfg(test)]
mod tests {
    use super::super::Reader;
    use super::*;
    use definition::DefinitionSource;
    use workbook::Workbook;

    #[test]
    fn a_note_may_hold_a_date() {
        let pieces = ["今回記入する年度(".to_owned(), "時点)".to_owned()];
        assert!(is_made_of("今回記入する年度(令和8年3月末時点)", &pieces));
        assert!(!is_made_of("今回記入する年度を間違えた", &pieces));
        assert!(is_made_of("今回は記入不要", &["今回は記入不要".to_owned()]));
        assert!(!is_made_of(
            "今回は記入不要ではない",
            &["今回は記入不要".to_owned()]
        ));
    }

    /// The bullets of a sheet under two year headers, whatever stands in these rows below them.
    fn bullets(rows: &[&[&str]]) -> Vec<String> {
        let mut table: Vec<&[&str]> = vec![
            &["", "複合的な課題を抱えた世帯への支援体制の充実"],
            &[
                "",
                "",
                "2024（令和６）年度",
                "2025（令和7）年度",
                "2026（令和８）年度",
            ],
        ];
        table.extend(rows);
        table.push(&["", "①相談受付件数", "30", "31"]);
        table.push(&["", "②つながる場の開催件数", "7", "8"]);
        let definitions = check::load(&DefinitionSource::BuiltIn).expect("built-in");
        let workbook = Workbook::from_tables("西成区.xlsx", &[("基本目標2", &table)]);
        let read = Reader::new(&definitions).workbook(&workbook, "").submission;
        let items = read.expect("the form").narratives.into_iter();
        items.map(|item| item.text.to_string()).collect()
    }

    #[test]
    fn notes_below_the_headers_are_no_bullets_on_any_form() {
        let words: &[&[&str]] = &[
            &["", "", "・一", "・四"],
            &["", "", "・二"],
            &["", "", "・三"],
        ];
        let all = ["一", "二", "三", "四"];
        let with = |note: &'static [&'static str], label: &'static str| {
            let mut rows = vec![note];
            rows.extend(words);
            let first: Vec<&str> = vec![label, "", "・一", "・四"];
            let mut rows: Vec<Vec<&str>> = rows.iter().map(|row| row.to_vec()).collect();
            rows[1] = first;
            let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
            bullets(&rows)
        };
        for note in [
            &[
                "",
                "",
                "前年度までの値",
                "今回記入する年度（令和8年3月末時点）",
                "今回は記入不要",
            ] as &[&str],
            &["", "", "実績", "見込み", "計画"],
            &["", "", "（記入済み）", "（ここに記入）"],
        ] {
            for label in ["取組内容", ""] {
                let mut found = with(note, label);
                found.sort_by_key(|text| all.iter().position(|own| own == text));
                assert_eq!(found, all, "{note:?} {label}");
            }
        }
        // The words of a ward stay, with and without leaders.
        let mut found = bullets(words);
        found.sort_by_key(|text| all.iter().position(|own| own == text));
        assert_eq!(found, all);
        let plain: &[&[&str]] = &[
            &["取組内容", "", "研修", "訪問"],
            &["", "", "・二"],
            &["", "", "・三"],
        ];
        assert_eq!(bullets(plain).len(), 4);
    }
}
