//! Workbooks: the report and the forms. The only home of rust_xlsxwriter.
//!
//! The report is composed in two steps: every chapter becomes a `Canvas` (cells, heights, charts, no Excel in
//! it), then `paint` writes the canvases, because a link can only be written once every sheet knows its rows.

mod body;
mod canvas;
mod chart;
mod form;
mod form_style;
mod grid;
mod key_figures;
mod live;
mod map;
mod measure;
mod name;
mod narrative;
mod native_chart;
mod page;
mod paint;
mod patch;
mod report;
mod sheet;
mod strip;
mod style;
mod table;
mod text;
mod tidy;

pub use form::form;
pub use patch::{Original, Unpatchable};
pub use report::report;
