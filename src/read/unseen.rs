//! What of a workbook its reader cannot see, told once per file: silence means that it was looked at.

use super::aside::list;
use super::session::Session;
use diagnostic::{Code, Diagnostic, Place, Severity};
use model::{CellRef, Value};
use workbook::{FAR_COLUMNS, FAR_ROWS, Sheet};

/// First column that has no letters.
const MAX_LETTERS: u32 = 20_000;
/// Most cells that a message names.
const MAX_LISTED: usize = 10;

/// Tells what was not seen.
pub(super) fn tell(session: &mut Session<'_>) {
    formulas(session);
    drawings(session);
    lost(session);
    far(session);
}

/// Tells of sheets on which something stands far beyond any form, where nothing is read.
fn far(session: &mut Session<'_>) {
    let workbook = session.workbook;
    for sheet in &workbook.sheets {
        let Some(at) = sheet.beside.far else { continue };
        // An absurd column cannot even be written as letters.
        let (place, cell) = if at.col < MAX_LETTERS {
            (session.cell_place(sheet, at), format!("（セル{at}）"))
        } else {
            (session.sheet_place(sheet), String::new())
        };
        session.push(
            Diagnostic::new(
                Code::FILE_BEYOND_LIMIT,
                place,
                format!(
                    "様式から遠く離れたところに値があります{cell}。読むのは{FAR_ROWS}行・{FAR_COLUMNS}列までで、その先は読んでいません。"
                ),
            )
            .severity(Severity::Warning)
            .entered("遠く離れた値")
            .expected("様式の欄に書かれた値")
            .hint("いらない値なら消してください。提出する値なら、様式の欄に書いてください。"),
        );
    }
}

/// Tells of parts that are broken while the cells are whole: what they say of a value is not known.
fn lost(session: &mut Session<'_>) {
    let beside = session.workbook.sheets.iter().map(|sheet| &sheet.beside);
    let mut parts = Vec::new();
    if beside.clone().any(|beside| beside.looks_are_lost) {
        parts.push("書式（取り消し線、数の表示形式など）");
    }
    if beside.clone().any(|beside| beside.remarks_are_lost) {
        parts.push("コメントや図形");
    }
    if parts.is_empty() {
        return;
    }
    let parts = parts.join("と、");
    session.push(
        Diagnostic::new(
            Code::SIGN_UNSEEN,
            Place::file(session.file()),
            format!(
                "ファイルの中の{parts}の部分が壊れています。セルの値だけを読み、その値が取り消されていないか、ほかの数に見えていないかは確かめていません。"
            ),
        )
        .severity(Severity::Warning)
        .entered("壊れている部分")
        .expected("壊れていないファイル")
        .hint("Excelで開いて内容を確かめ、上書き保存したファイルを送り直してください。"),
    );
}

/// Tells of the form's fields whose formula has no text, so that it was compared with nothing.
fn formulas(session: &mut Session<'_>) {
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

/// Tells of drawings whose words are not read, and of pictures that may lie anywhere.
fn drawings(session: &mut Session<'_>) {
    let is_of_form = |sheet: &&Sheet| {
        let mut facts = session.facts.values();
        facts.any(|fact| fact.provenance.sheet == sheet.name)
    };
    let sheets: Vec<&Sheet> = session.workbook.sheets.iter().filter(is_of_form).collect();
    for sheet in sheets {
        let drawings = &sheet.beside.unread_shapes;
        if let Some(first) = drawings.first() {
            let told = Diagnostic::new(
                Code::SIGN_UNSEEN,
                session.cell_place(sheet, *first),
                format!(
                    "図形があります（{}）が、このファイルの形式（Excel 5.0/95）では、図形の文字を読み取れません。セルだけを読みました。",
                    list(drawings)
                ),
            );
            session.push(with_advice(told, "図形", "図形のない欄"));
        }
        if sheet.beside.is_floating_somewhere {
            let told = Diagnostic::new(
                Code::SIGN_UNSEEN,
                session.sheet_place(sheet),
                "セルに結び付いていない画像かグラフがあり、欄に重なっているかどうかは分かりません。セルだけを読みました。".to_owned(),
            );
            session.push(with_advice(
                told,
                "位置の分からない画像",
                "セルに結び付いた画像",
            ));
        }
    }
}

fn with_advice(told: Diagnostic, entered: &str, expected: &str) -> Diagnostic {
    told.entered(entered).expected(expected).hint(
        "数や文章が図形や画像にだけ書かれていれば、セルに入力してください。そうでなければ、そのままでかまいません。",
    )
}
