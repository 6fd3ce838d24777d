//! Workbooks: the report and the forms. The only home of rust_xlsxwriter.

mod form;
mod report;

pub use form::form;
pub use report::report;
