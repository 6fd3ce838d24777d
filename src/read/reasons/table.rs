//! The worksheets that are tables of reasons: by their headings, or else by their names.

use super::super::fold::fold;
use super::super::grid::Grid;
use super::super::session::Session;
use super::super::view::{Seen, SheetView};
use super::row::{Columns, Headings, Row, Source};
use definition::ReasonSheet;
use diagnostic::{Code, Diagnostic};
use model::{CellRef, Reason};
use workbook::Sheet;

/// Rows looked at for the headings, from the first that holds something.
const HEAD_ROWS: usize = 60;

/// Which worksheets are tables of reasons.
pub(in super::super) struct Tables<'a> {
    views: &'a [SheetView<'a>],
    name: String,
    headings: Headings,
}

impl<'a> Tables<'a> {
    pub(in super::super) fn of(views: &'a [SheetView<'a>], words: &ReasonSheet) -> Self {
        Self {
            views,
            name: fold(&words.sheet_name),
            headings: Headings::of(words),
        }
    }

    /// Whether a worksheet is one for reasons.
    pub(in super::super) fn is_one(&self, page: usize) -> bool {
        fold(&self.views[page].sheet.name) == self.name || self.is_headed(page)
    }

    /// Whether a row heads a table of reasons.
    pub(in super::super) fn is_headed(&self, page: usize) -> bool {
        self.head(&rows(&self.views[page])).is_some()
    }

    /// The row of headings, and where the columns stand.
    fn head(&self, rows: &[Vec<&Seen<'_>>]) -> Option<(usize, Columns)> {
        let mut heads = rows.iter().take(HEAD_ROWS).enumerate();
        heads.find_map(|(at, row)| {
            let row: Vec<(u32, &str)> = row.iter().map(|seen| (seen.at.col, seen.key())).collect();
            Some((at, Columns::find(&row, &self.headings)?))
        })
    }
}

/// The rows of a sheet: their cells that say something.
fn rows<'v, 'a>(view: &'v SheetView<'a>) -> Vec<Vec<&'v Seen<'a>>> {
    let told = view.cells().iter().filter(|seen| !seen.is_blank());
    let mut rows: Vec<Vec<&Seen<'_>>> = Vec::new();
    for seen in told {
        match rows.last_mut() {
            Some(row) if row[0].at.row == seen.at.row => row.push(seen),
            _ => rows.push(vec![seen]),
        }
    }
    rows
}

/// Reads every sheet of reasons, in the order of the sheets; hidden ones only where there is no other.
pub(in super::super) fn read(session: &mut Session<'_>, of_form: &[&Grid<'_>]) -> Vec<Reason> {
    let views = session.views;
    let tables = Tables::of(views, &session.definitions.reasons);
    let is_of_form = |page: usize| {
        let name = &views[page].sheet.name;
        of_form.iter().any(|form| form.sheet.name == *name)
    };
    let others: Vec<usize> = (0..views.len())
        .filter(|page| !is_of_form(*page) && tables.is_one(*page))
        .collect();
    let is_visible = |page: &usize| !views[*page].sheet.is_hidden;
    let visible: Vec<usize> = others.iter().copied().filter(is_visible).collect();
    let mut reasons = Vec::new();
    for page in if visible.is_empty() { others } else { visible } {
        read_sheet(session, &tables, page, &mut reasons);
    }
    reasons
}

fn read_sheet(
    session: &mut Session<'_>,
    tables: &Tables<'_>,
    page: usize,
    reasons: &mut Vec<Reason>,
) {
    let view = &session.views[page];
    let rows = rows(view);
    let Some((at, columns)) = tables.head(&rows) else {
        if let Some(first) = rows.first() {
            session.push(without_headings(session, view.sheet, first[0].at));
        }
        return;
    };
    let source = Source {
        definitions: session.definitions,
        names: session.names,
        forms: vec![session.form],
        file: session.file(),
        sheet: &view.sheet.name,
        columns,
    };
    let mut told = Vec::new();
    let below = rows[at + 1..].iter().map(|cells| {
        let texts = cells.iter();
        let texts = texts.map(|seen| (seen.at.col, seen.text().into_owned()));
        (cells[0].at.row, texts.collect())
    });
    let below: Vec<(u32, Row)> = below.collect();
    let below = below.iter().map(|(row, cells)| (*row, cells));
    reasons.extend(source.rows(below, &mut told));
    for diagnostic in told {
        session.push(diagnostic);
    }
}

fn without_headings(session: &Session<'_>, sheet: &Sheet, first: CellRef) -> Diagnostic {
    let columns = &session.definitions.reasons.columns;
    let wanted = columns.printed().map(|column| column.heading.as_str());
    Diagnostic::new(
        Code::REASON_UNREADABLE,
        session.cell_place(sheet, first),
        format!(
            "シート「{}」に見出し（{}）の行がなく、理由を読めません。",
            sheet.name,
            wanted.join("・")
        ),
    )
    .hint("見出しを配付した様式のとおりに戻してください。")
    .expected(wanted.join("・"))
}
