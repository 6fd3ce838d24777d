//! The old workbook (.xls, of Excel 5 to 2003), read from its container: the head, then every sheet in one walk.

mod book;
mod container;
mod properties;
mod records;
mod remarks;
mod sheet;
mod styles;

use std::sync::Arc;

use crate::bounds::{self, Seen};
use crate::grid::Workbook;
use crate::names;
use crate::refusal::Refusal;
use crate::sheets;
use book::Book;
use container::Container;

/// Opens an old workbook.
pub(super) fn open(bytes: &[u8]) -> Result<Workbook, Refusal> {
    let broken = || Refusal::broken("古い形式のブックの構成を読めない");
    let container = Container::open(bytes).ok_or_else(broken)?;
    // A file of two editions holds both; the newer one says more.
    let stream = container.stream("Workbook");
    let stream = stream
        .or_else(|| container.stream("Book"))
        .ok_or_else(broken)?;
    let book = Book::read(&stream).ok_or_else(broken)?;
    bounds::sheets(book.sheets.len())?;
    let mut workbook = Workbook {
        is_to_be_calculated: book.is_to_be_calculated,
        links: book.links.clone(),
        ..Workbook::default()
    };
    let mut seen = Seen::default();
    for listed in book.sheets.iter().filter(|listed| listed.has_cells) {
        let name: Arc<str> = Arc::from(listed.name.as_str());
        let found = sheet::read(&stream, listed.at, &name, &book, &mut seen);
        sheets::keep(&mut workbook, name, listed.is_hidden, found)?;
    }
    workbook.names = names::single(&book.names, &workbook.sheets);
    (workbook.saved, workbook.properties) = properties::of(&container);
    Ok(workbook)
}
