//! Where items stand: inside the margins, beside and not over each other, with their headings, by the Japanese rules.
//!
//! Over the large fixture and over random reports.

use proptest::prelude::*;

use super::dump::Layout;
use super::faults::{Fault, faults, parted};
use super::{fixture, random, words};
use crate::support::real;

#[test]
fn the_large_report_stands_as_it_should() {
    let found = faults(&Layout::of(&fixture::whole()));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_report_of_the_sample_city_stands_as_it_should() {
    let layout = Layout::of(&real::report());
    assert!(layout.papers.len() > 40);
    let found = faults(&layout);
    assert!(found.is_empty(), "{found:#?}");
    let parted = parted(&layout);
    assert!(parted.is_empty(), "{parted:#?}");
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
