//! One integration binary: it links once, so `cargo test` stays quick.
#![expect(
    clippy::disallowed_methods,
    reason = "tests stand outside the program and read what it wrote"
)]

mod codes;
mod definitions;
mod form;
mod render_pdf;
mod render_xlsx;
mod roll_up;
mod rule_case;
mod rule_properties;
mod rules;
mod support;
mod workbooks;
