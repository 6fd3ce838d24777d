//! The cells of one field and year ▸ its parts: number, denominator and percentage, wherever the clerk typed them.
//!
//! On the printed form the number goes into a cell that already holds 「／　全334地域（名簿提供地域数）」 and, for a rate,
//! 「（　％）」. The same parts may also stand in cells of their own.

use super::fold::fold;
use definition::FieldLayout;
use model::{CellRef, narrow};
use workbook::{Cell, CellValue};

/// One part of what was written, with the cell it stands in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fragment<'a> {
    pub(super) at: CellRef,
    pub(super) cell: &'a Cell,
    /// The part of the cell's text; the whole of it for cells that hold no text.
    pub(super) text: String,
    /// The fragment is all that the cell says.
    pub(super) is_whole: bool,
}

/// What the cells of a field and year say, by part.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts<'a> {
    pub(super) number: Vec<Fragment<'a>>,
    pub(super) denominator: Vec<Fragment<'a>>,
    pub(super) rate: Vec<Fragment<'a>>,
    /// The unit in a cell of its own beside a count.
    pub(super) unit: Option<Fragment<'a>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    Number,
    Denominator,
}

/// Takes the cells of a field and year apart.
pub(super) fn split<'a>(
    cells: &[(CellRef, &'a Cell)],
    layout: FieldLayout,
    (noun, part): (&str, &str),
) -> Parts<'a> {
    let mut splitter = Splitter {
        parts: Parts::default(),
        layout,
        noun: fold(noun),
        part: fold(part),
        slot: Slot::Number,
        open: None,
    };
    let percent_rows: Vec<u32> = cells
        .iter()
        .filter(|(_, cell)| matches!(cell.value, CellValue::Text(_)))
        .filter(|(_, cell)| cell.text().contains(['%', '％']))
        .map(|(at, _)| at.row)
        .collect();
    let mut number_row = None;
    for (at, cell) in cells {
        // The form prints the percentage below the number, so what stands below a number is the percentage.
        let is_below = number_row.is_some_and(|row| at.row > row);
        let in_percent_row = at.row > cells[0].0.row && percent_rows.contains(&at.row);
        splitter.cell(*at, cell, is_below || in_percent_row);
        let has_number = splitter.slot == Slot::Denominator || !splitter.parts.number.is_empty();
        if number_row.is_none() && has_number {
            number_row = Some(at.row);
        }
    }
    splitter.close();
    splitter.parts
}

struct Splitter<'a> {
    parts: Parts<'a>,
    layout: FieldLayout,
    noun: String,
    /// What one of the things counted by the denominator is called, folded.
    part: String,
    slot: Slot,
    /// Fragments since an opening bracket.
    open: Option<Vec<Fragment<'a>>>,
}

impl<'a> Splitter<'a> {
    fn cell(&mut self, at: CellRef, cell: &'a Cell, in_rate_row: bool) {
        let text = cell.text();
        let is_text = matches!(cell.value, CellValue::Text(_));
        let whole = Fragment {
            at,
            cell,
            text: text.clone(),
            is_whole: true,
        };
        if !is_text {
            let has_rate = self.layout == FieldLayout::OfAreasWithRate;
            let is_rate = in_rate_row || cell.is_percent || self.denominator_is_complete();
            if has_rate && is_rate && self.open.is_none() {
                self.parts.rate.push(whole);
            } else {
                self.push(whole);
            }
            return;
        }
        match self.layout {
            FieldLayout::Count => {
                if self.is_print(&text) {
                    self.parts.unit.get_or_insert(whole);
                } else {
                    self.push(whole);
                }
            }
            FieldLayout::Percent => self.percent(&whole),
            FieldLayout::OfAreas | FieldLayout::OfAreasWithRate => {
                for line in text.split(['\n', '\r']) {
                    self.line(&whole, line, in_rate_row);
                }
            }
        }
    }

    /// The number of areas and the word after it are there; a number to their right is another.
    fn denominator_is_complete(&self) -> bool {
        let fragments = self.parts.denominator.iter();
        let text: String = fragments.map(|fragment| fragment.text.as_str()).collect();
        let key = fold(&text);
        key.contains(|c: char| c.is_ascii_digit()) && key.contains(&self.part)
    }

    /// 「（　85.5　％）」 or parts of it.
    fn percent(&mut self, whole: &Fragment<'a>) {
        if self.is_print(&whole.text) {
            return;
        }
        let inner = whole.text.trim().trim_matches(['(', ')', '（', '）']);
        let is_whole = inner.trim() == whole.text.trim();
        self.push(Fragment {
            text: if is_whole {
                whole.text.clone()
            } else {
                inner.to_owned()
            },
            is_whole,
            ..whole.clone()
        });
    }

    fn line(&mut self, whole: &Fragment<'a>, line: &str, in_rate_row: bool) {
        let key = fold(line);
        let is_rate = self.layout == FieldLayout::OfAreasWithRate
            && !key.is_empty()
            && !key.contains(['/', '(', ')'])
            && (in_rate_row || (key.ends_with('%') && self.slot == Slot::Denominator));
        if is_rate && self.open.is_none() {
            if key != "%" {
                let fragment = part(whole, line);
                self.parts.rate.push(fragment);
            }
            return;
        }
        let mut rest = line;
        while let Some(at) = rest.find(['/', '／', '(', '（', ')', '）']) {
            let (before, after) = rest.split_at(at);
            let mark = after.chars().next().map_or(' ', narrow);
            self.push(part(whole, before));
            match mark {
                '/' if self.open.is_none() && self.slot == Slot::Number => {
                    self.slot = Slot::Denominator;
                }
                // A second slash, or one inside brackets, belongs to what the clerk wrote.
                '/' => self.push(part(whole, "/")),
                '(' => {
                    self.close();
                    self.open = Some(Vec::new());
                }
                _ => self.close(),
            }
            rest = after
                .get(after.chars().next().map_or(0, char::len_utf8)..)
                .unwrap_or("");
        }
        self.push(part(whole, rest));
    }

    fn push(&mut self, fragment: Fragment<'a>) {
        if fragment.text.trim().is_empty() && !fragment.cell.is_formula {
            return;
        }
        if let Some(open) = &mut self.open {
            open.push(fragment);
            return;
        }
        match self.slot {
            Slot::Number => self.parts.number.push(fragment),
            // Where the clerk's own brackets have closed the printed ones, their sign is left over.
            Slot::Denominator if fold(&fragment.text) == "%" => {}
            Slot::Denominator => self.parts.denominator.push(fragment),
        }
    }

    /// Whether a text is only what the form prints beside a value.
    fn is_print(&self, text: &str) -> bool {
        let key = fold(text);
        match self.layout {
            FieldLayout::Percent => key.chars().all(|c| matches!(c, '(' | ')' | '%')),
            FieldLayout::Count | FieldLayout::OfAreas | FieldLayout::OfAreasWithRate => {
                key == self.part
                    || matches!(
                        key.as_str(),
                        "件" | "人" | "名" | "世帯" | "回" | "(件)" | "(人)" | "(世帯)"
                    )
            }
        }
    }

    /// Decides what stood between brackets: the printed noun, the percentage, or a remark.
    fn close(&mut self) {
        let Some(inner) = self.open.take() else {
            return;
        };
        let text: String = inner
            .iter()
            .map(|fragment| fragment.text.as_str())
            .collect();
        let key = fold(&text);
        if key == self.noun {
            return;
        }
        let is_rate = key.is_empty()
            || key.contains('%')
            || inner.iter().any(|fragment| fragment.cell.is_percent)
            || self.slot == Slot::Denominator;
        if is_rate {
            let has_rate = self.layout == FieldLayout::OfAreasWithRate;
            let fragments = inner
                .into_iter()
                .filter(|fragment| has_rate && fold(&fragment.text) != "%");
            self.parts.rate.extend(fragments);
        } else {
            self.parts.number.extend(inner);
        }
    }
}

fn part<'a>(whole: &Fragment<'a>, text: &str) -> Fragment<'a> {
    Fragment {
        text: text.to_owned(),
        is_whole: text.trim() == whole.text.trim(),
        ..whole.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(texts: &[&str]) -> Vec<Cell> {
        texts
            .iter()
            .map(|text| Cell {
                value: text
                    .parse()
                    .map_or_else(|_| CellValue::Text((*text).to_owned()), CellValue::Number),
                is_formula: false,
                is_percent: false,
            })
            .collect()
    }

    /// Number | denominator | rate of cells laid out row by row.
    fn said(rows: &[&[&str]], layout: FieldLayout) -> String {
        let owned: Vec<Vec<Cell>> = rows.iter().map(|row| cells(row)).collect();
        let placed: Vec<(CellRef, &Cell)> = (0..)
            .zip(&owned)
            .flat_map(|(row, cells)| {
                (0..)
                    .zip(cells)
                    .map(move |(col, cell)| (CellRef::new(row, col), cell))
            })
            .collect();
        let parts = split(&placed, layout, ("名簿提供地域数", "地域"));
        let text = |fragments: &[Fragment<'_>]| {
            fragments
                .iter()
                .map(|fragment| fragment.text.trim())
                .collect::<Vec<_>>()
                .join("+")
        };
        format!(
            "{} | {} | {}",
            text(&parts.number),
            text(&parts.denominator),
            text(&parts.rate)
        )
    }

    #[test]
    fn the_number_is_typed_into_the_printed_text() {
        let of = FieldLayout::OfAreas;
        assert_eq!(
            said(&[&["　　14　／　全16地域（名簿提供地域数）"]], of),
            "14 | 全16地域 | "
        );
        assert_eq!(said(&[&["14／全16地域"]], of), "14 | 全16地域 | ");
        assert_eq!(
            said(&[&["　　／　全334地域（名簿提供地域数）"]], of),
            " | 全334地域 | "
        );
        assert_eq!(said(&[&["14"]], of), "14 |  | ");
        assert_eq!(
            said(&[&["14", "／", "全", "16", "地域（名簿提供地域数）"]], of),
            "14 | 全+16+地域 | "
        );
    }

    #[test]
    fn the_percentage_stands_in_brackets_or_by_itself() {
        let rate = FieldLayout::OfAreasWithRate;
        let one = "　　12　／　全16地域（名簿提供地域数）\n　\n　　（　75.0　％）";
        assert_eq!(said(&[&[one]], rate), "12 | 全16地域 | 75.0　％");
        let suffix = "／　全16地域（名簿提供地域数）";
        assert_eq!(
            said(&[&["12", suffix], &["（", "75.5", "％）"]], rate),
            "12 | 全16地域 | 75.5"
        );
        assert_eq!(
            said(&[&["12", suffix], &["75.5", "％"]], rate),
            "12 | 全16地域 | 75.5"
        );
        assert_eq!(
            said(&[&["12", suffix], &["75.5"]], rate),
            "12 | 全16地域 | 75.5"
        );
        assert_eq!(said(&[&["12"], &["75.5"]], rate), "12 |  | 75.5");
        for right in [
            &["12／全16地域", "75.5", "％"][..],
            &["12", suffix, "（75.5％）"],
        ] {
            assert!(said(&[right], rate).starts_with("12 | 全16地域 | 75.5"));
        }
        assert_eq!(
            said(&[&["12", suffix], &["（　75.0　％）"]], rate),
            "12 | 全16地域 | 75.0　％"
        );
        assert_eq!(
            said(&[&["12", suffix], &["（", "（調査中）", "％）"]], rate),
            "12 | 全16地域 | 調査中"
        );
        assert_eq!(
            said(
                &[&["　　　／　全334地域（名簿提供地域数）\n　\n　（　　　％）"]],
                rate
            ),
            " | 全334地域 | "
        );
    }

    #[test]
    fn remarks_stay_with_the_number() {
        assert_eq!(
            said(&[&["14（うち新規3）"]], FieldLayout::OfAreas),
            "14+うち新規3 |  | "
        );
        assert_eq!(
            said(&[&["12／16／20"]], FieldLayout::OfAreas),
            "12 | 16+/+20 | "
        );
        assert_eq!(said(&[&["12件", "件"]], FieldLayout::Count), "12件 |  | ");
    }
}
