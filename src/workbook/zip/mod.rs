//! The bytes round the parts: a zip's entries, read within bounds, and a zip written anew with the rest copied as it is.

mod own;
mod read;
mod sound;
mod system;
mod write;

pub use own::is_as_written;
pub(crate) use read::{MAX_MEMBERS, MAX_PARTS, Unlisted, Zip, doubled, entry, listed};
pub use system::as_everywhere;
pub(crate) use write::copied;
pub use write::fresh;
