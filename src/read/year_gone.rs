//! A year header that is gone, says another year or stands twice: told once at its place. What stands below it is read for
//! no year and is called neither blank nor unreadable a second time.

use super::aside::shown;
use super::fold::fold;
use super::grid::Grid;
use super::header::{HeaderRow, MissingYear};
use super::session::Session;
use definition::YearColumn;
use diagnostic::{Code, Diagnostic};
use model::CellRef;

/// Tells of every year without columns of its own in these rows of headers.
pub(super) fn tell(session: &mut Session<'_>, grid: &Grid<'_>, name: &str, rows: &[&HeaderRow]) {
    let form = session.form;
    for column in &form.years {
        let gone = rows.iter().filter_map(|row| {
            let mut missing = row.missing.iter();
            Some((row.row, missing.find(|gone| gone.year == column.year)?))
        });
        let gone: Vec<(u32, &MissingYear)> = gone.collect();
        let Some(((row, first), others)) = gone.split_first() else {
            continue;
        };
        let mut told = if first.twice.is_empty() {
            missing(session, grid, name, column, (*row, first))
        } else {
            twice(session, grid, name, column, (*row, first))
        };
        for (row, gone) in others {
            if let Some(columns) = &gone.columns {
                let at = CellRef::new(*row, columns.start);
                told = told.related(session.cell_place(grid.sheet, at));
            }
        }
        session.push(told);
    }
}

/// Tells that no year has a header, so that nothing below is read.
pub(super) fn tell_all(session: &mut Session<'_>, grid: &Grid<'_>, name: &str) {
    let headers: Vec<&str> = session
        .form
        .years
        .iter()
        .map(|year| year.header.as_str())
        .collect();
    let listed = headers.join("」「");
    let told = Diagnostic::new(
        Code::FIELD_NOT_FOUND,
        session.sheet_place(grid.sheet),
        format!(
            "「{name}」に年度の見出しの行がありません。このシートの年度ごとの欄は読んでいません。"
        ),
    )
    .hint(format!(
        "年度の列の上に、左から「{listed}」と書いてください。"
    ))
    .field(name)
    .expected(headers.join("、"));
    session.push(told);
}

fn missing(
    session: &Session<'_>,
    grid: &Grid<'_>,
    name: &str,
    column: &YearColumn,
    (row, gone): (u32, &MissingYear),
) -> Diagnostic {
    let year = column.year.wareki();
    let header = &column.header;
    let (place, message, hint) = match &gone.columns {
        Some(columns) => {
            let at = CellRef::new(row, columns.start);
            let text = session.provenance(grid.sheet, at).text;
            let text = text.trim();
            let message = if text.is_empty() {
                format!("「{name}」の{year}の列に、年度の見出しがありません。")
            } else {
                format!("「{name}」の{year}の列の見出しが「{text}」になっています。")
            };
            let place = session.cell_place(grid.sheet, at);
            let like = with_more_words(grid, row, header);
            let hint = if like.len() > 1 {
                let like = like.join("、");
                format!(
                    "この年度らしい見出しがいくつもあります（{like}）。1年分の値がある列の見出しだけを「{header}」とし、途中の値の列は様式の欄の外に移してください。"
                )
            } else {
                format!("{at}に「{header}」と書いてください。")
            };
            (place, message, hint)
        }
        None => (
            session.sheet_place(grid.sheet),
            format!(
                "「{name}」の{}行目に、{year}の列の見出しがありません。",
                row + 1
            ),
            format!("{year}の列の上に「{header}」と書いてください。"),
        ),
    };
    let entered = place.cell.map(|at| session.provenance(grid.sheet, at).text);
    Diagnostic::new(
        Code::FIELD_NOT_FOUND,
        place,
        format!("{message}{year}の欄は読んでいません。"),
    )
    .hint(hint)
    .year(column.year)
    .field(name)
    .entered(entered.unwrap_or_default())
    .expected(header.clone())
}

/// The headings of a row that say a year and more, as those of the halves of a year and of their sum do.
fn with_more_words(grid: &Grid<'_>, row: u32, header: &str) -> Vec<String> {
    let key = fold(header);
    let cells = grid.view.rows(row..row + 1).iter();
    let like = cells.filter(|seen| !seen.is_covered && seen.key().contains(&key));
    like.map(|seen| format!("{}「{}」", seen.at, shown(&seen.text())))
        .collect()
}

fn twice(
    session: &Session<'_>,
    grid: &Grid<'_>,
    name: &str,
    column: &YearColumn,
    (row, gone): (u32, &MissingYear),
) -> Diagnostic {
    let cells = gone.twice.iter();
    let cells: Vec<CellRef> = cells
        .map(|columns| CellRef::new(row, columns.start))
        .collect();
    let names: Vec<String> = cells.iter().map(CellRef::to_string).collect();
    let year = column.year.wareki();
    let mut told = Diagnostic::new(
        Code::FIELD_AMBIGUOUS,
        session.cell_place(grid.sheet, cells[0]),
        format!(
            "「{name}」に{year}の見出しが{}つあり（{}）、どの列の値か決められません。{year}の欄は読んでいません。",
            cells.len(),
            names.join("、")
        ),
    )
    .hint("年度の見出しを様式のとおりに直してください。")
    .year(column.year)
    .field(name)
    .entered(session.provenance(grid.sheet, cells[0]).text)
    .expected(column.header.clone());
    for at in &cells[1..] {
        told = told.related(session.cell_place(grid.sheet, *at));
    }
    told
}
