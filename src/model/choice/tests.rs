//! The choice as a table: what came, and which one counts by which rule.

use super::*;
use crate::{CellRef, FiscalYear, NarrativeItem, Provenance, SavedAt};

/// File, content, as-of date, saved date.
type Sent = (
    &'static str,
    &'static str,
    Option<&'static str>,
    Option<&'static str>,
);

const RUN: &str = "2026-03-31";
/// The content of a file in which nothing is written.
const BLANK: &str = "";

fn submission(&(file, content, as_of, saved): &Sent) -> Submission {
    Submission {
        file: Arc::from(file),
        sha256: content.to_owned(),
        form: crate::EditionId::default(),
        ward: Some(AreaCode::new("w")),
        as_of: as_of.map(|text| AsOf::parse_iso(text).expect("a date")),
        since: None,
        saved: saved.map(|day| SavedAt::parse(&format!("{day}T00:00:00Z")).expect("a moment")),
        facts: BTreeMap::new(),
        narratives: match content {
            BLANK => Vec::new(),
            words => vec![Arc::new(item(file, words.trim_end_matches('\'')))],
        },
        blocks: BTreeMap::new(),
        areas_written: BTreeMap::new(),
        reasons: Vec::new(),
        rows: Vec::new(),
        is_sample: true,
    }
}

fn item(file: &str, words: &str) -> NarrativeItem {
    NarrativeItem {
        block: "words".into(),
        year: FiscalYear(2025),
        number: 1,
        text: words.into(),
        provenance: Provenance {
            file: Arc::from(file),
            sheet: Arc::from("様式"),
            cell: CellRef::new(0, 0),
            text: words.into(),
        },
    }
}

fn choose(sent: &[Sent], named: &[&str], run: Option<&str>) -> Choices {
    let submissions: Vec<Submission> = sent.iter().map(submission).collect();
    let named = named.iter().map(|file| Arc::from(*file)).collect();
    let run = run.and_then(AsOf::parse_iso);
    let choices = Choices::new(&submissions, run, &named, None);
    let reversed: Vec<Submission> = submissions.into_iter().rev().collect();
    let again = Choices::new(&reversed, run, &named, None);
    assert_eq!(choices, again, "the order of the files does not matter");
    choices
}

/// `file:role` for every file, in order of name.
fn told(choices: &Choices) -> String {
    let role = |role: &Role| match role {
        Role::Counts => "使う".to_owned(),
        Role::CopyOf(file) => format!("={file}"),
        Role::SupersededBy(file, rule) => format!("<{file} {rule:?}"),
        Role::Undecided => "?".to_owned(),
        Role::OtherDate => "時点".to_owned(),
    };
    let roles = choices.roles.iter();
    let lines: Vec<String> = roles
        .map(|(file, of)| format!("{file}:{}", role(of)))
        .collect();
    lines.join(" ")
}

fn at_run(file: &'static str, content: &'static str, saved: Option<&'static str>) -> Sent {
    (file, content, Some(RUN), saved)
}

#[test]
fn the_only_one_counts_whatever_is_known_about_it() {
    for as_of in [None, Some(RUN)] {
        let choices = choose(&[("a", "A", as_of, None)], &[], Some(RUN));
        assert_eq!(told(&choices), "a:使う");
    }
}

#[test]
fn a_named_file_counts_before_any_date() {
    let sent = [
        at_run("a", "A", Some("2026-04-01")),
        at_run("b", "B", Some("2026-04-08")),
    ];
    assert_eq!(told(&choose(&sent, &["a"], Some(RUN))), "a:使う b:<a Named");
    let unknown = [at_run("a", "A", None), at_run("b", "B", None)];
    assert_eq!(
        told(&choose(&unknown, &["b"], Some(RUN))),
        "a:<b Named b:使う"
    );
}

#[test]
fn a_named_file_of_another_date_is_still_not_used() {
    let sent = [("a", "A", Some("2025-03-31"), None), at_run("b", "B", None)];
    assert_eq!(told(&choose(&sent, &["a"], Some(RUN))), "a:時点 b:<a Named");
}

#[test]
fn a_later_date_within_the_run_counts_and_the_saved_date_does_not_outweigh_it() {
    let sent = [
        ("a", "A", Some("2025-09-30"), Some("2026-05-01")),
        at_run("b", "B", Some("2026-04-01")),
    ];
    let expected = "a:<b LaterAsOf b:使う";
    assert_eq!(told(&choose(&sent, &[], Some(RUN))), expected);
    assert_eq!(told(&choose(&sent, &[], None)), expected);
}

#[test]
fn a_blank_file_saved_later_does_not_displace_a_filled_one_unless_it_is_named() {
    let sent = [
        at_run("a", "A", Some("2026-04-01")),
        at_run("b", BLANK, Some("2026-04-08")),
    ];
    let told_of = |named: &[&str]| told(&choose(&sent, named, Some(RUN)));
    assert_eq!(told_of(&[]), "a:使う b:<a Filled");
    assert_eq!(told_of(&["b"]), "a:<b Named b:使う");
    let unknown = [at_run("a", "A", None), at_run("b", BLANK, None)];
    assert_eq!(
        told(&choose(&unknown, &[], Some(RUN))),
        "a:使う b:<a Filled"
    );
    let both_blank = [
        at_run("a", BLANK, Some("2026-04-01")),
        ("b", BLANK, Some(RUN), Some("2026-04-08")),
    ];
    assert_eq!(told(&choose(&both_blank, &[], Some(RUN))), "a:使う b:=a");
}

#[test]
fn filled_files_settle_it_among_themselves_whatever_blank_ones_came() {
    let blank = at_run("c", BLANK, Some("2026-04-09"));
    let same = [at_run("a", "A", None), at_run("b", "A'", None), blank];
    assert_eq!(
        told(&choose(&same, &[], Some(RUN))),
        "a:使う b:=a c:<a Filled"
    );
    let open = [at_run("a", "A", None), at_run("b", "B", None), blank];
    assert_eq!(told(&choose(&open, &[], Some(RUN))), "a:? b:? c:?");
    let of_another_date = [("a", "A", Some("2025-03-31"), None), blank];
    assert_eq!(
        told(&choose(&of_another_date, &[], Some(RUN))),
        "a:<c LaterAsOf c:使う"
    );
}

#[test]
fn a_date_after_the_run_is_never_taken() {
    let sent = [("a", "A", Some("2026-09-30"), None), at_run("b", "B", None)];
    assert_eq!(told(&choose(&sent, &[], Some(RUN))), "a:時点 b:使う");
}

#[test]
fn files_of_other_dates_only_stay_what_they_are() {
    let sent = [
        ("a", "A", Some("2025-03-31"), Some("2026-04-01")),
        ("b", "B", Some("2025-09-30"), Some("2026-04-08")),
    ];
    assert_eq!(told(&choose(&sent, &[], Some(RUN))), "a:時点 b:時点");
}

#[test]
fn the_later_saved_counts_and_a_missing_as_of_is_the_runs() {
    let sent = [
        at_run("a", "A", Some("2026-04-08")),
        ("b", "B", None, Some("2026-04-01")),
        at_run("c", "C", Some("2026-04-02")),
    ];
    assert_eq!(
        told(&choose(&sent, &[], Some(RUN))),
        "a:使う b:<a LaterSaved c:<a LaterSaved"
    );
}

/// Other bytes, the same words: a sender's file and the marked copy of it that came back.
#[test]
fn files_that_say_the_same_are_one_where_no_date_decides() {
    let day = Some("2026-04-01");
    for saved in [None, day] {
        let sent = [
            ("b", "A", Some(RUN), saved),
            ("a", "A'", Some(RUN), saved),
            ("c", "A''", Some(RUN), saved),
        ];
        assert_eq!(told(&choose(&sent, &[], Some(RUN))), "a:使う b:=a c:=a");
    }
    // One that says something else: nobody knows which is right.
    let sent = [
        ("a", "A", Some(RUN), day),
        ("b", "A'", Some(RUN), day),
        ("c", "B", Some(RUN), day),
    ];
    assert_eq!(told(&choose(&sent, &[], Some(RUN))), "a:? b:? c:?");
    // Of another date than the run's, none counts.
    let late = [
        ("a", "A", Some("2025-03-31"), day),
        ("b", "A'", Some("2025-03-31"), day),
    ];
    assert_eq!(told(&choose(&late, &[], Some(RUN))), "a:時点 b:時点");
}

#[test]
fn equal_or_unknown_dates_decide_nothing() {
    let equal = [
        at_run("a", "A", Some("2026-04-01")),
        at_run("b", "B", Some("2026-04-01")),
    ];
    assert_eq!(told(&choose(&equal, &[], Some(RUN))), "a:? b:?");
    let unknown = [at_run("a", "A", Some("2026-04-01")), at_run("b", "B", None)];
    assert_eq!(told(&choose(&unknown, &[], Some(RUN))), "a:? b:?");
    let newest_equal = [
        at_run("a", "A", Some("2026-03-01")),
        at_run("b", "B", Some("2026-04-01")),
        at_run("c", "C", Some("2026-04-01")),
    ];
    assert_eq!(told(&choose(&newest_equal, &[], Some(RUN))), "a:? b:? c:?");
}

#[test]
fn copies_are_one_submission_and_the_named_one_stands_for_them() {
    let sent = [
        at_run("a", "A", Some("2026-04-01")),
        at_run("b", "A", Some("2026-04-01")),
        at_run("c", "C", Some("2026-03-01")),
    ];
    assert_eq!(
        told(&choose(&sent, &[], Some(RUN))),
        "a:使う b:=a c:<a LaterSaved"
    );
    assert_eq!(
        told(&choose(&sent, &["b"], Some(RUN))),
        "a:=b b:使う c:<b Named"
    );
}

#[test]
fn a_file_of_no_ward_has_no_role_and_wards_do_not_meddle() {
    let mut nobody = submission(&at_run("a", "A", None));
    nobody.ward = None;
    let mut other = submission(&at_run("b", "B", Some("2026-04-01")));
    other.ward = Some(AreaCode::new("v"));
    let own = submission(&at_run("c", "C", Some("2026-04-08")));
    let choices = Choices::new(
        &[nobody, other, own],
        AsOf::parse_iso(RUN),
        &BTreeSet::new(),
        None,
    );
    assert_eq!(told(&choices), "b:使う c:使う");
}

#[test]
fn workbooks_of_the_whole_count_beside_each_other_unless_they_contradict_each_other() {
    let whole = AreaCode::new("w");
    let words = |file: &'static str, blocks: &[(&str, &str)]| {
        let mut one = submission(&at_run(file, file, None));
        one.narratives = blocks
            .iter()
            .map(|(block, said)| NarrativeItem {
                block: (*block).into(),
                year: FiscalYear(2025),
                number: 1,
                text: (*said).into(),
                provenance: Provenance {
                    file: Arc::from(file),
                    sheet: Arc::from("甲"),
                    cell: CellRef::new(0, 0),
                    text: (*said).into(),
                },
            })
            .map(Arc::new)
            .collect();
        one
    };
    let choose = |submissions: &[Submission], whole: Option<&AreaCode>| {
        told(&Choices::new(
            submissions,
            AsOf::parse_iso(RUN),
            &BTreeSet::new(),
            whole,
        ))
    };
    let apart = [words("a", &[("x", "甲")]), words("b", &[("y", "甲")])];
    assert_eq!(choose(&apart, Some(&whole)), "a:使う b:使う");
    assert_eq!(choose(&apart, None), "a:? b:?", "of a ward only one");
    let joined = [
        words("a", &[("x", "甲")]),
        words("b", &[("y", "甲")]),
        words("c", &[("x", "甲"), ("y", "甲")]),
    ];
    assert_eq!(choose(&joined, Some(&whole)), "a:使う b:使う c:使う");
    let rivals = [
        words("a", &[("x", "甲")]),
        words("b", &[("x", "乙"), ("y", "甲")]),
        words("c", &[("y", "乙")]),
        words("d", &[("x", "甲"), ("z", "甲")]),
    ];
    assert_eq!(choose(&rivals, Some(&whole)), "a:? b:? c:? d:?");
}
