//! What of a workbook its reader cannot see, told once per file: silence means that it was looked at.

use super::session::Session;
use diagnostic::{Code, Diagnostic, Place};
use model::{CellRef, Value};
use workbook::Sheet;

/// Most cells that a message names.
const MAX_LISTED: usize = 10;

/// Tells of the form's fields whose formula has no text, so that it was compared with nothing.
pub(super) fn formulas(session: &mut Session<'_>) {
    let mut cells: Vec<(&Sheet, CellRef)> = Vec::new();
    for sheet in &session.workbook.sheets {
        let is_field = |at: &&CellRef| {
            let mut facts = session.facts.values();
            facts.any(|fact| {
                let place = &fact.provenance;
                fact.value != Value::Blank && place.sheet == sheet.name && place.cell == **at
            })
        };
        let unread = sheet.beside.unread.iter().filter(is_field);
        cells.extend(unread.map(|at| (sheet, *at)));
    }
    let Some((sheet, first)) = cells.first().copied() else {
        return;
    };
    let named = cells.iter().take(MAX_LISTED);
    let mut names: Vec<String> = named
        .map(|(sheet, at)| format!("{}!{at}", sheet.name))
        .collect();
    if cells.len() > MAX_LISTED {
        names.push(format!("ほか{}か所", cells.len() - MAX_LISTED));
    }
    let entered = sheet.cells.get(&first).map(workbook::Cell::text);
    session.push(
        Diagnostic::new(
            Code::SIGN_UNSEEN,
            Place::cell(session.file(), &sheet.name, first),
            format!(
                "計算式の中身を読み取れない欄があります（{}）。保存されている計算結果を使い、様式の計算式と同じか、結果が古くないかは確かめていません。",
                names.join("、")
            ),
        )
        .entered(entered.unwrap_or_default())
        .expected("中身を読み取れる計算式か、数字")
        .hint("Excelで開き、［名前を付けて保存］で.xlsxにしたファイルなら確かめられます。"),
    );
}
