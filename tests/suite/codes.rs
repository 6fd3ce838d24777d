//! The list of codes as one snapshot: a code that is added, renamed or changed in severity shows here.

use std::collections::BTreeSet;

use crate::support::report_fixture::nouns;
use torimatome::check::{codes, find_code};
use torimatome::diagnostic::{Code, TO_DO, WHAT};

#[test]
fn the_list_of_codes_is_as_agreed() {
    let list: String = codes()
        .iter()
        .map(|code| {
            let severity = code.entry().severity.key();
            format!("{} {} {severity}\n", code.id(), code.name())
        })
        .collect();
    assert_eq!(
        list,
        include_str!("../snapshots/codes.txt"),
        "if the change is meant, update tests/snapshots/codes.txt and tell it in the list of changes"
    );
}

#[test]
fn identifiers_and_names_are_unique_and_well_formed() {
    let ids: BTreeSet<_> = codes().iter().map(|code| code.id()).collect();
    let names: BTreeSet<_> = codes().iter().map(|code| code.name()).collect();
    assert_eq!((ids.len(), names.len()), (codes().len(), codes().len()));
    for code in codes() {
        let (family, number) = code.id().split_at(1);
        assert!("DSVCXT".contains(family), "{}", code.id());
        assert!(number.len() == 3 && number.parse::<u32>().is_ok());
        assert_eq!(find_code(&code.id().to_lowercase()), Some(*code));
        assert_eq!(find_code(code.name()), Some(*code));
    }
    let order = |code: &Code| (!code.id().starts_with('D'), code.id()[1..].to_owned());
    assert!(codes().is_sorted_by_key(order), "not in order");
}

#[test]
fn every_explanation_has_a_title_and_its_sections_and_nothing_is_lost() {
    for code in codes() {
        let nouns = nouns();
        let explained = code.explained(&nouns);
        assert!(!explained.title.is_empty(), "{code:?}");
        let is_of_definitions = code.id().starts_with('D');
        assert_eq!(code.family(&nouns) == "定義", is_of_definitions, "{code:?}");
        assert!(!explained.title.contains(code.id()), "{code:?}");
        let sections = explained.sections();
        assert_eq!(sections.len(), 5, "{code:?}");
        let whole: String = sections
            .iter()
            .map(|section| format!("## {}\n\n{}\n\n", section.heading, section.body))
            .collect();
        assert_eq!(whole.trim(), explained.body, "{code:?}");
        assert!(!explained.section(WHAT).body.is_empty(), "{code:?}");
        assert!(!explained.section(TO_DO).body.is_empty(), "{code:?}");
    }
}
