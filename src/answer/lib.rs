//! What goes back to a sender: the findings as a file, and the copy of the own workbook with marks. One at a time, without
//! threads or files, so that the program and a page in a browser give the same bytes; the run's order and its threads are the
//! pipeline's.

mod copies;
mod told;

pub use copies::{Copied, Copy, Returned, copy};
pub use told::{findings_json, submission_rows};
