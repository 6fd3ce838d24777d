//! The proof that checking is neither blind nor shy of silence: clean cities raise no alarm, planted slips are caught
//! with the right code, sheet and cell, and one slip gives one message.

#![expect(
    clippy::print_stdout,
    reason = "the tests print how many slips were told"
)]

mod across;
mod bytes;
mod city;
mod form;
mod messages;
mod mutant;
mod peers;
mod random;
mod reasons;
mod related;
mod sender;
mod sheets;
mod slips;
mod values;
mod within;
mod world;

use std::collections::BTreeMap;

use rayon::prelude::*;
use torimatome::check::{find_code, submission_codes};
use torimatome::diagnostic::Code;

use mutant::{Mutant, Mutator, Tally, line, show};
use random::Random;
use world::{World, definitions};

/// How many cities are invented.
const CITIES: u32 = 200;

/// Codes that no mutant shows, and where else they are shown.
const SHOWN_ELSEWHERE: &[(&str, &str)] = &[
    ("S101", "tests/workbooks/cut-short.txt"),
    ("S102", "tests/workbooks/encrypted.txt"),
    ("S103", "tests/suite/hostile"),
    ("S104", "tests/cli/containers.md"),
    ("S105", "tests/suite/edges.rs"),
    ("S106", "tests/cli/program.md"),
    ("S115", "tests/suite/formulas.rs"),
    ("S116", "tests/suite/beside.rs"),
    ("S143", "tests/workbooks/odd"),
    ("V205", "tests/workbooks/odd"),
    ("V206", "tests/workbooks/odd"),
    ("V207", "tests/workbooks/told"),
    // The sheet of areas comes with another form; the samples have none.
    ("V212", "tests/suite/areas.rs"),
    ("V213", "tests/suite/word_rows.rs"),
    ("V214", "tests/suite/conditions.rs"),
    ("C321", "tests/rules/area-sum-differs.md"),
    ("C322", "tests/rules/area-unknown.md"),
    ("C323", "tests/rules/area-twice.md"),
    // Of its tables the samples' form states nothing.
    ("C324", "tests/rules/row-count-differs.md"),
    ("C325", "tests/rules/row-not-consecutive.md"),
    ("C326", "tests/rules/row-value-not-listed.md"),
    ("C327", "tests/rules/stated-number-differs.md"),
    ("X415", "tests/rules/elsewhere-differs.md"),
    // No workbook is a table.
    ("S160", "tests/suite/tables"),
    ("S161", "tests/suite/tables"),
    ("S162", "tests/suite/tables"),
    ("S163", "tests/suite/tables"),
    ("S164", "tests/suite/tables"),
    ("S165", "tests/suite/tables"),
    // The samples' wards are always there.
    ("S122", "tests/suite/regrouped.rs"),
    // Only the bureau's file of reasons has a date until which they hold.
    ("C332", "tests/rules/reason-expired.md"),
];

/// Pairs of codes of which both must speak although one slip was planted, and why.
const EXPLAINED: &[(&str, &str, &str)] = &[
    (
        "S110",
        "X402",
        "whose file it is cannot be known, so the bureau still misses the ward's",
    ),
    ("S120", "X402", "the same"),
    ("S121", "X402", "the same"),
    (
        "S112",
        "S113",
        "without its label a row reads as one more of the field above it; neither may be guessed",
    ),
    ("S112", "V201", "the same"),
    ("C331", "V211", "what was to be excused stays"),
    ("C333", "C301", "the same"),
    (
        "X408",
        "X401",
        "what shows only where the registry lacks the ward; that it lacks one is told once",
    ),
    (
        "X407",
        "X406",
        "one says that a file gave way, the other what is different in it",
    ),
];

#[test]
fn clean_cities_raise_no_alarm() {
    let samples = [World::sample("r6", None), World::sample("r7", Some("r6"))];
    let mut alarms = Vec::new();
    let shown = |world: &World| -> Vec<String> {
        let told = world.alarms().into_iter();
        told.map(|d| {
            let (name, as_of, place) = (&world.name, world.as_of, show(&d.place));
            format!(
                "{name} as of {as_of}: {} {place} {}",
                d.code.id(),
                d.message
            )
        })
        .collect()
    };
    alarms.extend(samples.iter().flat_map(shown));
    let cities: Vec<(usize, bool, Vec<String>)> = (0..CITIES)
        .into_par_iter()
        .map(|seed| {
            let city = city::invent(definitions(), seed);
            let in_full = |ward: usize| ward == seed as usize % 24;
            let world = World::invented(format!("city {seed}"), city, &in_full);
            (world.told.len(), world.previous.is_some(), shown(&world))
        })
        .collect();
    alarms.extend(cities.iter().flat_map(|(.., told)| told.iter().cloned()));
    println!(
        "clean cities: 2 samples and {} invented, {} with an earlier collection; {} notes, {} alarms",
        cities.len(),
        cities.iter().filter(|(_, known, _)| *known).count(),
        cities.iter().map(|(told, ..)| told).sum::<usize>(),
        alarms.len()
    );
    assert!(
        alarms.is_empty(),
        "{} {:#?}",
        alarms.len(),
        &alarms[..alarms.len().min(12)]
    );
}

/// Every mutator with the code it is for.
fn mutators() -> impl Iterator<Item = (Code, Mutator)> {
    let tables = [
        values::MUTATORS,
        within::MUTATORS,
        related::MUTATORS,
        sheets::MUTATORS,
        sender::MUTATORS,
        across::MUTATORS,
        peers::MUTATORS,
        reasons::MUTATORS,
    ];
    tables.into_iter().flatten().map(|(code, mutator)| {
        let code = find_code(code).unwrap_or_else(|| panic!("no code {code}"));
        (code, *mutator)
    })
}

/// Every mutant of a city.
fn planted(world: &World) -> Vec<Mutant> {
    let mut mutants: Vec<Mutant> = Vec::new();
    for (index, (_, mutator)) in mutators().enumerate() {
        let mut random = Random::seeded(&["mutants", &index.to_string()]);
        mutants.extend(mutator(world, &mut random));
    }
    mutants
}

/// The samples with last year's return, and a city that is compared with its own half-year: what can be planted in both
/// is planted in the first.
fn worlds() -> Vec<(World, Vec<Mutant>)> {
    let samples = World::sample("r7", Some("r6"));
    let of_samples = planted(&samples);
    let half_year = (0..CITIES)
        .map(|seed| city::invent(definitions(), seed))
        .find(|city| {
            let then = city.previous.as_ref().map(|(as_of, _)| as_of.fiscal_year());
            then == Some(city.as_of.fiscal_year())
        });
    let half_year = half_year.expect("a city with a half-year");
    let half_year = World::invented("half-year".to_owned(), half_year, &|_| true);
    let mut of_half_year = planted(&half_year);
    of_half_year.retain(|mutant| of_samples.iter().all(|other| other.code != mutant.code));
    vec![(samples, of_samples), (half_year, of_half_year)]
}

#[test]
fn planted_slips_are_caught_where_they_are() {
    let worlds = worlds();
    let mutants: Vec<(&World, &Mutant)> = worlds
        .iter()
        .flat_map(|(world, mutants)| mutants.iter().map(move |mutant| (world, mutant)))
        .collect();
    let verdicts: Vec<_> = mutants
        .par_iter()
        .map(|(world, mutant)| mutant.judge(world))
        .collect();
    let mut tally = Tally::default();
    let (mut missed, mut knock_on) = (Vec::new(), Vec::new());
    for ((world, mutant), verdict) in mutants.iter().zip(&verdicts) {
        tally.add(mutant, verdict);
        if !verdict.is_caught {
            let told = verdict.told.iter().map(line);
            missed.push(format!(
                "{}: {:#?}",
                mutant.describe(world),
                told.collect::<Vec<_>>()
            ));
        }
        for more in &verdict.knock_on {
            let pair = (mutant.code.id(), more.code.id());
            if !EXPLAINED
                .iter()
                .any(|(one, other, _)| (*one, *other) == pair)
            {
                knock_on.push(format!("{}: {}", mutant.describe(world), line(more)));
            }
        }
    }
    for ((code, kind), [planted, caught]) in &tally.0 {
        println!("{} {kind}: {planted} planted, {caught} caught", code.id());
    }
    println!(
        "{} mutants, {} missed; {} alarms beside the one that was to come",
        mutants.len(),
        missed.len(),
        knock_on.len()
    );
    let faults: Vec<&String> = missed
        .iter()
        .take(40)
        .chain(knock_on.iter().take(60))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(mutants.len() >= 2_000);
}

#[test]
fn every_code_has_a_mutant_or_is_shown_elsewhere() {
    let mut shown: BTreeMap<Code, &str> = mutators().map(|(code, _)| (code, "a mutant")).collect();
    for (code, place) in SHOWN_ELSEWHERE {
        let code = find_code(code).unwrap_or_else(|| panic!("no code {code}"));
        assert!(
            shown.insert(code, place).is_none(),
            "{code:?} is shown twice"
        );
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(place);
        assert!(path.exists(), "{place}");
    }
    for code in submission_codes() {
        assert!(
            shown.contains_key(code),
            "{code:?} has no mutant and is shown nowhere"
        );
    }
}
