//! How often a slip of the hand is told by its name: planted wherever a comparison that fails can show it.
//!
//! A plant is left out where it is no slip: it gives the same number, no number of its kind (a count with a leading
//! nought, no divisor of ten), or there is nothing to take it from. It is left out also where nobody could tell, as
//! src/check/slip documents: a number of one digit agrees with too much by chance, whether it is written or meant, and
//! neither 100 % nor a percentage below 10 is known again as that of another field or year, and of two slips that give the
//! same number neither is named.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rust_decimal::Decimal;
use torimatome::diagnostic::SlipKind;
use torimatome::model::{Fact, FiscalYear};

use super::city::percent;
use super::mutant::{is_percent, line};
use super::world::{World, definitions};

/// One planted slip: in which ward's fact, and the number that stands there instead.
struct Planted<'w> {
    kind: SlipKind,
    ward: usize,
    fact: &'w Fact,
    written: Decimal,
}

/// Right, wrong, unnamed.
#[derive(Clone, Copy, Default)]
struct Score([usize; 3]);

fn number(fact: &Fact) -> Decimal {
    fact.value.number().expect("a number")
}

/// Every number that differs by two digits that stand side by side.
fn swapped(number: Decimal) -> Vec<Decimal> {
    let text = number.to_string();
    let mut found = Vec::new();
    for at in 1..text.len() {
        let mut bytes = text.clone().into_bytes();
        if bytes[at] == b'.' || bytes[at - 1] == b'.' {
            continue;
        }
        bytes.swap(at - 1, at);
        let other = String::from_utf8(bytes).expect("digits");
        let is_plain = !other.starts_with('0') || other.starts_with("0.");
        if other != text && is_plain {
            found.push(other.parse().expect("a number"));
        }
    }
    found
}

/// The fields directly above and below, as the form prints them.
fn neighbours(fact: &Fact) -> Vec<&'static str> {
    let form = &definitions().forms[0];
    let sheet = form.sheet_of(&fact.indicator).expect("a sheet");
    let fields: Vec<&str> = sheet
        .blocks
        .iter()
        .flat_map(|block| &block.fields)
        .map(|field| field.indicator.as_str())
        .collect();
    let at = fields.iter().position(|id| *id == fact.indicator.as_str());
    let at = at.expect("a field");
    let above = at.checked_sub(1).map(|above| fields[above]);
    above
        .into_iter()
        .chain(fields.get(at + 1).copied())
        .collect()
}

/// Slips in a count whose right number is known.
fn of_count<'w>(world: &'w World, ward: usize, fact: &'w Fact) -> Vec<Planted<'w>> {
    let right = number(fact);
    let mut plants: Vec<(SlipKind, Decimal)> = Vec::new();
    plants.extend(
        swapped(right)
            .into_iter()
            .map(|n| (SlipKind::DigitsSwapped, n)),
    );
    plants.push((SlipKind::DigitTooMany, right * Decimal::TEN));
    if (right % Decimal::TEN).is_zero() {
        plants.push((SlipKind::DigitMissing, right / Decimal::TEN));
    }
    for id in neighbours(fact) {
        let beside = world
            .fact(ward, id, fact.year)
            .filter(|beside| !is_percent(beside));
        let beside = beside.and_then(|beside| beside.value.number());
        plants.extend(beside.map(|n| (SlipKind::NeighbourRow, n)));
    }
    plants.extend(other_years(world, ward, fact));
    plants.push((SlipKind::Sign, -right));
    planted(ward, fact, plants)
}

fn other_years(world: &World, ward: usize, fact: &Fact) -> Vec<(SlipKind, Decimal)> {
    let years: Vec<FiscalYear> = world.due();
    let others = years.into_iter().filter(|year| *year != fact.year);
    others
        .filter_map(|year| {
            world
                .fact(ward, fact.indicator.as_str(), year)?
                .value
                .number()
        })
        .map(|n| (SlipKind::OtherYear, n))
        .collect()
}

/// Slips in a percentage whose counts stand beside it.
fn of_rate<'w>(world: &'w World, ward: usize, fact: &'w Fact) -> Vec<Planted<'w>> {
    let right = number(fact);
    let mut plants = vec![
        (SlipKind::DigitTooMany, right * Decimal::TEN),
        (SlipKind::Fraction, right / Decimal::ONE_HUNDRED),
        (SlipKind::PercentTwice, right * Decimal::ONE_HUNDRED),
        (SlipKind::Sign, -right),
    ];
    if (right % Decimal::TEN).is_zero() {
        plants.push((SlipKind::DigitMissing, right / Decimal::TEN));
    }
    plants.extend(
        swapped(right)
            .into_iter()
            .map(|n| (SlipKind::DigitsSwapped, n)),
    );
    plants.extend(other_years(world, ward, fact));
    if fact.indicator.as_str() == "1-2-rate" {
        let count = world
            .fact(ward, "1-2", fact.year)
            .and_then(|fact| fact.value.number());
        let count = u32::try_from(count.expect("a count")).expect("small");
        plants.push((SlipKind::CityDenominator, percent(count, 334, 1)));
    }
    planted(ward, fact, plants)
}

/// Whether a person who sees no more than the form could tell.
fn tells(kind: SlipKind, right: Decimal, written: Decimal, is_rate: bool) -> bool {
    match kind {
        SlipKind::Sign | SlipKind::Fraction | SlipKind::PercentTwice => right > Decimal::ONE,
        SlipKind::CityDenominator => true,
        SlipKind::OtherYear if is_rate && written == Decimal::ONE_HUNDRED => false,
        _ => right >= Decimal::TEN && written.abs() >= Decimal::TEN,
    }
}

fn planted<'w>(ward: usize, fact: &'w Fact, plants: Vec<(SlipKind, Decimal)>) -> Vec<Planted<'w>> {
    let right = number(fact);
    let mut plants = plants;
    plants.retain(|(_, written)| written.normalize() != right && !written.is_zero());
    let all = plants.clone();
    plants.retain(|(kind, written)| {
        !all.iter()
            .any(|(other, same)| other != kind && same.normalize() == written.normalize())
    });
    plants.retain(|(kind, written)| tells(*kind, right, *written, is_percent(fact)));
    let plant = |(kind, written): (SlipKind, Decimal)| Planted {
        kind,
        ward,
        fact,
        written: written.normalize(),
    };
    plants.into_iter().map(plant).collect()
}

/// Every number in the columns that are due. In the live column many slips break no comparison; those are counted.
fn all(world: &World) -> Vec<Planted<'_>> {
    let mut plants = Vec::new();
    for ward in 0..world.wards().len() {
        for fact in world.submission(ward).facts.values() {
            if fact.value.number().is_none() || fact.year > world.live() {
                continue;
            }
            if is_percent(fact) {
                plants.extend(of_rate(world, ward, fact));
            } else {
                plants.extend(of_count(world, ward, fact));
            }
        }
    }
    plants
}

/// The numbers as the issue asks for them, and what went wrong.
#[test]
fn a_planted_slip_is_told_by_its_name() {
    let world = World::sample("r7", Some("r6"));
    let plants = all(&world);
    let told: Vec<_> = plants
        .par_iter()
        .map(|plant| world.news_of_number(plant.ward, plant.fact, plant.written))
        .collect();
    let mut scores: BTreeMap<SlipKind, Score> = BTreeMap::new();
    let (mut silent, mut odd) = (0, Vec::new());
    for (plant, told) in plants.iter().zip(&told) {
        if told.is_empty() {
            silent += 1;
            continue;
        }
        let score = &mut scores.entry(plant.kind).or_default().0;
        let named: Vec<SlipKind> = told.iter().filter_map(|d| d.slip).collect();
        let at = match &named[..] {
            [] => 2,
            named if named.iter().all(|kind| *kind == plant.kind) => 0,
            _ => 1,
        };
        score[at] += 1;
        if at > 0 {
            let (ward, fact) = (&world.wards()[plant.ward].name, plant.fact);
            let told = told.iter().map(line).collect::<Vec<_>>().join("\n    ");
            odd.push(format!(
                "{} {}: {ward} {} {} {} ▸ {}\n    {told}",
                ["", "WRONG", "unnamed"][at],
                plant.kind.key(),
                fact.indicator,
                fact.year,
                number(fact),
                plant.written,
            ));
        }
    }
    let mut sum = [0; 3];
    for (kind, Score(score)) in &scores {
        println!(
            "{}: {} right, {} wrong, {} unnamed",
            kind.key(),
            score[0],
            score[1],
            score[2]
        );
        for (sum, part) in sum.iter_mut().zip(score) {
            *sum += part;
        }
    }
    let [right, wrong, unnamed] = sum;
    let total = right + wrong + unnamed;
    println!(
        "{total} slips: {right} named right, {wrong} named wrong, {unnamed} unnamed; {silent} break no comparison"
    );
    println!("{}", odd.join("\n"));
    assert!(right * 100 >= total * 95, "{right} of {total} named right");
    assert!(wrong * 100 <= total, "{wrong} of {total} named wrong");
}
