//! The Office Open XML workbook: what the parser gives, mended where one cell cost it a sheet, and what stands beside the
//! values.

mod beside;
mod book;
mod mend;
mod strings;
mod values;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::beside::Beside;
use crate::cell::CellValue;
use crate::grid::Workbook;
use crate::package::Package;
use crate::refusal::Refusal;
use book::Book;
use mend::Mended;
use strings::Strikes;

/// Largest part that is looked into; the guard has refused larger ones.
const MAX_PART: u64 = 64 << 20;

/// Opens a workbook.
pub(crate) fn whole(bytes: &Arc<[u8]>) -> Result<Workbook, Refusal> {
    let mut workbook = values::open(Arc::clone(bytes))?;
    let Ok(mut package) = Package::open(bytes, MAX_PART) else {
        return Ok(workbook);
    };
    let Some(book) = Book::of(&mut package) else {
        return Ok(workbook);
    };
    if !workbook.faults.is_empty() {
        workbook = mended(workbook, &mut package, &book);
    }
    look_beside(&mut workbook, &mut package, &book);
    Ok(workbook)
}

/// Sheets that the parser refused because of some cells, read again without these cells.
fn mended(workbook: Workbook, package: &mut Package<'_>, book: &Book) -> Workbook {
    let refused: Vec<&str> = workbook.faults.iter().map(|fault| &*fault.sheet).collect();
    let Some((bytes, cells)) = mend(package, book, &refused) else {
        return workbook;
    };
    let Ok(mut again) = values::open(bytes.into()) else {
        return workbook;
    };
    for (name, at, holds) in cells {
        if let Some(sheet) = again.sheets.iter_mut().find(|sheet| *sheet.name == *name) {
            if let Some(cell) = sheet.cells.get_mut(&at) {
                cell.value = CellValue::Error(holds.clone());
            }
            sheet.beside.refused.insert(at, holds);
        }
    }
    again
}

/// Makes the cells that the parser refuses readable as errors; `None` if there is nothing to mend.
fn mend(package: &mut Package<'_>, book: &Book, sheets: &[&str]) -> Option<(Vec<u8>, Vec<Mended>)> {
    let strings = strings::count(package, &book.main);
    let mut replaced = BTreeMap::new();
    let mut mended = Vec::new();
    for sheet in &book.sheets {
        if !sheets.contains(&sheet.name.as_str()) {
            continue;
        }
        let part = package.find(&sheet.part)?.to_owned();
        let xml = package.text(&part).ok()??;
        let (text, cells) = mend::sheet(&xml, &sheet.name, strings)?;
        if !cells.is_empty() {
            replaced.insert(part, text);
            mended.extend(cells);
        }
    }
    if mended.is_empty() {
        return None;
    }
    Some((package.with(&replaced).ok()?, mended))
}

/// Adds to every sheet what stands beside its values.
fn look_beside(workbook: &mut Workbook, package: &mut Package<'_>, book: &Book) {
    workbook.is_to_be_calculated = book.is_to_be_calculated;
    workbook.links = book.links(package);
    let struck = Strikes::of(package, &book.main);
    // Many sheets may share one part; it is walked over once.
    let mut known: BTreeMap<&str, Beside> = BTreeMap::new();
    for own in &book.sheets {
        let mut sheets = workbook.sheets.iter_mut();
        if let Some(sheet) = sheets.find(|sheet| *sheet.name == *own.name) {
            let refused = std::mem::take(&mut sheet.beside.refused);
            sheet.beside = known
                .entry(&own.part)
                .or_insert_with_key(|part| beside::of(package, part, &struck))
                .clone();
            sheet.beside.refused = refused;
        }
    }
}
