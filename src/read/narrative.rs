//! Blocks of free text ▸ bullets, in the ward's words. A block is the rows from its label to whatever comes next.

use std::ops::Range;

use super::cell::{Cell, CellValue};
use super::fold::fold;
use super::grid::{Grid, HeaderRow};
use super::locate::{FieldRows, Found, Labels};
use super::names;
use super::session::Session;
use crate::definition::{BlockDefinition, BlockKind, FormDefinition, SheetDefinition};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{CellRef, FiscalYear, NarrativeItem};

/// Signs that mark a bullet.
const MARKS: [char; 6] = ['・', '･', '•', '●', '-', '－'];

/// A block of the form with the rows it takes on the sheet, if they could be told.
type Placed<'d> = (&'d BlockDefinition, Option<Range<u32>>);

/// Reads every bullet of a sheet.
pub(super) fn read(
    session: &mut Session<'_>,
    grid: &Grid<'_>,
    headers: &[HeaderRow],
    labels: &Labels,
    definition: &SheetDefinition,
    fields: &[FieldRows<'_>],
) {
    let print = printed(session.form, definition);
    for (block, rows) in place(grid, headers, labels, definition, fields) {
        let years: Vec<FiscalYear> = session.form.years.iter().map(|year| year.year).collect();
        let mut found = rows.is_some();
        for year in years {
            let mut cells: Vec<CellRef> = (1..=block.bullets)
                .filter_map(|n| session.named(&names::bullet(&block.id, year, n), grid.sheet))
                .collect();
            found |= !cells.is_empty();
            cells.extend(free_text(grid, headers, rows.as_ref(), year, &print));
            cells.sort_unstable();
            cells.dedup();
            bullets(session, grid, block, year, &cells);
        }
        if !found {
            session.push(
                Diagnostic::new(
                    Code::FIELD_NOT_FOUND,
                    session.sheet_place(grid.sheet),
                    format!("「{}」の欄が見つからず、文章を読めません。", block.label),
                )
                .hint("配付した様式の見出しを消したり書き換えたりしていないか確かめてください。")
                .field(block.label.clone()),
            );
        }
    }
}

/// Everything the form prints on this sheet, folded: none of it is the ward's word.
fn printed(form: &FormDefinition, definition: &SheetDefinition) -> Vec<String> {
    let mut texts: Vec<&str> = vec![
        &definition.name,
        &definition.theme,
        &definition.caption,
        &form.goals_label,
        &form.philosophy,
        &form.philosophy_label,
        &form.sample_mark,
    ];
    texts.extend(definition.tag.as_deref());
    texts.extend(form.goals.iter().map(String::as_str));
    for block in &definition.blocks {
        texts.push(&block.label);
        texts.extend(block.label_note.as_deref());
        texts.extend(block.fields.iter().map(|field| field.label.as_str()));
    }
    texts.iter().map(|text| fold(text)).collect()
}

/// The rows of every narrative block.
fn place<'d>(
    grid: &Grid<'_>,
    headers: &[HeaderRow],
    labels: &Labels,
    definition: &'d SheetDefinition,
    fields: &[FieldRows<'_>],
) -> Vec<Placed<'d>> {
    let top = headers.first().map_or(0, |header| header.row + 1);
    let known = starts(grid, headers, labels, definition, fields, top);
    definition
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| block.kind == BlockKind::Narrative)
        .map(|(index, block)| {
            let end = known[index + 1..]
                .iter()
                .find_map(|range| range.as_ref().map(|range| range.start))
                .unwrap_or(grid.rows.end);
            let start = match (&known[index], index) {
                (Some(own), _) => Some(own.start),
                (None, 0) => Some(top),
                // A label that stands elsewhere leaves the rows right after the numbers above it.
                (None, _) if definition.blocks[index - 1].kind == BlockKind::Indicators => {
                    known[index - 1].as_ref().map(|range| range.end)
                }
                (None, _) => None,
            };
            // Where the text below could not be placed, this one has no end.
            let below = definition.blocks.get(index + 1);
            let is_bounded = below.is_none_or(|block| {
                block.kind == BlockKind::Indicators || known[index + 1].is_some()
            });
            let start = start.filter(|start| *start <= end && is_bounded);
            (block, start.map(|start| start..end))
        })
        .collect()
}

/// Where each block begins: numbers at their fields, text at its label if that label stands in printed order.
fn starts(
    grid: &Grid<'_>,
    headers: &[HeaderRow],
    labels: &Labels,
    definition: &SheetDefinition,
    fields: &[FieldRows<'_>],
    top: u32,
) -> Vec<Option<Range<u32>>> {
    let mut known: Vec<Option<Range<u32>>> = definition
        .blocks
        .iter()
        .map(|block| numbers(labels, block, fields))
        .collect();
    for (index, block) in definition.blocks.iter().enumerate() {
        if block.kind == BlockKind::Indicators {
            continue;
        }
        let places = match labels.block(block) {
            Found::One(place) => vec![place],
            Found::Many(places) => places,
            Found::None => continue,
        };
        let from = known[..index].iter().flatten().map(|range| range.end);
        let from = from.max().unwrap_or(top);
        let to = known[index + 1..].iter().flatten().map(|range| range.start);
        let to = to.min().unwrap_or(u32::MAX);
        let mut fitting = places
            .iter()
            .filter(|place| place.first.row >= from && place.first.row < to)
            .filter(|place| has_text(grid, headers, place.first.row..place.last.row + 1));
        if let (Some(place), None) = (fitting.next(), fitting.next()) {
            // One row is enough to keep the order; where the text ends is where the next block begins.
            known[index] = Some(place.first.row..place.first.row + 1);
        }
    }
    known
}

/// The rows of a block of numbers: from its label or first field, places in doubt included, to its last field.
fn numbers(
    labels: &Labels,
    block: &BlockDefinition,
    fields: &[FieldRows<'_>],
) -> Option<Range<u32>> {
    if block.kind == BlockKind::Narrative {
        return None;
    }
    let own = fields.iter().filter(|rows| {
        let mut ids = block.fields.iter().map(|field| &field.indicator);
        ids.any(|id| *id == rows.field.indicator)
    });
    let mut starts = Vec::new();
    let mut ends = Vec::new();
    for rows in own {
        match &rows.found {
            Found::One(_) if !rows.rows.is_empty() => {
                starts.push(rows.rows.start);
                ends.push(rows.rows.end);
            }
            Found::Many(places) => {
                starts.extend(places.iter().map(|place| place.first.row));
                ends.extend(places.iter().map(|place| place.last.row + 1));
            }
            Found::One(_) | Found::None => {}
        }
    }
    if let Found::One(place) = labels.block(block)
        && !block.continues
    {
        starts.push(place.first.row);
    }
    let start = starts.into_iter().min()?;
    let end = ends.into_iter().max().unwrap_or(start + 1);
    Some(start..end.max(start + 1))
}

/// Whether any year column holds something in these rows: a label that floats at the foot has nothing beside it.
fn has_text(grid: &Grid<'_>, headers: &[HeaderRow], rows: Range<u32>) -> bool {
    let Some(header) = Grid::header_for(headers, rows.start) else {
        return false;
    };
    header.years.iter().any(|(_, columns)| {
        grid.region(rows.clone(), columns.clone())
            .any(|(_, cell)| cell.is_formula || !cell.text().trim().is_empty())
    })
}

/// The cells of a block and year that hold text of the ward.
fn free_text(
    grid: &Grid<'_>,
    headers: &[HeaderRow],
    rows: Option<&Range<u32>>,
    year: FiscalYear,
    print: &[String],
) -> Vec<CellRef> {
    let Some(rows) = rows else {
        return Vec::new();
    };
    let Some(columns) =
        Grid::header_for(headers, rows.start).and_then(|header| header.columns(year))
    else {
        return Vec::new();
    };
    grid.region(rows.clone(), columns)
        .filter(|(at, _)| !headers.iter().any(|header| header.row == at.row))
        .filter(|(_, cell)| {
            let key = fold(&cell.text());
            cell.is_formula || !(key.is_empty() || print.contains(&key))
        })
        .map(|(at, _)| at)
        .collect()
}

fn bullets(
    session: &mut Session<'_>,
    grid: &Grid<'_>,
    block: &BlockDefinition,
    year: FiscalYear,
    cells: &[CellRef],
) {
    let mut number = 0;
    for at in cells {
        let Some(cell) = grid.sheet.cells.get(at) else {
            continue;
        };
        let provenance = session.provenance(grid.sheet, *at);
        if is_not_calculated(cell) {
            session.push(
                Diagnostic::new(
                    Code::VALUE_NOT_CALCULATED,
                    Place::from(&provenance),
                    format!(
                        "「{}」の{}のセルは数式ですが、計算結果が保存されていません。",
                        block.label,
                        year.wareki()
                    ),
                )
                .hint("Excelで開き、そのまま上書き保存してから送ってください。")
                .year(year)
                .field(block.label.clone())
                .entered("計算結果のない数式")
                .expected("文章"),
            );
        }
        for text in items(&provenance.text) {
            number += 1;
            session.narratives.push(NarrativeItem {
                block: block.id.clone(),
                year,
                number,
                text,
                provenance: provenance.clone(),
            });
        }
    }
}

fn is_not_calculated(cell: &Cell) -> bool {
    cell.is_formula && cell.value == CellValue::Empty
}

/// The bullets of one cell. Lines without a mark go on with the bullet above them if any line has one.
fn items(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text
        .split(['\n', '\r'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let has_marks = lines.iter().any(|line| unmarked(line).is_some());
    let mut items: Vec<String> = Vec::new();
    for line in lines {
        match (unmarked(line), items.last_mut()) {
            (Some(words), _) => items.push(words.to_owned()),
            (None, Some(last)) if has_marks && !last.is_empty() => {
                last.push('\n');
                last.push_str(line);
            }
            (None, Some(last)) if has_marks => last.push_str(line),
            (None, _) => items.push(line.to_owned()),
        }
    }
    items.retain(|item| !item.is_empty());
    items
}

/// The words after a bullet mark. A minus before a digit is a number.
fn unmarked(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(MARKS)?;
    let is_minus = line.starts_with(['-', '－'])
        && rest.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
    if is_minus { None } else { Some(rest.trim()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bullets_of_a_cell() {
        for (text, expected) in [
            ("・", vec![]),
            ("", vec![]),
            ("　・　", vec![]),
            ("・見守りを続けた", vec!["見守りを続けた"]),
            ("見守りを続けた", vec!["見守りを続けた"]),
            (
                "・一つめ\n・二つめ\r\n･三つめ",
                vec!["一つめ", "二つめ", "三つめ"],
            ),
            ("一つめ\n二つめ", vec!["一つめ", "二つめ"]),
            (
                "・一つめの\n　続き\n・二つめ",
                vec!["一つめの\n続き", "二つめ"],
            ),
            ("-3件減った", vec!["-3件減った"]),
            ("- 減った", vec!["減った"]),
            ("・\n・\n・", vec![]),
        ] {
            assert_eq!(items(text), expected, "{text:?}");
        }
    }
}
