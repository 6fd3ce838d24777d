//! The Office Open XML workbook, read part by part as the relations lead: every sheet in one walk, and what stands beside it.
//!
//! Nothing is taken from the names of parts, and nothing from what a sheet says of its own size.

mod beside;
mod book;
mod cell;
mod paper;
mod properties;
mod sheet;
mod strings;
mod styles;

use std::sync::Arc;

use crate::bounds::{self, Seen};
use crate::grid::{Sheet, Workbook};
use crate::names;
use crate::package::Package;
use crate::paper::Papers;
use crate::refusal::Refusal;
use crate::sheets::{self, Stop};
pub(crate) use beside::add as beside;
use book::Book;
pub(crate) use book::links;
pub(crate) use properties::of as properties;
use sheet::Common;
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
    let is_doubled = |part: &str| doubled.contains(&part.to_lowercase());
    if book.common().any(is_doubled) {
        return Err(Refusal::doubled());
    }
    let styles = book.related(&mut package, "styles");
    let strings = book.related(&mut package, "sharedStrings");
    let strings = strings::table(&strings.unwrap_or_default());
    let common = Common {
        strings_are_lost: strings.is_empty() && book.lacks(&mut package, "sharedStrings"),
        strings,
        looks_are_lost: styles.is_err(),
        styles: Styles::of(&styles.unwrap_or_default()),
        is_1904: book.is_1904,
    };
    let mut workbook = Workbook {
        is_to_be_calculated: book.is_to_be_calculated,
        links: book::links(&mut package, &book.relations),
        ..Workbook::default()
    };
    let mut seen = Seen::default();
    sheets::each(&mut workbook, &book.sheets, is_doubled, |part, name| {
        one(&mut package, part, (name, &common), &mut seen)
    })?;
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
    sheet.beside.looks_are_lost |= common.looks_are_lost;
    Ok(sheet)
}

/// The paper of every sheet whose part can be read.
pub(crate) fn papers(bytes: &Arc<[u8]>) -> Option<Papers> {
    let mut package = Package::open(bytes, MAX_PART).ok()?;
    let book = Book::of(&mut package)?;
    let looks = book.related(&mut package, "styles").ok()?;
    let looks = paper::looks(&looks);
    let mut papers = Papers {
        names: book.names.iter().cloned().collect(),
        ..Papers::default()
    };
    for listed in &book.sheets {
        if let Ok(Some(text)) = package.text(&listed.part) {
            let paper = paper::paper(&text, &looks);
            papers.sheets.insert(listed.name.clone(), paper);
        }
    }
    Some(papers)
}
