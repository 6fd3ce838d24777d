//! Repeated rows: their sheet is found by what stands on it and read row by row.
//!
//! Which row is which is told later ([`definition::place_rows`]): here a row stands under its position. What a cell of
//! a row says is [`super::row_cell`]'s.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::aside;
use super::fold::fold;
use super::grid::Grid;
use super::header::HeaderRow;
use super::row_cell;
use super::row_word;
use super::session::Session;
use super::value::Parsed;
use super::year_gone;
use definition::{FieldDefinition, RepeatedRows, TextColumn, ValueColumn};
use diagnostic::{Code, Diagnostic, Place};
use model::{
    CellRef, ColumnSum, FiscalYear, IndicatorId, Row, RowStanding, RowWritten, RowsWritten, Value,
};
use workbook::{Cell, CellValue, Sheet, names};

/// Most rows that may lie between the years and the heads of their columns.
const MAX_HEAD_ROWS: u32 = 3;

/// Where the parts of the sheet stand.
struct Layout<'d, 'a> {
    definition: &'d RepeatedRows,
    sheet: &'a Sheet,
    key_col: u32,
    rows: Range<u32>,
    /// Below the total, to the last row in which anything stands.
    below: Range<u32>,
    texts: Vec<(&'d TextColumn, u32)>,
    columns: Vec<(&'d ValueColumn, FiscalYear, u32)>,
    /// Columns of a year whose head is not there.
    gone: Vec<(&'d ValueColumn, FiscalYear)>,
    /// Columns of words whose head is not there.
    gone_words: Vec<&'d TextColumn>,
}

impl Layout<'_, '_> {
    /// What a person wrote below the total in a column of values.
    fn below_total(&self) -> Vec<CellRef> {
        let below = CellRef::new(self.below.start, 0)..CellRef::new(self.below.end, 0);
        let cells = self.sheet.cells.range(below);
        let is_written = |cell: &Cell| !cell.is_formula && !cell.text().trim().is_empty();
        let cells = cells.filter(|(at, cell)| {
            self.columns.iter().any(|(.., col)| *col == at.col) && is_written(cell)
        });
        cells.map(|(at, _)| *at).collect()
    }
}

/// The worksheet that carries the rows, and the head of their keys: by the template's name, else by the heads on a sheet
/// that is not hidden.
fn find(session: &Session<'_>, definition: &RepeatedRows) -> Option<(usize, CellRef)> {
    let mut views = session.views.iter();
    if let Some((sheet, at)) = session.workbook.names.get(&names::rows(&definition.id)) {
        let page = views.position(|view| view.sheet.name == *sheet);
        return page.map(|page| (page, *at));
    }
    let head = fold(&definition.key_header);
    let numbers = definition.column.iter().map(|column| &column.header);
    let words = definition.text.iter().map(|column| &column.header);
    // Where numbers are asked, a sheet is known by their heads alone.
    let words = words.filter(|_| !definition.has_numbers());
    let columns: Vec<String> = numbers.chain(words).map(|header| fold(header)).collect();
    let mut views = views.enumerate().filter(|(_, view)| !view.sheet.is_hidden);
    views.find_map(|(page, view)| {
        let carries = |key: &String| view.cells().iter().any(|seen| seen.key() == key);
        // Hardly any sheet has the head of the keys, so that it is looked for first.
        let seen = view.cells().iter().find(|seen| seen.key() == head)?;
        columns.iter().all(carries).then_some((page, seen.at))
    })
}

/// Where the rows of every block stand, in the form's order.
pub(super) fn find_all(session: &Session<'_>) -> Vec<Option<(usize, CellRef)>> {
    let blocks = session.form.rows.iter();
    blocks.map(|block| find(session, block)).collect()
}

/// Reads the rows of every block that the form's edition has and in which anything is filled in.
pub(super) fn read(session: &mut Session<'_>, pages: &[Grid<'_>]) {
    let form = session.form;
    let found: Vec<_> = session.rows_at.clone();
    for (definition, found) in form.rows.iter().zip(found) {
        let Some((grid, at)) = found.and_then(|(page, at)| Some((pages.get(page)?, at))) else {
            continue;
        };
        match header_of(grid, at) {
            // Words stand once for all years.
            _ if !definition.has_numbers() => {}
            Some(header) => year_gone::tell(session, grid, &definition.name, &[header]),
            None => year_gone::tell_all(session, grid, &definition.name),
        }
        if let Some(layout) = layout(definition, grid, at) {
            heads_gone(session, &layout);
            block(session, &layout);
            below_total(session, &layout);
        }
    }
}

/// Tells of columns without their head: nobody knows which of the year's columns they are.
fn heads_gone(session: &mut Session<'_>, layout: &Layout<'_, '_>) {
    for (column, year) in &layout.gone {
        let (name, header) = (&layout.definition.name, &column.header);
        let year_name = year.wareki();
        let mut told = Diagnostic::new(
            Code::FIELD_NOT_FOUND,
            session.sheet_place(layout.sheet),
            format!(
                "「{name}」の{year_name}に「{header}」の列の見出しがありません。この列は読んでいません。"
            ),
        )
        .hint(format!("{year_name}の列の見出しを「{header}」に戻してください。"))
        .year(*year)
        .field(name.clone())
        .expected(header.clone());
        told.indicator = Some(column.indicator.clone());
        session.push(told);
    }
    for column in &layout.gone_words {
        let (name, header) = (&layout.definition.name, &column.header);
        let message =
            format!("「{name}」に「{header}」の列の見出しがありません。この列は読んでいません。");
        session.push(
            Diagnostic::new(
                Code::FIELD_NOT_FOUND,
                session.sheet_place(layout.sheet),
                message,
            )
            .hint(format!("列の見出しを「{header}」に戻してください。"))
            .field(name.clone())
            .expected(header.clone()),
        );
    }
}

/// Reads one block; a column in which nothing stands says nothing, and so does a block without any filled column.
fn block(session: &mut Session<'_>, layout: &Layout<'_, '_>) {
    let mut columns: BTreeMap<(IndicatorId, FiscalYear), (CellRef, CellRef)> = BTreeMap::new();
    for (column, year, col) in &layout.columns {
        let cells = |row: &u32| CellRef::new(*row, *col);
        let filled = layout
            .rows
            .clone()
            .any(|row| !text_at(layout.sheet, cells(&row)).is_empty());
        if filled {
            let range = (cells(&layout.rows.start), cells(&(layout.rows.end - 1)));
            columns.insert((column.indicator.clone(), *year), range);
        }
    }
    let mut written = RowsWritten {
        block: layout.definition.id.clone(),
        file: Arc::clone(session.file()),
        sheet: Arc::clone(&layout.sheet.name),
        rows: Vec::new(),
        columns,
    };
    for row in layout.rows.clone() {
        let read = self::row(session, layout, &written, row);
        written.rows.extend(read);
    }
    let has_words = written.rows.iter().any(RowWritten::has_words);
    let is_written = !written.columns.is_empty() || (!layout.definition.has_numbers() && has_words);
    // Of a sheet that must be filled in, it is known too that nothing is.
    if is_written || layout.definition.required {
        session.rows.push(written);
    }
}

/// What the rows of an indicator's column add up to; `None` where nothing stands in it.
pub(super) fn sum(
    session: &Session<'_>,
    indicator: &IndicatorId,
    year: FiscalYear,
) -> Option<ColumnSum> {
    let column = (indicator.clone(), year);
    let mut rows = session.rows.iter();
    rows.find(|rows| rows.columns.contains_key(&column))?;
    let facts = session.facts.values();
    Some(ColumnSum::of(facts.filter(|fact| {
        fact.indicator == *indicator && fact.year == year && !fact.row.is_whole()
    })))
}

/// What a formula's stored nought in a field says that is reckoned from repeated rows: programs leave one where they have
/// not calculated, and in an .xls one for an empty text; `formula` is its text, where it is known. Nought where the rows come to nought, nothing where there are none.
pub(super) fn nought(
    session: &Session<'_>,
    field: &FieldDefinition,
    year: FiscalYear,
    (cell, formula): (&Cell, Option<&str>),
    parsed: &Parsed,
) -> Option<Parsed> {
    let (definition, _) = session.form.rows_column(&field.indicator)?;
    let is_nought = parsed.value.number().is_some_and(|number| number.is_zero());
    // An .ods keeps nothing at all for an empty text.
    let is_nothing = cell.value == CellValue::Empty;
    if !cell.is_formula || !(is_nought || is_nothing) {
        return None;
    }
    let mut all = session.form.rows.iter().zip(&session.rows_at);
    let (_, found) = all.find(|(rows, at)| rows.id == definition.id && at.is_some())?;
    // A formula of the sender's own, which looks at no rows, says nothing of them.
    let (page, _) = found.as_ref()?;
    let rows = &session.views[*page].sheet.name;
    if formula.is_some_and(|text| !text.contains(&**rows)) {
        return None;
    }
    match sum(session, &field.indicator, year) {
        Some(sum) if is_nought && sum.sum.is_zero() => Some(parsed.clone()),
        Some(_) => None,
        None => Some(Parsed::blank()),
    }
}

/// Remembers where the sheets were found, for `inspect`.
pub(super) fn recognise(session: &mut Session<'_>) {
    for (definition, found) in session.form.rows.iter().zip(&session.rows_at) {
        if let Some((page, at)) = found {
            let signs = (
                definition.name.clone(),
                session.views[*page].sheet.name.to_string(),
                format!("{at}の見出し"),
            );
            session.recognition.sheets.push(signs);
        }
    }
}

fn text_at(sheet: &Sheet, at: CellRef) -> String {
    sheet.cells.get(&at).map(Cell::text).unwrap_or_default()
}

/// The years over the heads of the columns.
fn header_of<'g>(grid: &'g Grid<'_>, key_at: CellRef) -> Option<&'g HeaderRow> {
    let mut headers = grid.headers.iter();
    headers.find(|header| header.row.abs_diff(key_at.row) <= MAX_HEAD_ROWS)
}

/// Finds the heads, those of numbers under their years, and the rows from the heads to the total or to the last key.
fn layout<'d, 'a>(
    definition: &'d RepeatedRows,
    grid: &Grid<'a>,
    key_at: CellRef,
) -> Option<Layout<'d, 'a>> {
    let sheet = grid.sheet;
    let header = header_of(grid, key_at).filter(|_| definition.has_numbers());
    // Words stand once for all years: their heads need none above them.
    let (header_row, years) = match header {
        Some(header) => (header.row, header.years.as_slice()),
        None if definition.has_numbers() => return None,
        None => (key_at.row, &[][..]),
    };
    let mut first_row = grid.last_of(key_at).row + 1;
    let (mut texts, mut gone_words) = (Vec::new(), Vec::new());
    let heads = key_at.row..header_row + 1 + MAX_HEAD_ROWS;
    for text in &definition.text {
        let key = fold(&text.header);
        let mut cells = grid.region(heads.clone(), 0..u32::MAX);
        let Some(at) = cells.find(|seen| seen.key() == key).map(|seen| seen.at) else {
            gone_words.push(text);
            continue;
        };
        first_row = first_row.max(grid.last_of(at).row + 1);
        texts.push((text, at.col));
    }
    let (mut columns, mut gone) = (Vec::new(), Vec::new());
    for column in &definition.column {
        let key = fold(&column.header);
        for (year, cols) in years {
            let heads = header_row + 1..header_row + 1 + MAX_HEAD_ROWS;
            let mut found = grid.region(heads, cols.clone());
            match found.find(|seen| seen.key() == key) {
                Some(seen) => {
                    first_row = first_row.max(seen.at.row + 1);
                    columns.push((column, *year, seen.at.col));
                }
                None => gone.push((column, *year)),
            }
        }
    }
    let total = fold(&definition.total_label);
    let total_row = grid
        .region(first_row..u32::MAX, 0..key_at.col + 1)
        .filter(|_| definition.has_numbers())
        .find(|seen| seen.key() == total)
        .map(|seen| seen.at.row);
    let after_last = sheet.cells.keys().next_back().map_or(0, |at| at.row + 1);
    let end = total_row.unwrap_or(after_last);
    (first_row < end).then_some(Layout {
        definition,
        sheet,
        key_col: key_at.col,
        rows: first_row..end,
        below: end..after_last.max(end),
        texts,
        columns,
        gone,
        gone_words,
    })
}

/// One row with its facts; `None` where it has neither a key nor anything else.
fn row(
    session: &mut Session<'_>,
    layout: &Layout<'_, '_>,
    block: &RowsWritten,
    row: u32,
) -> Option<RowWritten> {
    let sheet = layout.sheet;
    let word = |session: &mut Session<'_>, col: u32| {
        let mut word = session.provenance(sheet, CellRef::new(row, col));
        word.text = word.text.trim().into();
        session.uses(sheet, [word.cell]);
        word
    };
    let key = word(session, layout.key_col);
    let bare = layout.definition.bare_key(&key.text);
    let mut codes = layout.definition.code.iter();
    let printed = codes.find(|code| layout.definition.bare_key(&code.code) == bare);
    let (mut texts, mut has_own_words) = (BTreeMap::new(), false);
    for (column, col) in &layout.texts {
        let mut word = word(session, *col);
        row_word::look(session, sheet, column, &mut word, &key);
        let as_printed = printed.and_then(|printed| printed.words.get(&column.id));
        let is_own = as_printed.is_none_or(|printed| fold(printed) != fold(&word.text));
        has_own_words |= is_own && !word.text.is_empty();
        texts.insert(column.id.clone(), word);
    }
    row_word::not_asked(session, layout.definition, &texts, &key);
    let position = Row::Entry((block.rows.len() + 1).to_string());
    let mut is_written = !key.text.is_empty() || texts.values().any(|text| !text.text.is_empty());
    let mut facts = Vec::new();
    for (column, year, col) in &layout.columns {
        let at = CellRef::new(row, *col);
        session.uses(sheet, [at]);
        if !block
            .columns
            .contains_key(&(column.indicator.clone(), *year))
        {
            continue;
        }
        let (mut fact, trouble) =
            row_cell::fact(session, layout.definition, sheet, column, *year, at);
        is_written |= !fact.provenance.text.is_empty();
        if fact.value == Value::Unreadable {
            let told = (&fact, trouble.as_ref());
            row_cell::unreadable(session, layout.definition, column, told, &key);
        }
        fact.row = position.clone();
        facts.push((fact.key(), fact));
    }
    if !is_written {
        return None;
    }
    session.facts.extend(facts);
    Some(RowWritten {
        row: position,
        name: key.text.to_string(),
        key,
        standing: RowStanding::Unregistered,
        texts,
        has_own_words,
    })
}

/// Tells of values below the total: they are none of the rows that it adds up.
fn below_total(session: &mut Session<'_>, layout: &Layout<'_, '_>) {
    let definition = layout.definition;
    let cells = layout.below_total();
    let Some(first) = cells.first() else { return };
    let written = session.provenance(layout.sheet, *first);
    let (label, noun) = (&definition.total_label, &definition.noun);
    session.push(
        Diagnostic::new(
            Code::AREA_MARK_UNREADABLE,
            Place::from(&written),
            format!(
                "「{label}」の行より下に記入があります（{}）。{label}に入らないため、数えていません。",
                aside::list(&cells)
            ),
        )
        .hint(format!(
            "{noun}の数なら、「{label}」の行より上の空いている行に移してください。足りないときは、その間に行を加えます。{noun}の数でなければ、表の外に移してください。"
        ))
        .field(definition.name.clone())
        .entered(written.text)
        .expected(format!("「{label}」の行より下は空欄")),
    );
}
