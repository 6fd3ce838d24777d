//! What holds for any submission, however oddly filled: one fault is told once, and only its own fact is withheld.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use rust_decimal::Decimal;
use torimatome::check::{EVERYTHING, Purpose, Run, check};
use torimatome::definition::{DefinitionSource, Definitions};
use torimatome::diagnostic::{Findings, Severity};
use torimatome::model::{
    AsOf, CellRef, Choices, Fact, FiscalYear, IndicatorId, Provenance, Row, SavedAt, Submission,
    Value, WrittenNumber, differences,
};

fn definitions() -> Definitions {
    torimatome::check::load(&DefinitionSource::BuiltIn).expect("templates")
}

/// Numbers near the limits that the rules draw, and some far beyond.
fn number() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        (0i64..25).prop_map(Decimal::from),
        (-20i64..2000).prop_map(|tenths| Decimal::new(tenths, 1)),
        (0i64..101).prop_map(|hundredths| Decimal::new(hundredths, 2)),
        Just(Decimal::from(334)),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => number().prop_map(Value::Number),
        1 => Just(Value::Blank),
        1 => Just(Value::NotApplicable),
        1 => Just(Value::NotCollected),
    ]
}

/// One field: its value, the denominator beside it, and whether a formula gave it.
type Field = (Value, Option<Decimal>, bool);

fn fields(count: usize) -> impl Strategy<Value = Vec<Field>> {
    let denominator = prop_oneof![Just(None), number().prop_map(Some)];
    proptest::collection::vec((value(), denominator, any::<bool>()), count)
}

/// A submission of the ward at a place in the city's order, its fields in printed order and by year.
fn submission(definitions: &Definitions, ward: usize, fields: Vec<Field>) -> Submission {
    let form = &definitions.forms[0];
    let file: Arc<str> = Arc::from(format!("{ward:02}.xlsx"));
    let mut facts = BTreeMap::new();
    let slots = form
        .reported_indicators()
        .into_iter()
        .enumerate()
        .flat_map(|(row, id)| (0..form.years.len()).map(move |column| (row, column, id.clone())));
    for ((row, column, indicator), (value, beside, is_formula)) in slots.zip(fields) {
        let provenance = |shift: usize, text: String| Provenance {
            file: Arc::clone(&file),
            sheet: Arc::from("S"),
            cell: CellRef::new(
                u32::try_from(row).expect("small"),
                u32::try_from(column * 2 + shift).expect("small"),
            ),
            text: text.into(),
        };
        let year = form.years[column].year;
        let text = value.number().map_or_else(String::new, |n| n.to_string());
        let fact = Fact {
            indicator: indicator.clone(),
            year,
            row: Row::Whole,
            value,
            provenance: provenance(0, text),
            denominator: beside.map(|value| {
                Box::new(WrittenNumber {
                    value,
                    provenance: provenance(1, value.to_string()),
                })
            }),
            normalisations: Vec::new(),
            is_formula,
            formula: None,
        };
        facts.insert(fact.key(), Arc::new(fact));
    }
    Submission {
        sha256: file.to_string(),
        file,
        form: form.id.clone(),
        ward: Some(definitions.areas.wards()[ward].code.clone()),
        as_of: AsOf::parse_iso("2026-03-31"),
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

fn run(definitions: &Definitions, submissions: &[Submission]) -> Findings {
    let as_of = AsOf::parse_iso("2026-03-31");
    let choices = Choices::new(submissions, as_of, &BTreeSet::new(), None);
    let context = Run {
        definitions,
        registry: &definitions.registry,
        as_of,
        submissions,
        choices: &choices,
        previous: None,
        purpose: Purpose::Check,
        selection: &EVERYTHING,
    };
    check(&context, Vec::new())
}

/// Codes that withhold a fact; a wrong denominator is a fault of its own beside that of the count.
fn own_faults(findings: &Findings, fact: &Fact) -> Vec<&'static str> {
    let mut codes = findings.withholding(&fact.provenance.file, &fact.indicator, fact.year);
    codes.retain(|code| *code != "C303");
    codes
}

/// 18 fields of three years each, as the form has them.
const SLOTS: usize = 18 * 3;

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_fact_is_blamed_twice_and_no_blank_is_withheld(fields in fields(SLOTS)) {
        let definitions = definitions();
        let submission = submission(&definitions, 23, fields);
        let findings = run(&definitions, std::slice::from_ref(&submission));
        for fact in submission.facts.values() {
            let codes = own_faults(&findings, fact);
            prop_assert!(codes.len() <= 1, "{} {}: {codes:?}", fact.indicator, fact.year);
            if fact.value.number().is_none() {
                prop_assert!(codes.is_empty(), "{} {}: {codes:?}", fact.indicator, fact.year);
            }
        }
        for told in findings.diagnostics() {
            prop_assert!(!told.message.is_empty() && !told.hint.is_empty(), "{told:?}");
            prop_assert!(told.place.file.is_some() && told.ward.is_some(), "{told:?}");
            if told.severity == Severity::Error {
                prop_assert!(told.expected.is_some(), "{told:?}");
            }
        }
    }

    #[test]
    fn a_ward_hears_the_same_whoever_else_submits(
        own in fields(SLOTS),
        other in fields(SLOTS),
    ) {
        let definitions = definitions();
        let own = submission(&definitions, 23, own);
        let other = submission(&definitions, 0, other);
        let alone = run(&definitions, std::slice::from_ref(&own));
        let together = run(&definitions, &[other, own.clone()]);
        let of_own: Vec<_> = together
            .diagnostics()
            .iter()
            .filter(|told| told.ward == own.ward)
            .cloned()
            .collect();
        prop_assert_eq!(alone.diagnostics(), of_own.as_slice());
    }

    #[test]
    fn a_superseded_file_is_mentioned_and_changes_nothing_else(
        own in fields(SLOTS),
        older in fields(SLOTS),
    ) {
        let definitions = definitions();
        let mut own = submission(&definitions, 23, own);
        own.saved = SavedAt::parse("2026-04-08T00:00:00Z");
        let mut older = submission(&definitions, 23, older);
        older.saved = SavedAt::parse("2026-04-01T00:00:00Z");
        let old_name: Arc<str> = Arc::from("23（元）.xlsx");
        for fact in older.facts.values_mut() {
            let fact = Arc::make_mut(fact);
            fact.provenance.file = Arc::clone(&old_name);
            if let Some(beside) = &mut fact.denominator {
                beside.provenance.file = Arc::clone(&old_name);
            }
        }
        older.sha256 = old_name.to_string();
        older.file = Arc::clone(&old_name);
        let alone = run(&definitions, std::slice::from_ref(&own));
        let together = run(&definitions, &[older.clone(), own.clone()]);
        let mentions = |id: &str| together.diagnostics().iter().filter(|d| d.code.id() == id).count();
        prop_assert_eq!(mentions("X406"), 1);
        prop_assert_eq!(mentions("X407"), differences(&older, &own).len());
        let others: Vec<_> = together
            .diagnostics()
            .iter()
            .filter(|told| told.place.file.as_ref() != Some(&old_name))
            .cloned()
            .collect();
        prop_assert_eq!(alone.diagnostics(), others.as_slice());
        for fact in older.facts.values() {
            prop_assert!(own_faults(&together, fact).is_empty(), "nothing of it is withheld");
        }
    }

    #[test]
    fn what_fits_together_is_not_blamed(
        counts in proptest::collection::vec(0i64..=16, 2),
        answers in 1i64..200,
        share in 0i64..=100,
        decimals in 0u32..4,
    ) {
        let definitions = definitions();
        let mut ward = submission(&definitions, 23, Vec::new());
        let year = FiscalYear(2025);
        let percent = |part: i64, whole: i64| {
            let exact = Decimal::from(part * 100) / Decimal::from(whole);
            let half_up = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
            exact.round_dp_with_strategy(decimals, half_up)
        };
        let positive = answers * share / 100;
        let written = [
            ("1-1", Decimal::from(counts[0])),
            ("1-2", Decimal::from(counts[1])),
            ("1-2-rate", percent(counts[1], 16)),
            ("2-6", percent(positive, answers)),
            ("2-6-positive", Decimal::from(positive)),
            ("2-6-answers", Decimal::from(answers)),
        ];
        for (row, (id, number)) in (0u32..).zip(written) {
            let places = usize::try_from(decimals).expect("small");
            let is_percent = id == "1-2-rate" || id == "2-6";
            let text = if is_percent { format!("{number:.places$}") } else { number.to_string() };
            let fact = Fact {
                indicator: IndicatorId::new(id),
                year,
                row: Row::Whole,
                value: Value::Number(number),
                provenance: Provenance {
                    file: Arc::clone(&ward.file),
                    sheet: Arc::from("S"),
                    cell: CellRef::new(row, 0),
                    text: text.into(),
                },
                denominator: None,
                normalisations: Vec::new(),
                is_formula: false,
                formula: None,
            };
            ward.facts.insert(fact.key(), Arc::new(fact));
        }
        let findings = run(&definitions, &[ward]);
        prop_assert!(findings.diagnostics().is_empty(), "{:#?}", findings.diagnostics());
    }
}
