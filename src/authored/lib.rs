//! A definition as a workbook that a person can read and edit, and back, nothing lost but the comments of the files.
//!
//! What stands where is data (`layout.toml`): one sheet for each kind of thing, one row for each thing. Neither direction knows a key.
//! - `layout` is that data; `value` is one value of a file as the text of a cell, and back.
//! - `split` takes files apart into rows, `drawn` draws the rows as a workbook.
//! - `table` finds the rows of a workbook, `composed` puts files together from them and tells every fault with its cell, `fill` takes
//!   the keys of one row, `written` is what the files say and from which cell each line of them comes.
//!
//! What does not fit a cell as what it is stands as TOML in the last column of its row. Whether a definition is sound is for who loads
//! the files.

mod composed;
mod drawn;
mod fill;
mod layout;
mod split;
mod table;
mod value;
mod written;

pub use composed::{Composed, composed};
pub use drawn::drawn;
pub use layout::{Layout, SheetKind};
