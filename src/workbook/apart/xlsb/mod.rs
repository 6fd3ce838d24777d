//! The binary workbook (.xlsb), read part by part as the relations lead: every sheet in one walk, and what stands beside
//! it. Drawings, conversations and properties are the same parts as those of Office Open XML.

mod book;
mod records;
mod sheet;
mod styles;

use std::sync::Arc;

use super::looks::{Looks, rich};
use crate::beside::Beside;
use crate::bounds::{self, Seen};
use crate::grid::{Sheet, Workbook};
use crate::look::Rich;
use crate::names;
use crate::package::{Package, Relations};
use crate::refusal::Refusal;
use crate::sheets::{self, Stop};
use crate::xlsx;
use book::Book;
use model::CellRef;
use records::Records;
use sheet::Common;

/// Largest part that is looked into; the guard has refused larger ones.
const MAX_PART: u64 = 64 << 20;

/// Opens a binary workbook.
pub(super) fn open(bytes: &[u8]) -> Result<Workbook, Refusal> {
    let broken = || Refusal::broken("バイナリ形式のブックの構成を読めない");
    let mut package = Package::open(bytes, MAX_PART).map_err(|_| broken())?;
    let mut book = Book::of(&mut package).ok_or_else(broken)?;
    bounds::sheets(book.sheets.len())?;
    let doubled = package.doubled();
    let is_doubled = |part: &str| doubled.contains(&part.to_lowercase());
    if book.common().any(is_doubled) {
        return Err(Refusal::doubled());
    }
    let looks = styles::read(&book.related(&mut package, "styles"));
    let common = Common {
        strings: strings(&book.related(&mut package, "sharedStrings"), &looks),
        looks,
        is_1904: book.is_1904,
        is_elsewhere: book.is_elsewhere.clone(),
        around: std::mem::take(&mut book.around),
    };
    let mut workbook = Workbook {
        is_to_be_calculated: book.is_to_be_calculated,
        links: xlsx::links(&mut package, &book.relations),
        ..Workbook::default()
    };
    let mut seen = Seen::default();
    sheets::each(&mut workbook, &book.sheets, is_doubled, |part, name| {
        one(&mut package, part, (name, &common), &mut seen)
    })?;
    workbook.names = names::single(&book.names, &workbook.sheets);
    (workbook.saved, workbook.properties) = xlsx::properties(&mut package);
    Ok(workbook)
}

/// Reads one sheet and what stands beside it.
fn one(
    package: &mut Package<'_>,
    part: &str,
    (name, common): (&Arc<str>, &Common),
    seen: &mut Seen,
) -> Result<Sheet, Stop> {
    let bytes = package.bytes(part).ok().flatten();
    let bytes = bytes.ok_or(Stop::Broken(None))?;
    let mut sheet = sheet::read(&bytes, name, common, seen)?;
    if let Ok(relations) = Relations::of(package, part) {
        for relation in relations.inner().filter(|one| one.kind == "comments") {
            let part = package.bytes(&relation.target).ok().flatten();
            comments(&part.unwrap_or_default(), &mut sheet.beside);
        }
    }
    // A conversation takes the place of the comment that stands for it.
    xlsx::beside(package, part, &mut sheet.beside);
    Ok(sheet)
}

/// The table of texts.
fn strings(part: &[u8], looks: &Looks) -> Vec<Rich> {
    const TEXT: u32 = 19;
    let texts = Records::new(part).filter(|(kind, _)| *kind == TEXT);
    texts
        .map(|(_, mut fields)| {
            let (text, runs) = fields.rich().unwrap_or_default();
            rich(&text, &runs, &looks.fonts)
        })
        .collect()
}

/// The comments of a sheet.
fn comments(part: &[u8], beside: &mut Beside) {
    const COMMENT: u32 = 635;
    const TEXT: u32 = 637;
    let mut at = None;
    for (kind, mut fields) in Records::new(part) {
        match kind {
            COMMENT => {
                fields.take(4);
                let row = fields.u32();
                fields.take(4);
                at = row
                    .zip(fields.u32())
                    .map(|(row, col)| CellRef::new(row, col));
            }
            TEXT => {
                if let (Some(at), Some((text, _))) = (at.take(), fields.rich()) {
                    beside.comment(at, &text);
                }
            }
            _ => {}
        }
    }
}
