//! The form as a drawn workbook: blank per ward, filled, returned with marks, and filled for the city.
//!
//! The sheets follow the printed paper from top to bottom. Sheet names, geometry and the cells for ward, as-of date
//! and area counts are this project's own: the paper has none of them.

mod city;
mod fill;
mod grid;
mod guide;
mod layout;
mod narrative;
mod page;
mod reasons;
mod registry;
mod returned;
mod row_list;
mod rows;
mod values;
mod ward;
mod ward_fill;
mod whole;

pub use city::city_forms;
pub use reasons::{open_questions, waiting};
pub use registry::blank_registry;
pub use returned::{LIST_SHEET, Picture, marked_copy, picture, printed_field, ward_return};
pub use values::{Entry, RowValues, WardValues};
pub use ward::{filled, template};
pub use whole::whole;

use definition::FormDefinition;
use workbook::names;

/// Document properties by which a workbook of this form is recognised.
fn properties(form: &FormDefinition) -> Vec<(String, String)> {
    vec![
        (names::FORM_PROPERTY.to_owned(), form.id.form.clone()),
        (names::EDITION_PROPERTY.to_owned(), form.id.edition.clone()),
    ]
}
