//! The one home of the file format: a file as a flat grid of cells, no meaning yet, and its parts for who patches a copy.
//!
//! - [`container`](fn@container) tells by the bytes what a file is and what may reach a parser at all; [`Archive`] takes workbooks out of a zip.
//! - [`open`](fn@open) makes a [`Workbook`] of an Office Open XML file: `xlsx` has its cells, and what stands beside them.
//!   The kinds whose parsers can abort (`apart`) are read by [`Grid::read_alone`] in another process.
//! - `package`, `zip` and `xml` are the parts, the bytes round them and the text in them, for the guard, the reader and the
//!   patcher of returned copies alike.
//! - [`names`] are the template's defined names: how they are written and how they are read.
//!
//! zip and quick-xml are called here and nowhere else.

mod apart;
mod archive;
mod beside;
mod bounds;
mod cell;
mod fault;
mod floating;
pub mod formula;
mod grid;
mod guard;
mod look;
pub mod names;
mod number_format;
mod open;
pub mod package;
mod paper;
mod put;
mod refusal;
mod sheets;
mod style;
mod value;
mod wire;
mod xlsx;
pub mod xml;
mod zip;

pub use archive::{
    Archive, HEAD, Member, beyond_size, largest, locked, without_workbook, workbook_too_large,
};
pub use beside::Beside;
pub use bounds::{MAX_COL as FAR_COLUMNS, MAX_ROW as FAR_ROWS};
pub use cell::{Cell, CellValue};
pub use fault::Fault;
pub use grid::{Sheet, SheetFault, SheetWhy, Workbook};
pub use guard::{Container, Kind, container, kind};
pub use look::{Look, Run};
pub use open::{Grid, open, papers};
pub use paper::{Format, Paper, PaperCell, Papers, Shade, Validation};
pub use refusal::{End, PROCESS_MEMORY, PROCESS_SECONDS, Refusal, Why};
pub use value::day_of_serial;

/// The limits on what is opened, by name with their unit, for the manifest.
pub fn limits() -> std::collections::BTreeMap<&'static str, u64> {
    guard::LIMITS
        .into_iter()
        .chain(refusal::PROCESS_LIMITS)
        .chain(archive::LIMITS)
        .chain(bounds::LIMITS)
        .collect()
}
