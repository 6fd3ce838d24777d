//! A name of the template that stands elsewhere than label and year heading say. Excel takes it along where a cell is cut and
//! pasted, and nothing on the sheet shows it.
//!
//! # Decisions
//! * The name alone has moved where the same field's names of other years stand beside its label, and other fields' names of
//!   the same year under its heading: what the sender sees is then right, and is read, with a warning.
//! * Where all names of a row or of a year stand elsewhere, labels or headings were exchanged, and nobody knows which counts.

use super::grid::Grid;
use super::session::Session;
use super::spot::{Region, Spot};
use diagnostic::{Code, Diagnostic, Severity};
use model::CellRef;

/// Whether the name of a field and year has moved alone to this cell; that is told.
pub(super) fn told(
    session: &mut Session<'_>,
    grid: &Grid<'_>,
    spot: &Spot<'_>,
    (region, cell): (&Region, CellRef),
) -> bool {
    if !(is_row_right(session, grid, spot, region) && is_year_right(session, grid, spot, region)) {
        return false;
    }
    let (label, year) = (spot.field.label_line(), spot.year.wareki());
    let right = region.corner();
    let message = format!(
        "「{label}」の{year}の欄（{right}）に付けた目印が、{cell}に移っています（セルの切り取りと貼り付けで起きます）。見出しと年度のとおり、{right}を読みました。"
    );
    let mut diagnostic = Diagnostic::new(
        Code::FIELD_AMBIGUOUS,
        session.cell_place(grid.sheet, right),
        message,
    )
    .severity(Severity::Warning)
    .hint(format!(
        "{right}と{cell}の数が正しいか確かめてください。正しければ、そのままでかまいません。"
    ))
    .field(label)
    .year(spot.year)
    .related(session.cell_place(grid.sheet, cell));
    diagnostic.indicator = Some(spot.field.indicator.clone());
    session.push(diagnostic);
    true
}

/// Whether the field's names of the other years stand in its row, under their years.
fn is_row_right(session: &Session<'_>, grid: &Grid<'_>, spot: &Spot<'_>, region: &Region) -> bool {
    let Some(header) = grid.header_for(region.rows.start) else {
        return false;
    };
    let years = session.form.years.iter().map(|column| column.year);
    let mut others = years
        .filter(|year| *year != spot.year)
        .filter_map(|year| {
            let name = session.words.name_of(&spot.field.indicator, year);
            Some((year, session.named(name, grid.sheet)?))
        })
        .peekable();
    let is_there = |(year, at): (_, CellRef)| {
        let columns = header.columns(year);
        region.rows.contains(&at.row) && columns.is_some_and(|columns| columns.contains(&at.col))
    };
    others.peek().is_some() && others.all(is_there)
}

/// Whether most of the other fields' names of the year stand under its heading.
fn is_year_right(session: &Session<'_>, grid: &Grid<'_>, spot: &Spot<'_>, region: &Region) -> bool {
    let fields = session.form.fields().map(|(_, _, field)| &field.indicator);
    let others = fields.filter(|indicator| **indicator != spot.field.indicator);
    let places = others.filter_map(|indicator| {
        session.named(session.words.name_of(indicator, spot.year), grid.sheet)
    });
    let (right, wrong): (Vec<CellRef>, Vec<CellRef>) =
        places.partition(|at| region.columns.contains(&at.col));
    right.len() > wrong.len()
}
