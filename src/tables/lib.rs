//! Our own tables ▸ Submissions: what was read once need not be read again where everything is put together.
//!
//! A row of `facts.csv` says of a fact everything that compiling asks: unit, year, indicator, row, value, state, denominator, file,
//! sheet, cell and the text as written; `narrative.csv` says the words; `findings.json` and `manifest.json` beside them say what
//! reading told, the edition and the hash of every file. So a submission is made again, one for each unit and file, and the
//! stages go on as ever. Takes rows of text, whatever the format was that they stood in; the edge opens the files.
//!
//! # Decisions
//! * What was told by reading is told again as it was; the rules run again, for they may now see other units. A number that was
//!   withheld stays withheld: where no error says why, [`Code::VALUE_WITHHELD_IN_TABLE`](diagnostic::Code) does.
//! * What a table does not carry (formulas, cells without facts, reasons) is told once for each table, never passed over.
//! * A number that was taken over from an earlier collection is none of the file's: it comes back with `--previous` alone.

mod below;
mod bullets;
mod facts;
mod form;
mod given;
mod group;
mod repeated;
mod restore;
mod rows;
mod stand_in;
mod told;

pub use below::settle;
pub use bullets::{block_of, bullet};
pub use given::{Frame, Given};
pub use restore::{Restored, restore};
pub use rows::{Fault, File, Kind, Rows, kind, rows};
