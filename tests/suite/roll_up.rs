//! Properties of the roll-up over invented cities: who is in a figure, what it is the sum of, and what never becomes zero.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};
use torimatome::check::{EVERYTHING, Purpose, Run, check};
use torimatome::compile::{Absence, Change, Compilation, Figure, Frame, Standing, change, compile};
use torimatome::definition::Definitions;
use torimatome::diagnostic::Findings;
use torimatome::model::{
    AreaCode, AreaTree, AsOf, CellRef, Choices, Fact, FactState, FiscalYear, IndicatorId,
    Provenance, RollUp, Row, SavedAt, Submission, Value,
};

use crate::definitions::built_in;

const LIVE: FiscalYear = FiscalYear(2025);

fn as_of() -> AsOf {
    AsOf::parse_iso("2026-03-31").expect("a date")
}

fn id(text: &str) -> IndicatorId {
    IndicatorId::new(text)
}

fn fact(file: &Arc<str>, indicator: &str, year: FiscalYear, value: Value) -> Fact {
    let text = value
        .number()
        .map(|number| number.to_string())
        .unwrap_or_default();
    let row = u32::try_from(indicator.bytes().map(usize::from).sum::<usize>()).expect("small");
    let provenance = Provenance {
        file: Arc::clone(file),
        sheet: "基本目標1".into(),
        cell: CellRef::new(row, 7),
        text: text.into(),
    };
    Fact {
        indicator: id(indicator),
        year,
        row: Row::Whole,
        value,
        provenance,
        denominator: None,
        normalisations: Vec::new(),
        is_formula: false,
        formula: None,
    }
}

/// A ward's submission for the live year with the values given; every other field is absent.
fn submission(definitions: &Definitions, ward: usize, values: &[(&str, Value)]) -> Submission {
    let area = &definitions.areas.wards()[ward];
    let file: Arc<str> = format!("{}.xlsx", area.name).into();
    let facts: BTreeMap<_, _> = values
        .iter()
        .map(|(indicator, value)| fact(&file, indicator, LIVE, value.clone()))
        .map(|fact| (fact.key(), Arc::new(fact)))
        .collect();
    Submission {
        file,
        sha256: format!("{ward:064}"),
        form: definitions.forms[0].id.clone(),
        ward: Some(area.code.clone()),
        as_of: Some(as_of()),
        since: None,
        saved: None,
        facts,
        narratives: Vec::new(),
        blocks: BTreeMap::new(),
        areas_written: BTreeMap::new(),
        reasons: Vec::new(),
        rows: Vec::new(),
        is_sample: true,
    }
}

fn no_findings() -> Findings {
    Findings::new(
        Vec::new(),
        Vec::new(),
        torimatome::check::submission_codes(),
        &|_| 0,
    )
}

fn compiled(
    definitions: &Definitions,
    submissions: &[Submission],
    findings: &Findings,
) -> Compilation {
    let choices = Choices::new(submissions, Some(as_of()), &BTreeSet::new(), None);
    compile(
        Frame {
            definitions,
            form: &definitions.forms[0].id.form,
            registry: &definitions.registry,
            as_of: as_of(),
            findings,
            previous: None,
            choices: &choices,
        },
        submissions,
    )
}

fn city<'a>(
    definitions: &Definitions,
    compilation: &'a Compilation,
    indicator: &str,
) -> &'a Figure {
    compilation
        .figure(&definitions.areas.city().code, LIVE, &id(indicator))
        .expect("a city figure")
}

fn number(value: u32) -> Value {
    Value::Number(Decimal::from(value))
}

/// One ward's return: whether it came, ② within its areas (scaled), and ④ or what stands in its place.
fn ward_return() -> impl Strategy<Value = Option<(f64, Value)>> {
    let value = prop_oneof![
        6 => (0u32..5000).prop_map(number),
        1 => Just(Value::Blank),
        1 => Just(Value::NotApplicable),
        1 => Just(Value::NotCollected),
        1 => Just(Value::Unreadable),
    ];
    prop::option::weighted(0.9, (0.0..=1.0f64, value))
}

fn city_of(definitions: &Definitions, returns: &[Option<(f64, Value)>]) -> Vec<Submission> {
    let mut submissions = Vec::new();
    for (ward, one) in returns.iter().enumerate() {
        let Some((share, handled)) = one else {
            continue;
        };
        let areas = definitions
            .registry
            .count(&definitions.areas.wards()[ward].code, LIVE)
            .expect("a count");
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 1 times a small count"
        )]
        let informed = (f64::from(areas) * share) as u32;
        submissions.push(submission(
            definitions,
            ward,
            &[("1-2", number(informed)), ("1-4", handled.clone())],
        ));
    }
    submissions
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_figure_is_the_sum_of_its_contributions_and_names_everybody_else(returns in prop::collection::vec(ward_return(), 24)) {
        let definitions = built_in();
        let submissions = city_of(&definitions, &returns);
        let compilation = compiled(&definitions, &submissions, &no_findings());
        let figure = city(&definitions, &compilation, "1-4");
        let expected: Vec<Decimal> = returns.iter().flatten().filter_map(|(_, value)| value.number()).collect();
        prop_assert_eq!(figure.contributions.len(), expected.len());
        prop_assert_eq!(figure.value, (!expected.is_empty()).then(|| expected.iter().sum()));
        prop_assert_eq!(figure.contributions.len() + figure.absent.len(), 24);
        prop_assert_eq!(figure.expected, 24);
        for (ward, one) in returns.iter().enumerate() {
            let code = &definitions.areas.wards()[ward].code;
            let absence = figure.absent.iter().find(|(absent, _)| absent == code).map(|(_, why)| why.clone());
            let told = match one {
                None => Some(Absence::NotSubmitted),
                Some((_, Value::Number(_))) => None,
                Some((_, Value::Blank)) => Some(Absence::State(FactState::Blank, vec![])),
                Some((_, Value::NotApplicable)) => Some(Absence::State(FactState::NotApplicable, vec![])),
                Some((_, Value::NotCollected)) => Some(Absence::State(FactState::NotCollected, vec![])),
                Some((_, Value::Unreadable)) => Some(Absence::State(FactState::Unreadable, vec![])),
            };
            prop_assert_eq!(absence, told, "five things stay five things");
        }
    }

    #[test]
    fn the_order_of_the_files_does_not_matter(
        returns in prop::collection::vec(ward_return(), 24),
        shuffled in Just((0..24usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let definitions = built_in();
        let submissions = city_of(&definitions, &returns);
        let mut other: Vec<Submission> = shuffled.iter().filter_map(|at| submissions.get(*at)).cloned().collect();
        other.truncate(submissions.len());
        let one = compiled(&definitions, &submissions, &no_findings());
        let two = compiled(&definitions, &other, &no_findings());
        prop_assert_eq!(format!("{:?}", one.figures), format!("{:?}", two.figures));
        prop_assert_eq!(format!("{:?}", one.facts), format!("{:?}", two.facts));
    }

    #[test]
    fn a_rate_is_sum_over_sum_and_its_denominator_never_shrinks_in_silence(returns in prop::collection::vec(ward_return(), 24)) {
        let definitions = built_in();
        let submissions = city_of(&definitions, &returns);
        let compilation = compiled(&definitions, &submissions, &no_findings());
        let rate = city(&definitions, &compilation, "1-2-rate");
        let reporting: Vec<usize> = returns.iter().enumerate().filter(|(_, one)| one.is_some()).map(|(at, _)| at).collect();
        let areas: u32 = reporting.iter().filter_map(|at| definitions.registry.count(&definitions.areas.wards()[*at].code, LIVE)).sum();
        if reporting.is_empty() {
            prop_assert_eq!(rate.standing, Standing::NotComputable);
        } else {
            prop_assert_eq!(rate.denominator, Some(Decimal::from(areas)));
            let top = rate.numerator.expect("a numerator");
            let exact = top * Decimal::ONE_HUNDRED / Decimal::from(areas);
            prop_assert_eq!(rate.value, Some(exact.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero)));
            prop_assert_eq!(rate.standing == Standing::Complete, areas == 334, "a smaller base is 一部");
        }
    }

    #[test]
    fn a_ward_more_changes_only_itself_and_the_city(returns in prop::collection::vec(ward_return(), 24), last in 0u32..5000) {
        let definitions = built_in();
        let mut returns = returns;
        returns[23] = None;
        let without = compiled(&definitions, &city_of(&definitions, &returns), &no_findings());
        returns[23] = Some((0.5, number(last)));
        let with = compiled(&definitions, &city_of(&definitions, &returns), &no_findings());
        for ward in &definitions.areas.wards()[..23] {
            let figure = |c: &Compilation| c.figure(&ward.code, LIVE, &id("1-4")).map(|f| (f.value, f.standing));
            prop_assert_eq!(figure(&without), figure(&with));
        }
        let before = city(&definitions, &without, "1-4").value.unwrap_or_default();
        prop_assert_eq!(city(&definitions, &with, "1-4").value, Some(before + Decimal::from(last)));
        // No other area's figure, of any indicator, is another one.
        let last_ward = &definitions.areas.wards()[23].code;
        let ancestors = [last_ward, &definitions.areas.city().code];
        let others = |c: &Compilation| {
            let figures = c.figures.iter().filter(|figure| !ancestors.contains(&&figure.id.area));
            figures.map(|figure| format!("{figure:?}")).collect::<Vec<_>>()
        };
        prop_assert_eq!(others(&without), others(&with));
    }

    #[test]
    fn a_run_split_in_two_and_put_together_is_the_run(
        returns in prop::collection::vec(ward_return(), 24),
        halves in prop::collection::vec(any::<bool>(), 24),
    ) {
        let definitions = built_in();
        let half = |which: bool| -> Vec<Option<(f64, Value)>> {
            let kept = returns.iter().zip(&halves);
            kept.map(|(one, half)| one.clone().filter(|_| *half == which)).collect()
        };
        let run = |returns: &[Option<(f64, Value)>]| compiled(&definitions, &city_of(&definitions, returns), &no_findings());
        let (whole, parts) = (run(&returns), [run(&half(false)), run(&half(true))]);
        for indicator in ["1-2", "1-4", "1-2-rate", "1-1"] {
            let union = city(&definitions, &whole, indicator);
            let split: Vec<&Figure> = parts.iter().map(|part| city(&definitions, part, indicator)).collect();
            prop_assert_eq!(union.reported, split.iter().map(|part| part.reported).sum::<u32>());
            // What is put together is exactly what the parts hold, ward by ward.
            let mut together: Vec<String> = split.iter().flat_map(|part| &part.contributions).map(|c| format!("{c:?}")).collect();
            let mut there: Vec<String> = union.contributions.iter().map(|c| format!("{c:?}")).collect();
            together.sort();
            there.sort();
            prop_assert_eq!(together, there);
            let sum = |of: &dyn Fn(&Figure) -> Option<Decimal>| {
                let known: Vec<Decimal> = split.iter().filter_map(|part| of(part)).collect();
                (!known.is_empty()).then(|| known.into_iter().sum::<Decimal>())
            };
            if indicator == "1-2-rate" {
                prop_assert_eq!(union.numerator, sum(&|part| part.numerator));
                prop_assert_eq!(union.denominator, sum(&|part| part.denominator));
            } else {
                prop_assert_eq!(union.value, sum(&|part| part.value), "a half that reported nothing adds nothing, not zero");
            }
            for figure in std::iter::once(&union).chain(&split) {
                let standing = match (figure.reported, figure.expected) {
                    (0, _) => Standing::NotComputable,
                    (reported, expected) if reported == expected => Standing::Complete,
                    _ => Standing::Partial,
                };
                prop_assert_eq!(figure.standing, standing);
                prop_assert_eq!((figure.expected, figure.contributions.len() + figure.absent.len()), (24, 24));
            }
        }
        for (at, ward) in definitions.areas.wards().iter().enumerate() {
            let part = &parts[usize::from(halves[at])];
            for indicator in ["1-2", "1-4"] {
                let figure = |c: &Compilation| c.figure(&ward.code, LIVE, &id(indicator)).map(|f| format!("{f:?}"));
                prop_assert_eq!(figure(&whole), figure(part), "a ward does not know of the others");
            }
        }
    }
}

#[test]
fn zero_is_a_number_and_blank_is_not() {
    let definitions = built_in();
    let zero = compiled(
        &definitions,
        &[submission(&definitions, 0, &[("1-4", number(0))])],
        &no_findings(),
    );
    assert_eq!(city(&definitions, &zero, "1-4").value, Some(Decimal::ZERO));
    let blank = compiled(
        &definitions,
        &[submission(&definitions, 0, &[("1-4", Value::Blank)])],
        &no_findings(),
    );
    assert_eq!(city(&definitions, &blank, "1-4").value, None);
    assert_eq!(
        city(&definitions, &blank, "1-4").standing,
        Standing::NotComputable
    );
}

#[test]
fn what_is_not_carried_up_has_no_figure_of_the_city_not_even_of_a_single_ward() {
    let mut definitions = built_in();
    let areas = &definitions.areas;
    let only = areas.wards()[..1].to_vec();
    definitions.areas = AreaTree::new(areas.nouns().clone(), areas.city().clone(), only);
    for indicator in &mut definitions.indicators {
        if indicator.id == id("1-4") {
            indicator.roll_up = RollUp::None;
        }
    }
    let told = submission(&definitions, 0, &[("1-4", number(7)), ("1-5", number(3))]);
    let compilation = compiled(&definitions, &[told], &no_findings());
    let figure = |area: &AreaCode, indicator: &str| compilation.figure(area, LIVE, &id(indicator));
    let (city, ward) = (
        &definitions.areas.city().code,
        &definitions.areas.wards()[0].code,
    );
    assert_eq!(
        figure(ward, "1-4").expect("its own").value,
        Some(Decimal::from(7))
    );
    assert!(figure(city, "1-4").is_none());
    assert_eq!(
        figure(city, "1-5").expect("a sum").value,
        Some(Decimal::from(3))
    );
}

#[test]
fn an_error_withholds_its_fact_and_nothing_else() {
    let definitions = built_in();
    let one = submission(
        &definitions,
        23,
        &[("1-2", number(17)), ("1-4", number(300))],
    );
    let submissions = [
        one,
        submission(&definitions, 0, &[("1-2", number(5)), ("1-4", number(100))]),
    ];
    let choices = Choices::new(&submissions, Some(as_of()), &BTreeSet::new(), None);
    let context = Run {
        definitions: &definitions,
        registry: &definitions.registry,
        as_of: Some(as_of()),
        submissions: &submissions,
        choices: &choices,
        previous: None,
        purpose: Purpose::Compile,
        selection: &EVERYTHING,
    };
    let findings = check(&context, Vec::new());
    let compilation = compiled(&definitions, &submissions, &findings);
    let informed = city(&definitions, &compilation, "1-2");
    assert_eq!(
        informed.value,
        Some(Decimal::from(5)),
        "17 of 16 areas cannot be"
    );
    let ward = &definitions.areas.wards()[23].code;
    let (_, why) = informed
        .absent
        .iter()
        .find(|(absent, _)| absent == ward)
        .expect("the ward is named");
    assert_eq!(why.label(definitions.areas.nouns()), "保留（C301）");
    assert_eq!(
        city(&definitions, &compilation, "1-4").value,
        Some(Decimal::from(400))
    );
    let rate = city(&definitions, &compilation, "1-2-rate");
    assert_eq!(
        rate.numerator,
        Some(Decimal::from(5)),
        "the withheld numerator is in neither side"
    );
}

#[test]
fn a_ratio_without_its_counts_has_no_city_figure() {
    let definitions = built_in();
    let full = [
        ("2-6", Value::Number(Decimal::new(750, 1))),
        ("2-6-positive", number(15)),
        ("2-6-answers", number(20)),
    ];
    let bare = [("2-6", Value::Number(Decimal::new(900, 1)))];
    let submissions = [
        submission(&definitions, 0, &full),
        submission(&definitions, 1, &bare),
    ];
    let compilation = compiled(&definitions, &submissions, &no_findings());
    let figure = city(&definitions, &compilation, "2-6");
    assert_eq!(
        (figure.value, figure.standing),
        (None, Standing::NotComputable),
        "82.5 would be a mean of rates"
    );
    let own = compilation
        .figure(&definitions.areas.wards()[1].code, LIVE, &id("2-6"))
        .expect("the ward's own");
    assert_eq!(own.value, Some(Decimal::new(900, 1)));
    let counted = compiled(&definitions, &submissions[..1], &no_findings());
    assert_eq!(
        city(&definitions, &counted, "2-6").value,
        Some(Decimal::new(750, 1))
    );
}

#[test]
fn two_different_workbooks_of_a_ward_count_neither_and_a_copy_counts_once() {
    let definitions = built_in();
    let first = submission(&definitions, 0, &[("1-4", number(100))]);
    let mut other = submission(&definitions, 0, &[("1-4", number(90))]);
    other.file = "修正版.xlsx".into();
    other.sha256 = "f".repeat(64);
    let undecided = compiled(&definitions, &[first.clone(), other], &no_findings());
    assert_eq!(city(&definitions, &undecided, "1-4").value, None);
    let mut copy = first.clone();
    copy.file = "写し.xlsx".into();
    let once = compiled(&definitions, &[first, copy], &no_findings());
    assert_eq!(
        city(&definitions, &once, "1-4").value,
        Some(Decimal::from(100))
    );
}

#[test]
fn of_two_workbooks_the_one_saved_later_counts_and_the_change_is_on_record() {
    let definitions = built_in();
    let mut first = submission(&definitions, 0, &[("1-4", number(100))]);
    first.saved = SavedAt::parse("2026-04-01T00:00:00Z");
    let mut other = submission(&definitions, 0, &[("1-4", number(90))]);
    other.file = "修正版.xlsx".into();
    other.sha256 = "f".repeat(64);
    other.saved = SavedAt::parse("2026-04-08T00:00:00Z");
    let sent = [
        other,
        first,
        submission(&definitions, 1, &[("1-4", number(5))]),
    ];
    let compilation = compiled(&definitions, &sent, &no_findings());
    let figure = city(&definitions, &compilation, "1-4");
    assert_eq!(figure.value, Some(Decimal::from(95)));
    assert_eq!(compilation.resubmissions.len(), 1, "one ward sent two");
    let ward = &compilation.resubmissions[0];
    assert_eq!(ward.files.len(), 2);
    assert_eq!(&*ward.replacements[0].new, "修正版.xlsx");
    assert_eq!(ward.replacements[0].differences.len(), 1);
}

#[test]
fn a_workbook_of_no_known_ward_does_not_count() {
    let definitions = built_in();
    let mut one = submission(&definitions, 0, &[("1-4", number(100))]);
    one.ward = None;
    let compilation = compiled(&definitions, &[one], &no_findings());
    assert_eq!(city(&definitions, &compilation, "1-4").value, None);
}

#[test]
fn change_is_not_shown_across_different_wards() {
    let definitions = built_in();
    let compilation = compiled(
        &definitions,
        &[submission(&definitions, 0, &[("1-4", number(100))])],
        &no_findings(),
    );
    let now = city(&definitions, &compilation, "1-4");
    let indicator = definitions.indicator(&id("1-4")).expect("the indicator");
    let mut before = now.clone();
    before.value = Some(Decimal::from(80));
    let expected = Change::By {
        difference: Decimal::from(20),
        rate: Some(Decimal::new(250, 1)),
    };
    assert_eq!(
        change(&compilation, now, &before, indicator, &definitions.areas),
        expected
    );
    before.value = Some(Decimal::ZERO);
    assert_eq!(
        change(&compilation, now, &before, indicator, &definitions.areas),
        Change::By {
            difference: Decimal::from(100),
            rate: None
        }
    );
    before.contributions.clear();
    assert_eq!(
        change(&compilation, now, &before, indicator, &definitions.areas),
        Change::NotCompared("報告した区が異なる".to_owned())
    );
}

/// ② of the areas counts over the year, and so does its share of the areas; ① tells of a day.
#[test]
fn a_share_is_not_compared_while_its_count_goes_on() {
    let definitions = built_in();
    let values = [("1-2", number(2)), ("1-1", number(2))];
    let mut compilation = compiled(
        &definitions,
        &[submission(&definitions, 0, &values)],
        &no_findings(),
    );
    let told = |compilation: &Compilation, of: &str| {
        let indicator = definitions.indicator(&id(of)).expect("the indicator");
        let now = city(&definitions, compilation, of);
        change(compilation, now, now, indicator, &definitions.areas)
    };
    let goes_on = Change::NotCompared("年度途中の累計".to_owned());
    for of in ["1-2", "1-2-rate", "1-1-rate"] {
        assert_ne!(told(&compilation, of), goes_on, "{of}");
    }
    compilation.as_of = AsOf::parse_iso("2025-09-30").expect("a date");
    for of in ["1-2", "1-2-rate"] {
        assert_eq!(told(&compilation, of), goes_on, "{of}");
    }
    assert_ne!(told(&compilation, "1-1-rate"), goes_on);
}
