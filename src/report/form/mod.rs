//! The form as a drawn workbook: blank per ward, filled, returned with marks, and filled for the city.
//!
//! The sheets follow the printed paper from top to bottom. Sheet names, geometry and the cells for ward, as-of date
//! and area counts are this project's own: the paper has none of them.

mod area_sheet;
mod city;
mod grid;
mod guide;
mod layout;
mod narrative;
mod reasons;
mod returned;
mod values;
mod ward;

pub use city::city_forms;
pub use returned::{marked_copy, ward_return};
pub use values::{Entry, WardValues};
pub use ward::{filled, template};

use definition::FormDefinition;
use model::{FiscalYear, IndicatorId};

/// Custom document property that names the form.
pub const FORM_PROPERTY: &str = "torimatome-form";

/// Custom document property that names the edition.
pub const EDITION_PROPERTY: &str = "torimatome-edition";

/// Defined name of the cell that holds the ward's name.
pub const WARD_NAME: &str = "TM_ward";

/// Defined name of the cell that holds the ward's code.
pub const CODE_NAME: &str = "TM_code";

/// Defined name of the cell that holds the as-of date, ISO.
pub const AS_OF_NAME: &str = "TM_as_of";

/// Defined name of the head of the list of areas on the optional sheet.
pub const AREA_LIST_NAME: &str = "TM_area_list";

/// Defined name of the cell that holds a ward's number of areas in a fiscal year.
pub fn areas_name(year: FiscalYear) -> String {
    format!("TM_areas_{year}")
}

/// Defined name of an indicator's input cell in a fiscal year, for example `TM_1_2_rate_2025`.
pub fn field_name(indicator: &IndicatorId, year: FiscalYear) -> String {
    format!("TM_{}_{year}", indicator.as_str().replace('-', "_"))
}

/// Defined name of a bullet's input cell, for example `TM_goal_1_actions_2025_1`.
pub fn bullet_name(block: &str, year: FiscalYear, number: u32) -> String {
    format!("TM_{}_{year}_{number}", block.replace('-', "_"))
}

/// Document properties by which a workbook of this form is recognised.
fn properties(form: &FormDefinition) -> Vec<(String, String)> {
    vec![
        (FORM_PROPERTY.to_owned(), form.id.form.clone()),
        (EDITION_PROPERTY.to_owned(), form.id.edition.clone()),
    ]
}
