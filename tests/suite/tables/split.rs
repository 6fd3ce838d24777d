//! Facts, figures and words are the same to the byte however the files were split before they were put together, in whatever order,
//! and over however many tables of tables; with what stands beside the tables, and without.

use std::sync::{Arc, OnceLock};

use proptest::prelude::*;
use rust_decimal::Decimal;
use torimatome::assemble::{PREFIX, Setting, previous_facts};
use torimatome::check::{EVERYTHING, load};
use torimatome::definition::{DefinitionSource, Definitions};
use torimatome::diagnostic::{Code, Diagnostic, Place};
use torimatome::model::{Fact, FactKey, FiscalYear, IndicatorId, PreviousFacts, Value};
use torimatome::pipeline::read_all;
use torimatome::read::{InputFile, ReadResult, Reader};

use super::given::{World, Written, back, write};
use crate::areas::doubtful;
use crate::support::inputs::{inputs, inputs_of};

pub(super) fn definitions() -> &'static Definitions {
    static DEFINITIONS: OnceLock<Definitions> = OnceLock::new();
    DEFINITIONS.get_or_init(|| load(&DefinitionSource::BuiltIn).expect("sound templates"))
}

fn read(files: &[InputFile]) -> Vec<ReadResult> {
    read_all(files, &Reader::new(definitions()), 1, &|| {}).expect("threads")
}

/// A city as it was read, and what was accepted the year before.
pub(super) struct City {
    name: &'static str,
    pub(super) read: Vec<ReadResult>,
    previous: Option<PreviousFacts>,
    /// A unit sent two files: which of them is the later, bare tables do not say.
    has_twice: bool,
}

impl City {
    pub(super) fn world(&self) -> World<'_> {
        World {
            definitions: definitions(),
            previous: self.previous.as_ref(),
        }
    }

    /// What a run over all files at once writes.
    pub(super) fn whole(&self) -> Written {
        write(self.world(), self.read.clone(), Vec::new())
    }

    /// The results of the files with these places.
    fn part(&self, files: &[usize]) -> Vec<ReadResult> {
        files.iter().map(|at| self.read[*at].clone()).collect()
    }
}

fn last_year() -> PreviousFacts {
    let setting = Setting {
        definitions: definitions(),
        registry: &definitions().registry,
        as_of: None,
        previous: None,
        waivers: None,
        selection: &EVERYTHING,
    };
    let mut files = inputs("r6");
    for file in &mut files {
        file.name = Arc::from(format!("{PREFIX}/{}", file.name));
    }
    previous_facts(setting, read(&files))
}

/// The sample city in which two units filled in the sheet of areas; another in which a unit did so doubtfully; the sample city with
/// every state that a fact can have; the city as it really arrives, with and without last year.
pub(super) fn cities() -> &'static [City] {
    static CITIES: OnceLock<Vec<City>> = OnceLock::new();
    CITIES.get_or_init(|| {
        let mut with_areas = inputs("r7");
        with_areas.retain(|file| !file.name.contains("西成区") && !file.name.contains("東成区"));
        with_areas.extend(inputs("areas"));
        let mut in_doubt = inputs("r7");
        in_doubt.retain(|file| !file.name.contains("西成区"));
        let (folder, _) = doubtful();
        let bytes = std::fs::read(folder.path().join("西成区.xlsx")).expect("a workbook");
        let hash = torimatome::read::sha256(&bytes);
        in_doubt.push(InputFile::new("271225_西成区.xlsx", bytes, hash));
        let is_workbook =
            |path: &std::path::Path| path.extension().is_some_and(|end| end == "xlsx");
        let real = inputs_of("samples/r7-real-life", is_workbook);
        let city = |name: &'static str, read, previous| City {
            has_twice: name.starts_with("real life"),
            name,
            read,
            previous,
        };
        vec![
            city("with areas", read(&with_areas), None),
            city("areas in doubt", read(&in_doubt), None),
            city("every state", every_state(), None),
            city(
                "every state after last year",
                every_state(),
                Some(last_year()),
            ),
            city("real life", read(&real), None),
            city("real life after last year", read(&real), Some(last_year())),
        ]
    })
}

/// The sample city, in whose files numbers were made blank, 該当なし, 未集計, unreadable and too large, and fields taken away.
fn every_state() -> Vec<ReadResult> {
    let mut read = read(&inputs("r7"));
    let years = [FiscalYear(2024), FiscalYear(2025)];
    for (at, result) in read.iter_mut().enumerate() {
        let submission = result.submission.as_mut().expect("a submission");
        let indicators = ["1-1", "1-2", "1-3", "1-4", "2-1", "2-6", "3-1"];
        // A number above the count of areas is an error.
        let indicator = match at % 8 {
            4 => "1-2",
            _ => indicators[at % indicators.len()],
        };
        let key = FactKey::whole(IndicatorId::new(indicator), years[at / 2 % 2]);
        let Some(fact) = submission.facts.get_mut(&key) else {
            continue;
        };
        let mut say = |value: Value, text: &str| {
            let fact = Arc::make_mut(fact);
            fact.value = value;
            fact.provenance.text = text.into();
        };
        match at % 8 {
            0 => say(Value::Blank, ""),
            1 => say(Value::NotApplicable, "該当なし"),
            2 => say(Value::NotCollected, "未集計"),
            3 => {
                say(Value::Unreadable, "=約120");
                let told = error(Code::VALUE_NOT_A_NUMBER, fact);
                result.diagnostics.push(told);
            }
            4 => say(Value::Number(Decimal::from(999)), "９９９"),
            5 => {
                say(Value::Blank, "");
                let told = error(Code::VALUE_NOT_CALCULATED, fact);
                result.diagnostics.push(told);
            }
            6 => {
                let told = error(Code::FIELD_NOT_FOUND, fact);
                let place = Place::file(&submission.file);
                result.diagnostics.push(Diagnostic { place, ..told });
                submission.facts.remove(&key);
            }
            _ => say(Value::Number(Decimal::ZERO), "なし"),
        }
    }
    read
}

fn error(code: Code, fact: &Fact) -> Diagnostic {
    let told = Diagnostic::new(code, Place::from(&fact.provenance), "読めません。");
    told.fact(&fact.indicator, fact.year, "欄")
}

/// The tables of a city whose files went into these parts, put together, with tables of tables where `is_nested`.
fn put_together(city: &City, parts: &[Vec<usize>], is_bare: bool, is_nested: bool) -> Written {
    let world = city.world();
    let parts = parts.iter().filter(|files| !files.is_empty());
    let mut given: Vec<_> = parts
        .enumerate()
        .map(|(at, files)| {
            let written = write(world, city.part(files), Vec::new());
            written.given(&format!("部{at}"), is_bare)
        })
        .collect();
    if is_nested {
        let halves = given.chunks(given.len().div_ceil(2));
        given = halves
            .zip(["上", "下"])
            .map(|(half, name)| {
                let (results, notes) = back(world, half);
                write(world, results, notes).given(name, is_bare)
            })
            .collect();
    }
    let (results, notes) = back(world, &given);
    write(world, results, notes)
}

/// What differs, to be read.
fn differing(one: &Written, other: &Written) -> Vec<String> {
    let mut lines = Vec::new();
    for (now, then) in one.tables().iter().zip(other.tables()) {
        if *now == then {
            continue;
        }
        let is_new = |line: &&str| !then.contains(*line);
        lines.extend(now.lines().filter(is_new).map(|line| format!("+ {line}")));
        let is_gone = |line: &&str| !now.contains(*line);
        lines.extend(then.lines().filter(is_gone).map(|line| format!("- {line}")));
        lines.push(String::new());
    }
    lines.truncate(20);
    lines
}

#[test]
fn tables_of_one_two_five_and_every_file_are_the_tables_of_the_whole() {
    for city in cities() {
        let whole = city.whole();
        let count = city.read.len();
        for parts in [1, 2, 5, count] {
            let files = |part: usize| (0..count).rev().filter(|at| at % parts == part).collect();
            let parts: Vec<Vec<usize>> = (0..parts).map(files).collect();
            for (is_bare, is_nested) in [(false, false), (true, false), (false, true), (true, true)]
            {
                if is_bare && city.has_twice && parts.len() > 1 {
                    continue;
                }
                let together = put_together(city, &parts, is_bare, is_nested);
                let differing = differing(&together, &whole);
                assert!(
                    together.tables() == whole.tables(),
                    "{} in {} parts, bare {is_bare}, nested {is_nested}: {differing:#?}",
                    city.name,
                    parts.len()
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_file_goes_into_whatever_part_in_whatever_order(
        city in 0..6usize,
        places in proptest::collection::vec(0..9usize, 40),
        order in Just((0..40usize).collect::<Vec<_>>()).prop_shuffle(),
        is_bare: bool,
        is_nested: bool,
    ) {
        let city = &cities()[city];
        let is_bare = is_bare && !city.has_twice;
        let mut parts = vec![Vec::new(); 9];
        for at in order.into_iter().filter(|at| *at < city.read.len()) {
            parts[places[at]].push(at);
        }
        let whole = city.whole();
        let together = put_together(city, &parts, is_bare, is_nested);
        prop_assert!(
            together.tables() == whole.tables(),
            "{}: {:#?}", city.name, differing(&together, &whole)
        );
    }
}

/// The cities above hold what they are made to hold: without it the tests above would show nothing.
#[test]
fn the_cities_hold_every_state_and_rows_of_areas() {
    use torimatome::model::FactState;
    let rows: Vec<_> = cities()
        .iter()
        .flat_map(|city| city.whole().rows())
        .collect();
    for state in FactState::ALL {
        let is_there = rows.iter().any(|row| row.state == state);
        assert!(
            is_there || state == FactState::NotOnForm,
            "{}",
            state.label()
        );
    }
    let of_areas = |state: FactState| {
        let below = rows.iter().filter(|row| row.ward.part().is_some());
        below.filter(|row| row.state == state).count()
    };
    assert!(of_areas(FactState::Reported) > 80);
    assert!(of_areas(FactState::Withheld) > 0, "a sum that differs");
    assert!(
        rows.iter().any(|row| row.cell.is_none()),
        "a field not found"
    );
    let text = Arc::new("=約120".to_owned());
    assert!(
        rows.iter().any(|row| row.text == *text),
        "a text that a spreadsheet would run"
    );
    let carried = rows.iter().filter(|row| row.file.starts_with("前年度/"));
    assert!(carried.count() > 0, "numbers taken over from last year");
}
