//! The list of codes as one snapshot: a code that is added, renamed or changed in severity shows here.

use std::collections::BTreeSet;

use torimatome::diagnostic::{ALL, Code};

#[test]
fn the_list_of_codes_is_as_agreed() {
    let list: String = ALL
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
    let ids: BTreeSet<_> = ALL.iter().map(|code| code.id()).collect();
    let names: BTreeSet<_> = ALL.iter().map(|code| code.name()).collect();
    assert_eq!((ids.len(), names.len()), (ALL.len(), ALL.len()));
    for code in ALL {
        let (family, number) = code.id().split_at(1);
        assert!("DSVCXT".contains(family), "{}", code.id());
        assert!(number.len() == 3 && number.parse::<u32>().is_ok());
        assert_eq!(Code::find(&code.id().to_lowercase()), Some(*code));
        assert_eq!(Code::find(code.name()), Some(*code));
    }
    assert!(ALL.is_sorted_by_key(|code| &code.id()[1..]), "not in order");
}
