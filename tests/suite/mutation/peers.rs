//! Slips that only the other wards or last year's return can show: copies, outliers, city figures, counts that fell.

use std::sync::Arc;

use rust_decimal::Decimal;
use torimatome::check::rules::{
    changed_greatly, city_figure_suspected, city_sum_above_total, largest_changes,
    outlier_among_wards, same_in_every_ward, sheet_equals_other_ward, year_to_date_fell,
};
use torimatome::diagnostic::Place;
use torimatome::model::Fact;

use super::form::number;
use super::mutant::{Mutant, Mutator, is_percent, put_fact, whole};
use super::random::Random;
use super::world::{Put, Trial, World, definitions};

pub(super) const MUTATORS: &[(&str, Mutator)] = &[
    ("X408", city_sum),
    ("X409", same_everywhere),
    ("X410", other_wards_sheet),
    ("X411", outlier),
    ("T502", fell),
    ("T503", city_figure),
    ("T504", changed_greatly),
    ("T506", changed_beyond_chance),
];

/// The registry lacks a ward's row, and the ward writes more areas than the city has.
fn city_sum(world: &World, _: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for ward in (0..world.wards().len()).step_by(3) {
        for id in ["1-1", "1-2"] {
            let fact = world.fact(ward, id, world.live()).expect("a fact");
            let mut cells = vec![put_fact(fact, Some(number(330)))];
            // A percentage that does not fit would be a second slip.
            let rate = world.fact(ward, "1-2-rate", world.live());
            cells.extend(
                rate.filter(|_| id == "1-2")
                    .map(|rate| put_fact(rate, None)),
            );
            let year = fact.year;
            let plant = move |world: &World, trial: &mut Trial| {
                trial.books.insert(ward, world.changed(ward, &cells));
                trial.registry = Some(super::across::without(world, ward, year));
            };
            let place = Place::from(&fact.provenance);
            let code = city_sum_above_total::CODE;
            mutants.push(Mutant::in_run(
                world,
                code,
                "全市の数を超える",
                Some(ward),
                place,
                plant,
            ));
        }
    }
    mutants
}

/// A number that was in the form when it was handed out.
fn same_everywhere(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for id in ["1-3", "1-4", "1-6", "2-1", "3-1"] {
        // Above what depends on it in any ward, which would be a second contradiction.
        let given = random.between(100, 140);
        let plant = move |world: &World, trial: &mut Trial| {
            for ward in 0..world.wards().len() {
                let fact = world.fact(ward, id, world.live()).expect("a fact");
                let cells = [put_fact(fact, Some(number(given)))];
                trial.books.insert(ward, world.changed(ward, &cells));
            }
        };
        let code = same_in_every_ward::CODE;
        mutants.push(Mutant::in_run(
            world,
            code,
            "全区で同じ数",
            None,
            Place::run(),
            plant,
        ));
    }
    mutants
}

/// The numbers of the ward before, copied into this one's first two sheets.
fn other_wards_sheet(world: &World, _: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for ward in 1..world.wards().len() {
        let facts = world.submission(ward).facts.values();
        let live: Vec<&Fact> = facts
            .map(Arc::as_ref)
            .filter(|f| f.year == world.live() && !is_percent(f))
            .collect();
        let mut cells: Vec<Put> = Vec::new();
        for fact in live
            .iter()
            .filter(|fact| fact.indicator.as_str().starts_with('2'))
        {
            let other = world.fact(ward - 1, fact.indicator.as_str(), fact.year);
            let other = other.and_then(|fact| fact.value.number());
            cells.push(put_fact(fact, other.map(number)));
        }
        let ratio = world.fact(ward, "2-6", world.live()).expect("a fact");
        let other = world.fact(ward - 1, "2-6", world.live()).expect("a fact");
        cells.push(put_fact(ratio, other.value.number().map(number)));
        let place = super::within::sheet_of(ratio);
        let code = sheet_equals_other_ward::CODE;
        mutants.push(Mutant::in_cells(
            world,
            code,
            "ほかの区の写し",
            ward,
            place,
            cells,
        ));
    }
    mutants
}

fn live_counts<'w>(world: &'w World, ids: &[&str]) -> Vec<(usize, &'w Fact)> {
    let wards = 0..world.wards().len();
    wards
        .flat_map(|ward| {
            let facts = ids
                .iter()
                .filter_map(move |id| world.fact(ward, id, world.live()));
            facts.map(move |fact| (ward, fact)).collect::<Vec<_>>()
        })
        .collect()
}

/// Far from every other ward, and from the ward's own year before.
fn outlier(world: &World, _: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (ward, fact) in live_counts(world, &["1-3", "1-4", "1-6"]) {
        let far = Decimal::from(whole(fact) * 40 + 7);
        let cells = vec![put_fact(fact, Some(number(far)))];
        let place = Place::from(&fact.provenance);
        let code = outlier_among_wards::CODE;
        mutants.push(Mutant::in_cells(
            world,
            code,
            "ほかの区と桁違い",
            ward,
            place,
            cells,
        ));
    }
    mutants
}

/// Less than was reported half-way through the year.
fn fell(world: &World, _: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    let Some(previous) = &world.previous else {
        return mutants;
    };
    if previous.as_of.map(|as_of| as_of.fiscal_year()) != Some(world.live()) {
        return mutants;
    }
    for (id, then) in &previous.facts {
        let known = definitions()
            .indicator(&id.indicator)
            .expect("an indicator");
        let is_counted = known.kind == torimatome::model::ValueKind::YearToDate;
        let Some(before) = then.value.number().filter(|n| *n >= Decimal::TEN) else {
            continue;
        };
        let ward = world
            .wards()
            .iter()
            .position(|ward| ward.code == id.ward)
            .expect("a ward");
        let is_small = ["1-2", "1-4", "2-1"].contains(&id.indicator.as_str());
        let now = world.fact(ward, id.indicator.as_str(), world.live());
        if let Some(now) = now.filter(|_| id.year == world.live() && is_counted && !is_small) {
            let less = Some(number(before - Decimal::ONE));
            mutants.push(Mutant::in_fact(
                world,
                year_to_date_fell::CODE,
                "途中より減った",
                ward,
                now,
                less,
            ));
        }
    }
    mutants
}

/// The city's total of last year, give or take, on one ward's sheet.
fn city_figure(world: &World, _: &mut Random) -> Vec<Mutant> {
    let wards = 0..world.wards().len();
    let then = |ward| world.fact(ward, "3-1", world.live().previous());
    let sum: i64 = wards.clone().filter_map(then).map(whole).sum();
    wards
        .map(|ward| {
            let fact = world.fact(ward, "3-1", world.live()).expect("a fact");
            let city = Some(number(sum + 11));
            Mutant::in_fact(
                world,
                city_figure_suspected::CODE,
                "全市の数",
                ward,
                fact,
                city,
            )
        })
        .collect()
}

/// What wards have per area in the middle.
fn usual(world: &World, fact: &Fact) -> i64 {
    let of = |ward| {
        let count = world.fact(ward, fact.indicator.as_str(), world.live());
        count.map(|count| whole(count) / i64::from(world.areas(ward, world.live())))
    };
    let mut wards: Vec<i64> = (0..world.wards().len()).filter_map(of).collect();
    wards.sort_unstable();
    wards[wards.len() / 2]
}

fn changed_greatly(world: &World, _: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (ward, fact) in live_counts(world, &["1-3", "1-6"]) {
        let then = world.fact(ward, fact.indicator.as_str(), world.live().previous());
        let then = then.map_or(0, whole);
        if then < 60 {
            continue;
        }
        let less = then / 5;
        // Where that is far from what every ward has, the comparison with the others speaks at this cell instead.
        if less * 6 < usual(world, fact) * i64::from(world.areas(ward, world.live())) {
            continue;
        }
        let less = Some(number(less));
        mutants.push(Mutant::in_fact(
            world,
            changed_greatly::CODE,
            "大きく減った",
            ward,
            fact,
            less,
        ));
    }
    mutants.extend(small_count_fell(world));
    mutants
}

/// Of many areas one is left: a small number, and yet no chance.
fn small_count_fell(world: &World) -> Vec<Mutant> {
    let facts = live_counts(world, &["1-1"]).into_iter();
    let large = facts.filter(|(ward, fact)| {
        let then = world.fact(*ward, fact.indicator.as_str(), world.live().previous());
        then.is_some_and(|then| (11..20).contains(&whole(then)))
    });
    large
        .map(|(ward, fact)| {
            let one = Some(number(1));
            let code = changed_greatly::CODE;
            Mutant::in_fact(world, code, "小さい数が減った", ward, fact, one)
        })
        .collect()
}

/// Two thirds more than the year before: no rule asks about it, and chance alone does not do it.
fn changed_beyond_chance(world: &World, _: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (ward, fact) in live_counts(world, &["1-4", "1-6"]) {
        let then = world.fact(ward, fact.indicator.as_str(), world.live().previous());
        let then = then.map_or(0, whole);
        if then < 60 {
            continue;
        }
        mutants.push(Mutant::in_fact(
            world,
            largest_changes::CODE,
            "偶然を超えて増えた",
            ward,
            fact,
            Some(number(then * 5 / 3)),
        ));
    }
    mutants
}
