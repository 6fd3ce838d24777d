//! torimatome (取りまとめ): the wards' workbooks in, one consolidated report out, every figure traceable to its cell.
//!
//! # The pipeline
//! 1. [`definition`] loads `templates/` into [`definition::Definitions`]: forms, areas, indicators, rules, report.
//! 2. [`workbook`] opens each file as a flat [`workbook::Workbook`], and [`read`] turns that into a [`model::Submission`]
//!    of facts with provenance. A file whose parser can abort (.xls, .xlsb, .ods) is made a grid by another process, which [`cli`] starts.
//!    What was read elsewhere comes as our own tables, and [`tables`] makes submissions of them again.
//! 3. [`check`] runs every rule and gives [`diagnostic::Findings`]: diagnostics, and for every rule whether it ran; [`assemble`] puts
//!    together what that takes, in the program and in a page alike.
//! 4. [`compile`] folds the facts into [`compile::Compilation`]: figures with contributors and standing.
//! 5. [`report`] builds the format-free [`report::Report`].
//! 6. [`render`] writes bytes: xlsx, pdf, csv, json; findings also as text, lines, SARIF, JUnit and annotations; and a
//!    sender's own workbook again, with marks and all else untouched. What goes back to one sender, [`answer`] puts together.
//!
//! Afterwards, from the output folder alone: [`ledger`] reads it back, [`trace`] leads from a figure to its cells and
//! from a cell to its figures, [`mod@diff`] compares two runs and lists the corrections. Before any of it, [`draft`] proposes a definition from a municipality's
//! own blank workbook, and [`authored`] makes of a definition a workbook that people edit, and a definition of that.
//!
//! For engines that read columns, [`columnar`] makes Parquet of the tables, and rows of Parquet.
//!
//! Beside it, [`collection`] keeps the ledger of who sent what and when, and writes the letters.
//! `src/manual` makes a report of a manual's Markdown; it is no part of the program, `templates/manual/make.rs` prints with it.
//!
//! For those who fill in forms: [`checker`] is a run of `check` for a browser, where nobody can catch a panic and nothing is loaded, and
//! [`mod@page`] puts it, what it is made with and what a person sees together into one file.
//!
//! [`pipeline`] is the only place that knows this order; [`cli`] is the edge, where files, arguments and streams are.
//!
//! # Who may import whom
//! `model ◀ { workbook, diagnostic ◀ definition } ◀ { read, check, compile } ◀ assemble ◀ collection, report ◀ render ◀ answer ◀ pipeline ◀ cli ◀ main`;
//! `ledger` knows the model only, `tables` it, the definitions and what reading gives, `columnar` nothing of ours, `trace` the ledger, `diff` both and the document of a report; `draft` and `authored` know `workbook`, `definition` and the sheets that `report` draws. Each folder of `src/` but `pipeline` and `cli` is a package
//! of its own; what it may know stands in its `Cargo.toml`, and the compiler holds it.

pub use ::answer;
pub use ::assemble;
pub use ::authored;
pub use ::check;
pub use ::checker;
pub mod cli;
pub use ::collection;
pub use ::columnar;
pub use ::compile;
pub use ::definition;
pub use ::diagnostic;
pub use ::diff;
pub use ::draft;
pub use ::ledger;
pub use ::model;
pub use ::page;
pub mod pipeline;
pub use ::read;
pub use ::render;
pub use ::report;
pub use ::tables;
pub use ::trace;
pub use ::workbook;
