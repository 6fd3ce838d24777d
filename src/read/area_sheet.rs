//! The optional sheet for the areas below a ward: found by what stands on it, read row by row.
//!
//! Decisions: a mark is compared as it stands, because the form's formula counts it as it stands; a number must be one.
//! Whatever else is written is told once per cell and is neither yes nor no.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::fold::fold;
use super::grid::Grid;
use super::session::Session;
use super::value::{self, Parsed};
use definition::{AreaColumn, AreaColumnKind, AreaSheetDefinition, FieldDefinition};
use diagnostic::{Code, Diagnostic, Place};
use model::{AreaRow, AreaSheet, CellRef, Fact, FiscalYear, IndicatorId, Provenance, Value};
use workbook::{Cell, CellValue, Sheet, names};

/// Most rows that are looked at below the heads.
const MAX_ROWS: u32 = 200;
/// Most rows that may lie between the years and the heads of their columns.
const MAX_HEAD_ROWS: u32 = 3;

/// Where the parts of the sheet stand.
struct Layout<'d, 'a> {
    sheet: &'a Sheet,
    name_col: u32,
    rows: Range<u32>,
    columns: Vec<(&'d AreaColumn, FiscalYear, u32)>,
}

/// The worksheet that carries the areas, and the head of their names: by the template's name, else by the heads on a sheet
/// that is not hidden.
pub(super) fn find(session: &Session<'_>) -> Option<(usize, CellRef)> {
    let definition = session.form.area_sheet.as_ref()?;
    let mut views = session.views.iter();
    if let Some((sheet, at)) = session.workbook.names.get(names::AREA_LIST) {
        let page = views.position(|view| view.sheet.name == *sheet);
        return page.map(|page| (page, *at));
    }
    let head = fold(&definition.name_header);
    let columns = definition.column.iter();
    let columns: Vec<String> = columns.map(|column| fold(&column.header)).collect();
    let mut views = views.enumerate().filter(|(_, view)| !view.sheet.is_hidden);
    views.find_map(|(page, view)| {
        let carries = |key: &String| view.cells().iter().any(|seen| seen.key() == key);
        // Hardly any sheet has the head of the names, so that it is looked for first.
        let seen = view.cells().iter().find(|seen| seen.key() == head)?;
        columns.iter().all(carries).then_some((page, seen.at))
    })
}

/// Reads the sheet, if the form's edition has one and the workbook carries it with anything filled in.
pub(super) fn read(session: &mut Session<'_>, pages: &[Grid<'_>]) -> Option<AreaSheet> {
    let definition = session.form.area_sheet.as_ref()?;
    let (page, name_at) = session.area_list?;
    let page = pages.get(page)?;
    let layout = layout(definition, page, name_at)?;
    let sheet = page.sheet;
    let mut rows = Vec::new();
    let mut used: BTreeMap<(IndicatorId, FiscalYear), (CellRef, CellRef)> = BTreeMap::new();
    for (column, year, col) in &layout.columns {
        let cells = |row: &u32| CellRef::new(*row, *col);
        let filled = layout
            .rows
            .clone()
            .any(|row| !text_at(sheet, cells(&row)).is_empty());
        if filled {
            let range = (cells(&layout.rows.start), cells(&(layout.rows.end - 1)));
            used.insert((column.indicator.clone(), *year), range);
        }
    }
    for row in layout.rows.clone() {
        if let Some(area) = area(session, definition, &layout, &used, row, rows.len()) {
            rows.push(area);
        }
    }
    (!used.is_empty()).then(|| AreaSheet {
        file: Arc::clone(session.file()),
        sheet: Arc::clone(&sheet.name),
        rows,
        columns: used,
    })
}

/// What a formula's stored nought in a field says that is reckoned from this sheet: programs leave one where they have
/// not calculated, and in an .xls one for an empty text. Nought where the rows come to nought, nothing where there are none.
pub(super) fn nought(
    session: &Session<'_>,
    field: &FieldDefinition,
    year: FiscalYear,
    cell: &Cell,
    parsed: &Parsed,
) -> Option<Parsed> {
    let definition = session.form.area_sheet.as_ref()?;
    definition.column(&field.indicator)?;
    let is_nought = parsed.value.number().is_some_and(|number| number.is_zero());
    // An .ods keeps nothing at all for an empty text.
    let is_nothing = cell.value == CellValue::Empty;
    if !cell.is_formula || !(is_nought || is_nothing) {
        return None;
    }
    session.area_list?;
    let areas = session.area_sheet.as_ref();
    match areas.and_then(|areas| areas.sum(&field.indicator, year)) {
        Some(sum) if is_nought && sum.sum.is_zero() => Some(parsed.clone()),
        Some(_) => None,
        None => Some(Parsed::blank()),
    }
}

/// Remembers where the sheet was found, for `inspect`.
pub(super) fn recognise(session: &mut Session<'_>) {
    let definition = session.form.area_sheet.as_ref();
    if let (Some(definition), Some((page, at))) = (definition, session.area_list) {
        let signs = (
            definition.name.clone(),
            session.views[page].sheet.name.to_string(),
            format!("{at}の見出し"),
        );
        session.recognition.sheets.push(signs);
    }
}

fn text_at(sheet: &Sheet, at: CellRef) -> String {
    sheet.cells.get(&at).map(Cell::text).unwrap_or_default()
}

/// Finds the years, the heads under them and the rows from the heads to the total or to the last name.
fn layout<'d, 'a>(
    definition: &'d AreaSheetDefinition,
    grid: &Grid<'a>,
    name_at: CellRef,
) -> Option<Layout<'d, 'a>> {
    let sheet = grid.sheet;
    let header = grid
        .headers
        .iter()
        .find(|header| header.row.abs_diff(name_at.row) <= MAX_HEAD_ROWS)?;
    let mut columns = Vec::new();
    let mut first_row = grid.last_of(name_at).row + 1;
    for column in &definition.column {
        let key = fold(&column.header);
        for (year, cols) in &header.years {
            let heads = header.row + 1..header.row + 1 + MAX_HEAD_ROWS;
            let mut found = grid.region(heads, cols.clone());
            let at = found.find(|seen| seen.key() == key)?.at;
            first_row = first_row.max(at.row + 1);
            columns.push((column, *year, at.col));
        }
    }
    let total = fold(&definition.total_label);
    let until = first_row + MAX_ROWS;
    let total_row = grid
        .region(first_row..until, 0..name_at.col + 1)
        .find(|seen| seen.key() == total)
        .map(|seen| seen.at.row);
    let last = sheet
        .cells
        .keys()
        .map(|at| at.row)
        .max()
        .unwrap_or(first_row);
    let end = total_row.unwrap_or((last + 1).min(until));
    (first_row < end).then_some(Layout {
        sheet,
        name_col: name_at.col,
        rows: first_row..end,
        columns,
    })
}

/// One row; `None` where it has neither a name nor anything else.
fn area(
    session: &mut Session<'_>,
    definition: &AreaSheetDefinition,
    layout: &Layout<'_, '_>,
    used: &BTreeMap<(IndicatorId, FiscalYear), (CellRef, CellRef)>,
    row: u32,
    before: usize,
) -> Option<AreaRow> {
    let sheet = layout.sheet;
    let mut name = session.provenance(sheet, CellRef::new(row, layout.name_col));
    name.text = name.text.trim().to_owned();
    session.uses(sheet, [name.cell]);
    let mut facts = BTreeMap::new();
    let mut is_written = !name.text.is_empty();
    for (column, year, col) in &layout.columns {
        let at = CellRef::new(row, *col);
        session.uses(sheet, [at]);
        let key = (column.indicator.clone(), *year);
        if !used.contains_key(&key) {
            continue;
        }
        let fact = fact(session, definition, sheet, column, *year, at);
        is_written |= !fact.provenance.text.is_empty();
        if fact.value == Value::Unreadable {
            unreadable(session, definition, column, &fact, &name);
        }
        facts.insert(key, fact);
    }
    is_written.then(|| AreaRow {
        number: u32::try_from(before + 1).unwrap_or(u32::MAX),
        name,
        facts,
    })
}

fn fact(
    session: &Session<'_>,
    definition: &AreaSheetDefinition,
    sheet: &Sheet,
    column: &AreaColumn,
    year: FiscalYear,
    at: CellRef,
) -> Fact {
    let provenance = session.provenance(sheet, at);
    let cell = sheet.cells.get(&at);
    let is_doubtful = sheet.beside.struck.contains_key(&at) || sheet.beside.twice.contains(&at);
    let value = match column.kind {
        _ if is_doubtful => Value::Unreadable,
        AreaColumnKind::Mark => mark(definition, &provenance.text),
        AreaColumnKind::Count => count(cell),
    };
    let value = match value {
        // 未集計 and 該当なし are said with the same words as in any field.
        Value::Unreadable if !is_doubtful => {
            match value::parse_text(&provenance.text, session.indicator(&column.indicator)).value {
                known @ (Value::NotCollected | Value::NotApplicable) => known,
                _ => Value::Unreadable,
            }
        }
        known => known,
    };
    Fact {
        indicator: column.indicator.clone(),
        year,
        value,
        provenance,
        denominator: None,
        normalisations: Vec::new(),
        is_formula: cell.is_some_and(|cell| cell.is_formula),
    }
}

/// A mark is yes, a blank or a mark for no is no: the column asks for nothing else.
fn mark(definition: &AreaSheetDefinition, text: &str) -> Value {
    let is_in = |list: &[String]| list.iter().any(|mark| mark == text);
    if is_in(&definition.yes) {
        Value::Number(Decimal::ONE)
    } else if text.is_empty() || is_in(&definition.no) {
        Value::Number(Decimal::ZERO)
    } else {
        Value::Unreadable
    }
}

/// A whole number from 0, stored as one: a sum passes over text.
fn count(cell: Option<&Cell>) -> Value {
    match cell.map(|cell| &cell.value) {
        None | Some(CellValue::Empty) => Value::Blank,
        Some(CellValue::Text(text)) if text.is_empty() => Value::Blank,
        Some(CellValue::Number(number)) if number.is_integer() && !number.is_sign_negative() => {
            Value::Number(*number)
        }
        Some(_) => Value::Unreadable,
    }
}

fn unreadable(
    session: &mut Session<'_>,
    definition: &AreaSheetDefinition,
    column: &AreaColumn,
    fact: &Fact,
    name: &Provenance,
) {
    let (wanted, hint) = match column.kind {
        AreaColumnKind::Mark => (
            format!("「{}」か空欄", definition.yes[0]),
            format!(
                "当てはまる地域には「{}」だけを入れ、当てはまらない地域は空欄にしてください。",
                definition.yes[0]
            ),
        ),
        AreaColumnKind::Count => (
            "0以上の整数".to_owned(),
            "数字だけを入れてください。まだ分からないときは「未集計」と入れます。".to_owned(),
        ),
    };
    let area = if name.text.is_empty() {
        "名前のない行"
    } else {
        name.text.as_str()
    };
    let shown = fact.provenance.text.trim();
    session.push(
        Diagnostic::new(
            Code::AREA_MARK_UNREADABLE,
            Place::from(&fact.provenance),
            format!(
                "{area}の{}の欄に「{shown}」とあり、読めません。この地域の値は不明として扱います。",
                fact.year.wareki()
            ),
        )
        .hint(hint)
        .year(fact.year)
        .field(column.header.clone())
        .entered(fact.provenance.text.clone())
        .expected(wanted),
    );
}
