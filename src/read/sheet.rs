//! One sheet of the form: finds its worksheet, its year columns and its rows, and has every field and block read.

use super::aside;
use super::field;
use super::fold::fold;
use super::grid::Grid;
use super::header::HeaderRow;
use super::identify::Pages;
use super::locate::{self, FieldRows, Found, Labels};
use super::narrative;
use super::outside;
use super::over;
use super::reasons::Tables;
use super::remarks;
use super::session::Session;
use super::spot::{Region, Spot};
use super::tamper;
use super::year_gone;
use definition::{FieldDefinition, SheetDefinition};
use diagnostic::{Code, Diagnostic, Place, Severity};
use model::{FiscalYear, IndicatorId};
use workbook::{Sheet, names};

/// Reads every sheet of the form and returns the worksheets that carry them.
pub(super) fn read_all<'p, 'a>(
    session: &mut Session<'_>,
    pages: &'p Pages<'a>,
) -> Vec<&'p Grid<'a>> {
    let form = session.form;
    let mut used: Vec<usize> = Vec::new();
    let mut alone: Vec<(&SheetDefinition, &Sheet)> = Vec::new();
    for (index, (definition, found)) in form.sheets.iter().zip(&pages.carriers).enumerate() {
        match found.as_slice() {
            [] => missing(session, &definition.name, &definition.theme),
            [page] => {
                let sheet = pages.all[*page].sheet;
                if !pages.is_shared(*page) {
                    alone.push((definition, sheet));
                }
                let why = pages.why(session.workbook, (index, *page));
                session.recognition.sheets.push((
                    definition.name.clone(),
                    sheet.name.to_string(),
                    why,
                ));
                read(session, &pages.section((index, *page)), definition);
                if !used.contains(page) {
                    used.push(*page);
                }
            }
            several => {
                let sheets = several.iter().map(|page| pages.all[*page].sheet);
                twice(session, definition, &sheets.collect::<Vec<_>>());
            }
        }
    }
    for (rows, found) in form.rows.iter().zip(session.rows_at.clone()) {
        if rows.required && found.is_none() {
            missing(session, &rows.name, &rows.key_header);
        }
    }
    let used: Vec<&Grid<'a>> = used.into_iter().map(|page| &pages.all[page]).collect();
    tamper::renamed(session, &alone);
    let other_sheets = passed_over(session, pages);
    let of_rows = session.rows_at.iter().flatten();
    let mut looked_at = used.clone();
    for page in of_rows.map(|(page, _)| &pages.all[*page]) {
        if !looked_at
            .iter()
            .any(|other| other.sheet.name == page.sheet.name)
        {
            looked_at.push(page);
        }
    }
    aside::hidden(session, &looked_at);
    over::pictures(session, &looked_at);
    remarks::tell(session, &looked_at);
    outside::tell(session, &used, other_sheets);
    used
}

fn missing(session: &mut Session<'_>, name: &str, expected: &str) {
    // A sheet that could not be read is already told; it is most likely this one.
    if !session.workbook.faults.is_empty() {
        return;
    }
    session.push(
        Diagnostic::new(
            Code::SHEET_MISSING,
            Place::file(session.file()),
            format!("「{name}」のシートがありません。"),
        )
        .hint("様式のシートを消していないか確かめ、配付した様式の全シートを送ってください。")
        .field(name)
        .expected(expected),
    );
}

fn twice(session: &mut Session<'_>, definition: &SheetDefinition, sheets: &[&Sheet]) {
    let mut diagnostic = Diagnostic::new(
        Code::FIELD_AMBIGUOUS,
        session.sheet_place(sheets[0]),
        format!(
            "「{}」と読めるシートが{}枚あり（{}）、どちらとも決められません。",
            definition.name,
            sheets.len(),
            sheets
                .iter()
                .map(|sheet| format!("「{}」", sheet.name))
                .collect::<Vec<_>>()
                .join("と")
        ),
    )
    .hint("提出する1枚だけを残し、写しや下書きのシートは消してください。")
    .field(definition.name.clone());
    for sheet in &sheets[1..] {
        diagnostic = diagnostic.related(session.sheet_place(sheet));
    }
    session.push(diagnostic);
}

/// Sheets that are none of the form's; gives those that everybody sees and that hold something.
fn passed_over<'a>(session: &mut Session<'a>, pages: &Pages<'_>) -> Vec<&'a Sheet> {
    let mut seen = Vec::new();
    for fault in &session.workbook.faults {
        let text = format!(
            "シート「{}」（読めない: {}）",
            fault.sheet,
            fault.why.words()
        );
        session.recognition.passed_over.push(text);
    }
    let of_rows: Vec<usize> = session
        .rows_at
        .iter()
        .flatten()
        .map(|(page, _)| *page)
        .collect();
    let tables = Tables::of(session.views, &session.definitions.reasons);
    for (page, view) in session.views.iter().enumerate() {
        let sheet = view.sheet;
        // The template's guide sheet holds the ward and the date, which were read by their names.
        let is_named = session
            .workbook
            .names
            .iter()
            .any(|(name, (on, _))| names::is_ours(name) && *on == sheet.name);
        // A form's own sheet is passed over where the sender put another in its place.
        let is_replaced = sheet.is_hidden && names_of_fields(session, sheet);
        let is_named = is_named && !is_replaced;
        let is_guide = fold(&sheet.name) == fold(&session.definitions.guide.sheet_name);
        let is_other = is_named || is_guide || of_rows.contains(&page) || tables.is_one(page);
        if !pages.is_used(page) && !is_other {
            let hidden = if sheet.is_hidden {
                "（非表示）"
            } else {
                ""
            };
            session
                .recognition
                .passed_over
                .push(format!("シート「{}」{hidden}", sheet.name));
            if sheet.is_hidden {
                remarks::hidden_sheet(session, sheet, is_replaced);
            } else if sheet
                .cells
                .values()
                .any(|cell| !cell.shown().trim().is_empty())
            {
                seen.push(sheet);
            }
        }
    }
    seen
}

/// Whether the template's names give cells of a sheet to fields.
fn names_of_fields(session: &Session<'_>, sheet: &Sheet) -> bool {
    let mut names = session.words.names();
    names.any(|(_, name)| session.named(name, sheet).is_some())
}

fn read(session: &mut Session<'_>, grid: &Grid<'_>, definition: &SheetDefinition) {
    let labels = Labels::of(grid);
    let fields = locate::fields(grid, &labels, definition);
    if grid.headers.is_empty() {
        year_gone::tell_all(session, grid, &definition.name);
        return;
    }
    years_gone(session, grid, definition, &fields);
    let named = rows_named(session, grid);
    for rows in &fields {
        let others = other_rows(rows, &fields, &named);
        field_years(session, grid, rows, &others);
    }
    narrative::read(session, grid, &labels, definition, &fields);
}

/// The rows that the template's names give to fields, with the field.
fn rows_named<'s>(session: &Session<'s>, grid: &Grid<'_>) -> Vec<(&'s IndicatorId, u32)> {
    let names = session.words.names();
    names
        .filter_map(|(field, name)| Some((field, session.named(name, grid.sheet)?.row)))
        .collect()
}

fn is_named(session: &Session<'_>, grid: &Grid<'_>, field: &FieldDefinition) -> bool {
    session.form.years.iter().any(|column| {
        let name = session.words.name_of(&field.indicator, column.year);
        session.named(name, grid.sheet).is_some()
    })
}

/// Tells of years without columns: of the first row of headers, and of others below which fields stand.
fn years_gone(
    session: &mut Session<'_>,
    grid: &Grid<'_>,
    definition: &SheetDefinition,
    fields: &[FieldRows<'_>],
) {
    let own = fields.iter().filter(|rows| !rows.rows.is_empty());
    let used: Vec<u32> = own
        .filter_map(|rows| grid.header_for(rows.rows.start))
        .map(|header| header.row)
        .collect();
    let rows = grid.headers.iter().enumerate();
    let rows: Vec<&HeaderRow> = rows
        .filter(|(at, header)| *at == 0 || used.contains(&header.row))
        .map(|(_, header)| header)
        .collect();
    year_gone::tell(session, grid, &definition.name, &rows);
}

/// Rows in which the values of other fields stand, by their labels or by the template's names.
fn other_rows(
    own: &FieldRows<'_>,
    fields: &[FieldRows<'_>],
    named: &[(&IndicatorId, u32)],
) -> Vec<u32> {
    let others = fields
        .iter()
        .filter(|other| other.field.indicator != own.field.indicator);
    let by_label = others.filter_map(|other| match &other.found {
        Found::One(place) => Some(place.first.row),
        Found::None | Found::Many(_) => None,
    });
    let named = named.iter();
    let by_name = named.filter(|(field, _)| **field != own.field.indicator);
    by_label
        .chain(by_name.map(|(_, row)| *row))
        .filter(|row| *row != own.rows.start)
        .collect()
}

fn field_years(session: &mut Session<'_>, grid: &Grid<'_>, rows: &FieldRows<'_>, others: &[u32]) {
    let field = rows.field;
    let named = is_named(session, grid, field);
    found_by(session, field, &rows.found, named);
    match &rows.found {
        Found::None if !named => {
            if field.is_required {
                not_found(session, grid, field);
            }
            return;
        }
        Found::Many(places) if !named => {
            let cells: Vec<_> = places.iter().map(|place| place.first).collect();
            session.ambiguous(grid.sheet, field, &field.indicator, None, &cells);
            return;
        }
        Found::One(place) if place.is_edited => edited(session, grid, field, place),
        Found::None | Found::Many(_) | Found::One(_) => {}
    }
    let below = match &rows.found {
        Found::One(place) => place.last.row + 1,
        Found::None | Found::Many(_) => rows.rows.end,
    };
    let end = others
        .iter()
        .copied()
        .filter(|row| *row > rows.rows.start)
        .min()
        .unwrap_or(rows.rows.end)
        .min(rows.rows.end);
    let years: Vec<FiscalYear> = session
        .form
        .years
        .iter()
        .map(|column| column.year)
        .collect();
    for year in years {
        let named = session.named(session.words.name_of(&field.indicator, year), grid.sheet);
        let row = named.filter(|_| rows.rows.is_empty());
        let own = row.map_or(rows.rows.start, |at| at.row);
        if grid.lacks(own, year) {
            continue;
        }
        let columns = grid.header_for(own).and_then(|header| header.columns(year));
        let shared = columns
            .as_ref()
            .and_then(|columns| grid.across_rows(columns, own, others));
        let columns = columns.filter(|_| !rows.rows.is_empty());
        let spot = Spot {
            field,
            year,
            region: columns.map(|columns| Region {
                rows: rows.rows.start..end,
                columns,
                below,
            }),
            shared,
        };
        field::read(session, grid, &spot);
    }
}

/// Remembers how a field was found, for `inspect`.
fn found_by(session: &mut Session<'_>, field: &FieldDefinition, found: &Found, named: bool) {
    let mut signs = Vec::new();
    if let Found::One(place) = found {
        let edited = if place.is_edited {
            "に似た見出し"
        } else {
            "の見出し"
        };
        signs.push(format!("{}{edited}", place.first));
    }
    if named {
        signs.push("名前の定義".to_owned());
    }
    if !signs.is_empty() {
        let fields = &mut session.recognition.fields;
        fields.insert(field.indicator.clone(), signs.join("と"));
    }
}

fn not_found(session: &mut Session<'_>, grid: &Grid<'_>, field: &FieldDefinition) {
    let mut diagnostic = Diagnostic::new(
        Code::FIELD_NOT_FOUND,
        session.sheet_place(grid.sheet),
        format!(
            "「{}」の欄が見つからず、どの年度の値も読めません。",
            field.label_line()
        ),
    )
    .hint("様式の見出しを消したり書き換えたりしていないか確かめ、様式のとおりに戻してください。")
    .field(field.label_line())
    .expected(field.label_line());
    diagnostic.indicator = Some(field.indicator.clone());
    session.push(diagnostic);
}

fn edited(
    session: &mut Session<'_>,
    grid: &Grid<'_>,
    field: &FieldDefinition,
    place: &locate::LabelPlace,
) {
    let mut diagnostic = Diagnostic::new(
        Code::FIELD_NOT_FOUND,
        session.cell_place(grid.sheet, place.first),
        format!(
            "見出し「{}」は様式の「{}」と違いますが、よく似ているため同じ欄として読みました。",
            place.shown,
            field.label_line()
        ),
    )
    .severity(Severity::Warning)
    .hint("同じ欄か確かめ、見出しを様式のとおりに戻してください。")
    .field(field.label_line())
    .entered(place.shown.clone())
    .expected(field.label_line());
    diagnostic.indicator = Some(field.indicator.clone());
    session.push(diagnostic);
}
