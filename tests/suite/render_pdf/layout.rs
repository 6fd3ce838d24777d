//! Where items stand: inside the margins, beside and not over each other, with their headings, by the Japanese rules.
//!
//! Over the large fixture and over random reports.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::dump::Layout;
use super::faults::{Fault, faults};
use super::{fixture, random, words};

#[test]
fn the_large_report_stands_as_it_should() {
    let found = faults(&Layout::of(&fixture::whole()));
    assert!(found.is_empty(), "{found:#?}");
}

/// Few cases, always the same ones; as many and as new ones as PROPTEST_CASES asks for by hand.
fn config() -> ProptestConfig {
    let usual = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    if std::env::var_os("PROPTEST_CASES").is_some() {
        return usual;
    }
    ProptestConfig {
        cases: 40,
        rng_seed: RngSeed::Fixed(334),
        ..usual
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn random_reports_stand_as_they_should(report in random::any_report()) {
        let layout = Layout::of(&report);
        let found: Vec<Fault> = faults(&layout);
        prop_assert!(found.is_empty(), "{:#?}", found);
        let lost = words::lost(&report, &layout);
        prop_assert!(lost.is_empty(), "{:#?}", lost);
    }
}
