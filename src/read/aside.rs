//! What a person does not see at a glance, told once per sheet: values in hidden places, numbers left under merged
//! cells. What everybody sees and no field takes is left to `outside`.

use std::collections::BTreeSet;

use super::grid::Grid;
use super::session::Session;
use diagnostic::{Code, Diagnostic, Severity};
use model::{CellRef, Value};
use workbook::{Cell, CellValue, Look, Sheet};

/// Tells what stands in hidden places and under merged cells.
pub(super) fn hidden(session: &mut Session<'_>, pages: &[&Grid<'_>]) {
    for page in pages {
        let sheet = page.sheet;
        let values = session
            .facts
            .values()
            .filter(|fact| fact.provenance.sheet == sheet.name && fact.value != Value::Blank)
            // In a table a blank may be a no.
            .filter(|fact| fact.row.is_whole() || !fact.provenance.text.is_empty())
            .map(|fact| fact.provenance.cell);
        let words = session
            .narratives
            .iter()
            .filter(|item| item.provenance.sheet == sheet.name)
            .map(|item| item.provenance.cell);
        let rows = session
            .rows
            .iter()
            .filter(|block| block.sheet == sheet.name);
        let rows = rows.flat_map(|block| &block.rows);
        let rows = rows.flat_map(|row| row.texts.values());
        let rows = rows
            .filter(|text| !text.text.is_empty())
            .map(|text| text.cell);
        let read: BTreeSet<CellRef> = values.chain(words).chain(rows).collect();
        coloured(session, sheet, &read);
        let unseen: Vec<CellRef> = read
            .into_iter()
            .filter(|at| sheet.is_hidden || sheet.beside.is_hidden(*at))
            .collect();
        if let Some(first) = unseen.first() {
            let (place, what) = if sheet.is_hidden {
                (
                    session.sheet_place(sheet),
                    "このシートは非表示ですが".to_owned(),
                )
            } else {
                let cells = list(&unseen);
                (
                    session.cell_place(sheet, *first),
                    format!("非表示の行か列に値があります（{cells}）が"),
                )
            };
            session.push(
                Diagnostic::new(
                    Code::HIDDEN_PLACE,
                    place,
                    format!("{what}、ほかと同じように読みました。"),
                )
                .hint(
                    "提出する値でなければ、消してください。提出する値なら、直す必要はありません。",
                ),
            );
        }
        covered(session, page);
    }
}

/// Values in the colour of what lies behind them.
fn coloured(session: &mut Session<'_>, sheet: &Sheet, read: &BTreeSet<CellRef>) {
    let is_unseen = |at: &CellRef| {
        let mut runs = sheet.beside.runs(*at).iter();
        runs.any(|run| run.look == Look::Unseen && run.to == usize::MAX)
    };
    let cells: Vec<CellRef> = read.iter().copied().filter(is_unseen).collect();
    let Some(first) = cells.first() else { return };
    session.push(
        Diagnostic::new(
            Code::HIDDEN_PLACE,
            session.cell_place(sheet, *first),
            format!(
                "背景と同じ色の文字で書かれた値があります（{}）が、ほかと同じように読みました。",
                list(&cells)
            ),
        )
        .severity(Severity::Warning)
        .hint(
            "提出する値でなければ、消してください。提出する値なら、文字の色を元に戻してください。",
        ),
    );
}

/// Numbers under a merged region cannot be seen and are not read.
fn covered(session: &mut Session<'_>, page: &Grid<'_>) {
    let cells = page.view.cells().iter();
    let cells: Vec<CellRef> = cells
        .filter(|seen| seen.is_covered && is_number(seen.cell))
        .map(|seen| seen.at)
        .collect();
    let hint = "結合を解除して確かめ、いらない数字なら消してください。";
    under_merge(session, page, &cells, ("数字", Severity::Note, hint));
}

/// Words under a merged region cannot be seen either; without them the ward's text is not whole.
pub(super) fn covered_words(session: &mut Session<'_>, page: &Grid<'_>, cells: &[CellRef]) {
    let hint = "結合を解除して確かめ、提出する文章なら、見えるセルに書いてください。いらない文章なら消してください。";
    under_merge(session, page, cells, ("文章", Severity::Warning, hint));
}

fn under_merge(
    session: &mut Session<'_>,
    page: &Grid<'_>,
    cells: &[CellRef],
    (what, severity, hint): (&str, Severity, &str),
) {
    let Some(first) = cells.first() else { return };
    session.push(
        Diagnostic::new(
            Code::HIDDEN_PLACE,
            session.cell_place(page.sheet, *first),
            format!(
                "結合したセルの下に、見えない{what}が残っています（{}）。読んでいません。",
                list(cells)
            ),
        )
        .severity(severity)
        .hint(hint),
    );
}

/// The first cells, and how many there are where they are many.
pub(super) fn list(cells: &[CellRef]) -> String {
    let shown: Vec<String> = cells.iter().take(6).map(CellRef::to_string).collect();
    let more = if cells.len() > 6 {
        format!("など{}か所", cells.len())
    } else {
        String::new()
    };
    format!("{}{more}", shown.join("、"))
}

pub(super) fn is_number(cell: &Cell) -> bool {
    matches!(cell.value, CellValue::Number(_))
}

pub(super) fn shown(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = line.chars().take(40).collect();
    if short.len() < line.len() {
        format!("{short}…")
    } else {
        short
    }
}
