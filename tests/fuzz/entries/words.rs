//! What people write into a cell: numbers and dates.

use torimatome::model::{AsOf, SavedAt, Stamp};
use torimatome::read::{Reader, date_given, date_within};
use torimatome::workbook::CellValue;

use super::{arc, built_in, filled, sound, text};

/// Most cells that are written into.
const MOST: usize = 60;

/// Each line of the input goes into one of the cells in which the form is filled in.
pub(super) fn values(data: &[u8]) {
    let text = text(data);
    let reader = Reader::new(built_in());
    let mut workbook = filled().clone();
    let mut lines = text.split('\n').take(MOST);
    for sheet in &mut workbook.sheets {
        let filled_in = sheet
            .cells
            .iter_mut()
            .filter(|(_, cell)| matches!(cell.value, CellValue::Number(_)) && !cell.is_formula);
        for (_, cell) in filled_in {
            let Some(line) = lines.next() else { break };
            cell.value = match line.strip_prefix('=') {
                None if line.is_empty() => CellValue::Empty,
                None => CellValue::Text(line.to_owned()),
                Some(number) => match number.trim().parse() {
                    Ok(number) => CellValue::Number(number),
                    Err(_) => CellValue::Error(number.to_owned()),
                },
            };
        }
    }
    workbook.file = arc("西成区.xlsx");
    sound(&reader.workbook(&workbook, ""));
}

/// Every way in which a date is read. A date that is printed is read as the same date again.
pub(super) fn dates(data: &[u8]) {
    let text = text(data);
    let (given, within) = (date_given(&text), date_within(&text));
    assert!(given.is_none() || within.is_some(), "{text:?}");
    let _ = (SavedAt::parse(&text), Stamp::parse(&text));
    let _ = SavedAt::parse(&text).map(|at| (at.iso(), at.day().iso()));
    let _ = Stamp::parse(&text).map(|at| (at.iso(), at.shown(), at.day().iso()));
    let dates = [given, AsOf::parse_iso(&text)];
    for date in dates.into_iter().flatten() {
        let _ = (
            date.wareki(),
            date.fiscal_year().wareki(),
            date.is_year_end(),
        );
        let printed = date.iso();
        assert_eq!(AsOf::parse_iso(&printed), Some(date), "{text:?}");
    }
    if let Some(date) = given {
        let again = date_given(&date.wareki_day());
        assert_eq!(again, Some(date), "{text:?}: {}", date.wareki_day());
    }
}
