//! What several tests need.

pub(crate) mod city;
pub(crate) mod inputs;
pub(crate) mod pdf;
pub(crate) mod real;
pub(crate) mod reckon;
pub(crate) mod report_fixture;
pub(crate) mod templates;
