//! The Office Open XML workbook, read part by part as the relations lead: every sheet in one walk, and what stands beside it.
//!
//! Nothing is taken from the names of parts, and nothing from what a sheet says of its own size.

mod beside;
mod book;
mod cell;
mod properties;
mod sheet;
mod strings;
mod styles;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::bounds::{self, Seen};
use crate::grid::{Sheet, SheetFault, SheetWhy, Workbook};
use crate::names;
use crate::package::Package;
use crate::refusal::Refusal;
pub(crate) use beside::add as beside;
use book::Book;
pub(crate) use book::links;
pub(crate) use properties::of as properties;
use sheet::{Common, Stop};
use styles::Styles;

/// Largest part that is looked into; the guard has refused larger ones.
const MAX_PART: u64 = 64 << 20;

/// Opens a workbook.
pub(crate) fn whole(bytes: &Arc<[u8]>) -> Result<Workbook, Refusal> {
    let broken = || Refusal::broken("ブックの構成を読めない");
    let mut package = Package::open(bytes, MAX_PART).map_err(|_| broken())?;
    let book = Book::of(&mut package).ok_or_else(broken)?;
    bounds::sheets(book.sheets.len())?;
    let doubled = package.doubled();
    if book
        .common()
        .any(|part| doubled.contains(&part.to_lowercase()))
    {
        return Err(Refusal::doubled());
    }
    let common = Common {
        strings: strings::table(&book.related(&mut package, "sharedStrings")),
        styles: Styles::of(&book.related(&mut package, "styles")),
        is_1904: book.is_1904,
    };
    let mut workbook = Workbook {
        is_to_be_calculated: book.is_to_be_calculated,
        links: book::links(&mut package, &book.relations),
        ..Workbook::default()
    };
    let mut seen = Seen::default();
    // Many sheets may share one part; it is read once.
    let mut known: BTreeMap<&str, Sheet> = BTreeMap::new();
    for listed in &book.sheets {
        let name: Arc<str> = Arc::from(listed.name.as_str());
        let fault = |after, why| SheetFault {
            sheet: Arc::clone(&name),
            after,
            why,
        };
        if doubled.contains(&listed.part.to_lowercase()) {
            workbook.faults.push(fault(None, SheetWhy::Doubled));
            continue;
        }
        let read = match known.get(listed.part.as_str()) {
            Some(known) => Ok(known.clone()),
            None => one(&mut package, &listed.part, (&name, &common), &mut seen),
        };
        match read {
            Ok(sheet) => {
                known.insert(&listed.part, sheet.clone());
                workbook.sheets.push(Sheet {
                    name,
                    is_hidden: listed.is_hidden,
                    ..sheet
                });
            }
            Err(Stop::Beyond(refusal)) => return Err(refusal),
            Err(Stop::Broken(after)) => workbook.faults.push(fault(after, SheetWhy::Broken)),
        }
    }
    workbook.names = names::single(&book.names, &workbook.sheets);
    (workbook.saved, workbook.properties) = properties::of(&mut package);
    Ok(workbook)
}

/// Reads one sheet and what stands beside it.
fn one(
    package: &mut Package<'_>,
    part: &str,
    (name, common): (&Arc<str>, &Common),
    seen: &mut Seen,
) -> Result<Sheet, Stop> {
    let text = package
        .text(part)
        .ok()
        .flatten()
        .ok_or(Stop::Broken(None))?;
    let mut sheet = sheet::read(&text, name, common, seen)?;
    beside::add(package, part, &mut sheet.beside);
    Ok(sheet)
}
