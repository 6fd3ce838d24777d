//! A workbook file as named parts that point at each other: which part is which is told by the relations, never by its name.

mod parts;
mod relations;

pub use super::zip::{as_everywhere, fresh as packed, is_as_written};
pub use parts::Package;
pub use relations::{
    CONTENT_TYPES, HEAD, MAIN, RELATIONS, Relation, Relations, SheetPart, content_type,
    is_ordinary, sheets, with_content_type, with_sheet,
};
