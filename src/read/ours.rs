//! A returned copy that comes back: what this program has put into it (a sheet, notes) is set aside before it is read. Of
//! the sheet only the table of reasons is left, which the sender may have filled in.

use std::borrow::Cow;

use definition::{Guide, ReasonSheet};
use model::CellRef;
use workbook::{Beside, CellValue, Sheet, Workbook};

/// The workbook without our own sheet and notes.
pub(super) fn set_aside<'a>(
    workbook: &'a Workbook,
    guide: &Guide,
    reasons: &ReasonSheet,
) -> Cow<'a, Workbook> {
    let is_note = |text: &String| text.contains(&guide.marked_note_head);
    let has_ours =
        |sheet: &Sheet| is_list(sheet, guide) || sheet.beside.comments.values().any(is_note);
    if !workbook.sheets.iter().any(has_ours) {
        return Cow::Borrowed(workbook);
    }
    let mut workbook = workbook.clone();
    let sheets = std::mem::take(&mut workbook.sheets).into_iter();
    let left = sheets.filter_map(|sheet| match is_list(&sheet, guide) {
        true => of_reasons(sheet, reasons),
        false => Some(sheet),
    });
    workbook.sheets = left.collect();
    for sheet in &mut workbook.sheets {
        sheet.beside.comments.retain(|_, text| {
            if let Some(at) = text.find(&guide.marked_note_head) {
                text.truncate(at);
                let length = text.trim_end().len();
                text.truncate(length);
            }
            !text.is_empty()
        });
    }
    Cow::Owned(workbook)
}

/// Our list without anything but the table of reasons at its end; nothing if it has none.
fn of_reasons(mut sheet: Sheet, words: &ReasonSheet) -> Option<Sheet> {
    let (code, text) = (&words.columns.code.heading, &words.columns.text.heading);
    let holds = |row: u32, heading: &str| {
        let mut cells = sheet
            .cells
            .range(CellRef::new(row, 0)..CellRef::new(row + 1, 0));
        cells.any(|(_, cell)| cell.text() == heading)
    };
    let mut rows = sheet.cells.keys().map(|at| at.row);
    let head = rows.rfind(|row| holds(*row, code) && holds(*row, text))?;
    sheet.cells.retain(|at, _| at.row >= head);
    sheet.merges.retain(|(first, _)| first.row >= head);
    sheet.beside = Beside::default();
    Some(sheet)
}

/// A sheet that says of itself that it is our list; what the sentence adds in brackets may change.
fn is_list(sheet: &Sheet, guide: &Guide) -> bool {
    let sentence = guide
        .return_sheet_mark
        .split('（')
        .next()
        .unwrap_or_default();
    let mut cells = sheet.cells.values();
    cells.any(|cell| matches!(&cell.value, CellValue::Text(text) if text.starts_with(sentence)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use definition::DefinitionSource;

    #[test]
    fn our_sheet_and_our_part_of_a_note_are_set_aside() {
        let definitions = check::load(&DefinitionSource::BuiltIn).expect("valid");
        let guide = &definitions.guide;
        let list: &[&[&str]] = &[&["C301"], &[&guide.return_sheet_mark]];
        let mut workbook = Workbook::from_tables("a", &[("点検結果", &[&["12"]]), ("2", list)]);
        let head = &guide.marked_note_head;
        let comments = &mut workbook.sheets[0].beside.comments;
        comments.insert(CellRef::new(0, 0), format!("12件\n\n{head}\n誤り 13件"));
        comments.insert(CellRef::new(1, 0), format!("{head}\n誤り 13件"));
        let words = &definitions.reasons;
        let read = set_aside(&workbook, guide, words);
        assert_eq!(read.sheets.len(), 1);
        let left: Vec<&String> = read.sheets[0].beside.comments.values().collect();
        assert_eq!(left, ["12件"]);
        let plain = Workbook::from_tables("a", &[("点検結果", &[&["12"]])]);
        assert!(matches!(set_aside(&plain, guide, words), Cow::Borrowed(_)));
    }
}
