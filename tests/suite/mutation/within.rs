//! Slips between the cells of one workbook: above the ward's areas, percentages, denominators, years to come.

use std::sync::Arc;
use torimatome::check::rules::{
    above_area_count, denominator_differs, future_year_filled, future_year_planned, rate_differs,
    ratio_differs_from_counts, ratio_out_of_range,
};

use rust_decimal::Decimal;
use torimatome::definition::BlockKind;
use torimatome::diagnostic::Place;
use torimatome::model::Fact;
use torimatome::workbook::names;

use super::city::percent;
use super::form::{number, printed_denominator, text};
use super::mutant::{Mutant, Mutator, beside, future, place, some_ward, whole};
use super::random::Random;
use super::world::{Put, World, definitions};

pub(super) const MUTATORS: &[(&str, Mutator)] = &[
    ("C301", above_area_count),
    ("C302", rate_differs),
    ("C303", denominator_differs),
    ("C303", area_count_differs),
    ("C304", future_numbers),
    ("C309", future_words),
    ("C305", out_of_range),
    ("C306", ratio_differs),
    ("C306", more_than_all),
];

/// Every ward with its facts of some indicators, in one of the columns that are due: this ward's in one year, the next
/// one's in the other.
pub(super) fn each<'w>(world: &'w World, ids: &[&str]) -> Vec<(usize, &'w Fact)> {
    let mut facts = Vec::new();
    for ward in 0..world.wards().len() {
        let years = world.due();
        for year in years.iter().copied().skip(ward % 2).step_by(2) {
            for id in ids {
                let fact = world.fact(ward, id, year);
                facts.extend(
                    fact.filter(|f| f.value.number().is_some())
                        .map(|f| (ward, f)),
                );
            }
        }
    }
    facts
}

fn above_area_count(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (ward, fact) in each(world, &["1-1", "1-2"]) {
        let areas = world.areas(ward, fact.year);
        for (kind, above) in [
            ("1つ超える", areas + 1),
            ("大きく超える", areas + random.between(2, 60)),
        ] {
            let written = Some(number(above));
            mutants.push(Mutant::in_fact(
                world,
                above_area_count::CODE,
                kind,
                ward,
                fact,
                written,
            ));
        }
    }
    mutants
}

fn rate_differs(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (ward, fact) in each(world, &["1-2-rate"]) {
        let Some(count) = beside(world, ward, fact, "1-2") else {
            continue;
        };
        let count = u32::try_from(whole(count)).expect("small");
        let areas = world.areas(ward, fact.year);
        let right = percent(count, areas, 1);
        let off = Decimal::from(random.between(3, 20));
        let other = if right > Decimal::from(50) {
            right - off
        } else {
            right + off
        };
        let mut plant = |kind, rate: Decimal| {
            let written = Some(number(rate));
            mutants.push(Mutant::in_fact(
                world,
                rate_differs::CODE,
                kind,
                ward,
                fact,
                written,
            ));
        };
        plant("合わない", other);
        if count > 0 {
            plant("全市の地域数で割る", percent(count, 334, 1));
        }
        let cut_off = (Decimal::from(count) * Decimal::ONE_HUNDRED / Decimal::from(areas))
            .trunc_with_scale(1);
        // Half a unit less rounds to the same: nothing is cut off there that anybody could tell.
        let exact = Decimal::from(count) * Decimal::ONE_HUNDRED / Decimal::from(areas);
        if exact - cut_off > Decimal::new(5, 2) {
            plant("切り捨て", cut_off);
        }
    }
    mutants
}

fn denominator_differs(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (ward, fact) in each(world, &["1-1", "1-2"]) {
        let sheet = Arc::clone(&fact.provenance.sheet);
        let Some(at) = printed_denominator(&world.books[ward], &sheet, fact.provenance.cell) else {
            continue;
        };
        let areas = world.areas(ward, fact.year);
        // A count above its own denominator would be a second slip.
        let other = areas + random.between(1, 9);
        for (kind, written) in [("別の地域数", other), ("全市のまま", 334)] {
            let print = text(format!("／　全{written}地域（名簿提供地域数）"));
            let cells: Vec<Put> = vec![(Arc::clone(&sheet), at, Some(print))];
            let place = place(world, ward, &sheet, at);
            mutants.push(Mutant::in_cells(
                world,
                denominator_differs::CODE,
                kind,
                ward,
                place,
                cells,
            ));
        }
    }
    mutants
}

fn area_count_differs(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for ward in 0..world.wards().len() {
        for year in world.due() {
            let Some((sheet, at)) = world.books[ward].names.get(&names::areas(year)).cloned()
            else {
                continue;
            };
            let other = number(world.areas(ward, year) + random.between(1, 9));
            let place = place(world, ward, &sheet, at);
            let cells: Vec<Put> = vec![(sheet, at, Some(other))];
            mutants.push(Mutant::in_cells(
                world,
                denominator_differs::CODE,
                "登録と違う地域数",
                ward,
                place,
                cells,
            ));
        }
    }
    mutants
}

fn future_numbers(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for year in future(world) {
        for indicator in definitions().forms[0].reported_indicators() {
            let ward = some_ward(world, random);
            let name = names::field(&indicator, year);
            let Some((sheet, at)) = world.books[ward].names.get(&name).cloned() else {
                continue;
            };
            let place = place(world, ward, &sheet, at);
            let cells: Vec<Put> = vec![(sheet, at, Some(number(random.between(1, 9))))];
            let code = future_year_filled::CODE;
            mutants.push(Mutant::in_cells(
                world,
                code,
                "先の年度の数",
                ward,
                place,
                cells,
            ));
        }
    }
    mutants
}

fn future_words(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    let form = &definitions().forms[0];
    for year in future(world) {
        for block in form.sheets.iter().flat_map(|sheet| &sheet.blocks) {
            if block.kind != BlockKind::Narrative {
                continue;
            }
            let ward = some_ward(world, random);
            let name = names::bullet(&block.id, year, random.between(1, block.bullets));
            let (sheet, at) = world.books[ward].names[&name].clone();
            let place = place(world, ward, &sheet, at);
            let plan = text("来年度は対象を広げて続ける予定");
            let cells: Vec<Put> = vec![(sheet, at, Some(plan))];
            let code = future_year_planned::CODE;
            mutants.push(Mutant::in_cells(
                world,
                code,
                "先の年度の文章",
                ward,
                place,
                cells,
            ));
        }
    }
    mutants
}

fn out_of_range(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (ward, fact) in each(world, &["1-2-rate", "2-6"]) {
        let right = fact.value.number().expect("a number");
        let share = right / Decimal::ONE_HUNDRED;
        let mut plant = |kind, rate: Decimal| {
            let written = Some(number(rate.round_dp(4)));
            mutants.push(Mutant::in_fact(
                world,
                ratio_out_of_range::CODE,
                kind,
                ward,
                fact,
                written,
            ));
        };
        plant("100を超える", Decimal::from(random.between(101, 900)));
        plant("負の割合", -right - Decimal::ONE);
        if right > Decimal::ONE {
            plant("小数の割合", share);
        }
    }
    mutants
}

fn ratio_differs(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (ward, fact) in each(world, &["2-6"]) {
        let counts = ["2-6-answers", "2-6-positive"].map(|id| beside(world, ward, fact, id));
        if counts
            .iter()
            .any(|count| count.is_none_or(|fact| fact.value.number().is_none()))
        {
            continue;
        }
        let off = Decimal::from(random.between(2, 20));
        let right = fact.value.number().expect("a number");
        let other = if right > Decimal::from(50) {
            right - off
        } else {
            right + off
        };
        let written = Some(number(other));
        let code = ratio_differs_from_counts::CODE;
        mutants.push(Mutant::in_fact(
            world,
            code,
            "数と合わない割合",
            ward,
            fact,
            written,
        ));
    }
    mutants
}

fn more_than_all(world: &World, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (ward, fact) in each(world, &["2-6-positive"]) {
        let answers = beside(world, ward, fact, "2-6-answers").expect("answers");
        let above = whole(answers) + i64::from(random.between(1, 30));
        let code = ratio_differs_from_counts::CODE;
        let written = Some(number(above));
        mutants.push(Mutant::in_fact(
            world,
            code,
            "回答数を超える数",
            ward,
            fact,
            written,
        ));
    }
    mutants
}

/// The place of a sheet that carries a fact.
pub(super) fn sheet_of(fact: &Fact) -> Place {
    Place::sheet(&fact.provenance.file, &fact.provenance.sheet)
}
