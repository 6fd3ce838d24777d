//! One integration binary: it links once, so `cargo test` stays quick.
#![expect(
    clippy::disallowed_methods,
    reason = "tests stand outside the program and read what it wrote"
)]

mod architecture;
mod areas;
mod authored;
mod beside;
mod causes;
mod codes;
mod common_findings;
mod definitions;
mod drafting;
mod edges;
mod editions;
mod end_to_end;
mod faulty_definitions;
mod form;
mod formats;
mod formulas;
mod hostile;
mod kill;
mod layouts;
mod making_a_form;
mod marked_copies;
mod mutation;
mod once;
mod one_level;
mod packages;
mod pictures;
mod printed;
mod publishing;
mod reading_properties;
mod real_life;
mod reasons;
mod render_docx;
mod render_pdf;
mod render_xlsx;
mod restatements;
mod rings;
mod roll_up;
mod rows;
mod rule_case;
mod rule_case_areas;
mod rule_case_rows;
mod rule_properties;
mod rules;
mod saved_tables;
mod second_round;
mod selection;
mod sentences;
mod stamp;
mod support;
mod systems;
mod texts;
mod told;
mod told_binary;
mod told_signs;
mod trace;
mod transcripts;
mod two_forms;
mod volumes;
mod whole;
mod word_rows;
mod words;
mod workbooks;
