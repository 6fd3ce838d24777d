//! A returned copy that comes back: what this program has put into it (a sheet, notes) is set aside before it is read.

use std::borrow::Cow;

use definition::Guide;
use workbook::{CellValue, Sheet, Workbook};

/// The workbook without our own sheet and notes.
pub(super) fn set_aside<'a>(workbook: &'a Workbook, guide: &Guide) -> Cow<'a, Workbook> {
    let is_note = |text: &String| text.contains(&guide.marked_note_head);
    let has_ours =
        |sheet: &Sheet| is_list(sheet, guide) || sheet.beside.comments.values().any(is_note);
    if !workbook.sheets.iter().any(has_ours) {
        return Cow::Borrowed(workbook);
    }
    let mut workbook = workbook.clone();
    workbook.sheets.retain(|sheet| !is_list(sheet, guide));
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

/// A sheet that says of itself that it is our list.
fn is_list(sheet: &Sheet, guide: &Guide) -> bool {
    let mut cells = sheet.cells.values();
    cells.any(
        |cell| matches!(&cell.value, CellValue::Text(text) if *text == guide.return_sheet_mark),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use definition::DefinitionSource;
    use model::CellRef;

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
        let read = set_aside(&workbook, guide);
        assert_eq!(read.sheets.len(), 1);
        let left: Vec<&String> = read.sheets[0].beside.comments.values().collect();
        assert_eq!(left, ["12件"]);
        let plain = Workbook::from_tables("a", &[("点検結果", &[&["12"]])]);
        assert!(matches!(set_aside(&plain, guide), Cow::Borrowed(_)));
    }
}
