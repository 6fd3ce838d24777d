//! The sheet for reasons: known by its headings, or else by its name; never taken for a sheet of the form.
//!
//! What a row says is for [`row`]; a file of reasons, which the bureau gives, is for [`mod@file`].

mod file;
mod item;
mod row;
mod table;
mod year;

pub use file::{Waivers, waivers};
pub(super) use table::{Tables, read};

#[cfg(test)]
mod tests;
