//! Workbook ▸ Submission: identify, locate, parse. Pure: bytes in, submission and diagnostics out.
//!
//! Decisions: a place that could be two things is told and neither is taken; a sheet is known by what stands on it, never
//! by its name; a date, a ward or a value on which the signs disagree is none until the sender says which.

mod areas;
mod around;
mod as_of;
mod aside;
mod block;
mod bullet;
mod condition;
mod date;
mod doubt;
mod dump;
mod field;
mod fold;
mod form_words;
mod gather;
mod grid;
mod hash;
mod header;
mod header_note;
mod identify;
mod input;
mod lifetime;
mod locate;
mod moved_name;
mod narrative;
mod not_words;
mod note;
mod ours;
mod outside;
mod over;
mod pieces;
mod reading;
mod reasons;
mod remarks;
mod row_cell;
mod row_word;
mod rows;
mod said;
mod session;
mod sheet;
mod signs;
mod spot;
mod tamper;
mod trouble;
mod unseen;
mod value;
mod view;
mod ward;
mod ward_name;
mod whole;
mod year_gone;
mod year_text;

pub use date::{
    OfYear as DateOfYear, Within as DateWithin, given as date_given, within as date_within,
};
pub use dump::{cells, dump};
pub use gather::{Gather, has_workbook_ending, is_passed_over, may_be_workbook};
pub use hash::{sha256, sha256_of};
pub use input::{Handling, InputFile, handling, open, table, table_rows};
pub use reading::{ReadResult, Reader};
pub use reasons::{Waivers, waivers};
pub use session::Recognition;
pub use workbook::{
    Beside, Cell, CellValue, End, Grid, Look, PROCESS_MEMORY, PROCESS_SECONDS, Run, Sheet,
    SheetFault, SheetWhy, Workbook, limits,
};

#[cfg(test)]
mod tests;
