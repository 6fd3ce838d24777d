//! The text of a part: one walk over its tags and texts, and changes to single tags while all else stays as it is.

mod edit;
mod tag;
mod walk;

pub use edit::{Edits, cell_text, escaped};
pub use tag::{Kind, Tag, with_attribute, without_attribute};
pub(crate) use walk::{Piece, pieces, walk, whole_pieces};
pub use walk::{first_tag, tags};
