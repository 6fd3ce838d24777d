//! The bytes round the parts: a zip's entries, read within bounds, and a zip written anew with the rest copied as it is.

mod read;
mod write;

pub(crate) use read::{MAX_PARTS, Zip};
pub(crate) use write::copied;
