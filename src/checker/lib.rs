//! The core of the offline page: files as bytes in; findings, marked copies and what the page shows out. No file, clock or thread,
//! and nothing that the program does not do: the order of the stages is the program's for one run of `check`.
//!
//! How bytes come over from a browser is [`exports`](../torimatome_exports/index.html)'s; what the page looks like, the page's.

mod given;
mod run;
mod shape;
mod verdict;
mod view;

pub use given::{Given, GivenError};
pub use run::{Checker, Copied};
pub use shape::{Cell, Explained, FileView, Group, Paragraph, SheetView, Told, Unit, View};
pub use verdict::{Level, Verdict};
