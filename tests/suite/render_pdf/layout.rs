//! Where items stand: inside the margins, beside and not over each other, with their headings, by the Japanese rules.
//!
//! Over the large fixture and over random reports.

use proptest::prelude::*;

use super::dump::Layout;
use super::faults::{Fault, faults};
use super::{fixture, random, words};

#[test]
fn the_large_report_stands_as_it_should() {
    let found = faults(&Layout::of(&fixture::whole()));
    assert!(found.is_empty(), "{found:#?}");
}

proptest! {
    #![proptest_config(random::config(40))]

    #[test]
    fn random_reports_stand_as_they_should(report in random::any_report()) {
        let layout = Layout::of(&report);
        let found: Vec<Fault> = faults(&layout);
        prop_assert!(found.is_empty(), "{:#?}", found);
        let lost = words::lost(&report, &layout);
        prop_assert!(lost.is_empty(), "{:#?}", lost);
    }
}
