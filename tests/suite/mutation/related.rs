//! Slips between numbers and words that go together: pairs of counts, percentages alone, words left out or copied.

use std::sync::Arc;
use torimatome::check::rules::{
    above_related_count, areas_without_count, bullets_identical, column_repeated, filler_text,
    formula_overwritten, nothing_to_say, rate_blank, rate_without_count, ratio_extreme,
    ratio_without_counts, required_narrative_blank, zero_beside_positive,
};

use torimatome::definition::BlockKind;
use torimatome::diagnostic::{Code, Place};
use torimatome::model::Fact;
use torimatome::workbook::names;

use super::city::percent;
use super::form::{number, text};
use super::mutant::{Mutant, Mutator, beside, put_fact, some_ward, whole};
use super::random::Random;
use super::within::each;
use super::world::{Put, World, definitions};

pub(super) const MUTATORS: &[(&str, Mutator)] = &[
    ("S140", formula_overwritten),
    ("C307", rate_without_count),
    ("C308", rate_blank),
    ("C310", nought_beside_some),
    ("C311", nobody_on_the_list),
    ("C312", above_related),
    ("C313", ratio_alone),
    ("C314", extreme_ratio),
    ("C315", no_words),
    ("C316", same_bullets),
    ("C317", column_repeated),
    ("C318", nothing_to_say),
    ("C328", filler),
];

fn rated(world: &World) -> Vec<(usize, &Fact, u32)> {
    let rates = each(world, &["1-2-rate"]).into_iter();
    rates
        .filter_map(|(ward, rate)| {
            let count = beside(world, ward, rate, "1-2")?.value.number()?;
            Some((ward, rate, u32::try_from(count).expect("small")))
        })
        .collect()
}

fn formula_overwritten(world: &World, _: &mut Random) -> Vec<Mutant> {
    let live = rated(world).into_iter().filter(|(_, rate, _)| {
        // Typed over where another year still has its formula.
        rate.year == world.live() && rate.is_formula
    });
    live.map(|(ward, rate, count)| {
        let right = percent(count, world.areas(ward, rate.year), 1);
        let typed = Some(number(right));
        Mutant::in_fact(
            world,
            formula_overwritten::CODE,
            "式に数を上書き",
            ward,
            rate,
            typed,
        )
    })
    .collect()
}

/// The percentage typed by hand, and no count.
fn rate_without_count(world: &World, _: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (ward, rate, count) in rated(world) {
        let fact = beside(world, ward, rate, "1-2").expect("a count");
        let typed = number(percent(count, world.areas(ward, rate.year), 1));
        let cells = vec![put_fact(fact, None), put_fact(rate, Some(typed))];
        let place = Place::from(&fact.provenance);
        let code = rate_without_count::CODE;
        mutants.push(Mutant::in_cells(world, code, "％だけ", ward, place, cells));
    }
    mutants
}

fn rate_blank(world: &World, _: &mut Random) -> Vec<Mutant> {
    let rates = rated(world).into_iter();
    rates
        .map(|(ward, rate, _)| {
            let blank = Some(text(""));
            Mutant::in_fact(world, rate_blank::CODE, "％が空欄", ward, rate, blank)
        })
        .collect()
}

/// Noughts, and the number beside which they cannot stand.
fn nought_beside_some(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    let pairs: [(&[&str], &str); 3] = [
        (&["1-4"], "1-2"),
        (&["2-2", "2-4"], "2-3"),
        (&["1-4"], "2-5"),
    ];
    for (noughts, some) in pairs {
        for (ward, fact) in each(world, &[some]) {
            if whole(fact) == 0 || random.percent(60) {
                continue;
            }
            let facts: Vec<&Fact> = noughts
                .iter()
                .filter_map(|id| beside(world, ward, fact, id))
                .collect();
            let cells = facts
                .iter()
                .map(|fact| put_fact(fact, Some(number(0))))
                .collect();
            let place = Place::from(&facts[0].provenance);
            let code = zero_beside_positive::CODE;
            mutants.push(Mutant::in_cells(
                world,
                code,
                "0のはずがない",
                ward,
                place,
                cells,
            ));
        }
    }
    mutants
}

fn nobody_on_the_list(world: &World, _: &mut Random) -> Vec<Mutant> {
    let facts = each(world, &["1-3"]).into_iter();
    facts
        .map(|(ward, fact)| {
            let nobody = Some(number(0));
            Mutant::in_fact(
                world,
                areas_without_count::CODE,
                "名簿があるのに0人",
                ward,
                fact,
                nobody,
            )
        })
        .collect()
}

fn above_related(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (ward, fact) in each(world, &["2-2", "2-5"]) {
        // An earlier column that was accepted otherwise is told as such.
        if world.previous.is_some() && fact.year < world.live() {
            continue;
        }
        let limit = beside(world, ward, fact, "2-1").expect("a count");
        let above = whole(limit) + i64::from(random.between(1, 4));
        let written = Some(number(above));
        let code = above_related_count::CODE;
        mutants.push(Mutant::in_fact(
            world,
            code,
            "受付件数を超える",
            ward,
            fact,
            written,
        ));
    }
    mutants
}

/// The two counts of the survey left blank, and the ratio as it is or as given.
fn without_counts(
    world: &World,
    code: Code,
    kind: &'static str,
    ratio: Option<i64>,
) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (ward, fact) in each(world, &["2-6"]) {
        let counts = ["2-6-positive", "2-6-answers"].map(|id| beside(world, ward, fact, id));
        let mut cells: Vec<Put> = counts
            .iter()
            .flatten()
            .map(|fact| put_fact(fact, None))
            .collect();
        cells.extend(ratio.map(|ratio| put_fact(fact, Some(number(ratio)))));
        let place = Place::from(&fact.provenance);
        mutants.push(Mutant::in_cells(world, code, kind, ward, place, cells));
    }
    mutants
}

fn ratio_alone(world: &World, _: &mut Random) -> Vec<Mutant> {
    without_counts(world, ratio_without_counts::CODE, "割合だけ", None)
}

fn extreme_ratio(world: &World, _: &mut Random) -> Vec<Mutant> {
    let mut mutants = without_counts(world, ratio_extreme::CODE, "100だけ", Some(100));
    mutants.extend(without_counts(world, ratio_extreme::CODE, "0だけ", Some(0)));
    mutants
}

/// The cells of the bullets of every block in the live column, each block in some ward.
fn blocks(world: &World, random: &mut Random) -> Vec<(usize, &'static str, Vec<Put>)> {
    let mut blocks = Vec::new();
    for sheet in &definitions().forms[0].sheets {
        for block in sheet
            .blocks
            .iter()
            .filter(|block| block.kind == BlockKind::Narrative)
        {
            for _ in 0..3 {
                let ward = some_ward(world, random);
                let cells = (1..=block.bullets).map(|bullet| {
                    let name = names::bullet(&block.id, world.live(), bullet);
                    let (sheet, at) = &world.books[ward].names[&name];
                    (Arc::clone(sheet), *at, None)
                });
                blocks.push((ward, block.id.as_str(), cells.collect()));
            }
        }
    }
    blocks
}

fn first_cell(world: &World, ward: usize, cells: &[Put]) -> Place {
    Place::cell(&world.books[ward].file, &cells[0].0, cells[0].1)
}

fn no_words(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut blocks = blocks(world, random);
    // The third sheet may be left to another body.
    blocks.retain(|(_, block, _)| !block.starts_with("participation"));
    let mut mutants = Vec::new();
    for (ward, _, cells) in blocks {
        let place = first_cell(world, ward, &cells);
        let code = required_narrative_blank::CODE;
        let dots = cells
            .iter()
            .map(|(sheet, at, _)| (Arc::clone(sheet), *at, Some(text("・"))));
        let dots: Vec<Put> = dots.collect();
        mutants.push(Mutant::in_cells(
            world,
            code,
            "文章がない",
            ward,
            place.clone(),
            cells,
        ));
        mutants.push(Mutant::in_cells(
            world,
            code,
            "「・」だけ",
            ward,
            place,
            dots,
        ));
    }
    mutants
}

fn same_bullets(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (ward, _, mut cells) in blocks(world, random) {
        for (_, _, cell) in &mut cells {
            *cell = Some(text("地域の活動者と連携し、気になる世帯への声かけを続けた"));
        }
        let place = first_cell(world, ward, &cells);
        let code = bullets_identical::CODE;
        mutants.push(Mutant::in_cells(
            world,
            code,
            "同じ文章",
            ward,
            place,
            cells,
        ));
    }
    mutants
}

/// A bullet was only tried out.
fn filler(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (ward, _, mut cells) in blocks(world, random) {
        cells.truncate(1);
        cells[0].2 = Some(text("（記入してください）"));
        let place = first_cell(world, ward, &cells);
        let code = filler_text::CODE;
        mutants.push(Mutant::in_cells(
            world,
            code,
            "書きかけ",
            ward,
            place,
            cells,
        ));
    }
    mutants
}

/// The live column is last year's, digit for digit.
fn column_repeated(world: &World, _: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for ward in 0..world.wards().len() {
        let facts = world.submission(ward).facts.values();
        let facts = facts.map(Arc::as_ref);
        let live: Vec<&Fact> = facts.filter(|fact| fact.year == world.live()).collect();
        let cells: Vec<Put> = live
            .iter()
            .filter_map(|fact| {
                let then = world.fact(ward, fact.indicator.as_str(), fact.year.previous())?;
                then.value
                    .number()
                    .map(|then| put_fact(fact, Some(number(then))))
            })
            .collect();
        let first = world.fact(ward, "1-1", world.live()).expect("a fact");
        let place = Place::from(&first.provenance);
        let code = column_repeated::CODE;
        mutants.push(Mutant::in_cells(
            world,
            code,
            "前年度の列のまま",
            ward,
            place,
            cells,
        ));
    }
    mutants
}

/// 「特になし」 although a count of the sheet is a third of last year's.
fn nothing_to_say(world: &World, _: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for ward in 0..world.wards().len() {
        let fact = world.fact(ward, "1-4", world.live()).expect("a fact");
        let then = world
            .fact(ward, "1-4", world.live().previous())
            .expect("a fact");
        let mut cells = vec![put_fact(fact, Some(number((whole(then) / 3).max(1))))];
        let names = (1..=3).map(|bullet| names::bullet("goal-1-outcomes", world.live(), bullet));
        let places: Vec<_> = names
            .map(|name| world.books[ward].names[&name].clone())
            .collect();
        for (index, (sheet, at)) in places.iter().enumerate() {
            let words = (index == 0).then(|| text("特になし"));
            cells.push((Arc::clone(sheet), *at, words));
        }
        let place = first_cell(world, ward, &cells[1..]);
        let code = nothing_to_say::CODE;
        mutants.push(Mutant::in_cells(
            world,
            code,
            "大きく変わって特になし",
            ward,
            place,
            cells,
        ));
    }
    mutants
}
