//! What is added to the copy of the blank workbook: a colour and a note for every place, and a sheet with what was unsure.

use diagnostic::Severity;
use report::{CellRole, FormCell, FormContent, FormSheet, Mark, MarkedCell, MarkedCopy};

use crate::found::{Found, Unsure};
use crate::told;

/// What our notes begin with.
const NOTE_HEAD: &str = "【読み取った欄】";
/// What the sheet says of itself.
const LIST_MARK: &str = "このシートは、様式の下書きを作るときに加えたものです。";
/// Name of the sheet.
const LIST: &str = "確かでないところ";

/// The columns of the sheet with their widths.
const COLUMNS: [(&str, f64); 4] = [
    ("場所", 34.0),
    ("こう読んだ", 48.0),
    ("ほかに考えられること", 34.0),
    ("違っていたら", 50.0),
];

/// Heights of a line of text and of what is kept free around it, in points.
const LINE: f64 = 14.0;
/// Half-width characters that a unit of width holds less than the width says.
const HIGHEST: f64 = 409.0;

pub(crate) fn copy(found: &[Found], unsure: &[Unsure]) -> MarkedCopy {
    let cells = found.iter().map(|one| MarkedCell {
        sheet: one.sheet.clone(),
        row: one.cell.row,
        col: one.cell.col,
        mark: Mark {
            severity: if one.doubts.is_empty() {
                Severity::Note
            } else {
                Severity::Warning
            },
            text: note(one),
        },
    });
    MarkedCopy {
        cells: cells.collect(),
        note_head: NOTE_HEAD.to_owned(),
        list: list(unsure),
        list_mark: LIST_MARK.to_owned(),
    }
}

fn note(one: &Found) -> String {
    let mut text = format!("{}: {}", one.kind.label(), one.label);
    for more in [&one.head, &one.unit] {
        if !more.is_empty() {
            text.push_str(" × ");
            text.push_str(more);
        }
    }
    for doubt in &one.doubts {
        text.push_str("\n？ ");
        text.push_str(&doubt.replace('／', "。"));
    }
    text
}

fn list(unsure: &[Unsure]) -> FormSheet {
    let mut sheet = FormSheet {
        id: "unsure".to_owned(),
        name: LIST.to_owned(),
        columns: COLUMNS.map(|(_, width)| width).to_vec(),
        rows: Vec::new(),
        cells: Vec::new(),
        frozen_rows: 0,
        is_protected: false,
        is_a3_landscape: false,
        is_landscape: true,
        header: String::new(),
    };
    line(&mut sheet, CellRole::Title, LIST);
    line(&mut sheet, CellRole::Plain, LIST_MARK);
    line(
        &mut sheet,
        CellRole::Plain,
        "緑の欄は迷わずに読み取った欄、橙色の欄は迷った欄です。どの欄にも、何と読んだかのメモを付けました。",
    );
    let heads = COLUMNS.map(|(head, _)| head.to_owned());
    row(&mut sheet, CellRole::Header, heads);
    sheet.frozen_rows = u32::try_from(sheet.rows.len()).unwrap_or(0);
    for one in unsure {
        let texts = [
            told::place(one),
            one.taken.clone(),
            one.otherwise.clone(),
            one.change.clone(),
        ];
        row(&mut sheet, CellRole::Body, texts);
    }
    sheet
}

fn line(sheet: &mut FormSheet, role: CellRole, text: &str) {
    let row = u32::try_from(sheet.rows.len()).unwrap_or(0);
    sheet.rows.push(role.points() * 1.8);
    sheet.cells.push(FormCell {
        col_span: 4,
        ..cell(row, 0, role, text)
    });
}

fn row(sheet: &mut FormSheet, role: CellRole, texts: [String; 4]) {
    let number = u32::try_from(sheet.rows.len()).unwrap_or(0);
    let lines = texts.iter().zip(COLUMNS).map(|(text, (_, width))| {
        let wide = text.chars().count() as f64 * 2.0;
        (wide / (width - 4.0)).ceil().max(1.0)
    });
    let most = lines.fold(1.0, f64::max);
    sheet.rows.push((most * LINE + 6.0).min(HIGHEST));
    for (col, text) in (0..).zip(texts) {
        sheet.cells.push(cell(number, col, role, &text));
    }
}

fn cell(row: u32, col: u32, role: CellRole, text: &str) -> FormCell {
    FormCell {
        content: FormContent::Text(text.to_owned()),
        ..FormCell::new(row, col, role)
    }
}
