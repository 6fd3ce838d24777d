//! Slips of the collection, and against last year's: wards missing and twice, other dates, other numbers than accepted.

use std::sync::Arc;
use torimatome::check::rules::{
    as_of_differs, copy_identical, declared_total_differs, earlier_words_restated,
    earlier_year_restated, registry_total_differs, submission_changed, submission_superseded,
    ward_missing, ward_twice,
};

use torimatome::definition::Registry;
use torimatome::diagnostic::Place;
use torimatome::model::{FiscalYear, IndicatorId, NarrativeItem};
use torimatome::read::Workbook;
use torimatome::workbook::names;

use super::city::percent;
use super::form::{for_whole, number, put, put_named, text};
use super::mutant::{Mutant, Mutator, filled, is_percent, put_fact, some_ward, whole};
use super::random::Random;
use super::sender::dated;
use super::sheets::file;
use super::world::{Trial, World, definitions};

pub(super) const MUTATORS: &[(&str, Mutator)] = &[
    ("X401", registry_total),
    ("X402", ward_missing),
    ("X403", ward_twice),
    ("X404", copy),
    ("X405", as_of_differs),
    ("X406", superseded),
    ("X407", changed),
    ("X414", declared),
    ("T501", restated),
    ("T505", words_restated),
];

fn as_of_differs(world: &World, random: &mut Random) -> Vec<Mutant> {
    let other = ("令和7年12月末", "2025-12-31");
    dated(world, random, as_of_differs::CODE, "別の時点", file, other)
}

/// A row of the registry is missing.
fn registry_total(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for year in world.due() {
        let ward = some_ward(world, random);
        let plant = move |world: &World, trial: &mut Trial| {
            trial.registry = Some(without(world, ward, year));
        };
        let mutant = Mutant::in_run(
            world,
            registry_total_differs::CODE,
            "登録の行がない",
            None,
            Place::run(),
            plant,
        );
        mutants.push(mutant);
    }
    mutants
}

pub(super) fn without(world: &World, ward: usize, year: FiscalYear) -> Registry {
    let areas = &definitions().areas;
    let head = ["団体コード", "区名", "年度", "名簿提供地域数"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for (code, at, entry) in world.registry.entries() {
        if *code == world.wards()[ward].code && at == year {
            continue;
        }
        let name = areas
            .get(code)
            .map(|area| area.name.clone())
            .expect("a ward");
        rows.push(vec![
            code.to_string(),
            name,
            at.to_string(),
            entry.count.to_string(),
        ]);
    }
    Registry::from_rows("登録.csv", &rows, areas).expect("a registry")
}

fn ward_missing(world: &World, _: &mut Random) -> Vec<Mutant> {
    let wards = 0..world.wards().len();
    wards
        .map(|ward| {
            let plant = move |_: &World, trial: &mut Trial| {
                trial.dropped.insert(ward);
            };
            Mutant::in_run(
                world,
                ward_missing::CODE,
                "届いていない",
                Some(ward),
                Place::run(),
                plant,
            )
        })
        .collect()
}

/// A second file of a ward: its name begins like the first one's, and comes after it.
fn second(world: &World, ward: usize, change: impl Fn(&mut Workbook)) -> Workbook {
    let mut book = world.books[ward].clone();
    change(&mut book);
    let name = book.file.trim_end_matches(".xlsx").to_owned();
    book.file = Arc::from(format!("{name}（2）.xlsx"));
    book
}

/// Another number of consultations.
fn other_number(world: &World, ward: usize, book: &mut Workbook) {
    let fact = world.fact(ward, "1-4", world.live()).expect("a fact");
    let other = number(whole(fact) + 1);
    put(
        book,
        &fact.provenance.sheet,
        fact.provenance.cell,
        Some(other),
    );
}

fn ward_twice(world: &World, _: &mut Random) -> Vec<Mutant> {
    let wards = 0..world.wards().len();
    wards
        .map(|ward| {
            let plant = move |world: &World, trial: &mut Trial| {
                let book = second(world, ward, |book| other_number(world, ward, book));
                trial.extra.push((book, "another".to_owned()));
            };
            let at = file(world, ward);
            Mutant::in_run(
                world,
                ward_twice::CODE,
                "2つのファイル",
                Some(ward),
                at,
                plant,
            )
        })
        .collect()
}

fn copy(world: &World, _: &mut Random) -> Vec<Mutant> {
    let wards = 0..world.wards().len();
    wards
        .map(|ward| {
            let plant = move |world: &World, trial: &mut Trial| {
                let book = second(world, ward, |_| {});
                trial
                    .extra
                    .push((book, world.submission(ward).sha256.clone()));
            };
            let place = Place::file(&second(world, ward, |_| {}).file);
            Mutant::in_run(
                world,
                copy_identical::CODE,
                "同じ内容の写し",
                Some(ward),
                place,
                plant,
            )
        })
        .collect()
}

/// A ward sends a second file a week after the first.
fn resubmit(world: &World, ward: usize, trial: &mut Trial) {
    let mut first = world.books[ward].clone();
    first.saved = Some("2026-04-01T09:00:00Z".to_owned());
    trial.books.insert(ward, first);
    let later = second(world, ward, |book| {
        other_number(world, ward, book);
        book.saved = Some("2026-04-08T09:00:00Z".to_owned());
    });
    trial.extra.push((later, "another".to_owned()));
}

fn superseded(world: &World, _: &mut Random) -> Vec<Mutant> {
    let wards = 0..world.wards().len();
    wards
        .map(|ward| {
            let plant = move |world: &World, trial: &mut Trial| resubmit(world, ward, trial);
            let at = file(world, ward);
            Mutant::in_run(
                world,
                submission_superseded::CODE,
                "差し替え",
                Some(ward),
                at,
                plant,
            )
        })
        .collect()
}

fn changed(world: &World, _: &mut Random) -> Vec<Mutant> {
    let wards = 0..world.wards().len();
    wards
        .map(|ward| {
            let plant = move |world: &World, trial: &mut Trial| resubmit(world, ward, trial);
            let fact = world.fact(ward, "1-4", world.live()).expect("a fact");
            let at = Place::from(&fact.provenance);
            Mutant::in_run(
                world,
                submission_changed::CODE,
                "変わった数",
                Some(ward),
                at,
                plant,
            )
        })
        .collect()
}

/// A total for the whole that is one more than the sum of the wards.
fn declared(world: &World, _: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for id in ["1-3", "2-1", "3-1"] {
        for year in world.due() {
            let wards = 0..world.wards().len();
            let facts = wards.filter_map(|ward| world.fact(ward, id, year));
            let numbers: Vec<i64> = facts
                .filter(|fact| fact.value.number().is_some())
                .map(whole)
                .collect();
            let other = numbers.iter().sum::<i64>() + 1;
            let name = names::field(&IndicatorId::new(id), year);
            let blank = for_whole(definitions(), &world.registry, world.as_of);
            let (sheet, at) = blank.names[&name].clone();
            let place = Place::cell(&blank.file, &sheet, at);
            let plant = move |_: &World, trial: &mut Trial| {
                let mut book = blank.clone();
                put_named(&mut book, &name, number(other));
                trial.extra.push((book, "of the whole".to_owned()));
            };
            let code = declared_total_differs::CODE;
            let mut mutant = Mutant::in_run(world, code, "合計と違う申告", None, place, plant);
            mutant.ward = Some(definitions().areas.city().code.clone());
            if !numbers.is_empty() {
                mutants.push(mutant);
            }
        }
    }
    mutants
}

/// A little more or less than was accepted last year.
fn restated(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    if world.previous.is_none() {
        return mutants;
    }
    for _ in 0..4 {
        for (ward, fact) in filled(world, random) {
            if fact.year >= world.live()
                || is_percent(fact)
                || fact.indicator.as_str().starts_with("2-6")
            {
                continue;
            }
            // Two less stays within every bound, and is no slip that has a name.
            let other = whole(fact) - 2;
            if other <= 0 {
                continue;
            }
            let mut cells = vec![put_fact(fact, Some(number(other)))];
            // The form reckons the percentage anew.
            let rate = world.fact(ward, "1-2-rate", fact.year);
            if let Some(rate) = rate.filter(|_| fact.indicator.as_str() == "1-2") {
                let count = u32::try_from(other).expect("small");
                let rated = number(percent(count, world.areas(ward, fact.year), 1));
                cells.push(put_fact(rate, Some(rated)));
            }
            let code = earlier_year_restated::CODE;
            let place = Place::from(&fact.provenance);
            mutants.push(Mutant::in_cells(
                world,
                code,
                "昨年と違う数",
                ward,
                place,
                cells,
            ));
        }
    }
    mutants
}

/// A bullet of an earlier year is gone, or reads otherwise than it was accepted last year.
fn words_restated(world: &World, _: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    let Some(previous) = &world.previous else {
        return mutants;
    };
    let code = earlier_words_restated::CODE;
    for ward in 0..world.wards().len() {
        let read = world.submission(ward);
        let earlier = |item: &&Arc<NarrativeItem>| {
            item.year < world.live() && previous.speaks_for_whole(item.year)
        };
        for item in read.narratives.iter().filter(earlier).take(3) {
            let (sheet, at) = (item.provenance.sheet.clone(), item.provenance.cell);
            let first = read.blocks[&(item.block.to_string(), item.year)].clone();
            let cells = [
                ("前の年度の文章がない", None, &first),
                (
                    "前の年度の文章が違う",
                    Some(text("前の年度とは違うことを書いた文章である")),
                    &item.provenance,
                ),
            ];
            for (name, cell, place) in cells {
                let put = (sheet.clone(), at, cell);
                let place = Place::from(place);
                mutants.push(Mutant::in_cells(world, code, name, ward, place, vec![put]));
            }
        }
    }
    mutants
}
