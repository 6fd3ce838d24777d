//! What several tests need.

pub(crate) mod report_fixture;
