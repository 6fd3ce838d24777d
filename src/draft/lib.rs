//! A municipality's own blank workbook ▸ a proposal: a definition with comments, a copy of the workbook with the places marked
//! that were found, and a list of what was unsure. Nothing is guessed in silence.
//!
//! - `canvas` makes areas of cells, as a person sees them; `roles` says what each of them is; `words`, `units`, `printed` and `kinds`
//!   know the words of forms.
//! - `labels` finds what an area is called, `inputs` which of them are to be filled in and with what, `siblings` what they say of
//!   one another.
//! - `tables` puts them together; `define` writes them in the language of definitions, with `names` that are not taken.
//! - `told` lists what was found and what was unsure; `copy` is the sheet and the marks for the copy.
//!
//! Whether the definition is sound is for who verifies it; files are for `cli`.

mod canvas;
mod copy;
mod define;
mod draft;
mod found;
mod inputs;
mod kinds;
mod labels;
mod names;
mod printed;
mod role;
mod roles;
mod siblings;
mod tables;
mod told;
mod toml_text;
mod units;
mod words;

pub use draft::{Draft, draft};
pub use found::{Found, Unsure};
pub use kinds::Kind;
