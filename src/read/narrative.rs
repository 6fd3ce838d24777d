//! Blocks of free text ▸ bullets, in the ward's words. A block is the rows from its label to whatever comes next.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::aside;
use super::block::{self, Placed};
use super::bullet::items;
use super::grid::Grid;
use super::locate::{FieldRows, Found, Labels};
use super::not_words;
use super::session::Session;
use super::trouble::look_words;
use definition::{BlockDefinition, SheetDefinition};
use diagnostic::{Code, Diagnostic, Severity};
use model::{CellRef, FiscalYear, NarrativeItem};
use workbook::{Look, Run, names};

/// Reads every bullet of a sheet.
pub(super) fn read(
    session: &mut Session<'_>,
    grid: &Grid<'_>,
    labels: &Labels,
    definition: &SheetDefinition,
    fields: &[FieldRows<'_>],
) {
    let print = session.words.printed(session.form, definition);
    let notes = &session.words.notes;
    // The numbers of a field whose label is gone lie among the words; that the label is gone has been told.
    let is_gone = fields.iter().any(|rows| matches!(rows.found, Found::None));
    let is_covered = |at: &CellRef| grid.view.get(*at).is_some_and(|seen| seen.is_covered);
    let (mut unseen, mut exchanged) = (Vec::new(), Vec::new());
    let years: Vec<FiscalYear> = session.form.years.iter().map(|year| year.year).collect();
    let last_named = |block: &BlockDefinition| {
        let names = years.iter().flat_map(|year| {
            let own = 1..=block.bullets;
            own.map(|number| names::bullet(&block.id, *year, number))
        });
        let rows = names.filter_map(|name| session.named(&name, grid.sheet));
        rows.map(|at| at.row).max()
    };
    for Placed { block, rows, doubt } in block::place(grid, labels, definition, fields, last_named)
    {
        let rows = rows.map(|rows| notes.below(grid, labels, block, rows));
        if let (Some(doubt), Some(rows)) = (doubt, &rows) {
            low_label(session, grid, block, rows, doubt);
        }
        let mut found = rows.is_some();
        for year in years.iter().copied() {
            let mut cells: Vec<CellRef> = (1..=block.bullets)
                .filter_map(|n| session.named(&names::bullet(&block.id, year, n), grid.sheet))
                .collect();
            found |= !cells.is_empty();
            let row = cells.first().map(|at| at.row);
            let row = rows.as_ref().map(|rows| rows.start).or(row);
            if row.is_some_and(|row| grid.lacks(row, year)) {
                continue;
            }
            if let Some(at) = is_elsewhere(grid, row, year, &cells) {
                exchanged.push(at);
                continue;
            }
            let first = cells.first().copied();
            if let Some(at) = first.or_else(|| first_cell(grid, rows.as_ref(), year)) {
                let provenance = session.provenance(grid.sheet, at);
                let blocks = &mut session.blocks;
                blocks.insert((block.id.clone(), year), provenance);
            }
            cells.extend(free_text(grid, rows.as_ref(), year, print));
            cells.sort_unstable();
            cells.dedup();
            unseen.extend(cells.extract_if(.., |at| is_covered(at)));
            bullets(session, grid, block, year, (&cells, is_gone));
        }
        if !found {
            not_found(session, grid, block);
        }
    }
    headings_exchanged(session, grid, &exchanged);
    unseen.retain(|at| {
        grid.view
            .get(*at)
            .is_some_and(|seen| !items(&seen.text()).is_empty())
    });
    aside::covered_words(session, grid, &unseen);
}

fn not_found(session: &mut Session<'_>, grid: &Grid<'_>, block: &BlockDefinition) {
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

/// The first of the cells that the template has named for a block and year, where none of them stands under the year's heading:
/// then nobody knows of which year the words are.
fn is_elsewhere(
    grid: &Grid<'_>,
    row: Option<u32>,
    year: FiscalYear,
    named: &[CellRef],
) -> Option<CellRef> {
    let columns = grid.header_for(row?)?.columns(year)?;
    let is_under = named.iter().any(|at| columns.contains(&at.col));
    named.first().copied().filter(|_| !is_under)
}

/// Words of which the year is not known, told once for a sheet.
fn headings_exchanged(session: &mut Session<'_>, grid: &Grid<'_>, cells: &[CellRef]) {
    let Some(first) = cells.first() else { return };
    let message = format!(
        "年度の見出しの並びが、配付した様式の列の並びと違うため、どの年度の文章か決められません（{}）。文章を読みませんでした。",
        aside::list(cells)
    );
    session.push(
        Diagnostic::new(
            Code::FIELD_AMBIGUOUS,
            session.cell_place(grid.sheet, *first),
            message,
        )
        .hint("年度の見出しを、配付した様式のとおりに戻してください。"),
    );
}

/// The first cell of a block and year, whether it holds words or not.
fn first_cell(grid: &Grid<'_>, rows: Option<&Range<u32>>, year: FiscalYear) -> Option<CellRef> {
    let rows = rows.filter(|rows| !rows.is_empty())?;
    let columns = grid.header_for(rows.start)?.columns(year)?;
    Some(CellRef::new(rows.start, columns.start))
}

/// The cells of a block and year that hold text of the ward, those under merged cells included.
fn free_text(
    grid: &Grid<'_>,
    rows: Option<&Range<u32>>,
    year: FiscalYear,
    print: &BTreeSet<String>,
) -> Vec<CellRef> {
    let Some(rows) = rows else {
        return Vec::new();
    };
    let Some(columns) = grid
        .header_for(rows.start)
        .and_then(|header| header.columns(year))
    else {
        return Vec::new();
    };
    let cells = grid.view.rows(rows.clone()).iter();
    cells
        .filter(|seen| columns.contains(&seen.at.col) && !grid.is_header_row(seen.at.row))
        .filter(|seen| {
            let is_print = |key: &str| key.is_empty() || print.contains(key);
            seen.cell.is_formula || !is_print(seen.key())
        })
        .map(|seen| seen.at)
        .collect()
}

fn bullets(
    session: &mut Session<'_>,
    grid: &Grid<'_>,
    block: &BlockDefinition,
    year: FiscalYear,
    (cells, is_gone): (&[CellRef], bool),
) {
    let mut number = 0;
    session.uses(grid.sheet, cells.iter().copied());
    for at in cells {
        let Some(cell) = grid.sheet.cells.get(at) else {
            continue;
        };
        // The block's own place is the first of them.
        let first = session.blocks.get(&(block.id.clone(), year));
        let first = first.filter(|first| first.cell == *at && first.sheet == grid.sheet.name);
        let first = first.cloned();
        let provenance = first.unwrap_or_else(|| session.provenance(grid.sheet, *at));
        if not_words::told(session, grid, block, year, (*at, cell)) {
            continue;
        }
        odd_words(session, grid, block, year, *at);
        for text in items(&provenance.text) {
            if not_words::is_bare_number(&text) {
                if !is_gone {
                    not_words::bare_number(session, grid, block, year, (*at, &text));
                }
                continue;
            }
            number += 1;
            session.narratives.push(Arc::new(NarrativeItem {
                block: (&block.id).into(),
                year,
                number,
                text: if *provenance.text == *text {
                    provenance.text.clone()
                } else {
                    text.into()
                },
                provenance: provenance.clone(),
            }));
        }
    }
}

/// Words that are struck through or stand under several years: read, and told.
fn odd_words(
    session: &mut Session<'_>,
    grid: &Grid<'_>,
    block: &BlockDefinition,
    year: FiscalYear,
    at: CellRef,
) {
    let place = session.cell_place(grid.sheet, at);
    let label = &block.label;
    if grid.sheet.beside.is_struck(at) {
        let message = format!(
            "「{label}」の{}の文章に取り消し線の付いた文字があります。消さずに読みました。",
            year.wareki()
        );
        session.push(
            Diagnostic::new(Code::TEXT_STRUCK, place.clone(), message)
                .severity(Severity::Warning)
                .hint("消した文字を実際に削除してください。")
                .year(year)
                .field(label.clone()),
        );
    }
    let unseen = |run: &Run| run.look == Look::Unseen && run.to != usize::MAX;
    if grid.sheet.beside.runs(at).iter().any(unseen) {
        let message = format!(
            "「{label}」の{}の文章に{}文字があります。消さずに読みました。",
            year.wareki(),
            look_words(Look::Unseen)
        );
        session.push(
            Diagnostic::new(Code::HIDDEN_PLACE, place.clone(), message)
                .severity(Severity::Warning)
                .hint("提出する文章でなければ、実際に削除してください。提出する文章なら、文字の色を元に戻してください。")
                .year(year)
                .field(label.clone()),
        );
    }
    let across = grid.header_for(at.row).and_then(|header| {
        let columns = header.columns(year)?;
        grid.across_years(header, &(at.row..at.row + 1), &columns)
    });
    if across == Some(at) {
        let message = format!(
            "「{label}」のセルが2つ以上の年度にまたがって結合されています。{}の文章として読みました。",
            year.wareki()
        );
        session.push(
            Diagnostic::new(Code::FIELD_AMBIGUOUS, place, message)
                .severity(Severity::Warning)
                .hint("結合を解除し、年度ごとのセルに書いてください。")
                .year(year)
                .field(label.clone()),
        );
    }
}

/// A label that stands lower than its block, between two blocks of words.
fn low_label(
    session: &mut Session<'_>,
    grid: &Grid<'_>,
    block: &BlockDefinition,
    rows: &Range<u32>,
    (at, is_moved): (CellRef, bool),
) {
    let label = &block.label;
    let message = if is_moved {
        format!(
            "見出し「{label}」が欄の途中の行にあるため、様式の行数に合わせて{}行目からをこの欄として読みました。",
            rows.start + 1
        )
    } else {
        format!("見出し「{label}」の位置と行数が様式と合わず、上の欄との境目が違うかもしれません。")
    };
    let place = session.cell_place(grid.sheet, at);
    session.push(
        Diagnostic::new(Code::FIELD_NOT_FOUND, place, message)
            .severity(Severity::Warning)
            .hint("文章が正しい欄に入っているか、読み取った結果で確かめ、見出しを欄の最初の行に戻してください。")
            .field(label.clone()),
    );
}
